"""Turns an assessment into the parts of an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from xborder.errors import XborderError
from xborder.goods.hs import display
from xborder.landed_cost.assessment import Assessment, Candidate, trial
from xborder.landed_cost.charges import Tally
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import eligible, goods_facts, why_not
from xborder.landed_cost.ticks import TICKS, minor_step, ratio_text, ticks_text, to_minor
from xborder.law import rules
from xborder.law.plan import Applied, ProcedurePlan, RateKind, amounts_hold, goods_hold
from xborder.law.sources import Evidence, Status
from xborder.money.allocation import allocate_int

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Quote, ThresholdTest

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
    prepaid = a.consignment.incoterm == "DDP"
    same = a.currency == a.answer
    kinds = a.consignment.prices_include
    amounts = tuple([entry[7] if same else _convert(a, entry[7], a.currency) for entry in outcome.entries])
    checkout = included = 0
    sums = {rules.Kind.DUTY: 0, rules.Kind.TAX: 0, rules.Kind.FEE: 0}
    for amount, entry in zip(amounts, outcome.entries, strict=True):
        step = entry[0].step
        sums[step.rule.kind] += amount
        if prepaid or step.collected == "sale":
            checkout += amount
        if kinds and step.rule.kind.value in kinds:
            included += amount
    duties, taxes, fees = sums.values()
    goods, discount, freight, insurance = _prices(a)
    return Totals(goods, discount, freight, insurance, duties, taxes, fees, duties + taxes + fees, checkout, included, amounts)


def _prices(a: Assessment) -> tuple[int, int, int, int]:
    """Goods before discounts, discounts, freight and insurance in the answer's currency."""
    sums = a.consignment.sums
    off = sum(sums.off)
    if sums.currency == a.answer:
        return sum(sums.lines) + off, off + sums.discount[0], sums.freight[0], sums.insurance[0]
    lines = sum(_convert(a, value, code) for value, code in zip(sums.lines, sums.currencies, strict=True))
    less = sum(_convert(a, value, code) for value, code in zip(sums.off, sums.currencies, strict=True))
    discount, freight, insurance = (_convert(a, *part) if part[0] else 0 for part in (sums.discount, sums.freight, sums.insurance))
    return lines + less, less + discount, freight, insurance


def _convert(a: Assessment, amount: int, code: str) -> int:
    return to_minor(a.exchange.convert(amount, code, a.answer), a.answer)


# --- charges ----------------------------------------------------------------------------------------------------------


def charges(a: Assessment, sums: Totals) -> list[Row]:
    """The charges of the answer as the contract writes them."""
    same = a.currency == a.answer
    prepaid = a.consignment.incoterm == "DDP"
    rate = Fraction(1) if same else a.exchange.rate(a.currency, a.answer)
    rows: list[Row] = []
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        applied, line, lines, base, base_over, exact, exact_over, local, reason, detail = entry
        step = applied.step
        rule = step.rule
        local_text = ticks_text(local, a.currency)
        if same:
            base_text, exact_text, amount_text = ratio_text(base, base_over), ratio_text(exact, exact_over), local_text
        else:
            base_text = ratio_text(base * rate.numerator, base_over * rate.denominator)
            exact_text = ratio_text(exact * rate.numerator, exact_over * rate.denominator)
            amount_text = ticks_text(amount, a.answer)
        sale = step.collected == "sale"
        rate_text, formula = _rate_and_formula(applied, line, a, base_text if same else ratio_text(base, base_over), detail)
        rows.append(
            {
                "rule": rule.id,
                "kind": rule.kind.value,
                "name": rule.name,
                "line": line if line >= 0 else None,
                "lines": list(lines),
                "base": base_text,
                "base_parts": _base_parts(rule),
                "rate": rate_text,
                "formula": formula,
                "exact": exact_text,
                "amount": amount_text,
                "local": {"amount": local_text, "currency": a.currency},
                "reason": reason or applied.reason,
                "owed_to": rule.owed_to,
                "borne_by": rule.borne_by or ("buyer" if sale or not prepaid else "seller"),
                "collected": step.collected,
                "paid": "checkout" if sale or prepaid else "delivery",
                "refundable": rule.refundable,
                "sources": list(applied.source),
            }
        )
    return rows


