from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.money import AllocationMode, Money, allocate, allocate_int, split

modes = st.sampled_from(AllocationMode)
ratio = st.one_of(
    st.integers(0, 10**6),
    st.decimals(0, 1000, places=4, allow_nan=False, allow_infinity=False),
    st.fractions(0, 1000, max_denominator=1000),
)
ratio_lists = st.lists(ratio, min_size=1, max_size=12).filter(any)
moneys = st.builds(
    Money,
    st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)


def total(parts: list[Money]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))


@given(moneys, ratio_lists, modes)
def test_parts_sum_to_the_whole(money: Money, ratios: list[int | Decimal | Fraction], mode: AllocationMode) -> None:
    parts = allocate(money, ratios, mode)
    assert total(parts) == money.amount
    assert len(parts) == len(ratios)
    assert {part.currency for part in parts} == {money.currency}


@given(moneys, ratio_lists, modes)
def test_allocation_is_symmetric_in_sign(
    money: Money, ratios: list[int | Decimal | Fraction], mode: AllocationMode
) -> None:
    assert allocate(-money, ratios, mode) == [-part for part in allocate(money, ratios, mode)]


@given(moneys, ratio_lists, modes)
def test_each_part_is_within_one_unit_of_its_share(
    money: Money, ratios: list[int | Decimal | Fraction], mode: AllocationMode
) -> None:
    whole = sum((Fraction(each) for each in ratios), Fraction(0))
    for part, weight in zip(allocate(money, ratios, mode), ratios, strict=True):
        share = Fraction(money.amount) * Fraction(weight) / whole
        unit = Fraction(1) if money.currency.code == "JPY" else Fraction(1, 100)
        assert abs(Fraction(part.amount) - share) < unit
        assert weight or not part


@given(st.integers(), st.lists(st.integers(0, 10**12), min_size=1, max_size=12).filter(any))
def test_allocate_int_is_largest_remainder_with_ties_to_the_earlier(units: int, weights: list[int]) -> None:
    parts = allocate_int(units, weights)
    assert sum(parts) == units
    shares = [Fraction(abs(units) * weight, sum(weights)) for weight in weights]
    left = abs(units) - sum(share.__floor__() for share in shares)
    first = sorted(range(len(weights)), key=lambda index: (-(shares[index] % 1), index))[:left]
    expected = [share.__floor__() + (index in first) for index, share in enumerate(shares)]
    assert [abs(part) for part in parts] == expected


@given(moneys, st.integers(1, 50))
def test_split_parts_differ_by_one_unit_at_most_and_the_larger_come_first(money: Money, n: int) -> None:
    sizes = [abs(part.amount) for part in split(money, n)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] - sizes[-1] <= (1 if money.currency.code == "JPY" else Decimal("0.01"))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (AllocationMode.LARGEST_REMAINDER, ["1", "0", "4", "1", "4"]),
        (AllocationMode.FIRST, ["2", "0", "5", "0", "3"]),
        (AllocationMode.LARGEST_RATIO, ["1", "0", "5", "0", "4"]),
        (AllocationMode.LAST, ["1", "0", "4", "1", "4"]),
    ],
)
def test_the_modes_differ_in_who_gets_the_left_over_units(mode: AllocationMode, expected: list[str]) -> None:
    # Exact shares of 10 yen: 1.25, 0, 4.375, 0.625, 3.75; two units are left over.
    parts = allocate(Money("10", "JPY"), [2, 0, 7, 1, 6], mode)
    assert [str(part.amount) for part in parts] == expected


def test_an_amount_finer_than_the_minor_unit_is_divided_in_its_own_digits() -> None:
    assert allocate(Money("10.005", "EUR"), [1, 1]) == [Money("5.003", "EUR"), Money("5.002", "EUR")]
    assert allocate(Money("10.0100", "EUR"), [1, 1]) == [Money("5.01", "EUR"), Money("5.00", "EUR")]
    assert str(allocate(Money("10", "EUR"), [1])[0].amount) == "10.00"


def test_large_amounts_stay_exact() -> None:
    money = Money("12345678901234567890123456789012345678.91", "EUR")
    parts = allocate(money, [1, 1, 1])
    assert sum(Fraction(part.amount) for part in parts) == Fraction(money.amount)


@pytest.mark.parametrize("ratios", [[], [0], [0, Decimal(0)], [-1, 2], [0.5, 0.5], [True], ["1"], [None], 3])
def test_what_is_no_ratio_is_bad_input(ratios: object) -> None:
    with pytest.raises(BadInput) as caught:
        allocate(Money("1", "EUR"), ratios)  # type: ignore[arg-type]
    assert caught.value.path.startswith("ratios")


@pytest.mark.parametrize("bad", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+99999999")])
def test_a_ratio_that_is_no_finite_number_names_its_place(bad: Decimal) -> None:
    with pytest.raises(BadInput) as caught:
        allocate(Money("1", "EUR"), [1, bad])
    assert caught.value.path == "ratios[1]"


@pytest.mark.parametrize("n", [0, -1, 1.0, True, "2"])
def test_a_number_of_parts_is_a_positive_integer(n: object) -> None:
    with pytest.raises(BadInput):
        split(Money("1", "EUR"), n)  # type: ignore[arg-type]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 3], [1.0, 2], [Decimal(1)], ["a"]])
def test_weights_are_whole_and_not_negative(weights: object) -> None:
    with pytest.raises(BadInput) as caught:
        allocate_int(10, weights)  # type: ignore[arg-type]
    assert caught.value.path == "weights"


def test_what_is_no_mode_is_bad_input() -> None:
    with pytest.raises(BadInput, match="is not an allocation mode"):
        allocate(Money("10", "JPY"), [1, 2], "first")  # type: ignore[arg-type]
