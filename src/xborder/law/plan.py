"""Compiles a pack, a day and the circumstances of a consignment into a small plan that executors walk.

Three steps, each cached by the one before: the law of a day (:class:`DayLaw`), the plan for the circumstances that do
not depend on amounts (:class:`Plan`), and the rates that bear on one kind of goods (:class:`Applied`). What is left for
an executor is arithmetic.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm

import attrs

from xborder.goods.categories import category_of, lineage
from xborder.law import rules
from xborder.law.checks import BUILT_IN_VALUES, grade
from xborder.law.sources import Evidence, Status, weakest
from xborder.law.timeline import Dated, pick
from xborder.money.currencies import minor_units
from xborder.money.fx_rules import FxRule

__all__ = [
    "TICKS",
    "Applied",
    "DayLaw",
    "Facts",
    "GoodsFacts",
    "Pick",
    "Plan",
    "ProcedurePlan",
    "RateKind",
    "Step",
    "changes",
    "day_law",
]

TICKS = 1_000_000
"""Amounts inside the engine are whole millionths of a currency unit."""


class RateKind(enum.IntEnum):
    """How an executor computes a step."""

    AD_VALOREM = 0
    INCLUSIVE = 1
    TOP_UP = 2
    FIXED = 3
    PER_UNIT = 4
    BANDS = 5
    TARIFF = 6
    UNKNOWN = 7


@attrs.frozen
class Facts:
    """The circumstances of a consignment that decide which rules can bear on it, apart from amounts and goods."""

    sale: str
    transport: str
    mode: str
    ship_from: str
    subdivision: str
    territory: str
    tax_area: bool
    seller: frozenset[str]
    platform: frozenset[str]
    buyer: frozenset[str]
    policies: tuple[tuple[str, str], ...]
    currency: str


@attrs.frozen
class GoodsFacts:
    """What rules look at in a line: its code, origin, category and claimed preference."""

    hs: str
    origin: str
    category: str
    preference: str

    @property
    def categories(self) -> tuple[str, ...]:
        """The line's category, then its ancestors."""
        return lineage(self.category or category_of(self.hs))


@attrs.frozen
class Value:
    """A value as weights of goods, freight and insurance over one denominator."""

    goods: int
    freight: int
    insurance: int
    over: int

    @classmethod
    def of(cls, parts: Mapping[str, Fraction]) -> Value:
        """The weights of a sum of parts."""
        over = lcm(*(factor.denominator for factor in parts.values()), 1)
        goods, freight, insurance = (int(parts.get(name, Fraction(0)) * over) for name in BUILT_IN_VALUES)
        return cls(goods, freight, insurance, over)


@attrs.frozen
class Limit:
    """A threshold on the day.

    Attributes:
        value: what is compared; ``None`` is the unit price of each article.
        ticks: the limit in millionths of its own currency, as a ratio.
        weak: whether its evidence or status must be told to the reader.
    """

    rule: rules.Threshold
    limit: rules.Amount
    value: Value | None
    inclusive: bool
    ticks: tuple[int, int]
    weak: bool


@attrs.frozen(eq=False)
class Row:
    """A row of rates, resolved for the day."""

    rule: rules.RateRow
    value: Fraction | rules.Amount | rules.Unknown
    reason: str
    source: tuple[str, ...]
    evidence: Evidence
    status: Status


@attrs.frozen(eq=False)
class Step:
    """One entry of a charge in the plan of one procedure.

    Attributes:
        index: its place in the plan; earlier steps are computed first.
        rule: the charge.
        value: the part of its base that is made of goods, freight and insurance.
        refs: the parts that are earlier steps: index, factor's numerator and denominator.
        tops: the steps that a top-up fills up from.
        quantum: the step the result is rounded to, in ticks.
        kind: of charge, as a number: 0 duty, 1 tax, 2 fee.
        waits_for: the steps whose sum decides whether this charge is waived, with its own.
        goods_free: whether the entry asks nothing of the goods, so that it bears on every line.
        plain: whether it is a percentage of each line's base, rounded half-up, and nothing else.
    """

    index: int
    rule: rules.Charge
    value: Value
    refs: tuple[tuple[int, int, int], ...]
    tops: tuple[int, ...]
    quantum: int
    kind: int
    waits_for: tuple[int, ...]
    band_value: Value | None
    collected: str
    evidence: Evidence
    goods_free: bool
    plain: bool


