"""What consignments are worth in the currency of their computation, and what their rows bear of it."""

from __future__ import annotations

import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import Ratios
from xborder.frames._goods import VERY_LARGE, Read
from xborder.frames._ops import fill, largest, smallest, take
from xborder.frames._sharing import shared_out
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width, short
from xborder.goods.hs import normalise

__all__ = ["Worths"]

_QUANTITIES = 1000
"""How many millionths of a unit of measure are as much as a minor unit where both are limited."""


class Worths:
    """Amounts in minor units: of each line ``weights``, of each consignment ``over`` (their sum) and its values.

    Freight, insurance and discount are ``None`` where there is none anywhere.

    Args:
        rows: what is computed.
        most: consignments with amounts of more minor units get a reason, so that their neighbours do without the room
            for such numbers.
        last: whether what is too large even so gets a reason, too, and is not tried again with a lower ``most``.
    """

    def __init__(self, rows: Read, most: int, *, last: bool) -> None:
        rows = rows.at_most(most * _QUANTITIES)
        self.rows, self.lay, self.reasons, self.last = rows, rows.lay, rows.reasons, last
        lay, rate = self.lay, rows.at.to_currency
        self.listed = self._convert(rows.values, rate, line=True)
        self.freight, self.insurance, discount = (
            None if part is None else self._convert(part, rate, line=False)
            for part in (rows.freight, rows.insurance, rows.discount)
        )
        self._aside: pl.Series | None = None
        if largest(self.listed) > most:
            self._set_aside(lay.any(self.listed > most))
        self.total = lay.sums(self.listed)
        for part in (self.total, self.freight, self.insurance):
            if part is not None and largest(part) > most:
                self._set_aside(part > most)
                self.total = lay.sums(self.listed)
        self.goods = self.total
        if discount is not None:
            more = discount > self.total
            self.reasons.add(more, "a discount of more than the goods")
            self.goods = (self.total - discount).set(more, 0)
        self.weights, self.over = self.listed, self.total
        free = self.total == 0
        if free.any():
            self.weights = self.listed.zip_with(~lay.spread(free), pl.Series([1]))
            self.over = self.total.zip_with(~free, lay.counts)

    def _set_aside(self, flags: pl.Series) -> None:
        """Takes consignments that are too large out of the sums."""
        self.reasons.add(flags, VERY_LARGE)
        self._aside = flags if self._aside is None else self._aside | flags
        self.listed = self.listed.set(self.lay.spread(flags), 0)
        self.freight = None if self.freight is None else self.freight.set(flags, 0)
        self.insurance = None if self.insurance is None else self.insurance.set(flags, 0)

    def too_large(self, places: pl.Series | None) -> None:
        """Gives consignments a reason when nothing else can be tried.

        Raises:
            TooLarge: when something can.
        """
        if not self.last:
            raise TooLarge
        self.reasons.add_all(places, VERY_LARGE)

    def _convert(self, amounts: pl.Series, rate: Ratios, *, line: bool) -> pl.Series:
        if rate.one:
            return amounts
        found = rate.converted(amounts, self.lay.spread(self.rows.setting) if line else self.rows.setting)
        if found.null_count():
            (self.reasons.add_lines if line else self.reasons.add)(found.is_null(), VERY_LARGE)
            found = found.fill_null(0)
        return found

    def value(self, weights: tuple[int, int, int], width: Width) -> Whole:
        """A value of each consignment, by the weights of goods, freight and insurance."""
        found: Whole | None = None
        for factor, part in zip(weights, (self.goods, self.freight, self.insurance), strict=True):
            if factor and part is not None:
                more = Whole(part, width) * factor
                found = more if found is None else found + more
        return found or Whole(fill(0, self.lay.consignments, pl.Int64()), width)

    def shares(self) -> pl.Series:
        """Each line's share of goods, freight and insurance, in the answer's currency."""
        rows, lay, rate = self.rows, self.lay, self.rows.at.straight
        try:
            values = self._small(rows.values, rate, line=True)
            freight, insurance, discount = (
                None if part is None else self._small(part, rate, line=False)
                for part in (rows.freight, rows.insurance, rows.discount)
            )
        except TooLarge:
            self.too_large(None)
            return fill(0, lay.lines, pl.Int64())
        if freight is None and insurance is None and discount is None and (lay.single or values is self.listed):
            return values
        cost = lay.sums(values)
        for more in (freight, insurance):
            cost = cost if more is None else cost + more
        if discount is not None:
            cost = cost - discount
            below = cost < 0
            self.reasons.add(below, "a discount of more than the goods")
            cost = cost.set(below, 0)
        return shared_out(cost, self.weights, lay, self.content, self.over)

    def _small(self, amounts: pl.Series, rate: Ratios, *, line: bool) -> pl.Series:
        """Amounts in the answer's currency, without those that are set aside."""
        if self._aside is not None:
            amounts = amounts.set(self.lay.spread(self._aside) if line else self._aside, 0)
        return short(self._convert(amounts, rate, line=line), self.lay.most)

    def customs_value(self) -> pl.Series:
        """Each line's share of the customs value, rounded to millionths and then to the minor unit, as quotes do."""
        lay, rows = self.lay, self.rows
        *weights, up, over, unit = rows.at.values
        for width in (SHORT, LONG):
            try:
                value: Whole | None = None
                for factors, part in zip(weights, (self.goods, self.freight, self.insurance), strict=True):
                    if part is not None and largest(factors):
                        factor: Whole | int = largest(factors)
                        if smallest(factors) != factor:
                            factor = Whole(take(factors, rows.setting), width)
                        more = Whole(part, width) * factor
                        value = more if value is None else value + more
                whole = value or Whole(fill(0, lay.consignments, pl.Int64()), width)
                num = whole * Whole(take(up, rows.setting), width)
                below = Whole(take(over, rows.setting), width)
                units = Whole(take(unit, rows.setting), width)
                if not lay.single:
                    num, below, units = (
                        Whole(lay.spread(each.series), width, each.most) for each in (num, below, units)
                    )
                    num, below = num * Whole(self.weights, width), below * Whole(lay.spread(self.over), width)
                ticks = (num * 2 + below) // (below * 2)
                return short(((ticks * 2 + units) // (units * 2)).series, lay.most)
            except TooLarge:
                continue
        self.too_large(None)
        return fill(0, lay.lines, pl.Int64())

    def content(self, places: pl.Series) -> pl.DataFrame:
        """What lines are ordered by where an order must not matter."""
        frame = self.rows.frame
        said = [
            take(frame[name], places).fill_null("").alias(f"content_{name}")
            for name in ("hs", "sku", "description", "origin")
            if name in frame.columns
        ]
        said = [each.str.strip_chars().str.to_uppercase() if each.name == "content_origin" else each for each in said]
        if said and said[0].name == "content_hs":
            said[0] = pl.Series("content_hs", [_code(text) for text in said[0].to_list()], dtype=pl.String)
        for name in ("unit_price", "quantity"):
            if name in frame.columns:
                number = take(frame[name], places).fill_null(1 if frame[name].dtype != pl.String else "1")
                said.append(number.cast(pl.Decimal(38, 6), strict=False).alias(f"content_{name}"))
        return pl.DataFrame(said)


def _code(text: str) -> str:
    try:
        return normalise(text) if text else ""
    except XborderError:
        return text
