import copy
import pickle
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, NoExchangeRate
from xborder.money import EURO_ADOPTIONS, FxRule, Money, RateTable, Rounding, currency

DAY = date(2026, 11, 20)
ECB = RateTable.of(
    [
        (DAY, "EUR", "USD", "1.1600", "ECB"),
        (DAY, "EUR", "JPY", "180.25", "ECB"),
        (DAY, "EUR", "GBP", "0.8700", "ECB"),
    ]
)
figures = st.decimals(Decimal("0.0001"), 10**6, places=4, allow_nan=False, allow_infinity=False)


def test_a_direct_rate_is_as_published() -> None:
    rate = ECB.rate("EUR", "USD", on=DAY)
    assert (rate.base, rate.quote, rate.value) == ("EUR", "USD", Fraction(116, 100))
    assert (rate.on, rate.source, rate.via, rate.inverse) == (DAY, "ECB", (), False)
    assert (rate.published, rate.text, rate.until) == ("1.1600", "1.1600", None)
    assert str(rate) == "1 EUR = 1.1600 USD (ECB of 2026-11-20)"


def test_an_inverse_rate_is_exact_and_says_so() -> None:
    rate = ECB.rate("USD", "EUR", on=DAY)
    assert (rate.value, rate.inverse, rate.published) == (Fraction(100, 116), True, "1.1600")
    assert rate.text == "0.862068965517"


def test_a_cross_rate_is_exact_and_names_its_pivot() -> None:
    rate = ECB.rate("USD", "JPY", on=DAY)
    assert (rate.value, rate.via, rate.inverse) == (Fraction("180.25") / Fraction("1.16"), ("EUR",), False)
    assert (rate.source, rate.published, rate.text) == ("ECB", "", "155.387931034")


def test_a_currency_is_worth_itself() -> None:
    assert RateTable().rate("TWD", "TWD", on=DAY).value == 1


@given(figures, figures, figures)
def test_rates_back_and_forth_multiply_to_one(usd: Decimal, jpy: Decimal, gbp: Decimal) -> None:
    rates = RateTable.of((DAY, "EUR", code, value, "X") for code, value in (("USD", usd), ("JPY", jpy), ("GBP", gbp)))
    for one, other in (("EUR", "USD"), ("USD", "JPY"), ("GBP", "USD")):
        there, back = rates.rate(one, other, on=DAY), rates.rate(other, one, on=DAY)
        assert there.value * back.value == 1


def test_a_direct_rate_goes_before_an_inverse_one_of_the_same_source_and_both_before_a_cross() -> None:
    rows = [
        (DAY, "GBP", "USD", "1.30", "X"),
        (DAY, "EUR", "USD", "1.16", "X"),
        (DAY, "EUR", "GBP", "0.87", "X"),
    ]
    assert RateTable.of(rows).rate("USD", "GBP", on=DAY).published == "1.30"
    both = RateTable.of([(DAY, "USD", "GBP", "0.75", "X"), *rows])
    assert both.rate("USD", "GBP", on=DAY).published == "0.75"
    assert both.rate("GBP", "USD", on=DAY).published == "1.30"


def test_a_cross_takes_the_pivot_with_the_most_recent_day_on_which_both_legs_were_published() -> None:
    rates = RateTable.of(
        [
            (date(2026, 11, 19), "EUR", "USD", "1.16", "X"),
            (date(2026, 11, 19), "EUR", "JPY", "180", "X"),
            (date(2026, 11, 20), "EUR", "USD", "1.17", "X"),
            (date(2026, 11, 18), "GBP", "USD", "1.30", "X"),
            (date(2026, 11, 18), "GBP", "JPY", "200", "X"),
        ]
    )
    rate = rates.rate("USD", "JPY", on=DAY)
    assert (rate.via, rate.on, rate.value) == (("EUR",), date(2026, 11, 19), Fraction(180) / Fraction("1.16"))
    assert rates.rate("USD", "JPY", on=date(2026, 11, 18)).via == ("GBP",)