@attrs.frozen(eq=False)
class Applied:
    """A step as it bears on one kind of goods: the rate, and where it comes from."""

    step: Step
    kind: RateKind
    numerator: int
    denominator: int
    amount: rules.Amount | None
    low: rules.Amount | None
    high: rules.Amount | None
    reason: str
    source: tuple[str, ...]
    evidence: Evidence
    status: Status


Pick = tuple[Applied | None, ...]
"""For each step of a plan, how it bears on a line, or ``None``."""


@attrs.frozen(eq=False)
class ProcedurePlan:
    """A procedure under given circumstances: what still has to be tested, and the steps of its charges.

    Attributes:
        reasons: why the circumstances rule it out; empty when they do not.
        unregistered: which registration the parties lack, in words.
        steps: its charges, in the order of computation.
        currency: of the computation.
        local_currency: of the jurisdiction.
        evidence: of the procedure.
        by_price: whether a rate depends on a line's price, so that nothing can be kept by kind of goods.
        asks_of_goods: whether it is open to some goods only.
        tests: the thresholds that its charges ask about.
        counts_units: whether a charge asks how many articles there are.
        silenced: charges that another choice of policy would bring.
        kept: an executor's own notes on kinds of goods.
        frames: an executor's own notes on whole consignments of the same kinds of goods.
        admits: which goods it is open to, as far as that has been asked.
    """

    rule: rules.Procedure
    reasons: tuple[str, ...]
    unregistered: str
    steps: tuple[Step, ...]
    notices: tuple[rules.NoticeRule, ...]
    _day: DayLaw = attrs.field(repr=False)
    currency: str
    local_currency: str
    evidence: Evidence
    by_price: bool
    asks_of_goods: bool
    tests: tuple[str, ...]
    counts_units: bool
    silenced: tuple[rules.Charge, ...]
    kept: dict[tuple[object, ...], object] = attrs.field(factory=dict, repr=False)
    frames: dict[tuple[object, ...], object] = attrs.field(factory=dict, repr=False)
    admits: dict[tuple[object, ...], bool] = attrs.field(factory=dict, repr=False)

    @property
    def why(self) -> str:
        """Why the circumstances rule it out, in words."""
        return "; ".join(self.reasons)

    def applies(
        self, goods: GoodsFacts, outcome: Mapping[str, bool], units: int, prices: UnitPrices, *, additional: bool
    ) -> Pick:
        """Which entries bear on a line, and at what rate: of each charge the first entry that holds."""
        categories = goods.categories
        taken: set[str] = set()
        picked: list[Applied | None] = []
        for step in self.steps:
            charge = step.rule
            if (
                charge.id in taken
                or (charge.additional and not additional)
                or not amounts_hold(charge.when, outcome, units)
                or not (step.goods_free or goods_hold(charge.when, goods, categories))
            ):
                picked.append(None)
                continue
            applied = self._day.applied(step, goods, categories, prices)
            if applied is not None:
                taken.add(charge.id)
            picked.append(applied)
        return tuple(picked)


UnitPrices = Mapping[str, Fraction]
"""The price of a line per unit of each of its measures, in units of the currency it was converted to (key ``""``)."""


@attrs.frozen(eq=False)
class Plan:
    """The law of a day under given circumstances.

    Attributes:
        tests: the thresholds that decide between procedures.
        counts_units: whether the number of articles decides between them.
        choices: an executor's own notes on which procedures are open to which goods.
        names: the ids of the procedures.
    """

    day: DayLaw
    facts: Facts
    procedures: tuple[ProcedurePlan, ...]
    limits: Mapping[str, Limit]
    values: Mapping[str, Value]
    tests: tuple[str, ...]
    counts_units: bool
    choices: dict[tuple[object, ...], object] = attrs.field(factory=dict, repr=False)
    names: tuple[str, ...] = attrs.field(init=False)

    @names.default
    def _named(self) -> tuple[str, ...]:
        return tuple(procedure.rule.id for procedure in self.procedures)


