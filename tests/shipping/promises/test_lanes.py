"""Lanes: promised for a comparison, and learned from what was tracked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder import Desk
from xborder.errors import BadInput
from xborder.shipping import Days, fold
from xborder.shipping._numbers import Number
from xborder.shipping.promises import (
    CUSTOMS,
    EVERY_DAY,
    HAND_OVER,
    LAST_MILE,
    LINE_HAUL,
    CutOff,
    Distribution,
    Lane,
    Observation,
    Promise,
    Promises,
    PublicHolidays,
    Step,
    business_calendar,
    days_after,
    days_between,
    delivery_of,
    estimate,
    journey,
    on_time,
    passages,
)
from xborder.shipping.tracking import ScanEvent, TrackedShipment

WRONG: Any = "x"  # of no type that a field takes
FR, CN = (business_calendar(code, public_holidays_are=PublicHolidays.LEFT_OUT) for code in ("FR", "CN"))
PARIS, SHANGHAI = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Shanghai")
STEPS = (
    Step(HAND_OVER, Distribution.of({0: 70, 1: 30}), FR),
    Step(LINE_HAUL, Distribution.of({3: 50, 4: 40, 6: 10}), EVERY_DAY),
    Step(CUSTOMS, Distribution.of({0: 70, 1: 20, 3: 10}), CN),
    Step(LAST_MILE, Distribution.of({1: 60, 2: 40}), CN),
)
LANE = Lane("direct-mail", "FR", "CN", CutOff("Europe/Paris", time(16), FR), STEPS, "Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
SERUM: dict[str, Any] = {
    "on": "2026-11-23", "currency": "EUR", "ship_from": {"country": "FR"}, "ship_to": {"country": "CN"},
    "fx": [{"base": "EUR", "quote": "CNY", "rate": "8.2"}],
    "lines": [{"hs": "3304.99", "origin": "FR", "duty": "1%", "unit_price": {"amount": "68.00", "currency": "EUR"}}],
}  # fmt: skip
NOW = datetime(2026, 12, 8, tzinfo=UTC)


def scan(month: int, day: int, code: str, hour: int = 12, zone: ZoneInfo = SHANGHAI) -> ScanEvent:
    return ScanEvent(datetime(2026, month, day, hour, tzinfo=zone), "upu", code)


HANDED = scan(11, 24, "EMA", zone=PARIS)
WHOLE = (
    HANDED, scan(11, 25, "EXA", zone=PARIS), scan(11, 25, "EXC", zone=PARIS), scan(11, 26, "EMC", zone=PARIS),
    scan(11, 28, "EMD"), scan(11, 30, "EDB"), scan(12, 1, "EDC"), scan(12, 3, "EMI"),
)  # fmt: skip


def tracked(*scans: ScanEvent) -> TrackedShipment:
    return fold("RB123456785FR", scans, now=NOW)


def seen(*scans: ScanEvent, **more: Any) -> list[tuple[str, int, bool]]:
    found = passages(tracked(*scans), LANE, **{"as_of": date(2026, 12, 8), "handed_in": date(2026, 11, 23), **more})
    return [(each.step, each.days, each.ended) for each in found]


# --- promises in a comparison -----------------------------------------------------------------------------------------


def test_ways_carry_the_range_of_the_promise_at_its_confidence() -> None:
    promises = Promises([LANE], "0.9")
    ways = Desk().compare(SERUM, modes=["direct-mail", "bonded"], transit=promises.at(MONDAY))
    promised = LANE.promise(MONDAY, "0.9")
    found = {way.mode: way.days for way in ways}
    days = found["direct-mail"]
    assert days is not None
    assert days == Days((promised.arrivals[0][0] - MONDAY.date()).days, 8, (promised.date - MONDAY.date()).days)
    assert (days.confidence, days.evidence) == ("90 %", "")
    assert found["bonded"] == Days(2, 3, 5)  # no lane answers for it: the prior of the house


def test_a_lane_is_reckoned_once_for_a_day_and_not_for_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    real = Lane.promise

    def counted(lane: Lane, ordered: datetime, confidence: Number) -> Promise:
        asked.append(ordered)
        return real(lane, ordered, confidence)

    monkeypatch.setattr(Lane, "promise", counted)
    promises = Promises([LANE])
    for minute in range(3):
        Desk().compare(SERUM, transit=promises.at(MONDAY + timedelta(minutes=minute)))
    assert len(asked) == 1
    Desk().compare(SERUM, transit=promises.at(MONDAY + timedelta(hours=1)))  # after the cut-off: handed over later
    assert len(asked) == 2


def test_what_is_kept_is_what_would_be_reckoned_anew() -> None:
    promises = Promises([LANE], "0.9")
    for hours in range(0, 200, 7):
        ordered = MONDAY + timedelta(hours=hours)
        kept = promises.at(ordered).promise("direct-mail", "courier", "EU", "CN")
        assert kept == LANE.promise(ordered, "0.9")


def test_a_lane_of_one_transport_goes_before_one_for_any() -> None:
    air = attrs.evolve(LANE, transport="air", steps=[Step("all", Distribution.certain(2), EVERY_DAY)])
    transit = Promises([LANE, air]).at(MONDAY)
    assert transit.days("direct-mail", "air", "FR", "CN") == Days(2, 2, 2)
    assert transit.days("direct-mail", "post", "FR", "CN") != Days(2, 2, 2)
    assert transit.days("consolidation", "air", "FR", "CN") is None


def test_two_lanes_for_one_way_are_refused() -> None:
    berlin = attrs.evolve(LANE, origin="DE")  # another country of the same customs area
    with pytest.raises(BadInput, match="two lanes answer for direct-mail from EU to CN"):
        Promises([LANE, berlin]).at(MONDAY).days("direct-mail", "air", "EU", "CN")


def test_a_promise_that_leans_on_an_assumption_is_unverified() -> None:
    steps = journey(
        {LINE_HAUL: EVERY_DAY, LAST_MILE: CN}, origin="FR", destination="CN",
        priors={LINE_HAUL: "air.line-haul", LAST_MILE: "last-mile.courier"},
    )  # fmt: skip
    days = Promises([attrs.evolve(LANE, steps=steps)]).at(MONDAY).days("direct-mail", "", "EU", "CN")
    assert days is not None
    assert days.evidence == "unverified"
    assert days.source.startswith("promised at 80 %: prior air.line-haul")


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (lambda: attrs.evolve(LANE, origin="XX"), "origin"),
        (lambda: attrs.evolve(LANE, zone="Mars"), "zone"),
        (lambda: attrs.evolve(LANE, steps=()), "steps"),
        (lambda: attrs.evolve(LANE, steps=[WRONG]), "steps[0]"),
        (lambda: attrs.evolve(LANE, mode=""), "mode"),
        (lambda: Promises([WRONG]), "lanes[0]"),
        (lambda: Promises([LANE], 2), "confidence"),
        (lambda: Promises([LANE]).at(datetime(2026, 11, 23)), "ordered"),  # noqa: DTZ001 - without a zone
        (lambda: journey({CUSTOMS: CN}, origin="FR", destination="CN", priors={"x": "post.eu"}), "priors"),
        (lambda: journey({CUSTOMS: CN}, origin="FR", destination="CN"), "history"),
    ],
)
def test_what_is_no_lane_is_refused_by_name(made: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        made()
    assert caught.value.path == path


# --- what tracking says -----------------------------------------------------------------------------------------------


def test_a_whole_journey_tells_each_step_and_the_steps_follow_each_other() -> None:
    # 28 November 2026 is a Saturday: of the days of customs only Monday and Tuesday count
    assert seen(*WHOLE) == [
        (HAND_OVER, 1, True), (LINE_HAUL, 4, True), (CUSTOMS, 1, True), (LAST_MILE, 2, True)
    ]  # fmt: skip
    assert seen(*reversed(WHOLE)) == seen(*WHOLE)


def test_customs_of_the_country_of_export_is_not_the_release_for_import() -> None:
    assert seen(*WHOLE[:5])[-1] == (CUSTOMS, 5, False)


def test_goods_cleared_before_they_arrive_take_no_day_of_customs() -> None:
    early = scan(11, 27, "EDC")
    assert (CUSTOMS, 0, True) in seen(*WHOLE[:5], early, WHOLE[-1])


def test_a_step_that_nobody_scanned_is_left_out_and_the_ones_around_it_are_not_guessed() -> None:
    assert seen(HANDED, scan(12, 1, "EDC"), scan(12, 3, "EMI")) == [(HAND_OVER, 1, True), (LAST_MILE, 2, True)]
    assert seen(HANDED, scan(12, 3, "EMI"), handed_in=None) == []


def test_what_is_lost_or_turned_back_counts_as_running_until_then() -> None:
    held = (*WHOLE[:6],)
    assert seen(*held)[-1] == (CUSTOMS, 5, False)
    destroyed = ScanEvent(datetime(2026, 12, 3, tzinfo=UTC), "karrio", "return_to_sender")
    assert tracked(*held, destroyed).status.value in {"returning", "returned"}
    assert seen(*held, destroyed)[-1] == (CUSTOMS, 2, False)


def test_a_shipment_from_after_the_day_of_the_record_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        seen(*WHOLE, as_of=date(2026, 12, 1))
    assert caught.value.path == "as_of"


def test_passages_teach_the_next_promise() -> None:
    history = [each for _ in range(30) for each in passages(tracked(*WHOLE), LANE, as_of=NOW.date(), carrier="P")]
    found = estimate(history, step=CUSTOMS, origin="FR", destination="CN", carrier="P")
    assert found.distribution == Distribution.certain(1)
    assert {each.carrier for each in history} == {"P"}


def test_a_delivery_is_on_the_day_of_the_buyer_and_a_hand_over_on_that_of_the_seller() -> None:
    late = ScanEvent(datetime(2026, 12, 2, 17, tzinfo=UTC), "upu", "EMI")  # 3 December, one o'clock, in Shanghai
    made = delivery_of(tracked(HANDED, late), LANE, carrier="P", promised=date(2026, 12, 2))
    assert made is not None
    assert (made.handed_in, made.delivered, made.reference) == (date(2026, 11, 24), date(2026, 12, 3), "RB123456785FR")
    assert on_time([made], as_of=date(2026, 12, 8)).late == 1


def test_what_says_nothing_of_the_carrier_is_no_delivery() -> None:
    def kind(*scans: ScanEvent) -> bool | None:
        made = delivery_of(tracked(*scans), LANE, carrier="P", promised=date(2026, 12, 2))
        return None if made is None else made.decided

    karrio = [ScanEvent(datetime(2026, 12, 3, tzinfo=UTC), "karrio", code) for code in ("pending", "return_to_sender")]
    assert kind() is None
    assert kind(karrio[0]) is None
    assert kind(HANDED, karrio[1]) is None
    assert kind(HANDED) is False
    assert kind(*WHOLE) is True


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 40))
def test_days_between_undoes_counting_them(begun: date, count: int) -> None:
    assert days_between(begun, days_after(begun, count, CN), CN) == count
    assert days_between(begun, begun - timedelta(days=3), CN) == 0


def test_an_observation_of_a_lane_is_of_its_countries() -> None:
    (first, *_) = passages(tracked(*WHOLE), LANE, as_of=NOW.date())
    assert first == Observation(LINE_HAUL, "FR", "CN", 4)
