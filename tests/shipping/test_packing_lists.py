"""Packing lists: what is printed, the sums of it, and no prices."""

import json

import pytest

from xborder import Money
from xborder.errors import BadInput
from xborder.shipping.packing.lists import PackingList, packing_list
from xborder.shipping.packing.plan import Box, Item, PackingPlan, pack

ITEMS = (
    Item("SERUM", "4", "4", "11", "cm", "0.12", "kg", quantity=6, net_weight="0.03", description="face serum 30 ml"),
    Item("CREAM", "3", "3", "2.5", "in", "5", "oz", quantity=3, description="day cream"),
    Item("LAMP", "60", "40", "40", "cm", "3", "kg", own_container=True),
)
BOXES = (Box("S", "20", "15", "12", "cm", outer=("20.6", "15.6", "12.6"), empty_weight="0.2", cost=Money(1, "EUR")),)
PLAN = pack(ITEMS, BOXES)


def made(**changes: str) -> PackingList:
    texts = {"reference": "INV-7", "shipper": "Maison Claire, Lyon", "consignee": "Li Wei, Chengdu", **changes}
    return packing_list(PLAN, ITEMS, **texts)


def test_all_goods_are_listed_in_their_cartons_with_net_and_gross_weights() -> None:
    found = made().to_dict()
    assert found["total"] == {
        "cartons": 2, "pieces": 10, "net_weight": "3.605", "gross_weight": "4.345", "cbm": "0.1000",
    }  # fmt: skip
    lamp, small = json.loads(json.dumps(found["cartons"]))
    assert (lamp["carton"], lamp["marks"], lamp["dimensions"]) == ("1/2", "INV-7 1/2", ["60.0", "40.0", "40.0"])
    assert small == {
        "carton": "2/2",
        "marks": "INV-7 2/2",
        "contents": [
            {"sku": "SERUM", "description": "face serum 30 ml", "quantity": 6, "net_weight": "0.180"},
            {"sku": "CREAM", "description": "day cream", "quantity": 3, "net_weight": "0.425"},
        ],
        "net_weight": "0.605",
        "gross_weight": "1.345",
        "dimensions": ["20.6", "15.6", "12.6"],
        "cbm": "0.0040",
    }


def test_exact_weights_add_up() -> None:
    found = made()
    assert found.gross_weight == sum(carton.parcel.weight_in("kg") for carton in PLAN.cartons)
    assert found.net_weight < found.gross_weight


def test_there_are_no_prices_on_it() -> None:
    text = f"{made()}{json.dumps(made().to_dict())}"
    assert "EUR" not in text
    assert "price" not in text


def test_the_host_says_what_is_written_on_a_carton() -> None:
    assert made(marks="CHENGDU {number} OF {of}").cartons[0].marks == "CHENGDU 1 OF 2"
    with pytest.raises(BadInput, match=r"marks: .* cannot be filled in"):
        made(marks="{carton}")
    with pytest.raises(BadInput, match="marks"):
        made(marks="{number")


def test_goods_that_are_not_packed_make_no_list() -> None:
    with pytest.raises(BadInput, match=r"not packed: .*1 x LAMP"):
        packing_list(pack(ITEMS, (), limit="upu-small-packet"), ITEMS[2:], reference="", shipper="", consignee="")
    with pytest.raises(BadInput, match="not among the items"):
        packing_list(PLAN, ITEMS[:1], reference="", shipper="", consignee="")
    assert packing_list(PackingPlan(()), (), reference="R", shipper="", consignee="").pieces == 0
