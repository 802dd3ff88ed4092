"""What consignments are worth in the currency of their computation, and what their rows bear of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import converted
from xborder.frames._goods import Read
from xborder.frames._setting import Setting
from xborder.frames._sharing import shared_out
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width
from xborder.goods.hs import normalise
from xborder.landed_cost.ticks import minor_step

__all__ = ["Worths", "column"]

_ONE = Fraction(1)
_WORTH = 10**14
_FINEST = 2**62


def column(numbers: list[int], of: pl.Series, width: Width) -> Whole | int:
    """Numbers by setting as a column, or the one number that all have."""
    if len(set(numbers)) == 1:
        return numbers[0]
    if max(numbers) > _FINEST:
        raise TooLarge
    return Whole(pl.Series(numbers, dtype=pl.Int64).gather(of), width)


class Worths:
    """Amounts in minor units: of each line ``weights``, of each consignment ``over`` (their sum) and its values.

    Attributes:
        rows: what was read.
        settings: the circumstances that are answered; ``None`` for the others.
    """

    def __init__(self, rows: Read) -> None:
        self.rows, self.lay, self.reasons = rows, rows.lay, rows.reasons
        self.settings = [each if isinstance(each, Setting) else None for each in rows.settings]
        lay = self.lay
        rates = [each.to_currency if each is not None else _ONE for each in self.settings]
        of = rows.setting
        lines_of = lay.spread(of)
        self.listed = self._convert(rows.values, rates, lines_of, line=True)
        self.total = lay.sums(self.listed)
        self.freight, self.insurance, self.discount = (
            self._convert(part, rates, of, line=False) for part in (rows.freight, rows.insurance, rows.discount)
        )
        self.reasons.add(self.discount > self.total, "a discount of more than the goods")
        large = (self.total > _WORTH) | (self.freight > _WORTH) | (self.insurance > _WORTH)
        self.reasons.add(large, "amounts that are very large")
        self.goods = self.total - self.discount
        free = self.total == 0
        self.weights, self.over = self.listed, self.total
        if free.any():
            ones = pl.repeat(1, lay.lines, dtype=pl.Int64, eager=True)
            self.weights = ones.zip_with(lay.spread(free), self.listed)
            self.over = lay.counts.zip_with(free, self.total)

    def _convert(self, amounts: pl.Series, rates: list[Fraction], of: pl.Series, *, line: bool) -> pl.Series:
        found = converted(amounts, rates, of)
        lost = found.is_null()
        if lost.any():
            (self.reasons.add_lines if line else self.reasons.add)(lost, "amounts that are very large")
            found = found.fill_null(0)
        return found

    def value(self, weights: Sequence[tuple[int, int, int, int]], width: Width) -> Whole:
        """A value of each consignment, by the weights that its setting gives goods, freight and insurance."""
        found = Whole(pl.zeros(self.lay.consignments, dtype=pl.Int64, eager=True), width)
        for index, part in enumerate((self.goods, self.freight, self.insurance)):
            factor = column([weight[index] for weight in weights], self.rows.setting, width)
            if not isinstance(factor, int) or factor:
                found = found + Whole(part, width) * factor
        return found

    def shares(self) -> pl.Series:
        """Each line's share of goods, freight and insurance, in the answer's currency."""
        rows, lay = self.rows, self.lay
        rates = [each.price_to_answer if each is not None else _ONE for each in self.settings]
        of = rows.setting
        goods = lay.sums(self._convert(rows.values, rates, lay.spread(of), line=True))
        freight, insurance, discount = (
            self._convert(part, rates, of, line=False) for part in (rows.freight, rows.insurance, rows.discount)
        )
        cost = goods - discount + freight + insurance
        self.reasons.add(cost < 0, "a discount of more than the goods")
        cost = cost.zip_with(cost >= 0, pl.zeros(lay.consignments, dtype=pl.Int64, eager=True))
        return shared_out(cost, self.weights, lay, self.content)

    def customs_value(self) -> pl.Series:
        """Each line's share of the customs value, rounded to millionths and then to the minor unit, as quotes do."""
        lay, of = self.lay, self.rows.setting
        weights: list[tuple[int, int, int, int]] = []
        rates: list[Fraction] = []
        steps: list[int] = []
        for each in self.settings:
            base = each.plan.values.get("customs-value") if each is not None else None
            weights.append((1, 0, 0, 1) if base is None else (base.goods, base.freight, base.insurance, base.over))
            step = minor_step(each.answer) if each is not None else 1
            rates.append((each.to_answer if each is not None else _ONE) * step / weights[-1][3])
            steps.append(step)

        for width in (SHORT, LONG):
            try:
                value = self.value(weights, width)
                lines = lay.spread(of)
                up = column([rate.numerator for rate in rates], lines, width)
                below = column([rate.denominator for rate in rates], lines, width)
                num = Whole(lay.spread(value.series), width, value.most) * up
                if not lay.single:
                    num, below = num * Whole(self.weights, width), Whole(lay.spread(self.over), width) * below
                ticks = (num * 2 + below) // (below * 2)
                unit = column(steps, lines, width)
                return ((ticks * 2 + unit) // (unit * 2)).series.cast(pl.Int64)
            except TooLarge:
                continue
        everything = pl.repeat(value=True, n=lay.consignments, dtype=pl.Boolean, eager=True)
        self.reasons.add(everything, "amounts that are very large")
        return pl.zeros(lay.lines, dtype=pl.Int64, eager=True)

    def content(self, places: pl.Series) -> pl.DataFrame:
        """What lines are ordered by where an order must not matter."""
        frame = self.rows.frame
        said = [
            frame[name].gather(places).fill_null("").alias(f"content_{name}")
            for name in ("hs", "sku", "description", "origin")
            if name in frame.columns
        ]
        said = [each.str.strip_chars().str.to_uppercase() if each.name == "content_origin" else each for each in said]
        if said and said[0].name == "content_hs":
            said[0] = pl.Series("content_hs", [_code(text) for text in said[0].to_list()], dtype=pl.String)
        for name in ("unit_price", "quantity"):
            if name in frame.columns:
                number = frame[name].gather(places).fill_null(1 if frame[name].dtype != pl.String else "1")
                said.append(number.cast(pl.Decimal(38, 6), strict=False).alias(f"content_{name}"))
        return pl.DataFrame(said)


def _code(text: str) -> str:
    try:
        return normalise(text) if text else ""
    except XborderError:
        return text
