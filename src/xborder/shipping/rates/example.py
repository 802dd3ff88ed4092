"""The bundled example: a rate card whose figures are made up, to try things with; every rate of it says so."""

from __future__ import annotations

from importlib.resources import files

from xborder.shipping.rates.card import RateCard
from xborder.shipping.rates.files import card_from_csv

__all__ = ["example_card"]


def example_card() -> RateCard:
    """A card of no carrier: two services, five zones, remote areas and the usual surcharges, from 2025 on, in euros.

    >>> card = example_card()
    >>> card.example, card.services
    (True, ('express', 'post'))
    """
    folder = files("xborder.shipping") / "data"
    rates, zones, areas, surcharges = (
        (folder / f"example-{table}.csv").read_bytes() for table in ("rates", "zones", "areas", "surcharges")
    )
    return card_from_csv(
        rates, zones, areas=areas, surcharges=surcharges, name="example card", currency="EUR", weighing="dhl-express",
        example=True, source="made up; the prices of no carrier",
    )  # fmt: skip
