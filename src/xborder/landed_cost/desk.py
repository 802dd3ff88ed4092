"""The desk: one host's configuration, asked for quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import attrs

from xborder.errors import BadInput, LawError, UnsupportedDestination
from xborder.landed_cost.consignment import Consignment, read_day
from xborder.landed_cost.memory import Memory

if TYPE_CHECKING:
    from xborder.identifiers import IdentifierChecks
    from xborder.landed_cost.assessment import Assessment, Situation
    from xborder.landed_cost.exchange import Exchange, Rates
    from xborder.landed_cost.quote import Quote
    from xborder.law.book import LawBook
    from xborder.law.plan import DayLaw, Plan
    from xborder.shipping.modes.days import Transit
    from xborder.shipping.modes.mode import Mode
    from xborder.shipping.modes.way import Way
    from xborder.tariff.answers import DutySource

__all__ = ["Desk", "quote"]

_MOST_KEPT = 8_000
_DAY = 100
_REGISTRATIONS = slice(7, 10)
"""Where circumstances have the registrations of seller, platform and buyer."""


def _bundled() -> LawBook:
    from xborder.law.book import LawBook  # noqa: PLC0415 - the law loads when a desk is made

    return LawBook()


def _at_hand() -> IdentifierChecks | None:
    from xborder.identifiers import automatic  # noqa: PLC0415 - loads when a desk is made

    return automatic()


def _tariff(given: DutySource | Sequence[DutySource] | None) -> DutySource | None:
    if not isinstance(given, (list, tuple)):
        return given  # type: ignore[return-value]  # a sequence is a list or a tuple
    from xborder.tariff.several import Several  # noqa: PLC0415 - few desks have several

    return Several(given)


class _Engine(NamedTuple):
    """What a quote is made with; it loads on first use."""

    assess: _Assess
    settle_currency: Callable[[Consignment, Situation, Exchange], tuple[str, str, bool]]
    exchange: type[Exchange]
    quote: type[Quote]


_Ready: TypeAlias = "tuple[_Assess, type[Quote], date, Situation, Exchange, Plan, str]"
_Assess: TypeAlias = "Callable[[Consignment, date, Situation, Exchange, Plan, str], Assessment]"


@cache
def _engine() -> _Engine:
    from xborder.landed_cost.assessment import assess, settle_currency  # noqa: PLC0415 - the engine loads on first use
    from xborder.landed_cost.exchange import Exchange  # noqa: PLC0415
    from xborder.landed_cost.quote import Quote  # noqa: PLC0415

    return _Engine(assess, settle_currency, Exchange, Quote)


@attrs.frozen(eq=False, slots=False)
class Desk:
    """A configured customs desk: immutable, safe to share between threads, and it compiles each law and day once.

    Attributes:
        tariffs: where duties come from; of several, the first that knows the code of goods answers. ``None`` is
            the bundled starter tariff. What is kept of answers is not read again: load files before a desk is made.
        rates: where exchange rates come from; ``None`` leaves only those of the request.
        policies: choices where the law is disputed or optional, by id; a request's own come first.
        clock: gives today; used when neither the call nor the request says the day.
        laws: the law packs, with the host's own laid over them.
        strict: whether law that was last checked before the day asked about is an error instead of a notice.
        identifiers: what tells registration numbers that cannot be right, each a notice and never an error; by default
            python-stdnum when it is installed, and ``None`` tells nothing.

    >>> desk = Desk(clock=lambda: date(2026, 11, 22))
    >>> desk.quote({
    ...     "ship_from": {"country": "CN"}, "ship_to": {"country": "NL"},
    ...     "lines": [{"hs": "8518.30", "duty": "2%", "unit_price": {"amount": "200.00", "currency": "EUR"}}],
    ... }).landed_cost
    Money('246.84', 'EUR')
    """

    tariffs: DutySource | None = attrs.field(default=None, converter=_tariff)
    rates: Rates | None = None
    policies: Mapping[str, str] = attrs.Factory(dict)
    clock: Callable[[], date] = date.today
    laws: LawBook = attrs.Factory(_bundled)
    strict: bool = False
    identifiers: IdentifierChecks | None = attrs.Factory(_at_hand)
    _days: dict[tuple[str, int], DayLaw] = attrs.field(init=False, factory=dict, repr=False)
    _changes: dict[str, tuple[date, ...]] = attrs.field(init=False, factory=dict, repr=False)
    _situations: dict[tuple[object, ...], Situation] = attrs.field(init=False, factory=dict, repr=False)
    _memory: Memory = attrs.field(init=False, factory=Memory, repr=False)
    _columns: dict[object, object] = attrs.field(init=False, factory=dict, repr=False)

    def quote(self, consignment: Consignment | Mapping[str, object], on: date | None = None) -> Quote:
        """What a consignment costs to land, charge by charge.

        Args:
            consignment: what is asked, as an object or in the JSON form of the contract.
            on: the tax point; it overrides the request's.

        Raises:
            XborderError: when nothing at all can be computed; it names the field and the way out.
        """
        if not isinstance(consignment, Consignment):
            consignment = Consignment.from_dict(consignment)
        assess, made, day, situation, exchange, plan, answer = self._ready(consignment, on)
        return made(assess(consignment, day, situation, exchange, plan, answer), self)

    def compare(
        self,
        consignment: Consignment | Mapping[str, object],
        procedures: Iterable[str] | None = None,
        modes: Iterable[str | Mode] | None = None,
        *,
        on: date | None = None,
        transit: Transit | None = None,
    ) -> tuple[Way, ...]:
        """The same goods by every way that they could travel and be imported, side by side.

        Args:
            consignment: what is asked, as an object or in the JSON form of the contract; its own mode and procedure
                do not matter here.
            procedures: ids of those to look at; by default all that the law of the destination has on the day.
            modes: names, or modes of :mod:`xborder.shipping` with what is known of them (where the stock lies, what
                its transport costs); by default direct mail, consolidation, bonded stock and an overseas warehouse.
            on: the tax point; it overrides the request's.
            transit: how long transport takes; by default what the modes say, else a rough table of the house.

        Returns:
            One way for each mode and procedure, those that are not lawful with the reasons why.

        Raises:
            XborderError: when the request itself is wrong; what a single way lacks is said there.
        """
        # The way the goods travel is the business of a room above this one: the desk is only its door, and nothing
        # here needs that room to be there until somebody asks.
        from xborder.shipping.modes.comparing import compare  # noqa: PLC0415 - see above

        return compare(self, consignment, procedures, modes, on=on, transit=transit)

    def _ready(self, consignment: Consignment, on: date | None) -> _Ready:
        """What a consignment is quoted with: the day, the law, the rates and the currencies."""
        assess, settle_currency, exchange_for, made = _engine()
        day = read_day(on) if on is not None else consignment.on or self.clock()
        key = (day, consignment.sums.circumstances)
        situation = self._situations.get(key)
        if situation is None:
            if self._memory.spent > _MOST_KEPT:
                self._forget()
            self._memory.spend(1)
            situation = self._situations[key] = self._situate(consignment, day)
        elif self._memory.spent > 2 * _MOST_KEPT:
            self._forget()
        exchange = exchange_for(consignment.fx, self.rates, day, situation.law.fx_rule)
        currency, answer, _ = settle_currency(consignment, situation, exchange)
        plan = situation.plans.get(currency)
        if plan is None:
            plan = situation.plans[currency] = situation.compile(currency)
        return assess, made, day, situation, exchange, plan, answer

    def _forget(self) -> None:
        """Drops everything that was kept for reuse; the next quotes work it out again."""
        self._situations.clear()
        self._days.clear()
        self._columns.clear()
        self._memory.spent = 0

    def _situate(self, consignment: Consignment, day: date) -> Situation:
        """Finds the law that governs the import."""
        from xborder.landed_cost.assessment import Situation  # noqa: PLC0415
        from xborder.places.find import territory_of  # noqa: PLC0415

        if type(day) is not date:
            raise BadInput(
                f"the clock says {day!r:.60}, which is not a calendar day",
                path="on",
                hint="give a clock that returns dates",
            )
        territory = territory_of(consignment.ship_to, day)
        if not territory.law:
            raise UnsupportedDestination(
                f"imports into {territory.name} follow a law of its own, which no pack holds",
                path="ship_to",
                hint=territory.note,
            )
        origin = territory_of(consignment.ship_from, day)
        if origin.code == territory.code and consignment.mode != "bonded" and territory.customs_area != "EU":
            raise BadInput(
                f"the goods do not leave {territory.name}: nothing is imported",
                path="ship_from.country",
                hint='for goods from a bonded warehouse give mode "bonded"',
            )
        law = self._day_law(territory.law, day)
        return Situation(
            law=law,
            territory=territory,
            circumstances=consignment.sums.circumstances,
            ship_from=origin.code if origin.code == "XI" else consignment.ship_from.country,
            policies=self._policies(law, consignment),
            memory=self._memory,
            tariffs=self.tariffs if self.tariffs is not None else starter(),
            identifiers=self.identifiers if any(consignment.sums.circumstances[_REGISTRATIONS]) else None,
        )

    def _day_law(self, code: str, day: date) -> DayLaw:
        """The law of a day; days between which nothing changes share it."""
        from bisect import bisect_right  # noqa: PLC0415 - with the rest of the engine

        from xborder.law.plan import changes, day_law  # noqa: PLC0415

        pack = self.laws.pack(code)
        head = pack.jurisdiction
        if day < head.known_from:
            raise UnsupportedDestination(
                f"the law of {head.name} is known from {head.known_from} on, not for {day}",
                path="on",
                hint="ask for a later day",
            )
        if self.strict and day > head.checked:
            raise LawError(
                f"the law of {head.name} was last checked on {head.checked}, before {day}",
                path="on",
                hint="a desk that is not strict answers with a notice",
            )
        days = self._changes.get(code)
        if days is None:
            days = self._changes[code] = changes(pack)
        period = bisect_right(days, day)
        known = self._days.get((code, period))
        if known is None:
            self._memory.spend(_DAY)
            known = self._days[code, period] = day_law(pack, day)
        return known

    def _policies(self, law: DayLaw, consignment: Consignment) -> tuple[tuple[str, str], ...]:
        """The choices that bear on this law: the request's over the desk's."""
        known = {policy.id: policy for policy in law.pack.policy}
        chosen: dict[str, str] = {}
        for choices in (self.policies, consignment.policies):
            for name, choice in choices.items():
                policy = known.get(name)
                if policy is None:
                    if not self._exists(name):
                        raise BadInput(
                            "no law pack has this policy",
                            path=f"policies.{name}",
                            hint=f"known here are {', '.join(known) or 'none'}",
                        )
                    continue
                if choice not in policy.choices:
                    raise BadInput(
                        f"{choice!r:.60} is not a choice",
                        path=f"policies.{name}",
                        hint=f"one of {', '.join(policy.choices)}",
                    )
                chosen[name] = choice
        return tuple(sorted(chosen.items()))

    def _exists(self, policy: str) -> bool:
        return any(policy == known.id for code in self.laws.codes for known in self.laws.pack(code).policy)


@cache
def starter() -> DutySource:
    """The bundled starter tariff, made once."""
    from xborder.tariff.starter import StarterTariff  # noqa: PLC0415 - loads on first use

    return StarterTariff()


def quote(consignment: Consignment | Mapping[str, object], on: date | None = None) -> Quote:
    """What a consignment costs to land, by a default desk: the starter tariff, no exchange rates of its own, today.

    Args:
        consignment: what is asked, as an object or in the JSON form of the contract.
        on: the tax point.

    Raises:
        XborderError: when nothing at all can be computed; it names the field and the way out.
    """
    return _default().quote(consignment, on)


@cache
def _default() -> Desk:
    return Desk()
