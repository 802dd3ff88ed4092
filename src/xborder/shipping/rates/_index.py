"""A rate card made ready: checked for gaps, overlaps and unknown names once, and indexed for looking up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING, Final

import attrs

from xborder.errors import BadInput, InvalidRequest, LawError, XborderError
from xborder.law.timeline import check_series, pick
from xborder.shipping._numbers import written
from xborder.shipping.parcels.size_table import SIZE_RULES
from xborder.shipping.rates.surcharges import Surcharge
from xborder.shipping.rates.zones import at_row

if TYPE_CHECKING:
    from xborder.shipping.rates.card import RateBand, RateCard

__all__ = ["CardIndex", "Ladder"]

_MOST_ERRORS: Final = 20
_MOST_DAYS: Final = 4_096


@attrs.frozen(eq=False)
class Ladder:
    """The bands of weight of one service to one zone during one period.

    Attributes:
        rows: from light to heavy, without a gap.
        heaviest: where the last band ends; ``None`` when it does not.
    """

    rows: tuple[RateBand, ...]
    from_: date | None
    until: date | None
    heaviest: Fraction | None
    _ends: tuple[int, ...]
    _scale: int

    @classmethod
    def of(cls, rows: Sequence[RateBand]) -> Ladder:
        """The bands in order, which ``_steps`` has looked at."""
        ordered = tuple(sorted(rows, key=lambda row: row.above))
        ends = [row.to for row in ordered if row.to is not None]
        scale = lcm(1, *(end.denominator for end in ends))  # whole numbers are compared faster
        whole = tuple(int(end * scale) for end in ends)
        return cls(ordered, ordered[0].from_, ordered[0].until, ordered[-1].to, whole, scale)

    def row(self, weight: Fraction) -> RateBand | None:
        """The band of a weight, or ``None`` beyond the last."""
        place = bisect_left(self._ends, -(-weight.numerator * self._scale // weight.denominator))
        return self.rows[place] if place < len(self.rows) else None


@attrs.frozen(eq=False)
class CardIndex:
    """What a card is asked with: ladders by service and zone, and surcharges in their order."""

    services: tuple[str, ...]
    _ladders: Mapping[tuple[str, str], tuple[Ladder, ...]]
    _scopes: tuple[tuple[Surcharge, ...], ...]
    _cached: dict[tuple[str, str, date], tuple[tuple[Surcharge, ...], ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, card: RateCard) -> CardIndex:
        """The index of a card.

        Raises:
            BadInput: the card is not whole; ``InvalidRequest`` holds several errors.
        """
        errors: list[XborderError] = []
        if not card.rows:
            raise BadInput("the card has no prices", path="rows", hint="one row at least")
        by_way: dict[tuple[str, str], list[RateBand]] = {}
        for row in card.rows:
            by_way.setdefault((row.service, row.zone), []).append(row)
        errors.extend(_zone_names(card, {zone for _, zone in by_way}))
        ladders: dict[tuple[str, str], tuple[Ladder, ...]] = {}
        for way, rows in by_way.items():
            found = list(_ladder_faults(way, rows, card))
            errors.extend(found)
            if not found:
                ladders[way] = tuple(map(Ladder.of, _periods(rows)))
        series: dict[str, list[Surcharge]] = {}
        for surcharge in card.surcharges:
            series.setdefault(surcharge.code, []).append(surcharge)
        errors.extend(_surcharge_faults(card, series))
        if errors:
            raise errors[0] if len(errors) == 1 else InvalidRequest(errors[:_MOST_ERRORS])
        scopes = tuple(tuple(scope) for entries in series.values() for scope in _scopes(entries))
        return cls(tuple(dict.fromkeys(service for service, _ in by_way)), ladders, scopes)

    def ladder(self, service: str, zone: str, on: date) -> Ladder:
        """The bands that hold.

        Raises:
            BadInput: the service is not known, does not go there, or has no prices on the day.
        """
        periods = self._ladders.get((service, zone))
        if periods is None:
            if service not in self.services:
                hint = f"one of {', '.join(self.services)}"
                raise BadInput(f"{service!r:.40} is not a service", path="service", hint=hint)
            others = sorted(known for known, there in self._ladders if there == zone)
            raise BadInput(f"{service} does not go to zone {zone}", path="service", hint=f"one of {', '.join(others)}")
        found = pick(periods, on)
        if found is None:
            told = ", ".join(f"{period.from_ or 'ever'} to {period.until or 'now'}" for period in periods)
            raise BadInput(f"there are no prices for {on}", path="on", hint=f"the card has {told}")
        return found

    def surcharges(self, service: str, zone: str, on: date) -> tuple[tuple[Surcharge, ...], ...]:
        """What may be added, in order; those of one group stand together.

        Raises:
            BadInput: a surcharge that is not seasonal has no amount on the day.
        """
        key = (service, zone, on)
        found = self._cached.get(key)
        if found is None:
            if len(self._cached) >= _MOST_DAYS:
                self._cached.clear()
            found = self._cached[key] = tuple(self._found(service, zone, on))
        return found

    def _found(self, service: str, zone: str, on: date) -> Iterator[tuple[Surcharge, ...]]:
        groups: dict[object, list[Surcharge]] = {}
        for number, scope in enumerate(self._scopes):
            if scope[0].service not in {"", service} or scope[0].zone not in {"", zone}:
                continue
            surcharge = pick(scope, on)
            if surcharge is not None:
                groups.setdefault(surcharge.group or number, []).append(surcharge)
            elif not any(entry.seasonal for entry in scope):
                first = min((entry.from_ or date.min) for entry in scope)
                raise BadInput(f"{scope[0].code} is not known for {on}", path="on",
                               hint=f"the card has it from {first}; add its amount, or mark it seasonal")  # fmt: skip
        yield from map(tuple, groups.values())


# --- checks -----------------------------------------------------------------------------------------------------------


def _row_at(
    error: BadInput, entry: RateBand | Surcharge, entries: Sequence[RateBand | Surcharge], kind: str
) -> XborderError:
    where = entry.where or f"{kind}[{next(index for index, each in enumerate(entries) if each is entry)}]"
    return at_row(error, where)


def _zone_names(card: RateCard, priced: set[str]) -> Iterator[XborderError]:
    known = set(card.zones.zones)
    seen: set[str] = set()
    for row in card.rows:
        if row.zone not in known and row.zone not in seen:
            seen.add(row.zone)
            hint = f"one of {', '.join(card.zones.zones[:20])}"
            error = BadInput(f"nothing says where zone {row.zone!r} is", path="zone", hint=hint)
            yield _row_at(error, row, card.rows, "rows")
    for zone_row in card.zones.rows:
        if zone_row.zone not in priced and zone_row.zone not in seen:
            seen.add(zone_row.zone)
            error = BadInput(
                f"zone {zone_row.zone!r} has no prices", path="zone", hint="add rows for it, or leave it out"
            )
            yield at_row(error, zone_row.where or "zones")


def _periods(rows: Sequence[RateBand]) -> list[list[RateBand]]:
    """The rows by the days that they hold, earlier ones first."""
    found: dict[tuple[date | None, date | None], list[RateBand]] = {}
    for row in rows:
        found.setdefault((row.from_, row.until), []).append(row)
    return [found[key] for key in sorted(found, key=lambda key: (key[0] or date.min, key[1] or date.max))]


def _ladder_faults(way: tuple[str, str], rows: Sequence[RateBand], card: RateCard) -> Iterator[XborderError]:
    """What is wrong with the bands and the periods of one service to one zone."""
    name = f"{way[0]} to zone {way[1]}"
    periods = _periods(rows)
    for period in periods:
        reached: Fraction | None = Fraction(0)
        for row in sorted(period, key=lambda row: (row.above, row.to is None, row.to or 0)):
            error = None
            if reached is None or row.above < reached:
                error = BadInput(f"two prices of {name} hold above {written(row.above)}", path="above",
                                 hint="begin each band where the one before it ends")  # fmt: skip
            elif row.above > reached:
                error = BadInput(f"{name} has no price above {written(reached)} to {written(row.above)}", path="above",
                                 hint=f"begin it at {written(reached)}")  # fmt: skip
            if error is not None:
                yield _row_at(error, row, card.rows, "rows")
            reached = row.to
    try:
        check_series([period[0] for period in periods], name)
    except LawError as error:
        mended = BadInput(f"{name}: {error.message}", path="from", hint=error.hint)
        yield _row_at(mended, periods[-1][0], card.rows, "rows")


def _scopes(entries: Sequence[Surcharge]) -> list[list[Surcharge]]:
    """The entries of one code that follow each other over time: those for the same service, zone, area and parcels."""
    found: dict[tuple[object, ...], list[Surcharge]] = {}
    for entry in entries:
        key = (entry.service, entry.zone, entry.area, entry.condition, entry.size, entry.above)
        found.setdefault(key, []).append(entry)
    return list(found.values())


def _surcharge_faults(card: RateCard, series: Mapping[str, Sequence[Surcharge]]) -> Iterator[XborderError]:
    known = {
        "service": {row.service for row in card.rows}, "zone": set(card.zones.zones), "area": set(card.areas),
        "size": set(SIZE_RULES),
    }  # fmt: skip
    seen = {"freight"}
    for code, entries in series.items():
        for entry in entries:
            for error in _names(entry, known, seen):
                yield _row_at(error, entry, card.surcharges, "surcharges")
        scopes = _scopes(entries)
        for scope in scopes:
            try:
                check_series(scope, code, gaps=any(entry.seasonal for entry in scope))
            except LawError as fault:
                error = BadInput(f"{code}: {fault.message}", path="from", hint=fault.hint)
                yield _row_at(error, scope[-1], card.surcharges, "surcharges")
        for one, other in combinations(scopes, 2):
            if _both_hold(one, other):
                error = BadInput(f"two amounts of {code} hold for some parcels", path="code",
                                 hint="name service and zone in each, or give them codes of their own")  # fmt: skip
                yield _row_at(error, other[0], card.surcharges, "surcharges")
        seen.add(code)


def _names(entry: Surcharge, known: Mapping[str, set[str]], seen: set[str]) -> Iterator[BadInput]:
    """What a surcharge names and nobody defines."""
    named = {"service": entry.service, "zone": entry.zone, "area": entry.area, "size": entry.size}
    for path, value in named.items():
        if value and value not in known[path]:
            hint = f"one of {', '.join(sorted(known[path])[:20])}" if known[path] else "there is none"
            yield BadInput(f"{value!r} is not known", path=path, hint=hint)
    for part in entry.of:
        if part not in seen:
            yield BadInput(f"{entry.code} is of {part!r}, which is not computed before it", path="of",
                           hint="freight, or a surcharge that stands before it")  # fmt: skip


def _both_hold(one: Sequence[Surcharge], other: Sequence[Surcharge]) -> bool:
    """Whether amounts of one code for different services or zones meet on some parcel and day."""
    a, b = one[0], other[0]
    if (a.area, a.condition, a.size, a.above) != (b.area, b.condition, b.size, b.above):
        return False
    if not all(x == y or not x or not y for x, y in ((a.service, b.service), (a.zone, b.zone))):
        return False
    return any(
        (x.from_ or date.min) < (y.until or date.max) and (y.from_ or date.min) < (x.until or date.max)
        for x in one
        for y in other
    )
