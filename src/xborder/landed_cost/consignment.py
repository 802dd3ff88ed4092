"""What is asked: goods sent at one time from one seller to one buyer, and the circumstances that law looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import attrs
from moneyed import Money

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.goods.categories import is_category
from xborder.goods.hs import normalise
from xborder.goods.units import is_unit, unit_of
from xborder.landed_cost import _reading as read
from xborder.landed_cost.ticks import TICKS, minor_step, ticks
from xborder.money.currencies import currency
from xborder.places import Place

__all__ = ["Consignment", "FxQuote", "Line", "Mass", "Party"]

SALES = ("b2c", "b2b", "c2c", "gift")
TRANSPORTS = ("courier", "post", "air", "sea", "road", "rail")
MODES = ("direct-mail", "consolidation", "bonded")
INCOTERMS = ("DDP", "DAP", "DPU", "CPT", "CIP", "CFR", "CIF", "FOB", "FAS", "FCA", "EXW")

_MASS_UNITS = ("kg", "g", "lb", "oz")


def _number(value: Decimal | int | str) -> Decimal:
    if type(value) is Decimal:
        if value.is_finite() and not value.is_signed():
            return value
        raise BadInput(f"{value} is not a usable number", hint="give nothing or more")
    return read.decimal(value)


def _money(value: Money | None) -> Money | None:
    if value is None:
        return None
    if not isinstance(value, Money):
        return read.money(value)
    if not value.amount.is_finite() or value.amount < 0:
        raise BadInput(f"{value.amount} is not a usable amount", path="amount", hint="give nothing or more")
    currency(value.currency.code)
    return value


def _hs(value: str) -> str:
    return normalise(value) if value else ""


def _known_category(value: str) -> str:
    if value and not is_category(value):
        raise BadInput(f"{read.short(value)} is not a goods category", hint="for example book, food, clothing, toy")
    return value


def _measures(value: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return {_measure_name(name): _number(amount) for name, amount in value.items()} if value else value


def _measure_name(name: str) -> str:
    if not isinstance(name, str) or not is_unit(name):
        raise BadInput("unknown measure", hint="for example kg, l, pieces, pairs, alcohol_vol")
    return unit_of(name).name


@attrs.frozen
class Mass:
    """A mass in kg, g, lb or oz."""

    value: Decimal = attrs.field(converter=_number)
    unit: str = "kg"

    def __attrs_post_init__(self) -> None:
        if self.unit not in _MASS_UNITS:
            raise BadInput(f"{read.short(self.unit)} is not a unit of mass", path="unit", hint=f"one of {', '.join(_MASS_UNITS)}")

    @property
    def kilograms(self) -> Fraction:
        """The mass in kilograms, exact."""
        return Fraction(self.value) * unit_of(self.unit).factor / unit_of("kg").factor


@attrs.frozen
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


@attrs.frozen
class FxQuote:
    """An exchange rate that the request brings along: 1 ``base`` is ``rate`` ``quote``."""

    base: str
    quote: str
    rate: Decimal = attrs.field(converter=_number)
    on: date | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("base", "quote"):
            try:
                currency(getattr(self, name))
            except XborderError as error:
                raise error.at(name) from None
        if self.rate == 0:
            raise BadInput("a rate is more than nothing", path="rate")

    def to_dict(self) -> dict[str, str | None]:
        """The rate as the public contract writes it."""
        return {
            "base": self.base,
            "quote": self.quote,
            "rate": str(self.rate),
            "on": self.on.isoformat() if self.on else None,
            "source": self.source,
        }


@attrs.frozen(slots=False)
class Line:
    """One kind of goods in a consignment.

    Attributes:
        unit_price: of one unit; ``quantity`` times it, rounded to the currency's minor unit, less ``discount``, is the line's value.
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

    unit_price: Money = attrs.field(converter=_money)
    quantity: Decimal = attrs.field(default=Decimal(1), converter=_number)
    hs: str = attrs.field(default="", converter=_hs)
    origin: str = ""
    sku: str = ""
    description: str = ""
    discount: Money | None = attrs.field(default=None, converter=_money)
    net_mass: Mass | None = None
    measures: Mapping[str, Decimal] = attrs.field(factory=dict, converter=_measures)
    duty: str = ""
    duty_is_final: bool = False
    category: str = attrs.field(default="", converter=_known_category)
    preference: str = ""


Circumstances = tuple[
    str, str, str, str, str, str, str, frozenset[str], frozenset[str], frozenset[str], tuple[tuple[str, str], ...]
]
"""Destination (country, subdivision, postal code), sale, transport, mode, country of dispatch, the registrations of seller,
platform and buyer, and the request's policies: what decides the plan."""


