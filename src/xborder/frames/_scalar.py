"""The plain way: each consignment is put to the desk by itself. Complete, and what the columns are held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal, localcontext

import attrs

from xborder.errors import BadInput, XborderError
from xborder.frames._requests import Row, error_text, request
from xborder.landed_cost._rows import _allocate
from xborder.landed_cost._totals import in_answer
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.quote import Quote
from xborder.landed_cost.ticks import texts

__all__ = ["FIGURES", "Figures", "Wrong", "asked", "held", "quoted"]

FIGURES = ("customs_value", "duties", "taxes", "fees", "landed_cost", "at_checkout", "on_delivery")

_MOST = Decimal(10) ** 34
_EXACT = Context(prec=60)
"""Sums of an answer's figures come out exact, whatever the caller's own context is."""


@attrs.frozen
class Figures:
    """The answer to a consignment: each row's figures in the order of :data:`FIGURES`, and what all rows share."""

    rows: tuple[tuple[Decimal, ...], ...]
    currency: str
    procedure: str
    status: str
    notices: tuple[str, ...]


@attrs.frozen
class Wrong:
    """Why a consignment has no answer."""

    error: str


def asked(rows: Sequence[Row], desk: Desk, on: date | None, fx: Sequence[object]) -> Quote:
    """The quote of the rows of one consignment; a row's own day comes first.

    Raises:
        XborderError: when there is none.
    """
    wanted = request(rows, fx)
    return desk.quote(wanted, None if "on" in wanted else on)


def held(rows: Sequence[Row], desk: Desk, on: date | None, fx: Sequence[object]) -> Quote:
    """The same, as far as a frame can hold it.

    Raises:
        XborderError: when there is no quote, or when its figures do not fit in the decimals of the answer.
    """
    quote = asked(rows, desk, on, fx)
    with localcontext(_EXACT):
        most = sum(Decimal(line.landed_cost) + Decimal(line.customs_value) for line in quote.lines)
    if most >= _MOST:
        raise BadInput(
            "the figures are larger than a frame holds",
            path="lines",
            hint="at most 38 digits, four of them after the point; explain() has them",
        )
    return quote


def quoted(rows: Sequence[Row], desk: Desk, on: date | None, fx: Sequence[object]) -> Figures | Wrong:
    """The answer to the rows of one consignment."""
    try:
        return _figures(held(rows, desk, on, fx))
    except XborderError as error:
        return Wrong(error_text(error))


def _figures(quote: Quote) -> Figures:
    with localcontext(_EXACT):
        return _summed(quote)


def _summed(quote: Quote) -> Figures:
    rows = []
    for line, checkout in zip(quote.lines, _at_checkout(quote), strict=True):
        duties, taxes, fees = Decimal(line.duties), Decimal(line.taxes), Decimal(line.fees)
        charged = duties + taxes + fees
        paid = charged if checkout is None else checkout
        rows.append((Decimal(line.customs_value), duties, taxes, fees, Decimal(line.landed_cost), paid, charged - paid))
    codes = tuple(sorted({notice.code for notice in quote.notices}))
    return Figures(tuple(rows), quote.currency, quote.procedure, quote.status, codes)


def _at_checkout(quote: Quote) -> Sequence[Decimal | None]:
    """What the buyer pays for each line with the order; ``None`` is all of its charges."""
    a = quote.assessment
    count = len(a.consignment.lines)
    if a.consignment.incoterm == "DDP":
        return [None] * count
    shares = [0] * count
    entries = a.chosen.outcome.entries
    for entry, amount in zip(entries, in_answer(entries, quote.totals.amounts), strict=True):
        if entry[0].step.collected != "sale":
            continue
        if entry[1] >= 0:
            shares[entry[1]] += amount
            continue
        bearing = entry[2] or range(count)
        for line, share in zip(bearing, _allocate(a, amount, bearing, a.worth.weights), strict=True):
            shares[line] += share
    text = texts(a.answer)
    return [Decimal(text[share]) for share in shares]
