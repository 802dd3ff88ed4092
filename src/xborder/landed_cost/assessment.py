"""Walks a consignment through the pipeline: value, procedure, duties and taxes - and keeps what each stage found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import partial

import attrs

from xborder.errors import NoExchangeRate, UnknownDutyRate, XborderError
from xborder.goods.units import quantity_in
from xborder.landed_cost.charges import Goods, MissingMeasure, Outcome, compute
from xborder.landed_cost.consignment import Circumstances, Consignment
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import Thresholds, asked_for, eligible, goods_facts, none_fits
from xborder.landed_cost.ticks import TICKS, ticks, to_minor
from xborder.landed_cost.valuation import Worth, worth
from xborder.law import rules
from xborder.law.plan import Applied, DayLaw, Facts, Pick, Plan, ProcedurePlan, RateKind, UnitPrices, goods_hold
from xborder.law.sources import Evidence, Status
from xborder.places import Territory
from xborder.tariff.answers import DutyAnswer, DutySource
from xborder.tariff.dialects import parse_duty
from xborder.tariff.expression import DutyExpression

__all__ = ["Assessment", "Candidate", "Situation", "assess", "trial"]

_KEPT = 8_192


@attrs.frozen(eq=False)
class Situation:
    """Where and under which law a consignment is imported: what does not depend on amounts.

    Attributes:
        plans: compiled plans by the currency of the computation.
    """

    law: DayLaw
    territory: Territory
    circumstances: Circumstances
    ship_from: str
    policies: tuple[tuple[str, str], ...]
    tariffs: DutySource
    plans: dict[str, Plan] = attrs.field(factory=dict, repr=False)

    def compile(self, currency: str) -> Plan:
        """The plan for computing in a currency."""
        _, subdivision, _, sale, transport, mode, _, seller, platform, buyer, _ = self.circumstances
        facts = Facts(
            sale, transport, mode, self.ship_from, subdivision, self.territory.code,
            bool(self.territory.tax_area), seller, platform, buyer, self.policies, currency,
        )  # fmt: skip
        return self.law.plan(facts)


@attrs.frozen(eq=False)
class Kind:
    """How a procedure bears on one kind of goods, kept for all lines alike.

    Attributes:
        pick: for each step, its rate; ``None`` when the duty is not known.
        duties: the duty expressions that may apply.
        answer: what the tariff said; ``None`` when it was not asked.
        stated: whether the duty is the line's own.
        notices: what must be told of the rules that bear on it.
        policies: the choices that decided which rules bear on it.
        sources: keys of the documents behind those rules.
        told: the law's own notices that speak of such goods.
    """

    pick: Pick | None
    duties: tuple[DutyExpression, ...] = ()
    answer: DutyAnswer | None = None
    stated: bool = False
    told: tuple[rules.NoticeRule, ...] = ()
    notices: tuple[Notice, ...] = attrs.field(init=False)
    policies: tuple[str, ...] = attrs.field(init=False)
    sources: dict[str, None] = attrs.field(init=False)

    @notices.default
    def _told(self) -> tuple[Notice, ...]:
        found = (weak(on.step.rule.id, on.step.rule.name, on.evidence, on.status) for on in self._bearing())
        return tuple(dict.fromkeys(notice for notices in found for notice in notices))

    @policies.default
    def _asked(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for on in self._bearing() for name in on.step.rule.when.policy))

    @sources.default
    def _cited(self) -> dict[str, None]:
        return dict.fromkeys(key for on in self._bearing() for key in on.source)

    def _bearing(self) -> list[Applied]:
        return [applied for applied in self.pick or () if applied is not None]


def weak(key: str, name: str, evidence: Evidence, status: Status) -> Iterator[Notice]:
    """What must be told of a rule whose evidence or standing is weak."""
    if evidence is Evidence.UNVERIFIED:
        yield Notice("weak-evidence", "info", f"{name}: not yet held against a source.", key)
    if status is Status.DISPUTED:
        yield Notice("disputed", "warning", f"{name}: the sources disagree.", key)
    elif status is Status.SCHEDULED:
        yield Notice("scheduled", "info", f"{name}: announced for this day, not yet in force when it was last checked.", key)


@attrs.frozen(eq=False)
class Candidate:
    """A procedure, computed.

    Attributes:
        kinds: how it bears on each line.
        outcome: its charges; where a duty is one of several, with the highest.
        least: the same with the lowest; the same object when every duty is certain.
        missing: for lines that could not be calculated, why.
    """

    plan: ProcedurePlan
    kinds: tuple[Kind, ...]
    outcome: Outcome
    least: Outcome
    missing: Mapping[int, XborderError]


@attrs.frozen(eq=False)
class Assessment:
    """Everything that a quote is made of.

    Attributes:
        on: the tax point.
        currency: of the computation: the jurisdiction's, or the request's when no rate between them is known.
        answer: the currency of the answer.
        chosen: the procedure taken.
        computed: other procedures that were computed in order to choose, by place in the plan.
        listed: prices as the request gives them, when they include charges; else the same as ``worth``.
    """

    consignment: Consignment
    on: date
    situation: Situation
    plan: Plan
    currency: str
    answer: str
    exchange: Exchange
    worth: Worth
    listed: Worth
    thresholds: Thresholds
    chosen: Candidate
    computed: Mapping[int, Candidate]
    notices: tuple[Notice, ...]


def assess(consignment: Consignment, on: date, situation: Situation, exchange: Exchange, plan: Plan, answer: str) -> Assessment:
    """Runs the pipeline for a consignment whose law and currency are settled.

    Raises:
        XborderError: when not one line can be computed, or something the computation needs is missing.
    """
    currency = plan.facts.currency

    def convert(amount: int, code: str) -> int:
        return to_minor(exchange.convert(amount, code, currency), currency)

    listed = worth(consignment, currency, convert)
    if consignment.prices_include:
        from xborder.landed_cost.inclusive import net_of_charges  # noqa: PLC0415 - few quotes need it

        value, notices = net_of_charges(consignment, listed, partial(_settle, consignment, on, situation, exchange, plan))
    else:
        value, notices = listed, ()
    thresholds, chosen, computed = _settle(consignment, on, situation, exchange, plan, value)
    return Assessment(
        consignment, on, situation, plan, currency, answer, exchange, value, listed, thresholds, chosen, computed, notices
    )


def _settle(
    consignment: Consignment, on: date, situation: Situation, exchange: Exchange, plan: Plan, value: Worth
) -> tuple[Thresholds, Candidate, dict[int, Candidate]]:
    """Chooses a procedure for given values and computes it."""
    thresholds = Thresholds(plan, consignment, value, exchange)
    computed: dict[int, Candidate] = {}
    if consignment.procedure:
        chosen = trial(asked_for(plan.procedures, consignment, thresholds), consignment, on, situation, exchange, value, thresholds)
        return thresholds, chosen, computed
    open_to = [
        index
        for index, procedure in enumerate(plan.procedures)
        if not procedure.unregistered and eligible(procedure, consignment, thresholds)
    ]
    if not open_to:
        raise none_fits(plan.procedures, consignment, thresholds)
    by_law = next((index for index in open_to if plan.procedures[index].rule.choice is rules.Choice.LAW), None)
    if by_law is not None:
        open_to = [by_law]
    failure: XborderError | None = None
    best = -1
    for index in open_to:
        try:
            candidate = trial(plan.procedures[index], consignment, on, situation, exchange, value, thresholds)
        except XborderError as error:
            failure = failure or error
            continue
        computed[index] = candidate
        if best < 0 or _better(candidate, computed[best]):
            best = index
    if best < 0:
        raise failure or none_fits(plan.procedures, consignment, thresholds)
    return thresholds, computed.pop(best), computed


def _better(candidate: Candidate, best: Candidate) -> bool:
    """Whether a candidate beats the best so far: fewer gaps first, then a lower cost."""
    gaps, best_gaps = (len(each.missing) + len(each.outcome.unknown) for each in (candidate, best))
    return (gaps, candidate.outcome.total) < (best_gaps, best.outcome.total)


def trial(
    plan: ProcedurePlan,
    consignment: Consignment,
    on: date,
    situation: Situation,
    exchange: Exchange,
    value: Worth,
    thresholds: Thresholds,
) -> Candidate:
    """Computes one procedure for a consignment.

    Raises:
        UnknownDutyRate: when no line's duty is known.
        BadInput: when no line gives the measure that its duty needs.
    """
    sums = consignment.sums
    outcome = tuple([thresholds[name] for name in plan.tests]) if plan.tests else ()
    units = sums.units if plan.counts_units else 0
    kept = plan.kept
    kinds: list[Kind] = []
    missing: dict[int, XborderError] = {}
    picks: list[Pick | None] = []
    duties: list[tuple[DutyExpression, ...]] = []
    certain = True
    for index, goods in enumerate(sums.goods):
        kind: Kind | None = None
        key = (goods, outcome, units)
        if not plan.by_price:
            kind = kept.get(key)  # type: ignore[assignment]  # the executor's own notes
        if kind is None:
            prices = _unit_prices(consignment, index, value, exchange, plan) if plan.by_price else {}
            kind = _kind(plan, goods, f"lines[{index}]", thresholds, units, on, situation, prices)
            if len(kept) >= _KEPT:
                kept.clear()
            if not plan.by_price:
                kept[key] = kind
        kinds.append(kind)
        picks.append(kind.pick)
        duties.append(kind.duties)
        if kind.pick is None:
            missing[index] = _unknown_duty(index, goods[0], situation, kind.answer)
        elif len(kind.duties) > 1:
            certain = False
    if len(missing) == len(kinds):
        raise next(iter(missing.values()))
    lines = consignment.lines

    def measure(line: int, unit: str) -> Fraction | None:
        item = lines[line]
        mass = item.net_mass.kilograms if item.net_mass is not None else None
        return quantity_in(item.measures, unit, net_mass_kg=mass, quantity=item.quantity)

    def law_ticks(amount: rules.Amount) -> tuple[int, int]:
        rate = amount.value * TICKS
        if amount.currency != plan.currency:
            rate *= exchange.rate(amount.currency, plan.currency)
        return rate.numerator, rate.denominator

    def key_of(line: int) -> tuple[str, ...]:
        item = lines[line]
        return (item.hs, item.origin or consignment.ship_from.country, item.sku, item.description, str(item.unit_price), str(item.quantity))

    goods_data = Goods(picks, duties, True, measure, key_of, law_ticks, exchange.rate, plan.currency)
    while True:
        try:
            highest = compute(plan.steps, goods_data, value)
            least = highest if certain else compute(plan.steps, attrs.evolve(goods_data, highest=False), value)
        except MissingMeasure as error:
            missing[error.line] = error
            picks[error.line] = None
            if all(pick is None for pick in picks):
                raise
            continue
        return Candidate(plan, tuple(kinds), highest, least, missing)


def _kind(
    plan: ProcedurePlan,
    goods: tuple[str, str, str, str, str, bool],
    path: str,
    thresholds: Thresholds,
    units: int,
    on: date,
    situation: Situation,
    prices: UnitPrices,
) -> Kind:
    hs, origin, category, preference, duty, final = goods
    facts = goods_facts(hs, origin, category, preference)
    told = tuple(notice for notice in plan.notices if goods_hold(notice.when, facts, facts.categories))
    pick = plan.applies(facts, thresholds, units, not final, prices)
    if not any(applied is not None and applied.kind is RateKind.TARIFF for applied in pick):
        return Kind(pick, told=told)
    if duty:
        try:
            return Kind(pick, (parse_duty(duty),), None, stated=True, told=told)
        except XborderError as error:
            raise error.at(f"{path}.duty") if not error.path else error.at(path) from None
    answer = situation.tariffs.duty(situation.territory.customs_area, hs, on, origin, preference) if hs else None
    if answer is None or not answer.options:
        return Kind(None, (), answer, told=told)
    return Kind(pick, answer.options, answer, told=told)


def _unknown_duty(index: int, hs: str, situation: Situation, answer: DutyAnswer | None) -> UnknownDutyRate:
    area = situation.territory.customs_area
    if not hs:
        return UnknownDutyRate(
            "the line has no HS code and no duty", path=f"lines[{index}].hs", hint='give hs, or the duty itself, for example "12%"'
        )
    if answer is not None:
        return UnknownDutyRate(
            f"the duty of {answer.code} in {area} is written {answer.text!r:.120}, which cannot be computed",
            path=f"lines[{index}].duty", hint='give the duty itself, for example "12%"',
        )  # fmt: skip
    return UnknownDutyRate(
        f"no tariff in use knows the duty on {hs} in {area}",
        path=f"lines[{index}].duty",
        hint='give the duty itself, for example "12%", or a desk with the full tariff',
    )


def _unit_prices(consignment: Consignment, index: int, value: Worth, exchange: Exchange, plan: ProcedurePlan) -> UnitPrices:
    """What a line costs per unit of each of its measures, in the jurisdiction's currency."""
    line = consignment.lines[index]
    price = Fraction(value.weights[index] * value.goods, value.over * TICKS) * exchange.rate(plan.currency, plan.local_currency)
    held: dict[str, Fraction] = {name: Fraction(amount) for name, amount in line.measures.items() if amount}
    if line.net_mass is not None and line.net_mass.value:
        held.setdefault("kg", line.net_mass.kilograms)
    for known, derived, factor in (("l", "ml", 1000), ("ml", "l", Fraction(1, 1000)), ("kg", "g", 1000), ("g", "kg", Fraction(1, 1000))):
        if known in held:
            held.setdefault(derived, held[known] * factor)
    held.setdefault("pieces", Fraction(ticks(line.quantity), TICKS))
    return {name: price / amount for name, amount in held.items()}


def settle_currency(
    consignment: Consignment, situation: Situation, exchange: Exchange
) -> tuple[str, str, bool]:
    """The currency to compute in, the currency to answer in, and whether the jurisdiction's had to be given up.

    Raises:
        NoExchangeRate: when amounts cannot be brought into one currency.
    """
    local = situation.law.currency
    sums = consignment.sums
    answer = consignment.currency or local
    if sums.currency == local == answer:
        return local, answer, False
    try:
        for code in {*sums.currencies, *(code for amount, code in (sums.freight, sums.insurance, sums.discount) if amount), answer}:
            exchange.rate(code, local)
            exchange.rate(local, answer)
    except NoExchangeRate:
        if sums.currency and answer == sums.currency:
            return answer, answer, True
        raise
    return local, answer, False

