"""The words for what a measure of a tariff is."""

from __future__ import annotations

from typing import Final

__all__ = ["KINDS"]

KINDS: Final = (
    "mfn",
    "preference",
    "column-2",
    "quota",
    "suspension",
    "authorised-use",
    "additional",
    "anti-dumping",
    "countervailing",
    "safeguard",
    "excise",
    "vat",
    "restriction",
    "statistical-unit",
)
"""What a measure is."""
