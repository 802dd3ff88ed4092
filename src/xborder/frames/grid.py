"""A price list crossed with destinations and days: what every product costs everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import starmap

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._crossing import check_sides, crossed, firsts, read_count, read_days, read_markets, read_products
from xborder.frames._input import Floats, desk_of
from xborder.frames._showing import counted
from xborder.frames._widening import ROWS, chunks, slices, widened
from xborder.frames.columns import OUTPUT
from xborder.frames.quoted import Fallback, QuotedFrame, quote_frame, replay
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import read_rates
from xborder.landed_cost.quote import Quote

__all__ = ["PriceGrid", "WideGrid", "price_grid"]

_FIGURES = tuple(output.name for output in OUTPUT)


@attrs.frozen(eq=False, repr=False)
class WideGrid:
    """One figure of a grid: a row for each product and day, a column for each destination.

    Attributes:
        figure: which column of the answer it shows.
        frame: the columns of the products, ``on``, and one column for each destination; null where there is no quote.
        markets: one row for each destination, see :meth:`PriceGrid.wide`.
        errors: one row for each cell without a quote: ``product`` (the row of the price list), ``sku`` when there is
            one, ``on``, ``market`` and the ``error``.
        fallback: the rows that columns could not say.
    """

    figure: str
    frame: pl.DataFrame
    markets: pl.DataFrame
    errors: pl.DataFrame
    fallback: Fallback

    def __repr__(self) -> str:
        counts = (self.frame.height, "row"), (self.markets.height, "destination"), (self.errors.height, "error")
        return f"<WideGrid {self.figure}: {', '.join(starmap(counted, counts))}>"

    def currencies(self) -> dict[str, str]:
        """The currency of each destination's column; several, with commas between, when the column mixes them."""
        return {name: ", ".join(codes) for name, codes in self.markets.select("market", "currencies").rows()}

    def _repr_html_(self) -> str:
        from xborder.frames._html import wide_html  # noqa: PLC0415 - only notebooks show it

        return wide_html(self)


@attrs.frozen(eq=False, repr=False)
class PriceGrid:
    """Products, destinations and days, checked and not yet quoted: each form quotes when it is asked for.

    Attributes:
        products: the price list.
        markets: one row for each destination; ``market`` is what it is called.
        days: the tax points.
        desk: who answers, with ``fx`` and ``floats`` as they were given.
    """

    products: pl.DataFrame
    markets: pl.DataFrame
    days: tuple[date, ...]
    desk: Desk
    fx: tuple[object, ...] = ()
    floats: Floats = None

    @property
    def height(self) -> int:
        """How many rows the long form has."""
        return self.products.height * self.markets.height * len(self.days)

    def quoted(self) -> QuotedFrame:
        """The long form: a row for each destination, day and product, in this order.

        It has the columns of the products and of the destinations, ``market`` and ``on``. A ``consignment`` is named
        ``basket/market``, and ``basket/market/day`` when there are several days.
        """
        return self._ask(crossed(self.products, self.markets, self.days, dated=len(self.days) > 1))

    def parts(self, rows: int = ROWS) -> Iterator[QuotedFrame]:
        """The long form in parts of about so many rows, for grids that do not fit into memory; no basket is torn.

        Raises:
            BadInput: when the number of rows is not a whole number above nothing.
        """
        return self._parts(read_count(rows, "rows"))

    def wide(self, figure: str = "landed_cost") -> WideGrid:
        """The wide form: a row for each day and product, a column for each destination.

        It is quoted in parts of which only the figure is kept, so a million products and forty destinations do. Its
        ``markets`` say of each destination how many ``rows`` there are, the ``currencies`` of its column, how many
        rows have an error (``errors``), and how many are ``bounded`` or ``partial``.

        Args:
            figure: a column of the answer, such as ``landed_cost``, ``taxes``, ``procedure`` or ``status``.

        Raises:
            BadInput: when the answer has no such column.
        """
        if figure not in _FIGURES:
            raise BadInput(f"{figure!r:.40} is no figure", path="figure", hint=f"one of {', '.join(_FIGURES)}")
        found = widened(self.products, self.markets, self.days, self._ask, figure)
        return WideGrid(figure, found.frame, found.markets, found.errors, found.fallback)

    def replay(self, product: int, market: str, on: date | None = None) -> Quote:
        """The quote of one cell: of the product's whole basket, asked of the desk by itself.

        Args:
            product: the row of the price list.
            market: the name of the destination.
            on: the day; it may be left out when there is one only.

        Raises:
            XborderError: when there is none; the errors of the wide form have the same.
        """
        if type(product) is not int or not 0 <= product < self.products.height:
            raise BadInput(
                f"the price list has no row {product!r:.40}", path="product", hint=f"0 to {self.products.height - 1}"
            )
        names = self.markets["market"].to_list()
        if market not in names:
            known = ", ".join(names)
            raise BadInput(f"the grid has no destination {market!r:.40}", path="market", hint=f"one of {known}")
        if on is None and len(self.days) == 1:
            on = self.days[0]
        if on not in self.days:
            known = ", ".join(map(str, self.days))
            said = "several days" if on is None else f"no day {on!s:.40}"
            raise BadInput(f"the grid has {said}", path="on", hint=f"one of {known}")
        side = self.markets.filter(pl.col("market") == market)
        first = firsts(self.products)
        together = first == first[product]
        rows = crossed(self.products.filter(together), side, (on,), dated=False)
        return replay(self._ask(rows), int(together[:product].sum()))

    def explain(self, product: int, market: str, on: date | None = None) -> str:
        """How the figures of one cell came about; see :meth:`replay`."""
        return self.replay(product, market, on).explain()

    def preview(self, products: int) -> PriceGrid:
        """The grid of the first products alone, their baskets whole.

        Raises:
            BadInput: when the number of products is not a whole number above nothing.
        """
        if self.products.height <= read_count(products, "products"):
            return self
        return attrs.evolve(self, products=self.products.filter(firsts(self.products) < products))

    def _parts(self, rows: int) -> Iterator[QuotedFrame]:
        for products, _ in chunks(self.products, rows):
            for markets in slices(self.markets, rows, products.height * len(self.days)):
                yield self._ask(crossed(products, markets, self.days, dated=len(self.days) > 1))

    def _ask(self, frame: pl.DataFrame) -> QuotedFrame:
        return quote_frame(frame, self.desk, floats=self.floats, fx=self.fx)

    def __repr__(self) -> str:
        sides = (self.products.height, "product"), (self.markets.height, "destination"), (len(self.days), "day")
        return f"<PriceGrid {', '.join(starmap(counted, sides))}>"

    def _repr_html_(self) -> str:
        from xborder.frames._html import grid_html  # noqa: PLC0415 - only notebooks show it

        return grid_html(self)


