"""Every procedure that the law of a destination has, tried on one consignment: open or not, and what it costs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import attrs

from xborder.errors import XborderError
from xborder.landed_cost.assessment import Assessment, Situation, trial
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.procedures import Thresholds, eligible, obstacles
from xborder.landed_cost.quote import Quote
from xborder.landed_cost.valuation import Worth, worth
from xborder.landed_cost.variants import asking_for
from xborder.law import rules
from xborder.law.plan import Plan, ProcedurePlan

if TYPE_CHECKING:
    from xborder.landed_cost.consignment import Consignment
    from xborder.landed_cost.desk import Desk

__all__ = ["LegalWay", "Reason", "legal_ways"]


@attrs.frozen
class Reason:
    """Why something may not be done.

    Attributes:
        code: for programs: ``circumstances``, ``over-limit``, ``within-limit``, ``too-many``, ``goods``,
            ``no-registration``, ``law-requires-another``; rooms above add their own.
        message: for people.
    """

    code: str
    message: str


@attrs.frozen(eq=False)
class LegalWay:
    """A procedure, as it stands for one consignment.

    Attributes:
        rule: what the law pack says of it.
        reasons: why it may not be used; empty when it may.
        quote: what it costs; ``None`` when it may not be used or cannot be computed.
        failure: why it cannot be computed.
    """

    rule: rules.Procedure
    reasons: tuple[Reason, ...] = ()
    quote: Quote | None = None
    failure: XborderError | None = None


def legal_ways(
    desk: Desk, consignment: Consignment, on: date | None = None, procedures: Collection[str] | None = None
) -> tuple[LegalWay, ...]:
    """Every procedure of the destination and the day, in the order of its law pack.

    Where the law prescribes one of those that are open, it is the only one that may be used; a pack that has several
    entries under one id is asked for whichever of them is open.

    Args:
        desk: whose law, tariffs, rates and policies count.
        consignment: with the mode and the place of dispatch that are meant; a procedure asked for does not matter.
        on: the tax point; it overrides the consignment's.
        procedures: ids of those wanted; by default all.

    Raises:
        XborderError: when the law, the day or the currency cannot be settled.
    """
    _, _, day, situation, exchange, plan, answer = desk._ready(consignment, on)  # noqa: SLF001 - one piece serves both
    value = worth(consignment, plan.facts.currency, exchange)
    thresholds = Thresholds(plan, consignment, value, exchange)
    open_to = [
        procedure
        for procedure in plan.procedures
        if not procedure.unregistered and eligible(procedure, consignment, thresholds)
    ]
    by_law = next((procedure for procedure in open_to if procedure.rule.choice is rules.Choice.LAW), None)
    lawful = {procedure.rule.id: procedure for procedure in reversed(open_to if by_law is None else [by_law])}
    setting = None if exchange.used or consignment.prices_include else (situation, plan, answer, value)
    ways: dict[str, LegalWay] = {}
    for procedure in plan.procedures:
        name = procedure.rule.id
        if (procedures is not None and name not in procedures) or name in ways:
            continue
        found = lawful.get(name)
        if found is not None:
            ways[name] = _priced(desk, found, consignment, setting, day)
        else:
            ways[name] = _closed(name, plan.procedures, by_law, consignment, thresholds)
    return tuple(ways.values())


_Setting: TypeAlias = "tuple[Situation, Plan, str, Worth]"


def _priced(
    desk: Desk, procedure: ProcedurePlan, consignment: Consignment, setting: _Setting | None, day: date
) -> LegalWay:
    """A procedure with its quote: the one that the desk gives when it is asked for this procedure.

    What the consignment is worth is worked out once for all of them, unless exchange rates or prices that include
    charges make it a matter of the single quote, which keeps a record of the rates that it used.
    """
    asked = asking_for(consignment, procedure.rule.id)
    try:
        if setting is None:
            return LegalWay(procedure.rule, quote=desk.quote(asked, day))
        situation, plan, answer, value = setting
        exchange = Exchange(asked.fx, desk.rates, day, situation.law.fx_rule)
        thresholds = Thresholds(plan, asked, value, exchange)
        chosen = trial(procedure, asked, day, situation, exchange, value, thresholds)
    except XborderError as error:
        return LegalWay(procedure.rule, failure=error)
    made = Assessment(
        asked, day, situation, plan, plan.facts.currency, answer, exchange, value, value, thresholds, chosen, {}, ()
    )
    return LegalWay(procedure.rule, quote=Quote(made, desk))


def _closed(
    name: str,
    plans: tuple[ProcedurePlan, ...],
    by_law: ProcedurePlan | None,
    consignment: Consignment,
    thresholds: Thresholds,
) -> LegalWay:
    """A procedure that may not be used: of its entries the one that comes closest, and what it lacks."""
    tried: list[tuple[tuple[bool, int], rules.Procedure, tuple[Reason, ...]]] = []
    for procedure in plans:
        if procedure.rule.id != name:
            continue
        reasons = [Reason(*reason) for reason in obstacles(procedure, consignment, thresholds)]
        distance = (bool(procedure.reasons), len(reasons))
        if procedure.unregistered:
            reasons.append(Reason("no-registration", procedure.unregistered))
        if not reasons and by_law is not None:
            reasons.append(Reason("law-requires-another", f"the law requires {by_law.rule.id}"))
        tried.append((distance, procedure.rule, tuple(reasons)))
    _, rule, why = min(tried, key=lambda each: each[0])
    return LegalWay(rule, why)
