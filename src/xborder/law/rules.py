"""What a law pack says, as frozen values: one class per table of the format."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

import attrs

from xborder.law.sources import Evidence, Source, Status

__all__ = [
    "LAYER",
    "OF_GOODS",
    "UNKNOWN",
    "Amount",
    "Band",
    "Base",
    "Charge",
    "Choice",
    "Conditions",
    "CurrencyPeriod",
    "Jurisdiction",
    "Kind",
    "Limit",
    "Method",
    "NoticeRule",
    "Pack",
    "Per",
    "Policy",
    "Procedure",
    "Quantum",
    "RateRow",
    "RateValue",
    "Registration",
    "TableRef",
    "Threshold",
    "UnitValue",
    "Unknown",
    "ValuePart",
    "ValueRule",
    "Waiver",
]


LAYER: Final = "tariff:"
"""How a rate begins that is a part of the tariff beside its duty: ``tariff:anti-dumping``."""


class Unknown(enum.Enum):
    """The mark of a value that exists in law and is not known here."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


class Kind(enum.Enum):
    """What a charge is."""

    DUTY = "duty"
    TAX = "tax"
    FEE = "fee"


class Per(enum.Enum):
    """What a charge is computed for: each line, the consignment, or each item (a group of lines)."""

    LINE = "line"
    CONSIGNMENT = "consignment"
    ITEM = "item"


class Method(enum.Enum):
    """How a rate meets its base."""

    AD_VALOREM = "ad-valorem"
    INCLUSIVE = "inclusive"
    TOP_UP = "top-up"


class Choice(enum.Enum):
    """Whether a procedure competes, or must be used where it may be used."""

    LAW = "law"
    CHEAPEST = "cheapest"


@attrs.frozen
class Amount:
    """An amount of law, exact: ``150 EUR``."""

    value: Fraction
    currency: str

    def __str__(self) -> str:
        units, rest = divmod(int(self.value * 10**6), 10**6)
        text = f"{units}.{rest:06d}".rstrip("0").rstrip(".")
        return f"{text} {self.currency}"


@attrs.frozen
class TableRef:
    """A value that a table of rates gives, by goods and place."""

    table: str


Given = Fraction | Amount | TableRef | Unknown | str | None
"""A charge's rate or amount; text is ``tariff``, ``tariff:`` with a kind of measure, or ``unknown``."""


@attrs.frozen(kw_only=True)
class Conditions:
    """When an entry applies: every field that is set must hold, each by one of its members."""

    sale: tuple[str, ...] = ()
    transport: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    ship_from: tuple[str, ...] = ()
    ship_from_not: tuple[str, ...] = ()
    subdivision: tuple[str, ...] = ()
    subdivision_not: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    territory_not: tuple[str, ...] = ()
    tax_area: bool | None = None
    registered: tuple[str, ...] = ()
    registered_not: tuple[str, ...] = ()
    buyer: tuple[str, ...] = ()
    buyer_not: tuple[str, ...] = ()
    policy: Mapping[str, tuple[str, ...]] = attrs.Factory(dict)
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    units_max: int | None = None
    category: tuple[str, ...] = ()
    category_not: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    hs_not: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    origin_not: tuple[str, ...] = ()
    preference: tuple[str, ...] = ()
    preference_not: tuple[str, ...] = ()
    list: tuple[str, ...] = ()
    list_not: tuple[str, ...] = ()
    list_missing: tuple[str, ...] = ()


OF_GOODS: Final = (
    "category", "category_not", "hs", "hs_not", "origin", "origin_not", "preference", "preference_not",
    "list", "list_not", "list_missing",
)  # fmt: skip
"""The conditions that ask about the goods of a line."""


@attrs.frozen(kw_only=True)
class CurrencyPeriod:
    """A jurisdiction's currency for a time."""

    value: str
    from_: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class Jurisdiction:
    """Whose law a pack is.

    Attributes:
        code: ISO 3166-1 alpha-2, or ``EU``, ``XI``.
        extends: the pack whose entries this one inherits.
        currency: the currency amounts are settled in, by date.
        known_from: the first day the pack answers for.
        checked: the day somebody last held it against its sources.
        fx: the published exchange rates that the law names.
        abstract: whether it only serves others to extend (the EU, whose members import).
        limitations: what is knowingly left out.
    """

    code: str
    name: str
    currency: tuple[CurrencyPeriod, ...]
    known_from: date
    checked: date
    extends: str = ""
    fx: str = "supplied"
    abstract: bool = False
    limitations: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class Policy:
    """A choice that is the host's: the law is disputed or leaves it open."""

    id: str
    default: str
    choices: Mapping[str, str]
    source: tuple[str, ...]
    note: str = ""


@attrs.frozen(kw_only=True)
class ValuePart:
    """A part of a value, weighed by a factor."""

    of: str
    factor: Fraction = Fraction(1)


