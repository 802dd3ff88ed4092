"""Chooses how goods are imported: by law where law decides, else the cheapest way that the parties may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from xborder.errors import ProcedureNotAvailable
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.ticks import TICKS, ticks
from xborder.landed_cost.valuation import Worth
from xborder.law.plan import GoodsFacts, Limit, Plan, ProcedurePlan, goods_hold

__all__ = ["Thresholds", "asked_for", "eligible", "goods_facts", "obstacles", "why_not"]


@lru_cache(maxsize=4096)
def goods_facts(hs: str, origin: str, category: str, preference: str) -> GoodsFacts:
    """What rules look at in a line, made once for each kind of goods."""
    return GoodsFacts(hs, origin, category, preference)


class Thresholds(dict[str, bool]):
    """Says of each threshold whether the consignment is within it; compares when first asked, and remembers.

    ``outcomes`` are those that decided between procedures.
    """

    __slots__ = ("_consignment", "_exchange", "_plan", "_worth", "outcomes")

    def __init__(self, plan: Plan, consignment: Consignment, worth: Worth, exchange: Exchange) -> None:
        self._plan, self._consignment, self._worth, self._exchange = plan, consignment, worth, exchange
        self.outcomes: tuple[bool, ...] = ()

    def __missing__(self, name: str) -> bool:
        limit = self._plan.limits[name]
        up, over = limit.ticks if limit.limit.currency == self._plan.facts.currency else self.ceiling(limit)
        if limit.value is None:
            within = all(_within(price, price_over, up, over, limit) for price, price_over in self.unit_prices())
        else:
            value, value_over = self.value(limit)
            within = _within(value, value_over, up, over, limit)
        self[name] = within
        return within

    def value(self, limit: Limit) -> tuple[int, int]:
        """The value that is compared, in ticks of the computation's currency; unit prices give the highest."""
        if limit.value is None:
            return max(self.unit_prices(), key=lambda pair: Fraction(*pair), default=(0, 1))
        value, over = self._worth.total(limit.value)
        if limit.rule.year_to_date:
            used = self._consignment.buyer.year_to_date.get(limit.rule.year_to_date)
            if used is not None:
                value += ticks(used) * over
        return value, over

    def unit_prices(self) -> list[tuple[int, int]]:
        """The price of one article of each line, after discounts."""
        worth = self._worth
        return [
            (weight * worth.goods * TICKS, worth.over * ticks(line.quantity))
            for weight, line in zip(worth.weights, self._consignment.lines, strict=True)
        ]

    def ceiling(self, limit: Limit) -> tuple[int, int]:
        """The limit in ticks of the computation's currency."""
        code, currency = limit.limit.currency, self._plan.facts.currency
        if code == currency:
            return limit.ticks
        rate = self._exchange.rate(code, currency) * Fraction(*limit.ticks)
        return rate.numerator, rate.denominator


def _within(value: int, value_over: int, up: int, over: int, limit: Limit) -> bool:
    return value * over <= up * value_over if limit.inclusive else value * over < up * value_over


def eligible(plan: ProcedurePlan, consignment: Consignment, thresholds: Mapping[str, bool]) -> bool:
    """Whether the procedure may be used, registrations apart."""
    if plan.reasons:
        return False
    when = plan.rule.when
    for name in when.below:
        if not thresholds[name]:
            return False
    for name in when.above:
        if thresholds[name]:
            return False
    if when.units_max is not None and consignment.sums.units > when.units_max:
        return False
    return not plan.asks_of_goods or not _goods_failing(plan, consignment)


def why_not(plan: ProcedurePlan, consignment: Consignment, thresholds: Thresholds) -> list[str]:
    """Why the procedure may not be used, in words; registrations apart."""
    return [message for _, message in obstacles(plan, consignment, thresholds)]


def obstacles(plan: ProcedurePlan, consignment: Consignment, thresholds: Thresholds) -> list[tuple[str, str]]:
    """Why the procedure may not be used: the kind of each reason and its words; registrations apart.

    Kinds are ``circumstances``, ``over-limit``, ``within-limit``, ``too-many`` and ``goods``.
    """
    if plan.reasons:
        return [("circumstances", reason) for reason in plan.reasons]
    when = plan.rule.when
    found = [("over-limit", f"the value is over the limit of {name}") for name in when.below if not thresholds[name]]
    found.extend(
        ("within-limit", f"the value is within the limit of {name}") for name in when.above if thresholds[name]
    )
    if when.units_max is not None and consignment.sums.units > when.units_max:
        found.append(("too-many", f"there are more than {when.units_max} articles"))
    found.extend(
        ("goods", f"lines[{index}] is of a kind of goods it is not open to")
        for index in _goods_failing(plan, consignment)
    )
    return found


def asked_for(plans: Iterable[ProcedurePlan], consignment: Consignment, thresholds: Thresholds) -> ProcedurePlan:
    """The procedure that the request names.

    Raises:
        ProcedureNotAvailable: when there is none of that name, or the law does not allow it here.
    """
    plans = tuple(plans)
    named = [plan for plan in plans if plan.rule.id == consignment.procedure]
    for plan in named:
        if eligible(plan, consignment, thresholds):
            return plan
    if not named:
        known = ", ".join(dict.fromkeys(plan.rule.id for plan in plans))
        raise ProcedureNotAvailable(
            f"no procedure {consignment.procedure!r:.60} there on that day", path="procedure", hint=f"known are {known}"
        )
    raise ProcedureNotAvailable(
        f"{consignment.procedure} may not be used: {'; '.join(why_not(named[0], consignment, thresholds))}",
        path="procedure",
        hint="leave procedure out to have the lawful one chosen",
    )


def none_fits(
    plans: Iterable[ProcedurePlan], consignment: Consignment, thresholds: Thresholds
) -> ProcedureNotAvailable:
    """The error for a consignment that no procedure is open to."""
    reasons = [
        f"{plan.rule.id}: {'; '.join(why_not(plan, consignment, thresholds) or [plan.unregistered])}" for plan in plans
    ]
    return ProcedureNotAvailable(
        "no procedure is open to this consignment",
        path="procedure",
        hint=" | ".join(reasons) or "the law pack has none for that day",
    )


def _goods_failing(plan: ProcedurePlan, consignment: Consignment) -> list[int]:
    """The lines whose goods the procedure is not open to."""
    if not plan.asks_of_goods:
        return []
    admits = plan.admits
    failing: list[int] = []
    for index, goods in enumerate(consignment.sums.goods):
        admitted = admits.get(goods)
        if admitted is None:
            facts = goods_facts(*goods[:4])
            admitted = admits[goods] = goods_hold(plan.rule.when, facts, facts.categories)
        if not admitted:
            failing.append(index)
    return failing
