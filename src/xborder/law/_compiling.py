"""From the entries in force to the plan of a procedure: its steps, the limits it asks about, and its notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from xborder.law import rules
from xborder.law._words import BUILT_IN_VALUES
from xborder.law.checks import grade
from xborder.law.conditions import asks_of_goods, circumstances_fail
from xborder.law.facts import Facts
from xborder.law.sources import Evidence, Status
from xborder.law.steps import TICKS, Limit, ProcedurePlan, Step, Value
from xborder.law.tables import Tables
from xborder.law.timeline import pick
from xborder.money.currencies import minor_units

__all__ = ["Setting", "charges_on", "limits_on", "procedure_plan", "values_on"]


def values_on(pack: rules.Pack, on: date, facts: Facts, policies: Mapping[str, str]) -> dict[str, Value]:
    """The values that hold under the circumstances: of several entries of one id the first."""
    values = {name: Value.of({name: Fraction(1)}) for name in BUILT_IN_VALUES}
    for rule in pack.value:
        if rule.id not in values and pick([rule], on) and not circumstances_fail(rule.when, facts, policies):
            parts: dict[str, Fraction] = {}
            for part in rule.parts:
                parts[part.of] = parts.get(part.of, Fraction(0)) + part.factor
            values[rule.id] = Value.of(parts)
    return values


def limits_on(pack: rules.Pack, on: date, values: Mapping[str, Value]) -> dict[str, Limit]:
    """The thresholds that have a limit on the day."""
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
    return limits


def charges_on(pack: rules.Pack, on: date) -> list[rules.Charge]:
    """The charges in force on the day, in the order of computation."""
    return _in_order([charge for charge in pack.charge if pick([charge], on)])


@attrs.frozen(eq=False)
class Setting:
    """What the procedures of one plan have in common.

    Attributes:
        tables: the rates that can bear on goods shipped there.
        charges: those in force on the day, in the order of computation.
        policies: the choice that is taken for each.
        currency: of the jurisdiction.
    """

    pack: rules.Pack
    on: date
    currency: str
    facts: Facts
    policies: Mapping[str, str]
    tables: Tables
    charges: Sequence[rules.Charge]
    values: Mapping[str, Value]
    limits: Mapping[str, Limit]

    def fail(self, when: rules.Conditions) -> list[str]:
        """Why conditions on circumstances do not hold, in words; empty when they do."""
        return circumstances_fail(when, self.facts, self.policies)

    def without_limit(self, when: rules.Conditions) -> list[str]:
        """The thresholds asked for that set no limit on the day."""
        return [name for name in (*when.below, *when.above) if name not in self.limits]


def procedure_plan(rule: rules.Procedure, setting: Setting) -> ProcedurePlan:
    """A procedure under the circumstances, with the steps of its charges."""
    reasons = setting.fail(rule.when)
    reasons.extend(f"{name} sets no limit on this day" for name in setting.without_limit(rule.when))
    steps: list[Step] = []
    silenced: list[rules.Charge] = []
    for charge in setting.charges:
        if (charge.procedure and rule.id not in charge.procedure) or setting.without_limit(charge.when):
            continue
        if not setting.fail(charge.when):
            steps.append(_step(charge, steps, rule, setting))
        elif _only_policy_fails(charge.when, setting):
            silenced.append(charge)
    asked = [charge.when for charge in (*(step.rule for step in steps), *silenced)]
    return ProcedurePlan(
        rule,
        tuple(reasons),
        _unregistered(rule, setting.facts),
        tuple(steps),
        _notices(rule.id, setting),
        setting.tables,
        setting.facts.currency,
        setting.currency,
        grade(rule, setting.pack),
        _prices(steps, setting.tables),
        asks_of_goods(rule.when),
        tuple(dict.fromkeys(name for when in asked for name in (*when.below, *when.above))),
        any(when.units_max is not None for when in asked),
        tuple(silenced),
    )


def _only_policy_fails(when: rules.Conditions, setting: Setting) -> bool:
    chosen = setting.policies
    other_choice = any(chosen[name] not in choices for name, choices in when.policy.items())
    return other_choice and not setting.fail(attrs.evolve(when, policy={}))


def _unregistered(rule: rules.Procedure, facts: Facts) -> str:
    need = rule.registration
    if need is None or any(getattr(facts, party).intersection(need.any) for party in need.of):
        return ""
    return f"neither {' nor '.join(need.of)} is registered ({' or '.join(need.any)})"


def _prices(steps: Sequence[Step], tables: Tables) -> tuple[rules.UnitValue, ...]:
    """The prices of the goods by which a rate, an amount or a bound is found."""
    refs = (ref for step in steps for ref in (step.rule.rate, step.rule.amount, step.rule.min, step.rule.max))
    asked = dict.fromkeys(ref.table for ref in refs if isinstance(ref, rules.TableRef))
    selectors = (row.rule.unit_value for table in asked for row in tables.get(table, ()))
    return tuple(dict.fromkeys(selector for selector in selectors if selector is not None))


def _notices(procedure: str, setting: Setting) -> tuple[rules.NoticeRule, ...]:
    return tuple(
        notice
        for notice in setting.pack.notice
        if (not notice.procedure or procedure in notice.procedure)
        and pick([notice], setting.on)
        and not setting.fail(notice.when)
        and not setting.without_limit(notice.when)
    )


# --- charges ----------------------------------------------------------------------------------------------------------


def _step(charge: rules.Charge, earlier: Sequence[Step], procedure: rules.Procedure, setting: Setting) -> Step:
    values = setting.values
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
    waits = charge.waive.with_ if charge.waive is not None else ()
    minor = Fraction(1, 10 ** minor_units(setting.facts.currency))
    quantum = charge.round.quantum if charge.round is not None else minor
    return Step(
        index=len(earlier),
        rule=charge,
        value=Value.of(parts),
        refs=tuple(refs),
        tops=tuple(step.index for step in earlier if step.rule.id in charge.of),
        quantum=int(quantum * TICKS),
        kind=_KINDS.index(charge.kind),
        waits_for=tuple(step.index for step in earlier if step.rule.id in waits),
        band_value=values[charge.band_value] if charge.bands else None,
        collected=charge.collected or procedure.collected,
        evidence=grade(charge, setting.pack),
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
        and not charge.content
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