@attrs.frozen(kw_only=True)
class ValueRule:
    """A named sum of goods, freight and insurance."""

    id: str
    parts: tuple[ValuePart, ...]
    source: tuple[str, ...]
    when: Conditions = Conditions()
    from_: date | None = None
    until: date | None = None
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Limit:
    """A threshold's amount for a time."""

    limit: Amount
    from_: date | None = None
    until: date | None = None
    source: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Threshold:
    """A limit and the value that is compared with it."""

    id: str
    compares: str
    values: tuple[Limit, ...]
    effect: str
    source: tuple[str, ...]
    operator: str = "<="
    year_to_date: str = ""
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class UnitValue:
    """A selector by price per unit of measure: at least ``min`` per one of the measures."""

    measure: tuple[str, ...]
    min: Amount


@attrs.frozen(kw_only=True)
class RateValue:
    """One dated value of a row of rates; its ``heading`` comes before the row's and the charge's."""

    value: Fraction | Amount | Unknown | None = None
    ref: str = ""
    from_: date | None = None
    until: date | None = None
    source: tuple[str, ...] = ()
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    reason: str = ""
    heading: str = ""
    note: str = ""


@attrs.frozen(kw_only=True)
class RateRow:
    """A row of a table of rates: whose goods and places, and its values by date."""

    table: str
    values: tuple[RateValue, ...]
    source: tuple[str, ...]
    id: str = ""
    category: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    subdivision: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    unit_value: UnitValue | None = None
    reason: str = ""
    heading: str = ""
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Registration:
    """A scheme registration that one of the parties must hold."""

    any: tuple[str, ...]
    of: tuple[str, ...] = ("seller", "platform")


@attrs.frozen(kw_only=True)
class Procedure:
    """A legal way to import."""

    id: str
    name: str
    source: tuple[str, ...]
    when: Conditions = Conditions()
    registration: Registration | None = None
    choice: Choice = Choice.CHEAPEST
    collected: str = "import"
    from_: date | None = None
    until: date | None = None
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Quantum:
    """A step to round to, and how (the decimal module's names in lower case)."""

    quantum: Fraction
    mode: str = "half_up"


@attrs.frozen(kw_only=True)
class Band:
    """A band of values: up to a limit (``None``: the last), a rate, and a fixed amount off."""

    rate: Fraction
    up_to: Amount | None = None
    less: Amount | None = None


@attrs.frozen(kw_only=True)
class Base:
    """A part of a charge's base: a value or an earlier charge, weighed by a factor."""

    of: str
    factor: Fraction = Fraction(1)


@attrs.frozen(kw_only=True)
class Waiver:
    """A charge that is not levied when its own result is small."""

    up_to: Amount
    scope: str = "consignment"
    operator: str = "<="
    with_: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Charge:
    """One duty, tax or fee: what it is charged on, at what rate, how it is rounded, who collects it.

    Attributes:
        heading: what it is declared under beside the goods' own code, as the tariff prints it.
        content: the part of a line's value that it is charged on alone, such as ``steel``; empty for all of it.
        content_default: what it falls on when a line does not say that part: ``whole``, or ``unknown``.
    """

    id: str
    kind: Kind
    name: str
    source: tuple[str, ...]
    procedure: tuple[str, ...] = ()
    per: Per = Per.LINE
    group: tuple[str, ...] = ()
    base: tuple[Base, ...] = ()
    rate: Fraction | TableRef | str | None = None
    amount: Amount | TableRef | None = None
    unit: str = ""
    method: Method = Method.AD_VALOREM
    of: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    band_value: str = ""
    band_mode: str = "slab"
    factor: Fraction = Fraction(1)
    content: str = ""
    content_default: str = ""
    min: Amount | TableRef | None = None
    max: Amount | TableRef | None = None
    waive: Waiver | None = None
    payable: bool = True
    additional: bool = False
    base_round: Quantum | None = None
    round: Quantum | None = None
    carry: Quantum | str | None = None
    total_round: Quantum | None = None
    when: Conditions = Conditions()
    collected: str = ""
    owed_to: str = "customs"
    borne_by: str = ""
    refundable: str = "conditional"
    reason: str = "standard"
    heading: str = ""
    from_: date | None = None
    until: date | None = None
    status: Status = Status.IN_FORCE
    evidence: Evidence | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class NoticeRule:
    """Something the reader of a quote must be told; an ``additional`` one is of duties that a final duty leaves out."""

    code: str
    level: str
    message: str
    source: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    when: Conditions = Conditions()
    additional: bool = False
    from_: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class Pack:
    """One jurisdiction's import law."""

    jurisdiction: Jurisdiction
    sources: Mapping[str, Source]
    policy: tuple[Policy, ...] = ()
    value: tuple[ValueRule, ...] = ()
    threshold: tuple[Threshold, ...] = ()
    rate: tuple[RateRow, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    charge: tuple[Charge, ...] = ()
    notice: tuple[NoticeRule, ...] = ()
    digest: str = ""
