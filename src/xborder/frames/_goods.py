"""What rows say, as numbers: which kinds of goods, which circumstances, what amounts - and what columns cannot read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import polars as pl

from xborder.frames._amounts import line_values, millionths
from xborder.frames._circumstances import SHARED, Circumstances
from xborder.frames._dense import Layout
from xborder.frames._held import MASS, QUANTITY
from xborder.frames._known import Known
from xborder.frames._ops import fill, largest, no_nulls, put, smallest, take
from xborder.frames.columns import MEASURES
from xborder.goods.units import unit_of

__all__ = ["VERY_LARGE", "Read", "Reasons", "read_rows"]

VERY_LARGE = "amounts that are very large"

_AROUND = ("freight", "insurance", "discount")
_MILLION = 1_000_000
_MOST_TEXT = 2_000
_MOST_LINES = 10_000
_MASS_UNITS = ("kg", "g", "lb", "oz")


class Reasons:
    """Why consignments are asked one by one; each has the first reason that was found."""

    def __init__(self, lay: Layout) -> None:
        self.lay = lay
        self.words = [""]
        self.of = fill(0, lay.consignments, pl.Int64())
        self.given = False

    def add(self, flags: pl.Series, word: str) -> None:
        """Gives consignments a reason."""
        if flags.any():
            if word not in self.words:
                self.words.append(word)
            number = pl.Series([self.words.index(word)], dtype=pl.Int64)
            self.of = self.of.zip_with(~flags | (self.of != 0), number)
            self.given = True

    def add_lines(self, flags: pl.Series, word: str) -> None:
        """Gives a reason to the consignments of lines."""
        if flags.any():
            self.add(self.lay.any(flags), word)

    def add_some(self, flags: pl.Series, places: pl.Series | None, word: str) -> None:
        """Gives a reason to some of the consignments at places; ``None`` is all places."""
        if flags.any():
            if places is not None:
                flags = put(fill(value=False, count=self.lay.consignments, dtype=pl.Boolean()), places, flags)
            self.add(flags, word)

    def add_all(self, places: pl.Series | None, word: str) -> None:
        """Gives a reason to all consignments at places."""
        count = self.lay.consignments if places is None else len(places)
        self.add_some(fill(value=True, count=count, dtype=pl.Boolean()), places, word)

    def kept(self) -> Callable[[], None]:
        """What brings the reasons back that are here now."""
        words, of, given = list(self.words), self.of, self.given

        def back() -> None:
            self.words, self.of, self.given = list(words), of, given

        return back

    @property
    def open(self) -> pl.Series:
        """Which consignments have none."""
        return self.of == 0


@attrs.frozen(eq=False)
class Read:
    """Some rows of a frame, read.

    Attributes:
        frame: the rows in the order of the lay-out.
        known: the desk's answers so far, with the tables of circumstances.
        setting: of each consignment, the number of its circumstances; ``kind`` of each line, that of its goods.
        values: of each line after its discount; ``freight``, ``insurance``, ``discount`` of each consignment, ``None``
            when there is none; all in minor units of the price's currency.
        quantity: of each line in millionths; ``None`` is one each.
        measures: of each line in millionths, by field; nothing where it is not given.
        measured: which lines say a measure or a mass; ``None`` when none does.
    """

    frame: pl.DataFrame
    lay: Layout
    reasons: Reasons
    known: Known
    at: Circumstances
    setting: pl.Series
    kind: pl.Series
    values: pl.Series
    quantity: pl.Series | None
    freight: pl.Series | None
    insurance: pl.Series | None
    discount: pl.Series | None
    measures: Mapping[str, pl.Series]
    measured: pl.Series | None

    def held(self, field: str) -> pl.Series:
        """What each line holds by a field, in millionths."""
        if field != QUANTITY:
            return self.measures[field]
        return fill(_MILLION, self.lay.lines, pl.Int64()) if self.quantity is None else self.quantity

    def at_most(self, most: int) -> Read:
        """The same without the quantities and measures, in millionths, that are larger; such lines get a reason."""
        found = self
        for field, amounts in (*self.measures.items(), (QUANTITY, self.quantity)):
            if amounts is None or largest(amounts) <= most:
                continue
            beyond = amounts > most
            self.reasons.add_lines(beyond, VERY_LARGE)
            if field == QUANTITY:
                found = attrs.evolve(found, quantity=amounts.set(beyond, _MILLION))
            else:
                found = attrs.evolve(found, measures={**found.measures, field: amounts.set(beyond, 0)})
        return found


def read_rows(frame: pl.DataFrame, lay: Layout, known: Known) -> Read:
    """Reads rows of a checked frame.

    Args:
        frame: as :func:`xborder.frames._input.read_frame` leaves it, with at least one row.
        lay: which rows make a consignment.
        known: what the desk has answered, which grows by what is new here.
    """
    reasons = Reasons(lay)
    if lay.most > _MOST_LINES:
        reasons.add(lay.counts > _MOST_LINES, "too many rows")
    heads = _heads(frame, lay, reasons)
    currency = lay.heads(frame["currency"])
    _one_currency(frame["currency"], lay, reasons)
    setting = known.settings.numbers(heads, currency)
    at = known.settings.tables()
    for word in dict.fromkeys(filter(None, at.reasons)):
        reasons.add(take(pl.Series([each == word for each in at.reasons]), setting), word)
    if known.settings.too_many_limits:
        reasons.add_all(None, "many limits")
    step: pl.Series | int = smallest(at.step)
    if largest(at.step) != step:
        step = take(at.step, setting)
    measures, filled, measured = _measured(frame, reasons)
    kind = known.kinds.numbers(frame, filled)
    strange = [each is None for each in known.kinds.all]
    if any(strange):
        reasons.add_lines(take(pl.Series(strange), kind), "goods that cannot be read")
    values, quantity = _values(frame, step if isinstance(step, int) else lay.spread(step), reasons)
    freight, insurance, discount = (_around(name, heads, currency, step, reasons) for name in _AROUND)
    _texts(frame, reasons)
    return Read(
        frame,
        lay,
        reasons,
        known,
        at,
        setting,
        kind,
        values,
        quantity,
        freight,
        insurance,
        discount,
        measures,
        measured,
    )


def _heads(frame: pl.DataFrame, lay: Layout, reasons: Reasons) -> dict[str, pl.Series]:
    """What each consignment says; a row without a value takes that of another row."""
    heads: dict[str, pl.Series] = {}
    for column in SHARED:
        if column.name not in frame.columns:
            continue
        series = frame[column.name]
        if lay.single:
            heads[column.name] = series
            continue
        told = _told(series)
        if series.null_count():
            rows = pl.int_range(lay.lines, eager=True, dtype=pl.Int64).set(series.is_null(), None)
            found = take(rows.backward_fill(), lay.first)
            found = found.set(no_nulls(found >= lay.first.cast(pl.Int64) + lay.counts), None)
            head = series.gather(found)
            reasons.add_lines(no_nulls(told != lay.spread(told.gather(found))), "rows that disagree")
        else:
            head = take(series, lay.first)
            if _differ(told, lay).any():
                reasons.add_lines(told != lay.spread(take(told, lay.first)), "rows that disagree")
        heads[column.name] = head
    return heads


def _told(series: pl.Series) -> pl.Series:
    """A column whose cells can be compared: of lists their hashes, which tell an empty entry from none."""
    return series.hash().set(series.is_null(), None) if isinstance(series.dtype, pl.List) else series


def _differ(series: pl.Series, lay: Layout) -> pl.Series:
    """Which rows say something else than the one before, if that is of the same consignment."""
    # Hashes of texts compare faster than the texts.
    told = series.hash() if series.dtype == pl.String else series
    return (told[1:] != told[:-1]) & lay.goes_on


def _one_currency(currency: pl.Series, lay: Layout, reasons: Reasons) -> None:
    missing = currency.null_count() > 0
    if missing:
        reasons.add_lines(currency.is_null(), "a price that cannot be read")
    if not lay.single:
        differ = no_nulls(_differ(currency, lay))
        if differ.any():
            reasons.add_lines(currency.ne_missing(lay.spread(lay.heads(currency))), "prices in several currencies")


def _values(frame: pl.DataFrame, steps: pl.Series | int, reasons: Reasons) -> tuple[pl.Series, pl.Series | None]:
    price, quantity = millionths(frame["unit_price"]), None
    wrong: list[pl.Series] = [price.is_null()] if price.null_count() else []
    if "quantity" in frame.columns:
        given = frame["quantity"]
        quantity = millionths(given)
        if quantity.null_count():
            if given.null_count() < quantity.null_count():
                wrong.append(quantity.is_null() & given.is_not_null())
            quantity = quantity.fill_null(_MILLION)
        if smallest(quantity) == 0:
            wrong.append(quantity == 0)
        if given.dtype.is_integer():
            whole = given.cast(pl.Int64, strict=False)
            units = whole.fill_null(1) if whole.null_count() else whole
            even = smallest(units) >= 0
        else:
            units = quantity // _MILLION
            even = bool((units * _MILLION == quantity).all())
        values = line_values(price, units, steps) if even else line_values(price, quantity, steps, _MILLION)
    else:
        values = line_values(price, None, steps)
    if values.null_count() > price.null_count():
        wrong.append(values.is_null())
    if "line_discount" in frame.columns:
        given = frame["line_discount"]
        off = millionths(given)
        if off.null_count() > given.null_count():
            wrong.append(off.is_null() & given.is_not_null())
        off = off.fill_null(0)
        less = off // steps
        wrong.append(no_nulls((less * steps != off) | (less > values)))
        values = values - less
    if wrong:
        bad = wrong[0]
        for more in wrong[1:]:
            bad = bad | more
        reasons.add_lines(bad, "a price that cannot be read")
        values = values.set(bad, 0)
    return values, quantity


def _around(
    name: str, heads: Mapping[str, pl.Series], currency: pl.Series, steps: pl.Series | int, reasons: Reasons
) -> pl.Series | None:
    """Freight, insurance or discount of each consignment in minor units; ``None`` when there is none."""
    given = heads.get(name)
    if given is None:
        return None
    ticks = millionths(given)
    other = heads.get(f"{name}_currency")
    if other is not None:
        differs = no_nulls(other != currency) & given.is_not_null()
        reasons.add(differs, "amounts in several currencies")
    if ticks.null_count():
        reasons.add(ticks.is_null() & given.is_not_null(), f"{name} that cannot be read")
        ticks = ticks.fill_null(0)
    minor = ticks // steps
    reasons.add(minor * steps != ticks, "amounts below the minor unit")
    return minor if largest(minor) else None


def _measured(frame: pl.DataFrame, reasons: Reasons) -> tuple[dict[str, pl.Series], list[pl.Series], pl.Series | None]:
    """What lines measure by field, which of them fill in each, and which any."""
    found: dict[str, pl.Series] = {}
    filled: dict[str, pl.Series] = {}
    measured: pl.Series | None = None
    for name in frame.columns:
        if name != MASS and not name.startswith(MEASURES):
            continue
        given, ticks = frame[name].is_not_null(), millionths(frame[name])
        reasons.add_lines(given & ticks.is_null(), "a measure that cannot be read")
        if name == MASS and "mass_unit" in frame.columns:
            unit = frame["mass_unit"].fill_null("kg")
            reasons.add_lines(~unit.is_in(_MASS_UNITS) & given, "a measure that cannot be read")
            reasons.add_lines((unit != "kg") & given, "a mass that is not in kilograms")
        # A measure has one name, whichever of its spellings the column has.
        field = name if name == MASS else unit_of(name.removeprefix(MEASURES)).name
        ticks = ticks.fill_null(0)
        if field in found:
            reasons.add_lines(given & filled[field], "a measure that is given twice")
            ticks, given = ticks + found[field], given | filled[field]
        found[field], filled[field] = ticks, given.alias(field)
        measured = given if measured is None else measured | given
    return found, list(filled.values()), measured


def _texts(frame: pl.DataFrame, reasons: Reasons) -> None:
    for name in ("sku", "description"):
        if name in frame.columns:
            lengths = frame[name].str.len_bytes()
            if largest(lengths) > _MOST_TEXT:
                reasons.add_lines(no_nulls(lengths > _MOST_TEXT), "a text that is too long")
