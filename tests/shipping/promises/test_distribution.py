from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.shipping.promises import Distribution, days_from_hours
from xborder.shipping.promises._survival import survived

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

masses = st.dictionaries(st.integers(0, 40), st.integers(1, 50), min_size=1, max_size=6)
distributions = st.builds(Distribution.of, masses, st.integers(0, 3))
confidences = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)


def test_equal_probabilities_are_equal_values() -> None:
    assert Distribution(((1, 2), (3, 4))) == Distribution.of({3: "0.5", 1: Decimal("0.25")})
    assert hash(Distribution(((1, 2), (3, 4)))) == hash(Distribution(((3, 2), (1, 1))))


def test_what_has_no_weight_is_left_out() -> None:
    assert Distribution.of({1: 0, 2: 5}) == Distribution.certain(2)


@EXAMPLES
@given(distributions, distributions)
def test_one_after_the_other_keeps_every_probability(one: Distribution, other: Distribution) -> None:
    both = one + other
    assert both == other + one
    assert Fraction(both.beyond, both.total) == 1 - Fraction(one.total - one.beyond, one.total) * Fraction(
        other.total - other.beyond, other.total
    )
    if not both.beyond:
        assert both.mean() == one.mean() + other.mean()
        assert both.at_most(both.latest) == 1


@EXAMPLES
@given(distributions, confidences)
def test_a_quantile_is_the_first_day_that_reaches_it(one: Distribution, confidence: Fraction) -> None:
    found = one.quantile(confidence)
    if found is None:
        assert one.at_most(one.latest) < confidence
    else:
        assert one.at_most(found) >= confidence
        assert one.at_most(found - 1) < confidence


@EXAMPLES
@given(distributions, st.fractions(1, 5, max_denominator=4), st.integers(0, 5))
def test_a_stretched_time_is_never_shorter_and_loses_nothing(one: Distribution, times: Fraction, shift: int) -> None:
    longer = one.stretched(times, shift)
    assert Fraction(longer.beyond, longer.total) == Fraction(one.beyond, one.total)
    assert all(longer.at_most(day) <= one.at_most(day) for day in range(longer.latest + 1))
    assert longer.total == one.total
    assert [day for day, _ in longer.mass] == [math.ceil(day * times) + shift for day, _ in one.mass]


@EXAMPLES
@given(distributions, st.integers(0, 23))
def test_hours_become_the_midnights_that_they_pass(hours: Distribution, begun_at: int) -> None:
    days = days_from_hours(hours, begun_at)
    for day in range(4):
        assert days.at_most(day) == hours.at_most(24 * (day + 1) - begun_at - 1)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Distribution.of({}), "mass"),
        (lambda: Distribution.of({1: 0}, 3), "mass"),
        (lambda: Distribution.of({1: 0.5}), "mass[1]"),  # type: ignore[dict-item]  # on purpose
        (lambda: Distribution.of({1: -1}), "mass[1]"),
        (lambda: Distribution.of({-1: 1}), "mass"),
        (lambda: Distribution.of({1: 1}, -1), "beyond"),
        (lambda: Distribution.of({5000: 1}), "mass"),
        (lambda: Distribution.of([(1, 1)]), "mass"),  # type: ignore[arg-type]  # on purpose
        (lambda: Distribution(((1, 1), (1, 2))), "mass"),
        (lambda: Distribution(5), "mass"),
        (lambda: Distribution(((1, 1),), -1), "beyond"),
        (lambda: Distribution.triangular(3, 2, 4), "typical"),
        (lambda: Distribution.triangular(-1, 2, 4), "low"),
        (lambda: Distribution.certain(1).quantile(0), "confidence"),
        (lambda: Distribution.certain(1).quantile("1.1"), "confidence"),
        (lambda: Distribution.certain(1).stretched(0), "multiplier"),
        (lambda: Distribution.certain(1).stretched(1, -1), "shift"),
        (lambda: days_from_hours(Distribution.certain(1), 24), "begun_at"),
    ],
)
def test_what_is_no_distribution_is_refused_by_the_field(make: object, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()  # type: ignore[operator]  # a function of no arguments
    assert caught.value.path == path


# --- what has not ended ------------------------------------------------------------------------------------------------

# Weeks in remission of 21 patients on 6-mercaptopurine (Freireich et al., Blood 21, 1963), the textbook example.
ENDED = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
RUNNING = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}


@pytest.mark.parametrize(
    ("week", "remaining"),
    [(6, "0.857"), (7, "0.807"), (10, "0.753"), (13, "0.690"), (16, "0.627"), (22, "0.538"), (23, "0.448")],
)
def test_the_textbook_example_of_kaplan_and_meier_holds(week: int, remaining: str) -> None:
    found = survived({k: Fraction(v) for k, v in ENDED.items()}, {k: Fraction(v) for k, v in RUNNING.items()})
    assert f"{float(1 - found.at_most(week)):.3f}" == remaining
    assert Fraction(found.beyond, found.total) == 1 - found.at_most(23)


@EXAMPLES
@given(masses)
def test_without_anything_running_the_estimate_is_the_plain_count(counts: dict[int, int]) -> None:
    assert survived({k: Fraction(v) for k, v in counts.items()}, {}) == Distribution.of(dict(counts))


@EXAMPLES
@given(masses, masses)
def test_what_is_still_running_never_makes_a_time_look_shorter(ended: dict[int, int], running: dict[int, int]) -> None:
    plain = Distribution.of(dict(ended))
    honest = survived({k: Fraction(v) for k, v in ended.items()}, {k: Fraction(v) for k, v in running.items()})
    assert all(honest.at_most(day) <= plain.at_most(day) for day in range(41))
