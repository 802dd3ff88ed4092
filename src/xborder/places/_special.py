"""The territories that the law treats apart from their state, as dated facts with their sources.

References: Regulation (EU) No 952/2013 (Union Customs Code) Art. 4; Directive 2006/112/EC (VAT) Art. 5 to 7, 104; the
European Commission's tables of territorial scope; the acts named with each territory.

Limitations: meant for days from 2014 on; earlier changes of status are not all here. Waters without addresses (Lake
Lugano), railway platforms and free zones are left out. Customs unions between areas (EU with Türkiye, San Marino,
Andorra) are told in a note and do not make one area of them, for each leaves goods, papers or taxes out; those of
others (Eurasian Economic Union, Southern African Customs Union, Gulf states ...) are not told at all.
"""

from __future__ import annotations

from datetime import date

from xborder.places.countries import COUNTRY_CODES
from xborder.places.territory import Evidence, Territory
from xborder.places.union import ACCESSION

__all__ = ["ERAS", "Eras"]

# What a place is from a day on, latest first; the last begins with the first day there is.
Eras = tuple[tuple[date, Territory], ...]

_SCOPE = (
    "European Commission, Territorial scope, "
    "https://taxation-customs.ec.europa.eu/territorial-status-eu-countries-and-certain-territories_en"
)
_TULLI = "Finnish Customs, https://tulli.fi/about-us/materials/eu-customs-territory-and-fiscal-territory"
_UCC = f"Regulation (EU) No 952/2013 Art. 4; {_SCOPE}"
_VAT_6_1 = f"Directive 2006/112/EC Art. 6(1); {_SCOPE}"
_OUTSIDE = f"Regulation (EU) No 952/2013 Art. 4(1), Directive 2006/112/EC Art. 6(2); {_SCOPE}"
_CGI_294 = (
    "CGI art. 294, https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069577/LEGISCTA000006179660/; "
    + _SCOPE
)
_CD_UNION = (
    "UK SI 2020/1434 reg. 7 with the Orders in Council it names, https://legislation.gov.uk/uksi/2020/1434/part/3/made"
)
_GN2 = (
    "HTSUS General Note 2 and 19 CFR 7.2, as reported at "
    "https://www.chrobinson.com/fr-FR/resources/blog/importing-from-us-territories/"
)
_SWISS_AREA = (
    "Customs Act (SR 631.0) Art. 3, as told at https://sisa.ch/de/zoll/glossar/allgemein/das-schweizer-zollgebiet"
)
_SAMNAUN = (
    "Customs Ordinance (SR 631.01) Art. 1, https://droit-bilingue.ch/de-fr/6/63/631.01-1-4.html; "
    "VAT Act (SR 641.20) Art. 4, https://swissrights.ch/gesetze/Artikel-4-MWSTG-2024-EN.php"
)
_SVALBARD = (
    "Norwegian Customs, https://www.toll.no/en/corporate/import/norwegian-customs-in-svalbard/; "
    "VAT: https://vatupdate.com/2021/04/18/vat-rates-in-svalbard-and-jan-mayen"
)
_GIBRALTAR = (
    "Government of Gibraltar, Technical Notice 63/2026, https://www.gibraltar.gov.gi/press-releases/"
    "technical-notice-business-community-transitional-arrangements-for-goods-under-the-treaty-632026-11659"
)
_GST = (
    "A New Tax System (Goods and Services Tax) Act 1999 s. 195-1 (indirect tax zone), "
    "https://www.ato.gov.au/law/view/document?LocID=%22PAC%2F20150002%2FSch4-Cl30%22; its customs status is not checked"
)
_HKSAR = (
    "Basic Law of Hong Kong Art. 116 (not read); duties and taxes: Hong Kong Customs, "
    "https://customs.gov.hk/en/service-enforcement-information/cargo-clearance/faqs/index.html"
)
_MSAR = (
    "Basic Law of Macao Art. 112 (not read); duties and taxes: Government of Macao, "
    "https://gov.mo/en/services/ps-1331/ps-1331a"
)
_BUESINGEN = f"Treaty of 23 November 1964 between Germany and Switzerland; {_OUTSIDE}; {_SWISS_AREA}"
_PROTOCOL_10 = f"Act of Accession 2003, Protocol No 10; {_SCOPE}, note 1"
_SUSPENDED = "the Union's law is suspended where the Government of the Republic has no effective control"
_PT_RATES = f"Directive 2006/112/EC Art. 104(3); {_SCOPE}"
_AT_RATES = (
    "UStG 1994 § 10(4); Directive 2006/112/EC Art. 104(1), as reported at "
    "https://kalkuel.at/unternehmensratgeber/umsatzsteuerregelung-jungholz-und-mittelberg/"
)
_FRENCH_OVERSEAS = f"TFEU Annex II; {_SCOPE}; {_TULLI}"
_DUTCH_OVERSEAS = f"Regulation (EU) No 952/2013 Art. 4(1): the Netherlands in Europe only; {_SCOPE}"
_ISO = "ISO 3166-1 for the code; that the customs area is the country's own is assumed"
_EU = f"{_SCOPE}; years of entry: https://europa.eu/european-union/about-eu/countries_en"

