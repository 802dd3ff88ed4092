"""Takes one order from the packing table to the doorstep, and learns from it: packed, compared, booked, followed.

Four face serums go from Lyon to Shanghai. The prices of transport, the times and the distances here are made up; the
law is what the packs say. The page docs/shipping.md tells the same walk step by step.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from xborder import Consignment, Desk
from xborder.adapters import OfflineCarrier
from xborder.ports.carrier import Shipment, TrackingRequest
from xborder.shipping import (
    Bonded,
    Box,
    Consolidation,
    DirectMail,
    Item,
    Mode,
    PackingPlan,
    TrackedShipment,
    Way,
    attention,
    example_card,
    explain_choice,
    fold,
    options_of,
    pack,
    packing_list,
    rank,
    s10,
)
from xborder.shipping.carbon import Distance, Footprint, Hub, Leg, great_circle, packed_footprint
from xborder.shipping.carriers import CardPrices, address_of, customs_of, duties_advanced, shipment_request
from xborder.shipping.promises import (
    CUSTOMS,
    EVERY_DAY,
    HAND_OVER,
    LAST_MILE,
    LINE_HAUL,
    CutOff,
    Distribution,
    Lane,
    Promise,
    Promises,
    PublicHolidays,
    business_calendar,
    delivery_of,
    journey,
    on_time,
    passages,
)

ORDER = Path(__file__).with_name("serums-fr-cn.json")
ORDERED = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = date(2026, 12, 8)
SERUMS = [Item("SERUM-50", "4", "4", "11", "cm", "0.15", "kg", quantity=4, this_side_up=True, description="face serum")]
BOXES = [Box("S", "10", "10", "12", "cm", "0.08"), Box("M", "20", "15", "12", "cm", "0.12")]
SCANS = [
    ("2026-11-24T18:00+01:00", "EMA"),
    ("2026-11-25T09:00+01:00", "EXA"),
    ("2026-11-25T09:30+01:00", "EXC"),
    ("2026-11-25T20:00+01:00", "EMC"),
    ("2026-11-28T07:00+08:00", "EMD"),
    ("2026-11-28T08:00+08:00", "EDB"),
    ("2026-11-30T10:00+08:00", "EME"),
    ("2026-12-04T16:00+08:00", "EDC"),
    ("2026-12-07T09:00+08:00", "EDG"),
    ("2026-12-07T11:00+08:00", "EMI"),
]
"""What the carrier scans: posted, through the customs of export, arrived, held by customs for some days, delivered."""


class Clock:
    """The time, as this example lets it pass."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time now."""
        return self.now


def main() -> None:
    """Prints the walk."""
    order = Consignment.from_dict(json.loads(ORDER.read_text(encoding="utf-8")))
    plan = pack(SERUMS, BOXES, rule="dhl-express", on=order.on)
    print(packing_list(plan, SERUMS, reference="INV-17", shipper="Maison Claire, Lyon", consignee="Li Wei, Shanghai"))

    lane = lane_to_china()
    promises = Promises([lane], confidence="0.9")
    way, emitted = flown(order, plan, promises)
    print(f"It emits {emitted.total}.")

    clock = Clock(ORDERED)
    carrier = OfflineCarrier("by card", CardPrices(example_card()), clock, number_of)
    shipment = booked(carrier, order, plan, way)
    print(f"Booked as {', '.join(shipment.tracking_numbers)}:")
    for charge in shipment.charges:
        print(f"  {charge.amount.amount:>6} {charge.name}")

    followed = follow(carrier, clock, shipment.tracking_numbers[0])
    look_back(lane, lane.promise(ORDERED, "0.9"), followed, shipment)


