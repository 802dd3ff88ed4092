"""Rate cards as CSV tables, in and out.

Four tables, each with a header, columns in any order, empty where nothing is to be said:

``rates.csv``
    ``service``, ``zone``, ``above`` and ``to`` (the band of billable weight: above the one, up to the other),
    ``price``, ``per_kg`` (or ``per_lb``), ``step``, ``minimum``, ``from``, ``until``.
``zones.csv``
    ``zone``, ``country`` (or ``*``), ``postal_from``, ``postal_to``.
``areas.csv``
    ``area``, ``country``, ``postal_from``, ``postal_to``.
``surcharges.csv``
    ``code``, ``name``, ``amount``, ``basis``, ``minimum``, ``maximum``, ``of`` (codes with ``|`` between them),
    ``service``, ``zone``, ``area``, ``when``, ``size``, ``above``, ``group``, ``from``, ``until``, ``seasonal``.

``from`` is the first day, ``until`` the day after the last one. Every error names the file, the row and the column.
"""

from __future__ import annotations

from collections.abc import Mapping

from xborder._files import FileSource
from xborder.shipping.parcels.billable import DimRule
from xborder.shipping.rates._rows import PLACE, RATES, SURCHARGES, areas_of, each_row, rate_row, surcharge_row, zones_of
from xborder.shipping.rates._sheet import read_sheet, written_sheet
from xborder.shipping.rates.card import RateCard
from xborder.shipping.rates.json_form import card_to_dict

__all__ = ["card_from_csv", "card_to_csv"]


def card_from_csv(
    rates: FileSource,
    zones: FileSource,
    *,
    name: str,
    currency: str,
    surcharges: FileSource | None = None,
    areas: FileSource | None = None,
    weighing: DimRule | str = "",
    weight_unit: str = "kg",
    together: bool = False,
    origin: str = "",
    example: bool = False,
    source: str = "",
) -> RateCard:
    r"""A rate card from tables of the form above, by their paths or their contents.

    Args:
        rates: what bands of weight cost.
        zones: where the zones are.
        name: what to call the card.
        currency: of every amount.
        surcharges: what is added.
        areas: postal codes that surcharges name.
        weighing: how billable weights are made.
        weight_unit: of every weight.
        together: whether the parcels of a shipment are weighed as one.
        origin: the country that it is for.
        example: whether its figures are made up.
        source: where it was read.

    Raises:
        BadInput: a table is none, or the card is not whole; ``InvalidRequest`` holds the errors of several rows.

    >>> rates = b"service,zone,above,to,price\npost,1,,1,4.90\npost,1,2,5,7.50\n"
    >>> card_from_csv(rates, b"zone,country\n1,DE\n", name="mine", currency="EUR")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: rates.csv row 3, column above: post to zone 1 has no price above 1 to 2 (begin it at 1)
    """
    per = f"per_{weight_unit}"
    found_zones = zones_of(read_sheet(zones, "zones.csv", ("zone", "country"), PLACE[1:]), "zone")
    found_areas = {} if areas is None else areas_of(read_sheet(areas, "areas.csv", ("area", "country"), PLACE[1:]))
    rows = each_row(
        read_sheet(rates, "rates.csv", ("service", "zone"), (*RATES[2:], per)), lambda row: rate_row(row, per)
    )
    added = () if surcharges is None else each_row(
        read_sheet(surcharges, "surcharges.csv", ("code", "amount", "basis"), SURCHARGES), surcharge_row
    )  # fmt: skip
    return RateCard(
        name, currency, rows, found_zones, added, found_areas, weighing, weight_unit, together, origin, example, source
    )


def card_to_csv(card: RateCard) -> dict[str, str]:
    """The tables of a card by their names; ``card_from_csv`` reads them back."""
    per = f"per_{card.weight_unit}"
    record = card_to_dict(card)
    rows, zones, surcharges = (_records(record[part]) for part in ("rows", "zones", "surcharges"))
    areas = _records(record["areas"])
    tables = {
        "rates.csv": written_sheet((*RATES[:5], per, *RATES[5:]), rows),
        "zones.csv": written_sheet(("zone", *PLACE), zones),
    }
    if areas:
        tables["areas.csv"] = written_sheet(("area", *PLACE), areas)
    if surcharges:
        tables["surcharges.csv"] = written_sheet(SURCHARGES, surcharges)
    return tables


def _records(rows: object) -> list[Mapping[str, str]]:
    return list(rows) if isinstance(rows, list) else []
