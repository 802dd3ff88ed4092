"""Shows a quote to people: retold line by line, as a table of text, and as a fragment for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from xborder.goods.hs import display
from xborder.landed_cost._html import html
from xborder.landed_cost._page import Page
from xborder.landed_cost._summary import columns, fitted, summary
from xborder.landed_cost._writing import number
from xborder.law import rules
from xborder.law.timeline import pick

if TYPE_CHECKING:
    from xborder.landed_cost.consignment import Consignment, Party
    from xborder.landed_cost.quote import Charge, Quote

__all__ = ["explain", "html", "table"]

_LABEL = 46
_RATE = 22


def table(quote: Quote) -> str:
    """The figures of a quote as a small table of plain text.

    Args:
        quote: the answer to show.
    """
    shown = summary(quote)
    page = Page()
    page.say(f"{shown.total.label} {shown.total.amount} {shown.currency}: {shown.title}", hang=2)
    page.lines.append("")
    rows = (*shown.rows, shown.total)
    label = min(max(columns(row.label) for row in rows), _LABEL)
    amount = max(len(row.amount) for row in rows)
    for row in shown.rows:
        named = fitted(row.label, label)
        rest = f"  {row.kind:<4}  {row.paid:<8}  {fitted(row.rate, _RATE)}" if row.kind else ""
        page.lines.append(f"  {named}{' ' * (label - columns(named))}  {row.amount:>{amount}}{rest}".rstrip())
    page.lines.append(f"  {'-' * (label + 2 + amount)}")
    page.lines.append(f"  {shown.total.label:<{label}}  {shown.total.amount:>{amount}}  {shown.currency}")
    page.lines.append("")
    for text in shown.below:
        page.say(text, 2, 2)
    return str(page).rstrip("\n")


def explain(quote: Quote) -> str:
    """Retells the calculation of a quote line by line, with its sources.

    Args:
        quote: the answer to explain.
    """
    page, story = Page(), _Story.of(quote)
    for part in (
        story.opening,
        story.goods,
        story.procedure,
        story.thresholds,
        story.charges,
        story.totals,
        story.bounds,
        story.notices,
        story.exchange,
        story.documents,
        story.rules,
    ):
        part(page)
    return str(page)


@attrs.frozen
class _Story:
    """A quote with what its parts refer to each other by.

    Attributes:
        answer: the answer in the form of the contract.
        numbers: the number of each source.
    """

    quote: Quote
    answer: Mapping[str, object]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, quote: Quote) -> _Story:
        return cls(quote, quote.to_dict(), {key: place for place, key in enumerate(quote.sources, start=1)})

    @property
    def consignment(self) -> Consignment:
        return self.quote.assessment.consignment

    @property
    def pack(self) -> rules.Pack:
        return self.quote.assessment.situation.law.pack

    # Parts, in reading order ------------------------------------------------------------------------------------------

    def opening(self, page: Page) -> None:
        quote, asked, law = self.quote, self.consignment, self.pack.jurisdiction
        count = len(asked.lines)
        page.say(
            f"Landed cost of {count} {'line' if count == 1 else 'lines'} of goods from {asked.ship_from.country} to"
            f" {law.name} ({quote.destination}) on {quote.on}: {self.money('landed_cost')}, {quote.status}"
        )
        page.rule()
        page.say(f"Tax point {quote.on}. Law: {law.name}, known from {law.known_from}, last checked on {law.checked}.")
        page.say(f"Sale {asked.sale}, transport {asked.transport}, mode {asked.mode}, incoterm {asked.incoterm}.")
        for who in ("seller", "platform", "buyer"):
            said = _party(getattr(asked, who))
            if said:
                page.say(f"{who.capitalize()}: {said}.")
        if asked.prices_include:
            page.say(f"The prices given contain {' and '.join(asked.prices_include)} already.")

    def goods(self, page: Page) -> None:
        page.head("Goods")
        for place, (line, share) in enumerate(zip(self.consignment.lines, self.quote.lines, strict=True)):
            described = fitted(" ".join(filter(None, (line.sku, line.description))), 60)
            code = f"HS {display(line.hs)}" if line.hs else "no HS code"
            page.say(f"line {place}: {described or 'goods'}; {code}; origin {line.origin or 'not given'}", 2, 4)
            price, code = number(line.unit_price.amount), line.unit_price.currency.code
            less = f", less {number(line.discount.amount)} {code}" if line.discount is not None else ""
            status = "" if share.status == "calculated" else f" ({share.status})"
            page.say(
                f"{number(line.quantity)} x {price} {code}{less}; customs value {self.amount(share.customs_value)};"
                f" landed cost {self.amount(share.landed_cost)}{status}",
                4,
                4,
            )
            if line.duty:
                final = ", and nothing is laid on top" if line.duty_is_final else ""
                page.say(f"its duty is given with the line: {line.duty}{final}", 4, 4)
        for name, label in (
            ("goods", "goods"),
            ("discount", "discounts"),
            ("freight", "freight"),
            ("insurance", "insurance"),
        ):
            if name == "goods" or Decimal(str(self.answer[name])):
                page.figure(label, self.money(name))

    def procedure(self, page: Page) -> None:
        rule = self.quote.assessment.chosen.plan.rule
        page.head("Procedure")
        if self.consignment.procedure:
            why = "it was asked for"
        elif rule.choice is rules.Choice.LAW:
            why = "the law requires it where it may be used"
        else:
            why = "the cheapest that is open to these parties"
        page.say(f"{rule.id}: {rule.name}{self.cited(rule.source)}; {why}.", 2, 2)
        if rule.note:
            page.say(rule.note, 4)
        for other in self.quote.alternatives:
            cost = f" ({self.amount(other.landed_cost)})" if other.landed_cost is not None else ""
            page.say(f"not {other.procedure}{cost}: {other.why_not}", 2, 4)

    def thresholds(self, page: Page) -> None:
        if not self.quote.thresholds:
            return
        page.head("Limits compared")
        sources = {threshold.id: threshold.source for threshold in self.pack.threshold}
        for test in self.quote.thresholds:
            verdict = "holds" if test.result == "below" else "does not hold"
            side = "Within the limit" if test.result == "below" else "Over the limit, so not"
            page.say(
                f"{test.rule}: {test.compares} {test.value} {test.operator} {test.limit} {verdict}"
                f"{self.cited(sources.get(test.rule, ()))}. {side}: {test.effect}.",
                2,
                4,
            )

    def charges(self, page: Page) -> None:
        page.head("Charges")
        if not self.quote.charges:
            page.say("None.", 2)
        entries = self.quote.assessment.chosen.outcome.entries
        for place, (charge, entry) in enumerate(zip(self.quote.charges, entries, strict=True), start=1):
            on = f"{self.bearing(charge)}{self.cited(charge.sources)}"
            page.say(
                f"{place}. {charge.name}, {charge.kind} {charge.rule}, on {on}",
                2,
                3,
            )
            if charge.base_parts:
                parts = " + ".join(self.part(name) for name in charge.base_parts)
                page.say(f"base {self.amount(charge.base)}: {parts}", 5, 4)
            page.say(f"rate {charge.rate}; {self.sum(charge)}", 5, 4)
            rule = entry[0].step.rule
            if charge.heading:
                page.say(f"declared under {charge.heading}, beside the code of the goods", 5, 4)
            if rule.additional and rule.note:
                page.say(rule.note, 5, 4)
            page.say(
                f"reason {charge.reason}; owed to {charge.owed_to}, borne by the {charge.borne_by},"
                f" {_COLLECTED.get(charge.collected, charge.collected)}, {_PAID.get(charge.paid, charge.paid)};"
                f" refund on return: {charge.refundable}",
                5,
                4,
            )

    def totals(self, page: Page) -> None:
        page.head("Totals")
        for name in ("duties", "taxes", "fees", "charges_total", "at_checkout", "on_delivery", "landed_cost"):
            page.figure(_LABELS[name], self.money(name))
        last = summary(self.quote).rows[-1]
        if not last.kind and last.amount.startswith("-") and last.label != "discount":
            page.figure(last.label, f"{last.amount} {self.quote.currency}")

    def bounds(self, page: Page) -> None:
        bounds = self.quote.bounds
        if bounds is None:
            return
        page.head("Bounds")
        limits, because = bounds["landed_cost"], bounds["because"]
        if isinstance(limits, Mapping):
            page.say(f"The landed cost lies between {self.amount(limits['min'])} and {self.amount(limits['max'])}.", 2)
        for reason in because if isinstance(because, list | tuple) else ():
            page.say(str(reason), 2, 2)

    def notices(self, page: Page) -> None:
        if self.quote.notices:
            page.head("Notices")
        for notice in self.quote.notices:
            about = f" ({notice.rule})" if notice.rule else ""
            page.say(f"{notice.level}: {notice.message} [{notice.code}]{about}", 2, 4)

    def exchange(self, page: Page) -> None:
        used = self.answer["fx"]
        if not isinstance(used, list) or not used:
            return
        page.head("Exchange rates")
        for pair in used:
            day = f" of {pair['on']}" if pair["on"] else ""
            page.say(f"1 {pair['base']} = {pair['rate']} {pair['quote']} ({pair['source'] or 'as given'}{day})", 2, 4)

    def documents(self, page: Page) -> None:
        page.head("Sources")
        for key, source in self.quote.sources.items():
            page.say(f"[{self.numbers[key]}] {source['title']}", 2, 4)
            page.say(f"{source['publisher']}; evidence {source['evidence']}; seen {source['seen']}", 6, 2)
            if source["url"]:
                page.address(source["url"], 6)

    def rules(self, page: Page) -> None:
        page.head(f"Rules: version {self.quote.rules['version']}, {self.quote.rules['digest']}")

    # Words ------------------------------------------------------------------------------------------------------------

    def money(self, name: str) -> str:
        return self.amount(str(self.answer[name]))

    def amount(self, text: str) -> str:
        return f"{text} {self.quote.currency}"

    def cited(self, keys: Iterable[str]) -> str:
        """The numbers of sources, in brackets."""
        found = [f"[{self.numbers[key]}]" if key in self.numbers else f"[{key}]" for key in keys]
        return f" {''.join(found)}" if found else ""

    def bearing(self, charge: Charge) -> str:
        if charge.line is not None:
            return f"line {charge.line}"
        if charge.lines:
            return f"lines {', '.join(map(str, charge.lines))}"
        return "the consignment"

    def part(self, name: str) -> str:
        """A part of a base: a charge by its id, a value with what it is made of where only one definition holds."""
        made = [value for value in self.pack.value if value.id == name and pick([value], self.quote.on) is not None]
        if len(made) != 1:
            return name
        parts = (part.of if part.factor == 1 else f"{part.factor} x {part.of}" for part in made[0].parts)
        return f"{name} ({' + '.join(parts)})"

    def sum(self, charge: Charge) -> str:
        """The sum, with its rounding where that changed something."""
        local, code = charge.local["amount"], charge.local["currency"]
        if code != self.quote.currency:
            return f"{charge.formula} = {local} {code} = {self.amount(charge.amount)}"
        if Decimal(charge.exact) == Decimal(charge.amount):
            return f"{charge.formula} = {self.amount(charge.amount)}"
        if charge.reason == "waived-small-amount":
            return f"{charge.formula} = {charge.exact}, waived: {self.amount(charge.amount)}"
        return f"{charge.formula} = {charge.exact}, rounded to {self.amount(charge.amount)}"


_COLLECTED = {"sale": "collected with the sale", "import": "collected at import"}
_PAID = {"checkout": "the buyer pays at checkout", "delivery": "the buyer pays on delivery"}
_LABELS = {
    "duties": "duties",
    "taxes": "taxes",
    "fees": "fees",
    "charges_total": "all charges",
    "at_checkout": "of which at checkout",
    "on_delivery": "of which on delivery",
    "landed_cost": "landed cost",
}


def _party(party: Party) -> str:
    """Where a party is and which registrations it holds; the numbers are not repeated."""
    held = f"registered for {', '.join(party.registrations)}" if party.registrations else ""
    return ", ".join(filter(None, (party.country, held)))
