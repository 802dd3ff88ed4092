"""The three sides of a price grid, checked before anything is quoted: products, destinations and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from xborder.errors import BadInput, XborderError
from xborder.frames._input import taken_in
from xborder.frames.columns import COLUMNS, MEASURES
from xborder.landed_cost.consignment import read_day
from xborder.places.countries import is_subdivision
from xborder.places.place import Place

__all__ = ["check_sides", "crossed", "firsts", "narrowed", "read_count", "read_days", "read_markets", "read_products"]

_OF_DESTINATION = ("destination", "subdivision", "postal_code", "on", "market")
_OF_GOODS = frozenset(column.name for column in COLUMNS if column.of_line)
_COUNTED = {"rows": "rows", "products": "products", "most": "products"}
_READ = frozenset(column.name for column in COLUMNS)
_DAYS = "give a datetime.date such as date(2026, 7, 1), or a list of them"
_CODES = 'a list of ISO codes such as ["DE", "US-CA"], or a frame with a column destination'


def read_products(given: object) -> pl.DataFrame:
    """The price list: one row for each product, with nothing that the other two sides say.

    Raises:
        BadInput: naming the column that is not the products' to say.
    """
    products = _taken_in(given, "products")
    for name in _OF_DESTINATION:
        if name in products.columns:
            side = "dates" if name == "on" else "destinations"
            raise BadInput(
                f"the products have a column {name}, which {side} say", path=name, hint=f"drop it, and give {side}"
            )
    return products


def read_markets(given: object) -> pl.DataFrame:
    """The destinations, one row each, with the column ``market``: what each is called.

    Raises:
        BadInput: when there is none, one is no place, two have one name, or a column is not theirs to say.
    """
    found = _frame_of(given)
    if not found.height:
        raise BadInput("there is no destination", path="destinations", hint=_CODES)
    if "destination" not in found.columns:
        raise BadInput("the destinations have no column destination", path="destinations.destination", hint=_CODES)
    for name in found.columns:
        if name in {"on", "consignment"}:
            side = "dates" if name == "on" else "products"
            raise BadInput(
                f"the destinations have a column {name}, which {side} say", path=f"destinations.{name}", hint="drop it"
            )
        if name in _OF_GOODS or name.startswith(MEASURES):
            raise BadInput(
                f"the destinations have a column {name}, which is of the goods",
                path=f"destinations.{name}",
                hint="give it with the products",
            )
    for name in ("destination", "subdivision", "postal_code", "market"):
        if name in found.columns:
            found = found.with_columns(_as_text(found[name], f"destinations.{name}"))
    rows = found.select(name for name in _OF_DESTINATION if name in found.columns).to_dicts()
    names = [_name(row, number) for number, row in enumerate(rows)]
    _each_once(names)
    return found.with_columns(
        pl.Series("destination", [str(row["destination"]).strip().upper() for row in rows], dtype=pl.String),
        pl.Series("market", names, dtype=pl.String),
    )


def read_days(given: object) -> tuple[date, ...]:
    """The days, in their order.

    Raises:
        BadInput: when there is none, one is no calendar day, or one comes twice.
    """
    if isinstance(given, date):
        given = (given,)
    if isinstance(given, pl.Series):
        given = given.to_list()
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise BadInput(f"{given!r:.40} is no day", path="dates", hint=_DAYS)
    days: list[date] = []
    for place, value in enumerate(given):
        try:
            day = read_day(value)
        except XborderError as error:
            raise BadInput(error.message, path=f"dates[{place}]", hint=_DAYS) from None
        if day in days:
            raise BadInput(f"{day} comes twice", path=f"dates[{place}]", hint="give each day once")
        days.append(day)
    if not days:
        raise BadInput("there is no day", path="dates", hint=_DAYS)
    return tuple(days)


def read_count(value: object, path: str) -> int:
    """A number of rows or products that a caller asks for.

    Raises:
        BadInput: when it is no whole number above nothing.
    """
    if type(value) is not int or value < 1:
        raise BadInput(f"{value!r:.40} is no number of {_COUNTED[path]}", path=path, hint="a whole number, 1 or more")
    return value


def check_sides(products: pl.DataFrame, markets: pl.DataFrame) -> None:
    """Sees that no column comes from two sides, and that none is in the way of the grid's own.

    Raises:
        BadInput: naming the column.
    """
    for name in markets.columns:
        if name in products.columns:
            raise BadInput(
                f"the products and the destinations both have a column {name}",
                path=name,
                hint="leave it to one of them, or rename one",
            )
    for name in markets["market"]:
        if name in products.columns or name == "on":
            raise BadInput(
                f"the column of the destination {name} has the name of another column of the wide form",
                path=str(name),
                hint="rename that column, or give the destinations a column market with other names",
            )
    if "consignment" in products.columns:
        for name in markets["market"]:
            if "/" in name:
                raise BadInput(
                    f"the name {name!r:.40} has a slash, which parts the names of consignments",
                    path="destinations.market",
                    hint="name the destination without it",
                )


def narrowed(side: pl.DataFrame) -> pl.DataFrame:
    """Products or destinations with the columns that are read, and no others."""
    return side.select(name for name in side.columns if name in _READ or name == "market" or name.startswith(MEASURES))


def firsts(products: pl.DataFrame) -> pl.Series:
    """For each product the first row of its basket, or its own."""
    own = pl.int_range(products.height, dtype=pl.Int64, eager=True)
    if "consignment" not in products.columns:
        return own
    named = products["consignment"]
    first = pl.select(own=own, named=named).select(pl.col("own").min().over("named")).to_series()
    return first.zip_with(named.is_not_null(), own)


def crossed(
    products: pl.DataFrame,
    markets: pl.DataFrame,
    days: Sequence[date],
    *,
    dated: bool,
    baskets: pl.Series | None = None,
) -> pl.DataFrame:
    """Every product to every destination on every day.

    The destinations come in turn, for each the days, and for each of these the products.

    Args:
        products: the price list.
        markets: the destinations.
        days: the tax points.
        dated: whether the names of consignments say the day.
        baskets: whole numbers in place of those names, one for each product, below their count.
    """
    sides = markets.join(pl.DataFrame({"on": pl.Series(days, dtype=pl.Date)}), how="cross")
    if "consignment" not in products.columns:
        found = sides.join(products, how="cross")
    elif baskets is None:
        parts = [pl.col("consignment").cast(pl.String), "market", *([pl.col("on").cast(pl.String)] if dated else [])]
        found = sides.join(products, how="cross").with_columns(pl.concat_str(parts, separator="/").alias("consignment"))
    else:
        most = int(baskets.max() or 0) + 1  # type: ignore[arg-type]  # whole numbers have a whole maximum
        numbered = products.with_columns(
            pl.when(pl.col("consignment").is_not_null()).then(baskets).alias("consignment")
        )
        found = (
            sides.with_row_index("_side")
            .join(numbered, how="cross")
            .with_columns(pl.col("consignment") + pl.col("_side").cast(pl.Int64) * most)
            .drop("_side")
        )
    own = [name for name in markets.columns if name != "market"]
    return found.select(*products.columns, *own, "market", "on")


# --- parts ------------------------------------------------------------------------------------------------------------


def _frame_of(given: object) -> pl.DataFrame:
    """Destinations as a frame; of codes alone, a subdivision's has its country in front."""
    if isinstance(given, str):
        given = (given,)
    if isinstance(given, pl.Series):
        given = given.to_list()
    if not isinstance(given, Sequence):
        if given is None or isinstance(given, Mapping | set | frozenset | Iterator):
            raise BadInput(f"{type(given).__name__} is no list of destinations", path="destinations", hint=_CODES)
        return _taken_in(given, "destinations")
    codes: list[str] = []
    for place, code in enumerate(given):
        if not isinstance(code, str):
            raise BadInput(f"{code!r:.40} is no code", path=f"destinations[{place}]", hint=_CODES)
        codes.append(code.strip().upper())
    found = pl.DataFrame(
        {
            "destination": pl.Series([code.partition("-")[0] for code in codes], dtype=pl.String),
            "subdivision": pl.Series([code if "-" in code else None for code in codes], dtype=pl.String),
        }
    )
    return found if found["subdivision"].null_count() < found.height else found.drop("subdivision")


