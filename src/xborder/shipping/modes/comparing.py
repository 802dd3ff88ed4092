"""Lays the ways of one order side by side: every mode, and under it every procedure of the destination's law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from xborder.errors import BadInput, NoExchangeRate, UnsupportedDestination, XborderError
from xborder.goods.hs import display
from xborder.landed_cost.consignment import Consignment, read_day
from xborder.landed_cost.ways import LegalWay, Reason, legal_ways
from xborder.shipping._checks import one_of
from xborder.shipping.modes._known import Circumstances, known
from xborder.shipping.modes.days import Days, Transit
from xborder.shipping.modes.four import MODES, mode_of
from xborder.shipping.modes.mode import Mode, Prepared
from xborder.shipping.modes.way import Standing, Way
from xborder.tariff.answers import DutySource, ListSource

if TYPE_CHECKING:
    from xborder.landed_cost.desk import Desk

__all__ = ["compare"]

T = TypeVar("T")


def compare(
    desk: Desk,
    consignment: Consignment | Mapping[str, object],
    procedures: Iterable[str] | None = None,
    modes: Iterable[str | Mode] | None = None,
    *,
    on: date | None = None,
    transit: Transit | None = None,
) -> tuple[Way, ...]:
    """The ways of one order; what :meth:`xborder.Desk.compare` answers, where the arguments are told.

    Raises:
        XborderError: when the request itself is wrong.
    """
    order = consignment if isinstance(consignment, Consignment) else Consignment.from_dict(consignment)
    day = read_day(on) if on is not None else order.on or desk.clock()
    wanted = _names(procedures)
    if transit is not None and not callable(getattr(transit, "days", None)):
        raise BadInput(f"{transit!r:.60} knows no days", path="transit", hint="see xborder.shipping.Transit")
    ways: list[Way] = []
    for mode in map(mode_of, _listed(modes, "modes") if modes is not None else MODES):
        ways.extend(_by_mode(desk, order, mode, day, wanted, transit))
    return tuple(ways)


def _names(procedures: Iterable[str] | None) -> frozenset[str] | None:
    if procedures is None:
        return None
    given: list[object] = list(_listed(procedures, "procedures"))
    for name in given:
        if not isinstance(name, str) or not name:
            raise BadInput(f"{name!r:.40} is not a procedure", path="procedures", hint="for example eu.h7")
    return frozenset(map(str, given))


def _listed(given: Iterable[T], path: str) -> Iterable[T]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadInput(f"{given!r:.40} is not a list", path=path, hint="a list, even of one")
    return given


def _by_mode(
    desk: Desk, order: Consignment, mode: Mode, day: date, wanted: frozenset[str] | None, transit: Transit | None
) -> Iterator[Way]:
    prepared = mode.prepare(order, day)
    days = _days(mode, prepared, transit)
    law_day = prepared.on or day
    notes = _notes(order, mode)
    try:
        found = legal_ways(desk, prepared.consignment, law_day, wanted)
    except (UnsupportedDestination, NoExchangeRate) as error:
        yield _without_law(error, mode, prepared, law_day, days, notes)
        return
    except BadInput as error:
        if error.path != "ship_from.country":
            raise
        yield _without_law(error, mode, prepared, law_day, days, notes)
        return
    for legal in found:
        standing, reasons = _standing(desk, legal, mode, prepared, law_day)
        yield Way(
            mode.name,
            legal.rule.id,
            legal.rule.name,
            standing,
            reasons,
            legal.quote if standing is Standing.LAWFUL else None,
            prepared.consignment.transport,
            prepared.origin,
            prepared.destination,
            law_day,
            days,
            mode.stock_days,
            prepared.orders,
            legal.rule.collected,
            notes,
        )


def _standing(
    desk: Desk, legal: LegalWay, mode: Mode, prepared: Prepared, day: date
) -> tuple[Standing, tuple[Reason, ...]]:
    """What is known of a procedure under a mode, and why it falls short."""
    reasons = [*prepared.objections, *legal.reasons]
    if not legal.reasons:
        objection = mode.objects(legal.rule)
        if objection is not None:
            reasons.append(objection)
        reasons.extend(_not_listed(desk.tariffs, legal.rule.id, prepared, day))
    if reasons:
        return Standing.UNLAWFUL, tuple(reasons)
    if legal.failure is not None:
        code = "unknown-duty" if legal.failure.code == "unknown-duty-rate" else "not-calculable"
        return Standing.NOT_CALCULABLE, (Reason(code, str(legal.failure)),)
    return Standing.LAWFUL, ()


def _not_listed(
    tariffs: DutySource | ListSource | None, procedure: str, prepared: Prepared, day: date
) -> Iterator[Reason]:
    """The lines that are not on a list of goods that the procedure is open to, where the tariff has the list."""
    if not isinstance(tariffs, ListSource):
        return
    for row in known().rows("admission", Circumstances("", procedure=procedure)):
        name = row.said["list"]
        if name not in tariffs.lists_known(prepared.destination, day):
            continue
        for index, line in enumerate(prepared.consignment.lines):
            if not line.hs or name not in tariffs.lists(prepared.destination, line.hs, day):
                goods = display(line.hs) if line.hs else "goods without a code"
                yield Reason("not-listed", f"lines[{index}]: {goods} is not on {row.said['name']}")


def _without_law(
    error: XborderError, mode: Mode, prepared: Prepared, day: date, days: Days | None, notes: tuple[str, ...]
) -> Way:
    """The one way of a mode when the law cannot even be asked: its other figures stand all the same."""
    standing, code = {
        UnsupportedDestination: (Standing.UNSUPPORTED, "no-law-pack"),
        NoExchangeRate: (Standing.NOT_CALCULABLE, "no-exchange-rate"),
    }.get(type(error), (Standing.UNLAWFUL, "no-import"))
    return Way(
        mode.name, "", "", standing, (*prepared.objections, Reason(code, error.message)), None,
        prepared.consignment.transport, prepared.origin, prepared.destination, day, days, mode.stock_days,
        prepared.orders, notes=notes,
    )  # fmt: skip


def _days(mode: Mode, prepared: Prepared, transit: Transit | None) -> Days | None:
    """What the host says of this mode, else what its transit knows, else the prior of the house."""
    if mode.days is not None:
        return mode.days
    transport = prepared.consignment.transport
    if transit is not None:
        found = transit.days(mode.name, transport, prepared.origin, prepared.destination)
        if found is not None:
            return one_of(Days, found, "transit.days")
    return known().days(Circumstances(mode.name, transport, prepared.origin, prepared.destination))


def _notes(order: Consignment, mode: Mode) -> tuple[str, ...]:
    """What was assumed for the mode."""
    found = []
    if getattr(mode, "freight", None) is None and mode.name != "direct-mail" and order.freight:
        found.append("The freight of the order was taken for this mode as well: say what it costs this way.")
    if mode.stock_days is not None:
        for index, line in enumerate(order.lines):
            if not line.origin:
                found.append(f"lines[{index}] gives no origin; {order.ship_from.country} was taken.")
    return tuple(found)