@attrs.frozen(slots=False)
class Sums:
    """A consignment's amounts as whole millionths, each with its currency, and what its lines share.

    Attributes:
        lines: value of each line after its own discount.
        currencies: of each line.
        currency: the one currency of every amount in the consignment, or empty when there are several.
        freight, insurance, discount: amounts for the whole consignment, with their currencies.
        off: what the lines' own discounts have taken off.
        units: how many articles, rounded up.
        goods: what rules look at in each line: code, origin, category, preference, duty, whether it is final.
        sketchy: whether a line lacks its origin or a full code.
    """

    lines: tuple[int, ...]
    currencies: tuple[str, ...]
    currency: str
    freight: tuple[int, str]
    insurance: tuple[int, str]
    discount: tuple[int, str]
    off: tuple[int, ...]
    units: int
    goods: tuple[tuple[str, str, str, str, str, bool], ...]
    sketchy: bool
    circumstances: Circumstances


@attrs.frozen(slots=False)
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
    lines: tuple[Line, ...] = attrs.field(converter=tuple)
    on: date | None = None
    currency: str = ""
    sale: str = "b2c"
    seller: Party = Party()
    platform: Party = Party()
    buyer: Party = Party()
    transport: str = "courier"
    mode: str = "direct-mail"
    procedure: str = ""
    incoterm: str = "DDP"
    freight: Money | None = attrs.field(default=None, converter=_money)
    insurance: Money | None = attrs.field(default=None, converter=_money)
    discount: Money | None = attrs.field(default=None, converter=_money)
    prices_include: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    fx: tuple[FxQuote, ...] = attrs.field(default=(), converter=tuple)
    policies: Mapping[str, str] = attrs.Factory(dict)
    sums: Sums = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        errors: list[XborderError] = []
        if self.sale not in SALES or self.transport not in TRANSPORTS or self.mode not in MODES or self.incoterm not in INCOTERMS:
            errors.extend(_strange_words(self))
        if self.prices_include not in _INCLUSIONS:
            errors.append(_strange_inclusion())
        if not self.lines:
            errors.append(BadInput("there are no lines", path="lines", hint="give at least one"))
        _settle(self, errors)

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


_WORDS = (("sale", SALES), ("transport", TRANSPORTS), ("mode", MODES), ("incoterm", INCOTERMS))


def _strange_words(consignment: Consignment) -> Iterator[XborderError]:
    for name, known in _WORDS:
        value = getattr(consignment, name)
        if value not in known:
            yield BadInput(f"{read.short(value)} is not known here", path=name, hint=f"one of {', '.join(known)}")


_INCLUSIONS = ((), ("tax",), ("tax", "duty"), ("duty", "tax"))


def _strange_inclusion() -> BadInput:
    return BadInput("not a sensible list", path="prices_include", hint='[], ["tax"] or ["tax", "duty"]')


def _settle(consignment: Consignment, errors: list[XborderError]) -> None:
    """Adds the sums, or raises what is wrong."""
    sums = _sums(consignment, errors)
    if errors:
        raise errors[0] if len(errors) == 1 else InvalidRequest(errors)
    object.__setattr__(consignment, "sums", sums)


def _sums(c: Consignment, errors: list[XborderError]) -> Sums | None:
    lines: list[int] = []
    currencies: list[str] = []
    goods: list[tuple[str, str, str, str, str, bool]] = []
    off: list[int] = []
    units = 0
    sketchy = False
    ship_from = c.ship_from.country
    for index, line in enumerate(c.lines):
        try:
            price = line.unit_price
            code = price.currency.code
            minor = minor_step(code)
            quantity = ticks(line.quantity)
            if not quantity:
                raise BadInput("the quantity is zero", path="quantity", hint="leave the line out")
            step = TICKS * minor
            value = (2 * quantity * ticks(price.amount) + step) // (2 * step) * minor
            less = _discount(line.discount, code, value) if line.discount is not None else 0
        except XborderError as error:
            errors.append(error.at(f"lines[{index}]"))
            continue
        lines.append(value - less)
        off.append(less)
        currencies.append(code)
        units -= -quantity // TICKS
        hs = line.hs
        sketchy = sketchy or not line.origin or len(hs) < 6
        goods.append((hs, line.origin or ship_from, line.category, line.preference, line.duty, line.duty_is_final))
    freight, insurance, discount = (
        _NOTHING if part is None else _part(name, part, errors)
        for name, part in (("freight", c.freight), ("insurance", c.insurance), ("discount", c.discount))
    )
    if errors:
        return None
    used = {*currencies, freight[1], insurance[1], discount[1]}
    used.discard("")
    to = c.ship_to
    circumstances = (
        to.country, to.subdivision, to.postal_code, c.sale, c.transport, c.mode, ship_from,
        _keys(c.seller), _keys(c.platform), _keys(c.buyer), tuple(c.policies.items()) if c.policies else (),
    )  # fmt: skip
    return Sums(
        tuple(lines), tuple(currencies), used.pop() if len(used) == 1 else "",
        freight, insurance, discount, tuple(off), units, tuple(goods), sketchy, circumstances,
    )  # fmt: skip


