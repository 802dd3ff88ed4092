"""Measures that may apply, and how they are compared: the nearest, the latest, the lowest, or one of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import XborderError
from xborder.tariff.dialects import parse_duty
from xborder.tariff.expression import DutyExpression
from xborder.tariff.holdings import Held
from xborder.tariff.measures import Measure, Option
from xborder.tariff.records import Tariff

__all__ = ["Choice", "Ranked", "either", "grouped", "measure_of", "nearest", "no_lower", "share", "told", "words"]

_NO_DUTY: Final = frozenset({"restriction", "statistical-unit"})
Ranked = tuple[int, Held]
"""A measure, and how far up the tree it is declared: 0 for the line's own code."""


def measure_of(held: Held, by_list: str = "") -> Measure:
    """A record as a measure: its duty read, or why it cannot be."""
    tariff = held.tariff
    options, why = _duties(tariff)
    return Measure(
        kind=tariff.kind,
        code=tariff.code,
        text=tariff.text,
        options=options,
        why=why,
        heading=tariff.heading or by_list,
        name=tariff.name,
        programme=tariff.programme,
        type=tariff.type,
        order=tariff.order,
        origin=tariff.origin,
        excluded=tariff.excluded,
        proof=tariff.proof,
        conditions=tariff.conditions,
        legal=tariff.legal,
        valid=(tariff.from_, tariff.until),
        source=held.source,
        by_list=by_list,
    )


def _duties(tariff: Tariff) -> tuple[tuple[DutyExpression, ...], str]:
    if tariff.kind in _NO_DUTY or not (tariff.expression or tariff.text):
        return (), ""
    try:
        duty = parse_duty(tariff.expression) if tariff.expression else parse_duty(tariff.text, tariff.dialect)
    except XborderError as error:
        return (), error.message
    return (duty,), ""


def either(measures: Sequence[Measure], why: str, *also: DutyExpression) -> Measure:
    """One measure for several of which one applies, nobody knows which: all their duties are its options."""
    first = measures[0]
    options = tuple(dict.fromkeys([*also, *(option for measure in measures for option in measure.options)]))
    texts = dict.fromkeys([*map(str, also), *(measure.text for measure in measures)])
    gaps = bool(options) and any(not measure.options or measure.gaps for measure in measures)
    if len(options) == 1 and not gaps:
        why = ""
    return attrs.evolve(first, options=options, text=" | ".join(texts), gaps=gaps, why=why)


def share(measure: Measure | None) -> Fraction | None:
    """The duty as a percentage, when it is exactly that."""
    duty = measure.expression if measure is not None else None
    return Fraction(*duty.ad_valorem) if duty is not None and duty.ad_valorem is not None else None


def no_lower(measure: Measure, than: Measure | None) -> bool:
    """Whether a duty is certainly not below another: both are percentages, or the same duty."""
    if than is None:
        return False
    one, other = share(measure), share(than)
    if one is not None and other is not None:
        return one >= other
    return measure.expression is not None and measure.expression == than.expression


def nearest(candidates: Iterable[Ranked]) -> list[Held]:
    """Those at the nearest code, of these the ones with the latest start, of these the newest edition's."""
    found = list(candidates)
    if not found:
        return []
    near = min(rank for rank, _ in found)
    close = [held for rank, held in found if rank == near]
    start = max(held.tariff.from_ or date.min for held in close)
    latest = [held for held in close if (held.tariff.from_ or date.min) == start]
    return [held for held in latest if held.source == latest[0].source]


def grouped(candidates: Iterable[Ranked], key: Callable[[Tariff], object]) -> Iterator[list[Ranked]]:
    groups: dict[object, list[Ranked]] = {}
    for ranked in candidates:
        groups.setdefault(key(ranked[1].tariff), []).append(ranked)
    yield from groups.values()


def words(kind: str) -> str:
    return "ordinary" if kind == "mfn" else kind.replace("column-2", "column 2")


def told(measure: Measure | None) -> str:
    if measure is None:
        return "nothing"
    return " or ".join(map(str, measure.options)) or repr(measure.text)


@attrs.define
class Choice:
    """What bears on a line; filled step by step, and not changed afterwards."""

    base: Measure | None = None
    additional: tuple[Measure, ...] = ()
    taxes: tuple[Measure, ...] = ()
    restrictions: tuple[Measure, ...] = ()
    units: tuple[str, ...] = ()
    options: list[Option] = attrs.field(factory=list)
    remarks: list[str] = attrs.field(factory=list)
    refused: bool = False

    def leave(self, measure: Measure, reason: str, claim: str = "") -> None:
        """Notes a measure that is not taken."""
        self.options.append(Option(measure, reason, claim))
