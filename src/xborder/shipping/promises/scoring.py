"""Carriers side by side by what they did, with the size of each sample, so that a shop can choose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.money.currencies import minor_units
from xborder.money.rounding import Rounding, round_ratio
from xborder.shipping._checks import one_of
from xborder.shipping._numbers import Number, check_count, fraction_of, share_of
from xborder.shipping.promises.proportions import Proportion
from xborder.shipping.promises.punctuality import Delivery, OnTime, checked, on_time

__all__ = ["DEFAULT_MINIMUM", "CarrierScore", "Scorecard", "Weights", "scorecard"]

DEFAULT_MINIMUM: Final = 30
"""How many shipments must have been due before a carrier is ranked. A choice of ours, not a law of statistics."""
_CRITERIA: Final = ("on_time", "damage", "loss", "claims", "cost")


def _weight(value: Number) -> Fraction:
    weight = fraction_of(value, "weights")
    if weight < 0:
        raise BadInput(f"{value} is negative", path="weights", hint="nothing or more")
    return weight


@attrs.frozen
class Weights:
    """How much each criterion matters to the host; only their proportions count.

    Raises:
        BadInput: a weight is no exact number or negative, or all are zero.
    """

    on_time: Fraction = attrs.field(default=Fraction(0), converter=_weight)
    damage: Fraction = attrs.field(default=Fraction(0), converter=_weight)
    loss: Fraction = attrs.field(default=Fraction(0), converter=_weight)
    claims: Fraction = attrs.field(default=Fraction(0), converter=_weight)
    cost: Fraction = attrs.field(default=Fraction(0), converter=_weight)

    def __attrs_post_init__(self) -> None:
        if not any(getattr(self, name) for name in _CRITERIA):
            raise BadInput("no criterion has any weight", path="weights", hint="for example Weights(on_time=3, cost=1)")


@attrs.frozen
class CarrierScore:
    """One carrier's record.

    Attributes:
        carrier: who.
        service: by which service; empty when services are taken together.
        shipments: how many there are.
        on_time: promises kept, of those due.
        damage: damaged, of those that arrived.
        loss: lost, of those whose fate is known.
        claims: claimed, of those whose fate is known.
        cost: the mean charge of those with a charge, to the minor unit; ``None`` when none has one.
        score: from 0 to 1 by the host's weights; ``None`` for a carrier that is not ranked.
        why_not: why it is not ranked; empty when it is.
    """

    carrier: str
    service: str
    shipments: int
    on_time: OnTime
    damage: Proportion
    loss: Proportion
    claims: Proportion
    cost: Money | None
    score: Fraction | None = None
    why_not: str = ""


@attrs.frozen
class Scorecard:
    """Carriers by score, the best first; those that are not ranked follow, by name.

    Attributes:
        rows: the carriers.
        as_of: the day on which the record was taken.
        minimum: how many shipments must have been due for a carrier to be ranked.
        confidence: of the intervals that the scores are taken from.
    """

    rows: tuple[CarrierScore, ...]
    as_of: date
    minimum: int
    confidence: Fraction

    @property
    def ranked(self) -> tuple[CarrierScore, ...]:
        """Those with a score."""
        return tuple(row for row in self.rows if row.score is not None)

    def __str__(self) -> str:
        lines = [
            f"As of {self.as_of}; intervals at {float(self.confidence):.0%}; at least {self.minimum} due to be ranked"
        ]
        for row in self.rows:
            low, high = row.on_time.kept.interval(self.confidence)
            score = f"score {float(row.score):.3f}" if row.score is not None else f"not ranked: {row.why_not}"
            cost = f"{row.cost.amount} {row.cost.currency.code}" if row.cost is not None else "not known"
            lines.append(
                f"{' '.join(filter(None, (row.carrier, row.service)))}: {score}; on time {row.on_time.kept},"
                f" between {float(low):.1%} and {float(high):.1%}; damaged {row.damage}; lost {row.loss};"
                f" claims {row.claims}; cost {cost}"
            )
        return "\n".join(lines)


def scorecard(
    deliveries: Iterable[Delivery],
    as_of: date,
    weights: Weights,
    *,
    by_service: bool = False,
    minimum: int = DEFAULT_MINIMUM,
    confidence: Number = "0.95",
) -> Scorecard:
    """Carriers side by side.

    Each share enters the score with the worse end of its Wilson interval: the lower for promises kept, the upper for
    damage, loss and claims. So a carrier with few shipments does not win by luck. Cost enters as the cheapest mean of
    the ranked carriers over the carrier's own.

    Args:
        deliveries: the record of all carriers.
        as_of: the day on which it was taken.
        weights: what matters to the host.
        by_service: whether each service of a carrier has a row of its own.
        minimum: how many shipments must have been due for a carrier to be ranked.
        confidence: of the intervals.

    Raises:
        BadInput: an argument is not of its form, a delivery lies in the future, or costs are in several currencies.
    """
    one_of(Weights, weights, "weights")
    check_count(minimum, "minimum", least=1)
    level = share_of(confidence, "confidence")
    record = checked(deliveries, as_of)
    currencies = {one.cost.currency.code for one in record if one.cost is not None}
    if len(currencies) > 1:
        message = f"costs are in {', '.join(sorted(currencies))}"
        raise BadInput(message, path="deliveries", hint="convert them to one currency first")
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for one in record:
        groups.setdefault((one.carrier, one.service if by_service else ""), []).append(one)
    rows = [_row(carrier, service, group, as_of) for (carrier, service), group in groups.items()]
    means = {(row.carrier, row.service): _mean(groups[row.carrier, row.service]) for row in rows}
    rows = [attrs.evolve(row, why_not=_why_not(row, weights, minimum)) for row in rows]
    known = [mean for row in rows if not row.why_not and (mean := means[row.carrier, row.service]) is not None]
    cheapest = min(known, default=None)
    scored = [
        row
        if row.why_not
        else attrs.evolve(row, score=_score(row, weights, level, cheapest, means[row.carrier, row.service]))
        for row in rows
    ]
    scored.sort(key=lambda row: (row.score is None, -(row.score or 0), row.carrier, row.service))
    return Scorecard(tuple(scored), as_of, minimum, level)


def _row(carrier: str, service: str, group: list[Delivery], as_of: date) -> CarrierScore:
    decided = [one for one in group if one.decided]
    arrived = [one for one in decided if one.delivered is not None]
    costs = [one.cost for one in group if one.cost is not None]
    mean = _mean(group)
    return CarrierScore(
        carrier,
        service,
        shipments=len(group),
        on_time=on_time(group, as_of),
        damage=Proportion(sum(one.damaged for one in arrived), len(arrived)),
        loss=Proportion(sum(one.lost for one in decided), len(decided)),
        claims=Proportion(sum(one.claimed for one in decided), len(decided)),
        cost=None if mean is None else _to_minor_unit(mean, costs[0].currency.code),
    )


def _mean(group: list[Delivery]) -> Fraction | None:
    costs = [Fraction(one.cost.amount) for one in group if one.cost is not None]
    return sum(costs, Fraction(0)) / len(costs) if costs else None


def _to_minor_unit(amount: Fraction, currency: str) -> Money:
    digits = minor_units(currency)
    units = round_ratio(amount.numerator * 10**digits, amount.denominator, Rounding.HALF_EVEN)
    return Money(Decimal(f"{units}E-{digits}"), currency)


def _why_not(row: CarrierScore, weights: Weights, minimum: int) -> str:
    if row.on_time.kept.of < minimum:
        return f"only {row.on_time.kept.of} of its shipments were due, {minimum} are asked for"
    if weights.cost and row.cost is None:
        return "its cost is not known"
    return ""


def _score(
    row: CarrierScore, weights: Weights, level: Fraction, cheapest: Fraction | None, mean: Fraction | None
) -> Fraction:
    values = {
        "on_time": row.on_time.kept.interval(level)[0],
        "damage": 1 - row.damage.interval(level)[1],
        "loss": 1 - row.loss.interval(level)[1],
        "claims": 1 - row.claims.interval(level)[1],
        "cost": cheapest / mean if cheapest is not None and mean else Fraction(1),
    }
    weight = {name: getattr(weights, name) for name in _CRITERIA}
    return sum((weight[name] * values[name] for name in _CRITERIA), Fraction(0)) / sum(weight.values(), Fraction(0))
