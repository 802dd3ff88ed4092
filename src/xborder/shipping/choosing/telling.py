"""Tells a choice in plain words."""

from __future__ import annotations

from xborder.shipping.choosing.options import Choice, Criterion, Option, money_text

__all__ = ["explain_choice"]


def explain_choice(choice: Choice) -> str:
    """The choice in plain words, one fact in a line.

    >>> from datetime import date
    >>> from moneyed import Money
    >>> from xborder.shipping import rank
    >>> post = Option("post", Money("48.79", "EUR"), date(2026, 12, 27), confidence="most")
    >>> air = Option("air", Money("55.00", "EUR"), date(2026, 12, 1), confidence="most")
    >>> bonded = Option("bonded", lawful=False, why_not="the value is over the limit of cn.cbec-order")
    >>> print(explain_choice(rank([post, air, bonded])))
    Take post: it has the lowest cost.
      post: 48.79 EUR, there by 2026-12-27 (most).
      air: 55.00 EUR, there by 2026-12-01 (most); 6.21 EUR more, 26 days earlier.
    Worth a look: post (cheapest); air (first to arrive).
    Not possible:
      bonded: the value is over the limit of cn.cbec-order.
    """
    lines: list[str] = []
    best = choice.best
    if best is None:
        lines.append("No way can be taken.")
    else:
        merit = {
            Criterion.COST: "the lowest cost",
            Criterion.DATE: "the earliest arrival",
            Criterion.CARBON: "the least carbon",
        }
        lines.append(f"Take {best.name}: it has {merit[choice.by]}.")
        lines.extend(f"  {option.name}: {_told(option)}{_against(option, best)}." for option in choice.ranked)
        kept = [verdict for verdict in choice.frontier if verdict.kept]
        lines.append(f"Worth a look: {'; '.join(f'{each.option.name} ({each.reason})' for each in kept)}.")
        lines.extend(f"  {each.option.name} is not: {each.reason}." for each in choice.frontier if not each.kept)
    if choice.dropped:
        lines.append("Not possible:")
        lines.extend(f"  {each.option.name}: {each.reason}." for each in choice.dropped)
    return "\n".join(lines)


def _told(option: Option) -> str:
    cost = "cost not known" if option.cost is None else money_text(option.cost)
    day = "day not known" if option.arrives is None else f"there by {option.arrives}"
    if option.arrives is not None and option.confidence:
        day += f" ({option.confidence})"
    carbon = "" if option.carbon_g is None else f", {option.carbon_g} g CO2e"
    return f"{cost}, {day}{carbon}"


def _against(option: Option, best: Option) -> str:
    """How an option differs from the best."""
    if option is best:
        return ""
    found = []
    if option.cost is not None and best.cost is not None and option.cost != best.cost:
        more = option.cost - best.cost
        found.append(f"{money_text(abs(more))} {'more' if more.amount > 0 else 'less'}")
    if option.arrives is not None and best.arrives is not None and option.arrives != best.arrives:
        later = (option.arrives - best.arrives).days
        found.append(f"{abs(later)} day{'s' if abs(later) > 1 else ''} {'later' if later > 0 else 'earlier'}")
    if option.carbon_g is not None and best.carbon_g is not None and option.carbon_g != best.carbon_g:
        more_g = option.carbon_g - best.carbon_g
        found.append(f"{abs(more_g)} g {'more' if more_g > 0 else 'less'}")
    return f"; {', '.join(found)}" if found else "; the same"
