"""What law lays on top of a tariff's duty, in look-ups of the official schedule of the United States."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from xborder.tariff import Schedule

DATA = Path(__file__).parents[3] / "shared" / "data"
LISTS = {"us-232-annexes": "s232_annex_products.csv", "us-122-exempt": "s122_exempt_products.csv"}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the official files are not beside the checkout")


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    with Schedule.create(tmp_path_factory.mktemp("us") / "us.sqlite") as store:
        store.load_us_hts(DATA / "us-hts" / "hts_2026_rev_10.json.gz")
        for recipe, name in LISTS.items():
            store.load_list(DATA / "us-ch99-lists" / name, recipe=recipe)
        yield store


@pytest.mark.parametrize(
    ("code", "origin", "on", "layers"),
    [
        ("6109.10.00.12", "CN", date(2026, 6, 8), [("9903.88.15", "7.5%"), ("9903.03.01", "10%")]),
        ("6109.10.00.12", "VN", date(2026, 6, 8), [("9903.03.01", "10%")]),
        (
            "6109.10.00.12",
            "CN",
            date(2026, 2, 23),
            [("9903.88.15", "7.5%"), ("9903.01.24", "10%"), ("9903.01.25", "10%")],
        ),
        ("8703.23.01.90", "JP", date(2025, 10, 15), [("9903.01.33", "Free"), ("9903.94.41", "12.5%")]),
        ("7318.15.20.10", "DE", date(2026, 6, 8), [("9903.03.06", "Free"), ("9903.82.02", "50%")]),
    ],
)
def test_the_layers_are_in_stacking_order_with_their_headings(
    schedule: Schedule, code: str, origin: str, on: date, layers: list[tuple[str, str]]
) -> None:
    found = schedule.lookup("US", code, on=on, origin=origin)
    assert found is not None
    assert [(one.heading, str(one.expression)) for one in found.additional] == layers


def test_what_a_desk_is_answered_has_no_layer_of_law_in_it(schedule: Schedule) -> None:
    answer = schedule.duty("US", "6109.10.00.12", date(2026, 6, 8), "CN")
    assert answer is not None
    assert (answer.layers, str(answer.expression)) == ((), "16.5%")


def test_without_an_origin_nothing_is_laid_on_top(schedule: Schedule) -> None:
    found = schedule.lookup("US", "6109.10.00.12", on=date(2026, 6, 8))
    assert found is not None
    assert found.additional == ()


def test_a_floor_is_what_is_missing_to_it(schedule: Schedule) -> None:
    found = schedule.lookup("US", "8518.30.20.00", on=date(2025, 9, 8), origin="DE")
    assert found is not None
    assert [one.text for one in found.additional] == ["what is missing to 15%"]
    assert str(found.additional[0].expression) == "15%"
