"""The customs desk that a shop imports: duty, tax and landed cost for cross-border orders, offline and for any date.

>>> import xborder
>>> order = {
...     "on": "2026-11-22",
...     "ship_from": {"country": "CN"},
...     "ship_to": {"country": "DE"},
...     "lines": [{"hs": "4901.99", "quantity": 2, "unit_price": {"amount": "100.00", "currency": "EUR"}}],
... }
>>> xborder.quote(order).taxes
Money('14.00', 'EUR')
"""

from typing import TYPE_CHECKING

from xborder._lazy import lazy
from xborder._version import __version__

if TYPE_CHECKING:
    from xborder.errors import XborderError
    from xborder.landed_cost.consignment import Consignment, Line, Party
    from xborder.landed_cost.desk import Desk, quote
    from xborder.landed_cost.quote import Quote
    from xborder.money import Money
    from xborder.places import Place

__all__ = [
    "Consignment",
    "Desk",
    "Line",
    "Money",
    "Party",
    "Place",
    "Quote",
    "XborderError",
    "__version__",
    "quote",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "Consignment": "xborder.landed_cost.consignment",
        "Desk": "xborder.landed_cost.desk",
        "Line": "xborder.landed_cost.consignment",
        "Money": "moneyed",
        "Party": "xborder.landed_cost.consignment",
        "Place": "xborder.places.place",
        "Quote": "xborder.landed_cost.quote",
        "XborderError": "xborder.errors",
        "law": "xborder.law",
        "quote": "xborder.landed_cost.desk",
    },
)
