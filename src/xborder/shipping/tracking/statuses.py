"""What can be said of a parcel on its way, in one vocabulary for all carriers."""

from __future__ import annotations

import enum

__all__ = ["Leg", "Reason", "TrackingStatus"]


class TrackingStatus(enum.Enum):
    """Where a parcel is, or what happened to it.

    In the order of a journey that goes well, and then what may come between.
    """

    UNKNOWN = "unknown"
    """Nothing is known, or the source's words are not understood."""
    PRE_ADVICE = "pre-advice"
    """The carrier has the data, not the parcel."""
    ACCEPTED = "accepted"
    """The carrier has the parcel."""
    IN_TRANSIT = "in-transit"
    DEPARTED_ORIGIN = "departed-origin"
    """It left the country that it was sent from."""
    ARRIVED_AT_DESTINATION = "arrived-at-destination"
    """It is in the country that it is sent to."""
    PRESENTED_TO_CUSTOMS = "presented-to-customs"
    HELD_BY_CUSTOMS = "held-by-customs"
    DUTY_DUE = "duty-due"
    """Duty, tax or a charge has to be paid before it goes on."""
    RELEASED_BY_CUSTOMS = "released-by-customs"
    OUT_FOR_DELIVERY = "out-for-delivery"
    FAILED_ATTEMPT = "failed-attempt"
    """Delivery was tried in vain."""
    AVAILABLE_FOR_PICK_UP = "available-for-pick-up"
    """It waits for the addressee to fetch it."""
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    """Something is in its way; the reason says what."""
    REFUSED = "refused"
    """The addressee or customs does not take it."""
    RETURNING = "returning"
    RETURNED = "returned"
    """The sender has it back."""
    DESTROYED = "destroyed"
    LOST = "lost"
    CANCELLED = "cancelled"
    """It is not sent after all."""

    @property
    def rank(self) -> int:
        """Its place in the order of a journey: of two events of one moment, the earlier on the journey comes first."""
        return _RANKS[self]

    @property
    def final(self) -> bool:
        """Whether nothing is expected to follow."""
        return self in _FINAL


_RANKS = {status: rank for rank, status in enumerate(TrackingStatus)}
_FINAL = frozenset(
    {TrackingStatus.DELIVERED, TrackingStatus.RETURNED, TrackingStatus.DESTROYED, TrackingStatus.CANCELLED}
)


class Reason(enum.Enum):
    """Why a parcel is where it is."""

    NONE = ""
    ADDRESS = "address"
    CLOSED = "closed"
    CUSTOMS_DELAY = "customs-delay"
    CUSTOMS_DOCUMENTS = "customs-documents"
    CUSTOMS_INSPECTION = "customs-inspection"
    DAMAGED = "damaged"
    DELAYED = "delayed"
    HELD_BY_CARRIER = "held-by-carrier"
    IMPORT_TERMINATED = "import-terminated"
    INFORMATION_MISSING = "information-missing"
    NOT_ACCEPTED_BY_CARRIER = "not-accepted-by-carrier"
    NOT_AT_HOME = "not-at-home"
    NOT_PICKED_UP = "not-picked-up"
    NO_NEWS = "no-news"
    PAYMENT = "payment"
    PROHIBITED = "prohibited"
    REDIRECTED = "redirected"
    REFUSED_BY_ADDRESSEE = "refused-by-addressee"
    REFUSED_BY_CUSTOMS = "refused-by-customs"
    SECURITY_OR_FEES = "security-or-fees"
    TO_A_NEIGHBOUR = "to-a-neighbour"
    WEATHER = "weather"
    WRONG_NUMBER = "wrong-number"


class Leg(enum.Enum):
    """Which customs a customs event is about."""

    UNSAID = ""
    EXPORT = "export"
    IMPORT = "import"
