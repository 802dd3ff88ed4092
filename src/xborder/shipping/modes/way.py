"""One way for an order to travel and be imported, with everything that tells it from the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import attrs
from moneyed import Money

from xborder.landed_cost.quote import Quote
from xborder.landed_cost.ways import Reason
from xborder.money.allocation import allocate
from xborder.shipping.modes._known import Circumstances, known
from xborder.shipping.modes.days import Days

__all__ = ["DutyMoment", "Paper", "Standing", "Way"]


class DutyMoment(StrEnum):
    """When duty and tax have to be paid."""

    AT_ORDER = "at-order"
    """With the order: a scheme lets the seller or platform collect it."""
    AT_IMPORT = "at-import"
    """When the parcel crosses the border."""
    AT_RELEASE = "at-release"
    """When the order leaves the warehouse under suspension."""
    AT_STOCK_IN = "at-stock-in"
    """When the bulk was imported, before anybody ordered."""


class Standing(StrEnum):
    """What is known of a way."""

    LAWFUL = "lawful"
    UNLAWFUL = "unlawful"
    UNSUPPORTED = "unsupported"
    """No law pack governs the destination on that day: nobody here can say whether it is lawful."""
    NOT_CALCULABLE = "not-calculable"
    """Something is missing that the figures need; whether it is lawful may be known all the same."""


@attrs.frozen
class Paper:
    """A document that a way needs.

    Attributes:
        name: what it is.
        source: what says so.
        evidence: how good that is.
    """

    name: str
    source: str
    evidence: str


@attrs.frozen(eq=False, slots=False, repr=False)
class Way:
    """A mode and a procedure together, for one order.

    Attributes:
        mode: ``direct-mail``, ``consolidation``, ``bonded``, ``overseas-warehouse``, or a host's own.
        procedure: id of the procedure; empty when no law pack governs the destination.
        name: of the procedure, in words.
        standing: what is known of it.
        reasons: why it is not lawful or not calculable, each with a code.
        quote: what was computed; of an overseas warehouse the bulk import. ``None`` when nothing was.
        transport: that was meant.
        origin: customs area that the transport to the buyer starts from.
        destination: customs area of the buyer.
        on: the day whose law was asked.
        days: from the order to the buyer; ``None`` when nothing is known.
        stock_days: how long goods are on stock before the order; ``None`` when none are.
        orders: how many orders like this one the quote is for.
        collected: where the procedure has its charges collected: ``sale`` or ``import``.
    """

    mode: str
    procedure: str
    name: str
    standing: Standing
    reasons: tuple[Reason, ...]
    quote: Quote | None
    transport: str
    origin: str
    destination: str
    on: date
    days: Days | None
    stock_days: Days | None = None
    orders: int = 1
    collected: str = "import"
    notes: tuple[str, ...] = ()

    @property
    def lawful(self) -> bool:
        """Whether it is known to be lawful."""
        return self.standing is Standing.LAWFUL or (
            self.standing is Standing.NOT_CALCULABLE and all(reason.code == "unknown-duty" for reason in self.reasons)
        )

    @property
    def why_not(self) -> str:
        """Why it is not lawful or not calculable, in words; empty when it is both."""
        return "; ".join(reason.message for reason in self.reasons)

    @cached_property
    def landed_cost(self) -> Money | None:
        """What the order costs in all; of a bulk import its share, to the last minor unit. ``None`` without a quote."""
        return self._share(self.quote.landed_cost) if self.quote is not None else None

    @cached_property
    def charges(self) -> Money | None:
        """Duties, taxes and fees of the order."""
        return self._share(self.quote.charges_total) if self.quote is not None else None

    @cached_property
    def duty_due(self) -> DutyMoment:
        """When customs duty has to be paid; a scheme that collects tax alone leaves it to the import."""
        if self.stock_days is not None:
            return DutyMoment.AT_RELEASE if self.mode == "bonded" else DutyMoment.AT_STOCK_IN
        charges = () if self.quote is None else self.quote.charges
        collected = {charge.collected for charge in charges if charge.kind == "duty" and Decimal(charge.amount)}
        at_sale = self.collected == "sale" if not collected else "import" not in collected
        return DutyMoment.AT_ORDER if at_sale else DutyMoment.AT_IMPORT

    @cached_property
    def due(self) -> dict[DutyMoment, Money]:
        """What has to be paid when: the charges of the order by the moment at which they fall due."""
        if self.quote is None or self.charges is None:
            return {}
        if self.stock_days is not None:
            return {self.duty_due: self.charges}
        found: dict[DutyMoment, Money] = {}
        for charge in self.quote.charges:
            when = DutyMoment.AT_ORDER if charge.collected == "sale" else DutyMoment.AT_IMPORT
            amount = Money(charge.amount, self.quote.currency)
            found[when] = found[when] + amount if when in found else amount
        return found

    @property
    def capital_days(self) -> Days:
        """How long money is tied up in the goods before they are ordered: not at all where nothing is on stock."""
        return self.stock_days or Days(0, 0, 0)

    @cached_property
    def capital(self) -> Money | None:
        """How much is tied up for that long: the goods, and where duty was paid at stock-in the charges as well."""
        if self.quote is None:
            return None
        if self.stock_days is None:
            return Money("0", self.quote.currency)
        goods = self._share(Money(str(self.quote.to_dict()["goods"]), self.quote.currency))
        if self.duty_due is DutyMoment.AT_STOCK_IN and self.charges is not None:
            return goods + self.charges
        return goods

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The documents that the way needs, as far as the house knows them."""
        table = known()
        return tuple(
            Paper(row.said["name"], table.told(row), table.grade(row))
            for row in table.rows("paper", self._circumstances)
        )

    @cached_property
    def risks(self) -> tuple[str, ...]:
        """What may go wrong, in words: the house's table, and what the quote itself warns of."""
        told = [row.said["text"] for row in known().rows("risk", self._circumstances)]
        told.extend(self.notes)
        if self.quote is not None:
            told.extend(notice.message for notice in self.quote.notices if notice.level != "info")
        return tuple(dict.fromkeys(told))

    def to_dict(self) -> dict[str, object]:
        """The way as JSON can hold it, without the quote in full."""
        return {
            "mode": self.mode,
            "procedure": self.procedure,
            "lawful": self.lawful,
            "standing": self.standing.value,
            "why_not": self.why_not,
            "landed_cost": None if self.landed_cost is None else str(self.landed_cost.amount),
            "currency": None if self.quote is None else self.quote.currency,
            "days": None if self.days is None else [self.days.least, self.days.usual, self.days.most],
            "duty_due": self.duty_due.value,
            "capital_days": [self.capital_days.least, self.capital_days.usual, self.capital_days.most],
            "papers": [paper.name for paper in self.papers],
            "risks": list(self.risks),
        }

    def __repr__(self) -> str:
        cost = "" if self.landed_cost is None else f", {self.landed_cost.amount} {self.landed_cost.currency.code}"
        return f"<Way {self.mode} by {self.procedure or 'no known law'}: {self.standing.value}{cost}>"

    @property
    def _circumstances(self) -> Circumstances:
        return Circumstances(self.mode, self.transport, self.origin, self.destination, self.procedure)

    def _share(self, money: Money) -> Money:
        """One order's part; the parts of all orders add up, and no two differ by more than a minor unit."""
        return money if self.orders == 1 else allocate(money, [1, self.orders - 1])[0]
