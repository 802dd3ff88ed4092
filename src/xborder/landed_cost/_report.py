"""Turns an assessment into the parts of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from xborder.errors import XborderError
from xborder.goods.hs import display
from xborder.landed_cost._telling import notices, tested
from xborder.landed_cost.assessment import Assessment, Candidate, trial
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import eligible, why_not
from xborder.landed_cost.ticks import TICKS, minor_step, ratio_text, ticks_text, to_minor, writer
from xborder.law import rules
from xborder.law.plan import Applied, ProcedurePlan, RateKind

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Quote

Row = dict[str, object]


@attrs.frozen
class Totals:
    """The sums of an answer in ticks of its currency; ``amounts`` are the charges' amounts, in order."""

    goods: int
    discount: int
    freight: int
    insurance: int
    duties: int
    taxes: int
    fees: int
    charges: int
    at_checkout: int
    included: int
    amounts: tuple[int, ...]

    @property
    def landed_cost(self) -> int:
        """Goods and their carriage with the charges that prices do not already contain."""
        return self.goods - self.discount + self.freight + self.insurance + self.charges - self.included


def totals(a: Assessment, candidate: Candidate | None = None, *, least: bool = False) -> Totals:
    """The sums of an answer, for the procedure taken or for another one."""
    candidate = candidate or a.chosen
    outcome = candidate.least if least else candidate.outcome
    entries = outcome.entries
    prepaid = a.consignment.incoterm == "DDP"
    kinds = a.consignment.prices_include
    if a.currency == a.answer:
        amounts = tuple([entry[7] for entry in entries])
        duties, taxes, fees = outcome.duties, outcome.taxes, outcome.fees
    else:
        amounts = tuple([_convert(a, entry[7], a.currency) for entry in entries])
        duties, taxes, fees = (
            sum(amount for amount, entry in zip(amounts, entries, strict=True) if entry[0].step.kind == kind)
            for kind in range(3)
        )
    charged = duties + taxes + fees
    checkout = charged
    if not prepaid:
        checkout = sum(
            amount for amount, entry in zip(amounts, entries, strict=True) if entry[0].step.collected == "sale"
        )
    included = (taxes if "tax" in kinds else 0) + (duties if "duty" in kinds else 0)
    return Totals(*_prices(a), duties, taxes, fees, charged, checkout, included, amounts)


def _prices(a: Assessment) -> tuple[int, int, int, int]:
    """Goods before discounts, discounts, freight and insurance in the answer's currency."""
    sums = a.consignment.sums
    off = sum(sums.off)
    if sums.currency == a.answer:
        return sum(sums.lines) + off, off + sums.discount[0], sums.freight[0], sums.insurance[0]
    lines = sum(_convert(a, value, code) for value, code in zip(sums.lines, sums.currencies, strict=True))
    less = sum(_convert(a, value, code) for value, code in zip(sums.off, sums.currencies, strict=True))
    discount, freight, insurance = (
        _convert(a, *part) if part[0] else 0 for part in (sums.discount, sums.freight, sums.insurance)
    )
    return lines + less, less + discount, freight, insurance


def _convert(a: Assessment, amount: int, code: str) -> int:
    return to_minor(a.exchange.convert(amount, code, a.answer), a.answer)


# --- charges ----------------------------------------------------------------------------------------------------------


def charges(a: Assessment, sums: Totals) -> list[Row]:
    """The charges of the answer as the contract writes them."""
    currency, answer_in = a.currency, a.answer
    same = currency == answer_in
    prepaid = a.consignment.incoterm == "DDP"
    rate = _ONE if same else a.exchange.rate(currency, answer_in)
    write = writer(currency)
    notes = a.chosen.frame.notes
    forms: dict[Applied, Row] | None = notes.get(("forms", prepaid))  # type: ignore[assignment]
    if forms is None:
        forms = notes["forms", prepaid] = _forms(a, prepaid=prepaid)
    rows: list[Row] = []
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        applied, line, lines, base, base_over, exact, exact_over, local, reason, detail = entry
        row: Row = forms[applied].copy()
        base_text = ratio_text(base, base_over)
        if applied.kind is RateKind.AD_VALOREM and not detail:
            row["formula"] = f"{base_text} x {row['rate']}"
        else:
            row["rate"], row["formula"] = _rate_and_formula(applied, line, a, base_text, detail)
        local_text = write(local)
        if same:
            row["base"] = base_text
            row["exact"] = ratio_text(exact, exact_over)
            row["amount"] = local_text
        else:
            row["base"] = ratio_text(base * rate.numerator, base_over * rate.denominator)
            row["exact"] = ratio_text(exact * rate.numerator, exact_over * rate.denominator)
            row["amount"] = ticks_text(amount, answer_in)
        if line >= 0:
            row["line"] = line
        row["lines"] = list(lines)
        row["base_parts"] = list(row["base_parts"])  # type: ignore[call-overload]
        row["local"] = {"amount": local_text, "currency": currency}
        if reason or not exact:
            row["reason"] = reason or _why_nothing(applied)
        row["sources"] = list(applied.source)
        rows.append(row)
    return rows


