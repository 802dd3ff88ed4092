"""Rate cards in files: round trips, and errors that name file, row and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.shipping import (
    DimRule,
    RateCard,
    SideRounding,
    WeightStep,
    card_from_csv,
    card_from_dict,
    card_to_csv,
    card_to_dict,
    example_card,
)

ZONES = b"zone,country,postal_from,postal_to\n1,DE,,\n2,GB,,\n3,GB,BT,\n"
RATES = b"""service,zone,above,to,price,per_kg,minimum,from,until
air,1,,2,5.00,,,2026-01-01,
air,1,2,,,2.40,6,2026-01-01,
air,2,,,7.00,,,,
air,3,,,9.00,,,,
"""
SURCHARGES = b"""code,name,amount,basis,of,area,from,until,seasonal
remote,far away,4,per-parcel,,far,,,
fuel,fuel,12.5,percent,freight|remote,,,,
peak,,1,per-parcel,,,2026-10-01,2027-01-01,yes
"""
AREAS = b"area,country,postal_from,postal_to\nfar,GB,HS,\nfar,GB,KA27,KA28\n"


def read(rates: bytes = RATES, zones: bytes = ZONES, **more: Any) -> RateCard:
    return card_from_csv(
        rates, zones, **{"name": "mine", "currency": "EUR", "surcharges": SURCHARGES, "areas": AREAS, **more}
    )


def changed(text: bytes, old: bytes, new: bytes) -> bytes:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    "source",
    [
        read(),
        example_card(),
        read(
            weighing=DimRule(139, "in", "kg", SideRounding.UP, (WeightStep("0.5", 70), WeightStep(1)), 1728, 1, "own")
        ),
    ],
    ids=["own", "example", "own rule"],
)
def test_a_card_comes_back_from_csv_and_from_json_as_it_was(source: RateCard) -> None:
    tables = {name.removesuffix(".csv"): text.encode() for name, text in card_to_csv(source).items()}
    settings = {
        "name": source.name,
        "currency": source.currency,
        "weighing": source.weighing,
        "example": source.example,
        "source": source.source,
    }
    assert card_from_csv(**tables, **settings) == source  # type: ignore[arg-type]  # tables and settings together
    assert card_from_dict(json.loads(json.dumps(card_to_dict(source)))) == source


def test_files_are_read_by_their_paths(tmp_path: Path) -> None:
    for name, text in card_to_csv(read()).items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    paths = {name: tmp_path / f"{name}.csv" for name in ("rates", "zones", "areas", "surcharges")}
    assert card_from_csv(**paths, name="mine", currency="EUR") == read()  # type: ignore[arg-type]  # paths by name


@pytest.mark.parametrize(
    ("rates", "path", "mend"),
    [
        (changed(RATES, b"5.00", b"5,00"), "rates.csv row 2", "quotes"),
        (changed(RATES, b"5.00", b'"5,00"'), "rates.csv row 2, column price", "write 5.00"),
        (changed(RATES, b"5.00", b"5.00 EUR"), "rates.csv row 2, column price", "the figure alone"),
        (changed(RATES, b"2.40", b"-2.40"), "rates.csv row 3, column per_kg", "nothing or more"),
        (changed(RATES, b"2.40", b""), "rates.csv row 3, column price", "a price"),
        (changed(RATES, b"2026-01-01", b"01.01.2026"), "rates.csv row 2, column from", "as 2026-07-01"),
        (changed(RATES, b"air,1,2", b"air,1,3"), "rates.csv row 3, column above", "begin it at 2"),
        (changed(RATES, b"air,1,2", b"air,1,1"), "rates.csv row 3, column above", "begin each band where"),
        (changed(RATES, b"air,3", b"air,4"), "rates.csv row 5, column zone", "one of 1, 2, 3"),
        (changed(RATES, b"air,3", b",3"), "rates.csv row 5, column service", "every row has one"),
        (changed(RATES, b"minimum", b"minimun"), "rates.csv row 1, column 7", "is it minimum?"),
        (changed(RATES, b"per_kg", b"per_lb"), "rates.csv row 1, column 6", "is it per_kg?"),
        (changed(RATES, b"minimum", b"price"), "rates.csv row 1, column 7", "keep one"),
        (changed(RATES, b"service,", b""), "rates.csv row 1", "it must have service, zone"),
        (RATES.replace(b",", b";"), "rates.csv row 1", "with commas"),
        (changed(RATES, b"air,3", b'"air,3'), "rates.csv row 5", "close the quotes"),
        (changed(RATES, b"air,3", "\u00e4ir,3".encode("latin-1")), "rates.csv row 5", "CSV UTF-8"),
        (b"", "rates.csv", "begin it with"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_is_named_with_row_column_and_mend(rates: bytes, path: str, mend: str) -> None:
    with pytest.raises(XborderError) as caught:
        read(rates)
    error = caught.value.errors[0] if isinstance(caught.value, InvalidRequest) else caught.value
    assert error.path == path, error
    assert mend in error.hint


@pytest.mark.parametrize(
    ("surcharges", "path"),
    [
        (changed(SURCHARGES, b"12.5", b"12.5%"), "surcharges.csv row 3, column amount"),
        (changed(SURCHARGES, b"percent", b"per cent"), "surcharges.csv row 3, column basis"),
        (changed(SURCHARGES, b"freight|remote", b"freight|toll"), "surcharges.csv row 3, column of"),
        (changed(SURCHARGES, b",far,", b",near,"), "surcharges.csv row 2, column area"),
        (changed(SURCHARGES, b"yes", b"ja"), "surcharges.csv row 4, column seasonal"),
        (changed(SURCHARGES, b"2027-01-01", b"2026-01-01"), "surcharges.csv row 4, column until"),
    ],
)
def test_what_is_wrong_with_a_surcharge_is_named(surcharges: bytes, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(surcharges=surcharges)
    assert caught.value.path == path
    assert caught.value.hint


@pytest.mark.parametrize(
    ("zones", "path"),
    [
        (changed(ZONES, b"2,GB", b"2,UK"), "zones.csv row 3, column country"),
        (changed(ZONES, b"3,GB,BT", b"3,GB,B*T"), "zones.csv row 4, column postal_code"),
        (ZONES + b"2,GB,BT3,BT9\n", "zones.csv row 5, column postal_from"),
        (ZONES + b"2,DE,,\n", "zones.csv row 5, column country"),
        (ZONES + b"8,DE,10,20\n", "zones.csv row 5, column zone"),
    ],
)
def test_what_is_wrong_with_a_zone_is_named(zones: bytes, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(zones=zones)
    assert caught.value.path == path


def test_several_rows_are_told_at_once_but_no_more_than_twenty() -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(b"service,zone,price\n" + b"air,1,x\n" * 100)
    assert [error.path for error in caught.value.errors[:2]] == [
        "rates.csv row 2, column price",
        "rates.csv row 3, column price",
    ]
    assert len(caught.value.errors) == 20


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="cannot read"):
        card_from_csv("nowhere.csv", ZONES, name="mine", currency="EUR")
    with pytest.raises(BadInput, match="not a file"):
        card_from_csv(7, ZONES, name="mine", currency="EUR")  # type: ignore[arg-type]  # that is the point


DATA = card_to_dict(read())


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "card"),
        ({**DATA, "rowz": []}, "rowz"),
        ({**DATA, "name": 7}, "name"),
        ({**DATA, "example": "no"}, "example"),
        ({**DATA, "rows": 7}, "rows"),
        ({**DATA, "rows": [7]}, "rows[0]"),
        ({**DATA, "rows": [{"service": "air", "prize": "1"}]}, "rows[0]"),
        ({**DATA, "rows": [{"service": "air", "zone": "1", "price": 1}]}, "rows[0].price"),
        ({**DATA, "rows": [{"service": "air", "zone": "1", "price": "x"}]}, "rows[0].price"),
        ({**DATA, "zones": [{"zone": "1", "country": "UK"}]}, "zones[0].country"),
        ({**DATA, "weighing": 5000}, "weighing"),
        ({**DATA, "weighing": {"divisor": "0"}}, "weighing.divisor"),
        ({**DATA, "weighing": {"divider": "5000"}}, "weighing"),
        ({**DATA, "weighing": {"divisor": "5000", "side_rounding": "down"}}, "weighing"),
        ({**DATA, "weighing": {"divisor": "5000", "steps": 7}}, "weighing"),
        ({**DATA, "weighing": {"divisor": "5000", "steps": [7]}}, "weighing"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_what_is_wrong_in_json_is_named(data: Any, path: str) -> None:
    with pytest.raises(XborderError) as caught:
        card_from_dict(data)
    error = caught.value.errors[0] if isinstance(caught.value, InvalidRequest) else caught.value
    assert error.path == path, error


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(("air", "1", "GB", "2026-01-01", "yes")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.data(), JSON)
def test_no_value_anywhere_in_the_json_makes_another_error_leak(data: st.DataObject, value: object) -> None:
    card = json.loads(json.dumps({**DATA, "weighing": {"divisor": "5000", "steps": [{"step": "0.5"}]}}))
    thing: Any = card
    while True:
        key = data.draw(st.sampled_from(sorted(thing) if isinstance(thing, dict) else range(len(thing))))
        if not isinstance(thing[key], (dict, list)) or not thing[key] or data.draw(st.booleans()):
            break
        thing = thing[key]
    thing[key] = value
    try:
        card_from_dict(card)
    except XborderError as error:
        assert error.path  # noqa: PT017 - it may raise and it may not


@given(st.one_of(st.binary(max_size=60), st.text('air,1.\n;"x', max_size=40).map(lambda text: RATES + text.encode())))
def test_no_table_makes_another_error_leak(table: bytes) -> None:
    try:
        read(table)
    except XborderError as error:
        assert error.path  # noqa: PT017 - it may raise and it may not
