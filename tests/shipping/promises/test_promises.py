from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.shipping.promises import (
    EVERY_DAY,
    CutOff,
    Distribution,
    Estimate,
    Promise,
    PublicHolidays,
    Season,
    Step,
    business_calendar,
    prior,
    promise,
)
from xborder.shipping.promises.steps import Arrivals, passed

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

FR, CN, EG = (business_calendar(code, public_holidays_are=PublicHolidays.LEFT_OUT) for code in ("FR", "CN", "EG"))
PARIS = CutOff("Europe/Paris", time(16), FR)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)

moments = st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware
distributions = st.builds(
    Distribution.of, st.dictionaries(st.integers(0, 12), st.integers(1, 9), min_size=1, max_size=4)
)
calendars = st.sampled_from([EVERY_DAY, FR, EG])
confidences = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)
names = ("hand-over", "line haul", "customs", "last mile")


@st.composite
def journeys(draw: st.DrawFn, least: int = 0) -> list[Step]:
    count = draw(st.integers(least, len(names)))
    return [Step(name, draw(distributions), draw(calendars)) for name in names[:count]]


@st.composite
def seasons(draw: st.DrawFn) -> Season:
    begin = draw(st.dates(date(2026, 10, 1), date(2027, 1, 20)))
    return Season(
        "peak",
        begin,
        begin + timedelta(draw(st.integers(1, 40))),
        draw(st.fractions(1, 4, max_denominator=3)),
        draw(st.integers(0, 4)),
        draw(st.sampled_from([(), ("last mile",), ("line haul", "customs")])),
    )


peaks = st.lists(seasons(), max_size=3)


# --- what always holds ---------------------------------------------------------------------------------------------------


