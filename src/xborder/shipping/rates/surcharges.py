"""Surcharges and fees of carriers: what is added to the freight, when, and on what it is computed."""

from __future__ import annotations

import enum
from datetime import date
from fractions import Fraction

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import all_of, one_of, texts
from xborder.shipping._dated import check_period
from xborder.shipping._numbers import Number, exact

__all__ = ["Basis", "Condition", "Surcharge"]


class Basis(enum.Enum):
    """What the amount of a surcharge is multiplied with."""

    PER_PARCEL = "per-parcel"
    PER_SHIPMENT = "per-shipment"
    PER_WEIGHT = "per-weight"
    """For each unit of billable weight."""
    PERCENT = "percent"
    """Of the freight, and of other surcharges where the surcharge names them."""
    PERCENT_OF_DUTIES = "percent-of-duties"
    """Of the duty and tax that the carrier advances."""


class Condition(enum.Enum):
    """When a surcharge is due."""

    ALWAYS = ""
    RESIDENTIAL = "residential"
    """The address is a home."""
    DUTIES_ADVANCED = "duties-advanced"
    """The carrier pays duty and tax for the consignee first."""


def _amount(value: Number) -> Fraction:
    return exact(value, "amount")


def _minimum(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "minimum")


def _maximum(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "maximum")


def _above(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "above")


@attrs.frozen
class Surcharge:
    """One surcharge during one period; several with the same code are its amounts over time.

    Attributes:
        code: by which lines and other surcharges name it.
        amount: in the currency of the card, or per cent.
        basis: what it is multiplied with.
        name: for people; the code when empty.
        minimum, maximum: of the result.
        of: for a percentage, the codes of the lines that it is of.
        service, zone: for which it holds; any when empty.
        area: the name of an area of postal codes that the destination must lie in.
        condition: when it is due.
        size: the name of a size rule that the parcel must break.
        above: the billable weight that the parcel must exceed.
        group: of surcharges of one group only the dearest is charged on a parcel.
        from_, until: the first day, and the day after the last one; open when ``None``.
        seasonal: whether there may be days without it.
        where: where it was read, for messages.
        per_parcel: whether it is charged on each parcel, rather than on the shipment (derived).

    Raises:
        BadInput: a figure is wrong, or fields do not go together.
    """

    code: str
    amount: Fraction = attrs.field(converter=_amount)
    basis: Basis
    name: str = ""
    minimum: Fraction | None = attrs.field(default=None, converter=_minimum)
    maximum: Fraction | None = attrs.field(default=None, converter=_maximum)
    of: tuple[str, ...] = ()
    service: str = ""
    zone: str = ""
    area: str = ""
    condition: Condition = Condition.ALWAYS
    size: str = ""
    above: Fraction | None = attrs.field(default=None, converter=_above)
    group: str = ""
    from_: date | None = None
    until: date | None = None
    seasonal: bool = False
    where: str = attrs.field(default="", eq=False)
    per_parcel: bool = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        one_of(Basis, self.basis, "basis")
        object.__setattr__(self, "per_parcel", self.basis in {Basis.PER_PARCEL, Basis.PER_WEIGHT})
        texts(self, "code", "name", "service", "zone", "area", "size", "group", "where")
        check_period(self.from_, self.until)
        one_of(Condition, self.condition, "condition")
        if not self.code or self.code == "freight":
            raise BadInput(f"{self.code!r} is not a code of a surcharge", path="code", hint="for example fuel")
        all_of(str, self.of, "of")
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            raise BadInput("the maximum is below the minimum", path="maximum", hint="at least the minimum")
        if self.basis is Basis.PERCENT and not self.of:
            object.__setattr__(self, "of", ("freight",))
        if self.of and self.basis is not Basis.PERCENT:
            raise BadInput("only a percentage is of something", path="of", hint="leave it empty")
        if self.basis is Basis.PERCENT_OF_DUTIES and self.condition is not Condition.DUTIES_ADVANCED:
            object.__setattr__(self, "condition", Condition.DUTIES_ADVANCED)
        if self.group and not self.per_parcel:
            raise BadInput("only what is charged on each parcel is in a group", path="group", hint="leave it empty")
        if (self.size or self.above is not None) and not self.per_parcel:
            raise BadInput("size and weight are those of a parcel", path="basis", hint="per-parcel or per-weight")

    def bounded(self, amount: Fraction) -> Fraction:
        """An amount within minimum and maximum."""
        if self.minimum is not None and amount < self.minimum:
            return self.minimum
        return self.maximum if self.maximum is not None and amount > self.maximum else amount