def test_equally_recent_pivots_go_by_the_alphabet() -> None:
    rows = [(DAY, pivot, code, "2", "X") for pivot in ("GBP", "EUR", "AUD") for code in ("USD", "JPY")]
    assert RateTable.of(rows).rate("USD", "JPY", on=DAY).via == ("AUD",)


def test_a_cross_does_not_mix_daily_and_monthly_rates_when_one_kind_has_both_legs() -> None:
    monthly = RateTable.of(
        [(date(2026, 11, 1), "GBP", code, "2", "HMRC", date(2026, 11, 30)) for code in ("EUR", "TWD")]
    )
    rate = (monthly | ECB).rate("EUR", "TWD", on=DAY)
    assert (rate.source, rate.via, rate.value, rate.until) == ("HMRC", ("GBP",), Fraction(1), date(2026, 11, 30))
    mixed = (monthly | RateTable.of([(DAY, "GBP", "USD", "1.30", "X")])).rate("USD", "TWD", on=DAY)
    assert (mixed.source, mixed.on, mixed.until) == ("X + HMRC", date(2026, 11, 1), date(2026, 11, 30))


def test_a_day_in_common_does_not_make_up_for_mixing_daily_and_monthly_rates() -> None:
    monthly = RateTable.of(
        [
            (date(2026, 11, 1), "GBP", "EUR", "1.14", "HMRC", date(2026, 11, 30)),
            (DAY, "GBP", "TWD", "41.5", "HMRC", date(2026, 11, 30)),
        ]
    )
    rate = (monthly | ECB).rate("EUR", "TWD", on=DAY)
    assert (rate.source, rate.value) == ("HMRC", Fraction("41.5") / Fraction("1.14"))


def test_a_table_laid_over_another_is_asked_first() -> None:
    own = RateTable.of([(DAY, "USD", "EUR", "0.90", "contract")])
    rates = ECB | own
    assert rates.rate("USD", "EUR", on=DAY).source == "contract"
    assert rates.rate("EUR", "USD", on=DAY).value == 1 / Fraction("0.90")
    assert rates.rate("GBP", "EUR", on=DAY).source == "ECB"
    cross = rates.rate("GBP", "USD", on=DAY)
    assert (cross.source, cross.value) == ("ECB + contract", 1 / Fraction("0.87") / Fraction("0.90"))
    assert (own | ECB).rate("USD", "EUR", on=DAY).source == "ECB"


def test_merging_one_source_unites_its_days_and_the_upper_figure_holds() -> None:
    lower = RateTable.of([(date(2026, 11, 19), "EUR", "USD", "1.15", "ECB"), (DAY, "EUR", "USD", "1.10", "ECB")])
    merged = lower.merge(ECB)
    assert merged.rate("EUR", "USD", on=DAY).text == "1.1600"
    assert merged.rate("EUR", "USD", on=date(2026, 11, 19)).text == "1.15"
    (held,) = merged.provenance
    assert (held.source, held.rates, held.first, held.last) == ("ECB", 4, date(2026, 11, 19), DAY)
    assert held.currencies == ("EUR", "GBP", "JPY", "USD")


def test_a_table_merges_with_tables_only() -> None:
    with pytest.raises(TypeError):
        ECB | {}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("amount", "to", "expected"),
    [("25.00", "EUR", "21.55"), ("-25.00", "EUR", "-21.55"), ("1", "JPY", "155"), ("0.005", "USD", "0.01")],
)
def test_convert_rounds_once_to_the_minor_unit(amount: str, to: str, expected: str) -> None:
    converted = ECB.convert(Money(amount, "USD"), to, on=DAY)
    assert (str(converted.amount), converted.currency.code) == (expected, to)


def test_convert_takes_a_rounding_and_a_currency_object() -> None:
    converted = ECB.convert(Money("25.00", "USD"), currency("EUR"), on=DAY, rounding=Rounding.UP)
    assert str(converted.amount) == "21.56"


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False), st.sampled_from(["EUR", "JPY"]))
def test_converting_is_exact_to_half_a_minor_unit(amount: Decimal, to: str) -> None:
    exact = Fraction(amount) * ECB.rate("USD", to, on=DAY).value
    got = Fraction(ECB.convert(Money(amount, "USD"), to, on=DAY).amount)
    assert abs(got - exact) <= (Fraction(1, 2) if to == "JPY" else Fraction(1, 200))


