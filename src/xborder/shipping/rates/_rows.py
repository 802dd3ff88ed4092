"""Rows of a card's tables, read from CSV or JSON alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final, TypeVar

from xborder.errors import BadInput, XborderError
from xborder.shipping.rates._sheet import SheetRow, raise_all
from xborder.shipping.rates.card import RateBand
from xborder.shipping.rates.surcharges import Basis, Condition, Surcharge
from xborder.shipping.rates.zones import ZoneRow, ZoneTable, at_row

__all__ = ["PLACE", "RATES", "SURCHARGES", "areas_of", "each_row", "rate_row", "surcharge_row", "zones_of"]

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

PLACE: Final = ("country", "postal_from", "postal_to")
RATES: Final = ("service", "zone", "above", "to", "price", "step", "minimum", "from", "until")
SURCHARGES: Final = (
    "code", "name", "amount", "basis", "minimum", "maximum", "of", "service", "zone", "area", "when", "size", "above",
    "group", "from", "until", "seasonal",
)  # fmt: skip


def each_row(rows: Sequence[SheetRow], make: Callable[[SheetRow], T]) -> tuple[T, ...]:
    """What each row makes; the errors of all rows together."""
    made, errors = [], list[XborderError]()
    for row in rows:
        try:
            made.append(make(row))
        except XborderError as error:
            errors.append(at_row(error, row.where))
    raise_all(errors)
    return tuple(made)


def zones_of(rows: Sequence[SheetRow], column: str) -> ZoneTable:
    """A table of zones, or of the places of one area, by the column that names it."""
    return ZoneTable(tuple(
        ZoneRow(row[column], row["country"], row["postal_from"], row["postal_to"], row.where) for row in rows
    ))  # fmt: skip


def areas_of(rows: Sequence[SheetRow]) -> dict[str, ZoneTable]:
    """The places of each area."""
    names = dict.fromkeys(row["area"] for row in rows)
    return {name: zones_of([row for row in rows if row["area"] == name], "area") for name in names}


def rate_row(row: SheetRow, per: str) -> RateBand:
    """What a band costs; ``per`` is the column of the amount per unit of weight."""
    for column in ("service", "zone"):
        if not row[column]:
            raise BadInput(f"there is no {column}", path=column, hint="every row has one")
    try:
        return RateBand(
            row["service"], row["zone"], row.figure("above") or 0, row.figure("to"), row.figure("price"),
            row.figure(per), row.figure("step"), row.figure("minimum"), row.day("from"), row.day("until"), row.where,
        )  # fmt: skip
    except BadInput as error:
        if error.path == "per_unit":
            raise BadInput(error.message, path=per, hint=error.hint) from None
        raise


def surcharge_row(row: SheetRow) -> Surcharge:
    """A surcharge."""
    parts = (part.strip() for part in row["of"].split("|"))
    return Surcharge(
        row["code"], row["amount"], _one_of(Basis, row, "basis"), row["name"], row.figure("minimum"),
        row.figure("maximum"), tuple(filter(None, parts)), row["service"], row["zone"], row["area"],
        _one_of(Condition, row, "when"), row["size"], row.figure("above"), row["group"], row.day("from"),
        row.day("until"), row.flag("seasonal"), row.where,
    )  # fmt: skip


def _one_of(kind: type[E], row: SheetRow, column: str) -> E:
    try:
        return kind(row[column])
    except ValueError:
        known = ", ".join(member.value for member in kind if member.value)
        raise BadInput(f"{row[column]!r:.40} is not known", path=column, hint=f"one of {known}") from None
