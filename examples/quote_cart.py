"""Quotes a cart from a host's own code: the call that a checkout page makes, and what it shows.

Run it with a request file, or without to have ``berlin.json`` beside it quoted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import xborder


def main(path: str) -> None:
    """Prints what the buyer pays, and why."""
    request = json.loads(Path(path).read_text(encoding="utf-8"))
    try:
        quote = xborder.quote(request)
    except xborder.XborderError as error:
        sys.exit(f"no quote: {error}")
    print(f"landed cost {quote.landed_cost.amount} {quote.currency} by {quote.procedure}")
    print(f"  of it {quote.duties.amount} duties, {quote.taxes.amount} taxes, {quote.fees.amount} fees")
    print(f"  with the order {quote.at_checkout.amount}, at the door {quote.on_delivery.amount}")
    for charge in quote.charges:
        line = request["lines"][charge.line]["sku"] if charge.line is not None else "the consignment"
        print(f"  {charge.amount:>8}  {charge.name}, {line}: {charge.formula}")
    for notice in quote.notices:
        print(f"  {notice.level}: {notice.message}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).with_name("berlin.json")))