_AEGEAN_NOTE = (
    "rates 30 % below the mainland's; for imports only when cleared on the island by somebody established or resident "
    "there; not tobacco, not vehicles"
)

_TRANSITION_END = date(2021, 1, 1)  # Withdrawal Agreement Art. 126: the transition ended with 2020


def _part(  # a row of a table: its columns are read by position
    code: str,
    name: str,
    country: str,
    law: str,
    customs_area: str,
    tax_area: str,
    source: str,
    evidence: Evidence,
    note: str = "",
) -> Territory:
    return Territory(code, country, law, customs_area, tax_area, True, note, source, evidence, name)


def _outside(code: str, name: str, country: str, source: str, evidence: Evidence, note: str = "") -> Territory:
    """Outside its state's customs area, with an import law that no pack describes."""
    return _part(code, name, country, "", code, "", source, evidence, note)


def _untaxed(code: str, name: str, country: str, source: str, note: str = "") -> Territory:
    """In the customs area of the Union, outside its VAT area."""
    return _part(code, name, country, country, "EU", "", source, "official", note)


def _rated(code: str, name: str, country: str, source: str, evidence: Evidence, note: str) -> Territory:
    """Inside both, with VAT rates of its own."""
    return _part(code, name, country, country, "EU", country, source, evidence, note)


_DEPARTMENT = "French VAT at rates of its own; octroi de mer"
_NO_VAT = "no VAT; octroi de mer"