@attrs.frozen(eq=False)
class DayLaw:
    """A pack as it stands on one day, and until something in it changes."""

    pack: rules.Pack
    on: date
    currency: str
    fx_rule: FxRule | None
    tables: Mapping[str, tuple[Row, ...]]
    sources: Mapping[str, dict[str, str]]
    plans: dict[Facts, Plan] = attrs.field(factory=dict, repr=False)

    def plan(self, facts: Facts) -> Plan:
        """The plan for these circumstances, compiled once."""
        known = self.plans.get(facts)
        if known is None:
            known = self.plans[facts] = _compile(self, facts)
        return known

    def applied(self, step: Step, goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices) -> Applied | None:
        """How a step bears on goods: its rate looked up, or ``None`` when its table says nothing of them."""
        charge = step.rule
        source, evidence, status = charge.source, step.evidence, charge.status
        reason = charge.reason
        kind, numerator, denominator, amount = RateKind.AD_VALOREM, 0, 1, None
        given: rules.Given = charge.rate if charge.rate is not None else charge.amount
        if isinstance(given, rules.TableRef):
            row = self.row(given.table, goods, categories, prices)
            if row is None:
                return None
            source = tuple(dict.fromkeys((*row.source, *charge.source)))
            evidence = weakest(row.evidence, evidence)
            status = row.status if row.status is not Status.IN_FORCE else status
            reason = row.reason or reason
            given = row.value
        if charge.bands:
            kind = RateKind.BANDS
        elif given == "tariff":
            kind = RateKind.TARIFF
        elif isinstance(given, Fraction):
            kind = _METHODS[charge.method]
            numerator, denominator = given.numerator, given.denominator
        elif isinstance(given, rules.Amount):
            kind, amount = (RateKind.PER_UNIT if charge.unit else RateKind.FIXED), given
        else:
            kind = RateKind.UNKNOWN
        low, high = (self._bound(bound, goods, categories, prices) for bound in (charge.min, charge.max))
        if rules.UNKNOWN in (low, high):
            kind, low, high = RateKind.UNKNOWN, None, None
        if charge.factor != 1 and kind is RateKind.AD_VALOREM:
            share = Fraction(numerator, denominator) * charge.factor
            numerator, denominator = share.numerator, share.denominator
        least, most = (bound if isinstance(bound, rules.Amount) else None for bound in (low, high))
        return Applied(step, kind, numerator, denominator, amount, least, most, reason, source, evidence, status)

    def row(self, table: str, goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices) -> Row | None:
        """The most specific row of a table that bears on the goods."""
        best: Row | None = None
        best_score: tuple[int, ...] = ()
        for row in self.tables.get(table, ()):
            score = _score(row.rule, goods, categories, prices)
            if score is not None and (best is None or score > best_score):
                best, best_score = row, score
        return best

    def _bound(
        self,
        bound: rules.Amount | rules.TableRef | None,
        goods: GoodsFacts,
        categories: tuple[str, ...],
        prices: UnitPrices,
    ) -> rules.Amount | rules.Unknown | None:
        if isinstance(bound, rules.TableRef):
            row = self.row(bound.table, goods, categories, prices)
            return row.value if row is not None and not isinstance(row.value, Fraction) else None
        return bound


_METHODS = {
    rules.Method.AD_VALOREM: RateKind.AD_VALOREM,
    rules.Method.INCLUSIVE: RateKind.INCLUSIVE,
    rules.Method.TOP_UP: RateKind.TOP_UP,
}


_FX_RULES = {"eu-monthly": FxRule.EU_MONTHLY, "hmrc-monthly": FxRule.HMRC_MONTHLY}


def day_law(pack: rules.Pack, on: date) -> DayLaw:
    """The pack as it stands on the day: rates resolved, everything else not in force left out."""
    currency = pick(pack.jurisdiction.currency, on)
    by_id = {row.id: row for row in pack.rate if row.id}
    tables: dict[str, list[Row]] = {}
    for rule in pack.rate:
        row = _resolve(rule, on, by_id, pack)
        if row is not None:
            tables.setdefault(rule.table, []).append(row)
    return DayLaw(
        pack,
        on,
        currency.value if currency is not None else pack.jurisdiction.currency[-1].value,
        _FX_RULES.get(pack.jurisdiction.fx),
        {name: tuple(rows) for name, rows in tables.items()},
        {key: source.to_dict() for key, source in pack.sources.items()},
    )


def changes(pack: rules.Pack) -> tuple[date, ...]:
    """The days on which anything in a pack starts or ends, in order: between two of them the law stands still."""
    series: list[Sequence[Dated]] = [
        pack.jurisdiction.currency,
        pack.value,
        pack.procedure,
        pack.charge,
        pack.notice,
        *(threshold.values for threshold in pack.threshold),
        *(row.values for row in pack.rate),
    ]
    days = {day for entries in series for entry in entries for day in (entry.from_, entry.until)}
    return tuple(sorted(day for day in days if day is not None))


