"""What a tariff lays on top of its duty, in quotes: by a host's own table, every figure worked out by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xborder import Desk, Quote
from xborder.tariff import Schedule

BICYCLES = b"""code,description,duty,kind,origin,heading
8712003000,Bicycles,14%,,,
8712003000,Bicycles,48.5%,anti-dumping,CN,8999
8712003000,Bicycles,3.25 EUR/item,countervailing,CN,8999
8712007000,Other cycles,15%,,,
"""
PLACES = {"EU": ({"country": "DE"}, "eu"), "GB": ({"country": "GB"}, "gb"), "XI": ({"country": "XI"}, "xi")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Schedule]:
    with Schedule.create(tmp_path / "tariffs.sqlite") as schedule:
        for area in PLACES:
            table = BICYCLES if area != "GB" else BICYCLES.replace(b"EUR/item", b"GBP/item")
            schedule.load_csv(table, area=area, name="ours", on=date(2026, 1, 1))
        yield schedule


def ask(desk: Desk, area: str, origin: str = "CN", hs: str = "8712003000", **line: Any) -> Quote:
    currency = "EUR" if area == "EU" else "GBP"
    return desk.quote(
        {
            "on": "2026-03-02",
            "sale": "b2b",
            "currency": currency,
            "ship_from": {"country": origin},
            "ship_to": PLACES[area][0],
            "fx": [{"base": "EUR", "quote": "GBP", "rate": "1"}],
            "lines": [
                {
                    "hs": hs,
                    "origin": origin,
                    "quantity": "2",
                    "unit_price": {"amount": "500", "currency": currency},
                    **line,
                }
            ],
        }
    )


@pytest.mark.parametrize("area", PLACES)
def test_each_layer_is_a_charge_of_its_own_and_bears_tax(store: Schedule, area: str) -> None:
    quote = ask(Desk(tariffs=store), area)
    prefix = PLACES[area][1]
    found = {charge.rule: (charge.heading, charge.amount) for charge in quote.charges if charge.kind == "duty"}
    assert found == {
        f"{prefix}.duty": ("", "140.00"),  # 14 % of 1,000
        f"{prefix}.anti-dumping": ("8999", "485.00"),  # 48.5 % of 1,000
        f"{prefix}.countervailing": ("8999", "6.50"),  # 2 articles at 3.25
    }
    (tax,) = (charge for charge in quote.charges if charge.kind == "tax")
    assert tax.base == "1631.5"  # 1,000 + 140 + 485 + 6.50
    assert (str(quote.duties.amount), quote.status) == ("631.50", "complete")


def test_a_layer_is_for_goods_of_its_origin(store: Schedule) -> None:
    quote = ask(Desk(tariffs=store), "EU", origin="VN")
    assert [charge.rule for charge in quote.charges if charge.kind == "duty"] == ["eu.duty"]


def test_a_duty_of_the_line_replaces_the_ordinary_one_and_only_a_final_one_the_layers(store: Schedule) -> None:
    desk = Desk(tariffs=store)
    assert str(ask(desk, "EU", duty="10%").duties.amount) == "591.50"  # 100 + 485 + 6.50
    assert str(ask(desk, "EU", duty="10%", duty_is_final=True).duties.amount) == "100.00"


def test_a_short_code_is_bounded_by_what_its_lines_bear_together(store: Schedule) -> None:
    quote = ask(Desk(tariffs=store), "EU", hs="8712")
    assert quote.status == "bounded"
    assert str(quote.duties.amount) == "631.50"
    assert quote.bounds is not None
    # (1,000 + 150) and (1,000 + 631.50), each with 19 %
    assert quote.bounds["landed_cost"] == {"min": "1368.50", "max": "1941.49"}
    assert quote.bounds["because"] == [
        "lines[0]: 8712 has tariff lines that are charged differently: least 8712.00.70.00; most 8712.00.30.00"
    ]


def test_a_layer_that_cannot_be_computed_leaves_the_answer_partial(tmp_path: Path) -> None:
    table = b"code,duty,kind,dialect\n8712003000,14%,,plain\n8712003000,12.000 % + EA,additional,eu\n"
    with Schedule.create(tmp_path / "gap.sqlite") as schedule:
        schedule.load_csv(table, area="EU", name="gap", on=date(2026, 1, 1))
        quote = ask(Desk(tariffs=schedule), "EU")
    assert quote.status == "partial"
    assert any(notice.level == "blocking" and notice.rule == "eu.additional" for notice in quote.notices)


def test_of_several_tariffs_the_first_that_knows_the_code_answers(store: Schedule, tmp_path: Path) -> None:
    with Schedule.create(tmp_path / "ruling.sqlite") as ruling:
        ruling.load_csv(b"code,duty\n8712003000,2%\n", area="EU", name="ruling", on=date(2026, 1, 1))
        assert str(ask(Desk(tariffs=(ruling, store)), "EU").duties.amount) == "20.00"
        assert str(ask(Desk(tariffs=(store, ruling)), "EU").duties.amount) == "631.50"
        assert str(ask(Desk(tariffs=(ruling, store)), "EU", hs="8712007000").duties.amount) == "150.00"
