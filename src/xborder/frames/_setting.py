"""Where, when, by whom and in which currencies consignments are sent: what does not depend on goods and amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from xborder.errors import XborderError
from xborder.frames._amounts import too_fine
from xborder.frames._requests import error_text
from xborder.landed_cost.assessment import Situation, settle_currency
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.procedures import Thresholds
from xborder.landed_cost.ticks import TICKS, minor_step
from xborder.landed_cost.valuation import Worth
from xborder.law import rules
from xborder.law.plan import Plan

__all__ = ["Closed", "Limit", "Setting", "setting"]

_NOTHING = Worth((1,), 1, 0, 0, 0, (1,), 0)


@attrs.frozen
class Closed:
    """Circumstances in which nothing is answered: the error, or why each consignment is asked by itself."""

    error: str = ""
    reason: str = ""


@attrs.frozen
class Limit:
    """A threshold in columns: a value, as weights over one denominator, at most (or below) a ratio of minor units.

    ``weights`` are those of goods, freight and insurance; ``None`` is the price of each article.
    """

    name: str
    weights: tuple[int, int, int, int] | None
    up: int
    over: int
    inclusive: bool

    @property
    def most(self) -> int:
        """The most that a sum of weighted minor units may be and still be within; below nothing when it never is."""
        up = self.up * (self.weights[3] if self.weights is not None else 1)
        return up // self.over if self.inclusive else -(-up // self.over) - 1


@attrs.frozen(eq=False)
class Setting:
    """Circumstances in which consignments are answered.

    Attributes:
        wanted: a request with these circumstances and one line, as a mapping of the contract.
        price: the currency of prices.
        limits: the thresholds that anything asks about.
        to_currency: what one minor unit of the price's currency is in minor units of the computation's.
        to_answer: what one of the computation's is in minor units of the answer's.
        price_to_answer: what one of the price's is in the answer's.
        ship_from: the country of dispatch.
        marks: what notices depend on beside the plan, the goods and the thresholds.
        foreign: of currencies of law, whether their rates are by its rule.
    """

    wanted: Mapping[str, object]
    on: date
    situation: Situation
    exchange: Exchange
    plan: Plan
    price: str
    currency: str
    answer: str
    policies: Mapping[str, str]
    limits: tuple[Limit, ...]
    to_currency: Fraction
    to_answer: Fraction
    price_to_answer: Fraction
    ship_from: str
    marks: tuple[object, ...]
    foreign: dict[str, bool] = attrs.field(factory=dict, repr=False)
    worth: Worth = _NOTHING

    def by_rule(self, currency: str) -> bool:
        """Whether an amount of law in a currency brings no rate into the answer that is not by the law's rule."""
        if currency == self.currency:
            return True
        known = self.foreign.get(currency)
        if known is None:
            before = self.exchange.off_rule
            self.exchange.rate(currency, self.currency)
            known = self.foreign[currency] = self.exchange.off_rule == before
            self.exchange.off_rule = before
        return known

    @property
    def customs(self) -> tuple[tuple[int, int, int], Fraction]:
        """The weights of goods, freight and insurance in the customs value, and what turns them into its millionths."""
        base = self.plan.values.get("customs-value")
        weights, over = ((1, 0, 0), 1) if base is None else ((base.goods, base.freight, base.insurance), base.over)
        return weights, self.to_answer * minor_step(self.answer) / over

    @property
    def units(self) -> int:
        """How many articles are told apart from more of them; nothing when their number decides nothing."""
        whens = [each.rule.when for each in self.plan.procedures]
        whens += [step.rule.when for each in self.plan.procedures for step in each.steps]
        whens += [charge.when for each in self.plan.procedures for charge in each.silenced]
        whens += [notice.when for each in self.plan.procedures for notice in each.notices]
        return max((when.units_max + 1 for when in whens if when.units_max is not None), default=0)

    def minor(self, amount: rules.Amount) -> Fraction:
        """An amount of law in minor units of the computation's currency."""
        rate = self.exchange.rate(amount.currency, self.currency)
        return amount.value * TICKS * rate / minor_step(self.currency)


def setting(wanted: Mapping[str, object], price: str, desk: Desk, on: date | None) -> Setting | Closed:
    """The circumstances that a request of one line has.

    Args:
        wanted: the request.
        price: the currency of its prices.
        desk: who answers.
        on: the day of consignments that do not say theirs.
    """
    try:
        consignment = Consignment.from_dict(wanted)
    except XborderError:
        return Closed(reason="circumstances that cannot be read")
    day = consignment.on or on or desk.clock()
    try:
        situation = desk._situate(consignment, day)  # noqa: SLF001 - the executor of columns is one of the desk's own
        exchange = Exchange(consignment.fx, desk.rates, day, situation.law.fx_rule)
        currency, answer, _ = settle_currency(consignment, situation, exchange)
        plan = situation.plans.get(currency)
        if plan is None:
            plan = situation.plans[currency] = situation.compile(currency)
        to_currency = exchange.rate(price, currency) * Fraction(minor_step(price), minor_step(currency))
        to_answer = exchange.rate(currency, answer) * Fraction(minor_step(currency), minor_step(answer))
    except XborderError as error:
        return Closed(error=error_text(error))
    try:
        straight = exchange.rate(price, answer) * Fraction(minor_step(price), minor_step(answer))
        limits = _limits(plan, consignment, exchange)
    except (XborderError, _OffRule):
        return Closed(reason="limits in a currency without a rate")
    made = Setting(
        wanted, day, situation, exchange, plan, price, currency, answer, desk.policies, limits,
        to_currency, to_answer, straight, consignment.ship_from.country, _marks(consignment, exchange),
    )  # fmt: skip
    if any(too_fine(rate) for rate in (to_currency, to_answer, straight, made.customs[1])):
        return Closed(reason="exchange rates that are too fine")
    return made


def _marks(consignment: Consignment, exchange: Exchange) -> tuple[object, ...]:
    parties = (consignment.seller, consignment.platform, consignment.buyer)
    numbers = tuple((party.country, tuple(party.registrations.items())) for party in parties)
    return exchange.off_rule, consignment.procedure, numbers


class _OffRule(Exception):
    """A rate that only some consignments ask for is not the one that the law names."""


def _limits(plan: Plan, consignment: Consignment, exchange: Exchange) -> tuple[Limit, ...]:
    thresholds = Thresholds(plan, consignment, _NOTHING, exchange)
    step = minor_step(plan.facts.currency)
    found: dict[str, Limit] = {}

    def add(names: Sequence[str]) -> None:
        for name in names:
            limit = plan.limits[name]
            if name not in found:
                value = limit.value
                weights = None if value is None else (value.goods, value.freight, value.insurance, value.over)
                up, over = thresholds.ceiling(limit)
                ceiling = Fraction(up, over * step)
                found[name] = Limit(name, weights, ceiling.numerator, ceiling.denominator, limit.inclusive)

    add(plan.tests)
    before = exchange.off_rule
    for procedure in plan.procedures:
        if not procedure.reasons:
            add((*procedure.rule.when.below, *procedure.rule.when.above, *procedure.tests))
            for notice in procedure.notices:
                add((*notice.when.below, *notice.when.above))
    if exchange.off_rule != before:
        raise _OffRule
    return tuple(found.values())
