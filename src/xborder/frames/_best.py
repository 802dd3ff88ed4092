"""The best of the procedures that each consignment was computed under, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.frames._booking import Booked, Part, booked
from xborder.frames._goods import Read
from xborder.frames._ops import fill, take
from xborder.frames._worth import Worths

__all__ = ["Answered", "Slot", "best_of"]


@attrs.define(eq=False)
class Answered:
    """What columns found, in minor units of the answer; by line what each line has, by consignment the rest.

    Attributes:
        procedure, notices, failure: of each consignment, which of the known procedures it takes, a bit for each of
            the known codes, and which of the known failures it has; the first is none.
    """

    customs_value: pl.Series
    duties: pl.Series
    taxes: pl.Series
    fees: pl.Series
    landed_cost: pl.Series
    at_checkout: pl.Series
    on_delivery: pl.Series
    procedure: pl.Series
    partial: pl.Series
    bounded: pl.Series
    notices: pl.Series
    failure: pl.Series
    booked: list[Booked]


@attrs.define(eq=False)
class Slot:
    """The procedures compared in one place: what they come to, by consignment; ``None`` is nothing anywhere."""

    reached: pl.Series
    procedure: pl.Series
    notices: pl.Series
    partial: pl.Series | None
    bounded: pl.Series | None
    failure: pl.Series | None
    cost: pl.Series
    gaps: pl.Series | None
    shares: tuple[pl.Series | None, ...]
    parts: list[Part]


def best_of(slots: Sequence[Slot], worths: Worths, *, booking: bool) -> Answered:
    """Takes the best of the procedures of each consignment, and sums up."""
    lay = worths.lay
    none, nobody = fill(0, lay.lines, pl.Int64()), fill(0, lay.consignments, pl.Int64())
    down = fill(value=False, count=lay.consignments, dtype=pl.Boolean())
    best = failure = cost = gaps = procedure = notices = nobody
    reached, partial, bounded = down, down, down
    shares: list[pl.Series | None] = [None] * 4
    for place, slot in enumerate(slots):
        mine = nobody if slot.gaps is None else slot.gaps
        if slot.failure is not None:
            failure = failure.zip_with(failure != 0, slot.failure)
        if place:
            better = slot.reached & ((mine < gaps) | ((mine == gaps) & (slot.cost < cost)) | ~reached)
            if not better.any():
                continue
        else:
            better = fill(value=True, count=lay.consignments, dtype=pl.Boolean())
        best = pl.Series([place]).zip_with(better, best) if place else best
        reached = reached | slot.reached
        gaps, cost = _taken(better, mine, gaps), _taken(better, slot.cost, cost)
        procedure, notices = _taken(better, slot.procedure, procedure), _taken(better, slot.notices, notices)
        partial = _taken(better, down if slot.partial is None else slot.partial, partial)
        bounded = _taken(better, down if slot.bounded is None else slot.bounded, bounded)
        lines = lay.spread(better) if place else None
        for number, share in enumerate(slot.shares):
            known = shares[number]
            if lines is None:
                shares[number] = share
            elif share is not None or known is not None:
                shares[number] = _taken(lines, _or(share, none), _or(known, none))
    if slots:
        failure = failure.set(reached, 0)
    charged: list[Booked] = []
    if booking:
        for place, slot in enumerate(slots):
            for part in slot.parts:
                charged += booked(part, best == place)
    duties, taxes, fees, sale = (_or(share, none) for share in shares)
    charges = _plus(_plus(shares[0], shares[1]), shares[2])
    at_checkout, on_delivery = _paid(worths.rows, _or(charges, none), sale)
    value, landed = worths.customs_value(), worths.shares()
    return Answered(
        value,
        duties,
        taxes,
        fees,
        landed if charges is None else landed + charges,
        at_checkout,
        on_delivery,
        procedure,
        partial,
        bounded,
        notices,
        failure,
        charged,
    )


def _paid(rows: Read, charges: pl.Series, sale: pl.Series) -> tuple[pl.Series, pl.Series]:
    """What of the charges of each line is paid with the order, and what at the door."""
    prepaid = rows.at.prepaid
    if prepaid.all():
        return charges, fill(0, rows.lay.lines, pl.Int64())
    paid = charges.zip_with(rows.lay.spread(take(prepaid, rows.setting)), sale)
    return paid, charges - paid


def _or(values: pl.Series | None, none: pl.Series) -> pl.Series:
    return none if values is None else values


def _plus(one: pl.Series | None, other: pl.Series | None) -> pl.Series | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _taken(flags: pl.Series, one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(flags, other)