def _base_parts(rule: rules.Charge) -> list[str]:
    return [base.of for base in rule.base]


def _rate_and_formula(applied: Applied, line: int, a: Assessment, base: str, detail: str) -> tuple[str, str]:
    """The rate as law writes it, and the sum in words."""
    match applied.kind:
        case RateKind.AD_VALOREM:
            text = percent(applied.numerator, applied.denominator)
            return text, f"{base} x {text}{_bounded(applied, detail)}"
        case RateKind.TARIFF:
            text = detail or str(a.chosen.kinds[max(line, 0)].duties[0])
            return text, f"{base} at {text}" if detail and not text.endswith("%") else f"{base} x {text}"
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
        f"{percent(band.rate.numerator, band.rate.denominator)}{f' up to {band.up_to}' if band.up_to else ''}" for band in rule.bands
    )


@lru_cache(maxsize=4096)
def percent(numerator: int, denominator: int) -> str:
    """A ratio as a percentage.

    >>> percent(21, 100)
    '21%'
    """
    return f"{ratio_text(100 * TICKS * numerator, denominator)}%"


# --- lines ------------------------------------------------------------------------------------------------------------


def lines(a: Assessment, sums: Totals) -> list[dict[str, str]]:
    """Each line's share of the answer."""
    count = len(a.consignment.lines)
    shares = {kind: [0] * count for kind in rules.Kind}
    contained = [0] * count
    kinds = a.consignment.prices_include
    for entry, amount in zip(a.chosen.outcome.entries, sums.amounts, strict=True):
        kind = entry[0].step.rule.kind
        for line, share in _shared(a, entry, amount):
            shares[kind][line] += share
            if kinds and kind.value in kinds:
                contained[line] += share
    carried = _allocate(a, sums.goods - sums.discount + sums.freight + sums.insurance, range(count), a.listed.weights)
    value, over = _customs_value(a)
    duties, taxes, fees = shares[rules.Kind.DUTY], shares[rules.Kind.TAX], shares[rules.Kind.FEE]
    rows: list[dict[str, str]] = []
    for index, line in enumerate(a.consignment.lines):
        customs_value = Fraction(a.worth.weights[index] * value, a.worth.over * over)
        if a.currency != a.answer:
            customs_value *= a.exchange.rate(a.currency, a.answer)
        landed = carried[index] + duties[index] + taxes[index] + fees[index] - contained[index]
        rows.append(
            {
                "sku": line.sku,
                "hs": display(line.hs) if line.hs else "",
                "status": _line_status(a, index),
                "customs_value": ticks_text(to_minor(customs_value, a.answer), a.answer),
                "duties": ticks_text(duties[index], a.answer),
                "taxes": ticks_text(taxes[index], a.answer),
                "fees": ticks_text(fees[index], a.answer),
                "landed_cost": ticks_text(landed, a.answer),
            }
        )
    return rows


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


def _shared(a: Assessment, entry: Tally, amount: int) -> Iterable[tuple[int, int]]:
    """How a charge's amount falls on lines."""
    if entry[1] >= 0:
        return ((entry[1], amount),)
    bearing = entry[2] or tuple(range(len(a.consignment.lines)))
    return zip(bearing, _allocate(a, amount, bearing, a.worth.weights), strict=True)


