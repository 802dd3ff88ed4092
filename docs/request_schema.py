"""Writes the JSON Schema of the request: ``python docs/request_schema.py``.

The library reads requests by its own tables, which say more than a schema can (that a subdivision lies in its country,
that a currency or a category exists). The schema is for editors, forms and other languages; the tests hold it against
the reader.
"""

from __future__ import annotations

import json
from pathlib import Path

from xborder.landed_cost.consignment import INCOTERMS, MODES, SALES, TRANSPORTS

TARGET = Path(__file__).parent / "_static" / "request.schema.json"

Schema = dict[str, object]

_DECIMAL: Schema = {"$ref": "#/$defs/decimal"}
_MONEY: Schema = {"$ref": "#/$defs/money"}
_DAY: Schema = {"$ref": "#/$defs/day"}
_CURRENCY: Schema = {"$ref": "#/$defs/currency"}
_COUNTRY: Schema = {"$ref": "#/$defs/country"}
_TEXT: Schema = {"$ref": "#/$defs/text"}

_PARTY: Schema = {"$ref": "#/$defs/party"}
_MASS: Schema = {"$ref": "#/$defs/mass"}


def _described(about: str, schema: Schema) -> Schema:
    return {"description": about, **schema}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _record(properties: Schema, *required: str) -> Schema:
    named = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, **named, "additionalProperties": False}


def _words(words: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _names(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def schema() -> Schema:
    """The schema, with every definition it uses."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "xborder request, contract 1",
        "description": "What an order costs to land: the question.",
        **_record(
            {
                "on": _described("the tax point; default: today", _optional(_DAY)),
                "currency": _described("of the answer; default: the destination's", _optional(_CURRENCY)),
                "sale": _described("who sells to whom; default: b2c", _words(SALES)),
                "ship_from": {"$ref": "#/$defs/place"},
                "ship_to": {"$ref": "#/$defs/place"},
                "seller": _optional(_PARTY),
                "platform": _described("the marketplace that makes the sale", _optional(_PARTY)),
                "buyer": _optional(_PARTY),
                "transport": _described("default: courier", _words(TRANSPORTS)),
                "mode": _described("how the goods travel; default: direct-mail", _words(MODES)),
                "procedure": _described("asks for a procedure by its id", _optional(_TEXT)),
                "incoterm": _described("Incoterms 2020; default: DDP", _words(INCOTERMS)),
                "freight": _described("for the whole consignment", _optional(_MONEY)),
                "insurance": _described("for the whole consignment", _optional(_MONEY)),
                "discount": _described("off the goods, spread over the lines by value", _optional(_MONEY)),
                "prices_include": _described(
                    "what line prices and freight already contain: nothing, tax, or tax and duty",
                    {"type": "array", "items": _words(("tax", "duty"))},
                ),
                "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1},
                "fx": {"type": "array", "items": {"$ref": "#/$defs/fx"}},
                "policies": _described("choices where the law is disputed or optional, by id", _names(_TEXT)),
            },
            "ship_from",
            "ship_to",
            "lines",
        ),
        "$defs": {
            "text": {"type": "string", "maxLength": 2000},
            "decimal": _described(
                "a decimal string or a whole number, not negative; never a float",
                {
                    "anyOf": [
                        {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,6})?$"},
                        {"type": "integer", "minimum": 0},
                    ]
                },
            ),
            "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "currency": _described("ISO 4217", {"type": "string", "pattern": "^[A-Z]{3}$"}),
            "country": _described(
                "ISO 3166-1 alpha-2; XI, IC and EA are understood", {"type": "string", "pattern": "^[A-Z]{2}$"}
            ),
            "money": _record({"amount": _DECIMAL, "currency": _CURRENCY}, "amount", "currency"),
            "place": _record(
                {
                    "country": _COUNTRY,
                    "subdivision": _described("ISO 3166-2, with the country in front", _optional(_TEXT)),
                    "postal_code": _optional(_TEXT),
                    "city": _optional(_TEXT),
                    "name": _optional(_TEXT),
                    "street": _optional({"type": "array", "items": _TEXT}),
                },
                "country",
            ),
            "party": _record(
                {
                    "country": _optional(_COUNTRY),
                    "registrations": _described("numbers of schemes by name: ioss, gb-vat, voec ...", _names(_TEXT)),
                    "year_to_date": _described("used of annual allowances, by name: cn.cbec", _names(_DECIMAL)),
                }
            ),
            "mass": _record({"value": _DECIMAL, "unit": _words(("kg", "g", "lb", "oz"))}, "value", "unit"),
            "fx": _described(
                "1 base is rate quote",
                _record(
                    {
                        "base": _CURRENCY,
                        "quote": _CURRENCY,
                        "rate": _DECIMAL,
                        "on": _optional(_DAY),
                        "source": _optional(_TEXT),
                    },
                    "base",
                    "quote",
                    "rate",
                ),
            ),
            "line": _record(
                {
                    "sku": _TEXT,
                    "description": _TEXT,
                    "hs": _described("HS code, 2 to 12 digits with optional dots", _optional(_TEXT)),
                    "origin": _described("country of origin; default: that of dispatch", _optional(_COUNTRY)),
                    "quantity": _described("default: 1", _DECIMAL),
                    "unit_price": _described("of one unit", _MONEY),
                    "discount": _described("off this line, all units together", _optional(_MONEY)),
                    "net_mass": _described("of the whole line", _optional(_MASS)),
                    "measures": _described("further measures of the whole line, by unit", _names(_DECIMAL)),
                    "duty": _described("a duty expression in place of the tariff's", _optional(_TEXT)),
                    "duty_is_final": _described("nothing is laid on top of duty", {"type": "boolean"}),
                    "category": _described(
                        "a goods category in place of the one derived from the HS code: book, food, clothing ...",
                        _optional(_TEXT),
                    ),
                    "preference": _described("a programme claimed with proof of origin", _optional(_TEXT)),
                },
                "unit_price",
            ),
        },
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
