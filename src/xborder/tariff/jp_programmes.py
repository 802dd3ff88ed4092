"""Japan's preferences by the columns of its tariff schedule: programmes, parties, and since when.

References, as read on 2026-11-22:

- Entries into force up to Mongolia, by month: Japan Customs, state of the EPA negotiations (2016-06-07),
  http://www.customs.go.jp/kyotsu/kokusai/torikumi.htm. The days within the months were not read anywhere.
- European Union, by month: Japan Customs, Customs Answer 4049,
  https://www.customs.go.jp/english/c-answer_e/keizairenkei/4049_e.htm; the day from a trade page. Members: not checked.
- CPTPP: New Zealand, the depositary, for the first six, Peru and Malaysia,
  https://www.mfat.govt.nz/en/about-us/who-we-are/treaties/comprehensive-and-progressive-agreement-for-tpp/; IISD
  (2019-04-23) for Viet Nam; for Brunei, Chile and the United Kingdom only encyclopaedias.
- ASEAN (AJCEP), by party: WIPO Lex, https://wipo.int/wipolex/es/treaties/parties/413, which has no date for Indonesia;
  that one (2018-03-01) was not read anywhere.
- RCEP: the Ministry of Economy, Trade and Industry (2021-11-03) for the first nine and Japan, as reprinted; press for
  Korea, Malaysia and the Philippines, an encyclopaedia for Indonesia. Myanmar is not treated alike by the parties, and
  what Japan does was not read: it is left out.
- United States (2020-01-01) and United Kingdom (2021-01-01): law firms.

Limitations: later accessions (such as Costa Rica's to the CPTPP) were not looked for; that Liechtenstein shares the
Swiss agreement was not read. The countries under GSP are named by Cabinet Order, lose it for single goods and change
every year; the schedule does not name them and neither does this table: their programmes have no parties, so that a
claim leaves both duties possible. The Ministry of Foreign Affairs counts 126 countries and 4 territories
(https://www.mofa.go.jp/policy/economy/gsp/explain.html), of which those that the United Nations call least developed
may be under the special treatment (LDC).
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from xborder.law.sources import Evidence
from xborder.tariff.records import Group

__all__ = ["PARTIES", "PROGRAMMES", "WITHOUT_WTO_RATE", "Party", "Programme"]

WITHOUT_WTO_RATE: Final = ("BY", "KP", "RU")
"""Origins whose goods are not given the WTO rate.

