"""Turns an assessment into the parts of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xborder.errors import XborderError
from xborder.goods.hs import display
from xborder.landed_cost._rows import charges, lines
from xborder.landed_cost._telling import notices, tested
from xborder.landed_cost._totals import Totals, totals
from xborder.landed_cost.assessment import Assessment, trial
from xborder.landed_cost.kinds import Kind
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import eligible, why_not
from xborder.landed_cost.ticks import texts, ticks_text
from xborder.law import rules
from xborder.law.plan import Limit, ProcedurePlan

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Quote

__all__ = [
    "Totals", "alternatives", "answer", "bounds", "charges", "lines", "sources", "status", "thresholds", "totals",
]  # fmt: skip


# --- thresholds, alternatives, bounds ---------------------------------------------------------------------------------


def thresholds(a: Assessment) -> list[dict[str, str]]:
    """The limits that were compared, with the values in the limits' own currency."""
    notes, key = a.chosen.frame.notes, ("limits", a.consignment.procedure)
    limits: list[tuple[Limit, dict[str, str]]] | None = notes.get(key)  # type: ignore[assignment]
    if limits is None:
        limits = notes[key] = [
            (limit, _comparison(name, limit)) for name in tested(a) for limit in (a.plan.limits[name],)
        ]
    rows: list[dict[str, str]] = []
    for limit, blank in limits:
        value, over = a.thresholds.value(limit)
        code = limit.limit.currency
        if code != a.currency:
            rate = a.exchange.rate(a.currency, code)
            value, over = value * rate.numerator, over * rate.denominator
        row = blank.copy()
        row["value"] = f"{texts(code)[(2 * value + over) // (2 * over)]} {code}"
        row["result"] = "below" if a.thresholds[blank["rule"]] else "above"
        rows.append(row)
    return rows


def _comparison(name: str, limit: Limit) -> dict[str, str]:
    """A limit as an answer names it, with blanks for what was found."""
    return {
        "rule": name,
        "compares": _COMPARED.get(limit.rule.compares) or limit.rule.compares.replace("-", " "),
        "value": "",
        "operator": limit.rule.operator,
        "limit": str(limit.limit),
        "result": "",
        "effect": limit.rule.effect,
    }


_COMPARED = {"goods": "intrinsic value"}


def alternatives(a: Assessment, sums: Totals) -> list[dict[str, str | None]]:
    """Every other procedure of the day, and why it was not taken."""
    notes = a.chosen.frame.notes
    if a.consignment.procedure:
        others = _others(a)
    else:
        key = a.thresholds.outcomes
        closed: list[dict[str, str | None]] | None = notes.get(("closed", key))  # type: ignore[assignment]
        if closed is not None:
            return list(map(dict.copy, closed))
        kept: list[dict[str, str | None] | int] | None = notes.get(("others", key))  # type: ignore[assignment]
        others = notes["others", key] = _others(a) if kept is None else kept
        if all(isinstance(other, dict) for other in others):
            notes["closed", key] = others
    return [_alternative(a, other, sums) if isinstance(other, int) else other.copy() for other in others]


def _others(a: Assessment) -> list[dict[str, str | None] | int]:
    """The procedures not taken: as they are told when they are not open, else by their place in the plan."""
    closed = _closed(a)
    return [
        {"procedure": name, "landed_cost": None, "why_not": closed[index]} if index in closed else index
        for index, name in enumerate(a.plan.names)
        if name != a.chosen.plan.rule.id
    ]


def _closed(a: Assessment) -> dict[int, str]:
    """The procedures that are not open to the consignment, and why."""
    closed: dict[int, str] = {}
    for index, plan in enumerate(a.plan.procedures):
        if plan.reasons:
            closed[index] = plan.why
        elif plan.rule.id != a.chosen.plan.rule.id:
            try:
                if not eligible(plan, a.consignment, a.thresholds):
                    closed[index] = "; ".join(why_not(plan, a.consignment, a.thresholds))
            except XborderError as error:
                closed[index] = error.message
    return closed


def _alternative(a: Assessment, index: int, sums: Totals) -> dict[str, str | None]:
    cost, why_not = _other_cost(a, index, a.plan.procedures[index], sums)
    return {"procedure": a.plan.names[index], "landed_cost": cost, "why_not": why_not}


def _other_cost(a: Assessment, index: int, plan: ProcedurePlan, sums: Totals) -> tuple[str | None, str]:
    candidate = a.computed.get(index)
    if candidate is None:
        try:
            candidate = trial(plan, a.consignment, a.on, a.situation, a.exchange, a.worth, a.thresholds)
        except XborderError as error:
            return None, plan.unregistered or error.message
    if candidate.gaps:
        return None, "; ".join(filter(None, (plan.unregistered, "charges of it are not known here")))
    other = totals(a, candidate).landed_cost
    cost = ticks_text(other, a.answer)
    if plan.unregistered:
        return cost, plan.unregistered
    if a.consignment.procedure:
        return cost, f"{a.chosen.plan.rule.id} was asked for"
    if a.chosen.plan.rule.choice is rules.Choice.LAW:
        return cost, f"the law requires {a.chosen.plan.rule.id}"
    more = other - sums.landed_cost
    if more > 0:
        return cost, f"costs {ticks_text(more, a.answer)} {a.answer} more"
    return (
        cost,
        "costs the same"
        if not more
        else f"costs {ticks_text(-more, a.answer)} {a.answer} less, but leaves more unknown",
    )