def _allocate(a: Assessment, amount: int, bearing: Iterable[int], weights: tuple[int, ...]) -> list[int]:
    """Splits an amount in whole minor units; what is left over goes by content, so that the order of lines does not matter."""
    bearing = list(bearing)
    if len(bearing) == 1:
        return [amount]
    step = minor_step(a.answer)
    order = sorted(range(len(bearing)), key=lambda at: _content(a, bearing[at]))
    chosen = [weights[bearing[at]] for at in order]
    parts = allocate_int(amount // step, chosen if any(chosen) else [1] * len(chosen))
    shares = [0] * len(bearing)
    for at, part in zip(order, parts, strict=True):
        shares[at] = part * step
    return shares


def _content(a: Assessment, index: int) -> tuple[object, ...]:
    line = a.consignment.lines[index]
    return (line.hs, line.sku, line.description, line.origin, line.unit_price.amount, line.unit_price.currency.code, line.quantity)


# --- thresholds, alternatives, bounds ---------------------------------------------------------------------------------


def thresholds(a: Assessment) -> list[dict[str, str]]:
    """The limits that were compared, with the values in the limits' own currency."""
    rows: list[dict[str, str]] = []
    for name, within in a.thresholds.items():
        limit = a.plan.limits[name]
        value, over = a.thresholds.value(limit)
        code = limit.limit.currency
        amount = Fraction(value, over) * a.exchange.rate(a.currency, code)
        rows.append(
            {
                "rule": name,
                "compares": {"goods": "intrinsic value"}.get(limit.rule.compares, limit.rule.compares.replace("-", " ")),
                "value": f"{ticks_text(to_minor(amount, code), code)} {code}",
                "operator": limit.rule.operator,
                "limit": str(limit.limit),
                "result": "below" if within else "above",
                "effect": limit.rule.effect,
            }
        )
    return rows


def alternatives(a: Assessment, sums: Totals) -> list[dict[str, str | None]]:
    """Every other procedure of the day, and why it was not taken."""
    rows: list[dict[str, str | None]] = []
    seen = {a.chosen.plan.rule.id}
    for index, plan in enumerate(a.plan.procedures):
        if plan.rule.id in seen:
            continue
        seen.add(plan.rule.id)
        cost, reason = _alternative(a, index, plan, sums)
        rows.append({"procedure": plan.rule.id, "landed_cost": cost, "why_not": reason})
    return rows


def _alternative(a: Assessment, index: int, plan: ProcedurePlan, sums: Totals) -> tuple[str | None, str]:
    if not eligible(plan, a.consignment, a.thresholds):
        return None, "; ".join(why_not(plan, a.consignment, a.thresholds))
    candidate = a.computed.get(index)
    if candidate is None:
        try:
            candidate = trial(plan, a.consignment, a.on, a.situation, a.exchange, a.worth, a.thresholds)
        except XborderError as error:
            return None, plan.unregistered or error.message
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
    return cost, "costs the same" if not more else "leaves charges out that are not known"


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


# --- notices and sources ----------------------------------------------------------------------------------------------


def notices(a: Assessment, policies: Mapping[str, str]) -> tuple[Notice, ...]:
    """Everything the reader must be told, once each."""
    found = [*a.notices, *_of_request(a), *_of_knowledge(a), *_of_rules(a), *_of_pack(a), *_of_policies(a, policies)]
    return tuple(dict.fromkeys(found))


def _of_request(a: Assessment) -> Iterable[Notice]:
    consignment = a.consignment
    for index, line in enumerate(consignment.lines):
        if not line.origin:
            yield Notice("origin-assumed", "info", f"The origin of the goods is not given; {consignment.ship_from.country} is assumed.", f"lines[{index}].origin")
        if not line.hs:
            yield Notice("hs-missing", "warning", "The line has no HS code; its category of goods is not known.", f"lines[{index}].hs")
        elif len(line.hs) < 6 and index not in a.chosen.missing:
            yield Notice("hs-incomplete", "warning", f"HS {line.hs} is a {'chapter' if len(line.hs) < 4 else 'heading'}; six digits or more are needed to be exact.", f"lines[{index}].hs")
    plan = a.chosen.plan
    if plan.unregistered:
        yield Notice("registration-assumed", "warning", f"{plan.rule.id} was asked for; {plan.unregistered}, which it needs.", plan.rule.id)
    if a.currency != a.situation.law.currency:
        yield Notice(
            "no-local-rate",
            "info",
            f"Computed in {a.currency}: no rate to {a.situation.law.currency} is at hand, in which the authority computes; roundings may differ.",
            "fx",
        )
    if a.exchange.off_rule:
        yield Notice("fx-not-by-rule", "info", f"The rate that the law names ({a.situation.law.pack.jurisdiction.fx}) is not at hand; the latest one was taken.", "fx")
    for name in a.thresholds:
        total = a.plan.limits[name].rule.year_to_date
        if total and total not in consignment.buyer.year_to_date:
            yield Notice("year-to-date-assumed", "warning", f"The buyer's total for the year ({total}) is not given; nothing is assumed used.", "buyer.year_to_date")


def _of_knowledge(a: Assessment) -> Iterable[Notice]:
    for index, error in a.chosen.missing.items():
        yield Notice("unknown-duty-rate" if error.code != "bad-input" else "missing-measure", "blocking", f"{error.message} ({error.hint})", error.path or f"lines[{index}]")
    for applied, line in a.chosen.outcome.unknown:
        where = f" on lines[{line}]" if line >= 0 else ""
        yield Notice("unknown-rate", "blocking", f"{applied.step.rule.name} is due{where}, but its rate is not known here.", applied.step.rule.id)
    for index, (line, kind) in enumerate(zip(a.consignment.lines, a.chosen.kinds, strict=True)):
        path = f"lines[{index}].duty"
        answer = kind.answer
        if answer is not None:
            if answer.gaps:
                yield Notice("duty-gaps", "warning", f"Some tariff lines of {answer.code} have duties that cannot be computed; the duty may lie outside the bounds.", path)
            if answer.wide:
                yield Notice("duty-bounded", "warning", f"The tariff in use does not know {display(line.hs)} itself; the figures take the highest of the duties known in {answer.code}.", path)
            elif len(answer.options) > 1:
                yield Notice("duty-bounded", "warning", f"{display(line.hs)} is divided into lines with different duties; the figures take the highest.", path)
            if answer.early:
                yield Notice("tariff-edition", "info", f"The duty on {answer.code} was read for {answer.known_from} and later, not for {a.on}.", path)
            if answer.evidence is Evidence.UNVERIFIED:
                yield Notice("weak-evidence", "info", f"The duty on {answer.code} is not yet held against a source.", path)
            if line.preference and answer.programme != line.preference:
                yield Notice("preference-not-known", "warning", f"No preferential rate of {line.preference!r:.40} is known for {answer.code}; the ordinary duty is used.", f"lines[{index}].preference")


def _of_rules(a: Assessment) -> Iterable[Notice]:
    seen: set[tuple[str, object]] = set()
    weighed: list[tuple[str, str, Evidence, Status]] = [
        (applied.step.rule.id, applied.step.rule.name, applied.evidence, applied.status)
        for applied in dict.fromkeys(entry[0] for entry in a.chosen.outcome.entries)
    ]
    rule = a.chosen.plan.rule
    weighed.append((rule.id, rule.name, rule.evidence or Evidence.OFFICIAL, rule.status))
    for name in a.thresholds:
        threshold = a.plan.limits[name].rule
        weighed.append((name, name, threshold.evidence or Evidence.OFFICIAL, threshold.status))
    for key, name, evidence, status in weighed:
        if (key, evidence, status) in seen:  # type: ignore[comparison-overlap]
            continue
        seen.add((key, evidence, status))  # type: ignore[arg-type]
        if evidence is Evidence.UNVERIFIED:
            yield Notice("weak-evidence", "info", f"{name}: not yet held against a source.", key)
        if status is Status.DISPUTED:
            yield Notice("disputed", "warning", f"{name}: the sources disagree.", key)
        elif status is Status.SCHEDULED:
            yield Notice("scheduled", "info", f"{name}: announced for this day, not yet in force when it was last checked.", key)


def _of_pack(a: Assessment) -> Iterable[Notice]:
    jurisdiction = a.situation.law.pack.jurisdiction
    if a.on > jurisdiction.checked:
        yield Notice("stale", "info", f"The law of {jurisdiction.name} was last checked on {jurisdiction.checked}; {a.on} is later.", jurisdiction.code)
    units = a.consignment.sums.units
    for rule in (*a.plan.notices, *a.chosen.plan.notices):
        when = rule.when
        if any(name not in a.plan.limits for name in (*when.below, *when.above)) or not amounts_hold(when, a.thresholds, units):
            continue
        if any(goods_hold(when, facts, facts.categories) for facts in (goods_facts(*goods[:4]) for goods in a.consignment.sums.goods)):
            yield Notice(rule.code, rule.level, rule.message, ", ".join(rule.source))


def _of_policies(a: Assessment, policies: Mapping[str, str]) -> Iterable[Notice]:
    asked = {name for entry in a.chosen.outcome.entries for name in entry[0].step.rule.when.policy}
    for policy in a.situation.law.pack.policy:
        if policy.id in asked:
            choice = dict(a.situation.policies).get(policy.id, policy.default)
            whose = "chosen" if policy.id in a.consignment.policies or policy.id in policies else "the default"
            yield Notice("policy", "info", f"{policy.id} is {choice} ({whose}): {policy.choices[choice]}.", policy.id)


def sources(a: Assessment, tests: Iterable[ThresholdTest]) -> dict[str, dict[str, str]]:
    """The documents behind the answer, by key."""
    known = a.situation.law.pack.sources
    keys = dict.fromkeys(key for entry in a.chosen.outcome.entries for key in entry[0].source)
    keys.update(dict.fromkeys(a.chosen.plan.rule.source))
    for test in tests:
        keys.update(dict.fromkeys(a.plan.limits[test.rule].rule.source))
    found = {key: known[key].to_dict() for key in keys if key in known}
    area = a.situation.territory.customs_area
    for kind in a.chosen.kinds:
        if kind.answer is not None:
            described = a.situation.tariffs.sources(area)
            found.update((key, described[key].to_dict()) for key in kind.answer.sources if key in described)
    return found


@lru_cache(maxsize=256)
def digest(law: str, tariff: str) -> str:
    """The fingerprint of law and tariff together."""
    return hashlib.sha256(f"{law}\n{tariff}".encode()).hexdigest()


# --- the whole answer -------------------------------------------------------------------------------------------------


def answer(quote: Quote) -> dict[str, object]:
    """The answer of the public contract."""
    a, sums, code = quote.assessment, quote.totals, quote.currency
    tests = quote.thresholds
    return {
        "contract": "1",
        "on": a.on.isoformat(),
        "currency": code,
        "destination": quote.destination,
        "procedure": quote.procedure,
        "status": quote.status,
        "goods": ticks_text(sums.goods, code),
        "freight": ticks_text(sums.freight, code),
        "insurance": ticks_text(sums.insurance, code),
        "discount": ticks_text(sums.discount, code),
        "duties": ticks_text(sums.duties, code),
        "taxes": ticks_text(sums.taxes, code),
        "fees": ticks_text(sums.fees, code),
        "charges_total": ticks_text(sums.charges, code),
        "landed_cost": ticks_text(sums.landed_cost, code),
        "at_checkout": ticks_text(sums.at_checkout, code),
        "on_delivery": ticks_text(sums.charges - sums.at_checkout, code),
        "bounds": quote.bounds,
        "charges": charges(a, sums),
        "lines": lines(a, sums),
        "thresholds": [attrs.asdict(test) for test in tests],
        "alternatives": alternatives(a, sums),
        "notices": [notice.to_dict() for notice in quote.notices],
        "fx": [pair.to_dict() for pair in a.exchange.used],
        "sources": quote.sources,
        "rules": quote.rules,
    }
