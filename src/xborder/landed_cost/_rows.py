"""Writes the charges of an answer, and each line's share in it, as the contract has them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from xborder._figures import percent
from xborder.goods.hs import display
from xborder.landed_cost._totals import Totals
from xborder.landed_cost.assessment import Assessment
from xborder.landed_cost.ticks import minor_step, ratio_text, ticks_text, writer
from xborder.law import rules
from xborder.law.plan import Applied, RateKind

__all__ = ["charges", "lines"]

Row = dict[str, object]


# --- charges ----------------------------------------------------------------------------------------------------------


class Form(NamedTuple):
    """What is the same in every charge that one rule makes on one line.

    Attributes:
        row: a charge in the contract's order, with blanks for what differs.
        tail: what follows the base in the formula; ``None`` when the sum is told in another way.
        nothing: the reason of a charge that comes to nothing before rounding.
        parts: what the base is made of.
        sources: the documents behind the charge.
    """

    row: Row
    tail: str | None
    nothing: str
    parts: tuple[str, ...]
    sources: tuple[str, ...]


def charges(a: Assessment, sums: Totals) -> list[Row]:
    """The charges of the answer as the contract writes them."""
    currency, answer_in = a.currency, a.answer
    write, same = writer(currency), currency == answer_in
    rate = _ONE if same else a.exchange.rate(currency, answer_in)
    prepaid = a.consignment.incoterm == "DDP"
    notes = a.chosen.frame.notes
    forms: dict[tuple[Applied, int], Form] | None = notes.get(("forms", prepaid))  # type: ignore[assignment]
    if forms is None:
        forms = notes["forms", prepaid] = {}
    rows: list[Row] = []
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        applied, line, lines, base, base_over, exact, exact_over, local, reason, detail = entry
        form = forms.get((applied, line))
        if form is None:
            form = forms[applied, line] = _form(applied, line, a, prepaid=prepaid)
        blank, tail, nothing, parts, sources = form
        row = blank.copy()
        base_text = ratio_text(base, base_over)
        if detail or tail is None:
            row["rate"], row["formula"] = _rate_and_formula(applied, line, a, base_text, detail)
        else:
            row["formula"] = base_text + tail
        local_text = write(local)
        if same:
            row["base"] = base_text
            row["exact"] = ratio_text(exact, exact_over)
            row["amount"] = local_text
        else:
            row["base"] = ratio_text(base * rate.numerator, base_over * rate.denominator)
            row["exact"] = ratio_text(exact * rate.numerator, exact_over * rate.denominator)
            row["amount"] = ticks_text(amount, answer_in)
        row["lines"] = list(lines)
        row["base_parts"] = [*parts]
        row["local"] = {"amount": local_text, "currency": currency}
        if reason or not exact:
            row["reason"] = reason or nothing
        row["sources"] = [*sources]
        rows.append(row)
    return rows


_ONE = Fraction(1)
_NOTHING = {rules.Kind.DUTY: "duty-free", rules.Kind.TAX: "zero-rated", rules.Kind.FEE: "exempt"}


def _form(applied: Applied, line: int, a: Assessment, *, prepaid: bool) -> Form:
    rule, step = applied.step.rule, applied.step
    sale = step.collected == "sale"
    present = {*a.plan.values, *(on.step.rule.id for kind in a.chosen.kinds for on in kind.bearing())}
    rate, tail = "", None
    if applied.kind is RateKind.AD_VALOREM or a.chosen.frame.program is not None:
        rate, tail = _rate_and_formula(applied, line, a, "", "")
    row: Row = {
        "rule": rule.id,
        "kind": rule.kind.value,
        "name": rule.name,
        "line": line if line >= 0 else None,
        "lines": None,
        "base": "",
        "base_parts": None,
        "heading": applied.heading,
        "rate": rate,
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
        "sources": None,
    }
    if applied.reason != "standard":
        nothing = applied.reason
    else:
        nothing = "already-paid" if applied.kind is RateKind.TOP_UP else _NOTHING[rule.kind]
    return Form(row, tail, nothing, tuple(part.of for part in rule.base if part.of in present), tuple(applied.source))


def _rate_and_formula(applied: Applied, line: int, a: Assessment, base: str, detail: str) -> tuple[str, str]:
    """The rate as law writes it, and the sum in words."""
    match applied.kind:
        case RateKind.AD_VALOREM:
            text = percent(Fraction(applied.numerator, applied.denominator))
            return text, f"{base} x {text}{_bounded(applied, detail)}"
        case RateKind.TARIFF:
            text = detail or str(a.chosen.kinds[max(line, 0)].bearings[0].duties[0])
            return text, f"{base} x {text}" if text.endswith("%") or text == "Free" else f"{base} at {text}"
        case RateKind.LAYER:
            text = detail or str(a.chosen.kinds[max(line, 0)].bearings[0].layers[applied.layer][0].options[0])
            return text, f"{base} x {text}" if text.endswith("%") else f"{base} at {text}"
        case RateKind.INCLUSIVE:
            text = percent(Fraction(applied.numerator, applied.denominator))
            return text, f"{base} x {text} / (100% - {text})"
        case RateKind.TOP_UP:
            text = percent(Fraction(applied.numerator, applied.denominator))
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
    return "; ".join(f"{percent(band.rate)}{f' up to {band.up_to}' if band.up_to else ''}" for band in rule.bands)


# --- lines ------------------------------------------------------------------------------------------------------------


def lines(a: Assessment, sums: Totals) -> list[dict[str, str]]:
    """Each line's share of the answer."""
    items, worth, code = a.consignment.lines, a.worth, a.answer
    count = len(items)
    shares = duties, taxes, fees = [0] * count, [0] * count, [0] * count
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        line = entry[1]
        if line >= 0:
            shares[entry[0].step.kind][line] += amount
        elif amount:
            bearing = entry[2] or range(count)
            for line, share in zip(bearing, _allocate(a, amount, bearing, worth.weights), strict=True):
                shares[entry[0].step.kind][line] += share
    costs = _allocate(a, sums.goods - sums.discount + sums.freight + sums.insurance, range(count), a.listed.weights)
    for kind in a.consignment.prices_include:
        costs = [cost - part for cost, part in zip(costs, taxes if kind == "tax" else duties, strict=True)]
    value, over = _customs_value(a)
    over *= worth.over
    if a.currency != code:
        rate = a.exchange.rate(a.currency, code)
        value, over = value * rate.numerator, over * rate.denominator
    write, twice = writer(code), 2 * over
    certain = a.chosen.least is a.chosen.outcome and not a.chosen.missing and not a.chosen.outcome.unknown
    rows = []
    for index, item in enumerate(items):
        duty, tax, fee = duties[index], taxes[index], fees[index]
        rows.append(
            {
                "sku": item.sku,
                "hs": _display(item.hs),
                "status": "calculated" if certain else _line_status(a, index),
                "customs_value": write((2 * worth.weights[index] * value + over) // twice),
                "duties": write(duty),
                "taxes": write(tax),
                "fees": write(fee),
                "landed_cost": write(costs[index] + duty + tax + fee),
            }
        )
    return rows


@lru_cache(maxsize=2048)
def _display(hs: str) -> str:
    return display(hs) if hs else ""


def _line_status(a: Assessment, index: int) -> str:
    if index in a.chosen.missing:
        return "not-calculable"
    bearings = a.chosen.kinds[index].bearings
    if len(bearings) > 1 or not bearings[0].certain:
        return "bounded"
    if any(line in (index, -1) for _, line in a.chosen.outcome.unknown):
        return "partial"
    return "calculated"


def _customs_value(a: Assessment) -> tuple[int, int]:
    value = a.plan.values.get("customs-value")
    return a.worth.total(value) if value is not None else (a.worth.goods, 1)


def _allocate(a: Assessment, amount: int, bearing: Sequence[int], weights: tuple[int, ...]) -> list[int]:
    """Splits an amount in whole minor units; what is left over goes by content, so that order does not matter."""
    count = len(bearing)
    if count == 1:
        return [amount]
    step = minor_step(a.answer)
    chosen: Sequence[int] = weights if count == len(weights) else [weights[line] for line in bearing]
    whole = sum(chosen)
    if not whole:
        chosen, whole = [1] * count, count
    units = amount // step
    shares, rests = [], []
    for weight in chosen:
        share, rest = divmod(units * weight, whole)
        shares.append(share)
        rests.append(-rest)
    left = units - sum(shares)
    if left:
        order = sorted(range(count), key=rests.__getitem__)
        if rests[order[left - 1]] == rests[order[left]]:
            order.sort(key=lambda at: (rests[at], _content(a, bearing[at])))
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
