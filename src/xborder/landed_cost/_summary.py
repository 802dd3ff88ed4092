"""A quote in a few rows: what text, terminal and notebook show of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Charge, Quote

__all__ = ["Row", "Summary", "clean", "columns", "fitted", "summary"]

_MOST_RATES = 2


@attrs.frozen
class Row:
    """One figure of a quote: what it is, how much, and for a charge its kind, rate and moment of payment."""

    label: str
    amount: str
    kind: str = ""
    rate: str = ""
    paid: str = ""


@attrs.frozen
class Summary:
    """A quote in rows that sum to the last one.

    Attributes:
        title: where, when, how, and whether the answer is complete.
        rows: prices, carriage and charges; a charge on several lines is one row.
        total: the landed cost.
        below: what else must be said: moments of payment, bounds, notices that are more than information.
    """

    title: str
    currency: str
    rows: tuple[Row, ...]
    total: Row
    below: tuple[str, ...]


def summary(quote: Quote) -> Summary:
    """The rows of a quote."""
    answer = quote.to_dict()
    texts = {name: str(answer[name]) for name in ("goods", "freight", "insurance", "discount", "landed_cost")}
    charges = _together(quote.charges)
    carried = sum(Decimal(texts[name]) for name in ("goods", "freight", "insurance")) - Decimal(texts["discount"])
    included = carried + Decimal(str(answer["charges_total"])) - Decimal(texts["landed_cost"])
    rows = [Row("goods", texts["goods"])]
    if Decimal(texts["discount"]):
        rows.append(Row("discount", f"-{texts['discount']}"))
    rows.extend(Row(name, texts[name]) for name in ("freight", "insurance") if Decimal(texts[name]))
    rows.extend(charges)
    if included:
        rows.append(Row("charges that the prices contain already", str(-included)))
    law = quote.assessment.situation.law.pack.jurisdiction
    return Summary(
        f"{clean(law.name)} ({quote.destination}), {quote.on}, {quote.procedure}, {quote.status}",
        quote.currency,
        tuple(rows),
        Row("landed cost", texts["landed_cost"]),
        tuple(_below(quote, str(answer["at_checkout"]), str(answer["on_delivery"]))),
    )


def _together(charges: Iterable[Charge]) -> list[Row]:
    """Charges of one rule, moment and reason as one row, in the order of computation."""
    found: dict[tuple[str, str, str, str], list[Charge]] = {}
    for charge in charges:
        found.setdefault((charge.rule, charge.name, charge.paid, charge.reason), []).append(charge)
    rows: list[Row] = []
    for (_, name, paid, reason), alike in found.items():
        rates = tuple(dict.fromkeys(charge.rate for charge in alike))
        shown = ", ".join(rates) if len(rates) <= _MOST_RATES else f"{len(rates)} rates"
        why = "" if reason == "standard" else reason
        amount = sum((Decimal(charge.amount) for charge in alike), Decimal(0))
        rows.append(Row(clean(name), str(amount), alike[0].kind, ", ".join(filter(None, (clean(shown), why))), paid))
    return rows


def _below(quote: Quote, at_checkout: str, on_delivery: str) -> Iterable[str]:
    yield f"charges: {at_checkout} {quote.currency} at checkout, {on_delivery} {quote.currency} on delivery"
    bounds = quote.bounds
    if bounds is not None:
        limits = bounds["landed_cost"]
        if isinstance(limits, dict):
            yield f"bounded: the landed cost lies between {limits['min']} and {limits['max']} {quote.currency}"
    for notice in quote.notices:
        if notice.level != "info":
            yield f"{notice.level}: {clean(notice.message)}"
    quiet = sum(notice.level == "info" for notice in quote.notices)
    if quiet:
        yield f"{quiet} further {'notice' if quiet == 1 else 'notices'} for information: ask for the explanation"


# --- text that came from outside --------------------------------------------------------------------------------------


def clean(text: str) -> str:
    r"""Text on one line, with nothing in it that a terminal would obey.

    >>> clean("Men's\n T-shirt \x1b[31m")
    "Men's T-shirt ?[31m"
    """
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def columns(text: str) -> int:
    """How many columns a text takes: wide letters take two, marks that combine none.

    >>> columns("T-shirt"), columns("シャツ")
    (7, 6)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def fitted(text: str, width: int) -> str:
    """A text shortened to a number of columns.

    >>> fitted("Flat customs duty", 10)
    'Flat cu...'
    """
    if columns(text) <= width:
        return text
    kept = ""
    for letter in text:
        if columns(kept + letter) > width - 3:
            break
        kept += letter
    return f"{kept}..."
