"""Money: amounts, rounding, allocation, and exchange rates with provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from moneyed import Currency, Money

    from xborder.money.allocation import AllocationMode, allocate, allocate_int, split
    from xborder.money.currencies import MINOR_UNITS, currency, minor_units
    from xborder.money.euro import EURO_ADOPTIONS, EuroAdoption
    from xborder.money.fx import Provenance, RateFile, RateRow, RateTable
    from xborder.money.fx_rules import FxRule, penultimate_wednesday
    from xborder.money.rate import Rate
    from xborder.money.rounding import CASH_QUANTA, Rounding, cash_quantum, round_money, round_ratio

__all__ = [
    "CASH_QUANTA",
    "EURO_ADOPTIONS",
    "MINOR_UNITS",
    "AllocationMode",
    "Currency",
    "EuroAdoption",
    "FxRule",
    "Money",
    "Provenance",
    "Rate",
    "RateFile",
    "RateRow",
    "RateTable",
    "Rounding",
    "allocate",
    "allocate_int",
    "cash_quantum",
    "currency",
    "minor_units",
    "penultimate_wednesday",
    "round_money",
    "round_ratio",
    "split",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "Currency": "moneyed",
        "Money": "moneyed",
        "AllocationMode": "xborder.money.allocation",
        "allocate": "xborder.money.allocation",
        "allocate_int": "xborder.money.allocation",
        "split": "xborder.money.allocation",
        "MINOR_UNITS": "xborder.money.currencies",
        "currency": "xborder.money.currencies",
        "minor_units": "xborder.money.currencies",
        "EURO_ADOPTIONS": "xborder.money.euro",
        "EuroAdoption": "xborder.money.euro",
        "Provenance": "xborder.money.fx",
        "RateFile": "xborder.money.fx",
        "RateRow": "xborder.money.fx",
        "RateTable": "xborder.money.fx",
        "FxRule": "xborder.money.fx_rules",
        "penultimate_wednesday": "xborder.money.fx_rules",
        "Rate": "xborder.money.rate",
        "CASH_QUANTA": "xborder.money.rounding",
        "Rounding": "xborder.money.rounding",
        "cash_quantum": "xborder.money.rounding",
        "round_money": "xborder.money.rounding",
        "round_ratio": "xborder.money.rounding",
    },
)
