"""The programmes of the Special column of the US tariff, and who is in them.

References: the schedule's general notes 3(b) and 3(c), and those on each programme (4 to 36), as they stood in the
editions of 2025 and 2026. What the texts of the authority that could be read say themselves: the symbols in the column,
and that column 2 has its countries in general note 3(b). Membership and dates were taken from reports of them:

- symbols, general notes and countries, AGOA without the Democratic Republic of the Congo:
  https://github.com/brendanxmac/hts-hero (``TradePrograms``), read 2026-11-22; that country's return to AGOA on
  2021-01-01: https://agoa.info/news/article/15816-reinstatement-of-the-democratic-republic-of-the-congo-to-agoa.html
- AGOA until 2026-12-31, without a gap: https://www.internationaltradeinsights.com/2026/02/
  congress-restores-agoa-and-haiti-help-trade-preferences
- Nepal until 2025-12-31: https://www.trade.gov/otexa-nepal-trade-preference-program
- Russia and Belarus in column 2 from 2022-04-09: https://www.livingstonintl.com/
  russia-and-belarus-subject-to-column-2-duty-rates/

Not held against any source: the ends of GSP (2020-12-31), of the Andean programme (2013-07-31), of NAFTA (2020-06-30)
and of CBTPA (2030-09-30), and Cuba and North Korea as the rest of column 2. GSP may be renewed for the past.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from xborder.tariff.records import Group
from xborder.tariff.us_dialect import tidy

__all__ = ["COLUMN_2", "PROGRAMMES", "Programme", "groups", "read_special"]

COLUMN_2: Final = "column-2"
"""The group of countries whose goods pay the rates of column 2."""


@attrs.frozen(kw_only=True)
class Programme:
    """A programme of the Special column.

    Attributes:
        symbol: as it stands in brackets in the column.
        origin: whose goods it is for: countries, or the id of a group; empty where it asks for something else of goods
            of any origin.
        conditions: what else must hold.
        until: the day after the last one; ``None`` while it goes on.
    """

    symbol: str
    name: str
    origin: tuple[str, ...] = ()
    conditions: str = ""
    until: date | None = None

    @property
    def kind(self) -> str:
        """What its measures are: preferences, or for some use of the goods."""
        return "preference" if self.origin else "authorised-use"


_GSP: Final = "Generalized System of Preferences"
_CBERA: Final = "Caribbean Basin Economic Recovery Act"
_ANDEAN: Final = "Andean Trade Preference Act"
_CAFTA: Final = "Dominican Republic-Central America-United States Free Trade Agreement"
_USMCA: Final = "United States-Mexico-Canada Agreement"
_NAFTA: Final = "North American Free Trade Agreement"
_ISTHMUS: Final = ("CR", "DO", "GT", "HN", "NI", "SV")
_NORTH: Final = ("CA", "MX")
_GSP_END: Final = date(2021, 1, 1)
_ANDEAN_END: Final = date(2013, 8, 1)
_NAFTA_END: Final = date(2020, 7, 1)

_TABLE: Final = (
    Programme(symbol="A", name=_GSP, origin=("GSP",), until=_GSP_END),
    Programme(
        symbol="A*", name=_GSP, origin=("GSP",), until=_GSP_END,
        conditions="not for goods of the countries that general note 4(d) lists for the subheading",
    ),
    Programme(
        symbol="A+", name=_GSP, origin=("GSP-LDC",), until=_GSP_END,
        conditions="only for goods of the least-developed countries of general note 4(b)",
    ),
    Programme(symbol="AU", name="United States-Australia Free Trade Agreement", origin=("AU",)),
    Programme(
        symbol="B", name="Automotive Products Trade Act", origin=("CA",),
        conditions="Canadian articles that are original motor-vehicle equipment: general note 5",
    ),
    Programme(symbol="BH", name="United States-Bahrain Free Trade Agreement", origin=("BH",)),
    Programme(
        symbol="C", name="Agreement on Trade in Civil Aircraft",
        conditions="for use in civil aircraft: general note 6",
    ),
    Programme(symbol="CA", name=_NAFTA, origin=("CA",), until=_NAFTA_END),
    Programme(symbol="CL", name="United States-Chile Free Trade Agreement", origin=("CL",)),
    Programme(symbol="CO", name="United States-Colombia Trade Promotion Agreement", origin=("CO",)),
    Programme(symbol="D", name="African Growth and Opportunity Act", origin=("AGOA",), until=date(2027, 1, 1)),
    Programme(symbol="E", name=_CBERA, origin=("CBERA",)),
    Programme(
        symbol="E*", name=_CBERA, origin=("CBERA",),
        conditions="not for the goods that general note 7(d) excludes",
    ),
    Programme(symbol="IL", name="United States-Israel Free Trade Area", origin=("IL",)),
    Programme(symbol="J", name=_ANDEAN, origin=("ANDEAN",), until=_ANDEAN_END),
    Programme(symbol="J*", name=_ANDEAN, origin=("ANDEAN",), until=_ANDEAN_END),
    Programme(symbol="J+", name=_ANDEAN, origin=("ANDEAN",), until=_ANDEAN_END),
    Programme(symbol="JO", name="United States-Jordan Free Trade Area", origin=("JO",)),
    Programme(symbol="JP", name="United States-Japan Trade Agreement", origin=("JP",)),
    Programme(
        symbol="K", name="Agreement on Trade in Pharmaceutical Products",
        conditions="pharmaceuticals listed in the pharmaceutical appendix: general note 13",
    ),
    Programme(symbol="KR", name="United States-Korea Free Trade Agreement", origin=("KR",)),
    Programme(
        symbol="L", name="Uruguay Round Concessions on Intermediate Chemicals for Dyes",
        conditions="chemicals listed in the appendix on intermediate chemicals for dyes: general note 14",
    ),
    Programme(symbol="MA", name="United States-Morocco Free Trade Agreement", origin=("MA",)),
    Programme(symbol="MX", name=_NAFTA, origin=("MX",), until=_NAFTA_END),
    Programme(symbol="NP", name="Nepal Preference Program", origin=("NP",), until=date(2026, 1, 1)),
    Programme(symbol="OM", name="United States-Oman Free Trade Agreement", origin=("OM",)),
    Programme(symbol="P", name=_CAFTA, origin=_ISTHMUS),
    Programme(symbol="P+", name=_CAFTA, origin=_ISTHMUS, conditions="on the terms of general note 29"),
    Programme(symbol="PA", name="United States-Panama Trade Promotion Agreement", origin=("PA",)),
    Programme(symbol="PE", name="United States-Peru Trade Promotion Agreement", origin=("PE",)),
    Programme(
        symbol="R", name="United States-Caribbean Basin Trade Partnership Act", origin=("CBTPA",),
        until=date(2030, 10, 1),
    ),
    Programme(symbol="S", name=_USMCA, origin=_NORTH),
    Programme(symbol="S+", name=_USMCA, origin=_NORTH, conditions="on the terms of general note 11"),
    Programme(symbol="SG", name="United States-Singapore Free Trade Agreement", origin=("SG",)),
)  # fmt: skip

PROGRAMMES: Final[Mapping[str, Programme]] = types.MappingProxyType({each.symbol: each for each in _TABLE})
"""Each programme by its symbol."""

_AGOA: Final = (
    "AO", "BJ", "BW", "CD", "CG", "CI", "CV", "DJ", "GH", "GM", "GW", "KE", "KM", "LR", "LS", "MG", "MR", "MU", "MW",
    "MZ", "NA", "NG", "RW", "SL", "SN", "ST", "SZ", "TD", "TG", "TZ", "ZA", "ZM",
)  # fmt: skip
_CARIBBEAN: Final = (
    "AG", "AW", "BB", "BS", "BZ", "CW", "DM", "GD", "GY", "HT", "JM", "KN", "LC", "MS", "TT", "VC", "VG",
)  # fmt: skip
_PARTNERS: Final = ("BB", "BZ", "CW", "GY", "HT", "JM", "LC", "TT")
_RUSSIA: Final = date(2022, 4, 9)

_BRACKETS: Final = re.compile(r"\( ?[A-Z]{1,2}[*+]?(?:[ ,.]+[A-Z]{1,2}[*+]?)*[ ,.]*(?:\)|(?=\())")
_SYMBOL: Final = re.compile(r"[A-Z]{1,2}[*+]?")


def groups(on: date | None) -> Iterator[Group]:
    """The groups of countries that the records of an edition name.

    Args:
        on: the day of the edition; the European Union, which chapter 99 names, has its members of that day, or the
            latest known ones when there is none.
    """
    from xborder.places.union import eu_members  # noqa: PLC0415 - only this needs it

    title = "Countries of column 2"
    yield Group(id=COLUMN_2, name=title, members=("CU", "KP"), until=_RUSSIA)
    yield Group(id=COLUMN_2, name=title, members=("BY", "CU", "KP", "RU"), from_=_RUSSIA)
    yield Group(id="AGOA", name="Beneficiaries of the African Growth and Opportunity Act", members=_AGOA)
    yield Group(id="CBERA", name=f"Beneficiaries of the {_CBERA}", members=_CARIBBEAN)
    yield Group(id="CBTPA", name="Beneficiaries of the Caribbean Basin Trade Partnership Act", members=_PARTNERS)
    yield Group(id="EU", name="European Union", members=tuple(sorted(eu_members(on or date.max))))


def read_special(text: str) -> tuple[tuple[str, str], ...]:
    """The Special column of a line: the symbol of each programme, and its duty as written.

    A duty without a symbol has an empty one, as in chapters 98 and 99.

    >>> read_special("Free (AU, S+)3.2% (JP) See 9822.04.01-9822.04.03 (CL)")
    (('AU', 'Free'), ('S+', 'Free'), ('JP', '3.2%'), ('CL', 'See 9822.04.01-9822.04.03'))
    """
    clean = tidy(text)
    found: dict[tuple[str, str], None] = {}
    duty, at = "", 0
    for brackets in _BRACKETS.finditer(clean):
        duty = clean[at : brackets.start()].strip() or duty  # "(PA (PA)" closes one bracket of two
        found.update(dict.fromkeys((symbol, duty) for symbol in _SYMBOL.findall(brackets[0])))
        at = brackets.end()
    rest = clean[at:].strip()
    if rest:
        found["", rest] = None
    return tuple(found)
