"""How the EU's TARIC writes duties: as the UK tariff does, which has its measures from there."""

from __future__ import annotations

from xborder.tariff.uk_dialect import parse_eu

__all__ = ["parse_eu"]
