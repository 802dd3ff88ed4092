"""Prices that already contain charges: finds the net prices whose charges bring them back to the prices given."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import attrs

from xborder.landed_cost.charges import Outcome
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.valuation import Worth
from xborder.law import rules

__all__ = ["included", "net_of_charges"]

_ROUNDS = 60
_KINDS = {"tax": rules.Kind.TAX, "duty": rules.Kind.DUTY}


def net_of_charges(
    consignment: Consignment, listed: Worth, settle: Callable[[Worth], tuple[object, object, object]]
) -> tuple[Worth, tuple[Notice, ...]]:
    """The worth without the charges that its prices include.

    Each round computes the charges on the net prices found so far and scales every line so that price and charges meet
    what the request gives. Where a threshold lies between, no price may satisfy both sides: the nearest is taken and
    a notice says so.

    Args:
        consignment: says which kinds of charges the prices include.
        listed: the prices as given.
        settle: chooses a procedure for given values and computes it.
    """
    shares = _gross(listed)
    scale = [Fraction(1)] * len(shares)
    best, best_gap = listed, None
    for _ in range(_ROUNDS):
        net = _scaled(listed, scale)
        outcome: Outcome = settle(net)[1].outcome  # type: ignore[attr-defined]
        contained = included(outcome, consignment.prices_include, net)
        gap = Fraction(0)
        for line, gross in enumerate(shares):
            whole = scale[line] * gross + contained[line]
            gap = max(gap, abs(whole - gross))
            if whole:
                scale[line] = (scale[line] * gross / whole).limit_denominator(10**12)
        if best_gap is None or gap < best_gap:
            best, best_gap = net, gap
        if gap <= 1:
            break
    if best_gap is not None and best_gap > 20_000:
        return best, (
            Notice(
                "price-grey-zone",
                "warning",
                "No net price and its charges come to the given price: a threshold lies between. The nearest is taken.",
                "prices_include",
            ),
        )
    return best, ()


def included(outcome: Outcome, kinds: tuple[str, ...], worth: Worth) -> list[Fraction]:
    """For each line, its share of the charges that prices include, before rounding."""
    wanted = {_KINDS[kind] for kind in kinds}
    shares = [Fraction(0)] * len(worth.weights)
    for applied, line, lines, _, _, exact, exact_over, amount, reason, _ in outcome.entries:
        if applied.step.rule.kind not in wanted:
            continue
        charge = Fraction(amount) if reason or applied.step.rule.total_round else Fraction(exact, exact_over)
        bearing = (line,) if line >= 0 else lines or range(len(shares))
        whole = sum(worth.weights[member] for member in bearing)
        for member in bearing:
            shares[member] += charge * worth.weights[member] / whole if whole else charge / len(tuple(bearing))
    return shares


def _gross(listed: Worth) -> list[Fraction]:
    """For each line, its price and its share of the freight and insurance, as given."""
    around = listed.goods + listed.freight + listed.insurance
    return [Fraction(weight * around, listed.over) for weight in listed.weights]


def _scaled(listed: Worth, scale: list[Fraction]) -> Worth:
    weights = tuple(round(weight * factor) for weight, factor in zip(listed.weights, scale, strict=True))
    over = sum(weights)
    if not over:
        return listed
    mean = Fraction(over, listed.over)
    goods, freight, insurance = (round(amount * mean) for amount in (listed.goods, listed.freight, listed.insurance))
    return attrs.evolve(listed, weights=weights, over=over, goods=goods, freight=freight, insurance=insurance)
