"""The entries of a pack in words: each as one line."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from xborder._figures import percent
from xborder.law import rules
from xborder.tariff.vocabulary import KINDS

__all__ = ["any_of", "charge_of", "conditions_of", "rate_of", "scope_of", "sum_of", "when_of"]


def any_of(names: Iterable[str]) -> str:
    """Names of which one is enough."""
    return " or ".join(names)


def when_of(procedures: tuple[str, ...], when: rules.Conditions) -> str:
    """When a charge or a notice applies: its procedures, then its conditions."""
    return "; ".join(filter(None, (f"procedure {any_of(procedures)}" if procedures else "", conditions_of(when))))


def conditions_of(when: rules.Conditions) -> str:
    """Conditions as one line: every field that is set."""
    said: list[str] = []
    for field in attrs.fields(rules.Conditions):
        value = getattr(when, field.name)
        label = field.name.removesuffix("_not").replace("_", " ")
        negated = " not" if field.name.endswith("_not") else ""
        if field.name == "policy":
            said.extend(f"policy {name} is {any_of(choices)}" for name, choices in value.items())
        elif field.name == "tax_area" and value is not None:
            said.append(f"{'inside' if value else 'outside'} the tax area")
        elif field.name.startswith("list"):
            said.extend([_LISTS[field.name].format(any_of(value))] if value else [])
        elif field.name == "units_max" and value is not None:
            said.append(f"at most {value} articles")
        elif isinstance(value, tuple) and value:
            said.append(f"{label}{negated} {any_of(value)}")
    return "; ".join(said)


_LISTS = {"list": "on list {}", "list_not": "not on list {}", "list_missing": "list {} not known"}


def scope_of(row: rules.RateRow) -> str:
    """The goods and places that a row of rates speaks of; empty for all."""
    said = [
        f"{name} {any_of(getattr(row, name))}"
        for name in ("category", "hs", "origin", "subdivision", "territory")
        if getattr(row, name)
    ]
    if row.unit_value is not None:
        said.append(f"from {row.unit_value.min} per {any_of(row.unit_value.measure)}")
    return "; ".join(said)


def rate_of(value: rules.RateValue) -> str:
    """What a dated value of a row says."""
    if value.ref:
        return f"as {value.ref}"
    if value.value is None:
        return "says nothing"
    if isinstance(value.value, rules.Unknown):
        return "unknown"
    return str(value.value) if isinstance(value.value, rules.Amount) else percent(value.value)


def sum_of(parts: Iterable[rules.ValuePart | rules.Base]) -> str:
    """A weighed sum."""
    return " + ".join(part.of if part.factor == 1 else f"{percent(part.factor)} of {part.of}" for part in parts)


def charge_of(charge: rules.Charge) -> str:
    """How a charge is computed."""
    base = sum_of(charge.base)
    if charge.content:
        otherwise = "all of it" if charge.content_default == "whole" else "unknown"
        base = f"the {charge.content} content of {base} ({otherwise} where a line does not say)"
    given = charge.rate if charge.rate is not None else charge.amount
    if charge.bands:
        said = "; ".join(_band(band) for band in charge.bands)
    elif isinstance(given, rules.TableRef):
        said = f"table {given.table}"
    elif isinstance(given, str):
        said = _TARIFF.get(given, given)
    elif isinstance(given, rules.Amount):
        said = f"{given} per {charge.unit or charge.per.value}"
    else:
        said = percent(given) if given is not None else "unknown"
    if charge.method is rules.Method.INCLUSIVE:
        said = f"{said}, contained in its own base"
    elif charge.method is rules.Method.TOP_UP:
        said = f"up to {said} together with {' and '.join(charge.of)}"
    bounds = "".join(
        f", {word} {f'table {bound.table}' if isinstance(bound, rules.TableRef) else bound}"
        for word, bound in (("at least", charge.min), ("at most", charge.max))
        if bound is not None
    )
    share = f", of which {percent(charge.factor)}" if charge.factor != 1 else ""
    waived = f", waived if {charge.waive.operator} {charge.waive.up_to}" if charge.waive is not None else ""
    return f"{said}{f' of {base}' if base else ''}{share}{bounds}{waived}"


_TARIFF = {"tariff": "the tariff's duty"} | {f"{rules.LAYER}{kind}": f"the tariff's {kind} measures" for kind in KINDS}


def _band(band: rules.Band) -> str:
    less = f" less {band.less}" if band.less is not None else ""
    return f"{percent(band.rate)}{less} {f'up to {band.up_to}' if band.up_to is not None else 'above'}"
