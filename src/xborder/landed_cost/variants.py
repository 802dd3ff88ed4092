"""The same goods under other circumstances: asked for by another procedure, or sent another way."""

from __future__ import annotations

from copy import copy

import attrs
from moneyed import Money

from xborder.landed_cost.consignment import Consignment, Party, settle
from xborder.places.place import Place

__all__ = ["asking_for", "with_circumstances"]


def asking_for(consignment: Consignment, procedure: str) -> Consignment:
    """The same consignment with a procedure asked for.

    What was checked is not checked again: nothing that is worked out from a consignment depends on the procedure.
    """
    made = copy(consignment)
    made.__dict__["procedure"] = procedure
    return made


def with_circumstances(
    consignment: Consignment,
    *,
    mode: str,
    transport: str = "",
    sale: str = "",
    ship_from: Place | None = None,
    freight: Money | None = None,
    seller: Party | None = None,
    buyer: Party | None = None,
) -> Consignment:
    """The same goods sent another way; what is not given stays.

    Lines without an origin keep the one that was assumed for them, so that goods do not change their origin with the
    place where they are stored.
    """
    made = copy(consignment)
    fields = made.__dict__
    fields["mode"], fields["procedure"] = mode, ""
    given = {"transport": transport, "sale": sale, "freight": freight, "seller": seller, "buyer": buyer}
    fields.update({name: value for name, value in given.items() if value})
    if ship_from is not None and ship_from != consignment.ship_from:
        fields["ship_from"] = ship_from
        country = consignment.ship_from.country
        fields["lines"] = tuple(
            line if line.origin else attrs.evolve(line, origin=country) for line in consignment.lines
        )
    settle(made)
    return made