def _resolve(
    rule: rules.RateRow, on: date, by_id: Mapping[str, rules.RateRow], pack: rules.Pack, depth: int = 0
) -> Row | None:
    dated = pick(rule.values, on)
    if dated is None or depth > len(by_id):
        return None
    source = dated.source or rule.source
    evidence = dated.evidence or rule.evidence or grade(attrs.evolve(rule, source=source), pack)
    status = dated.status if dated.status is not Status.IN_FORCE else rule.status
    reason = dated.reason or rule.reason
    if dated.ref:
        target = _resolve(by_id[dated.ref], on, by_id, pack, depth + 1)
        if target is None:
            return None
        return Row(rule, target.value, reason or target.reason, source, evidence, status)
    if dated.value is None:
        return None
    return Row(rule, dated.value, reason, source, evidence, status)


def _score(
    rule: rules.RateRow, goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices
) -> tuple[int, ...] | None:
    """How specifically a row speaks of the goods; ``None`` when it does not. Compared from the left."""
    priced = hs = category = origin = 0
    if rule.unit_value is not None:
        if not _dear(rule.unit_value, prices):
            return None
        priced = 1
    if rule.hs:
        hs = max((len(prefix) for prefix in rule.hs if goods.hs.startswith(prefix)), default=0)
        if not hs:
            return None
    if rule.category:
        category = max((len(categories) - i for i, name in enumerate(categories) if name in rule.category), default=0)
        if not category:
            return None
    if rule.origin:
        if goods.origin not in rule.origin:
            return None
        origin = 1
    return (priced, hs, category, origin, len(rule.subdivision) > 0, len(rule.territory) > 0)


def _dear(selector: rules.UnitValue, prices: UnitPrices) -> bool:
    return any(prices[unit] >= selector.min.value for unit in selector.measure if unit in prices)


# --- conditions -------------------------------------------------------------------------------------------------------


def goods_hold(when: rules.Conditions, goods: GoodsFacts, categories: tuple[str, ...]) -> bool:
    """Whether the conditions on goods hold for a line."""
    return not (
        (when.category and not any(name in when.category for name in categories))
        or (when.category_not and any(name in when.category_not for name in categories))
        or (when.hs and not goods.hs.startswith(when.hs))
        or (when.hs_not and goods.hs.startswith(when.hs_not))
        or (when.origin and goods.origin not in when.origin)
        or (when.origin_not and goods.origin in when.origin_not)
        or (when.preference and not _claimed(goods.preference, when.preference))
        or (when.preference_not and _claimed(goods.preference, when.preference_not))
    )


def _claimed(preference: str, programmes: tuple[str, ...]) -> bool:
    """Whether a preference is one of those named; ``*`` names any."""
    return bool(preference) and (preference in programmes or "*" in programmes)


def asks_of_goods(when: rules.Conditions) -> bool:
    """Whether there is any condition on goods."""
    return bool(
        when.category or when.category_not or when.hs or when.hs_not
        or when.origin or when.origin_not or when.preference or when.preference_not
    )  # fmt: skip


def amounts_hold(when: rules.Conditions, outcome: Mapping[str, bool], units: int) -> bool:
    """Whether the conditions on amounts hold: ``outcome`` says of each threshold whether the value is within it."""
    for name in when.below:
        if not outcome[name]:
            return False
    for name in when.above:
        if outcome[name]:
            return False
    return when.units_max is None or units <= when.units_max


def circumstances_fail(when: rules.Conditions, facts: Facts, policies: Mapping[str, str]) -> list[str]:
    """Why conditions on circumstances do not hold, in words; empty when they do."""
    registered = facts.seller | facts.platform
    failures: list[str] = []
    for name in ("sale", "transport", "mode", "ship_from", "subdivision", "territory"):
        allowed: tuple[str, ...] = getattr(when, name)
        value: str = getattr(facts, name)
        if allowed and value not in allowed:
            failures.append(
                f"{name} is {value or 'not given'}, not {' or '.join(allowed[:6])}{' ...' if len(allowed) > 6 else ''}"
            )
    for name in ("ship_from", "subdivision", "territory"):
        value = getattr(facts, name)
        failures += [f"{name} is {value}"] if value in getattr(when, f"{name}_not") else []
    if when.tax_area is not None and when.tax_area != facts.tax_area:
        failures.append(f"the destination is {'inside' if facts.tax_area else 'outside'} the VAT area")
    for held, needed, kept, who in (
        (registered, when.registered, when.registered_not, "seller or platform"),
        (facts.buyer, when.buyer, when.buyer_not, "buyer"),
    ):
        if needed and not held.intersection(needed):
            failures.append(f"the {who} has no {' or '.join(needed)} registration")
        if held.intersection(kept):
            failures.append(f"the {who} has a {' or '.join(sorted(held.intersection(kept)))} registration")
    failures.extend(
        f"policy {name} is {policies[name]}" for name, choices in when.policy.items() if policies[name] not in choices
    )
    return failures


