"""What the goods are worth, in whole millionths of the currency that the law computes in."""

from __future__ import annotations

import attrs

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.exchange import Exchange
from xborder.landed_cost.ticks import to_minor
from xborder.law.plan import Value

__all__ = ["Worth", "worth"]


@attrs.define(eq=False)
class Worth:
    """A consignment's amounts in one currency.

    The share of line ``i`` in any amount ``A`` of the whole consignment is ``A * weights[i] / over``: exact, and the
    same whatever the order of the lines.

    Attributes:
        weights: the lines' values before the consignment's discount (or ones, when everything is free of charge).
        over: their sum.
        goods: prices after all discounts, the intrinsic value.
        freight: transport for the whole consignment.
        insurance: insurance for the whole consignment.
        listed: the lines' values, which are the weights unless everything is free.
        discount: off the whole consignment.

    Nobody sets its fields; like all that is made anew for each quote, it is not frozen, for speed.
    """

    weights: tuple[int, ...]
    over: int
    goods: int
    freight: int
    insurance: int
    listed: tuple[int, ...]
    discount: int

    def total(self, value: Value) -> tuple[int, int]:
        """A value of the whole consignment, as numerator and denominator."""
        return value.goods * self.goods + value.freight * self.freight + value.insurance * self.insurance, value.over


def worth(consignment: Consignment, currency: str, exchange: Exchange) -> Worth:
    """The consignment's amounts in ``currency``.

    Args:
        consignment: what is asked.
        currency: to express amounts in.
        exchange: turns amounts of other currencies into this one.

    Raises:
        BadInput: when the discount is more than the goods are worth.
        NoExchangeRate: when an amount cannot be converted.
    """
    sums = consignment.sums
    if sums.currency == currency:
        lines, total = sums.lines, sums.total
        freight, insurance, discount = sums.freight[0], sums.insurance[0], sums.discount[0]
    else:

        def convert(amount: int, code: str) -> int:
            return to_minor(exchange.convert(amount, code, currency), currency)

        lines = tuple([convert(value, code) for value, code in zip(sums.lines, sums.currencies, strict=True)])
        freight, insurance, discount = (
            convert(value, code) if value else 0 for value, code in (sums.freight, sums.insurance, sums.discount)
        )
        total = sum(lines)
    if discount > total:
        raise BadInput("the discount is more than the goods are worth", path="discount")
    if total:
        return Worth(lines, total, total - discount, freight, insurance, lines, discount)
    return Worth((1,) * len(lines), len(lines), 0, freight, insurance, lines, 0)
