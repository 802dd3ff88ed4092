"""Postal codes and zones: ranges with letters and without, what overlaps, and what a code does not tell."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder import XborderError
from xborder.errors import BadInput, InvalidRequest
from xborder.places import Place
from xborder.shipping import PostalRange, PostalRanges, ZoneRow, ZoneTable
from xborder.shipping.rates.postal import postal_key

# From the published lists of remote areas of Great Britain and Canada, as carriers write them.
BRITISH = (("AB31", "AB38"), ("BT", ""), ("HS", ""), ("IV1", "IV28"), ("KA27", "KA28"), ("PA20", "PA49"), ("ZE", ""))
CANADIAN = (("V0A", "V0X"), ("X0A", "X1A"))


def ranges(country: str, *bounds: tuple[str, str]) -> PostalRanges:
    return PostalRanges.of([(PostalRange(country, *bound), "remote") for bound in bounds])


@pytest.mark.parametrize(
    ("code", "remote"),
    [
        ("AB31 4AA", True), ("AB38 9RX", True), ("ab319qz", True), ("AB30 1AA", False), ("AB39 2AA", False),
        ("AB3 1AA", False), ("BT1 5GS", True), ("BT94 5DJ", True), ("B1 1AA", False), ("IV1 1AA", True),
        ("IV28 3XB", True), ("IV30 1AA", False), ("IV2 3AA", True), ("KA27 8AA", True), ("KA28 0HQ", True),
        ("KA2 7AA", False), ("KA29 0AA", False), ("PA2 0AA", False), ("PA49 6UN", True), ("SW1A 1AA", False),
        ("EC1A 1BB", False), ("ZE1 0AA", True), ("HS9 5XD", True), ("H1 1AA", False),
    ],
)  # fmt: skip
def test_british_districts_are_compared_as_numbers(code: str, remote: bool) -> None:
    assert ranges("GB", *BRITISH).find("GB", code) == ("remote" if remote else None)


@pytest.mark.parametrize(
    ("code", "remote"),
    [("V0A 1A0", True), ("V0X 9Z9", True), ("V1A 1A1", False), ("v0b2c3", True), ("X0A 0A0", True), ("X1A 9Z9", True),
     ("X1B 0A0", False), ("K1A 0B1", False)],
)  # fmt: skip
def test_canadian_codes_are_compared_letter_by_letter(code: str, remote: bool) -> None:
    assert ranges("CA", *CANADIAN).find("CA", code) == ("remote" if remote else None)


@pytest.mark.parametrize(
    ("country", "bound", "inside", "outside"),
    [
        ("FR", ("20", ""), ("20000", "20999"), ("19999", "21000")),
        ("US", ("99500", "99999"), ("99501", "99501-1234", "99999"), ("99499", "10001")),
        ("JP", ("900", "907"), ("900-0001", "907-9999"), ("899-9999", "908-0000")),
        ("NL", ("1000AA", "1099ZZ"), ("1012 AB", "1099zz"), ("0999ZZ", "1100 AA")),
        ("PL", ("00-001", "04-999"), ("00-950", "04-999"), ("05-000",)),
        ("IE", ("D02", ""), ("D02 AF30",), ("D04 AF30",)),
        ("GB", ("SW1A 1", "SW1A 2"), ("SW1A 1AA", "SW1A 2ZZ"), ("SW1A 0AA", "SW1A 3AA", "SW1B 1AA")),
        ("GB", ("W1", ""), ("W1A 1AA", "W1 1AA"), ("W2 1AA", "W11 1AA", "WC1A 1AA")),
    ],
)
def test_a_bound_stands_for_all_codes_that_begin_with_it(
    country: str, bound: tuple[str, str], inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    table = ranges(country, bound)
    assert [table.find(country, code) for code in inside] == ["remote"] * len(inside)
    assert [table.find(country, code) for code in outside] == [None] * len(outside)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("FR", "20", ""), ("FR", "20100", "20199")),
        (("FR", "01000", "01999"), ("FR", "01999", "02999")),
        (("FR", "01000", "01999"), ("FR", "0199", "0250")),
        (("GB", "BT", ""), ("GB", "BT5", "BT9")),
        (("GB", "AB9", "AB31"), ("GB", "AB30", "AB38")),
        (("GB", "W1", ""), ("GB", "W1A", "")),
    ],
)
def test_overlapping_ranges_are_refused_in_either_order(
    first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    for pair in ((first, second), (second, first)):
        with pytest.raises(BadInput, match="overlap"):
            PostalRanges.of([(PostalRange(*bound), "x") for bound in pair])


@pytest.mark.parametrize(
    "pair", [(("FR", "01000", "01999"), ("FR", "02000", "02999")), (("GB", "AB9", ""), ("GB", "AB10", ""))]
)
def test_neighbours_do_not_overlap(pair: tuple[tuple[str, str, str], ...]) -> None:
    PostalRanges.of([(PostalRange(*bound), "x") for bound in pair])


@pytest.mark.parametrize(
    ("bound", "path"),
    [
        (("FR", "1000", "01999"), "postal_to"),
        (("FR", "02000", "01999"), "postal_to"),
        (("GB", "BT10", "BT1"), "postal_to"),
        (("GB", "12345", ""), "postal_code"),
        (("GB", "Q", "AB31 9"), "postal_to"),
        (("DE", "1011*", ""), "postal_code"),
        (("DE", "", ""), "postal_code"),
    ],
)
def test_a_range_that_is_none_is_refused(bound: tuple[str, str, str], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        PostalRange(*bound)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("country", "bound", "code"),
    [("DE", ("01000", "01999"), "01"), ("GB", ("AB31", "AB38"), "AB"), ("JP", ("9000001", "9079999"), "9079")],
)
def test_a_code_too_short_to_tell_is_an_error_and_no_guess(country: str, bound: tuple[str, str], code: str) -> None:
    with pytest.raises(BadInput, match="too short"):
        ranges(country, bound).find(country, code)


DIGITS = st.text("0123", min_size=1, max_size=3)


@given(st.lists(st.tuples(DIGITS, st.text("0123", max_size=3)), min_size=1, max_size=4))
def test_a_range_holds_what_a_scan_of_all_codes_says(bounds: list[tuple[str, str]]) -> None:
    codes = ["".join(code) for code in product("0123", repeat=3)]
    kept: list[tuple[PostalRange, str]] = []
    taken: set[str] = set()
    for first, last in bounds:
        if last and (len(last) != len(first) or last < first):
            continue
        held = {code for code in codes if first <= code[: len(first)] <= (last or first)}
        entry = (PostalRange("DE", first, last), f"{first}-{last}")
        if held & taken:
            with pytest.raises(BadInput):
                PostalRanges.of([*kept, entry])
        else:
            kept.append(entry)
            taken |= held
    table = PostalRanges.of(kept)
    for code in codes:
        name = table.find("DE", code)
        assert (name is not None) == (code in taken)


@given(st.sampled_from(("GB", "CA", "DE")), st.text(max_size=10))
def test_no_text_makes_another_error_leak(country: str, code: str) -> None:
    try:
        postal_key(country, code)
    except XborderError as error:
        assert error.hint  # noqa: PT017 - it may raise and it may not


# --- zones ------------------------------------------------------------------------------------------------------------

TABLE = ZoneTable(
    (ZoneRow("1", "DE"), ZoneRow("2", "FR"), ZoneRow("3", "FR", "20"), ZoneRow("4", "GB", "BT"), ZoneRow("9", "*"))
)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        (Place("DE"), "1"), (Place("FR", postal_code="75001"), "2"), (Place("FR", postal_code="20090"), "3"),
        (Place("GB", postal_code="BT1 5GS"), "4"), (Place("GB", postal_code="LS1 4DY"), "9"), (Place("JP"), "9"),
    ],
)  # fmt: skip
def test_the_narrowest_row_says_the_zone(place: Place, zone: str) -> None:
    assert TABLE.find(place) == zone


def test_a_destination_that_no_row_takes_has_no_zone() -> None:
    assert ZoneTable((ZoneRow("1", "DE"),)).find(Place("FR")) is None


def test_without_a_postal_code_a_zone_that_depends_on_it_is_not_guessed() -> None:
    with pytest.raises(BadInput) as caught:
        TABLE.find(Place("FR"))
    assert caught.value.path == "postal_code"


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ((ZoneRow("1", "DE"), ZoneRow("2", "DE")), "zones[1].country"),
        ((ZoneRow("1", "UK"),), "zones[0].country"),
        ((ZoneRow("", "DE"),), "zones[0].zone"),
        ((ZoneRow("1", "*", "10"),), "zones[0].country"),
        ((ZoneRow("1", "DE", "", "10"),), "zones[0].postal_from"),
        ((ZoneRow("1", "GB", "BT", where="zones.csv row 2"), ZoneRow("2", "GB", "BT5", where="zones.csv row 3")), "zones.csv row 3, column postal_from"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(rows: tuple[ZoneRow, ...], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        ZoneTable(rows)
    assert caught.value.path == path
    assert caught.value.hint


def test_all_wrong_rows_are_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as caught:
        ZoneTable((ZoneRow("1", "UK"), ZoneRow("", "DE"), ZoneRow("1", "FR")))
    assert [error.path for error in caught.value.errors] == ["zones[0].country", "zones[1].zone"]
