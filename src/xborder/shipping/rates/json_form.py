"""Rate cards as JSON, in and out. Figures are text, and what is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from xborder._figures import decimal_of
from xborder.errors import BadInput, XborderError
from xborder.shipping.parcels.billable import DimRule, SideRounding, WeightStep
from xborder.shipping.rates._rows import PLACE, RATES, SURCHARGES, areas_of, each_row, rate_row, surcharge_row, zones_of
from xborder.shipping.rates._sheet import SheetRow
from xborder.shipping.rates.card import RateCard
from xborder.shipping.rates.zones import ZoneRow

__all__ = ["card_from_dict", "card_to_dict"]

_SETTINGS: Final = {"name": str, "currency": str, "weight_unit": str, "together": bool, "origin": str, "example": bool,
                    "source": str}  # fmt: skip


def card_to_dict(card: RateCard) -> dict[str, object]:
    """A card in JSON; ``card_from_dict`` reads it back. Figures are text; what is empty is left out."""
    per = f"per_{card.weight_unit}"
    return {
        "name": card.name, "currency": card.currency, "weighing": _weighing(card.weighing),
        "weight_unit": card.weight_unit, "together": card.together, "origin": card.origin,
        "example": card.example, "source": card.source,
        "rows": [
            _record(service=row.service, zone=row.zone, above=row.above, to=row.to, price=row.price,
                    **{per: row.per_unit}, step=row.step, minimum=row.minimum, **{"from": row.from_}, until=row.until)
            for row in card.rows
        ],
        "zones": [_zone(row, "zone") for row in card.zones.rows],
        "areas": [_zone(row, "area") for table in card.areas.values() for row in table.rows],
        "surcharges": [
            _record(code=each.code, name=each.name, amount=each.amount, basis=each.basis.value, minimum=each.minimum,
                    maximum=each.maximum, of="|".join(each.of), service=each.service, zone=each.zone, area=each.area,
                    when=each.condition.value, size=each.size, above=each.above, group=each.group,
                    **{"from": each.from_}, until=each.until, seasonal="yes" if each.seasonal else "")
            for each in card.surcharges
        ],
    }  # fmt: skip


def _zone(row: ZoneRow, column: str) -> dict[str, str]:
    return _record(**{column: row.zone}, country=row.country, postal_from=row.postal_from, postal_to=row.postal_to)


def _record(**values: object) -> dict[str, str]:
    """Values as text; nothing, and the zero of a first band, are left out."""
    return {
        name: _exactly(value) if isinstance(value, Fraction) else str(value)
        for name, value in values.items()
        if value is not None and value != "" and not (name == "above" and value == 0)
    }


def _weighing(rule: DimRule | str) -> object:
    if isinstance(rule, str):
        return rule
    figures = {"divisor": rule.divisor, "threshold": rule.threshold, "minimum": rule.minimum}
    return {
        **{name: _exactly(value) for name, value in figures.items() if value is not None},
        "dimension_unit": rule.dimension_unit, "weight_unit": rule.weight_unit,
        "side_rounding": rule.side_rounding.value,
        "steps": [_record(step=step.step, up_to=step.up_to) for step in rule.steps], "name": rule.name,
    }  # fmt: skip


def _exactly(value: Fraction) -> str:
    figure = decimal_of(value)
    if Fraction(figure) != value:
        raise BadInput(f"{value} has no end as a decimal", path="card", hint="round it before it is written")
    return f"{figure:f}"


_RULE: Final = ("divisor", "dimension_unit", "weight_unit", "threshold", "minimum", "name", "side_rounding", "steps")


def card_from_dict(data: Mapping[str, object]) -> RateCard:
    """A card from the JSON that ``card_to_dict`` writes.

    Raises:
        BadInput: naming the field; ``InvalidRequest`` holds several.
    """
    if not isinstance(data, Mapping):
        raise BadInput(f"{data!r:.40} is not a card", path="card", hint="a JSON object")
    tables = ("rows", "zones", "areas", "surcharges")
    known = ", ".join((*_SETTINGS, *tables, "weighing"))
    for key in data:
        if key not in {*_SETTINGS, *tables, "weighing"}:
            raise BadInput(f"{key!r:.40} is not known", path=str(key)[:40], hint=f"one of {known}")
    settings: dict[str, object] = {}
    for key, kind in _SETTINGS.items():
        value = data.get(key, kind())
        if type(value) is not kind:
            raise BadInput(
                f"{value!r:.40} is not {'text' if kind is str else 'true or false'}", path=key, hint="as JSON"
            )
        settings[key] = value
    unit = str(settings["weight_unit"] or "kg")
    per = f"per_{unit}"
    zones = zones_of(_json_rows(data, "zones", ("zone", *PLACE)), "zone")
    areas = areas_of(_json_rows(data, "areas", ("area", *PLACE)))
    rows = each_row(_json_rows(data, "rows", (*RATES, per)), lambda row: rate_row(row, per))
    surcharges = each_row(_json_rows(data, "surcharges", SURCHARGES), surcharge_row)
    return RateCard(
        str(settings["name"]), str(settings["currency"]), rows, zones, surcharges, areas,
        _rule(data.get("weighing", "")), unit, bool(settings["together"]), str(settings["origin"]),
        bool(settings["example"]), str(settings["source"]),
    )  # fmt: skip


def _json_rows(data: Mapping[str, object], key: str, columns: Sequence[str]) -> tuple[SheetRow, ...]:
    rows = data.get(key, [])
    if not isinstance(rows, (list, tuple)):
        raise BadInput(f"{rows!r:.40} is not a list", path=key, hint="a list of objects")
    found = []
    for index, row in enumerate(rows):
        where = f"{key}[{index}]"
        if not isinstance(row, Mapping):
            raise BadInput(f"{row!r:.40} is not an object", path=where, hint=f"with {', '.join(columns)}")
        for name, value in row.items():
            if name not in columns:
                raise BadInput(f"{name!r:.40} is not known", path=where, hint=f"one of {', '.join(columns)}")
            if not isinstance(value, str):
                raise BadInput(
                    f"{value!r:.40} is not text", path=f"{where}.{name}", hint="write figures as text as well"
                )
        found.append(SheetRow(where, dict(row)))
    return tuple(found)


def _rule(value: object) -> DimRule | str:
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise BadInput(f"{value!r:.40} is not a rule", path="weighing", hint="the name of one, or an object")
    strange = [str(key) for key in value if key not in _RULE]
    if strange:
        known = ", ".join(_RULE)
        raise BadInput(f"{strange[0]!r:.40} is not known", path="weighing", hint=f"fields are {known}")
    try:
        rounding = SideRounding(value.get("side_rounding", "none"))
        made = tuple(WeightStep(step["step"], step.get("up_to")) for step in value.get("steps", []))
        plain = {key: value[key] for key in _RULE[:6] if key in value}
        return DimRule(**{"divisor": None, **plain}, side_rounding=rounding, steps=made)
    except XborderError as error:
        raise error.at("weighing") from None
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        hint = "a side_rounding of none, half-up or up, and a list of steps"
        raise BadInput(f"not a rule: {error}", path="weighing", hint=hint) from None