_ONE = Fraction(1)
_NOTHING = {rules.Kind.DUTY: "duty-free", rules.Kind.TAX: "zero-rated", rules.Kind.FEE: "exempt"}


def _why_nothing(applied: Applied) -> str:
    """Why a charge comes to nothing before rounding: the rule's own reason, or what kind of nothing it is."""
    if applied.reason != "standard":
        return applied.reason
    return "already-paid" if applied.kind is RateKind.TOP_UP else _NOTHING[applied.step.rule.kind]


def _forms(a: Assessment, *, prepaid: bool) -> dict[Applied, Row]:
    """For every rule that bears on a line, what is the same in all charges it makes."""
    bearing = dict.fromkeys(on for kind in a.chosen.kinds for on in kind.pick or () if on is not None)
    present = {*a.plan.values, *[on.step.rule.id for on in bearing]}
    return {on: _form(on, present, prepaid=prepaid) for on in bearing}


def _form(applied: Applied, present: set[str], *, prepaid: bool) -> Row:
    """What is the same in every charge that one rule makes, in the contract's order; the rest is filled in."""
    step = applied.step
    rule = step.rule
    sale = step.collected == "sale"
    return {
        "rule": rule.id,
        "kind": rule.kind.value,
        "name": rule.name,
        "line": None,
        "lines": (),
        "base": "",
        "base_parts": tuple(part.of for part in rule.base if part.of in present),
        "rate": percent(applied.numerator, applied.denominator),
        "formula": "",
        "exact": "",
        "amount": "",
        "local": None,
        "reason": applied.reason,
        "owed_to": rule.owed_to,
        "borne_by": rule.borne_by or ("buyer" if sale or not prepaid else "seller"),
        "collected": step.collected,
        "paid": "checkout" if sale or prepaid else "delivery",
        "refundable": rule.refundable,
        "sources": (),
    }


def _rate_and_formula(applied: Applied, line: int, a: Assessment, base: str, detail: str) -> tuple[str, str]:
    """The rate as law writes it, and the sum in words."""
    match applied.kind:
        case RateKind.AD_VALOREM:
            text = percent(applied.numerator, applied.denominator)
            return text, f"{base} x {text}{_bounded(applied, detail)}"
        case RateKind.TARIFF:
            text = detail or str(a.chosen.kinds[max(line, 0)].duties[0])
            return text, f"{base} x {text}" if text.endswith("%") or text == "Free" else f"{base} at {text}"
        case RateKind.INCLUSIVE:
            text = percent(applied.numerator, applied.denominator)
            return text, f"{base} x {text} / (100% - {text})"
        case RateKind.TOP_UP:
            text = percent(applied.numerator, applied.denominator)
            return f"up to {text}", f"{base} x {text} less what {', '.join(applied.step.rule.of)} already takes"
        case RateKind.FIXED:
            unit = {"item": "item", "consignment": "consignment", "line": "line"}[applied.step.rule.per.value]
            return f"{applied.amount}/{unit}", f"1 {unit} x {applied.amount}"
        case RateKind.PER_UNIT:
            return f"{applied.amount}/{applied.step.rule.unit}", f"{detail} x {applied.amount}"
        case _:
            return detail or _bands_text(applied.step.rule), f"{base} x {detail}" if detail else f"{base} by bands"


def _bounded(applied: Applied, detail: str) -> str:
    if detail == "at least":
        return f", at least {applied.low}"
    return f", at most {applied.high}" if detail == "at most" else ""


def _bands_text(rule: rules.Charge) -> str:
    return "; ".join(
        f"{percent(band.rate.numerator, band.rate.denominator)}{f' up to {band.up_to}' if band.up_to else ''}"
        for band in rule.bands
    )


@lru_cache(maxsize=2048)
def percent(numerator: int, denominator: int) -> str:
    """A ratio as a percentage.

    >>> percent(21, 100)
    '21%'
    """
    return f"{ratio_text(100 * TICKS * numerator, denominator)}%"


