"""Whether the conditions of an entry hold: those on goods, on amounts, and on the circumstances of a consignment."""

from __future__ import annotations

from collections.abc import Mapping

from xborder.law import rules
from xborder.law.facts import Facts, GoodsFacts

__all__ = ["amounts_hold", "asks_of_goods", "circumstances_fail", "goods_hold"]


def goods_hold(when: rules.Conditions, goods: GoodsFacts, categories: tuple[str, ...]) -> bool:
    """Whether the conditions on goods hold for a line."""
    return not (
        (when.category and not any(name in when.category for name in categories))
        or (when.category_not and any(name in when.category_not for name in categories))
        or (when.hs and not goods.hs.startswith(when.hs))
        or (when.hs_not and goods.hs.startswith(when.hs_not))
        or (when.origin and goods.origin not in when.origin)
        or (when.origin_not and goods.origin in when.origin_not)
        or (when.preference and not _claimed(goods.preference, when.preference))
        or (when.preference_not and _claimed(goods.preference, when.preference_not))
        or (when.list and not _listed(goods, when.list))
        or (when.list_not and _listed(goods, when.list_not))
        or (when.list_missing and not _missing(goods, when.list_missing))
    )


def _claimed(preference: str, programmes: tuple[str, ...]) -> bool:
    """Whether a preference is one of those named; ``*`` names any."""
    return bool(preference) and (preference in programmes or "*" in programmes)


def _listed(goods: GoodsFacts, names: tuple[str, ...]) -> bool:
    """Whether the goods are on one of the lists named; a tariff without lists has them on none."""
    return goods.known_lists is not None and any(_among(name, goods.lists) for name in names)


def _missing(goods: GoodsFacts, names: tuple[str, ...]) -> bool:
    """Whether the tariff in use does not know one of the lists named, so that nobody can say who is on it."""
    known = goods.known_lists
    return known is None or not all(_among(name, known) for name in names)


def _among(name: str, lists: frozenset[str]) -> bool:
    """Whether a list is there; with ``*`` at its end a name is that of every list that begins so."""
    if name.endswith("*"):
        return any(known.startswith(name[:-1]) for known in lists)
    return name in lists


def asks_of_goods(when: rules.Conditions) -> bool:
    """Whether there is any condition on goods."""
    return any(getattr(when, key) for key in rules.OF_GOODS)


def amounts_hold(when: rules.Conditions, outcome: Mapping[str, bool], units: int) -> bool:
    """Whether the conditions on amounts hold: ``outcome`` says of each threshold whether the value is within it."""
    for name in when.below:
        if not outcome[name]:
            return False
    for name in when.above:
        if outcome[name]:
            return False
    return when.units_max is None or units <= when.units_max


def circumstances_fail(when: rules.Conditions, facts: Facts, policies: Mapping[str, str]) -> list[str]:
    """Why conditions on circumstances do not hold, in words; empty when they do."""
    registered = facts.seller | facts.platform
    failures: list[str] = []
    for name in ("sale", "transport", "mode", "ship_from", "subdivision", "territory"):
        allowed: tuple[str, ...] = getattr(when, name)
        value: str = getattr(facts, name)
        if allowed and value not in allowed:
            failures.append(
                f"{name} is {value or 'not given'}, not {' or '.join(allowed[:6])}{' ...' if len(allowed) > 6 else ''}"
            )
    for name in ("ship_from", "subdivision", "territory"):
        value = getattr(facts, name)
        failures += [f"{name} is {value}"] if value in getattr(when, f"{name}_not") else []
    if when.tax_area is not None and when.tax_area != facts.tax_area:
        failures.append(f"the destination is {'inside' if facts.tax_area else 'outside'} the VAT area")
    for held, needed, kept, who in (
        (registered, when.registered, when.registered_not, "seller or platform"),
        (facts.buyer, when.buyer, when.buyer_not, "buyer"),
    ):
        if needed and not held.intersection(needed):
            failures.append(f"the {who} has no {' or '.join(needed)} registration")
        if held.intersection(kept):
            failures.append(f"the {who} has a {' or '.join(sorted(held.intersection(kept)))} registration")
    failures.extend(
        f"policy {name} is {policies[name]}" for name, choices in when.policy.items() if policies[name] not in choices
    )
    return failures
