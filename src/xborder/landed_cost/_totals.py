"""Sums an answer up, in ticks of its currency."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from xborder.landed_cost.assessment import Assessment, Candidate
from xborder.landed_cost.charges import Tally
from xborder.landed_cost.ticks import to_minor

__all__ = ["Totals", "in_answer", "totals"]


@attrs.define(eq=False)
class Totals:
    """The sums of an answer in ticks of its currency.

    ``amounts`` are the charges' amounts, in order, where they had to be converted to it.
    """

    goods: int
    discount: int
    freight: int
    insurance: int
    duties: int
    taxes: int
    fees: int
    charges: int
    at_checkout: int
    included: int
    amounts: tuple[int, ...] | None

    @property
    def landed_cost(self) -> int:
        """Goods and their carriage with the charges that prices do not already contain."""
        return self.goods - self.discount + self.freight + self.insurance + self.charges - self.included


def totals(a: Assessment, candidate: Candidate | None = None, *, least: bool = False) -> Totals:
    """The sums of an answer, for the procedure taken or for another one."""
    candidate = candidate or a.chosen
    outcome = candidate.least if least else candidate.outcome
    consignment, entries = a.consignment, outcome.entries
    amounts: tuple[int, ...] | None = None
    if a.currency == a.answer:
        duties, taxes, fees = outcome.duties, outcome.taxes, outcome.fees
    else:
        amounts = tuple([_convert(a, entry[7], a.currency) for entry in entries])
        duties, taxes, fees = (
            sum(amount for amount, entry in zip(amounts, entries, strict=True) if entry[0].step.kind == kind)
            for kind in range(3)
        )
    charged = checkout = duties + taxes + fees
    if consignment.incoterm != "DDP":
        checkout = sum(
            amount
            for amount, entry in zip(in_answer(entries, amounts), entries, strict=True)
            if entry[0].step.collected == "sale"
        )
    included = 0
    for kind in consignment.prices_include:
        included += taxes if kind == "tax" else duties
    sums = consignment.sums
    if sums.currency == a.answer:
        less, freight, insurance = sums.less, sums.freight[0], sums.insurance[0]
        goods, discount = sums.total + less, less + sums.discount[0]
    else:
        goods, discount, freight, insurance = _prices(a)
    return Totals(
        goods, discount, freight, insurance, duties, taxes, fees, charged, checkout, included, amounts,
    )  # fmt: skip


def in_answer(entries: Sequence[Tally], amounts: tuple[int, ...] | None) -> Sequence[int]:
    """What the charges come to in the currency of the answer."""
    return [entry[7] for entry in entries] if amounts is None else amounts


def _prices(a: Assessment) -> tuple[int, int, int, int]:
    """Goods before discounts, discounts, freight and insurance in the answer's currency."""
    sums = a.consignment.sums
    lines = sum(_convert(a, value, code) for value, code in zip(sums.lines, sums.currencies, strict=True))
    less = sum(_convert(a, value, code) for value, code in zip(sums.off, sums.currencies, strict=True))
    discount, freight, insurance = (
        _convert(a, *part) if part[0] else 0 for part in (sums.discount, sums.freight, sums.insurance)
    )
    return lines + less, less + discount, freight, insurance


def _convert(a: Assessment, amount: int, code: str) -> int:
    return to_minor(a.exchange.convert(amount, code, a.answer), a.answer)