# --- lines ------------------------------------------------------------------------------------------------------------


def lines(a: Assessment, sums: Totals) -> list[dict[str, str]]:
    """Each line's share of the answer."""
    items = a.consignment.lines
    count = len(items)
    shares = duties, taxes, fees = [0] * count, [0] * count, [0] * count
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        line = entry[1]
        if line >= 0:
            shares[entry[0].step.kind][line] += amount
            continue
        bearing = entry[2] or range(count)
        for line, share in zip(bearing, _allocate(a, amount, bearing, a.worth.weights), strict=True):
            shares[entry[0].step.kind][line] += share
    kinds = a.consignment.prices_include
    contained = (
        [duties[at] * ("duty" in kinds) + taxes[at] * ("tax" in kinds) for at in range(count)] if kinds else [0] * count
    )
    code, worth = a.answer, a.worth
    write = writer(code)
    carried = _allocate(a, sums.goods - sums.discount + sums.freight + sums.insurance, range(count), a.listed.weights)
    value, over = _customs_value(a)
    over *= worth.over
    if a.currency != code:
        rate = a.exchange.rate(a.currency, code)
        value, over = value * rate.numerator, over * rate.denominator
    certain = a.chosen.least is a.chosen.outcome and not a.chosen.missing and not a.chosen.outcome.unknown
    rows: list[dict[str, str]] = []
    for index, item in enumerate(items):
        duty, tax, fee = duties[index], taxes[index], fees[index]
        rows.append(
            {
                "sku": item.sku,
                "hs": _display(item.hs),
                "status": "calculated" if certain else _line_status(a, index),
                "customs_value": write((2 * worth.weights[index] * value + over) // (2 * over)),
                "duties": write(duty),
                "taxes": write(tax),
                "fees": write(fee),
                "landed_cost": write(carried[index] + duty + tax + fee - contained[index]),
            }
        )
    return rows


@lru_cache(maxsize=2048)
def _display(hs: str) -> str:
    return display(hs) if hs else ""


def _line_status(a: Assessment, index: int) -> str:
    if index in a.chosen.missing:
        return "not-calculable"
    if len(a.chosen.kinds[index].duties) > 1:
        return "bounded"
    if any(line in (index, -1) for _, line in a.chosen.outcome.unknown):
        return "partial"
    return "calculated"


def _customs_value(a: Assessment) -> tuple[int, int]:
    value = a.plan.values.get("customs-value")
    return a.worth.total(value) if value is not None else (a.worth.goods, 1)


def _allocate(a: Assessment, amount: int, bearing: Sequence[int], weights: tuple[int, ...]) -> list[int]:
    """Splits an amount in whole minor units; what is left over goes by content, so that order does not matter."""
    if len(bearing) == 1:
        return [amount]
    step = minor_step(a.answer)
    chosen = [weights[line] for line in bearing]
    whole = sum(chosen)
    if not whole:
        chosen, whole = [1] * len(chosen), len(chosen)
    units = amount // step
    shares = [units * weight // whole for weight in chosen]
    left = units - sum(shares)
    if left:
        order = sorted(range(len(chosen)), key=lambda at: (-(units * chosen[at] % whole), _content(a, bearing[at])))
        for at in order[:left]:
            shares[at] += 1
    return [share * step for share in shares]


def _content(a: Assessment, index: int) -> tuple[object, ...]:
    line = a.consignment.lines[index]
    return (
        line.hs,
        line.sku,
        line.description,
        line.origin,
        line.unit_price.amount,
        line.unit_price.currency.code,
        line.quantity,
    )


# --- thresholds, alternatives, bounds ---------------------------------------------------------------------------------


def thresholds(a: Assessment) -> list[dict[str, str]]:
    """The limits that were compared, with the values in the limits' own currency."""
    rows: list[dict[str, str]] = []
    for name in tested(a):
        within = a.thresholds[name]
        limit = a.plan.limits[name]
        value, over = a.thresholds.value(limit)
        code = limit.limit.currency
        if code != a.currency:
            rate = a.exchange.rate(a.currency, code)
            value, over = value * rate.numerator, over * rate.denominator
        rows.append(
            {
                "rule": name,
                "compares": _COMPARED.get(limit.rule.compares) or limit.rule.compares.replace("-", " "),
                "value": f"{ticks_text((2 * value + over) // (2 * over), code)} {code}",
                "operator": limit.rule.operator,
                "limit": _limit_text(limit.limit),
                "result": "below" if within else "above",
                "effect": limit.rule.effect,
            }
        )
    return rows


_COMPARED = {"goods": "intrinsic value"}
_limit_text = lru_cache(maxsize=1024)(str)


def alternatives(a: Assessment, sums: Totals) -> list[dict[str, str | None]]:
    """Every other procedure of the day, and why it was not taken."""
    notes = a.chosen.frame.notes
    if a.consignment.procedure:
        closed = _closed(a)
    else:
        key = ("closed", *[a.thresholds[name] for name in a.plan.tests])
        kept: dict[int, str] | None = notes.get(key)  # type: ignore[assignment]
        closed = kept if kept is not None else _closed(a)
        notes[key] = closed
    rows: list[dict[str, str | None]] = []
    for index, name in enumerate(a.plan.names):
        if name == a.chosen.plan.rule.id:
            continue
        reason = closed.get(index)
        if reason is not None:
            rows.append({"procedure": name, "landed_cost": None, "why_not": reason})
        else:
            cost, reason = _alternative(a, index, a.plan.procedures[index], sums)
            rows.append({"procedure": name, "landed_cost": cost, "why_not": reason})
    return rows


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


def _alternative(a: Assessment, index: int, plan: ProcedurePlan, sums: Totals) -> tuple[str | None, str]:
    candidate = a.computed.get(index)
    if candidate is None:
        try:
            candidate = trial(plan, a.consignment, a.on, a.situation, a.exchange, a.worth, a.thresholds)
        except XborderError as error:
            return None, plan.unregistered or error.message
    if candidate.missing or candidate.outcome.unknown:
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
    if chosen.missing or chosen.outcome.unknown or any(notice.level == "blocking" for notice in told):
        return "partial"
    return "complete" if chosen.least is chosen.outcome else "bounded"


def bounds(a: Assessment, sums: Totals) -> dict[str, object] | None:
    """Least and most landed cost, and what makes them differ."""
    if a.chosen.least is a.chosen.outcome:
        return None
    least = totals(a, least=True).landed_cost
    because = [
        f"lines[{index}]: the duty on {kind.answer.code if kind.answer else 'the goods'} is one of {len(kind.duties)}: "
        + ", ".join(str(duty) for duty in kind.duties[:8])
        for index, kind in enumerate(a.chosen.kinds)
        if len(kind.duties) > 1
    ]
    return {
        "landed_cost": {"min": ticks_text(least, a.answer), "max": ticks_text(sums.landed_cost, a.answer)},
        "because": because,
    }


def sources(a: Assessment) -> dict[str, dict[str, str]]:
    """The documents behind the answer, by key."""
    notes = a.chosen.frame.notes
    found: dict[str, dict[str, str]] | None = notes.get("sources")  # type: ignore[assignment]
    if found is None:
        found = notes["sources"] = _sources(a)
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
    described = a.situation.tariffs.sources(a.situation.territory.customs_area)
    for kind in a.chosen.kinds:
        if kind.answer is not None:
            found.update((key, described[key].to_dict()) for key in kind.answer.sources if key in described)
    return found


# --- the whole answer -------------------------------------------------------------------------------------------------


def answer(quote: Quote) -> dict[str, object]:
    """The answer of the public contract."""
    a, sums = quote.assessment, quote.totals
    told = notices(a, quote.desk.policies)
    write = writer(a.answer)
    return {
        "contract": "1",
        "on": a.on.isoformat(),
        "currency": a.answer,
        "destination": a.situation.law.pack.jurisdiction.code,
        "procedure": a.chosen.plan.rule.id,
        "status": status(a, told),
        "goods": write(sums.goods),
        "freight": write(sums.freight),
        "insurance": write(sums.insurance),
        "discount": write(sums.discount),
        "duties": write(sums.duties),
        "taxes": write(sums.taxes),
        "fees": write(sums.fees),
        "charges_total": write(sums.charges),
        "landed_cost": write(sums.landed_cost),
        "at_checkout": write(sums.at_checkout),
        "on_delivery": write(sums.charges - sums.at_checkout),
        "bounds": bounds(a, sums),
        "charges": charges(a, sums),
        "lines": lines(a, sums),
        "thresholds": thresholds(a),
        "alternatives": alternatives(a, sums),
        "notices": [notice.to_dict() for notice in told],
        "fx": [pair.to_dict() for pair in a.exchange.used],
        "sources": sources(a),
        "rules": a.situation.rules.copy(),
    }
