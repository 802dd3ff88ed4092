"""Walks a consignment through the pipeline: value, procedure, duties and taxes - and keeps what each stage found."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple, Protocol

import attrs

from xborder.errors import NoExchangeRate, XborderError
from xborder.goods.units import quantity_in
from xborder.identifiers import IdentifierChecks
from xborder.landed_cost.charges import Bearing, Goods, MissingMeasure, Outcome, Program, compute, program, run
from xborder.landed_cost.consignment import Circumstances, Consignment
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.kinds import Kind, Question, unknown_duty
from xborder.landed_cost.memory import Memory
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import Thresholds, asked_for, eligible, none_fits
from xborder.landed_cost.rules_in_use import rules_of
from xborder.landed_cost.ticks import TICKS, ticks
from xborder.landed_cost.valuation import Worth, worth
from xborder.law import rules
from xborder.law.plan import (
    DayLaw,
    Facts,
    Plan,
    ProcedurePlan,
    UnitPrices,
)
from xborder.places import Territory
from xborder.places.provinces import province_of
from xborder.tariff.answers import DutySource

__all__ = ["Assessment", "Candidate", "Situation", "assess", "trial"]


_PLAN = 20
_OFTEN = 50
_WRITTEN_OUT = 2
_MOST_WRITTEN_OUT = 60
"""Of how often goods are asked about before their sums are written out, what a charge of them then takes in memory, and
how many charges they may have."""
_JUST_BELOW = 100
"""Ticks that keep a price at a limit on the inner side of it when it is rounded."""


@attrs.frozen(eq=False)
class Situation:
    """Where and under which law a consignment is imported: what does not depend on amounts.

    Attributes:
        memory: counts what is kept.
        areas: whose tariffs bear, in turn: the territory's own where there is one, then its customs area's.
        identifiers: what checks the consignment's registrations; ``None`` when it has none, or nothing does.
        plans: compiled plans by the currency of the computation.
        rules: version and digest of law and tariff, and of what checks registrations.
    """

    law: DayLaw
    territory: Territory
    circumstances: Circumstances
    ship_from: str
    policies: tuple[tuple[str, str], ...]
    tariffs: DutySource
    memory: Memory
    identifiers: IdentifierChecks | None = None
    plans: dict[str, Plan] = attrs.field(factory=dict, repr=False)
    areas: tuple[str, ...] = attrs.field(init=False)
    rules: dict[str, str] = attrs.field(init=False, repr=False)

    @areas.default
    def _areas(self) -> tuple[str, ...]:
        own, shared = self.territory.code, self.territory.customs_area
        return (own, shared) if own != shared and self.tariffs.digest(own) else (shared,)

    @rules.default
    def _identify(self) -> dict[str, str]:
        parts = [self.law.pack.digest, *map(self.tariffs.digest, self.areas)]
        if self.identifiers is not None:
            parts.append(self.identifiers.digest)
        return rules_of(parts)

    def compile(self, currency: str) -> Plan:
        """The plan for computing in a currency."""
        country, given, postal_code, sale, transport, mode, _, seller, platform, buyer, *_ = self.circumstances
        subdivision = given or province_of(country, postal_code)
        facts = Facts(
            sale, transport, mode, self.ship_from, subdivision, self.territory.code,
            bool(self.territory.tax_area), seller, platform, buyer, self.policies, currency,
        )  # fmt: skip
        self.memory.spend(_PLAN)
        return self.law.plan(facts)


@attrs.frozen(eq=False)
class Frame:
    """What every consignment of the same kinds of goods has in common under one procedure, worked out once.

    Attributes:
        kinds: how the procedure bears on each line.
        missing: for lines whose duty is not known, the error.
        program: the charges resolved, when all of them are plain.
        notes: what an answer says of such goods whatever they are worth.
    """

    kinds: tuple[Kind, ...]
    missing: Mapping[int, XborderError]
    program: Program | None
    notes: dict[object, object] = attrs.field(factory=dict, repr=False)


_NOTHING_MISSING: Mapping[int, XborderError] = {}


@attrs.define(eq=False)
class Candidate:
    """A procedure, computed.

    Attributes:
        frame: how it bears on the lines.
        outcome: its charges; where a duty is one of several, with the highest.
        least: the same with the lowest; the same object when every duty is certain.
        missing: for lines that could not be calculated, why.
        extremes: for lines whose code has several lines of the tariff below it, those that cost least and most.
        lacking: for lines where some of those lines of the tariff could not be computed, why.
    """

    plan: ProcedurePlan
    frame: Frame
    outcome: Outcome
    least: Outcome
    missing: Mapping[int, XborderError]
    extremes: Mapping[int, tuple[Bearing, Bearing]] = types.MappingProxyType({})
    lacking: Mapping[int, XborderError] = types.MappingProxyType({})

    @property
    def gaps(self) -> int:
        """How many things are left out."""
        return len(self.missing) + len(self.lacking) + len(self.outcome.unknown)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """How the procedure bears on each line."""
        return self.frame.kinds


@attrs.define(eq=False)
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


def assess(
    consignment: Consignment, on: date, situation: Situation, exchange: Exchange, plan: Plan, answer: str
) -> Assessment:
    """Runs the pipeline for a consignment whose law and currency are settled.

    Raises:
        XborderError: when not one line can be computed, or something the computation needs is missing.
    """
    currency = plan.facts.currency

    listed = worth(consignment, currency, exchange)
    if consignment.prices_include:
        from xborder.landed_cost.inclusive import net_of_charges  # noqa: PLC0415 - few quotes need it

        edges = (
            (Fraction(*limit.ticks) - _JUST_BELOW) * below / above
            for limit in plan.limits.values()
            if limit.value is not None and limit.limit.currency == currency
            for above, below in (listed.total(limit.value),)
            if above
        )
        value, notices = net_of_charges(
            consignment, listed, partial(_settle, consignment, on, situation, exchange, plan), edges
        )
    else:
        value, notices = listed, ()
    thresholds, chosen, computed = _settle(consignment, on, situation, exchange, plan, value)
    return Assessment(
        consignment,
        on,
        situation,
        plan,
        currency,
        answer,
        exchange,
        value,
        listed,
        thresholds,
        chosen,
        computed,
        notices,
    )


def _settle(
    consignment: Consignment, on: date, situation: Situation, exchange: Exchange, plan: Plan, value: Worth
) -> tuple[Thresholds, Candidate, dict[int, Candidate]]:
    """Chooses a procedure for given values and computes it."""
    thresholds = Thresholds(plan, consignment, value, exchange)
    computed: dict[int, Candidate] = {}
    if consignment.procedure:
        chosen = trial(
            asked_for(plan.procedures, consignment, thresholds), consignment, on, situation, exchange, value, thresholds
        )
        return thresholds, chosen, computed
    sums = consignment.sums
    tested = thresholds.outcomes = tuple([thresholds[name] for name in plan.tests])
    key = (sums.goods, sums.units if plan.counts_units else 0, tested, on)
    known: _Course | None = plan.choices.get(key)  # type: ignore[assignment]  # the executor's own notes
    if known is None:
        known = _Course(_open_to(plan, consignment, thresholds))
        situation.memory.spend(1)
        plan.choices[key] = known
    elif known.alone is not None:
        return thresholds, _plain(*known.alone, value, situation.memory), computed
    failure: XborderError | None = None
    best = -1
    for index in known.procedures:
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
    chosen = computed.pop(best)
    if len(known.procedures) == 1 and chosen.frame.program is not None and _kept_by(plan, chosen.plan):
        plan.choices[key] = known._replace(alone=(chosen.plan, chosen.frame, chosen.frame.program))
    return thresholds, chosen, computed


class _Course(NamedTuple):
    """What is known of a choice once it was made.

    Attributes:
        procedures: those to compare, by place in the plan.
        alone: the one to take, when there is no other and all of its charges are plain.
    """

    procedures: tuple[int, ...]
    alone: tuple[ProcedurePlan, Frame, Program] | None = None


def _kept_by(plan: Plan, procedure: ProcedurePlan) -> bool:
    """Whether what decides the choice decides how the procedure bears on the goods, too."""
    counted = plan.counts_units or not procedure.counts_units
    return counted and not procedure.by_price and set(procedure.tests) <= set(plan.tests)


def _open_to(plan: Plan, consignment: Consignment, thresholds: Thresholds) -> tuple[int, ...]:
    """The procedures to compare: one that the law prescribes, or all that the parties may use."""
    known = tuple(
        index
        for index, procedure in enumerate(plan.procedures)
        if not procedure.unregistered and eligible(procedure, consignment, thresholds)
    )
    by_law = [index for index in known if plan.procedures[index].rule.choice is rules.Choice.LAW]
    return tuple(by_law[:1]) or known


def _better(candidate: Candidate, best: Candidate) -> bool:
    """Whether a candidate beats the best so far: fewer gaps first, then a lower cost."""
    gaps, best_gaps = candidate.gaps, best.gaps
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
    outcome = tuple([thresholds[name] for name in plan.tests])
    units = sums.units if plan.counts_units else 0
    key = (sums.goods, outcome, units, on)
    frame: Frame | None = plan.frames.get(key)  # type: ignore[assignment]  # the executor's own notes
    if frame is None:
        frame = _frame(plan, consignment, (outcome, units), on, situation, exchange, value, thresholds)
        if not plan.by_price:
            situation.memory.spend(2)
            plan.frames[key] = frame
    if frame.program is not None:
        return _plain(plan, frame, frame.program, value, situation.memory)
    if len(frame.missing) == len(frame.kinds):
        raise next(iter(frame.missing.values()))
    return _walked(plan, frame, consignment, exchange, value)


def _plain(plan: ProcedurePlan, frame: Frame, resolved: Program, value: Worth, memory: Memory) -> Candidate:
    """A procedure whose charges are all plain, computed."""
    written_out = resolved.written_out
    outcome = written_out(value) if written_out is not None else _run(frame, resolved, value, memory)
    return Candidate(plan, frame, outcome, outcome, _NOTHING_MISSING)


def _run(frame: Frame, resolved: Program, value: Worth, memory: Memory) -> Outcome:
    """Runs a program; one that is run often is written out as one function."""
    resolved.uses += 1
    if resolved.uses == _OFTEN and 0 < len(frame.kinds) * len(resolved.steps) <= _MOST_WRITTEN_OUT:
        from xborder.landed_cost._unrolled import sums  # noqa: PLC0415 - loads when goods are asked about often

        memory.spend(_WRITTEN_OUT * len(frame.kinds) * len(resolved.steps))
        resolved.written_out = sums(resolved, len(frame.kinds))
    return run(resolved, value)


def _frame(
    plan: ProcedurePlan,
    consignment: Consignment,
    tested: tuple[tuple[bool, ...], int],
    on: date,
    situation: Situation,
    exchange: Exchange,
    value: Worth,
    thresholds: Thresholds,
) -> Frame:
    """How a procedure bears on the lines of a consignment."""
    asked = Question(plan, on, situation.areas, situation.tariffs, thresholds, tested[1])
    kinds: list[Kind] = []
    for index, goods in enumerate(consignment.sums.goods):
        if plan.by_price:
            kinds.append(asked.kind(goods, _unit_prices(consignment, index, value, exchange, plan)))
            continue
        key = (goods, tested, on)
        known: Kind | None = plan.kept.get(key)  # type: ignore[assignment]  # the executor's own notes
        if known is None:
            known = plan.kept[key] = asked.kind(goods, {})
            situation.memory.spend(2)
        kinds.append(known)
    missing = {
        index: unknown_duty(index, consignment.sums.goods[index][0], asked.areas[0], kind.answer)
        for index, kind in enumerate(kinds)
        if not kind.bearings
    }
    plain = None
    if not missing and all(len(kind.bearings) == 1 for kind in kinds):
        plain = program(plan.steps, [kind.bearings[0] for kind in kinds])
    return Frame(tuple(kinds), missing, plain)


def _walked(plan: ProcedurePlan, frame: Frame, consignment: Consignment, exchange: Exchange, value: Worth) -> Candidate:
    """Computes a procedure in full generality; lines whose duty cannot be computed are left out."""
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
        return (
            item.hs,
            item.origin or consignment.ship_from.country,
            item.sku,
            item.description,
            str(item.unit_price.amount),
            item.unit_price.currency.code,
            str(item.quantity),
        )

    def computed(bearings: list[Bearing | None], *, highest: bool) -> Outcome:
        goods = Goods(bearings, highest, measure, key_of, law_ticks, exchange.rate, plan.currency)
        return compute(plan.steps, goods, value)

    missing = dict(frame.missing)
    most: list[Bearing | None] = [kind.bearings[0] if kind.bearings else None for kind in frame.kinds]
    least = most.copy()
    extremes: dict[int, tuple[Bearing, Bearing]] = {}
    lacking: dict[int, XborderError] = {}
    while True:
        try:
            for index, kind in enumerate(frame.kinds):
                if len(kind.bearings) > 1 and index not in missing and index not in extremes:
                    low_end, high_end, why = _extremes(kind.bearings, index, len(lines), computed)
                    least[index], most[index] = extremes[index] = low_end, high_end
                    if why is not None:
                        lacking[index] = why
            certain = not extremes and all(bears is None or bears.certain for bears in most)
            high = computed(most, highest=True)
            low = high if certain else computed(least, highest=False)
        except MissingMeasure as error:
            missing[error.line] = error
            most[error.line] = least[error.line] = None
            extremes.pop(error.line, None)
            if all(bears is None for bears in most):
                raise
            continue
        return Candidate(plan, frame, high, low, missing, extremes, lacking)


class _Computed(Protocol):
    def __call__(self, bearings: list[Bearing | None], *, highest: bool) -> Outcome: ...


def _extremes(
    bearings: tuple[Bearing, ...], index: int, count: int, computed: _Computed
) -> tuple[Bearing, Bearing, MissingMeasure | None]:
    """Of several ways to bear on a line, the one that costs least, the one that costs most or nobody knows what.

    With them why some could not be computed.
    """
    costs: list[tuple[int, tuple[int, int], Bearing]] = []
    lacking: MissingMeasure | None = None
    for bears in bearings:
        alone: list[Bearing | None] = [None] * count
        alone[index] = bears
        try:
            low, high = computed(alone, highest=False), computed(alone, highest=True)
        except MissingMeasure as error:
            lacking = lacking or error
            continue
        costs.append((low.total, (len(high.unknown), high.total), bears))
    if not costs and lacking is not None:
        raise lacking
    return min(costs, key=lambda cost: cost[0])[2], max(costs, key=lambda cost: cost[1])[2], lacking


def _unit_prices(
    consignment: Consignment, index: int, value: Worth, exchange: Exchange, plan: ProcedurePlan
) -> UnitPrices:
    """What a line costs per unit of each of its measures, in the jurisdiction's currency."""
    line = consignment.lines[index]
    price = Fraction(value.weights[index] * value.goods, value.over * TICKS) * exchange.rate(
        plan.currency, plan.local_currency
    )
    held: dict[str, Fraction] = {name: Fraction(amount) for name, amount in line.measures.items() if amount}
    if line.net_mass is not None and line.net_mass.value:
        held.setdefault("kg", line.net_mass.kilograms)
    for known, derived, factor in (
        ("l", "ml", 1000),
        ("ml", "l", Fraction(1, 1000)),
        ("kg", "g", 1000),
        ("g", "kg", Fraction(1, 1000)),
    ):
        if known in held:
            held.setdefault(derived, held[known] * factor)
    held.setdefault("pieces", Fraction(ticks(line.quantity), TICKS))
    return {name: price / amount for name, amount in held.items()}


def settle_currency(consignment: Consignment, situation: Situation, exchange: Exchange) -> tuple[str, str, bool]:
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
        around = (code for amount, code in (sums.freight, sums.insurance, sums.discount) if amount)
        for code in sorted({*sums.currencies, *around, answer}):
            exchange.rate(code, local)
            exchange.rate(local, answer)
    except NoExchangeRate:
        if sums.currency and answer == sums.currency:
            return answer, answer, True
        raise
    return local, answer, False