def _taken_in(given: object, argument: str) -> pl.DataFrame:
    try:
        return taken_in(given)
    except XborderError as error:
        raise BadInput(error.message, path=argument, hint=error.hint or _CODES) from None


def _as_text(series: pl.Series, path: str) -> pl.Series:
    if series.dtype == pl.String or isinstance(series.dtype, pl.Categorical | pl.Enum) or series.dtype == pl.Null:
        return series.cast(pl.String)
    raise BadInput(f"the column is {series.dtype}, which it cannot be", path=path, hint="cast it to String")


def _name(row: Mapping[str, str | None], number: int) -> str:
    """What a destination is called, once it is found to be a place."""
    code, below = row["destination"], row.get("subdivision") or ""
    path = f"destinations[{number}]"
    if code is None:
        raise BadInput("the destination is empty", path=path, hint="give an ISO 3166-1 alpha-2 code, for example DE")
    try:
        place = Place(code, below, row.get("postal_code") or "")
    except XborderError as error:
        raise BadInput(error.message, path=path, hint=error.hint) from None
    if place.subdivision and not is_subdivision(place.subdivision):
        raise BadInput(
            f"{place.subdivision} is no known subdivision", path=path, hint="give an ISO 3166-2 code, for example US-CA"
        )
    if "market" in row:
        if not row["market"]:
            raise BadInput("the destination has no name", path=path, hint="fill the column market, or drop it")
        return str(row["market"])
    return place.subdivision if below else code.strip().upper()


def _each_once(names: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        if name in seen:
            raise BadInput(
                f"destinations {seen[name]} and {number} would both be the column {name}",
                path=f"destinations[{number}]",
                hint="leave one out, or give a frame with a column market that tells them apart",
            )
        seen[name] = number