# --- compilation ------------------------------------------------------------------------------------------------------


def _compile(day: DayLaw, facts: Facts) -> Plan:
    pack, on = day.pack, day.on
    policies = {policy.id: policy.default for policy in pack.policy} | dict(facts.policies)
    local = attrs.evolve(day, tables=_local(day.tables, facts))
    values = {name: Value.of({name: Fraction(1)}) for name in BUILT_IN_VALUES}
    for rule in pack.value:
        if rule.id not in values and pick([rule], on) and not circumstances_fail(rule.when, facts, policies):
            parts: dict[str, Fraction] = {}
            for part in rule.parts:
                parts[part.of] = parts.get(part.of, Fraction(0)) + part.factor
            values[rule.id] = Value.of(parts)
    limits: dict[str, Limit] = {}
    for threshold in pack.threshold:
        dated = pick(threshold.values, on)
        if dated is not None:
            value = None if threshold.compares == "unit-price" else values.get(threshold.compares, values["goods"])
            ticks = dated.limit.value * TICKS
            evidence = grade(attrs.evolve(threshold, source=dated.source or threshold.source), pack)
            limits[threshold.id] = Limit(
                threshold, dated.limit, value, threshold.operator == "<=", (ticks.numerator, ticks.denominator),
                evidence is Evidence.UNVERIFIED or threshold.status is not Status.IN_FORCE,
            )  # fmt: skip
    charges = _in_order([charge for charge in pack.charge if pick([charge], on)])
    procedures = tuple(
        _procedure(local, rule, charges, values, limits, facts, policies) for rule in pack.procedure if pick([rule], on)
    )
    open_to = [procedure.rule.when for procedure in procedures if not procedure.reasons]
    tests = tuple(dict.fromkeys(name for when in open_to for name in (*when.below, *when.above)))
    return Plan(local, facts, procedures, limits, values, tests, any(when.units_max is not None for when in open_to))


def _local(tables: Mapping[str, tuple[Row, ...]], facts: Facts) -> Mapping[str, tuple[Row, ...]]:
    """The rows that can bear on goods shipped there: the place is settled once for the whole plan."""
    return {
        name: tuple(
            row
            for row in rows
            if (not row.rule.subdivision or facts.subdivision in row.rule.subdivision)
            and (not row.rule.territory or facts.territory in row.rule.territory)
        )
        for name, rows in tables.items()
    }


def _procedure(
    day: DayLaw,
    rule: rules.Procedure,
    charges: Iterable[rules.Charge],
    values: Mapping[str, Value],
    limits: Mapping[str, Limit],
    facts: Facts,
    policies: Mapping[str, str],
) -> ProcedurePlan:
    reasons = circumstances_fail(rule.when, facts, policies)
    reasons.extend(
        f"{name} sets no limit on this day" for name in (*rule.when.below, *rule.when.above) if name not in limits
    )
    steps: list[Step] = []
    silenced: list[rules.Charge] = []
    for charge in charges:
        if (not charge.procedure or rule.id in charge.procedure) and not circumstances_fail(
            charge.when, facts, policies
        ):
            if any(name not in limits for name in (*charge.when.below, *charge.when.above)):
                continue
            steps.append(_step(day, charge, steps, values, facts, rule))
        elif (not charge.procedure or rule.id in charge.procedure) and _only_policy_fails(
            charge, facts, policies, limits
        ):
            silenced.append(charge)
    tables = {
        ref.table for step in steps for ref in (step.rule.rate, step.rule.amount) if isinstance(ref, rules.TableRef)
    }
    asked = [charge.when for charge in (*(step.rule for step in steps), *silenced)]
    return ProcedurePlan(
        rule,
        tuple(reasons),
        _unregistered(rule, facts),
        tuple(steps),
        _notices(day.pack, day.on, facts, policies, rule.id, limits),
        day,
        facts.currency,
        day.currency,
        grade(rule, day.pack),
        any(row.rule.unit_value is not None for table in tables for row in day.tables.get(table, ())),
        asks_of_goods(rule.when),
        tuple(dict.fromkeys(name for when in asked for name in (*when.below, *when.above))),
        any(when.units_max is not None for when in asked),
        tuple(silenced),
    )