Russia's have lost it since April 2022, by orders renewed each year (press of 2025-03: to 2026-03-31; what came after
was not read). Belarus and North Korea are no members of the WTO and not among the countries of the Cabinet Order on
Beneficial Duty (http://www.kanzei.or.jp/kanzei_law/330CO0000000237.en.html, of 2017); treaties were not looked for.
"""


@attrs.frozen
class Party:
    """A country that has a preference, from the first day to the day before ``until``."""

    country: str
    from_: date
    until: date | None = None


@attrs.frozen
class Programme:
    """A preference of Japan.

    Attributes:
        column: the name of its column in the schedule's files.
        id: what it is claimed by, and the group of its parties when they are several.
        name: in English.
        parties: who has it; none where the schedule does not tell.
        evidence: how good the evidence for the parties and their days is; unverified where only the month was read.
        conditions: what must hold beside the proof of origin.
    """

    column: str
    id: str
    name: str
    parties: tuple[Party, ...] = ()
    evidence: Evidence = Evidence.UNVERIFIED
    conditions: str = ""

    @property
    def origin(self) -> tuple[str, ...]:
        """The origin of its measures: the one party, or the group."""
        return (self.parties[0].country,) if len(self.parties) == 1 else (self.id,)

    def groups(self) -> Iterator[Group]:
        """Its parties over time, a group for each range of days; none for a programme of one party or of unknown ones.

        >>> [(len(group.members), group.from_) for group in PROGRAMMES["EPA_欧州連合"].groups()]
        [(28, datetime.date(2019, 2, 1)), (27, datetime.date(2021, 1, 1))]
        """
        if len(self.parties) < 2:
            return
        ends = {party.until for party in self.parties if party.until is not None}
        days = sorted({party.from_ for party in self.parties} | ends)
        for day, until in zip(days, [*days[1:], None], strict=True):
            members = tuple(
                party.country
                for party in self.parties
                if party.from_ <= day and (party.until is None or party.until > day)
            )
            yield Group(id=self.id, members=members, name=self.name, from_=day, until=until)


def _since(countries: str, year: int, month: int, day: int, until: date | None = None) -> tuple[Party, ...]:
    return tuple(Party(country, date(year, month, day), until) for country in countries.split())


_EU: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_BENEFICIARY: Final = (
    "the schedule does not say which countries are beneficiaries of these goods: see the Cabinet Order"
)

_TABLE: Final = (
    Programme(
        "特恵", "GSP", "Generalised System of Preferences", conditions=f"origin in a GSP beneficiary; {_BENEFICIARY}"
    ),
    Programme(
        "特別特恵",
        "LDC",
        "GSP, special preferential treatment of least developed countries",
        conditions=f"origin in a least developed country under the special treatment; {_BENEFICIARY}",
    ),
    Programme("EPA_シンガポール", "EPA_SG", "Japan-Singapore EPA", _since("SG", 2002, 11, 30)),
    Programme("EPA_メキシコ", "EPA_MX", "Japan-Mexico EPA", _since("MX", 2005, 4, 1)),
    Programme("EPA_マレーシア", "EPA_MY", "Japan-Malaysia EPA", _since("MY", 2006, 7, 13)),
    Programme("EPA_チリ", "EPA_CL", "Japan-Chile EPA", _since("CL", 2007, 9, 3)),
    Programme("EPA_タイ", "EPA_TH", "Japan-Thailand EPA", _since("TH", 2007, 11, 1)),
    Programme("EPA_インドネシア", "EPA_ID", "Japan-Indonesia EPA", _since("ID", 2008, 7, 1)),
    Programme("EPA_ブルネイ", "EPA_BN", "Japan-Brunei EPA", _since("BN", 2008, 7, 31)),
    Programme(
        "EPA_アセアン",
        "EPA_ASEAN",
        "ASEAN-Japan Comprehensive Economic Partnership (AJCEP)",
        (
            *_since("MM SG VN", 2008, 12, 1),
            *_since("BN LA", 2009, 1, 1),
            *_since("MY", 2009, 2, 1),
            *_since("TH", 2009, 6, 1),
            *_since("KH", 2009, 12, 1),
            *_since("PH", 2010, 7, 1),
            *_since("ID", 2018, 3, 1),
        ),
    ),
    Programme("EPA_フィリピン", "EPA_PH", "Japan-Philippines EPA", _since("PH", 2008, 12, 11)),
    Programme("EPA_スイス", "EPA_CH", "Japan-Switzerland EPA", _since("CH", 2009, 9, 1)),
    Programme("EPA_ベトナム", "EPA_VN", "Japan-Viet Nam EPA", _since("VN", 2009, 10, 1)),
    Programme("EPA_インド", "EPA_IN", "Japan-India EPA", _since("IN", 2011, 8, 1)),
    Programme("EPA_ペルー", "EPA_PE", "Japan-Peru EPA", _since("PE", 2012, 3, 1)),
    Programme("EPA_豪州", "EPA_AU", "Japan-Australia EPA", _since("AU", 2015, 1, 15)),
    Programme("EPA_モンゴル", "EPA_MN", "Japan-Mongolia EPA", _since("MN", 2016, 6, 7)),
    Programme(
        "EPA_CPTPP",
        "EPA_CPTPP",
        "Comprehensive and Progressive Agreement for Trans-Pacific Partnership (CPTPP, TPP11)",
        (
            *_since("AU CA MX NZ SG", 2018, 12, 30),
            *_since("VN", 2019, 1, 14),
            *_since("PE", 2021, 9, 19),
            *_since("MY", 2022, 11, 29),
            *_since("CL", 2023, 2, 21),
            *_since("BN", 2023, 7, 12),
            *_since("GB", 2024, 12, 15),
        ),
        Evidence.SECONDARY,
    ),
    Programme(
        "EPA_欧州連合",
        "EPA_EU",
        "Japan-EU EPA",
        (*_since(_EU, 2019, 2, 1), *_since("GB", 2019, 2, 1, date(2021, 1, 1))),
        Evidence.SECONDARY,
    ),
    Programme(
        "EPA_英国",
        "EPA_GB",
        "Japan-UK Comprehensive Economic Partnership (CEPA)",
        _since("GB", 2021, 1, 1),
        Evidence.SECONDARY,
    ),
    Programme(
        "EPA_RCEP_アセアン豪州NZ",
        "EPA_RCEP_ASEAN_AU_NZ",
        "Regional Comprehensive Economic Partnership (RCEP): ASEAN, Australia, New Zealand",
        (
            *_since("AU BN KH LA NZ SG TH VN", 2022, 1, 1),
            *_since("MY", 2022, 3, 18),
            *_since("ID", 2023, 1, 2),
            *_since("PH", 2023, 6, 2),
        ),
        Evidence.SECONDARY,
    ),
    Programme(
        "EPA_RCEP_中国",
        "EPA_RCEP_CN",
        "Regional Comprehensive Economic Partnership (RCEP): China",
        _since("CN", 2022, 1, 1),
        Evidence.SECONDARY,
    ),
    Programme(
        "EPA_RCEP_韓国",
        "EPA_RCEP_KR",
        "Regional Comprehensive Economic Partnership (RCEP): Korea",
        _since("KR", 2022, 2, 1),
        Evidence.SECONDARY,
    ),
    Programme("EPA_日米貿易協定", "EPA_US", "Japan-US Trade Agreement", _since("US", 2020, 1, 1), Evidence.SECONDARY),
)

PROGRAMMES: Final[Mapping[str, Programme]] = types.MappingProxyType({one.column: one for one in _TABLE})
"""Each preference by the column of the schedule."""

PARTIES: Final[Mapping[str, str]] = types.MappingProxyType(
    {
        "オーストラリア": "AU",
        "カナダ": "CA",
        "シンガポール": "SG",
        "チリ": "CL",
        "ニュージーランド": "NZ",
        "ブルネイ": "BN",
        "ベトナム": "VN",
        "ペルー": "PE",
        "マレーシア": "MY",
        "メキシコ": "MX",
        "英国": "GB",
    }
)
"""The parties that rows of a cell name (``（カナダに対する待遇）``), by their Japanese names."""
