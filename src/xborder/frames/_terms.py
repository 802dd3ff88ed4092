"""Duties that are more than one percentage, as trees of sums and bounds whose figures stand in tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from xborder.goods.units import quantity_in
from xborder.law import rules
from xborder.tariff.expression import DutyExpression
from xborder.tariff.terms import AdValorem, AtLeast, AtMost, Difference, Specific, Sum, Term

__all__ = ["Leaf", "Tree", "tree_of"]

Tree = tuple[object, ...]
"""``("value", leaf)``, ``("quantity", leaf)``, ``("mass", leaf)``, or a word (``sum``, ``less``, ``most``, ``least``,
``floor``) and the trees that it joins."""


@attrs.frozen
class Leaf:
    """A figure of a tree: a share of the value, or an amount of law for each unit of quantity or kilogram."""

    share: Fraction
    amount: rules.Amount | None = None


class _Strange(Exception):
    """A term that columns cannot say."""


def tree_of(parts: Sequence[Sequence[DutyExpression]], factor: Fraction) -> tuple[Tree, tuple[Leaf, ...]] | None:
    """The tree of duties laid on together, each the highest of its options; ``None`` when columns cannot say it.

    Args:
        parts: for each duty, its options.
        factor: of the whole.
    """
    leaves: list[Leaf] = []

    def built(term: Term) -> Tree:
        match term:
            case AdValorem(rate=rate, of=""):
                leaves.append(Leaf(rate * factor))
                return "value", len(leaves) - 1
            case Specific(of=""):
                source, units = _source(term.unit)
                each = rules.Amount(term.amount * units / term.per * factor, term.currency)
                leaves.append(Leaf(Fraction(0), each))
                return source, len(leaves) - 1
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


def _source(unit: str) -> tuple[str, Fraction]:
    """What a line without measures gives a unit by: its quantity or its net mass, and how many units one of it is."""
    pieces = quantity_in({}, unit, net_mass_kg=None, quantity=Decimal(1))
    if pieces is not None:
        return "quantity", Fraction(pieces)
    mass = quantity_in({}, unit, net_mass_kg=Fraction(1), quantity=Decimal(1))
    if mass is not None:
        return "mass", Fraction(mass)
    raise _Strange
