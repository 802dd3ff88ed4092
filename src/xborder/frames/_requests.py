"""From the rows of one consignment to a request of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.frames.columns import COLUMNS, MEASURES, Form

__all__ = ["Row", "disagreements", "error_text", "request"]

Row = Mapping[str, object]

_SHARED = tuple(column for column in COLUMNS if column.path and not column.of_line)
_OF_LINE = tuple(column for column in COLUMNS if column.of_line)
_CURRENCIES = ("freight", "insurance", "discount")


def request(rows: Sequence[Row], fx: Sequence[object] = ()) -> dict[str, object]:
    """The request that the rows of one consignment make; an empty cell takes what another of its rows says.

    Raises:
        XborderError: when the rows disagree.
    """
    errors = disagreements(rows)
    if errors:
        raise errors[0] if len(errors) == 1 else InvalidRequest(errors)
    found: dict[str, object] = {}
    for column in _SHARED:
        value = next((row[column.name] for row in rows if row.get(column.name) is not None), None)
        if value is not None:
            _put(found, column.path, _pairs(value, column.name) if column.form is Form.PAIRS else value)
    for name in _CURRENCIES:
        part = found.get(name)
        if isinstance(part, dict):
            if "amount" not in part:
                del found[name]
            else:
                part.setdefault("currency", rows[0]["currency"])
    found["lines"] = [_line(row) for row in rows]
    if fx:
        found["fx"] = list(fx)
    return found


def disagreements(rows: Sequence[Row]) -> list[XborderError]:
    """What the rows of one consignment say differently and cannot."""
    errors: list[XborderError] = []
    for column in _SHARED:
        said = [row[column.name] for row in rows if row.get(column.name) is not None]
        other = next((value for value in said if value != said[0]), None)
        if other is not None:
            errors.append(
                BadInput(
                    f"the rows of one consignment disagree on {column.name}: {_short(said[0])} and {_short(other)}",
                    path=column.path,
                    hint="give every row the same, or leave all but one empty",
                )
            )
    return errors


def error_text(error: XborderError) -> str:
    """An error as the column ``error`` has it."""
    return f"{error.code}: {error}"


def _line(row: Row) -> dict[str, object]:
    line: dict[str, object] = {}
    for column in _OF_LINE:
        value = row.get(column.name)
        if value is not None:
            _put(line, column.field, value)
    price = line.setdefault("unit_price", {})
    discount, mass = line.get("discount"), line.get("net_mass")
    if isinstance(discount, dict) and isinstance(price, dict):
        discount["currency"] = price.get("currency")
    if isinstance(mass, dict):
        if "value" in mass:
            mass.setdefault("unit", "kg")
        else:
            del line["net_mass"]
    measures = {
        name.removeprefix(MEASURES): value
        for name, value in row.items()
        if name.startswith(MEASURES) and value is not None
    }
    if measures:
        line["measures"] = measures
    return line


def _put(found: dict[str, object], path: str, value: object) -> None:
    head, _, rest = path.partition(".")
    if rest:
        inner = found.setdefault(head, {})
        if isinstance(inner, dict):
            inner[rest] = value
    else:
        found[head] = value


def _pairs(value: object, name: str) -> dict[str, str]:
    """A list of ``name=value`` as an object; a name alone has an empty value."""
    found: dict[str, str] = {}
    for item in value if isinstance(value, list) else ():
        if item is None:
            raise BadInput(f"an entry of {name} is empty", path=name, hint="leave it out")
        key, _, said = str(item).partition("=")
        if key in found:
            raise BadInput(f"{key} is given twice", path=name, hint="give it once")
        found[key] = said
    return found


def _short(value: object) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)[:40]
