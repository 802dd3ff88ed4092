"""What is answered: the landed cost, every charge with its rule, and everything a reader must know beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
from moneyed import Money

from xborder.landed_cost import _report
from xborder.landed_cost._telling import notices
from xborder.landed_cost.assessment import Assessment
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.ticks import ticks_text

if TYPE_CHECKING:
    from altair import LayerChart

    from xborder.landed_cost.desk import Desk
    from xborder.landed_cost.receipt import Receipt

__all__ = ["Alternative", "Charge", "LineQuote", "Quote", "ThresholdTest"]


@attrs.frozen
class Charge:
    """One duty, tax or fee in a quote.

    Amounts are decimal strings in the quote's currency, ``local`` in the jurisdiction's.

    Attributes:
        rule: id of the charge in the law pack.
        line: index of the line it falls on; ``None`` for several lines or the whole consignment.
        lines: which lines, when several bear it together.
        base: what it is charged on, and ``base_parts`` what that is made of.
        heading: what it is declared under beside the goods' own code; empty for most charges.
        rate: as the law writes it.
        exact: before rounding.
        reason: why it is what it is; a zero always has one.
        owed_to: the creditor; ``borne_by`` who carries it under law and incoterm.
        collected: ``sale`` or ``import``; ``paid``: when the buyer pays it, ``checkout`` or ``delivery``.
        refundable: when the goods come back.
    """

    rule: str
    kind: str
    name: str
    line: int | None
    lines: tuple[int, ...]
    base: str
    base_parts: tuple[str, ...]
    heading: str
    rate: str
    formula: str
    exact: str
    amount: str
    local: Mapping[str, str]
    reason: str
    owed_to: str
    borne_by: str
    collected: str
    paid: str
    refundable: str
    sources: tuple[str, ...]


@attrs.frozen
class LineQuote:
    """A line's share of the answer: ``status`` is calculated, bounded, partial or not-calculable."""

    sku: str
    hs: str
    status: str
    customs_value: str
    duties: str
    taxes: str
    fees: str
    landed_cost: str


@attrs.frozen
class ThresholdTest:
    """A limit of law that was compared: what with what, and what follows."""

    rule: str
    compares: str
    value: str
    operator: str
    limit: str
    result: str
    effect: str


@attrs.frozen
class Alternative:
    """Another procedure: what it would cost (empty when it may not be used), and why it was not taken."""

    procedure: str
    landed_cost: str | None
    why_not: str