_NOTHING = (0, "")
_NO_KEYS: frozenset[str] = frozenset()


def _keys(party: Party) -> frozenset[str]:
    return frozenset(party.registrations) if party.registrations else _NO_KEYS


def _part(name: str, part: Money, errors: list[XborderError]) -> tuple[int, str]:
    try:
        return ticks(part.amount), part.currency.code
    except XborderError as error:
        errors.append(error.at(name))
        return _NOTHING


def _discount(discount: Money, code: str, value: int) -> int:
    off = ticks(discount.amount)
    if discount.currency.code != code:
        raise BadInput(f"the discount is in {discount.currency.code}, the price in {code}", path="discount.currency")
    if off > value:
        raise BadInput("the discount is more than the line is worth", path="discount")
    return off


# --- the public JSON form ---------------------------------------------------------------------------------------------


@read.remembered
def _country(value: object) -> str:
    return _plain_place(read.text(value)).country if value is not None else ""


@read.remembered
def _code(value: object) -> str:
    return currency(read.text(value)).code if value is not None else ""


@read.remembered
def _hs_code(value: object) -> str:
    return _hs(read.word(value))


@read.remembered
def _duty(value: object) -> str:
    # The same text object each time: what is kept by kind of goods is then found by identity.
    return read.word(value)


@read.remembered
def _category(value: object) -> str:
    return _known_category(read.word(value))


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
    return _ANY_PLACE(value)


def _checked(consignment: Consignment) -> None:
    errors: list[XborderError] = []
    if consignment.prices_include not in _INCLUSIONS:
        errors.append(_strange_inclusion())
    _settle(consignment, errors)


_ANY_PLACE = read.record(
    Place,
    {
        "country": read.text, "subdivision": read.word, "postal_code": read.word,
        "city": read.word, "name": read.word,
        "street": read.optional(read.listed(read.text), ()),
    },
    required=("country",),
)  # fmt: skip
_PARTY = read.record(
    Party,
    {
        "country": _country,
        "registrations": read.mapping(read.text),
        "year_to_date": read.mapping(read.decimal),
    },
)
_FX = read.record(
    FxQuote,
    {"base": read.text, "quote": read.text, "rate": read.decimal, "on": read.optional(read.day), "source": read.word},
    required=("base", "quote", "rate"),
)
_MASS = read.record(Mass, {"value": read.decimal, "unit": read.choice(*_MASS_UNITS)}, required=("value", "unit"))
_LINE = read.record(
    read.trusted(
        Line, quantity=Decimal(1), hs="", origin="", sku="", description="", discount=None, net_mass=None, measures={}, duty="",
        duty_is_final=False, category="", preference="",
    ),
    {
        "sku": read.word, "description": read.word, "hs": _hs_code, "origin": _country,
        "quantity": read.decimal, "unit_price": read.money, "discount": read.optional(read.money),
        "net_mass": read.optional(_MASS), "measures": read.mapping(read.decimal, _measure_name),
        "duty": _duty, "duty_is_final": read.flag, "category": _category,
        "preference": read.word,
    },
    required=("unit_price",),
)  # fmt: skip
_READ = read.record(
    read.trusted(
        Consignment, _checked, on=None, currency="", sale="b2c", seller=Party(), platform=Party(), buyer=Party(), transport="courier",
        mode="direct-mail", procedure="", incoterm="DDP", freight=None, insurance=None, discount=None, prices_include=(), fx=(), policies={},
    ),
    {
        "on": read.optional(read.day), "currency": _code,
        "sale": read.choice(*SALES), "ship_from": _place, "ship_to": _place,
        "seller": read.optional(_PARTY, Party()), "platform": read.optional(_PARTY, Party()),
        "buyer": read.optional(_PARTY, Party()), "transport": read.choice(*TRANSPORTS), "mode": read.choice(*MODES),
        "procedure": read.word, "incoterm": read.choice(*INCOTERMS),
        "freight": read.optional(read.money), "insurance": read.optional(read.money), "discount": read.optional(read.money),
        "prices_include": read.listed(read.choice("tax", "duty")), "lines": read.listed(_LINE, least=1),
        "fx": read.listed(_FX), "policies": read.mapping(read.text),
    },
    required=("ship_from", "ship_to", "lines"),
)  # fmt: skip
