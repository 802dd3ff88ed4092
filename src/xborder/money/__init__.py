"""Money: amounts, rounding, allocation, and exchange rates with provenance."""

from __future__ import annotations

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