@attrs.frozen(slots=False, eq=False, repr=False)
class Quote:
    """The answer to a consignment: totals at once, everything else worked out when looked at.

    Two quotes are equal when their answers are.
    """

    assessment: Assessment
    desk: Desk
    totals: _report.Totals = attrs.field(init=False)

    @totals.default
    def _sum(self) -> _report.Totals:
        sums = _report.totals(self.assessment)
        self.assessment.exchange.seal()
        return sums

    # Totals -----------------------------------------------------------------------------------------------------------

    @property
    def on(self) -> date:
        """The tax point."""
        return self.assessment.on

    @property
    def currency(self) -> str:
        """The currency of the answer."""
        return self.assessment.answer

    @property
    def destination(self) -> str:
        """The law that governs the import: a country, or ``XI`` for Northern Ireland."""
        return self.assessment.situation.law.pack.jurisdiction.code

    @property
    def procedure(self) -> str:
        """The procedure taken, by id."""
        return self.assessment.chosen.plan.rule.id

    @property
    def status(self) -> str:
        """``complete``, ``bounded`` (a duty is known within bounds) or ``partial`` (something is left out)."""
        return _report.status(self.assessment, self.notices)

    @property
    def landed_cost(self) -> Money:
        """What the goods cost with transport, insurance and every charge."""
        return self._money(self.totals.landed_cost)

    @property
    def duties(self) -> Money:
        """Customs duties."""
        return self._money(self.totals.duties)

    @property
    def taxes(self) -> Money:
        """Taxes."""
        return self._money(self.totals.taxes)

    @property
    def fees(self) -> Money:
        """Fees."""
        return self._money(self.totals.fees)

    @property
    def charges_total(self) -> Money:
        """Duties, taxes and fees together."""
        return self._money(self.totals.charges)

    @property
    def at_checkout(self) -> Money:
        """What the buyer pays of the charges with the order."""
        return self._money(self.totals.at_checkout)

    @property
    def on_delivery(self) -> Money:
        """What the buyer pays of the charges at the door."""
        return self._money(self.totals.charges - self.totals.at_checkout)

    # Details ----------------------------------------------------------------------------------------------------------

    @cached_property
    def charges(self) -> tuple[Charge, ...]:
        """Every charge, in the order of computation."""
        return tuple(
            Charge(**{**row, **{key: tuple(row[key]) for key in ("lines", "base_parts", "sources")}})  # type: ignore[arg-type]
            for row in _report.charges(self.assessment, self.totals)
        )

    @cached_property
    def lines(self) -> tuple[LineQuote, ...]:
        """Each line's share; the shares sum to the totals."""
        return tuple(LineQuote(**row) for row in _report.lines(self.assessment, self.totals))

    @cached_property
    def thresholds(self) -> tuple[ThresholdTest, ...]:
        """The limits that were compared."""
        return tuple(ThresholdTest(**row) for row in _report.thresholds(self.assessment))

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The other procedures, and why each lost."""
        return tuple(
            Alternative(str(row["procedure"]), row["landed_cost"], str(row["why_not"]))
            for row in _report.alternatives(self.assessment, self.totals)
        )

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What the figures alone do not say."""
        return notices(self.assessment, self.desk.policies)

    @cached_property
    def bounds(self) -> Mapping[str, object] | None:
        """Least and most landed cost when a duty is one of several; ``None`` otherwise."""
        return _report.bounds(self.assessment, self.totals)

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, str]]:
        """The documents behind the charges, by key."""
        return _report.sources(self.assessment)

    @property
    def rules(self) -> Mapping[str, str]:
        """Version and digest of the rules that made the answer."""
        return self.assessment.situation.rules

    # Forms ------------------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, object]:
        """The answer of the public contract."""
        return _report.answer(self)

    def explain(self) -> str:
        """The calculation retold line by line, with its sources."""
        from xborder.landed_cost.explain import explain  # noqa: PLC0415 - text is rendered only when asked for

        return explain(self)

    def receipt(self) -> Receipt:
        """The reproducible record of this quote."""
        from xborder.landed_cost.receipt import Receipt  # noqa: PLC0415 - few quotes are recorded

        return Receipt.of(self)

    def chart(self, by: str = "rule") -> LayerChart:
        """The way from the goods to the landed cost as a waterfall, for a notebook.

        Needs Altair: ``pip install "xborder[notebook]"``.

        Args:
            by: ``rule`` has a bar for each rule that charges, ``kind`` one for duties, one for taxes, one for fees.

        Raises:
            BadInput: when ``by`` is neither.
            MissingExtra: when Altair is not installed.
        """
        from xborder.landed_cost._chart import quote_chart  # noqa: PLC0415 - few quotes are drawn

        return quote_chart(self, by)

    def __str__(self) -> str:
        from xborder.landed_cost.explain import table  # noqa: PLC0415 - as above

        return table(self)

    def _repr_html_(self) -> str:
        from xborder.landed_cost.explain import html  # noqa: PLC0415 - as above

        return html(self)

    def __repr__(self) -> str:
        cost = f"{self.landed_cost.amount} {self.currency}"
        return f"<Quote {self.destination} {self.on} {self.procedure}: landed cost {cost}>"

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Quote) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.on, self.procedure, self.totals.landed_cost))

    def _money(self, amount: int) -> Money:
        return Money(ticks_text(amount, self.currency), self.currency)
