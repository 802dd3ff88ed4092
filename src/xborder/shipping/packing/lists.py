"""The packing list of a consignment: what is in each carton, what it weighs and measures, and no prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from xborder._figures import decimal_of
from xborder.errors import BadInput
from xborder.money.rounding import Rounding, round_ratio
from xborder.shipping._checks import one_of
from xborder.shipping.packing.plan import Carton, Item, PackingPlan
from xborder.shipping.parcels.parcel import factor_between

__all__ = ["Content", "PackingList", "PackingListCarton", "packing_list"]

_CBM_PLACES: Final = 4
_KG_PLACES: Final = 3


@attrs.frozen
class Content:
    """Goods of one kind in a carton.

    Attributes:
        sku, description: of the goods.
        quantity: how many pieces.
        net_weight: of these pieces without their packaging, in kg.
    """

    sku: str
    description: str
    quantity: int
    net_weight: Fraction


@attrs.frozen
class PackingListCarton:
    """A carton as a packing list names it.

    Attributes:
        number: from 1.
        of: how many cartons there are.
        marks: what is written on it.
        contents: what is in it, in the order of the goods.
        net_weight: of the goods without packaging, in kg.
        gross_weight: of the carton as it is handed over, in kg.
        sides: length, width and height outside, in cm.
        cubic_metres: its volume (CBM).
    """

    number: int
    of: int
    marks: str
    contents: tuple[Content, ...]
    net_weight: Fraction
    gross_weight: Fraction
    sides: tuple[Fraction, Fraction, Fraction]
    cubic_metres: Fraction

    def to_dict(self) -> dict[str, object]:
        """The carton in JSON: weights in kg to the gram, sides in cm to the millimetre, volume in m3 to four places."""
        return {
            "carton": f"{self.number}/{self.of}",
            "marks": self.marks,
            "contents": [
                {"sku": content.sku, "description": content.description, "quantity": content.quantity,
                 "net_weight": _rounded(content.net_weight, _KG_PLACES)}
                for content in self.contents
            ],
            "net_weight": _rounded(self.net_weight, _KG_PLACES),
            "gross_weight": _rounded(self.gross_weight, _KG_PLACES),
            "dimensions": [_rounded(side, 1) for side in self.sides],
            "cbm": _rounded(self.cubic_metres, _CBM_PLACES),
        }  # fmt: skip


@attrs.frozen
class PackingList:
    """A packing list.

    Attributes:
        reference: the invoice or order that it belongs to.
        shipper, consignee: names and addresses, as they are printed.
        cartons: in the order of their numbers.
    """

    reference: str
    shipper: str
    consignee: str
    cartons: tuple[PackingListCarton, ...]

    @property
    def net_weight(self) -> Fraction:
        """Of all goods, in kg."""
        return sum((carton.net_weight for carton in self.cartons), Fraction(0))

    @property
    def gross_weight(self) -> Fraction:
        """Of all cartons, in kg."""
        return sum((carton.gross_weight for carton in self.cartons), Fraction(0))

    @property
    def cubic_metres(self) -> Fraction:
        """Of all cartons."""
        return sum((carton.cubic_metres for carton in self.cartons), Fraction(0))

    @property
    def pieces(self) -> int:
        """How many pieces of goods."""
        return sum(content.quantity for carton in self.cartons for content in carton.contents)

    def to_dict(self) -> dict[str, object]:
        """The list in JSON; figures are rounded to what is printed, totals from exact sums."""
        return {
            "reference": self.reference,
            "shipper": self.shipper,
            "consignee": self.consignee,
            "cartons": [carton.to_dict() for carton in self.cartons],
            "total": {
                "cartons": len(self.cartons),
                "pieces": self.pieces,
                "net_weight": _rounded(self.net_weight, _KG_PLACES),
                "gross_weight": _rounded(self.gross_weight, _KG_PLACES),
                "cbm": _rounded(self.cubic_metres, _CBM_PLACES),
            },
        }

    def __str__(self) -> str:
        lines = [f"Packing list {self.reference}", f"Shipper: {self.shipper}", f"Consignee: {self.consignee}"]
        for carton in self.cartons:
            sides = " x ".join(_rounded(side, 1) for side in carton.sides)
            lines.append(
                f"Carton {carton.number} of {carton.of} [{carton.marks}] {sides} cm, "
                f"{_rounded(carton.cubic_metres, _CBM_PLACES)} m3, net {_rounded(carton.net_weight, _KG_PLACES)} kg, "
                f"gross {_rounded(carton.gross_weight, _KG_PLACES)} kg"
            )
            lines += [
                f"  {content.quantity} x {content.sku}{f' {content.description}' if content.description else ''}"
                for content in carton.contents
            ]
        lines.append(
            f"Total: {len(self.cartons)} cartons, {self.pieces} pieces, {_rounded(self.cubic_metres, _CBM_PLACES)} m3, "
            f"net {_rounded(self.net_weight, _KG_PLACES)} kg, gross {_rounded(self.gross_weight, _KG_PLACES)} kg"
        )
        return "\n".join(lines)


def packing_list(
    plan: PackingPlan,
    items: Sequence[Item],
    *,
    reference: str,
    shipper: str,
    consignee: str,
    marks: str = "{reference} {number}/{of}",
) -> PackingList:
    """The packing list of a plan.

    Args:
        plan: how the goods are packed; all of them must be.
        items: what was packed.
        reference: the invoice or order that it belongs to.
        shipper: who sends, as it is printed.
        consignee: who receives, as it is printed.
        marks: what is written on each carton; ``{reference}``, ``{number}`` and ``{of}`` are filled in.

    Raises:
        BadInput: something is not packed, the plan is of other goods, or the marks cannot be filled in.

    >>> from xborder.shipping.packing.plan import Box, pack
    >>> mugs = [Item("MUG", 12, 9, 10, "cm", "0.4", "kg", quantity=3, net_weight="0.35", description="stoneware mug")]
    >>> plan = pack(mugs, [Box("M", 25, 20, 15, "cm", empty_weight="0.15")])
    >>> print(packing_list(plan, mugs, reference="INV-7", shipper="Topfhaus, Kassel", consignee="M. Li, Chengdu"))
    Packing list INV-7
    Shipper: Topfhaus, Kassel
    Consignee: M. Li, Chengdu
    Carton 1 of 1 [INV-7 1/1] 25.0 x 20.0 x 15.0 cm, 0.0075 m3, net 1.050 kg, gross 1.350 kg
      3 x MUG stoneware mug
    Total: 1 cartons, 3 pieces, 0.0075 m3, net 1.050 kg, gross 1.350 kg
    """
    if not one_of(PackingPlan, plan, "plan").complete:
        missing = ", ".join(f"{entry.quantity} x {entry.sku}" for entry in plan.unpacked)
        raise BadInput(f"not packed: {missing}", path="plan", hint="add a box that takes them")
    highest = max((place.item for carton in plan.cartons for place in carton.placements), default=-1)
    if highest >= len(items):
        raise BadInput("the plan packs goods that are not among the items", path="items", hint="those it was made from")
    of = len(plan.cartons)
    cartons = tuple(_carton(carton, of, items, _mark(marks, reference, carton.number, of)) for carton in plan.cartons)
    return PackingList(reference, shipper, consignee, cartons)


def _mark(marks: str, reference: str, number: int, of: int) -> str:
    try:
        return marks.format(reference=reference, number=number, of=of)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise BadInput(f"{marks!r:.60} cannot be filled in", path="marks",
                       hint="{reference}, {number} and {of} are known") from None  # fmt: skip


def _carton(carton: Carton, of: int, items: Sequence[Item], marks: str) -> PackingListCarton:
    counts = Counter(place.item for place in carton.placements)
    contents = tuple(_content(items[index], counts[index]) for index in sorted(counts))
    parcel = carton.parcel
    factor = factor_between(parcel.dimension_unit, "cm")
    return PackingListCarton(
        carton.number, of, marks, contents,
        sum((content.net_weight for content in contents), Fraction(0)),
        parcel.weight_in("kg"),
        (parcel.length * factor, parcel.width * factor, parcel.height * factor),
        parcel.cubic_metres,
    )  # fmt: skip


def _content(item: Item, quantity: int) -> Content:
    net = item.weight if item.net_weight is None else item.net_weight
    return Content(item.sku, item.description, quantity, quantity * net * factor_between(item.weight_unit, "kg"))


def _rounded(value: Fraction, places: int) -> str:
    """A figure as it is printed."""
    units = round_ratio(value.numerator * 10**places, value.denominator, Rounding.HALF_UP)
    return f"{decimal_of(Fraction(units, 10**places)):.{places}f}"