_ALWAYS = (
    _untaxed("ES-CN", "Canary Islands", "ES", _VAT_6_1, "IGIC instead of VAT"),
    _untaxed("AX", "Åland Islands", "FI", f"{_VAT_6_1}; {_TULLI}", "a tax border with Finland"),
    _untaxed("GR-69", "Mount Athos", "GR", _VAT_6_1),
    _untaxed("GP", "Guadeloupe", "FR", _CGI_294, _DEPARTMENT),
    _untaxed("MQ", "Martinique", "FR", _CGI_294, _DEPARTMENT),
    _untaxed("RE", "Réunion", "FR", _CGI_294, _DEPARTMENT),
    _untaxed("GF", "French Guiana", "FR", _CGI_294, _NO_VAT),
    _untaxed("MF", "Saint-Martin (French part)", "FR", _VAT_6_1, "no VAT; taxes of its own"),
    # Of the Union, outside its customs and VAT areas.
    _outside("DE-HELGOLAND", "Helgoland", "DE", _OUTSIDE, "official"),
    _outside("IT-LIVIGNO", "Livigno", "IT", _OUTSIDE, "official"),
    _outside("ES-CE", "Ceuta", "ES", _OUTSIDE, "official", "IPSI instead of VAT"),
    _outside("ES-ML", "Melilla", "ES", _OUTSIDE, "official", "IPSI instead of VAT"),
    _outside("EA", "Ceuta and Melilla", "ES", _OUTSIDE, "official", "which of the two nobody said"),
    _part("DE-BUESINGEN", "Büsingen am Hochrhein", "DE", "CH", "CH", "CH", _BUESINGEN, "secondary"),
    _outside("CY-NORTH", "Cyprus north of the Green Line", "CY", _PROTOCOL_10, "secondary", _SUSPENDED),
    # Inside both, with rates of their own.
    _rated("PT-20", "Azores", "PT", _PT_RATES, "official", "lower rates"),
    _rated("PT-30", "Madeira", "PT", _PT_RATES, "official", "lower rates"),
    _rated("AT-JUNGHOLZ", "Jungholz", "AT", _AT_RATES, "secondary", "standard rate 19 %"),
    _rated("AT-MITTELBERG", "Mittelberg", "AT", _AT_RATES, "secondary", "standard rate 19 %"),
    # Treated as part of a neighbour.
    _part("MC", "Monaco", "MC", "FR", "EU", "FR", f"Directive 2006/112/EC Art. 7; {_UCC}", "official"),
    _part("LI", "Liechtenstein", "LI", "LI", "CH", "LI", f"Treaty of 29 March 1923; {_SWISS_AREA}", "secondary"),
    # Of states next to the Union or beyond.
    _outside("CH-SAMNAUN", "Samnaun and Sampuoir", "CH", _SAMNAUN, "secondary", "Swiss VAT on services only"),
    _outside("FO", "Faroe Islands", "DK", _UCC, "official"),
    _outside("GL", "Greenland", "DK", _UCC, "official"),
    *(_outside(code, "", "FR", _FRENCH_OVERSEAS, "official") for code in ("NC", "PF", "PM", "TF", "WF")),
    _outside("BL", "", "FR", f"TFEU Annex II; {_SCOPE} (as a French overseas territory)", "secondary"),
    *(_outside(code, "", "NL", _DUTCH_OVERSEAS, "official") for code in ("AW", "BQ", "CW", "SX")),
    _outside("SJ", "Svalbard and Jan Mayen", "NO", _SVALBARD, "secondary", "neither duties nor taxes on import"),
    _part("PR", "Puerto Rico", "US", "US", "US", "", _GN2, "secondary", "a use tax of its own (IVU) on what arrives"),
    *(_outside(code, "", "US", _GN2, "secondary") for code in ("AS", "GU", "MP", "UM", "VI")),
    *(_outside(code, "", "AU", _GST, "unverified") for code in ("CC", "CX", "NF")),
    _part(
        "HK",
        "Hong Kong",
        "CN",
        "HK",
        "HK",
        "HK",
        _HKSAR,
        "unverified",
        "no tariff, no VAT; four kinds of goods pay duty",
    ),
    _part(
        "MO", "Macao", "CN", "MO", "MO", "MO", _MSAR, "unverified", "no tariff, no VAT; a consumption tax on some goods"
    ),
)

# What is worth telling of countries that are areas of their own.
_NOTES: dict[str, tuple[str, str, Evidence]] = {
    "AD": ("customs union with the EU for chapters 25 to 97; outside its VAT area", _TULLI, "official"),
    "CY": ("the British sovereign bases of Akrotiri and Dhekelia are treated as Cyprus", _ISO, "unverified"),
    "GI": (
        "customs union with the EU and a transaction tax were expected from 10 April 2026; not checked since",
        _GIBRALTAR,
        "unverified",
    ),
    "SM": ("customs union with the EU; outside its VAT area", f"{_SCOPE}; {_TULLI}", "official"),
    "TR": (
        "customs union with the EU for goods in free circulation, with papers (A.TR)",
        "EC-Turkey Decision 1/95",
        "unverified",
    ),
    "VA": ("outside the EU's customs and VAT areas", _TULLI, "official"),
}


def _country(code: str) -> Eras:
    note, source, evidence = _NOTES.get(code, ("", _ISO, "unverified"))
    own = Territory(code, code, code, code, code, note=note, source=source, evidence=evidence)
    if code not in ACCESSION:
        return ((date.min, own),)
    own = Territory(code, code, code, code, code, note=note, source=_ISO)
    inside = Territory(code, code, code, "EU", code, note=note, source=_EU, evidence="official")
    if code == "GB":
        return (_TRANSITION_END, own), (ACCESSION[code], inside), (date.min, own)
    return (ACCESSION[code], inside), (date.min, own)


