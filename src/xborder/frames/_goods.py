"""What rows say, as numbers: which kinds of goods, which circumstances, what amounts - and what columns cannot read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import line_values, millionths
from xborder.frames._dense import Layout, arranged, codes, combined, densified
from xborder.frames._rates import Goods
from xborder.frames._requests import request
from xborder.frames._setting import Closed, Setting, setting
from xborder.frames.columns import COLUMNS, MEASURES, Form
from xborder.landed_cost import _reading as read
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.ticks import minor_step

__all__ = ["Kind", "Read", "Reasons", "read_rows"]

_AROUND = ("freight", "insurance", "discount")
_AMOUNTS = {*_AROUND, *(f"{name}_currency" for name in _AROUND)}
_SHARED = tuple(column for column in COLUMNS if column.path and not column.of_line)
_KIND = ("hs", "origin", "category", "preference", "duty", "duty_is_final")
_MOST_TEXT = 2_000
_MOST_LINES = 10_000
_MASS_UNITS = ("kg", "g", "lb", "oz")


class Reasons:
    """Why consignments are asked one by one; each has the first reason that was found."""

    def __init__(self, lay: Layout) -> None:
        self.lay = lay
        self.words = [""]
        self.of = pl.zeros(lay.consignments, dtype=pl.Int64, eager=True)

    def add(self, flags: pl.Series, word: str) -> None:
        """Gives consignments a reason."""
        if flags.any():
            if word not in self.words:
                self.words.append(word)
            fresh = flags & (self.of == 0)
            number = pl.repeat(self.words.index(word), len(flags), dtype=pl.Int64, eager=True)
            self.of = number.zip_with(fresh, self.of)

    def add_lines(self, flags: pl.Series, word: str) -> None:
        """Gives a reason to the consignments of lines."""
        if flags.any():
            self.add(self.lay.any(flags), word)

    @property
    def open(self) -> pl.Series:
        """Which consignments have none."""
        return self.of == 0


@attrs.frozen(eq=False)
class Kind:
    """A kind of goods: as the contract writes it, and as rules look at it, the origin empty when it is not given."""

    line: Mapping[str, object]
    goods: Goods


@attrs.frozen(eq=False)
class Read:
    """A frame, read.

    Attributes:
        frame: its rows in the order of the lay-out.
        order: where each stood before; ``None`` when they stand as they stood.
        settings: the distinct circumstances, and ``setting`` which a consignment has.
        kinds: the distinct lines, as the contract writes them, and ``kind`` which a line has.
        values: of each line after its discount; ``freight``, ``insurance``, ``discount`` of each consignment; all in
            minor units of the price's currency.
        quantity: of each line in millionths; ``None`` is one each.
        measured: which lines say a measure; ``None`` when none does.
        mass: of each line in millionths of a kilogram; null where it is not given so.
    """

    frame: pl.DataFrame
    order: pl.Series | None
    lay: Layout
    reasons: Reasons
    settings: Sequence[Setting | Closed]
    setting: pl.Series
    kinds: Sequence[Kind | None]
    kind: pl.Series
    values: pl.Series
    quantity: pl.Series | None
    freight: pl.Series
    insurance: pl.Series
    discount: pl.Series
    measured: pl.Series | None
    mass: pl.Series | None


def read_rows(frame: pl.DataFrame, desk: Desk, on: date | None, fx: Sequence[object]) -> Read:
    """Reads a checked frame.

    Args:
        frame: as :func:`xborder.frames._input.read_frame` leaves it, with at least one row.
        desk: who answers.
        on: the day of rows that do not say theirs.
        fx: exchange rates for all consignments.
    """
    lay, order = arranged(frame["consignment"] if "consignment" in frame.columns else None, frame.height)
    if order is not None:
        frame = frame[order]
    reasons = Reasons(lay)
    reasons.add(lay.counts > _MOST_LINES, "too many rows")
    heads = _heads(frame, lay, reasons)
    currency, steps = _currencies(frame, lay, reasons)
    values, quantity = _values(frame, steps, reasons)
    step_of = steps if isinstance(steps, int) else steps.gather(lay.first)
    freight, insurance, discount = (_around(name, heads, currency, step_of, lay, reasons) for name in _AROUND)
    measured, mass = _measured(frame, reasons)
    _texts(frame, reasons)
    of_setting, settings = _settings(frame, heads, lay, desk, on, fx, reasons)
    of_kind, kinds = _kinds(frame, reasons)
    return Read(
        frame, order, lay, reasons, settings, of_setting, kinds, of_kind, values, quantity,
        freight, insurance, discount, measured, mass,
    )  # fmt: skip


def _heads(frame: pl.DataFrame, lay: Layout, reasons: Reasons) -> dict[str, pl.Series]:
    """What each consignment says; a row without a value takes that of another row."""
    heads: dict[str, pl.Series] = {}
    for column in _SHARED:
        if column.name not in frame.columns:
            continue
        series = frame[column.name]
        if column.form in {Form.WORDS, Form.PAIRS}:
            if (series.list.len() != series.list.drop_nulls().list.len()).any():
                reasons.add(
                    lay.any(series.list.len() != series.list.drop_nulls().list.len()), "an empty entry in a list"
                )
            series = series.list.join("\x1f", ignore_nulls=True)
        if lay.single:
            heads[column.name] = series
            continue
        empty = series.is_null()
        if empty.any():
            places = pl.int_range(lay.lines, eager=True, dtype=pl.Int64).set(empty, None)
            found = places.backward_fill().gather(lay.first)
            found = found.set((found >= lay.first + lay.counts).fill_null(value=False), None)
            head = series.gather(found)
        else:
            head = series.gather(lay.first)
        differ = (series != lay.spread(head)).fill_null(value=False)
        reasons.add_lines(differ, "rows that disagree")
        heads[column.name] = head
    return heads


def _currencies(frame: pl.DataFrame, lay: Layout, reasons: Reasons) -> tuple[pl.Series, pl.Series | int]:
    """The currency of each consignment's prices as it is written, and the minor unit of each line's in millionths."""
    series = frame["currency"]
    places, first = densified(codes(series))
    steps: list[int] = []
    wrong: list[bool] = []
    for text in series.gather(first).to_list():
        try:
            step = minor_step(read.code(text)) if text is not None else 0
        except XborderError:
            step = 0
        steps.append(step or 1)
        wrong.append(not step)
    if any(wrong):
        reasons.add_lines(pl.Series(wrong).gather(places), "a price that cannot be read")
    if not lay.single and len(steps) > 1:
        reasons.add_lines(places != lay.spread(places.gather(lay.first)), "prices in several currencies")
    head = series.gather(lay.first)
    if len(set(steps)) == 1:
        return head, steps[0]
    return head, pl.Series(steps, dtype=pl.Int64).gather(places)


def _values(frame: pl.DataFrame, steps: pl.Series | int, reasons: Reasons) -> tuple[pl.Series, pl.Series | None]:
    price, quantity = millionths(frame["unit_price"]), None
    wrong = price.is_null()
    if "quantity" in frame.columns:
        given = frame["quantity"]
        quantity = millionths(given)
        wrong = wrong | (quantity.is_null() & given.is_not_null()) | (quantity == 0).fill_null(value=False)
        quantity = quantity.fill_null(1_000_000)
        units = quantity // 1_000_000
        if (units * 1_000_000 == quantity).all():
            values = line_values(price, units, steps)
        else:
            values = line_values(price, quantity, steps, 1_000_000)
    else:
        values = line_values(price, None, steps)
    wrong = wrong | values.is_null()
    if "line_discount" in frame.columns:
        given = frame["line_discount"]
        off = millionths(given)
        less = off.fill_null(0) // steps
        wrong = wrong | (off.is_null() & given.is_not_null()) | (less * steps != off.fill_null(0)) | (less > values)
        values = values - less
    wrong = wrong.fill_null(value=True)
    reasons.add_lines(wrong, "a price that cannot be read")
    return values.set(wrong, 0) if wrong.any() else values, quantity


def _around(
    name: str,
    heads: Mapping[str, pl.Series],
    currency: pl.Series,
    steps: pl.Series | int,
    lay: Layout,
    reasons: Reasons,
) -> pl.Series:
    """Freight, insurance or discount of each consignment in minor units."""
    given = heads.get(name)
    if given is None:
        return pl.zeros(lay.consignments, dtype=pl.Int64, eager=True)
    ticks = millionths(given)
    other = heads.get(f"{name}_currency")
    if other is not None:
        differs = (other != currency).fill_null(value=False) & given.is_not_null()
        reasons.add(differs, "amounts in several currencies")
    reasons.add(ticks.is_null() & given.is_not_null(), f"{name} that cannot be read")
    ticks = ticks.fill_null(0)
    minor = ticks // steps
    reasons.add(minor * steps != ticks, "amounts below the minor unit")
    return minor


def _measured(frame: pl.DataFrame, reasons: Reasons) -> tuple[pl.Series | None, pl.Series | None]:
    found: pl.Series | None = None
    mass: pl.Series | None = None
    for name in frame.columns:
        if name == "net_mass" or name.startswith(MEASURES):
            given, ticks = frame[name].is_not_null(), millionths(frame[name])
            reasons.add_lines(given & ticks.is_null(), "a measure that cannot be read")
            if name == "net_mass":
                mass = ticks
            else:
                found = given if found is None else found | given
    if mass is not None and "mass_unit" in frame.columns:
        unit = frame["mass_unit"].fill_null("kg")
        strange = ~unit.is_in(_MASS_UNITS) & mass.is_not_null()
        reasons.add_lines(strange, "a measure that cannot be read")
        mass = mass.set(unit != "kg", None)
    return found, mass


def _texts(frame: pl.DataFrame, reasons: Reasons) -> None:
    for name in ("sku", "description"):
        if name in frame.columns:
            long = frame[name].str.len_bytes() > _MOST_TEXT
            reasons.add_lines(long.fill_null(value=False), "a text that is too long")


def _settings(
    frame: pl.DataFrame,
    heads: Mapping[str, pl.Series],
    lay: Layout,
    desk: Desk,
    on: date | None,
    fx: Sequence[object],
    reasons: Reasons,
) -> tuple[pl.Series, list[Setting | Closed]]:
    names = [column.name for column in _SHARED if column.name in heads and column.name not in _AMOUNTS]
    currency = frame["currency"] if lay.single else frame["currency"].gather(lay.first)
    telling = {name: codes(heads[name]) for name in names}
    telling["currency"] = codes(currency)
    found = combined([each for each in telling.values() if each.max() or each.min()])
    if found is None:
        of = pl.zeros(lay.consignments, dtype=pl.Int64, eager=True)
        first = pl.Series([0], dtype=pl.Int64)
    else:
        of, first = found
    lists = {column.name for column in _SHARED if column.form in {Form.WORDS, Form.PAIRS}}
    settings: list[Setting | Closed] = []
    columns = [heads[name].gather(first).to_list() for name in names]
    for values, price in zip(zip(*columns, strict=True), currency.gather(first).to_list(), strict=True):
        row = {
            name: (value.split("\x1f") if value else []) if name in lists and value is not None else value
            for name, value in zip(names, values, strict=True)
        }
        settings.append(_setting({**row, "unit_price": "1", "currency": price}, desk, on, fx))
    reasons_of = [each.reason if isinstance(each, Closed) else "" for each in settings]
    for word in dict.fromkeys(filter(None, reasons_of)):
        reasons.add(pl.Series([each == word for each in reasons_of]).gather(of), word)
    return of, settings


def _setting(row: dict[str, object], desk: Desk, on: date | None, fx: Sequence[object]) -> Setting | Closed:
    if row.get("prices_include"):
        return Closed(reason="prices that include charges")
    if row.get("buyer_year_to_date"):
        return Closed(reason="annual allowances")
    try:
        price = read.code(row["currency"])
        wanted = request([row], fx)
    except XborderError:
        return Closed(reason="circumstances that cannot be read")
    return setting(wanted, price, desk, on)


def _kinds(frame: pl.DataFrame, reasons: Reasons) -> tuple[pl.Series, list[Kind | None]]:
    names = [name for name in _KIND if name in frame.columns]
    found = combined([codes(frame[name]) for name in names])
    if found is None:
        return pl.zeros(frame.height, dtype=pl.Int64, eager=True), [Kind({}, ("", "", "", "", "", False))]
    of, first = found
    kinds: list[Kind | None] = []
    for values in zip(*(frame[name].gather(first).to_list() for name in names), strict=True):
        line = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        try:
            read_ = Consignment.from_dict({**_ANYWHERE, "lines": [{**line, "unit_price": _ONE}]}).lines[0]
        except XborderError:
            kinds.append(None)
        else:
            goods = (read_.hs, read_.origin, read_.category, read_.preference, read_.duty, read_.duty_is_final)
            kinds.append(Kind(line, goods))
    if None in kinds:
        reasons.add_lines(pl.Series([kind is None for kind in kinds]).gather(of), "goods that cannot be read")
    return of, kinds


_ONE = {"amount": 1, "currency": "EUR"}
_ANYWHERE = {"ship_from": {"country": "CN"}, "ship_to": {"country": "DE"}}