@EXAMPLES
@given(moments, journeys(), peaks, confidences, confidences)
def test_a_higher_confidence_is_never_an_earlier_date(
    at: datetime, journey: list[Step], slow: list[Season], one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    made = promise(at, PARIS, journey, confidence=low, seasons=slow)
    assert made.date <= promise(at, PARIS, journey, confidence=high, seasons=slow).date == made.by(high)


@EXAMPLES
@given(moments, st.integers(0, 10 * 86_400), journeys(), peaks, confidences)
def test_a_later_order_is_never_an_earlier_promise(
    at: datetime, later: int, journey: list[Step], slow: list[Season], confidence: Fraction
) -> None:
    first = promise(at, PARIS, journey, confidence=confidence, seasons=slow)
    second = promise(at + timedelta(seconds=later), PARIS, journey, confidence=confidence, seasons=slow)
    assert first.date <= second.date
    assert all(first.probability_by(day) >= second.probability_by(day) for day, _ in second.arrivals)


@EXAMPLES
@given(moments, journeys(least=1), st.integers(0, 3), peaks, confidences)
def test_a_further_step_is_never_an_earlier_promise(
    at: datetime, journey: list[Step], which: int, slow: list[Season], confidence: Fraction
) -> None:
    without = [step for index, step in enumerate(journey) if index != which % len(journey)]
    shorter = promise(at, PARIS, without, confidence=confidence, seasons=slow)
    longer = promise(at, PARIS, journey, confidence=confidence, seasons=slow)
    assert shorter.date <= longer.date
    assert [step.done_by for step in longer.steps] == sorted(step.done_by for step in longer.steps)


@EXAMPLES
@given(moments, journeys(), peaks, confidences)
def test_a_peak_season_is_never_an_earlier_promise(
    at: datetime, journey: list[Step], slow: list[Season], confidence: Fraction
) -> None:
    plain = promise(at, PARIS, journey, confidence=confidence)
    assert plain.date <= promise(at, PARIS, journey, confidence=confidence, seasons=slow).date


@EXAMPLES
@given(moments, journeys(least=1), confidences)
def test_the_promise_is_the_earliest_date_that_is_sure_enough(
    at: datetime, journey: list[Step], confidence: Fraction
) -> None:
    made = promise(at, PARIS, journey, confidence=confidence)
    assert made.probability == made.probability_by(made.date) >= confidence
    assert made.probability_by(made.date - timedelta(1)) < confidence
    assert sum((share for _, share in made.arrivals), Fraction(0)) == 1


@EXAMPLES
@given(st.lists(distributions, min_size=1, max_size=3))
def test_on_calendar_days_a_journey_is_the_plain_convolution(each: list[Distribution]) -> None:
    begun = date(2026, 11, 23)
    at, whole = Arrivals(((begun, 1),)), Distribution.certain(0)
    for index, takes in enumerate(each):
        at, whole = passed(at, Step(str(index), takes, EVERY_DAY), ()), whole + takes
    assert {(day - begun).days: Fraction(weight, at.total) for day, weight in at.dates} == {
        days: Fraction(weight, whole.total) for days, weight in whole.mass
    }


# --- by hand -------------------------------------------------------------------------------------------------------------


def test_a_certain_journey_is_counted_by_hand() -> None:
    journey = [
        Step("hand-over", Distribution.certain(1), FR),  # Monday 23 to Tuesday 24
        Step("line haul", Distribution.certain(4), EVERY_DAY),  # to Saturday 28
        Step("customs", Distribution.certain(1), CN),  # begins on Monday 30, to Tuesday 1
        Step("last mile", Distribution.certain(2), CN),  # to Thursday 3
    ]
    made = promise(MONDAY, PARIS, journey, confidence="0.99")
    assert [step.done_by.isoformat() for step in made.steps] == ["2026-11-24", "2026-11-28", "2026-12-01", "2026-12-03"]
    assert (made.date, made.handed_in) == (date(2026, 12, 3), date(2026, 11, 23))
    assert made.probability == 1


def test_without_steps_the_order_arrives_where_it_is_handed_over() -> None:
    assert promise(MONDAY, PARIS, []).date == date(2026, 11, 23)


def test_an_order_after_the_cut_off_on_friday_begins_on_monday() -> None:
    friday = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    made = promise(friday, PARIS, [Step("last mile", Distribution.certain(1), FR)])
    assert (made.handed_in, made.date) == (date(2026, 11, 23), date(2026, 11, 24))


def test_a_friday_and_saturday_weekend_is_skipped() -> None:
    thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert promise(thursday, PARIS, [Step("last mile", Distribution.certain(1), EG)]).date == date(2026, 11, 29)


def test_what_is_handed_in_after_the_peak_does_not_overtake_the_peak() -> None:
    peak = Season("Singles' Day", date(2026, 11, 9), date(2026, 11, 16), multiplier="3", steps=("line haul",))
    journey = [Step("line haul", Distribution.certain(5), EVERY_DAY)]
    dates = [
        promise(
            datetime(2026, 11, day, 9, tzinfo=UTC), CutOff("UTC", time(16), EVERY_DAY), journey, seasons=[peak]
        ).date
        for day in (8, 9, 15, 16, 26)
    ]
    assert [day.isoformat()[5:] for day in dates] == ["11-13", "11-24", "11-30", "11-30", "12-01"]


def test_a_promise_is_a_frozen_value_that_tells_its_steps() -> None:
    made = promise(MONDAY, PARIS, [Step("line haul", prior("air.line-haul"), EVERY_DAY)], confidence="0.9")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.date = MONDAY.date()  # type: ignore[misc]
    text = made.explain()
    assert (
        f"By {('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[made.date.weekday()]} {made.date.isoformat()}" in text
    )
    assert "line haul: 3 to 10 calendar days, half of them" in text
    assert "an assumption, without a source" in text
    assert [notice.code for notice in made.notices] == ["holidays-not-counted", "transit-time-assumed"]
    assert json.loads(json.dumps(made.to_dict()))["confidence"] == "0.9"


def test_a_slowed_step_names_its_season() -> None:
    peak = Season("Christmas", date(2026, 11, 20), date(2026, 12, 31), shift=1)
    made = promise(MONDAY, PARIS, [Step("last mile", Distribution.certain(1), FR)], seasons=[peak])
    assert made.steps[0].seasons == ("Christmas",)
    assert "slowed by Christmas" in made.explain()


def test_the_window_runs_from_one_confidence_to_another() -> None:
    made = promise(MONDAY, PARIS, [Step("x", Distribution.of({1: 5, 2: 4, 3: 1}), EVERY_DAY)])
    assert made.window("0.5", "0.9") == (date(2026, 11, 24), date(2026, 11, 25))


def test_a_confidence_that_the_history_does_not_reach_is_refused() -> None:
    lossy = Estimate(Distribution.of({3: 3}, 1))
    step = Step("line haul", lossy, EVERY_DAY)
    made = promise(MONDAY, PARIS, [step], confidence="0.75")
    assert [notice.code for notice in made.notices][-1] == "transit-time-open"
    for ask in (lambda: made.by("0.8"), lambda: promise(MONDAY, PARIS, [step], confidence="0.8")):
        with pytest.raises(BadInput, match=r"75.0%") as caught:
            ask()
        assert caught.value.path == "confidence"


def asked(**changed: Any) -> Promise:
    arguments: dict[str, Any] = {"ordered": MONDAY, "cut_off": PARIS, "steps": []}
    return promise(**(arguments | changed))


STEP = Step("a", Distribution.certain(1), FR)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        *(
            (lambda c=c: asked(confidence=c), "confidence")
            for c in (0, 1, "1", "0", "1.5", -1, 0.8, "high", None, True)
        ),
        (lambda: asked(ordered=datetime(2026, 11, 23)), "ordered"),  # noqa: DTZ001 - naive on purpose
        (lambda: asked(ordered="2026-11-23"), "ordered"),
        (lambda: asked(cut_off=time(16)), "cut_off"),
        (lambda: asked(steps="line haul"), "steps"),
        (lambda: asked(steps=None), "steps"),
        (lambda: asked(seasons=3), "seasons"),
        (lambda: asked(steps=["line haul"]), "steps[0]"),
        (lambda: asked(steps=[STEP, STEP]), "steps[1].name"),
        (lambda: asked(seasons=["peak"]), "seasons[0]"),
        (lambda: asked().window("0.9", "0.5"), "low"),
        (lambda: Step("", Distribution.certain(1), FR), "name"),
        (lambda: Step("a", 3, FR), "takes"),
        (lambda: Step("a", Distribution.certain(1), "FR"), "days"),  # type: ignore[arg-type]  # on purpose
        (lambda: Step("a", prior("air.line-haul"), FR), "days"),
        (lambda: Step("a", prior("last-mile.post"), EVERY_DAY), "days"),
        (lambda: Season("", date(2026, 1, 1), date(2026, 1, 2)), "name"),
        (lambda: Season("a", date(2026, 1, 2), date(2026, 1, 2)), "until"),
        (lambda: Season("a", MONDAY, date(2026, 1, 2)), "from_"),
        (lambda: Season("a", date(2026, 1, 1), date(2026, 1, 2), "0.9"), "multiplier"),
        (lambda: Season("a", date(2026, 1, 1), date(2026, 1, 2), 2, -1), "shift"),
        (lambda: Season("a", date(2026, 1, 1), date(2026, 1, 2), 2, 999), "shift"),
        (lambda: Season("a", date(2026, 1, 1), date(2026, 1, 2), steps="last mile"), "steps"),
    ],
)
def test_what_cannot_be_promised_is_refused_by_the_field(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path