_CAMPIONE = (
    "Directive (EU) 2019/475, Regulation (EU) 2019/474; Government of Luxembourg, "
    "https://logistics.public.lu/en/actualites/2020/campione-italia-waters-lake-lugano-eu-1-jan-2020.html"
)
_YT_BEFORE = (
    "Regulation (EEC) No 2913/92 Art. 3, https://legislation.gov.uk/eur/1992/2913/article/3/2007-01-01; "
    "the day of change is general knowledge"
)
_CODE_1992 = "Regulation (EEC) No 2913/92 Art. 3, https://legislation.gov.uk/eur/1992/2913/article/3/2007-01-01"
_NI = f"Windsor Framework (Withdrawal Agreement, Protocol on Ireland/Northern Ireland) Art. 5 and 8; {_TULLI}"
_NI_NOTE = (
    "Union customs and VAT law for goods, inside the customs territory of the United Kingdom: goods from Great Britain "
    "arrive by the routes of the Windsor Framework, goods to Great Britain have unfettered access"
)
_IOM = (
    f"Customs and Excise Agreement 1979; {_CD_UNION}; VAT: "
    "http://www.ebizanswers.net/2015/01/vat-treatment-in-monaco-and-the-isle-of-man/"
)
_CHANNEL = (
    f"{_CD_UNION}; before 2021 Directive 2006/112/EC Art. 6(1)(e), as reprinted at "
    "https://btwjurisprudentie.nl/btw-richtlijn-2006112eg/artikel-6/"
)
_ONE_TARIFF = "one tariff with the United Kingdom; taxes of its own"
_CAMPIONE_NOTE = "a consumption tax of its own in line with Swiss VAT"
_AEGEAN_2018 = (
    "Greek VAT Code Art. 21(4), as reported at "
    "https://pedmede.gr/apofasi-tis-aade-gia-ti-meiosi-syntelston-fpa-se-orismena-nisia/ and "
    "https://www.avalara.com/vatlive/en/vat-news/greece-extends-islands-reduced-vat-rate.html"
)
_AEGEAN_2026 = "Greek VAT Code Art. 26, AADE circular E.2113/2025, as reported at https://regfollower.com/?p=76924"


def _man(customs_area: str, source: str) -> Territory:
    return _part("IM", "Isle of Man", "GB", "GB", customs_area, "GB", source, "secondary")


def _channel(code: str, name: str) -> Eras:
    def era(customs_area: str) -> Territory:
        return _part(code, name, "GB", "", customs_area, "", _CHANNEL, "secondary", _ONE_TARIFF)

    return (_TRANSITION_END, era("GB")), (date.min, era("EU"))


def _aegean(source: str) -> Territory:
    return _rated("GR-ISLANDS", "Aegean islands with reduced VAT", "GR", source, "secondary", _AEGEAN_NOTE)


_CAMPIONE_NAME = "Campione d'Italia"
_AEGEAN_TODAY = (date(2026, 1, 1), _aegean(_AEGEAN_2026))

_DATED: dict[str, Eras] = {
    "XI": (
        (_TRANSITION_END, _part("XI", "Northern Ireland", "GB", "XI", "EU", "XI", _NI, "official", _NI_NOTE)),
        *_country("GB"),
    ),
    "IM": ((_TRANSITION_END, _man("GB", _IOM)), (date.min, _man("EU", _CODE_1992))),
    "JE": _channel("JE", "Jersey"),
    "GG": _channel("GG", "Guernsey"),
    "IT-CAMPIONE": (
        (date(2020, 1, 1), _untaxed("IT-CAMPIONE", _CAMPIONE_NAME, "IT", f"{_CAMPIONE}; {_SCOPE}", _CAMPIONE_NOTE)),
        (date.min, _outside("IT-CAMPIONE", _CAMPIONE_NAME, "IT", f"{_CODE_1992}; {_CAMPIONE}", "official")),
    ),
    "YT": (
        (date(2014, 1, 1), _untaxed("YT", "Mayotte", "FR", _CGI_294, _NO_VAT)),
        (date.min, _outside("YT", "Mayotte", "FR", _YT_BEFORE, "secondary")),
    ),
    # Two groups of islands, one territory: they entered it on different days.
    "GR-ISLANDS": (_AEGEAN_TODAY, (date(2018, 1, 1), _aegean(_AEGEAN_2018)), *_country("GR")),
    "GR-ISLANDS 2026": (_AEGEAN_TODAY, *_country("GR")),
}

ERAS: dict[str, Eras] = {
    **{code: _country(code) for code in COUNTRY_CODES},
    **{territory.code: ((date.min, territory),) for territory in _ALWAYS},
    **_DATED,
}
