"""Duties that are more than one percentage, as trees of sums and bounds whose figures stand in tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from xborder.frames._held import Filled, source_of
from xborder.law import rules
from xborder.tariff.expression import DutyExpression
from xborder.tariff.terms import AdValorem, AtLeast, AtMost, Difference, Specific, Sum, Term

__all__ = ["Leaf", "Tree", "per_unit", "tree_of"]

Tree = tuple[object, ...]
"""``("value", leaf)``, ``("held", leaf, fields)``, or a word (``sum``, ``less``, ``most``, ``least``, ``floor``) and
the trees that it joins."""


@attrs.frozen
class Leaf:
    """A figure of a tree: a share of the value, or an amount of law for each one of what so many fields hold."""

    share: Fraction
    amount: rules.Amount | None = None
    fields: int = 1


class _Strange(Exception):
    """A term that columns cannot say."""


def tree_of(
    parts: Sequence[Sequence[DutyExpression]], factor: Fraction, filled: Filled
) -> tuple[Tree, tuple[Leaf, ...]] | None:
    """The tree of duties laid on together, each the highest of its options; ``None`` when columns cannot say it.

    Args:
        parts: for each duty, its options.
        factor: of the whole.
        filled: what the lines say of their measures.
    """
    leaves: list[Leaf] = []

    def built(term: Term) -> Tree:
        match term:
            case AdValorem(rate=rate, of=""):
                leaves.append(Leaf(rate * factor))
                return "value", len(leaves) - 1
            case Specific(of=""):
                source = source_of(term.unit, filled)
                if source is None:
                    raise _Strange
                fields, units = source
                each = rules.Amount(term.amount * units / term.per * factor, term.currency)
                leaves.append(Leaf(Fraction(0), each, len(fields)))
                return "held", len(leaves) - 1, fields
            case Sum(parts=several):
                return "sum", *(built(part) for part in several)
            case Difference(whole=whole, less=less):
                return "less", built(whole), built(less)
            case AtLeast(duty=duty, floor=floor):
                return "most", built(duty), built(floor)
            case AtMost(duty=duty, ceiling=ceiling):
                return "least", built(duty), built(ceiling)
            case _:
                raise _Strange

    try:
        whole: list[Tree] = []
        for options in parts:
            each: list[Tree] = [("floor", built(option.root)) for option in options]
            whole.append(each[0] if len(each) == 1 else ("most", *each))
    except _Strange:
        return None
    if not whole:
        return None
    return whole[0] if len(whole) == 1 else ("sum", *whole), tuple(leaves)


def per_unit(amount: rules.Amount, unit: str, factor: Fraction, filled: Filled) -> tuple[Tree, tuple[Leaf, ...]] | None:
    """The tree of an amount of law for each unit; ``None`` when the lines do not say how many they hold."""
    source = source_of(unit, filled)
    if source is None:
        return None
    fields, units = source
    each = rules.Amount(amount.value * units * factor, amount.currency)
    return ("held", 0, fields), (Leaf(Fraction(0), each, len(fields)),)
