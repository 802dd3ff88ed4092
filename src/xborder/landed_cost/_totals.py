"""Sums an answer up, in ticks of its currency."""

from __future__ import annotations

from typing import NamedTuple

from xborder.landed_cost.assessment import Assessment, Candidate
from xborder.landed_cost.ticks import to_minor

__all__ = ["Totals", "totals"]


class Totals(NamedTuple):
    """The sums of an answer in ticks of its currency; ``amounts`` are the charges' amounts, in order."""

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
    amounts: tuple[int, ...]

    @property
    def landed_cost(self) -> int:
        """Goods and their carriage with the charges that prices do not already contain."""
        return self.goods - self.discount + self.freight + self.insurance + self.charges - self.included


def totals(a: Assessment, candidate: Candidate | None = None, *, least: bool = False) -> Totals:
    """The sums of an answer, for the procedure taken or for another one."""
    candidate = candidate or a.chosen
    outcome = candidate.least if least else candidate.outcome
    entries = outcome.entries
    if a.currency == a.answer:
        amounts = tuple([entry[7] for entry in entries])
        duties, taxes, fees = outcome.duties, outcome.taxes, outcome.fees
    else:
        amounts = tuple([_convert(a, entry[7], a.currency) for entry in entries])
        duties, taxes, fees = (
            sum(amount for amount, entry in zip(amounts, entries, strict=True) if entry[0].step.kind == kind)
            for kind in range(3)
        )
    charged = checkout = duties + taxes + fees
    if a.consignment.incoterm != "DDP":
        checkout = sum(
            amount for amount, entry in zip(amounts, entries, strict=True) if entry[0].step.collected == "sale"
        )
    included = 0
    for kind in a.consignment.prices_include:
        included += taxes if kind == "tax" else duties
    return Totals(*_prices(a), duties, taxes, fees, charged, checkout, included, amounts)


def _prices(a: Assessment) -> tuple[int, int, int, int]:
    """Goods before discounts, discounts, freight and insurance in the answer's currency."""
    sums = a.consignment.sums
    if sums.currency == a.answer:
        off = sum(sums.off)
        return sum(sums.lines) + off, off + sums.discount[0], sums.freight[0], sums.insurance[0]
    lines = sum(_convert(a, value, code) for value, code in zip(sums.lines, sums.currencies, strict=True))
    less = sum(_convert(a, value, code) for value, code in zip(sums.off, sums.currencies, strict=True))
    discount, freight, insurance = (
        _convert(a, *part) if part[0] else 0 for part in (sums.discount, sums.freight, sums.insurance)
    )
    return lines + less, less + discount, freight, insurance


def _convert(a: Assessment, amount: int, code: str) -> int:
    return to_minor(a.exchange.convert(amount, code, a.answer), a.answer)