def test_a_missing_rate_says_pair_day_and_what_is_loaded() -> None:
    with pytest.raises(NoExchangeRate) as caught:
        ECB.rate("EUR", "TWD", on=date(2026, 11, 22), rule=FxRule.LATEST)
    message = str(caught.value)
    assert "no rate from EUR to TWD is in force on 2026-11-22 by the rule latest" in message
    assert "Loaded: ECB 2026-11-20 to 2026-11-20 (EUR, GBP, JPY, USD)" in message
    assert "RateTable.of" in caught.value.hint
    with pytest.raises(NoExchangeRate, match="Loaded: nothing"):
        RateTable().rate("EUR", "USD", on=DAY)


def test_a_missing_rate_names_the_day_on_which_the_currency_ended() -> None:
    with pytest.raises(NoExchangeRate, match="ECB's EUR to USD ends on 2026-11-20"):
        ECB.rate("EUR", "USD", on=date(2027, 1, 1))


def test_a_long_list_of_currencies_is_cut_short() -> None:
    codes = [f"Q{one}{two}" for one in "ABCDEFGH" for two in "ABCDEFGH"]
    rates = RateTable.of((DAY, "EUR", code, "2", "X") for code in codes)
    with pytest.raises(NoExchangeRate, match="and 17 more"):
        rates.rate("EUR", "TWD", on=DAY)


def test_a_currency_that_became_the_euro_is_converted_at_the_fixed_rate_from_that_day_on() -> None:
    rates = RateTable.of(
        [
            (date(2022, 12, 30), "EUR", "HRK", "7.5365", "ECB"),
            (date(2022, 12, 30), "EUR", "USD", "1.0666", "ECB"),
            (date(2023, 1, 2), "EUR", "USD", "1.0683", "ECB"),
            # A publisher that went on printing the old code: no longer a rate of anything.
            (date(2023, 1, 1), "GBP", "HRK", "1.1652", "HMRC", date(2023, 1, 31)),
        ]
    )
    assert rates.rate("EUR", "HRK", on=date(2022, 12, 31)).text == "7.5365"
    fixed = rates.rate("EUR", "HRK", on=date(2023, 1, 1))
    assert (fixed.text, fixed.on, fixed.via) == ("7.53450", date(2023, 1, 1), ())
    assert fixed.source == "Council Regulation (EU) 2022/1208"
    back = rates.rate("HRK", "EUR", on=date(2040, 1, 1))
    assert (back.value, back.inverse) == (1 / Fraction("7.53450"), True)
    cross = rates.rate("HRK", "USD", on=date(2023, 1, 3))
    assert (cross.value, cross.via) == (Fraction("1.0683") / Fraction("7.53450"), ("EUR",))
    assert (cross.on, cross.source) == (date(2023, 1, 2), "ECB + Council Regulation (EU) 2022/1208")
    with pytest.raises(NoExchangeRate):
        rates.rate("GBP", "HRK", on=date(2023, 1, 15))


def test_two_former_currencies_are_converted_through_the_euro() -> None:
    rate = RateTable().rate("HRK", "BGN", on=date(2026, 1, 1))
    assert (rate.value, rate.via, rate.on) == (Fraction("1.95583") / Fraction("7.53450"), ("EUR",), date(2026, 1, 1))
    assert RateTable().convert(Money("100", "BGN"), "EUR", on=date(2026, 1, 1)) == Money("51.13", "EUR")
    with pytest.raises(NoExchangeRate):
        RateTable().rate("EUR", "BGN", on=date(2025, 12, 31))


