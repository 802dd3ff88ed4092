"""The charges of families, one by one, as the long form has them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.frames._dense import Layout
from xborder.frames._families import Family
from xborder.frames._ops import pick, places, take
from xborder.frames._walk import Charged

__all__ = ["Booked", "Part", "booked"]


@attrs.frozen(eq=False)
class Part:
    """What a family charges: on which lines of the frame, for which of its consignments; ``None`` is all of them."""

    lines: pl.Series | None
    chosen: pl.Series | None
    lay: Layout
    kind: pl.Series
    family: Family
    charged: Charged


@attrs.frozen(eq=False)
class Booked:
    """Charges of one step of one family.

    Attributes:
        lines: the line each charge falls on, or the first of several.
        counts: on how many lines it falls.
        amounts: in minor units of the answer.
        rule: which of ``rules`` each is.
        rules: rule, kind and heading.
    """

    consignments: pl.Series
    lines: pl.Series
    counts: pl.Series
    amounts: pl.Series
    rule: pl.Series
    rules: Sequence[tuple[str, str, str]]


def booked(part: Part, taken: pl.Series) -> list[Booked]:
    """The charges of a family on the consignments that take its procedure."""
    found: list[Booked] = []
    for entry in part.charged.entries:
        if entry.answer is None:
            continue
        leaders = part.lay.first if entry.of is None else pick(places(part.lay.lines), entry.lines)
        if entry.of is not None and not entry.groups.single:
            leaders = entry.groups.heads(leaders)
        of = places(part.lay.consignments) if entry.of is None else entry.of
        consignments = pick(places(len(taken)), part.chosen)
        consignments = take(consignments, of)
        keep = take(taken, consignments)
        told = [rates.get(entry.place) for rates, _ in part.family.rates]
        names: dict[tuple[str, str, str], int] = {}
        numbers = [
            names.setdefault(
                (rate.applied.step.rule.id, rate.applied.step.rule.kind.value, rate.applied.heading), len(names)
            )
            if rate is not None
            else 0
            for rate in told
        ]
        lines = leaders if part.lines is None else take(part.lines, leaders)
        found.append(
            Booked(
                consignments.filter(keep),
                lines.filter(keep),
                entry.groups.counts.filter(keep),
                entry.answer.filter(keep),
                take(pl.Series(numbers, dtype=pl.Int64), entry.kinds).filter(keep),
                tuple(names),
            )
        )
    return found
