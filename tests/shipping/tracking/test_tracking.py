"""Tracking: one vocabulary, and the same shipment from the same events in whatever order they come."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.adapters._karrio_sdk import load
from xborder.errors import BadInput, LawError, MissingExtra, XborderError
from xborder.law.sources import Evidence
from xborder.shipping.tracking import (
    ACTIONS,
    TRANSITIONS,
    EventFromTheFuture,
    Leg,
    Reason,
    ScanEvent,
    TrackedShipment,
    TrackingStatus,
    Who,
    attention,
    bundled,
    fold,
    following,
    load_vocabulary,
)

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NUMBER = "RB123456785GB"
S = TrackingStatus


def story(codes: str, vocabulary: str = "upu", step: timedelta = timedelta(hours=12)) -> list[ScanEvent]:
    """Events half a day apart: ``EMA EMC EMH/26``."""
    scans = []
    for index, word in enumerate(codes.split()):
        code, _, detail = word.partition("/")
        scans.append(ScanEvent(START + index * step, vocabulary, code, detail, f"{word} happened", "Leipzig"))
    return scans


def told(codes: str, vocabulary: str = "upu") -> TrackedShipment:
    return fold(NUMBER, story(codes, vocabulary), now=NOW)


# --- stories ----------------------------------------------------------------------------------------------------------

STORIES = [
    ("nothing", "", S.UNKNOWN),
    ("data only", "upu ", S.UNKNOWN),
    ("as it should be", "EMA EMB EXA EXC EMC EMD EDB EDC EMF EMG EDG EMI", S.DELIVERED),
    ("export customs before departure", "EMA EXA EXB EXC EMC", S.DEPARTED_ORIGIN),
    ("held by import customs", "EMA EMC EMD EDB EME", S.HELD_BY_CUSTOMS),
    ("customs without a word of release", "EMA EMC EMD EDB EME EMG EDG", S.OUT_FOR_DELIVERY),
    ("a second look by customs", "EMA EMC EMD EDB EDC EDB", S.PRESENTED_TO_CUSTOMS),
    ("tried in vain, then fetched", "EMA EMD EDG EMH EDG EMH EDH EMI", S.DELIVERED),
    ("through a third country", "EMA EMC EMJ EMK EMD", S.ARRIVED_AT_DESTINATION),
    ("export cancelled", "EMA EMB EXX", S.CANCELLED),
    ("import terminated", "EMA EMC EMD EDB EME EDX", S.EXCEPTION),
    ("a scan in the depot after delivery", "EMA EMD EDG EMI EMG", S.DELIVERED),
    ("delivered by mistake, and tried again", "EMA EMD EDG EMI EMH EDG EMI", S.DELIVERED),
    ("delivered by mistake, and not yet again", "EMA EMD EDG EMI EMH", S.FAILED_ATTEMPT),
    ("a strange code in between", "EMA ZZZ EMC", S.DEPARTED_ORIGIN),
]


@pytest.mark.parametrize(("codes", "status"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES])
def test_a_posts_story_ends_where_it_should(codes: str, status: TrackingStatus) -> None:
    assert told(codes.removeprefix("upu ")).status is status


@pytest.mark.parametrize(
    ("vocabulary", "codes", "status", "reason"),
    [
        ("17track", "InfoReceived InTransit/InTransit_PickedUp InTransit/InTransit_Departure", S.DEPARTED_ORIGIN, ""),
        ("17track", "InTransit/InTransit_CustomsRequiringInformation", S.HELD_BY_CUSTOMS, "customs-documents"),
        ("17track", "InTransit/InTransit_CustomsProcessing InTransit/InTransit_CustomsReleased", S.RELEASED_BY_CUSTOMS, ""),
        ("17track", "OutForDelivery DeliveryFailure/DeliveryFailure_Rejected Exception/Exception_Returning", S.RETURNING, ""),
        ("17track", "Exception/Exception_Returning Delivered/Delivered_Other", S.RETURNED, ""),
        ("17track", "Exception/Exception_Destroyed", S.DESTROYED, ""),
        ("17track", "Exception/Exception_Lost InTransit/InTransit_Other", S.IN_TRANSIT, ""),
        ("aftership", "InfoReceived InTransit/InTransit_004 InTransit/InTransit_006 InTransit/InTransit_005", S.RELEASED_BY_CUSTOMS, ""),
        ("aftership", "Exception/Exception_006", S.DUTY_DUE, "payment"),
        ("aftership", "Exception/Exception_018", S.HELD_BY_CUSTOMS, "customs-documents"),
        ("aftership", "Exception/Exception_021", S.DESTROYED, ""),
        ("aftership", "Delivered/Delivered_005", S.DELIVERED, "to-a-neighbour"),
        ("easypost", "pre_transit/label_created in_transit/arrived_at_facility delivered/arrived_at_destination", S.DELIVERED, ""),
        ("easypost", "in_transit/address_correction", S.EXCEPTION, "address"),
        ("easypost", "return_to_sender/refused", S.REFUSED, "refused-by-addressee"),
        ("karrio", "pending picked_up on_hold/customs_duties_unpaid", S.DUTY_DUE, "payment"),
        ("karrio", "delivery_failed/customs_prohibited", S.REFUSED, "refused-by-customs"),
        ("karrio", "cancelled in_transit", S.IN_TRANSIT, ""),
    ],
)  # fmt: skip
def test_an_aggregators_story_ends_where_it_should(
    vocabulary: str, codes: str, status: TrackingStatus, reason: str
) -> None:
    shipment = told(codes, vocabulary)
    assert (shipment.status, shipment.reason.value) == (status, reason)
    assert shipment.unknown == ()


def test_a_shipment_tells_when_what_happened_first() -> None:
    shipment = told("EMA EMC EMD EDB EME EDC EDG EMH EDG EMI")
    half = timedelta(hours=12)
    assert shipment.first(S.ACCEPTED) == START
    assert shipment.first(S.HELD_BY_CUSTOMS) == START + 4 * half
    assert shipment.first(S.OUT_FOR_DELIVERY) == START + 6 * half
    assert shipment.since == shipment.first(S.DELIVERED) == shipment.last == START + 9 * half
    assert shipment.first(S.LOST) is None
    assert shipment.attempts == 1
    assert [status for status, _ in shipment.firsts][:3] == [S.ACCEPTED, S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION]


def test_which_customs_has_it_is_kept_where_it_is_said() -> None:
    assert told("EMA EXB").leg is Leg.EXPORT
    assert told("EMA EMC EMD EME").leg is Leg.IMPORT
    assert told("InTransit/InTransit_CustomsProcessing", "17track").leg is Leg.UNSAID


def test_sources_may_be_mixed() -> None:
    scans = [
        ScanEvent(START, "upu", "EMA"),
        ScanEvent(START + 3 * DAY, "17track", "InTransit", "InTransit_Arrival"),
        ScanEvent(START + 2 * DAY, "upu", "EMC"),
        ScanEvent(START + 5 * DAY, "karrio", "delivered", carrier_code="1496"),
    ]
    assert fold(NUMBER, scans, now=NOW).status is S.DELIVERED
    assert fold(NUMBER, scans[:3], now=NOW).status is S.ARRIVED_AT_DESTINATION


# --- late, twice, out of order ----------------------------------------------------------------------------------------

ZONES: list[Any] = [
    UTC,
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/St_Johns"),
    timezone(timedelta(hours=5, minutes=45)),
]
KNOWN = sorted((name, code, detail) for name, table in bundled().tables.items() for code, detail in table.readings)
scans = st.builds(
    lambda minutes, zone, code, text, place: ScanEvent(
        (START + timedelta(minutes=minutes)).astimezone(zone), code[0], code[1], code[2], text, place
    ),
    st.integers(0, 60),  # many events of one minute
    st.sampled_from(ZONES),
    st.sampled_from([*KNOWN, ("upu", "ZZZ", ""), ("nobody", "1", "2")]),
    st.sampled_from(["", "a", "bb", "cc"]),
    st.sampled_from(["", "Leipzig"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(scans, max_size=12), st.data())
def test_the_same_events_make_the_same_shipment_late_twice_and_in_any_order(
    events: list[ScanEvent], data: st.DataObject
) -> None:
    whole = fold(NUMBER, events, now=NOW)
    again = data.draw(st.lists(st.sampled_from(events), max_size=8)) if events else []
    mixed = data.draw(st.permutations(events + again))
    grown = TrackedShipment(NUMBER)
    while mixed:
        many = data.draw(st.integers(1, len(mixed)))
        grown = grown.take(mixed[:many], now=NOW).shipment
        mixed = mixed[many:]
    assert grown == whole
    assert grown.take(events, now=NOW).shipment == whole
    assert grown.take(events, now=NOW).added == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(scans, max_size=12))
def test_no_event_is_dropped(events: list[ScanEvent]) -> None:
    shipment = fold(NUMBER, events, now=NOW)
    kept = {(each.scan.time, each.scan.vocabulary, each.scan.code, each.scan.detail) for each in shipment.events}
    assert kept == {(scan.time, scan.vocabulary, scan.code, scan.detail) for scan in events}
    assert set(shipment.unknown) <= set(shipment.events)
    assert set(shipment.ignored) <= set(shipment.events)
    assert [event.time for event in shipment.events] == sorted(event.time for event in shipment.events)
    assert {each.scan.code for each in shipment.unknown} == {scan.code for scan in events} & {"ZZZ", "1"}


def test_every_order_of_a_story_ends_the_same() -> None:
    events = story("EMA EMD EME EDC EMH EMI")
    whole = fold(NUMBER, events, now=NOW)
    assert all(fold(NUMBER, order, now=NOW) == whole for order in itertools.permutations(events))


def test_of_two_reports_of_one_event_the_fuller_words_are_kept_whichever_came_first() -> None:
    short = ScanEvent(START, "upu", "EMI", text="Delivered")
    long = attrs.evolve(short, text="Delivered to the addressee", time=START.astimezone(ZONES[1]))
    for order in ([short, long], [long, short]):
        taken = TrackedShipment(NUMBER).take(order, now=NOW)
        assert [event.scan.text for event in taken.shipment.events] == ["Delivered to the addressee"]
        assert (len(taken.added), taken.repeated) == (1, 1)


def test_of_two_events_of_one_moment_the_earlier_on_the_journey_comes_first() -> None:
    arrived, presented = ScanEvent(START, "upu", "EMD"), ScanEvent(START, "upu", "EDB")
    for order in ([arrived, presented], [presented, arrived]):
        assert fold(NUMBER, order, now=NOW).status is S.PRESENTED_TO_CUSTOMS


def test_what_is_taken_is_told_and_the_shipment_before_is_as_it_was() -> None:
    before = told("EMA")
    taken = before.take(story("EMA EMC"), now=NOW)
    assert [event.scan.code for event in taken.added] == ["EMC"]
    assert (taken.repeated, taken.refused) == (1, ())
    assert before == told("EMA")
    assert before.take((), now=NOW).shipment is before


# --- time -------------------------------------------------------------------------------------------------------------


def test_an_event_from_the_future_is_refused_by_name_and_the_others_are_taken() -> None:
    events = [*story("EMA EMC"), ScanEvent(NOW + timedelta(minutes=1), "upu", "EMI")]
    with pytest.raises(EventFromTheFuture) as caught:
        fold(NUMBER, events, now=NOW)
    assert (caught.value.code, caught.value.path) == ("event-from-the-future", "events[2].time")
    assert isinstance(caught.value, BadInput)
    assert "zone" in caught.value.hint
    taken = TrackedShipment(NUMBER).take(events, now=NOW)
    assert taken.shipment == told("EMA EMC")
    assert [(refused.scan, type(refused.error)) for refused in taken.refused] == [(events[2], EventFromTheFuture)]


def test_a_clock_that_is_a_little_ahead_may_be_let_pass() -> None:
    event = ScanEvent(NOW + timedelta(minutes=1), "upu", "EMI")
    assert fold(NUMBER, [event], now=NOW, tolerance=timedelta(minutes=1)).status is S.DELIVERED
    with pytest.raises(EventFromTheFuture):
        fold(NUMBER, [event], now=NOW, tolerance=timedelta(seconds=59))
    assert fold(NUMBER, [attrs.evolve(event, time=NOW)], now=NOW).status is S.DELIVERED, "now is not the future"


def test_events_are_compared_by_the_moment_not_by_the_clock_on_the_wall() -> None:
    accepted = ScanEvent(
        datetime(2026, 11, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai")), "upu", "EMA"
    )  # 17:00 UTC the day before
    departed = ScanEvent(datetime(2026, 11, 1, 18, tzinfo=UTC), "upu", "EMC")
    assert fold(NUMBER, [departed, accepted], now=NOW).status is S.DEPARTED_ORIGIN
    late = ScanEvent(datetime(2026, 11, 30, 7, 59, tzinfo=ZoneInfo("Asia/Shanghai")), "upu", "EMA")
    assert fold(NUMBER, [late], now=NOW).status is S.ACCEPTED


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive: fold(NUMBER, (), now=naive),
        lambda naive: attention(TrackedShipment(NUMBER), now=naive),
        lambda naive: ScanEvent(naive, "upu", "EMA"),
    ],
)
def test_a_time_without_a_zone_is_refused_with_the_mend(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(BadInput) as caught:
        ask(datetime(2026, 11, 30))  # noqa: DTZ001 - naive on purpose
    assert "zone" in caught.value.message
    assert caught.value.hint


# --- tables -----------------------------------------------------------------------------------------------------------


def test_every_status_and_reason_is_reached_by_some_code() -> None:
    readings = [reading for table in bundled().tables.values() for reading in table.readings.values()]
    assert {reading.status for reading in readings} == set(TrackingStatus)
    unused = set(Reason) - {reading.reason for reading in readings}
    assert unused == set()


def test_every_code_says_where_it_is_from_and_how_good_that_is() -> None:
    for table in bundled().tables.values():
        for (code, detail), reading in table.readings.items():
            assert reading.text, (table.name, code, detail)
            assert reading.source.title
            assert date(2026, 1, 1) <= reading.source.seen
            assert reading.source.evidence is not Evidence.UNVERIFIED


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("upu", "EMA EMB EXA EXB EXC EXD EXX EMC EMJ EMK EMD EDA EDB EME EDC EMF EDD EDE EMG EDF EDG EDH EMH EMI EDX EMX"),
        ("17track", "NotFound InfoReceived InTransit Expired AvailableForPickup OutForDelivery DeliveryFailure Delivered Exception"),
        ("aftership", "InfoReceived InTransit OutForDelivery AttemptFail Delivered AvailableForPickup Exception Expired Pending"),
        ("easypost", "unknown pre_transit in_transit out_for_delivery delivered available_for_pickup return_to_sender failure cancelled error"),
    ],
)  # fmt: skip
def test_every_main_code_of_a_source_is_there(name: str, codes: str) -> None:
    assert [code for code in codes.split() if not bundled().of(name).read(code).known] == []


def test_17track_has_30_sub_statuses() -> None:
    assert sum(1 for _, detail in bundled().of("17track").readings if detail) == 30


def test_every_status_of_the_karrio_sdk_is_known() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            units: Any = load("karrio.core.units")
        except MissingExtra as missing:
            pytest.skip(str(missing))
    table = bundled().of("karrio")
    assert [status.name for status in units.TrackingStatus if not table.read(status.name).known] == []
    reasons = {detail for _, detail in table.readings if detail}
    assert reasons <= {reason.name for reason in units.TrackingIncidentReason}


def test_a_code_that_no_table_has_stays_visible_with_its_own_words() -> None:
    scan = ScanEvent(START, "acme", "17", "b", "Paket im Kanal", "Hamburg")
    shipment = fold(NUMBER, [scan], now=NOW)
    (event,) = shipment.unknown
    assert (event.status, event.scan.text, event.scan.code) == (S.UNKNOWN, "Paket im Kanal", "17")
    assert (shipment.status, shipment.since) == (S.UNKNOWN, None)
    assert shipment.events == shipment.unknown


def test_a_detail_that_no_table_has_leaves_the_code() -> None:
    reading = bundled().read("upu", "emh ", "26")
    assert (reading.status, reading.known, reading.exact) == (S.FAILED_ATTEMPT, True, False)


ACME = """
name = "Acme"
title = "Acme Express"
[sources.letter]
title = "Letter of the carrier of 3 November 2026"
publisher = "Acme"
evidence = "official"
seen = 2026-11-03
[[rows]]
source = "letter"
codes = [ { code = "17", detail = "b", status = "held-by-customs", reason = "customs-documents", leg = "import" } ]
"""


def test_a_host_adds_a_table_of_its_own_and_reads_old_events_again() -> None:
    scan = ScanEvent(START, "acme", "17", "B")
    tables = bundled().adding(load_vocabulary(ACME))
    assert fold(NUMBER, [scan], now=NOW, vocabularies=tables).status is S.HELD_BY_CUSTOMS
    before = fold(NUMBER, [scan], now=NOW)
    assert before.reread(tables) == fold(NUMBER, [scan], now=NOW, vocabularies=tables)
    assert before.status is S.UNKNOWN


def test_a_hosts_table_lies_over_the_bundled_one_of_that_name() -> None:
    own = load_vocabulary(
        ACME.replace('"Acme"\ntitle', '"upu"\ntitle').replace('"17", detail = "b"', '"EMH", detail = "26"')
    )
    tables = bundled().adding(own)
    assert tables.read("upu", "EMH", "26").status is S.HELD_BY_CUSTOMS
    assert tables.read("upu", "EMI").status is S.DELIVERED


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('name = "Acme"', "name = 3", "name"),
        ("[sources.letter]", "[sources.letter", ""),
        ('source = "letter"', 'source = "rumour"', "rows[0].source"),
        ('"held-by-customs"', '"stuck"', "rows[0].codes[0].status"),
        ('"customs-documents"', '"fun"', "rows[0].codes[0].reason"),
        ('"import"', '"both"', "rows[0].codes[0].leg"),
        ('code = "17",', "", "rows[0].codes[0].code"),
        ("leg =", "legs =", "rows[0].codes[0].legs"),
        ("seen = 2026-11-03", 'seen = "today"', "sources.letter.seen"),
        ('evidence = "official"', 'evidence = "sure"', "sources.letter.evidence"),
        ("codes = [", 'codes = [ { code = "17", detail = "B", status = "lost" },', "rows[0].codes[1]"),
        ('codes = [ { code = "17"', 'codes = [ 3, { code = "17"', "rows[0].codes[0]"),
        ("[[rows]]", "[rows]", "rows"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_by_its_entry(old: str, new: str, path: str) -> None:
    assert old in ACME
    with pytest.raises(LawError) as caught:
        load_vocabulary(ACME.replace(old, new), "acme.toml")
    assert caught.value.path == (f"acme.toml: {path}" if path else "acme.toml")
    assert caught.value.hint


# --- transitions ------------------------------------------------------------------------------------------------------


def test_the_table_of_transitions_has_every_status_and_leads_to_statuses_that_it_has() -> None:
    assert set(TRANSITIONS) == set(TrackingStatus)
    for after in TRANSITIONS.values():
        assert set(after.values()) <= set(TrackingStatus)
        assert S.UNKNOWN not in after, "what is not understood changes nothing"


def test_what_is_told_again_stays() -> None:
    for status in set(TrackingStatus) - {S.UNKNOWN, S.CANCELLED}:
        assert following(status, status) in {status, None}, status


def test_from_everywhere_but_the_end_a_parcel_can_be_delivered_returned_or_lost() -> None:
    for status in set(TrackingStatus) - {S.DELIVERED, S.RETURNED, S.DESTROYED}:
        assert following(status, S.LOST), status
        assert following(status, S.DELIVERED) in {S.DELIVERED, S.RETURNED}, status
    assert [status for status in TrackingStatus if status.final] == [S.DELIVERED, S.RETURNED, S.DESTROYED, S.CANCELLED]


# --- attention --------------------------------------------------------------------------------------------------------


def needs(shipment: TrackedShipment, now: datetime = NOW) -> list[tuple[str, Who]]:
    return [(each.kind, each.who) for each in attention(shipment, now=now)]


@pytest.mark.parametrize(
    ("vocabulary", "codes", "who", "words"),
    [
        ("17track", "InTransit/InTransit_CustomsRequiringInformation", Who.SELLER, "invoice"),
        ("karrio", "on_hold/customs_duties_unpaid", Who.BUYER, "pay"),
        ("upu", "EMA EMD EDH", Who.BUYER, "fetch"),
        ("karrio", "delivery_failed/consignee_incorrect_address", Who.SELLER, "address"),
        ("17track", "Exception/Exception_Damage", Who.SELLER, "claim"),
        ("17track", "Exception/Exception_Lost", Who.SELLER, "claim"),
        ("17track", "Exception/Exception_Destroyed", Who.SELLER, "refund"),
        ("karrio", "delivery_failed/customs_prohibited", Who.SELLER, "refund"),
        ("17track", "DeliveryFailure/DeliveryFailure_Rejected", Who.SELLER, "return"),
        ("upu", "EMA EMD EDB EME EDX", Who.SELLER, "carrier"),
        ("easypost", "pre_transit", Who.SELLER, "hand"),
    ],
)
def test_a_shipment_in_trouble_names_who_can_do_what(vocabulary: str, codes: str, who: Who, words: str) -> None:
    first = attention(told(codes, vocabulary), now=START + 10 * DAY)[0]
    assert (first.kind, first.who) == ("status", who)
    assert words in first.action
    assert first.since <= START + 10 * DAY


def test_a_shipment_that_goes_well_needs_nobody() -> None:
    assert attention(told("EMA EMC EMD"), now=START + 3 * DAY) == ()
    assert attention(told("EMA EMC EMD EDG EMI"), now=NOW + 365 * DAY) == ()
    assert attention(TrackedShipment(NUMBER), now=NOW) == ()


def test_some_troubles_are_given_time() -> None:
    held = told("EMA EMD EDB EME")
    since = held.since
    assert since is not None
    assert attention(held, now=since + 2 * DAY) == ()
    assert needs(held, since + 3 * DAY) == [("status", Who.CARRIER)]


def test_silence_is_told_after_a_month_and_a_host_may_wait_longer() -> None:
    shipment = told("EMA EMC")
    later = START + 45 * DAY
    (silence,) = attention(shipment, now=later)
    assert (silence.kind, silence.why) == ("silence", "no news for 44 days")
    assert attention(shipment, now=later, quiet=60 * DAY) == ()


def test_what_is_not_understood_and_what_contradicts_is_told() -> None:
    scans = [
        *story("EMA EMD EDG EMI EMG"),
        ScanEvent(START, "acme", "17", text="Paket im Kanal", carrier_code="K9"),
    ]
    found = attention(fold(NUMBER, scans, now=NOW), now=NOW)
    assert [each.kind for each in found] == ["unknown-code", "contradiction"]
    assert found[0].why == "not understood: acme 17 K9 Paket im Kanal"
    assert "delivered" in found[1].why


def test_a_late_report_of_something_early_contradicts_nothing() -> None:
    assert attention(told("EMA EMC EMA EMD"), now=START + 3 * DAY) == ()


def test_a_host_may_give_its_own_actions() -> None:
    own = MappingProxyType({(S.LOST, Reason.NONE): ACTIONS[S.LOST, Reason.NONE]._replace(what="call Anna")})
    lost = told("Exception/Exception_Lost", "17track")
    assert attention(lost, now=NOW, actions=own)[0].action == "call Anna"
    assert attention(told("EMA EMD EDH"), now=NOW, actions=own) == ()


def test_every_trouble_has_an_action() -> None:
    fine = {S.UNKNOWN, S.ACCEPTED, S.IN_TRANSIT, S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, S.RELEASED_BY_CUSTOMS}
    fine |= {S.OUT_FOR_DELIVERY, S.DELIVERED, S.CANCELLED}
    assert {status for status, reason in ACTIONS if reason is Reason.NONE} == set(TrackingStatus) - fine
    assert all(re.match(r"[a-z]", action.what) for action in ACTIONS.values())


def test_every_refusal_is_of_the_family() -> None:
    assert issubclass(EventFromTheFuture, XborderError)
