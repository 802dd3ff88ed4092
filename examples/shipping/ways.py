"""Lays the ways of an order side by side and chooses one: direct mail, consolidation, bonded stock, overseas warehouse.

Run it with a request file, or without to see the three beside it: cosmetics from France to China, a phone case from
China to Germany, vitamins from the United States to Korea.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from xborder import Desk, Money
from xborder.shipping import (
    Bonded,
    Consolidation,
    DirectMail,
    OverseasWarehouse,
    Way,
    explain_choice,
    options_of,
    rank,
)

HERE = Path(__file__).parent
SHARE = {"consolidation": "0.60", "bonded": "0.35", "overseas-warehouse": "0.35"}
"""What each mode's transport costs in this example, as a share of direct mail; made up, a shop knows its own."""


def main(paths: list[str]) -> None:
    """Prints the comparison of each request."""
    desk = Desk()
    for path in paths:
        request = json.loads(Path(path).read_text(encoding="utf-8"))
        route = f"{request['ship_from']['country']} to {request['ship_to']['country']}"
        print(f"== {request['lines'][0]['description']}: {route}")
        ways = desk.compare(request, modes=modes(request))
        for way in ways:
            if way.lawful or way.standing == "unsupported":
                show(way)
        for way in ways:
            if not way.lawful and {reason.code for reason in way.reasons} - {"circumstances", "no-law-pack"}:
                print(f"  not {way.mode} by {way.procedure}: {way.why_not}")
        possible = [way for way in ways if way.lawful or way.standing == "unsupported"]
        print(explain_choice(rank(options_of(possible, ordered=date.fromisoformat(request["on"])))))
        print()


def modes(request: dict[str, dict[str, str]]) -> list[DirectMail | Consolidation | Bonded | OverseasWarehouse]:
    """The four modes, with what their transport costs."""
    freight = Money(request["freight"]["amount"], request["freight"]["currency"])
    cost = {mode: freight * SHARE[mode] for mode in SHARE}
    return [
        DirectMail(),
        Consolidation(freight=cost["consolidation"]),
        Bonded(freight=cost["bonded"]),
        OverseasWarehouse(batch=200, freight=cost["overseas-warehouse"]),
    ]


def show(way: Way) -> None:
    """Prints what tells a way from the others."""
    cost = "no figure" if way.landed_cost is None else f"{way.landed_cost.amount} {way.landed_cost.currency.code}"
    print(f"  {way.mode} by {way.procedure or 'no known law'}: {cost}, {way.days}, duty {way.duty_due}")
    if way.why_not:
        print(f"    {way.standing}: {way.why_not}")
    if way.stock_days is not None:
        tied = "the goods" if way.capital is None else f"{way.capital.amount} {way.capital.currency.code}"
        print(f"    ties up {tied} for {way.stock_days}")
    print(f"    papers: {', '.join(paper.name for paper in way.papers)}")
    print(f"    risk: {way.risks[0]}")


if __name__ == "__main__":
    main(sys.argv[1:] or [str(HERE / name) for name in ("serum-fr-cn.json", "case-cn-de.json", "vitamins-us-kr.json")])
