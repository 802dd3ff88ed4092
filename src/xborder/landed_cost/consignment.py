"""What is asked: goods sent at one time from one seller to one buyer, and the circumstances that law looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs
from moneyed import Money

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.goods.hs import normalise
from xborder.landed_cost import _reading as read
from xborder.landed_cost.ticks import TICKS, minor_step, ticks
from xborder.places.place import Place

if TYPE_CHECKING:
    from xborder.landed_cost.parts import FxQuote, Mass

__all__ = ["Consignment", "Line", "Party", "Sums", "read_day", "settle"]

SALES = ("b2c", "b2b", "c2c", "gift")
TRANSPORTS = ("courier", "post", "air", "sea", "road", "rail")
MODES = ("direct-mail", "consolidation", "bonded")
INCOTERMS = ("DDP", "DAP", "DPU", "CPT", "CIP", "CFR", "CIF", "FOB", "FAS", "FCA", "EXW")


def _known_category(value: object) -> str:
    name = read.word(value)
    if not name:
        return name
    from xborder.goods.categories import is_category  # noqa: PLC0415 - loads when a line names a category

    if not is_category(name):
        raise BadInput(f"{read.short(name)} is not a goods category", hint="for example book, food, clothing, toy")
    return name


def _measure_name(name: str) -> str:
    from xborder.goods.units import is_unit, unit_of  # noqa: PLC0415 - loads when a line has measures

    if not is_unit(name):
        raise BadInput("unknown measure", hint="for example kg, l, pieces, pairs, alcohol_vol")
    return unit_of(name).name


def _number(value: Decimal | int | str) -> Decimal:
    """Lets callers write whole numbers and text; what they wrote is checked with the other fields."""
    return value  # type: ignore[return-value]


@attrs.frozen(slots=False, unsafe_hash=False)
class Party:
    """Seller, platform or buyer, as far as law looks at them.

    Attributes:
        country: where the party is established; ISO 3166-1 alpha-2.
        registrations: scheme and tax numbers held, by the names of the contract (``ioss``, ``gb-vat`` ...).
        year_to_date: what a buyer has used of annual allowances, by name (``cn.cbec``), in the destination's currency.
    """

    country: str = ""
    registrations: Mapping[str, str] = attrs.Factory(dict)
    year_to_date: Mapping[str, Decimal] = attrs.Factory(dict)

    def __attrs_post_init__(self) -> None:
        read.check(self, _PARTY_FIELDS)


@attrs.frozen(slots=False, unsafe_hash=False)
class Line:
    """One kind of goods in a consignment.

    Attributes:
        unit_price: of one unit; ``quantity`` times it, rounded to cents or the like, less ``discount``, is its value.
        hs: the HS code, 2 to 12 digits; six or more give an exact answer.
        origin: country of origin; when empty, the country of dispatch is assumed and a notice says so.
        net_mass: of the whole line.
        measures: further measures of the whole line, by unit (``l``, ``pairs``, ``alcohol_vol`` ...).
        duty: a duty expression that replaces the tariff's base duty.
        duty_is_final: whether nothing is laid on top of ``duty``.
        category: a goods category that replaces the one derived from the HS code.
        preference: a preference programme claimed with proof of origin.

    >>> Line(unit_price=Money("12.50", "EUR"), quantity=2, hs="6109.10").hs
    '610910'
    """

    unit_price: Money
    quantity: Decimal = attrs.field(default=Decimal(1), converter=_number)
    hs: str = ""
    origin: str = ""
    sku: str = ""
    description: str = ""
    discount: Money | None = None
    net_mass: Mass | None = None
    measures: Mapping[str, Decimal] = attrs.Factory(dict)
    duty: str = ""
    duty_is_final: bool = False
    category: str = ""
    preference: str = ""

    def __attrs_post_init__(self) -> None:
        read.check(self, _LINE_FIELDS)


Circumstances = tuple[
    str, str, str, str, str, str, str, frozenset[str], frozenset[str], frozenset[str], tuple[tuple[str, str], ...],
    str, str, str, str,
]  # fmt: skip
"""Destination (country, subdivision, postal code), sale, transport, mode, country of dispatch, the registrations of
seller, platform and buyer, the request's policies, the town of destination, and of the place of dispatch subdivision,
postal code and town: what decides the plan."""


@attrs.define(eq=False, repr=False)
class Sums:
    """A consignment's amounts as whole millionths, each with its currency, and what its lines share.

    Attributes:
        lines: value of each line after its own discount.
        currencies: of each line.
        currency: the one currency of every amount in the consignment, or empty when there are several.
        total: where there is one currency, the lines together.
        less: where there is one currency, what the lines' own discounts have taken off.
        freight, insurance, discount: amounts for the whole consignment, with their currencies.
        off: what the lines' own discounts have taken off.
        units: how many articles, rounded up.
        goods: what rules look at in each line: code, origin, category, preference, duty, whether it is final.
        sketchy: whether a line lacks its origin or a full code.

    Nobody sets its fields; it is not frozen because a guard on them would take longer than the sums.
    """

    lines: tuple[int, ...]
    currencies: tuple[str, ...]
    currency: str
    total: int
    less: int
    freight: tuple[int, str]
    insurance: tuple[int, str]
    discount: tuple[int, str]
    off: tuple[int, ...]
    units: int
    goods: tuple[tuple[str, str, str, str, str, bool], ...]
    sketchy: bool
    circumstances: Circumstances


@attrs.frozen(slots=False, unsafe_hash=False)
class Consignment:
    """Goods sent at one time from one seller to one buyer under one transport contract: the unit that thresholds test.

    Attributes:
        on: the tax point; ``None`` is the desk's today.
        currency: of the answer; empty is the destination's.
        procedure: asked for by id; empty lets the law, then the cost decide.
        prices_include: what line prices and freight already contain: nothing, ``tax``, or ``tax`` and ``duty``.
        sums: amounts in the form that the engine computes with (derived).

    Raises:
        BadInput: naming the field.
        InvalidRequest: when several fields are wrong.
    """

    ship_from: Place
    ship_to: Place
    lines: tuple[Line, ...]
    on: date | None = None
    currency: str = ""
    sale: str = "b2c"
    seller: Party = attrs.field(default=None)  # becomes a party that says nothing
    platform: Party = attrs.field(default=None)  # becomes a party that says nothing
    buyer: Party = attrs.field(default=None)  # becomes a party that says nothing
    transport: str = "courier"
    mode: str = "direct-mail"
    procedure: str = ""
    incoterm: str = "DDP"
    freight: Money | None = None
    insurance: Money | None = None
    discount: Money | None = None
    prices_include: tuple[str, ...] = ()
    fx: tuple[FxQuote, ...] = ()
    policies: Mapping[str, str] = attrs.Factory(dict)
    sums: Sums = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        read.check(self, _FIELDS)
        settle(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Consignment:
        """Reads a request of the public contract.

        Args:
            data: the JSON object, with decimal strings for numbers.

        Raises:
            BadInput: naming the path of the field that is wrong.
            InvalidRequest: when several are.
        """
        return _READ(data)

    def to_dict(self) -> dict[str, object]:
        """The request of the public contract that reads back as this consignment."""
        from xborder.landed_cost._writing import request  # noqa: PLC0415 - only receipts and tests write requests

        return request(self)


_INCLUSIONS = ((), ("tax",), ("tax", "duty"), ("duty", "tax"))


def _strange_inclusion() -> BadInput:
    return BadInput("not a sensible list", path="prices_include", hint='[], ["tax"] or ["tax", "duty"]')


def settle(consignment: Consignment) -> None:
    """Adds the sums, or raises what is wrong."""
    errors: list[XborderError] = []
    if consignment.prices_include not in _INCLUSIONS:
        errors.append(_strange_inclusion())
    sums = _sums(consignment, errors)
    if errors:
        raise errors[0] if len(errors) == 1 else InvalidRequest(errors)
    object.__setattr__(consignment, "sums", sums)


def _sums(c: Consignment, errors: list[XborderError]) -> Sums | None:
    try:
        found = [line.__dict__.get("_worth") or _line_worth(line) for line in c.lines]
    except XborderError:
        errors.extend(_worthless(c.lines))
    freight = _NOTHING if c.freight is None else _part("freight", c.freight, errors)
    insurance = _NOTHING if c.insurance is None else _part("insurance", c.insurance, errors)
    discount = _NOTHING if c.discount is None else _part("discount", c.discount, errors)
    if errors:
        return None
    lines, off, currencies, articles, goods, sketchy = zip(*found)  # noqa: B905 - all are of one length
    ship_from = c.ship_from.country
    if True in sketchy:
        goods = tuple([(kind[0], kind[1] or ship_from, *kind[2:]) for kind in goods])
    used = {*currencies, freight[1], insurance[1], discount[1]}
    used.discard("")
    to, since = c.ship_to, c.ship_from
    seller, platform, buyer = c.seller.registrations, c.platform.registrations, c.buyer.registrations
    circumstances = (
        to.country, to.subdivision, to.postal_code, c.sale, c.transport, c.mode, ship_from,
        frozenset(seller) if seller else _NO_KEYS, frozenset(platform) if platform else _NO_KEYS,
        frozenset(buyer) if buyer else _NO_KEYS, tuple(c.policies.items()) if c.policies else (),
        to.city, since.subdivision, since.postal_code, since.city,
    )  # fmt: skip
    return Sums(
        lines, currencies, used.pop() if len(used) == 1 else "", sum(lines), sum(off),
        freight, insurance, discount, off, sum(articles), goods, True in sketchy, circumstances,
    )  # fmt: skip


_NOTHING = (0, "")
_NO_KEYS: frozenset[str] = frozenset()


def _part(name: str, part: Money, errors: list[XborderError]) -> tuple[int, str]:
    try:
        return ticks(part.amount), part.currency.code
    except XborderError as error:
        errors.append(error.at(name))
        return _NOTHING


def _worthless(lines: tuple[Line, ...]) -> Iterator[XborderError]:
    """What is wrong with the prices of lines."""
    for index, line in enumerate(lines):
        try:
            _line_worth(line)
        except XborderError as error:
            yield error.at(f"lines[{index}]")


def _line_worth(line: Line) -> _Worth:
    """What a line adds to the sums; kept with the line, which shops quote again and again."""
    price = line.unit_price
    code = price.currency.code
    minor = minor_step(code)
    quantity = ticks(line.quantity)
    if not quantity:
        raise BadInput("the quantity is zero", path="quantity", hint="leave the line out")
    step = TICKS * minor
    value = (2 * quantity * ticks(price.amount) + step) // (2 * step) * minor
    less = _discount(line.discount, code, value) if line.discount is not None else 0
    kind = (line.hs, line.origin, line.category, line.preference, line.duty, line.duty_is_final)
    sketchy = not line.origin or len(line.hs) < _EXACT
    found = line.__dict__["_worth"] = (value - less, less, code, -(-quantity // TICKS), kind, sketchy)
    return found


_EXACT = 6
_Worth = tuple[int, int, str, int, tuple[str, str, str, str, str, bool], bool]
"""Of a line: its value after its discount, the discount, the currency, the number of articles, the kind of goods, and
whether it lacks its origin or a full code."""


def _discount(discount: Money, code: str, value: int) -> int:
    off = ticks(discount.amount)
    if discount.currency.code != code:
        raise BadInput(f"the discount is in {discount.currency.code}, the price in {code}", path="discount.currency")
    if off > value:
        raise BadInput("the discount is more than the line is worth", path="discount")
    return off


def read_day(value: object) -> date:
    """The tax point as a caller gives it.

    Raises:
        BadInput: when it is not a calendar day.
    """
    if type(value) is date:
        return value
    raise BadInput(f"{read.short(value)} is not a day", path="on", hint="give a datetime.date, not a datetime")


# --- the public JSON form ---------------------------------------------------------------------------------------------


@read.remembered
def _country(value: object) -> str:
    try:
        return _plain_place(read.text(value)).country if value is not None and value != "" else ""
    except XborderError as error:
        raise read.unplaced(error) from None


def _answer_currency(value: object) -> str:
    return read.through(read.code, value) if value is not None and value != "" else ""


@read.remembered
def _hs_code(value: object) -> str:
    return normalise(read.text(value)) if value is not None and value != "" else ""


@read.remembered
def _duty(value: object) -> str:
    # The same text object each time: what is kept by kind of goods is then found by identity.
    expression = read.word(value)
    if expression:
        from xborder.tariff.dialects import parse_duty  # noqa: PLC0415 - few lines bring a duty of their own

        parse_duty(expression)
    return expression


@lru_cache(maxsize=1024)
def _plain_place(country: str) -> Place:
    return Place(country)


def _place(value: object) -> Place:
    """A place; the commonest form, a country alone, is made once for all."""
    if type(value) is dict and len(value) == 1 and type(country := value.get("country")) is str:
        try:
            return _plain_place(country)
        except XborderError:
            pass
    return value if isinstance(value, Place) else _ANY_PLACE(value)


_ANY_PLACE = read.record(
    read.built(Place),
    {
        "country": read.text, "subdivision": read.word, "postal_code": read.word,
        "city": read.word, "name": read.word,
        "street": read.optional(read.listed(read.text), ()),
    },
    required=("country",),
)  # fmt: skip
_PARTY_FIELDS: Mapping[str, read.Reader] = {
    "country": _country,
    "registrations": read.mapping(read.text),
    "year_to_date": read.mapping(read.decimal),
}
_PARTY = read.instance(Party, read.record(read.built(Party), _PARTY_FIELDS))


def _fx(value: object) -> FxQuote:
    from xborder.landed_cost.parts import read_fx  # noqa: PLC0415 - loads when a request brings rates

    return read_fx(value)


def _mass(value: object) -> Mass:
    from xborder.landed_cost.parts import read_mass  # noqa: PLC0415 - loads when a line has a mass

    return read_mass(value)


_LINE_FIELDS: Mapping[str, read.Reader] = {
    "sku": read.word,
    "description": read.word,
    "hs": _hs_code,
    "origin": _country,
    "quantity": read.decimal,
    "unit_price": read.money,
    "discount": read.optional(read.money),
    "net_mass": read.optional(_mass),
    "measures": read.mapping(read.decimal, _measure_name),
    "duty": _duty,
    "duty_is_final": read.flag,
    "category": read.remembered(_known_category),
    "preference": read.word,
}
_ANY_LINE = read.instance(
    Line,
    read.record(
        read.trusted(
            Line,
            quantity=Decimal(1),
            hs="",
            origin="",
            sku="",
            description="",
            discount=None,
            net_mass=None,
            measures={},
            duty="",
            duty_is_final=False,
            category="",
            preference="",
        ),
        _LINE_FIELDS,
        required=("unit_price",),
    ),
)


@lru_cache(maxsize=1024, typed=True)
def _known_line(amount: str, currency: str, *fields: object) -> Line:
    """A line by what it says: the names of its fields and then their values, the price apart."""
    if not all(isinstance(value, str | int) for value in fields):
        raise TypeError("read it without memory")
    half = len(fields) // 2
    line = dict(zip(fields[:half], fields[half:], strict=True))
    return _ANY_LINE({**line, "unit_price": {"amount": amount, "currency": currency}})


def _line(value: object) -> Line:
    """A line; those that say the same are made once."""
    if type(value) is dict:
        try:
            price, fields = value["unit_price"], _fields_of(tuple(value))
            key = fields, len(price), price["amount"], price["currency"], fields(value)
            known = _TEXTUAL.get(key)
            if known is not None:
                return known
            rest = value.copy()
            del rest["unit_price"]
            if type(price) is dict and len(price) == 2:
                made = _known_line(price["amount"], price["currency"], *rest, *rest.values())
                if all(type(said) is str for said in (*price.values(), *rest.values())):
                    _TEXTUAL.keep(key, made)
                return made
        except (TypeError, KeyError, XborderError):
            pass
    return _ANY_LINE(value)


@lru_cache(maxsize=512)
def _fields_of(names: tuple[str, ...]) -> Callable[[Any], object]:
    """What takes the values of these fields, the price apart; the same for the same names in the same order."""
    return itemgetter(*[name for name in names if name != "unit_price"])


_TEXTUAL = read.Known[tuple[object, ...], Line](1024)
"""Lines that are all text, by what they say: a key that is equal to one of these says the same."""


_FIELDS: Mapping[str, read.Reader] = {
    "on": read.day_or_none,
    "currency": read.remembered(_answer_currency),
    "sale": read.choice(*SALES),
    "ship_from": _place,
    "ship_to": _place,
    "seller": read.optional(_PARTY, Party()),
    "platform": read.optional(_PARTY, Party()),
    "buyer": read.optional(_PARTY, Party()),
    "transport": read.choice(*TRANSPORTS),
    "mode": read.choice(*MODES),
    "procedure": read.word,
    "incoterm": read.choice(*INCOTERMS),
    "freight": read.money_or_none,
    "insurance": read.money_or_none,
    "discount": read.money_or_none,
    "prices_include": read.listed(read.choice("tax", "duty")),
    "lines": read.listed(_line, least=1),
    "fx": read.listed(_fx),
    "policies": read.mapping(read.text),
}
_READ = read.record(
    read.trusted(
        Consignment,
        settle,
        on=None,
        currency="",
        sale="b2c",
        seller=Party(),
        platform=Party(),
        buyer=Party(),
        transport="courier",
        mode="direct-mail",
        procedure="",
        incoterm="DDP",
        freight=None,
        insurance=None,
        discount=None,
        prices_include=(),
        fx=(),
        policies={},
    ),
    _FIELDS,
    required=("ship_from", "ship_to", "lines"),
)
