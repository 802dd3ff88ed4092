"""The ledger of a bonded stock: an immutable value, and the table of what may happen to its lots."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.money._exact import decimal_of
from xborder.money.allocation import allocate
from xborder.money.currencies import minor_units
from xborder.money.rounding import round_ratio
from xborder.shipping.bonded._seen import Seen
from xborder.shipping.bonded.events import (
    Adjustment,
    Destruction,
    Event,
    LotMovement,
    LotMovementKind,
    Pick,
    Release,
    Removal,
    Return,
    StockIn,
    Transfer,
)  # fmt: skip
from xborder.shipping.bonded.lots import Lot, LotState, Part
from xborder.shipping.errors import AlreadyRecorded, NotAllowed, NotEnoughStock, NotFound

__all__ = ["ALLOWED", "Applied", "Ledger"]

ALLOWED: Mapping[LotState, frozenset[type]] = types.MappingProxyType(
    {
        LotState.OPEN: frozenset({Release, Removal, Transfer, Adjustment, Return, Destruction}),
        LotState.EXHAUSTED: frozenset({Adjustment, Return}),
        LotState.EXPIRED: frozenset({Removal, Adjustment, Return, Destruction}),
        LotState.AHEAD: frozenset(),
    }
)
"""Which events a lot may see in which state."""


@attrs.frozen
class Applied:
    """What applying an event came to.

    Attributes:
        ledger: as it is then.
        happened: what the event did, lot by lot.
        repeated: whether it had been applied before, so that nothing changed.
    """

    ledger: Ledger
    happened: tuple[LotMovement, ...]
    repeated: bool = False


def _read_only(lots: Mapping[str, Lot]) -> Mapping[str, Lot]:
    return types.MappingProxyType(dict(lots))


@attrs.frozen(eq=False, repr=False)
class Ledger:
    """Lots by id, in the order in which they were recorded; what has happened is known by event id.

    Attributes:
        lots: all lots, those with nothing left as well.

    >>> from xborder.places import Place
    >>> from xborder.shipping import Warehouse
    >>> zone = Warehouse(Place("CN", city="Zhengzhou"), "cn-1210")
    >>> ledger = Ledger()
    >>> for number, day in (("A", 1), ("B", 15)):
    ...     lot = Lot(number, "SERUM", zone, 10, Money("600.00", "EUR"), date(2026, 9, day))
    ...     ledger = ledger.apply(StockIn(f"in-{number}", date(2026, 9, day), lot)).ledger
    >>> applied = ledger.apply(Release("order-1", date(2026, 11, 22), "SERUM", 12))
    >>> [(movement.lot, str(movement.part.quantity), movement.part.value) for movement in applied.happened]
    [('A', '10', Money('600.00', 'EUR')), ('B', '2', Money('120.00', 'EUR'))]
    >>> applied.ledger.on_hand("SERUM"), ledger.on_hand("SERUM")
    (Decimal('8'), Decimal('20'))
    """

    lots: Mapping[str, Lot] = attrs.field(factory=dict, converter=_read_only)
    _seen: Seen[tuple[Event, tuple[LotMovement, ...]]] = attrs.field(factory=Seen, alias="seen")
    _back: Mapping[str, tuple[LotMovement, ...]] = attrs.field(factory=dict, alias="back")

    def __repr__(self) -> str:
        return f"<Ledger of {len(self.lots)} lots after {len(self._seen)} events>"

    def on_hand(self, sku: str, on: date | None = None) -> Decimal:
        """How much there is of a kind of goods; with a day, how much may be released then."""
        return sum(
            (
                lot.quantity
                for lot in self.lots.values()
                if lot.sku == sku and (on is None or lot.state(on) is LotState.OPEN)
            ),
            Decimal(0),
        )

    def expiring(self, until: date) -> tuple[Lot, ...]:
        """The lots with something left whose last day is not after a day, the most urgent first."""
        found = [
            (last, lot)
            for lot in self.lots.values()
            if lot.quantity and (last := lot.last_day) is not None and last <= until
        ]
        return tuple(lot for _, lot in sorted(found, key=lambda pair: pair[0]))

    def happened(self, event: str) -> tuple[LotMovement, ...]:
        """What an event did.

        Raises:
            NotFound: when no such event was applied.
        """
        found = self._seen.get(event)
        if found is None:
            raise NotFound(f"nothing was recorded under {event!r:.60}", path="event", hint="the id of an event")
        return found[1]

    def apply(self, event: Event) -> Applied:
        """The ledger after an event; an event that was applied before changes nothing.

        Raises:
            NotEnoughStock: when there is less than it takes.
            NotFound: when it names a lot or release that is not there.
            NotAllowed: when a lot may not see such an event in its state (see ``ALLOWED``).
            AlreadyRecorded: when its id or that of its new lot stands for something else.
            BadInput: when it is not an event.
        """
        handler = _HANDLERS.get(type(event))
        if handler is None:
            raise BadInput(
                f"{event!r:.60} is not an event of the ledger", path="event", hint="for example Release(...)"
            )
        seen = self._seen.get(event.id)
        if seen is not None:
            if seen[0] != event:
                raise AlreadyRecorded(
                    f"another event was recorded as {event.id!r:.60}",
                    path="id",
                    hint="give each event an id of its own",
                )
            return Applied(self, seen[1], repeated=True)
        lots = dict(self.lots)
        happened = tuple(handler(self, event, lots))
        back = self._back
        if isinstance(event, Return):
            back = {**back, event.release: (*back.get(event.release, ()), *happened)}
        return Applied(Ledger(lots, self._seen.adding(event.id, (event, happened)), back), happened)

    def apply_all(self, events: Iterable[Event]) -> Applied:
        """Applies events in turn, all or none.

        Raises:
            XborderError: of the first that cannot be applied.
        """
        ledger, happened = self, list[LotMovement]()
        for event in events:
            applied = ledger.apply(event)
            ledger = applied.ledger
            happened.extend(applied.happened)
        return Applied(ledger, tuple(happened))

    # What each event does ---------------------------------------------------------------------------------------------

    def _open(self, lots: Mapping[str, Lot], name: str, event: Event) -> Lot:
        lot = lots.get(name)
        if lot is None:
            raise NotFound(f"there is no lot {name!r:.60}", path="lot", hint=f"known are {', '.join(lots) or 'none'}")
        state = lot.state(event.on)
        if type(event) not in ALLOWED[state]:
            if state is LotState.EXHAUSTED:
                raise NotEnoughStock(f"nothing is left of lot {name}", path="quantity", hint="take another lot")
            raise NotAllowed(
                f"lot {name} is {state} on {event.on}: no {type(event).__name__.lower()}",
                path="lot",
                hint="look at Lot.state and at ALLOWED",
            )
        return lot

    def _stock_in(self, event: StockIn, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        lot = event.lot
        if not lot.quantity:
            raise BadInput("the lot has nothing in it", path="lot", hint="a Lot with a quantity above zero")
        _new(lot.id, lots)
        if event.on < lot.admitted:
            raise BadInput(
                f"the lot is admitted on {lot.admitted}, after {event.on}", path="on", hint="record it on that day"
            )
        lots[lot.id] = lot
        yield _moved(event, LotMovementKind.IN, lot, Part(lot.quantity, lot.value, lot.duty))

    def _release(self, event: Release, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        left = event.quantity
        for lot in self._picked(event, lots):
            taken, lots[lot.id] = lot.take(min(left, lot.quantity))
            left -= taken.quantity
            yield _moved(event, LotMovementKind.RELEASED, lot, taken)
            if not left:
                return
        raise NotEnoughStock(
            f"{event.quantity} of {event.sku} are wanted, {event.quantity - left} are there",
            path="quantity",
            hint="expired lots do not count; see Ledger.on_hand",
        )

    def _picked(self, event: Release, lots: Mapping[str, Lot]) -> list[Lot]:
        """The lots to take from, in turn."""
        if event.pick is Pick.LOT:
            lot = self._open(lots, event.lot, event)
            if lot.sku != event.sku:
                raise BadInput(f"lot {lot.id} is of {lot.sku}, not {event.sku}", path="lot", hint="name another lot")
            return [lot]
        found = [lot for lot in lots.values() if lot.sku == event.sku and lot.state(event.on) is LotState.OPEN]
        if event.pick is Pick.FEFO:
            found.sort(key=lambda lot: (lot.last_day or date.max, lot.admitted))
        else:
            found.sort(key=lambda lot: lot.admitted)
        return found

    def _out(self, event: Removal | Destruction, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        kind = LotMovementKind.REMOVED if isinstance(event, Removal) else LotMovementKind.DESTROYED
        yield _moved(event, kind, *_taken(self._open(lots, event.lot, event), event.quantity, lots))

    def _transfer(self, event: Transfer, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        lot = self._open(lots, event.lot, event)
        _new(event.new_lot, lots)
        lot, taken = _taken(lot, event.quantity, lots)
        yield _moved(event, LotMovementKind.MOVED_OUT, lot, taken)
        made = attrs.evolve(
            lot, id=event.new_lot, warehouse=event.to, quantity=taken.quantity, value=taken.value, duty=taken.duty
        )
        lots[made.id] = made
        yield _moved(event, LotMovementKind.MOVED_IN, made, taken)

    def _adjustment(self, event: Adjustment, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        lot = self._open(lots, event.lot, event)
        if not event.more:
            yield _moved(event, LotMovementKind.MISSING, *_taken(lot, event.quantity, lots))
            return
        found = Part(event.quantity, _worth(event, lot), _in_proportion(lot.duty, event.quantity, lot.quantity))
        lots[lot.id] = lot.put(found)
        yield _moved(event, LotMovementKind.FOUND, lot, found)

    def _return(self, event: Return, lots: dict[str, Lot]) -> Iterator[LotMovement]:
        released = [each for each in self.happened(event.release) if each.kind is LotMovementKind.RELEASED]
        if not released:
            raise NotAllowed(f"{event.release} is not a release", path="release", hint="the id of a Release")
        if event.on < released[0].on:
            raise BadInput("the goods come back before they left", path="on", hint="a day after the release")
        left = event.quantity
        for movement in reversed(released):
            out = self._still_out(movement)
            if not out.quantity:
                continue
            lot = self._open(lots, movement.lot, event)
            back = _part_of(out, min(left, out.quantity))
            lots[lot.id] = lot.put(back)
            left -= back.quantity
            yield _moved(event, LotMovementKind.RETURNED, lot, back)
            if not left:
                return
        raise NotEnoughStock(
            f"{event.quantity} come back, {event.quantity - left} of {event.release} are still out",
            path="quantity",
            hint="no more can come back than was released",
        )

    def _still_out(self, released: LotMovement) -> Part:
        """What of a release from one lot has not come back yet."""
        out = released.part
        for movement in self._back.get(released.event, ()):
            if movement.lot == released.lot:
                out = _less(out, movement.part)
        return out


def _new(name: str, lots: Mapping[str, Lot]) -> None:
    if name in lots:
        raise AlreadyRecorded(f"there is a lot {name!r:.60} already", path="lot.id", hint="give it an id of its own")


def _taken(lot: Lot, wanted: Decimal, lots: dict[str, Lot]) -> tuple[Lot, Part]:
    """Takes some out of a lot, if there is as much."""
    if wanted > lot.quantity:
        raise NotEnoughStock(
            f"{wanted} of lot {lot.id} are wanted, {lot.quantity} are there", path="quantity", hint="take less"
        )
    part, lots[lot.id] = lot.take(wanted)
    return lot, part


def _moved(event: Event, kind: LotMovementKind, lot: Lot, part: Part) -> LotMovement:
    return LotMovement(event.id, event.on, kind, lot.id, lot.sku, part, lot.admitted)


def _worth(event: Adjustment, lot: Lot) -> Money:
    """What goods that were found are worth."""
    if event.value is not None:
        if event.value.currency != lot.value.currency or event.value.amount < 0:
            raise BadInput(
                f"{event.value} does not go with a lot in {lot.value.currency.code}", path="value",
                hint="an amount of zero or more in the currency of the lot",
            )  # fmt: skip
        return event.value
    worth = _in_proportion(lot.value, event.quantity, lot.quantity) if lot.quantity else None
    if worth is None:
        raise BadInput("nothing is left to reckon the value by", path="value", hint="say what the goods are worth")
    return worth


def _in_proportion(amount: Money | None, part: Decimal, whole: Decimal) -> Money | None:
    """An amount for a part at the rate of the whole, rounded half up to the minor unit."""
    if amount is None or not whole:
        return None if amount is None else Money(0, amount.currency)
    digits = minor_units(amount.currency.code)
    exact = Fraction(amount.amount) * Fraction(part) / Fraction(whole) * 10**digits
    return Money(decimal_of(round_ratio(exact.numerator, exact.denominator), digits), amount.currency)


def _part_of(whole: Part, wanted: Decimal) -> Part:
    left = whole.quantity - wanted
    duty = None if whole.duty is None else allocate(whole.duty, [wanted, left])[0]
    return Part(wanted, allocate(whole.value, [wanted, left])[0], duty)


def _less(whole: Part, part: Part) -> Part:
    duty = None if whole.duty is None or part.duty is None else whole.duty - part.duty
    return Part(whole.quantity - part.quantity, whole.value - part.value, duty)


_HANDLERS: dict[type, Callable[..., Iterator[LotMovement]]] = {
    StockIn: Ledger._stock_in,  # noqa: SLF001 - the table is part of the class
    Release: Ledger._release,  # noqa: SLF001
    Removal: Ledger._out,  # noqa: SLF001
    Destruction: Ledger._out,  # noqa: SLF001
    Transfer: Ledger._transfer,  # noqa: SLF001
    Adjustment: Ledger._adjustment,  # noqa: SLF001
    Return: Ledger._return,  # noqa: SLF001
}