def price_grid(
    products: object,
    destinations: object,
    dates: date | Sequence[date],
    desk: Desk | None = None,
    *,
    fx: Sequence[object] = (),
    floats: Floats = None,
) -> PriceGrid:
    """Crosses a price list with destinations and days.

    Everything is checked here, and nothing quoted: the forms of the grid do that.

    Args:
        products: a frame as :func:`quote_frame` takes it, one row for each product, without ``destination``,
            ``subdivision``, ``postal_code`` and ``on``. Rows with the same ``consignment`` are a basket, sent together.
        destinations: a list of ISO 3166-1 or 3166-2 codes, or a frame with ``destination`` and any column that a whole
            consignment has, such as ``freight`` or ``incoterm``. Its column ``market`` names the destinations; without
            it, they have the name of their code.
        dates: a day, or several.
        desk: who answers; by default the starter tariff and no exchange rates of its own.
        fx: exchange rates for all rows, as a request has them.
        floats: ``"round"`` takes floating-point numbers, as :func:`quote_frame` does.

    Raises:
        BadInput: naming the argument or the column that is wrong, and the mend.

    >>> grid = price_grid(
    ...     pl.DataFrame({
    ...         "sku": ["TEE", "BOOK"], "ship_from": "CN", "origin": "CN", "hs": ["6109.10", "4901.99"],
    ...         "unit_price": ["12.50", "9.99"], "currency": "EUR",
    ...     }),
    ...     ["DE", "FR"],
    ...     date(2026, 11, 22),
    ... )
    >>> grid.wide().frame.select("sku", "DE", "FR").rows()
    [('TEE', Decimal('18.4500'), Decimal('18.6000')), ('BOOK', Decimal('13.9000'), Decimal('13.7000'))]
    """
    goods, markets, days = read_products(products), read_markets(destinations), read_days(dates)
    check_sides(goods, markets)
    grid = PriceGrid(goods, markets, days, desk_of(desk), read_rates(fx), floats)
    empty = crossed(goods.clear(), markets, days, dated=False)
    if "consignment" in goods.columns:
        empty = empty.with_columns(goods["consignment"].clear())
    grid._ask(empty)  # noqa: SLF001 - sees that the columns have types that are read
    return grid