def status(a: Assessment, told: tuple[Notice, ...]) -> str:
    """Whether the answer is complete, bounded or partial."""
    chosen = a.chosen
    if chosen.missing or chosen.outcome.unknown or chosen.lacking:
        return "partial"
    if told and any(notice.level == "blocking" for notice in told):
        return "partial"
    return "complete" if chosen.least is chosen.outcome else "bounded"


def bounds(a: Assessment, sums: Totals) -> dict[str, object] | None:
    """Least and most landed cost, and what makes them differ."""
    if a.chosen.least is a.chosen.outcome:
        return None
    least = totals(a, least=True).landed_cost
    because = [
        reason
        for index, kind in enumerate(a.chosen.kinds)
        if index not in a.chosen.missing
        for reason in _because(a, index, kind)
    ]
    return {
        "landed_cost": {"min": ticks_text(least, a.answer), "max": ticks_text(sums.landed_cost, a.answer)},
        "because": because,
    }


def _because(a: Assessment, index: int, kind: Kind) -> Iterator[str]:
    """Why the charges on a line are not certain."""
    code = display(kind.answer.code) if kind.answer else "the goods"
    found = a.chosen.extremes.get(index)
    if found is not None:
        least, most = (", ".join(display(each) for each in bears.codes[:8]) or "others" for bears in found)
        yield f"lines[{index}]: {code} has tariff lines that are charged differently: least {least}; most {most}"
        return
    for bears in kind.bearings:
        if len(bears.duties) > 1:
            options = ", ".join(str(duty) for duty in bears.duties[:8])
            yield f"lines[{index}]: the duty on {code} is one of {len(bears.duties)}: {options}"
        for layer in (layer for each in bears.layers.values() for layer in each if len(layer.options) > 1):
            options = ", ".join(str(duty) for duty in layer.options[:8])
            yield f"lines[{index}]: {layer.name or layer.kind} on {code} is one of {len(layer.options)}: {options}"


def sources(a: Assessment) -> dict[str, dict[str, str]]:
    """The documents behind the answer, by key."""
    notes, key = a.chosen.frame.notes, ("sources", a.consignment.procedure)
    found: dict[str, dict[str, str]] | None = notes.get(key)  # type: ignore[assignment]
    if found is None:
        found = notes[key] = _sources(a)
    return {key: described.copy() for key, described in found.items()}


def _sources(a: Assessment) -> dict[str, dict[str, str]]:
    keys: dict[str, None] = {}
    for kind in a.chosen.kinds:
        keys.update(kind.sources)
    keys.update(dict.fromkeys(a.chosen.plan.rule.source))
    for name in tested(a):
        keys.update(dict.fromkeys(a.plan.limits[name].rule.source))
    known = a.situation.law.sources
    found = {key: known[key] for key in keys if key in known}
    described = {key: source for area in a.situation.areas for key, source in a.situation.tariffs.sources(area).items()}
    for kind in a.chosen.kinds:
        if kind.answer is not None:
            found.update((key, described[key].to_dict()) for key in kind.answer.sources if key in described)
    return found


# --- the whole answer -------------------------------------------------------------------------------------------------


def answer(quote: Quote) -> dict[str, object]:
    """The answer of the public contract."""
    a, sums = quote.assessment, quote.totals
    told = notices(a, quote.desk.policies)
    text = texts(a.answer)
    return {
        "contract": "1",
        "on": a.on.isoformat(),
        "currency": a.answer,
        "destination": a.situation.law.pack.jurisdiction.code,
        "procedure": a.chosen.plan.rule.id,
        "status": status(a, told),
        "goods": text[sums.goods],
        "freight": text[sums.freight],
        "insurance": text[sums.insurance],
        "discount": text[sums.discount],
        "duties": text[sums.duties],
        "taxes": text[sums.taxes],
        "fees": text[sums.fees],
        "charges_total": text[sums.charges],
        "landed_cost": text[sums.landed_cost],
        "at_checkout": text[sums.at_checkout],
        "on_delivery": text[sums.charges - sums.at_checkout],
        "bounds": bounds(a, sums),
        "charges": charges(a, sums),
        "lines": lines(a, sums),
        "thresholds": thresholds(a),
        "alternatives": alternatives(a, sums),
        "notices": [notice.to_dict() for notice in told] if told else [],
        "fx": [pair.to_dict() for pair in a.exchange.used] if a.exchange.used else [],
        "sources": sources(a),
        "rules": a.situation.rules.copy(),
    }
