"""Duty expressions: trees, text, assessment, and the laws they obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from moneyed import Money

from xborder.errors import BadInput, NoExchangeRate
from xborder.goods.units import UNITS
from xborder.money import RateTable
from xborder.tariff import (
    AdValorem,
    AtLeast,
    AtMost,
    Difference,
    DutyExpression,
    OfDuty,
    Specific,
    Sum,
    Term,
    parse_duty,
)
from xborder.tariff.terms import Polarisation

rates = st.builds(Fraction, st.integers(0, 3000), st.sampled_from([1000, 10_000, 300, 70]))
figures = st.builds(Fraction, st.integers(0, 10**6), st.sampled_from([1, 100, 1000, 3]))
parts = st.sampled_from(["", "", "lead content", "case", "strap, band or bracelet", "over 7"])
specifics = st.builds(
    Specific,
    figures,
    st.sampled_from(["EUR", "USD", "JPY"]),
    st.sampled_from([Fraction(1), Fraction(100), Fraction(1000), Fraction(1, 2), Fraction(1, 3)]),
    st.sampled_from([unit.name for unit in UNITS if unit.name != "dtn"]),
    parts,
)
singles = st.one_of(
    st.builds(AdValorem, rates, parts),
    st.builds(OfDuty, rates),
    specifics,
    st.builds(Polarisation, specifics, st.builds(Fraction, st.integers(1, 300), st.sampled_from([1, 2, 3]))),
)


def _compound(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Sum(tuple(parts))),
        st.builds(Difference, inner, inner),
        st.builds(AtLeast, inner, inner),
        st.builds(AtMost, inner, inner),
    )


terms: st.SearchStrategy[Term] = st.recursive(singles, _compound, max_leaves=8)
RAW = {"kg": "10"}
values = st.builds(Fraction, st.integers(0, 10**7), st.just(100))


def _needed(term: Term) -> set[str]:
    match term:
        case Specific():
            return {term.measure}
        case AdValorem(_, of):
            return {f"value[{of}]"} if of else set()
        case Polarisation(rate, _):
            return {"degrees[polarisation]", rate.measure}
        case Sum(parts):
            return set().union(*(_needed(part) for part in parts))
        case Difference(one, other) | AtLeast(one, other) | AtMost(one, other):
            return _needed(one) | _needed(other)
        case _:
            return set()


def _one(_: str) -> Fraction:
    return Fraction(7, 2)


def _parity(_: str, __: str) -> Fraction:
    return Fraction(11, 10)


def _exact(term: Term, value: Fraction) -> Fraction:
    return DutyExpression(term).exact(value, _one, _parity, "EUR", Fraction(100))


@given(terms)
def test_canonical_text_reads_back_as_the_same_duty(term: Term) -> None:
    try:
        duty = DutyExpression(term)
    except BadInput:
        assume(condition=False)
        raise
    again = parse_duty(str(duty))
    assert again == duty
    assert hash(again) == hash(duty)
    assert str(again) == str(duty)


@given(singles, singles, values)
def test_a_floor_is_never_undercut_and_a_ceiling_never_passed(one: Term, other: Term, value: Fraction) -> None:
    assert _exact(AtLeast(one, other), value) >= _exact(other, value)
    assert _exact(AtMost(one, other), value) <= _exact(other, value)


@given(rates, values, values)
def test_an_ad_valorem_duty_is_linear_in_the_value(rate: Fraction, one: Fraction, other: Fraction) -> None:
    duty = AdValorem(rate)
    assert _exact(duty, one + other) == _exact(duty, one) + _exact(duty, other)


@given(terms, values)
def test_no_duty_is_below_zero_and_the_told_steps_end_in_the_same_sum(term: Term, value: Fraction) -> None:
    try:
        duty = DutyExpression(term)
    except BadInput:
        assume(condition=False)
        raise
    measures = {unit.name: "3.5" for unit in UNITS}
    measures |= dict.fromkeys(_needed(term), "3.5")
    money = Money(Decimal(value.numerator) / value.denominator, "EUR")
    found = duty.assess(money, measures, lambda _, __: Fraction(11, 10), duty=Money("100", "EUR"))
    assert found.exact >= 0
    assert found.exact == duty.exact(value, _one, _parity, "EUR", Fraction(100))
    assert found.steps
    assert found.rate_text == str(duty)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Free", (0, 1)),
        ("0%", (0, 1)),
        ("6.5%", (13, 200)),
        ("33 1/3%", (1, 3)),
        ("10% + 2%", None),
        ("1 EUR/kg", None),
        ("10% of duty", None),
        ("10% of value[case]", None),
    ],
)
def test_a_single_percentage_is_known_as_such(text: str, rate: tuple[int, int] | None) -> None:
    assert parse_duty(text).ad_valorem == rate


@pytest.mark.parametrize(
    ("text", "value", "measures", "amount"),
    [
        ("Free", "250", {}, "0"),
        ("6.5%", "250", {}, "16.25"),
        ("1.2 EUR/kg", "250", {"g": "500"}, "0.6"),
        ("22.40 EUR / 100 kg", "250", {"kg": "12"}, "2.688"),
        ("3 EUR/item", "250", {"pieces": "2"}, "6"),
        ("4.4 EUR/dozen", "250", {"pieces": "6"}, "2.2"),
        ("10% MIN 22.40 EUR/100 kg", "10", {"kg": "12"}, "2.688"),
        ("10% MIN 22.40 EUR/100 kg", "250", {"kg": "12"}, "25"),
        ("10% MAX 5 EUR/kg", "250", {"kg": "2"}, "10"),
        ("12% + 17 EUR/100 kg", "100", {"kg": "50"}, "20.5"),
        ("5% - 1 EUR/kg", "100", {"kg": "12"}, "0"),
        ("5% + 2% - 3%", "100", {}, "4"),
        ("1% MIN 2% MAX 1.5%", "100", {}, "1.5"),
        ("1% MIN (2% MAX 1.5%)", "100", {}, "1.5"),
        ("3% MIN (2% MAX 1.5%)", "100", {}, "3"),
        ("0.70 EUR / % vol/hl + 4.40 EUR / hl", "100", {"l": "70", "alcohol_vol": "40"}, "22.68"),
        ("0.7 EUR/kg[lead content]", "100", {"kg": "9", "kg[lead content]": "2"}, "1.4"),
        ("44 EUR each + 6% of value[case]", "100", {"pieces": "1", "value[case]": "30"}, "45.8"),
        (
            "3 EUR/kg - 0.02 EUR/kg per degree under 100 MIN 2 EUR/kg",
            "100",
            {**RAW, "degrees[polarisation]": "96.5"},
            "29.3",
        ),
        (
            "3 EUR/kg - 0.02 EUR/kg per degree under 100 MIN 2 EUR/kg",
            "100",
            {**RAW, "degrees[polarisation]": "20"},
            "20",
        ),
        (
            "3 EUR/kg - 0.02 EUR/kg per degree under 100 MIN 2 EUR/kg",
            "100",
            {**RAW, "degrees[polarisation]": "101"},
            "30",
        ),
        ("28.74 EUR/lpa", "100", {"l": "0.7", "alcohol_vol": "40"}, "8.0472"),
    ],
)
def test_a_duty_comes_to(text: str, value: str, measures: dict[str, str], amount: str) -> None:
    found = parse_duty(text).assess(value=Money(value, "EUR"), measures=measures, rates=None)
    assert found.amount == Money(amount, "EUR")
    assert found.money == found.amount
    assert found.exact == Fraction(amount)
    assert found.currency == "EUR"


def test_the_japanese_gate_price_is_a_difference_that_stops_at_zero() -> None:
    duty = parse_duty("393.786 JPY/kg - 100% MAX 40.50 JPY/kg")
    assert duty.assess(Money("3600", "JPY"), {"kg": "10"}).amount == Money("337.86", "JPY")
    assert duty.assess(Money("5000", "JPY"), {"kg": "10"}).amount == Money("0", "JPY")


def test_a_surtax_is_a_share_of_another_duty() -> None:
    found = parse_duty("10% of duty").assess(Money("1000", "INR"), duty=Money("100", "INR"))
    assert found.amount == Money("10", "INR")
    assert found.steps == ("10% of the duty of 100 INR = 10 INR",)
    assert parse_duty("duty + 25%").assess(Money("100", "USD"), duty=Money("4", "USD")).amount == Money("29", "USD")


def test_a_surtax_without_that_duty_says_what_is_missing() -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty("10% of duty").assess(Money("1000", "INR"))
    assert caught.value.path == "duty"
    with pytest.raises(BadInput, match="the duty is in USD"):
        parse_duty("10% of duty").assess(Money("1000", "INR"), duty=Money("1", "USD"))


def test_an_amount_that_never_ends_is_given_to_ten_places_and_kept_whole() -> None:
    found = parse_duty("33 1/3%").assess(Money("1", "EUR"))
    assert found.exact == Fraction(1, 3)
    assert found.amount == Money("0.3333333333", "EUR")
    assert found.steps == ("33 1/3% of 1 EUR = 0.3333333333... EUR",)


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("1.2 EUR/kg", "kg", "net_mass"),
        ("3 EUR/item", "pieces", '"pieces"'),
        ("20 EUR/lpa", "lpa", '"alcohol_vol"'),
        ("5% + 1 EUR/m2", "m2", '"m2"'),
    ],
)
def test_a_missing_measure_is_named_with_the_way_to_give_it(text: str, unit: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text).assess(Money("1", "EUR"), {})
    assert caught.value.path == "measures"
    assert caught.value.message.endswith(f"needs the quantity in {unit}")
    assert hint in caught.value.hint


@pytest.mark.parametrize("quantity", ["x", "NaN", "-1", "Infinity", "1e99999", "1e-99999", 0.5, None, True, [1]])
def test_a_measure_that_is_no_quantity_is_refused_by_its_name(quantity: object) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty("1 EUR/kg").assess(Money("1", "EUR"), {"kg": quantity})  # type: ignore[dict-item]
    assert caught.value.path == "measures.kg"


@pytest.mark.parametrize("value", [None, 5, "250.00", Money("-1", "EUR"), Money("1e999999", "EUR")])
def test_a_value_that_is_no_money_is_refused(value: object) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty("5%").assess(value)  # type: ignore[arg-type]
    assert caught.value.path == "value"


class _Table:
    def __init__(self, answer: object) -> None:
        self.answer = answer

    def rate(self, base: str, quote: str, /, *, on: date) -> object:
        assert (base, quote, on) == ("USD", "EUR", date(2026, 3, 3))
        return self.answer


class _Quoted:
    value = Decimal("0.5")


@pytest.mark.parametrize("answer", [Decimal("0.5"), Fraction(1, 2), _Quoted()])
def test_another_currency_is_converted_at_the_rate_of_the_day(answer: object) -> None:
    found = parse_duty("4.4¢/kg").assess(Money("10", "EUR"), {"kg": "100"}, _Table(answer), on=date(2026, 3, 3))
    assert found.amount == Money("2.2", "EUR")
    assert found.steps == ("100 kg x 0.044 USD/kg = 4.4 USD = 2.2 EUR",)


def test_a_rate_table_serves_as_it_is() -> None:
    table = RateTable.of([(date(2026, 3, 2), "EUR", "USD", "1.25", "ECB")])
    found = parse_duty("1 USD/kg").assess(Money("10", "EUR"), {"kg": "5"}, table, on=date(2026, 3, 3))
    assert found.amount == Money("4", "EUR")


def test_another_currency_without_rates_asks_for_them() -> None:
    duty = parse_duty("4.4¢/kg")
    with pytest.raises(NoExchangeRate) as caught:
        duty.assess(Money("10", "EUR"), {"kg": "100"})
    assert caught.value.path == "fx"
    with pytest.raises(BadInput) as no_day:
        duty.assess(Money("10", "EUR"), {"kg": "100"}, _Table(Decimal(1)))
    assert no_day.value.path == "on"


@pytest.mark.parametrize("answer", [Decimal(0), Decimal(-1), None, "0.5"])
def test_a_rate_that_cannot_be_is_refused(answer: object) -> None:
    with pytest.raises(NoExchangeRate, match="no usable rate"):
        parse_duty("1 USD/kg").assess(Money("1", "EUR"), {"kg": "1"}, _Table(answer), on=date(2026, 3, 3))


def test_the_same_currency_asks_for_no_rate() -> None:
    assert parse_duty("1 USD/kg").assess(Money("1", "USD"), {"kg": "2"}).amount == Money("2", "USD")


def test_the_steps_retell_the_sum() -> None:
    found = parse_duty("2% + 1 EUR/kg MAX 4%").assess(Money("100", "EUR"), {"kg": "3"})
    assert found.steps == (
        "2% of 100 EUR = 2 EUR",
        "3 kg x 1 EUR/kg = 3 EUR",
        "together 5 EUR",
        "4% of 100 EUR = 4 EUR",
        "the lower of 5 and 4: 4 EUR",
    )
    below = parse_duty("2% - 3%").assess(Money("100", "EUR"))
    assert below.steps[-2:] == ("the first less the second -1 EUR", "a duty is never below zero: 0 EUR")


@pytest.mark.parametrize(
    "make",
    [
        lambda: AdValorem(Fraction(-1)),
        lambda: AdValorem(Fraction(101)),
        lambda: AdValorem(Decimal("NaN")),
        lambda: AdValorem(Decimal("1e999999")),
        lambda: OfDuty(Fraction(101)),
        lambda: Specific(-1, "EUR", 1, "kg"),
        lambda: Specific(10**100, "EUR", 1, "kg"),
        lambda: Specific(1, "eur", 1, "kg"),
        lambda: Specific(1, "EUR", 0, "kg"),
        lambda: Specific(1, "EUR", 1, "bushel"),
        lambda: Sum((AdValorem(0),)),
    ],
)
def test_a_term_that_no_law_could_hold_cannot_be_made(make: Callable[[], Term]) -> None:
    with pytest.raises(BadInput):
        make()


def test_a_tree_too_large_to_be_written_is_refused() -> None:
    term: Term = AdValorem(Fraction(1, 10))
    for _ in range(300):
        term = Difference(term, term)
    with pytest.raises(BadInput, match="so many terms"):
        DutyExpression(term)
    deep: Term = AdValorem(Fraction(1, 10))
    for _ in range(25):
        deep = Difference(AdValorem(0), deep)
    with pytest.raises(BadInput, match="nested too deeply"):
        DutyExpression(deep)
