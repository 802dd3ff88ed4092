"""Writes the charges of an answer, and each line's share in it, as the contract has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xborder._figures import percent
from xborder.goods.hs import display
from xborder.landed_cost._totals import Totals, in_answer
from xborder.landed_cost.assessment import Assessment
from xborder.landed_cost.charges import Tally
from xborder.landed_cost.ticks import Texts, minor_step, ratio_text, texts, ticks_text
from xborder.law import rules
from xborder.law.plan import Applied, RateKind

if TYPE_CHECKING:
    from xborder.landed_cost._unrolled import LineRows

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
    text, same = texts(currency), currency == answer_in
    if same and _written_out(a):
        return _charge_rows(a)(a.chosen.outcome.entries, text)
    rate = _ONE if same else a.exchange.rate(currency, answer_in)
    rows: list[Row] = []
    entries = a.chosen.outcome.entries
    for entry, form in zip(entries, _forms(a, entries), strict=True):
        applied, line, lines, base, base_over, exact, exact_over, local, reason, detail = entry
        blank, tail, nothing, parts, sources = form
        row = blank.copy()
        base_text = ratio_text(base, base_over)
        if detail or tail is None:
            row["rate"], row["formula"] = _rate_and_formula(applied, line, a, base_text, detail)
        else:
            row["formula"] = base_text + tail
        local_text = text[local]
        if same:
            row["base"] = base_text
            row["exact"] = ratio_text(exact, exact_over)
            row["amount"] = local_text
        else:
            row["base"] = ratio_text(base * rate.numerator, base_over * rate.denominator)
            row["exact"] = ratio_text(exact * rate.numerator, exact_over * rate.denominator)
        row["lines"] = [*lines]
        row["base_parts"] = [*parts]
        row["local"] = {"amount": local_text, "currency": currency}
        if reason or not exact:
            row["reason"] = reason or nothing
        row["sources"] = [*sources]
        rows.append(row)
    if sums.amounts is not None:
        for row, amount in zip(rows, sums.amounts, strict=True):
            row["amount"] = ticks_text(amount, answer_in)
    return rows


def _written_out(a: Assessment) -> bool:
    """Whether such goods are asked about often enough to have functions of their own."""
    program = a.chosen.frame.program
    return program is not None and program.written_out is not None


def _charge_rows(a: Assessment) -> Callable[[Sequence[Tally], Texts], list[Row]]:
    notes, key = a.chosen.frame.notes, ("charge rows", a.consignment.incoterm == "DDP")
    made: Callable[[Sequence[Tally], Texts], list[Row]] | None = notes.get(key)  # type: ignore[assignment]
    if made is None:
        from xborder.landed_cost._unrolled import charge_rows  # noqa: PLC0415 - loads when goods are asked about often

        made = notes[key] = charge_rows(_forms(a, a.chosen.outcome.entries), a.currency)
    return made


def _forms(a: Assessment, entries: Sequence[Tally]) -> Sequence[Form]:
    """The forms of the charges, in order; where all charges are plain, they are the same for all such goods."""
    notes, prepaid = a.chosen.frame.notes, a.consignment.incoterm == "DDP"
    plain = a.chosen.frame.program is not None
    if plain:
        kept: Sequence[Form] | None = notes.get(("plain", prepaid))  # type: ignore[assignment]
        if kept is not None:
            return kept
    known: dict[tuple[Applied, int], Form] = notes.setdefault(("forms", prepaid), {})  # type: ignore[assignment]
    found: list[Form] = []
    for entry in entries:
        key = entry[:2]
        if key not in known:
            known[key] = _form(*key, a, prepaid=prepaid)
        found.append(known[key])
    if plain:
        notes["plain", prepaid] = found
    return found


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
    items, worth = a.consignment.lines, a.worth
    count = len(items)
    duties, taxes, fees = (sums.amounts is None and a.chosen.outcome.shares) or _shares(a, sums)
    costs = _allocate(a, sums.goods - sums.discount + sums.freight + sums.insurance, range(count), a.listed.weights)
    for kind in a.consignment.prices_include:
        costs = [cost - part for cost, part in zip(costs, taxes if kind == "tax" else duties, strict=True)]
    value, over = _customs_value(a)
    over *= worth.over
    if a.currency != a.answer:
        rate = a.exchange.rate(a.currency, a.answer)
        value, over = value * rate.numerator, over * rate.denominator
    text = texts(a.answer)
    if _written_out(a):
        return _line_rows(a)(items, worth.weights, costs, (duties, taxes, fees), (value, over), text)
    half = over // 2
    certain = a.chosen.least is a.chosen.outcome and not a.chosen.missing and not a.chosen.outcome.unknown
    return [
        {
            "sku": item.sku,
            "hs": code,
            "status": "calculated" if certain else _line_status(a, index),
            "customs_value": text[(weight * value + half) // over],
            "duties": text[duty],
            "taxes": text[tax],
            "fees": text[fee],
            "landed_cost": text[cost + duty + tax + fee],
        }
        for index, item, code, weight, cost, duty, tax, fee in zip(
            range(count), items, _codes(a), worth.weights, costs, duties, taxes, fees, strict=True
        )
    ]


def _line_rows(a: Assessment) -> LineRows:
    notes = a.chosen.frame.notes
    made: LineRows | None = notes.get("line rows")  # type: ignore[assignment]
    if made is None:
        from xborder.landed_cost._unrolled import line_rows  # noqa: PLC0415 - as above

        made = notes["line rows"] = line_rows(_codes(a))
    return made


def _shares(a: Assessment, sums: Totals) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Duties, taxes and fees of each line, its shares of those that fall on several lines among them."""
    count = len(a.consignment.lines)
    shares = [0] * count, [0] * count, [0] * count
    entries = a.chosen.outcome.entries
    for entry, amount in zip(entries, in_answer(entries, sums.amounts), strict=True):
        line, of_kind = entry[1], shares[entry[0].step.kind]
        if line >= 0:
            of_kind[line] += amount
        elif amount:
            bearing = entry[2] or range(count)
            for line, share in zip(bearing, _allocate(a, amount, bearing, a.worth.weights), strict=True):
                of_kind[line] += share
    return shares


def _codes(a: Assessment) -> tuple[str, ...]:
    """The lines' codes as they are written."""
    notes = a.chosen.frame.notes
    codes: tuple[str, ...] | None = notes.get("codes")  # type: ignore[assignment]
    if codes is None:
        codes = notes["codes"] = tuple([display(goods[0]) if goods[0] else "" for goods in a.consignment.sums.goods])
    return codes


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
    units = left = amount // step
    shares, rests = [], []
    for weight in chosen:
        share, rest = divmod(units * weight, whole)
        left -= share
        shares.append(share * step)
        rests.append(rest)
    if left == 1 and rests.count(most := max(rests)) == 1:
        shares[rests.index(most)] += step
    elif left:
        order = sorted(range(count), key=rests.__getitem__, reverse=True)
        if rests[order[left - 1]] == rests[order[left]]:
            order.sort(key=lambda at: (-rests[at], _content(a, bearing[at])))
        for at in order[:left]:
            shares[at] += step
    return shares


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
