"""Figures as charts: steps that lead from the goods to the landed cost. Needs Altair, the extra ``notebook``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING

import attrs

from xborder.errors import BadInput, MissingExtra
from xborder.landed_cost._summary import clean, fitted, summary

if TYPE_CHECKING:
    from altair import LayerChart

    from xborder.landed_cost.quote import Quote

__all__ = ["CARRIED", "KINDS", "Step", "altair", "quote_chart", "steps_of", "waterfall"]

CARRIED = "goods and transport"
KINDS = {CARRIED: "#8c8c8c", "duty": "#0072b2", "tax": "#e69f00", "fee": "#009e73", "landed cost": "#333333"}
"""What a bar is, and its colour: told apart by all kinds of sight (the palette of Okabe and Ito, and greys)."""

_NAMES = {"duty": "duties", "tax": "taxes", "fee": "fees"}
_WHEN = {"checkout": "with the order", "delivery": "on delivery"}
_LABEL = 44
_LONGEST = 60
_WIDTH = 440
_BAR = 26
_ROOM = Decimal("1.2")
"""How much longer the axis is than the bars, for the amounts beside them."""


@attrs.frozen
class Step:
    """A bar: what it is called, what it adds, what kind it is, and more to say when it is pointed at."""

    label: str
    amount: Decimal
    kind: str = CARRIED
    says: str = ""


def altair() -> ModuleType:
    """Altair itself.

    Raises:
        MissingExtra: when it is not installed.
    """
    try:
        import altair as alt  # noqa: PLC0415 - an extra, loaded when a chart is drawn
    except ImportError:
        raise MissingExtra("charts need altair", hint='pip install "xborder[notebook]"') from None
    return alt


def quote_chart(quote: Quote, by: str) -> LayerChart:
    """A quote as a waterfall.

    Raises:
        BadInput: when ``by`` is neither ``rule`` nor ``kind``.
        MissingExtra: when Altair is not installed.
    """
    shown = summary(quote)
    often = Counter(row.label for row in shown.rows)
    steps = []
    for row in shown.rows:
        # Charges of one name are told apart by their rates: VAT, 19% and VAT, 7%.
        label = f"{fitted(row.label, _LABEL)}, {row.rate}" if often[row.label] > 1 and row.rate else row.label
        when = f"paid {_WHEN.get(row.paid, row.paid)}" if row.paid else ""
        steps.append(Step(label, Decimal(row.amount), row.kind or CARRIED, ", ".join(filter(None, (row.rate, when)))))
    below = (f"{quote.procedure}, {quote.status}", *(text for text in shown.below if text.startswith("bounded")))
    law = quote.assessment.situation.law.pack.jurisdiction
    title = f"From goods to landed cost: {clean(law.name)} ({quote.destination}), {quote.on}"
    return waterfall(steps_of(steps, by), title, below, quote.currency)


def steps_of(steps: Iterable[Step], by: str) -> list[Step]:
    """The steps as they are, or charges of one kind together.

    Raises:
        BadInput: when ``by`` is neither ``rule`` nor ``kind``.
    """
    if by not in ("rule", "kind"):
        raise BadInput(f"{by!r:.40} is no way to group charges", path="by", hint="one of rule, kind")
    if by == "rule":
        return list(steps)
    found: dict[str, Step] = {}
    for step in steps:
        name = _NAMES.get(step.kind, step.label)
        amount = step.amount + (found[name].amount if name in found else 0)
        found[name] = Step(name, amount, step.kind, "" if step.kind in _NAMES else step.says)
    return list(found.values())


def waterfall(steps: Sequence[Step], title: str, below: Sequence[str], currency: str) -> LayerChart:
    """Bars that each begin where the one above ended, and the sum of all as the last.

    Amounts become floating-point numbers here, to be drawn; beside each stands its exact text. The colours have all
    kinds whatever the bars are, so that charts put beside each other agree on them.
    """
    alt = altair()
    rows = _bars(steps, currency)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, domain=False, ticks=False)),
        tooltip=[
            alt.Tooltip("step:N", title="what"), alt.Tooltip("amount:N", title="amount"),
            alt.Tooltip("kind:N", title="kind"), alt.Tooltip("share:Q", title="of the landed cost", format=".1%"),
            alt.Tooltip("says:N", title="how"),
        ],
    )  # fmt: skip
    axis = alt.Axis(title=f"amount in {currency}", grid=True, tickCount=6, format=",~f")
    bars = base.mark_bar(height=_BAR - 8).encode(
        x=alt.X("start:Q", axis=axis),
        x2="end:Q",
        color=alt.Color(
            "kind:N", title=None, legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
        ),
    )  # fmt: skip
    amounts = base.mark_text(align="left", dx=4).encode(x=alt.X("right:Q", axis=axis), text="figure:N")
    room = base.mark_point(opacity=0, tooltip=None).encode(x=alt.X("room:Q", axis=axis))
    drawn: LayerChart = alt.layer(room, bars, amounts).properties(
        width=_WIDTH,
        height=alt.Step(_BAR),
        title=alt.Title(title, subtitle=list(below), anchor="start", subtitleColor="#555555"),
    )
    return drawn


def _bars(steps: Sequence[Step], currency: str) -> list[dict[str, str | float]]:
    """The rows that are drawn."""
    total = sum((step.amount for step in steps), Decimal(0))
    rows: list[dict[str, str | float]] = []
    reached, most = Decimal(0), Decimal(0)
    for step in steps:
        most = max(most, reached, reached + step.amount)
        rows.append(_bar(step, reached, currency, total))
        reached += step.amount
    rows.append(_bar(Step("landed cost", total, "landed cost"), Decimal(0), currency, total))
    labels = [fitted(str(row["step"]), _LONGEST) for row in rows]
    seen: Counter[str] = Counter()
    for row, label in zip(rows, labels, strict=True):
        seen[label] += 1
        # Bars of one name are one bar to Vega: those that share theirs are numbered.
        row["step"] = f"{label} ({seen[label]})" if labels.count(label) > 1 else label
        row["room"] = float(most * _ROOM)
    return rows


def _bar(step: Step, start: Decimal, currency: str, total: Decimal) -> dict[str, str | float]:
    end = start + step.amount
    return {
        "step": step.label,
        "kind": step.kind if step.kind in KINDS else CARRIED,
        "start": float(start),
        "end": float(end),
        "right": float(max(start, end)),
        "figure": f"{step.amount:,}",
        "amount": f"{step.amount:,} {currency}",
        "share": float(step.amount / total) if total else 0.0,
        "says": step.says,
    }
