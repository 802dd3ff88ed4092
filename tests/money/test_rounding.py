import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.money import CASH_QUANTA, MINOR_UNITS, Money, Rounding, cash_quantum, round_money, round_ratio

MODES = [mode for mode in Rounding if mode is not Rounding.UNNECESSARY]
modes = st.sampled_from(MODES)
amounts = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), modes)
@example(25, 1, Rounding.HALF_EVEN)
@example(-25, 1, Rounding.HALF_UP)
@example(-1, 1, Rounding.ZERO_FIVE_UP)
def test_round_ratio_agrees_with_the_decimal_module_in_every_mode(numerator: int, places: int, mode: Rounding) -> None:
    expected = Decimal(numerator).scaleb(-places).quantize(Decimal(1), rounding=mode.value)
    assert round_ratio(numerator, 10**places, mode) == int(expected)


@given(st.integers(), st.integers(1, 10**30), modes)
def test_round_ratio_is_within_one_of_the_exact_quotient(numerator: int, denominator: int, mode: Rounding) -> None:
    off = abs(round_ratio(numerator, denominator, mode) - Fraction(numerator, denominator))
    assert off <= Fraction(1, 2) if mode.name.startswith("HALF") else off < 1


@given(st.integers(), st.integers(1, 10**30), st.sampled_from([m for m in MODES if m.name not in {"CEILING", "FLOOR"}]))
def test_all_modes_but_ceiling_and_floor_are_symmetric(numerator: int, denominator: int, mode: Rounding) -> None:
    assert round_ratio(-numerator, denominator, mode) == -round_ratio(numerator, denominator, mode)


@given(st.integers(), st.integers(1, 10**30), st.sampled_from(Rounding))
def test_whole_quotients_never_change(whole: int, denominator: int, mode: Rounding) -> None:
    assert round_ratio(whole * denominator, denominator, mode) == whole


def test_unnecessary_raises_when_anything_would_be_lost() -> None:
    assert round_ratio(10, 5, Rounding.UNNECESSARY) == 2
    with pytest.raises(BadInput, match="rounding was declared unnecessary"):
        round_ratio(11, 5, Rounding.UNNECESSARY)
    with pytest.raises(BadInput):
        round_money(Money("1.001", "EUR"), Rounding.UNNECESSARY)
    assert str(round_money(Money("1.1", "EUR"), Rounding.UNNECESSARY).amount) == "1.10"


@pytest.mark.parametrize("denominator", [0, -3])
def test_the_denominator_must_be_positive(denominator: int) -> None:
    with pytest.raises(BadInput) as caught:
        round_ratio(1, denominator)
    assert caught.value.path == "denominator"


def test_the_modes_are_those_of_the_decimal_module() -> None:
    names = {name.removeprefix("ROUND_") for name in dir(decimal) if name.startswith("ROUND_")}
    assert {Rounding[name] for name in names} == set(MODES)
    assert all(Rounding[name].value == f"ROUND_{name}" for name in names)
    assert Rounding["05UP"] is Rounding("05up") is Rounding.ZERO_FIVE_UP


@pytest.mark.parametrize("name", ["half-up", "half_up", "HALF_UP", "ROUND_HALF_UP", "Half-Up"])
def test_a_mode_is_found_by_its_plain_name(name: str) -> None:
    assert Rounding(name) is Rounding.HALF_UP


@given(amounts, modes, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_round_money_agrees_with_quantize(amount: Decimal, mode: Rounding, code: str) -> None:
    rounded = round_money(Money(amount, code), mode)
    quantum = Decimal(1).scaleb(-MINOR_UNITS[code])
    assert rounded.amount.as_tuple() == (amount.quantize(quantum, rounding=mode.value) + 0).as_tuple()
    assert rounded.currency.code == code


@given(amounts, modes, st.sampled_from(["0.05", "0.50", "5", "1000", "0.25", "1E+3", "0.001"]))
def test_the_result_is_a_multiple_of_the_quantum(amount: Decimal, mode: Rounding, quantum: str) -> None:
    rounded = round_money(Money(amount, "EUR"), mode, quantum).amount
    assert (Fraction(rounded) / Fraction(quantum)).denominator == 1
    assert abs(Fraction(rounded) - Fraction(amount)) < Fraction(quantum)


@pytest.mark.parametrize(
    ("amount", "quantum", "expected"),
    [
        ("1.005", "0.05", "1.00"),
        ("1.025", "0.05", "1.05"),
        ("-1.025", Decimal("0.05"), "-1.05"),
        ("1234567890123456789012345678901.235", None, "1234567890123456789012345678901.24"),
        ("844027.6", "1000", "844000"),
        ("1E+3", None, "1000.00"),
        ("-0.001", None, "0.00"),
    ],
)
def test_halves_go_away_from_zero_by_default(amount: str, quantum: str | Decimal | None, expected: str) -> None:
    assert str(round_money(Money(amount, "EUR"), quantum=quantum).amount) == expected


@pytest.mark.parametrize("quantum", ["0", "-1", "x", "", "NaN", "Infinity", 0.05, True, "1E+999999"])
def test_what_is_no_quantum_is_bad_input(quantum: object) -> None:
    with pytest.raises(BadInput) as caught:
        round_money(Money("1", "EUR"), quantum=quantum)  # type: ignore[arg-type]
    assert caught.value.path == "quantum"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN", "1E+999999999", "1E-999999999"])
def test_what_is_no_amount_is_bad_input(amount: str) -> None:
    with pytest.raises(BadInput) as caught:
        round_money(Money(amount, "EUR"))
    assert caught.value.path == "money"


def test_what_is_no_money_or_mode_is_bad_input() -> None:
    with pytest.raises(BadInput, match="is not Money"):
        round_money(Decimal(1))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="is not a rounding mode"):
        round_money(Money("1", "EUR"), "ROUND_HALF_UP")  # type: ignore[arg-type]


def test_gold_has_no_minor_unit_and_needs_a_quantum() -> None:
    with pytest.raises(BadInput):
        round_money(Money("1.23456", "XAU"))
    assert round_money(Money("1.23456", "XAU"), quantum="0.001") == Money("1.235", "XAU")


@pytest.mark.parametrize(
    ("code", "quantum"),
    [
        *((code, "0.05") for code in ("AUD", "CAD", "CHF")),
        *((code, "1") for code in ("CZK", "NOK", "SEK", "JPY")),
        *(("DKK", "0.50"), ("HUF", "5"), ("NZD", "0.10"), ("EUR", "0.01"), ("KWD", "0.001")),
    ],
)
def test_cash_quanta(code: str, quantum: str) -> None:
    assert cash_quantum(code) == Decimal(quantum)
    assert CASH_QUANTA.keys() <= MINOR_UNITS.keys()