def test_the_adoptions_of_the_euro_carry_their_sources() -> None:
    assert {code: (each.rate, each.since) for code, each in EURO_ADOPTIONS.items()} == {
        "HRK": ("7.53450", date(2023, 1, 1)),
        "BGN": ("1.95583", date(2026, 1, 1)),
    }
    assert all(each.source and each.url.startswith("http") for each in EURO_ADOPTIONS.values())
    assert {each.evidence for each in EURO_ADOPTIONS.values()} <= {"official", "secondary"}


@pytest.mark.parametrize("value", ["1.1600", 2, Decimal("1.16"), Decimal("1E+2"), Fraction(1, 3)])
def test_values_stay_exact(value: str | int | Decimal | Fraction) -> None:
    rates = RateTable.of([(DAY, "EUR", "USD", value, "X")])
    assert rates.rate("EUR", "USD", on=DAY).value == Fraction(value)


def test_a_fraction_is_written_as_a_decimal() -> None:
    assert RateTable.of([(DAY, "EUR", "USD", Fraction(1, 3), "X")]).rate("EUR", "USD", on=DAY).text == "0.333333333333"


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ((DAY, "EUR", "USD", 1.16, "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", "1,16", "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", "0.00", "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", "-1", "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", Decimal("NaN"), "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", Decimal("1E+9999999"), "X"), "rows[1].value"),
        ((DAY, "EUR", "USD", True, "X"), "rows[1].value"),
        ((DAY, "eur", "USD", "1", "X"), "rows[1].base"),
        ((DAY, "EUR", "US", "1", "X"), "rows[1].quote"),
        ((DAY, "EUR", "EUR", "1", "X"), "rows[1].quote"),
        ((DAY, "EUR", "USD", "1", ""), "rows[1].source"),
        (("2026-11-20", "EUR", "USD", "1", "X"), "rows[1].date"),
        ((datetime(2026, 11, 20, 12), "EUR", "USD", "1", "X"), "rows[1].date"),  # noqa: DTZ001 - refused all the same
        ((DAY, "EUR", "USD", "1", "X", date(2026, 11, 19)), "rows[1].until"),
        ((DAY, "EUR", "USD"), "rows[1]"),
        ("EURUSD", "rows[1]"),
        ((DAY, "EUR", "JPY", "181", "ECB"), "rows[1].value"),
    ],
)
def test_a_malformed_row_is_named(row: object, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        RateTable.of([(DAY, "EUR", "JPY", "180.25", "ECB"), row])  # type: ignore[list-item]
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("base", "quote", "on", "rule", "path"),
    [
        ("EURO", "USD", DAY, None, "base"),
        ("EUR", None, DAY, None, "quote"),
        ("EUR", "USD", "2026-11-20", None, "on"),
        ("EUR", "USD", datetime(2026, 11, 20), None, "on"),  # noqa: DTZ001 - refused all the same
        ("EUR", "USD", DAY, "latest", "rule"),
    ],
)
def test_a_malformed_question_is_bad_input(base: str, quote: str, on: date, rule: FxRule | None, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        ECB.rate(base, quote, on=on, rule=rule)
    assert caught.value.path == path


@pytest.mark.parametrize("to", ["QQQ", "XAU", "euro"])
def test_converting_to_what_has_no_minor_unit_is_bad_input(to: str) -> None:
    with pytest.raises(BadInput):
        ECB.convert(Money("1", "EUR"), to, on=DAY)
    with pytest.raises(BadInput):
        ECB.convert(Decimal(1), "USD", on=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [-1, 1.5, True, "10"])
def test_an_age_is_a_number_of_days(days: object) -> None:
    with pytest.raises(BadInput):
        ECB.with_max_age(days)  # type: ignore[arg-type]


def test_a_table_travels_to_other_processes() -> None:
    for twin in (pickle.loads(pickle.dumps(ECB.with_max_age(3))), copy.deepcopy(ECB.with_max_age(3))):  # noqa: S301
        assert twin.max_age == 3
        assert twin.rate("USD", "JPY", on=DAY) == ECB.rate("USD", "JPY", on=DAY)
        assert twin.provenance == ECB.provenance


def test_a_table_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ECB.max_age = 5  # type: ignore[misc]
