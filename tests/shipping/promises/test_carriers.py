"""How carriers kept their promises, and which to choose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.money import Money
from xborder.shipping.promises import (
    Delivery,
    Distribution,
    Proportion,
    PublicHolidays,
    Weights,
    business_calendar,
    estimate,
    on_time,
    scorecard,
    transit_times,
)

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

TODAY = date(2026, 11, 20)
DUE = date(2026, 11, 10)


def arrived(late: int = 0, carrier: str = "A", **more: Any) -> Delivery:
    return Delivery(carrier, DUE, DUE + timedelta(late), **more)


# --- proportions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score interval without continuity correction)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_published_intervals_of_wilson_hold(count: int, of: int, low: float, high: float) -> None:
    found = Proportion(count, of).interval("0.95")
    assert (round(float(found[0]), 4), round(float(found[1]), 4)) == (low, high)


@EXAMPLES
@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from(["0.5", "0.9", "0.99"]))
def test_the_share_lies_in_its_interval_and_mirrors(count: int, rest: int, confidence: str) -> None:
    one, other = Proportion(count, count + rest), Proportion(rest, count + rest)
    low, high = one.interval(confidence)
    assert 0 <= low <= (one.rate if one.rate is not None else low) <= high <= 1
    mirrored = other.interval(confidence)
    assert abs(low - (1 - mirrored[1])) < Fraction(1, 10**11)


def test_of_nothing_nothing_is_known() -> None:
    assert Proportion(0, 0).rate is None
    assert Proportion(0, 0).interval() == (Fraction(0), Fraction(1))


# --- on time ---------------------------------------------------------------------------------------------------------------


def test_a_shipment_that_is_overdue_is_late_whatever_becomes_of_it() -> None:
    found = on_time([arrived(), Delivery("A", DUE), Delivery("A", DUE, lost=True)], TODAY)
    assert (found.kept, found.late, found.missing) == (Proportion(1, 3), 0, 2)


def test_early_arrivals_of_a_day_that_is_not_over_do_not_flatter() -> None:
    early = Delivery("A", TODAY + timedelta(5), TODAY - timedelta(1))
    today = Delivery("A", TODAY, TODAY)
    found = on_time([arrived(3), early, today, Delivery("A", TODAY)], TODAY)
    assert (found.kept, found.not_due) == (Proportion(0, 1), 3)


def test_lateness_counts_the_missing_as_still_running() -> None:
    found = on_time([arrived(-2), arrived(0), arrived(2), Delivery("A", TODAY - timedelta(2))], TODAY)
    assert found.lateness == Distribution.of({0: 2, 2: 2})  # the missing one is later than 1: it follows the third
    assert on_time([Delivery("A", DUE)], TODAY).lateness is None


@EXAMPLES
@given(st.lists(st.one_of(st.integers(-5, 9).map(arrived), st.just(Delivery("A", DUE))), max_size=12))
def test_every_shipment_that_was_due_is_kept_late_or_missing(record: list[Delivery]) -> None:
    found = on_time(record, TODAY)
    assert found.kept.count + found.late + found.missing == found.kept.of == len(record)


def test_deliveries_become_the_history_of_the_next_promise() -> None:
    friday = date(2026, 11, 13)
    record = [
        Delivery("A", DUE, friday + timedelta(3), handed_in=friday),  # Monday: one business day
        Delivery("A", DUE, friday + timedelta(1), handed_in=friday),  # Saturday counts as it
        Delivery("A", DUE, handed_in=friday),  # still running on Friday the 20th, which is not over
        Delivery("A", DUE, handed_in=TODAY),  # tells nothing yet
        Delivery("A", DUE, friday),  # nobody knows since when
    ]
    calendar = business_calendar("DE", public_holidays_are=PublicHolidays.LEFT_OUT)
    found = transit_times(record, TODAY, step="door to door", origin="DE", destination="DE", days=calendar)
    assert [(one.days, one.ended) for one in found] == [(1, True), (1, True), (4, False)]
    honest = estimate(found, step="door to door", origin="DE", destination="DE")
    assert honest.distribution.at_most(1) == Fraction(2, 3)


# --- the scorecard ---------------------------------------------------------------------------------------------------------


def test_the_better_carrier_is_first_and_a_lucky_small_one_is_not_ranked() -> None:
    record = [
        *[arrived(index % 10 == 0, "punctual") for index in range(60)],
        *[arrived(index % 2, "late") for index in range(60)],
        *[arrived(0, "new")] * 5,
    ]
    card = scorecard(record, TODAY, Weights(on_time=1))
    assert [row.carrier for row in card.rows] == ["punctual", "late", "new"]
    assert [row.carrier for row in card.ranked] == ["punctual", "late"]
    assert card.rows[2].why_not == "only 5 of its shipments were due, 30 are asked for"
    assert card.rows[0].score == Proportion(54, 60).interval("0.95")[0]
    assert "punctual: score 0.799" in str(card)
    assert "new: not ranked" in str(card)


def test_of_two_with_the_same_share_the_larger_sample_is_first() -> None:
    record = [*[arrived(0, "small")] * 30, *[arrived(0, "large")] * 300]
    assert [row.carrier for row in scorecard(record, TODAY, Weights(on_time=1)).rows] == ["large", "small"]


def test_the_hosts_weights_decide() -> None:
    cheap, dear = Money("5.00", "EUR"), Money("10.00", "EUR")
    record = [
        *[arrived(index % 3 == 0, "cheap", cost=cheap) for index in range(40)],
        *[arrived(0, "dear", cost=dear) for _ in range(40)],
    ]
    by = {name: scorecard(record, TODAY, Weights(**{name: 1})).rows for name in ("on_time", "cost")}
    assert [row.carrier for row in by["on_time"]] == ["dear", "cheap"]
    assert [(row.carrier, row.score) for row in by["cost"]] == [("cheap", 1), ("dear", Fraction(1, 2))]


def test_damage_loss_and_claims_are_counted_among_what_can_have_them() -> None:
    record = [
        arrived(damaged=True, claimed=True),
        arrived(),
        Delivery("A", DUE, lost=True, claimed=True),
        Delivery("A", DUE),
    ]
    (row,) = scorecard(record, TODAY, Weights(loss=1), minimum=1).rows
    assert (row.damage, row.loss, row.claims) == (Proportion(1, 2), Proportion(1, 3), Proportion(2, 3))


def test_each_share_enters_the_score_with_the_worse_end_of_its_interval() -> None:
    record = [
        *[arrived(damaged=True, claimed=True)] * 2,
        *[arrived()] * 7,
        Delivery("A", DUE, lost=True, claimed=True),
    ]
    ends = {
        "on_time": Proportion(9, 10).interval("0.9")[0],
        "damage": 1 - Proportion(2, 9).interval("0.9")[1],
        "loss": 1 - Proportion(1, 10).interval("0.9")[1],
        "claims": 1 - Proportion(3, 10).interval("0.9")[1],
    }
    for name, end in ends.items():
        (row,) = scorecard(record, TODAY, Weights(**{name: 7}), minimum=1, confidence="0.9").rows
        assert row.score == end, name
    (row,) = scorecard(record, TODAY, Weights(3, "0.5", 1, 1), minimum=1, confidence="0.9").rows
    assert row.score == (3 * ends["on_time"] + ends["damage"] / 2 + ends["loss"] + ends["claims"]) / Fraction("5.5")


def test_services_are_told_apart_when_asked_for() -> None:
    record = [arrived(0, service="fast"), arrived(1, service="slow")]
    assert len(scorecard(record, TODAY, Weights(on_time=1)).rows) == 1
    rows = scorecard(record, TODAY, Weights(on_time=1), by_service=True, minimum=1).rows
    assert [row.service for row in rows] == ["fast", "slow"]


def test_the_mean_cost_is_to_the_minor_unit_and_the_score_is_exact() -> None:
    yen = [arrived(cost=Money(amount, "JPY")) for amount in (100, 101)]
    card = scorecard(yen, TODAY, Weights(cost=1), minimum=1)
    assert card.rows[0].cost == Money(100, "JPY")
    assert card.rows[0].score == 1
    free = scorecard([arrived(cost=Money(0, "EUR"))], TODAY, Weights(cost=1), minimum=1)
    assert free.rows[0].score == 1


def test_a_carrier_whose_cost_is_not_known_is_not_ranked_by_cost() -> None:
    (row,) = scorecard([arrived()], TODAY, Weights(cost=1), minimum=1).rows
    assert (row.score, row.why_not) == (None, "its cost is not known")
    assert "cost not known" in str(scorecard([arrived()], TODAY, Weights(on_time=1), minimum=1))


@EXAMPLES
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-3, 9)), max_size=30), st.integers(1, 9))
def test_every_score_is_a_share_and_the_order_of_the_record_does_not_matter(
    record: list[tuple[str, int]], minimum: int
) -> None:
    deliveries = [arrived(late, carrier) for carrier, late in record]
    weights = Weights(on_time=2, damage="0.5", loss=1, claims=1)
    card = scorecard(deliveries, TODAY, weights, minimum=minimum)
    assert all(row.score is not None and 0 <= row.score <= 1 for row in card.ranked)
    assert card == scorecard(deliveries[::-1], TODAY, weights, minimum=minimum)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Delivery("", DUE), "carrier"),
        (lambda: Delivery("A", datetime(2026, 1, 1, tzinfo=UTC)), "promised"),
        (lambda: Delivery("A", DUE, "2026-11-10"), "delivered"),  # type: ignore[arg-type]  # on purpose
        (lambda: Delivery("A", DUE, DUE, handed_in=TODAY), "delivered"),
        (lambda: Delivery("A", DUE, DUE, lost=True), "lost"),
        (lambda: Delivery("A", DUE, lost=1), "lost"),  # type: ignore[arg-type]  # on purpose
        (lambda: Delivery("A", DUE, damaged=True), "damaged"),
        (lambda: Delivery("A", DUE, cost=5), "cost"),  # type: ignore[arg-type]  # on purpose
        (lambda: Delivery("A", DUE, cost=Money(-5, "EUR")), "cost"),
        (lambda: on_time([arrived(30)], TODAY), "deliveries[0].delivered"),
        (lambda: on_time(5, TODAY), "deliveries"),  # type: ignore[arg-type]  # on purpose
        (lambda: on_time(["A"], TODAY), "deliveries[0]"),  # type: ignore[list-item]  # on purpose
        (lambda: on_time([], datetime(2026, 1, 1, tzinfo=UTC)), "as_of"),
        (Weights, "weights"),
        (lambda: Weights(on_time=-1), "weights"),
        (lambda: Weights(on_time=0.5), "weights"),  # type: ignore[arg-type]  # on purpose
        (lambda: scorecard([], TODAY, {"on_time": 1}), "weights"),  # type: ignore[arg-type]  # on purpose
        (lambda: scorecard([], TODAY, Weights(on_time=1), minimum=0), "minimum"),
        (lambda: scorecard([], TODAY, Weights(on_time=1), confidence=1), "confidence"),
        (lambda: scorecard([arrived(cost=Money(1, c)) for c in ("EUR", "USD")], TODAY, Weights(cost=1)), "deliveries"),
        (lambda: Proportion(2, 1), "count"),
        (lambda: Proportion(1, 1).interval("1"), "confidence"),
    ],
)
def test_what_is_no_record_is_refused_by_the_field(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path
