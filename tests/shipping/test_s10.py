"""S10 identifiers: the published example, numbers from carriers' own test data, and what must be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder import XborderError
from xborder.places import COUNTRY_CODES
from xborder.shipping import s10

# ../shared/cases/operations.md; the last two are examples of the packages bwip-js (BWIPP wiki) and s10 (npm).
RIGHT = (
    "RR473124829GB", "RB123456785GB", "LX210720682NL", "EW112720413FR", "CD530123554DE", "LE223553042BE",
    "ZS034809548GB", "EE471108151FR", "EB000717618HK",
)  # fmt: skip
WRONG_DIGIT = ("RR123456789IE", "LX123456789US", "CP001020301BR", "EB900717618HK")
SERIALS = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize("number", RIGHT)
def test_numbers_of_carriers_are_right(number: str) -> None:
    assert s10.validate(number) == number
    assert s10.is_valid(s10.format(number).lower())


@pytest.mark.parametrize("number", WRONG_DIGIT)
def test_numbers_seen_in_the_wild_with_a_wrong_check_digit_are_refused(number: str) -> None:
    with pytest.raises(s10.InvalidChecksum):
        s10.validate(number)
    assert not s10.is_valid(number)


@pytest.mark.parametrize(
    ("serial", "digit"), [("47312482", "9"), ("00000008", "0"), ("00000000", "5"), ("00102030", "7")]
)
def test_the_check_digit_of_a_serial_number_is_that_of_the_standard(serial: str, digit: str) -> None:
    assert s10.calc_check_digit(serial) == digit


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("", s10.InvalidLength),
        ("RR47312482GB", s10.InvalidLength),
        ("RR4731248290GB", s10.InvalidLength),
        ("1R473124829GB", s10.InvalidFormat),
        ("RR47312482OGB", s10.InvalidFormat),
        ("RR47312482٩GB", s10.InvalidFormat),
        ("RR473124829XX", s10.InvalidComponent),
        ("RR473124829UK", s10.InvalidComponent),
        ("RR473124820GB", s10.InvalidChecksum),
        (473124829, s10.InvalidFormat),
        (None, s10.InvalidFormat),
    ],
)
def test_each_kind_of_mistake_has_its_own_error(number: str, kind: type[XborderError]) -> None:
    with pytest.raises(kind) as caught:
        s10.validate(number)
    assert type(caught.value) is kind
    assert caught.value.path == "number"
    assert caught.value.hint
    assert not s10.is_valid(number)


@pytest.mark.parametrize("serial", ["1234567", "123456789", "1234567a", "", None])
def test_a_serial_number_that_is_not_eight_digits_has_no_check_digit(serial: str) -> None:
    with pytest.raises((s10.InvalidLength, s10.InvalidFormat)):
        s10.calc_check_digit(serial)


@given(SERIALS, st.sampled_from(COUNTRY_CODES))
def test_a_number_made_with_its_check_digit_is_right_and_with_any_other_wrong(serial: str, country: str) -> None:
    digit = s10.calc_check_digit(serial)
    for other in "0123456789":
        assert s10.is_valid(f"RR{serial}{other}{country}") is (other == digit)


@given(SERIALS, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed_but_for_the_folded_remainders(serial: str, place: int, shift: int) -> None:
    # 10 and 0 fold to the digits 0 and 5, which other remainders give as well: only these may hide a mistake.
    changed = serial[:place] + str((int(serial[place]) + shift) % 10) + serial[place + 1 :]
    if s10.calc_check_digit(serial) == s10.calc_check_digit(changed):
        assert s10.calc_check_digit(serial) in {"0", "5"}


@given(st.text(max_size=20))
def test_no_text_makes_another_error_leak(text: str) -> None:
    assert s10.is_valid(text) in {True, False}
    s10.format(text)


def test_the_service_is_told_by_the_first_letter() -> None:
    assert s10.service("EE471108151FR") == "express mail service (EMS)"
    assert s10.service("JJ473124829GB") == "reserved, or not assigned"
