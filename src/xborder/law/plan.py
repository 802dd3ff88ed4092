"""Compiles a pack, a day and the circumstances of a consignment into a small plan that executors walk.

Three steps, each cached by the one before: the law of a day (:class:`DayLaw`), the plan for the circumstances that do
not depend on amounts (:class:`Plan`), and the rates that bear on one kind of goods (:class:`Applied`). What is left for
an executor is arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from xborder.law import rules
from xborder.law._compiling import Setting, charges_on, limits_on, procedure_plan, values_on
from xborder.law.conditions import amounts_hold, goods_hold
from xborder.law.facts import Facts, GoodsFacts, UnitPrices
from xborder.law.steps import TICKS, Applied, Limit, Pick, ProcedurePlan, RateKind, Step, Value
from xborder.law.tables import Tables, tables_at, tables_on
from xborder.law.timeline import Dated, pick
from xborder.money.fx_rules import FxRule

__all__ = [
    "TICKS",
    "Applied",
    "DayLaw",
    "Facts",
    "GoodsFacts",
    "Limit",
    "Pick",
    "Plan",
    "ProcedurePlan",
    "RateKind",
    "Step",
    "UnitPrices",
    "Value",
    "amounts_hold",
    "changes",
    "day_law",
    "goods_hold",
]


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
    tables: Tables
    sources: Mapping[str, dict[str, str]]
    plans: dict[Facts, Plan] = attrs.field(factory=dict, repr=False)

    def plan(self, facts: Facts) -> Plan:
        """The plan for these circumstances, compiled once."""
        known = self.plans.get(facts)
        if known is None:
            known = self.plans[facts] = _plan(self, facts)
        return known


_FX_RULES = {"eu-monthly": FxRule.EU_MONTHLY, "hmrc-monthly": FxRule.HMRC_MONTHLY}


def day_law(pack: rules.Pack, on: date) -> DayLaw:
    """The pack as it stands on the day: rates resolved, everything else not in force left out."""
    currency = pick(pack.jurisdiction.currency, on)
    return DayLaw(
        pack,
        on,
        currency.value if currency is not None else pack.jurisdiction.currency[-1].value,
        _FX_RULES.get(pack.jurisdiction.fx),
        tables_on(pack, on),
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


def _plan(day: DayLaw, facts: Facts) -> Plan:
    pack, on = day.pack, day.on
    policies = {policy.id: policy.default for policy in pack.policy} | dict(facts.policies)
    values = values_on(pack, on, facts, policies)
    limits = limits_on(pack, on, values)
    tables = tables_at(day.tables, facts)
    charges = charges_on(pack, on)
    setting = Setting(pack, on, day.currency, facts, policies, tables, charges, values, limits)
    procedures = tuple(procedure_plan(rule, setting) for rule in pack.procedure if pick([rule], on))
    open_to = [procedure.rule.when for procedure in procedures if not procedure.reasons]
    tests = tuple(dict.fromkeys(name for when in open_to for name in (*when.below, *when.above)))
    counts_units = any(when.units_max is not None for when in open_to)
    return Plan(day, facts, procedures, limits, values, tests, counts_units)