def _only_policy_fails(
    charge: rules.Charge, facts: Facts, policies: Mapping[str, str], limits: Mapping[str, Limit]
) -> bool:
    when = charge.when
    return (
        any(policies[name] not in choices for name, choices in when.policy.items())
        and not circumstances_fail(attrs.evolve(when, policy={}), facts, policies)
        and all(name in limits for name in (*when.below, *when.above))
    )


def _unregistered(rule: rules.Procedure, facts: Facts) -> str:
    need = rule.registration
    if need is None or any(getattr(facts, party).intersection(need.any) for party in need.of):
        return ""
    return f"neither {' nor '.join(need.of)} is registered ({' or '.join(need.any)})"


def _step(
    day: DayLaw,
    charge: rules.Charge,
    earlier: list[Step],
    values: Mapping[str, Value],
    facts: Facts,
    procedure: rules.Procedure,
) -> Step:
    parts: dict[str, Fraction] = {}
    refs: list[tuple[int, int, int]] = []
    for base in charge.base:
        if base.of in values:
            part = values[base.of]
            for name, weight in zip(BUILT_IN_VALUES, (part.goods, part.freight, part.insurance), strict=True):
                parts[name] = parts.get(name, Fraction(0)) + Fraction(weight, part.over) * base.factor
        else:
            refs.extend(
                (step.index, base.factor.numerator, base.factor.denominator)
                for step in earlier
                if step.rule.id == base.of
            )
    tops = tuple(step.index for step in earlier if step.rule.id in charge.of)
    waits = charge.waive.with_ if charge.waive is not None else ()
    quantum = charge.round.quantum if charge.round is not None else Fraction(1, 10 ** minor_units(facts.currency))
    value = Value.of(parts)
    return Step(
        index=len(earlier),
        rule=charge,
        value=value,
        refs=tuple(refs),
        tops=tops,
        quantum=int(quantum * TICKS),
        kind=_KINDS.index(charge.kind),
        waits_for=tuple(step.index for step in earlier if step.rule.id in waits),
        band_value=values[charge.band_value] if charge.bands else None,
        collected=charge.collected or procedure.collected,
        evidence=grade(charge, day.pack),
        goods_free=not asks_of_goods(charge.when),
        plain=_is_plain(charge),
    )


_KINDS = (rules.Kind.DUTY, rules.Kind.TAX, rules.Kind.FEE)


def _is_plain(charge: rules.Charge) -> bool:
    more = (
        charge.min, charge.max, charge.waive, charge.base_round, charge.round, charge.total_round, charge.carry
    )  # fmt: skip
    return (
        charge.rate is not None
        and charge.per is rules.Per.LINE
        and charge.method is rules.Method.AD_VALOREM
        and charge.factor == 1
        and all(key is None for key in more)
    )


def _in_order(charges: list[rules.Charge]) -> list[rules.Charge]:
    """Charges such that each comes after those it rests on; otherwise as written."""
    names = {charge.id for charge in charges}
    needs: dict[str, set[str]] = {name: set() for name in names}
    for charge in charges:
        needs[charge.id] |= {base.of for base in charge.base if base.of in names} | (set(charge.of) & names)
    ordered: list[rules.Charge] = []
    settled: set[str] = set()
    while len(settled) < len(names):
        ready = next(charge.id for charge in charges if charge.id not in settled and needs[charge.id] <= settled)
        settled.add(ready)
        ordered.extend(charge for charge in charges if charge.id == ready)
    return ordered


def _notices(
    pack: rules.Pack, on: date, facts: Facts, policies: Mapping[str, str], procedure: str, limits: Mapping[str, Limit]
) -> tuple[rules.NoticeRule, ...]:
    return tuple(
        notice
        for notice in pack.notice
        if (not notice.procedure or procedure in notice.procedure)
        and pick([notice], on)
        and not circumstances_fail(notice.when, facts, policies)
        and all(name in limits for name in (*notice.when.below, *notice.when.above))
    )