def lane_to_china() -> Lane:
    """The journey by direct mail, as this shop believes it to be."""
    fr, cn = (business_calendar(code, public_holidays_are=PublicHolidays.LEFT_OUT) for code in ("FR", "CN"))
    steps = journey(
        {HAND_OVER: fr, LINE_HAUL: EVERY_DAY, CUSTOMS: cn, LAST_MILE: cn},
        origin="FR",
        destination="CN",
        priors={
            HAND_OVER: Distribution.of({0: 70, 1: 30}),
            LINE_HAUL: Distribution.of({3: 50, 4: 40, 6: 10}),
            CUSTOMS: Distribution.of({0: 70, 1: 20, 3: 10}),
            LAST_MILE: Distribution.of({1: 60, 2: 40}),
        },
    )
    return Lane("direct-mail", "FR", "CN", CutOff("Europe/Paris", time(16), fr), steps, "Asia/Shanghai")


def flown(order: Consignment, plan: PackingPlan, promises: Promises) -> tuple[Way, Footprint]:
    """The ways of the order side by side; of them the one by direct mail, and what it emits."""
    rate = example_card().rate(
        [carton.parcel for carton in plan.cartons], order.ship_to, ORDERED.date(), service="express", residential=True
    )
    modes: list[Mode] = [
        DirectMail(freight=rate.total),
        Consolidation(freight=rate.total * "0.4"),
        Bonded(freight=rate.total * "0.2"),
    ]
    ways = [way for way in Desk().compare(order, modes=modes, transit=promises.at(ORDERED)) if way.lawful]
    flight = Leg("desnz.air.long-haul", great_circle("45.7256", "5.0811", "31.1434", "121.8052"), name="LYS to PVG")
    emitted = packed_footprint(plan, [flight, Hub(), Leg("desnz.van", Distance(40))], material="packaging.corrugated")
    options = options_of(ways, ordered=ORDERED.date(), carbon_g={"direct-mail": emitted, "consolidation": emitted})
    print(explain_choice(rank(options, "cost")))
    return next(way for way in ways if way.mode == "direct-mail"), emitted


def number_of(count: int) -> str:
    """The S10 identifier of the nth parcel."""
    serial = f"{count:08}"
    return f"LX{serial}{s10.calc_check_digit(serial)}FR"


def booked(carrier: OfflineCarrier, order: Consignment, plan: PackingPlan, way: Way) -> Shipment:
    """The order, as it is packed, in the hands of the carrier."""
    duties = None if way.quote is None else duties_advanced(way.quote)
    request = shipment_request(
        order,
        plan,
        SERUMS,
        idempotency_key="order 17",
        service="express",
        recipient=address_of(order.ship_to, name="Li Wei", phone="+86 21 5555 0100", residential=True),
        customs=customs_of(order, SERUMS, duties=duties, invoice="INV-17"),
    )
    return carrier.ship(request)


def follow(carrier: OfflineCarrier, clock: Clock, number: str) -> TrackedShipment:
    """The parcel scan by scan, and what needs somebody on the way."""
    shipment = fold(number, (), now=clock())
    for when, code in SCANS:
        clock.now = datetime.fromisoformat(when)
        for each in attention(shipment, now=clock()):
            print(f"{when[:10]}: {each.why}; {each.who.value}: {each.action}")
        carrier.scan(number, code)
        (track,) = carrier.track(TrackingRequest((number,))).tracks
        shipment = shipment.take(track.events, now=clock()).shipment
        print(f"{when[:10]}: {shipment.status.value}")
    return shipment


def look_back(lane: Lane, promised: Promise, shipment: TrackedShipment, booking: Shipment) -> None:
    """Whether the promise was kept, and what the next one learns from it."""
    delivery = delivery_of(shipment, lane, carrier="by card", promised=promised.date, cost=booking.charged)
    if delivery is not None:
        kept = on_time([delivery], as_of=LATER).kept
        print(f"Promised for {delivery.promised}, delivered {delivery.delivered}: on time {kept}.")
    for each in passages(shipment, lane, as_of=LATER, handed_in=promised.handed_in, carrier="by card"):
        print(f"  {each.step}: {each.days} days")


if __name__ == "__main__":
    main()
