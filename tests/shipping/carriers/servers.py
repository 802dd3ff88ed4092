"""Two carriers' servers, written by hand after their published answers: they stand where the SDK opens connections."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections import deque
from collections.abc import Callable
from email.message import Message
from http.client import RemoteDisconnected
from types import TracebackType
from typing import Any, Self
from unittest import SkipTest
from urllib.error import HTTPError, URLError
from urllib.request import Request
from xml.sax.saxutils import escape

from xborder.adapters import Trouble
from xborder.ports.carrier import CarrierMessage, Operation


class Response:
    """What ``urlopen`` gives back."""

    status = 200
    url = ""

    def __init__(self, body: str | bytes) -> None:
        self._body = body.encode() if isinstance(body, str) else body
        self.headers = Message()

    def read(self) -> bytes:
        return self._body

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""


class Server:
    """Troubles wait here; each strikes at the request of its operation, or at any when the server is down."""

    refusal: CarrierMessage

    def __init__(self) -> None:
        self.troubles: deque[tuple[Operation, Trouble]] = deque()
        self.requests: list[tuple[str, str, str]] = []
        self.pickups = 0
        self.shipments: dict[str, list[str]] = {}
        self.voided: set[str] = set()
        self.numbers = itertools.count(1)
        self.before: Callable[[str], object] = lambda _: None

    def arrange(self, operation: Operation, trouble: Trouble) -> None:
        if trouble not in self.can(operation):
            raise SkipTest(f"this carrier's server cannot: {trouble.value} ({operation.value})")
        self.troubles.append((operation, trouble))

    def can(self, _: Operation) -> set[Trouble]:
        return {Trouble.REJECTED, Trouble.UNAVAILABLE, Trouble.TIMED_OUT, Trouble.ANSWER_LOST}

    def shipments_made(self) -> int:
        return len(self.shipments)

    def pickups_made(self) -> int:
        return self.pickups

    def agreed(self, trouble: Trouble | None) -> None:
        """One more pick-up, whose answer may be lost."""
        self.pickups += 1
        if trouble is Trouble.ANSWER_LOST:
            raise TimeoutError("The read operation timed out")

    def open(self, request: Request, _timeout: float | None = None) -> Response:
        """Stands in for ``urlopen``."""
        body = request.data.decode() if isinstance(request.data, bytes) else str(request.data or "")
        url = request.full_url
        self.requests.append((request.get_method(), url, body))
        self.before(url)
        if self.troubles and self.troubles[0][1] is Trouble.UNAVAILABLE:
            self.troubles.popleft()
            raise URLError(ConnectionRefusedError(111, "Connection refused"))
        return Response(self.answer(request.get_method(), url, body))

    def answer(self, method: str, url: str, body: str) -> str | bytes:
        raise NotImplementedError

    def strike(self, operation: Operation) -> Trouble | None:
        if not self.troubles or self.troubles[0][0] is not operation:
            return None
        trouble = self.troubles.popleft()[1]
        if trouble is Trouble.TIMED_OUT:
            raise TimeoutError("The read operation timed out")
        return trouble

    def http(self, code: int, body: str) -> HTTPError:
        return HTTPError("https://carrier.example", code, "refused", Message(), io.BytesIO(body.encode()))


class Ups(Server):
    """UPS, as of its JSON interfaces of 2024-09: one shipment for all parcels."""

    refusal = CarrierMessage("The package weight exceeds the limit of the service.", code="120802")

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def no(self, code: str, message: str, status: int = 400) -> HTTPError:
        return self.http(status, json.dumps({"response": {"errors": [{"code": code, "message": message}]}}))

    def refuse(self) -> HTTPError:
        return self.no(self.refusal.code, self.refusal.text)

    def answer(self, method: str, url: str, body: str) -> str:
        if "/oauth/token" in url:
            return json.dumps({
                "token_type": "Bearer", "issued_at": "4102444800000", "client_id": "id", "access_token": "token",
                "expires_in": "14399", "status": "approved",
            })  # fmt: skip
        if "/rating/" in url:
            return self.rate()
        if "/void/" in url:
            return self.void(url)
        if "/shipments/" in url and method == "POST":
            return self.ship(json.loads(body)["ShipmentRequest"]["Shipment"])
        if "/track/" in url:
            return self.track(url)
        if "/pickupcreation/" in url:
            return self.pickup()
        raise AssertionError(f"nobody asks UPS for {method} {url}")

    def rate(self) -> str:
        if self.strike(Operation.RATES) is Trouble.REJECTED:
            raise self.refuse()

        def rated(code: str, total: str) -> dict[str, Any]:
            price = {"CurrencyCode": "EUR", "MonetaryValue": total}
            return {
                "Service": {"Code": code, "Description": ""},
                "TransportationCharges": price, "BaseServiceCharge": price, "TotalCharges": price,
                "ServiceOptionsCharges": {"CurrencyCode": "EUR", "MonetaryValue": "0.00"},
                "ItemizedCharges": [{"Code": "375", "CurrencyCode": "EUR", "MonetaryValue": "2.74"}],
                "TaxCharges": [], "RatedPackage": [],
                "TimeInTransit": {"ServiceSummary": {"EstimatedArrival": {"BusinessDaysInTransit": "3"}}},
            }  # fmt: skip

        rated_all = [rated("11", "18.13"), rated("07", "44.96")]
        return json.dumps({"RateResponse": {"Response": {}, "RatedShipment": rated_all}})

    def ship(self, shipment: dict[str, Any]) -> str:
        trouble = self.strike(Operation.SHIP)
        if trouble is Trouble.REJECTED:
            raise self.refuse()
        if shipment["Service"]["Code"] not in {"11", "07"}:
            raise self.no("120600", "Invalid service code.")
        root = f"1Z{next(self.numbers):014d}"
        identifier = f"{root}00"
        numbers = [f"{root}{at:02d}" for at in range(1, len(shipment["Package"]) + 1)]
        self.shipments[identifier] = numbers
        if trouble is Trouble.ANSWER_LOST:
            raise TimeoutError("The read operation timed out")
        label = {"ImageFormat": {"Code": "GIF"}, "GraphicImage": self.label}
        return json.dumps({
            "ShipmentResponse": {
                "Response": {"ResponseStatus": {"Code": "1"}},
                "ShipmentResults": {
                    "ShipmentIdentificationNumber": identifier,
                    "PackageResults": [{"TrackingNumber": number, "ShippingLabel": label} for number in numbers],
                },
            }
        })  # fmt: skip

    def void(self, url: str) -> str:
        self.strike(Operation.VOID)
        identifier = url.rsplit("/", 1)[1]
        if identifier not in self.shipments:
            raise self.no("190102", "No shipment found within the allowed void period", 404)
        if identifier in self.voided:
            raise self.no("190117", "The shipment has already been voided")
        self.voided.add(identifier)
        return json.dumps({"VoidShipmentResponse": {"Response": {"ResponseStatus": {"Code": "1"}}}})

    def track(self, url: str) -> str:
        self.strike(Operation.TRACK)
        number = re.findall(r"/details/([^?]+)", url)[0]
        if not any(number in numbers for numbers in self.shipments.values()):
            raise self.no("TV1002", "Invalid inquiry number")
        activity = [
            {
                "date": date, "time": time, "location": {"address": {"city": city, "country": "DE"}},
                "status": {"code": code, "type": kind, "description": words},
            }
            for date, time, city, code, kind, words in (
                ("20261124", "071356", "Berlin", "SR", "X", "Your package was released by the customs agency."),
                ("20261123", "233000", "Köln", "DP", "I", "Departed from Facility"),
            )
        ]  # fmt: skip
        package = {
            "trackingNumber": number,
            "activity": activity,
            "deliveryDate": [{"type": "DEL", "date": "20261126"}],
        }
        return json.dumps({"trackResponse": {"shipment": [{"inquiryNumber": number, "package": [package]}]}})

    def pickup(self) -> str:
        trouble = self.strike(Operation.PICKUP)
        if trouble is Trouble.REJECTED:
            raise self.no("9560131", "Invalid pickup date")
        self.agreed(trouble)
        rate = {"RateType": "SD", "CurrencyCode": "USD", "GrandTotalOfAllCharge": "6.50"}
        number = f"2929AONCALL{next(self.numbers):02d}"
        return json.dumps({"PickupCreationResponse": {"PRN": number, "RateResult": rate}})


_MESSAGES = '<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>{}</code><description>{}</description></message></messages>'


class CanadaPost(Server):
    """Canada Post, as of its XML interfaces: a shipment for each parcel."""

    refusal = CarrierMessage("You cannot mail on behalf of the requested customer.", code="AA004")

    def __init__(self) -> None:
        super().__init__()
        self.lost: bool = False
        self.transmitted: set[str] = set()

    def can(self, _: Operation) -> set[Trouble]:
        return super().can(_) | ({Trouble.PARTLY} if _ is Operation.SHIP else set())

    def no(self, code: str, message: str, status: int = 400) -> HTTPError:
        return self.http(status, _MESSAGES.format(code, escape(message)))

    def answer(self, method: str, url: str, body: str) -> str | bytes:
        if url.endswith("/rs/ship/price"):
            return self.rate()
        if "/track/pin/" in url:
            return self.track(url)
        if "/artifact/" in url:
            return b"%PDF-1.4 label " + url.encode()
        if "/pickupavailability/" in url:
            return "<pickup-availability><on-demand-cutoff>16:00</on-demand-cutoff><on-demand-tour>true</on-demand-tour></pickup-availability>"
        if url.endswith("/pickuprequest"):
            return self.pickup()
        if url.endswith("/shipment"):
            return self.ship(body)
        return self.shipment(method, url.rsplit("/shipment/", 1)[1])

    def rate(self) -> str:
        if self.strike(Operation.RATES) is Trouble.REJECTED:
            raise self.no(self.refusal.code, self.refusal.text)

        def quote(code: str, name: str, due: str, days: int) -> str:
            return f"""<price-quote><service-code>{code}</service-code><service-name>{name}</service-name>
              <price-details><base>{due}</base><taxes><gst>0.00</gst><pst>0</pst><hst>0</hst></taxes><due>{due}</due>
              <options/><adjustments><adjustment><adjustment-code>FUELSC</adjustment-code>
              <adjustment-name>Fuel surcharge</adjustment-name><adjustment-cost>0.91</adjustment-cost></adjustment>
              </adjustments></price-details><service-standard><expected-transit-time>{days}</expected-transit-time>
              </service-standard></price-quote>"""

        quotes = quote("DOM.EP", "Expedited Parcel", "10.21", 2) + quote("DOM.PC", "Priority", "25.20", 1)
        return f"<price-quotes>{quotes}</price-quotes>"

    def ship(self, body: str) -> str:
        if self.troubles and self.troubles[0] == (Operation.SHIP, Trouble.PARTLY):
            self.troubles[0] = (Operation.SHIP, Trouble.REJECTED)  # the first parcel is taken, the next one is not
        elif self.strike_ship():
            raise self.no(self.refusal.code, self.refusal.text)
        if "<service-code>DOM." not in body:
            raise self.no("7062", "Service code is not valid")
        number = next(self.numbers)
        identifier, pin = f"54502158{number:010d}", f"7023210{number:09d}"
        self.shipments[identifier] = [pin]
        if "<transmit-shipment/>" in body:
            self.transmitted.add(identifier)
        if self.lost:
            self.lost = False
            raise RemoteDisconnected("Remote end closed connection without response")
        return self.told(identifier)

    def strike_ship(self) -> bool:
        trouble = self.strike(Operation.SHIP)
        self.lost = trouble is Trouble.ANSWER_LOST
        return trouble is Trouble.REJECTED

    def told(self, identifier: str) -> str:
        status = "transmitted" if identifier in self.transmitted else "created"
        link = f'<link rel="label" href="https://ct.example/rs/artifact/{identifier}/0" media-type="application/pdf"/>'
        return f"""<shipment-info xmlns="http://www.canadapost.ca/ws/shipment-v8"><shipment-id>{identifier}</shipment-id>
          <shipment-status>{status}</shipment-status><tracking-pin>{self.shipments[identifier][0]}</tracking-pin>
          <shipment-price><service-code>DOM.EP</service-code><base-amount>25.07</base-amount>
          <gst-amount>0.00</gst-amount><pst-amount>0.00</pst-amount><hst-amount>3.63</hst-amount>
          <due-amount>31.58</due-amount></shipment-price><links>{link}</links></shipment-info>"""

    def shipment(self, method: str, identifier: str) -> str:
        self.strike(Operation.VOID)
        identifier, _, refund = identifier.partition("/")
        if identifier not in self.shipments or (method == "DELETE" and identifier in self.voided):
            raise self.no("7292", "The shipment does not exist", 404)
        if refund and identifier in self.voided:
            raise self.no("7293", "A refund was requested before")
        if refund or method == "DELETE":
            self.voided.add(identifier)
        if refund:
            return """<shipment-refund-request-info><service-ticket-date>2026-11-22</service-ticket-date>
              <service-ticket-id>GT12345678RT</service-ticket-id></shipment-refund-request-info>"""
        return "" if method == "DELETE" else self.told(identifier)

    def track(self, url: str) -> str:
        self.strike(Operation.TRACK)
        pin = re.findall(r"/pin/([^/]+)/", url)[0]
        if [pin] not in self.shipments.values():
            raise self.no("004", "No Pin History", 404)
        scans = "".join(
            f"""<occurrence><event-identifier>{code}</event-identifier><event-date>{date}</event-date>
              <event-time>{time}</event-time><event-time-zone>EST</event-time-zone>
              <event-description>{words}</event-description><signatory-name>{who}</signatory-name>
              <event-site>QUEBEC</event-site><event-province>QC</event-province></occurrence>"""
            for code, date, time, words, who in (
                ("1496", "2026-11-24", "07:59:52", "Item successfully delivered", "R GREGOIRE"),
                ("0174", "2026-11-24", "05:27:43", "Item out for delivery", ""),
            )
        )
        return f"""<tracking-detail><pin>{pin}</pin><expected-delivery-date>2026-11-25</expected-delivery-date>
          <significant-events>{scans}</significant-events></tracking-detail>"""

    def pickup(self) -> str:
        trouble = self.strike(Operation.PICKUP)
        if trouble is Trouble.REJECTED:
            raise self.no("9170", "Invalid date")
        self.agreed(trouble)
        return f"""<pickup-request-info><pickup-request-header><request-id>{next(self.numbers):010d}</request-id>
          <request-status>Active</request-status></pickup-request-header><pickup-request-price>
          <hst-amount>0.46</hst-amount><due-amount>3.96</due-amount></pickup-request-price></pickup-request-info>"""
