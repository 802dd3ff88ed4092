"""Prices that already contain charges: finds the net prices whose charges bring them back to the prices given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    consignment: Consignment,
    listed: Worth,
    settle: Callable[[Worth], tuple[object, object, object]],
    edges: Iterable[Fraction],
) -> tuple[Worth, tuple[Notice, ...]]:
    """The worth without the charges that its prices include.

    Each round computes the charges on the net prices found so far and scales every line so that price and charges meet
    what the request gives. Where a threshold lies between, no price may satisfy both sides: the nearest is taken and
    a notice says so.

    Args:
        consignment: says which kinds of charges the prices include.
        listed: the prices as given.
        settle: chooses a procedure for given values and computes it.
        edges: by what the listed values are to be multiplied to stand exactly at a limit of law.
    """
    shares = _gross(listed)
    scale = [Fraction(1)] * len(shares)
    best, best_gap = listed, _gap(listed, scale, shares, consignment, settle)[0]
    for _ in range(_ROUNDS):
        net = _scaled(listed, scale)
        gap, wholes = _gap(net, scale, shares, consignment, settle)
        if gap < best_gap:
            best, best_gap = net, gap
        if gap <= 1:
            return best, ()
        scale = [
            (factor * gross / whole).limit_denominator(10**12) if whole else factor
            for factor, gross, whole in zip(scale, shares, wholes, strict=True)
        ]
    for edge in edges:
        scale = [edge] * len(shares)
        net = _scaled(listed, scale)
        gap, _ = _gap(net, scale, shares, consignment, settle)
        if gap < best_gap:
            best, best_gap = net, gap
    if best_gap <= _CENTS:
        return best, ()
    return best, (
        Notice(
            "price-grey-zone",
            "warning",
            "No net price and its charges come to the given price: a threshold lies between. The nearest is taken.",
            "prices_include",
        ),
    )


_CENTS = 20_000


def _gap(
    net: Worth,
    scale: list[Fraction],
    shares: list[Fraction],
    consignment: Consignment,
    settle: Callable[[Worth], tuple[object, object, object]],
) -> tuple[Fraction, list[Fraction]]:
    """How far the net prices with their charges are from the prices given, and what each line comes to."""
    outcome: Outcome = settle(net)[1].outcome  # type: ignore[attr-defined]
    contained = included(outcome, consignment.prices_include, net)
    wholes = [factor * gross + more for factor, gross, more in zip(scale, shares, contained, strict=True)]
    return max(abs(whole - gross) for whole, gross in zip(wholes, shares, strict=True)), wholes


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
