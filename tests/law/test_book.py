"""The shelf: bundled packs, a host's own laid over them, and packs that extend others."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xborder import Desk, Money
from xborder.errors import LawError, UnsupportedDestination
from xborder.law.book import BUNDLED, LawBook
from xborder.law.rules import Pack

SOURCE = """
[sources.s]
title = "A ruling made up for tests"
publisher = "xborder"
evidence = "official"
seen = 2026-11-22
"""


def head(code: str, name: str, *more: str, currency: str = "EUR") -> str:
    return "\n".join(
        [
            "[jurisdiction]",
            f'code = "{code}"',
            f'name = "{name}"',
            f'currency = "{currency}"',
            "known_from = 2020-01-01",
            "checked = 2026-11-22",
            *more,
            SOURCE,
        ]
    )


PALAU = (
    head("PW", "Palau", currency="USD")
    + """
[[value]]
id = "customs-value"
parts = ["goods"]
source = "s"

[[procedure]]
id = "pw.general"
name = "General import"
source = "s"

[[charge]]
id = "pw.tax"
kind = "tax"
name = "Goods and services tax"
base = ["customs-value"]
rate = "0.1"
source = "s"
"""
)

RULING = (
    head("DE", "Germany", 'extends = "EU"', 'fx = "eu-monthly"')
    + """
[[charge]]
id = "eu.duty"
kind = "duty"
name = "Customs duty by our ruling"
base = ["customs-value"]
rate = "0.01"
source = "s"
"""
)


def order(country: str, price: str, currency: str) -> dict[str, object]:
    line = {"hs": "6109.10", "origin": "CN", "duty": "12%", "unit_price": {"amount": price, "currency": currency}}
    return {"on": "2026-05-04", "ship_from": {"country": "CN"}, "ship_to": {"country": country}, "lines": [line]}


def charges(pack: Pack, name: str) -> int:
    return sum(charge.id == name for charge in pack.charge)


def test_a_host_adds_a_country_of_its_own() -> None:
    book = LawBook({"PW": PALAU.encode()})
    quote = Desk(laws=book).quote(order("PW", "100", "USD"))
    assert quote.landed_cost == Money("110.00", "USD")
    assert book.codes == tuple(sorted([*BUNDLED, "PW"]))
    with pytest.raises(UnsupportedDestination, match=r"no law pack"):
        Desk().quote(order("PW", "100", "USD"))


def test_a_host_replaces_one_charge_of_a_bundled_pack_and_nothing_else() -> None:
    ours, theirs = LawBook(), LawBook({"DE": RULING.encode()})
    assert Desk(laws=ours).quote(order("DE", "200", "EUR")).duties == Money("24.00", "EUR")
    quote = Desk(laws=theirs).quote(order("DE", "200", "EUR"))
    assert quote.duties == Money("2.00", "EUR")
    assert quote.taxes == Money("38.38", "EUR")  # 19 % of 202
    assert charges(ours.pack("DE"), "eu.duty") > 1
    assert charges(theirs.pack("DE"), "eu.duty") == 1
    for table in ("policy", "value", "threshold", "rate", "procedure", "notice"):
        assert getattr(theirs.pack("DE"), table) == getattr(ours.pack("DE"), table), table
    assert theirs.pack("FR") == ours.pack("FR")


def test_a_replaced_entry_keeps_its_place_and_a_new_one_comes_last() -> None:
    def names(pack: Pack) -> list[str]:
        return list(dict.fromkeys(charge.id for charge in pack.charge))

    fee = RULING.replace('"eu.duty"', '"shop.fee"')
    ours = names(LawBook().pack("DE"))
    assert names(LawBook({"DE": RULING.encode()}).pack("DE")) == ours
    assert names(LawBook({"DE": fee.encode()}).pack("DE")) == [*ours, "shop.fee"]


def test_a_row_of_rates_is_replaced_by_one_with_the_same_selectors_in_any_order() -> None:
    row = '\n[[rate]]\ntable = "t"\nhs = [{hs}]\nvalues = [{{ value = "{value}" }}]\nsource = "s"\n'
    parent = PALAU + row.format(hs='"61", "62"', value="0.1")
    child = head("FJ", "Fiji", 'extends = "PW"', currency="FJD") + row.format(hs='"62", "61"', value="0.2")
    pack = LawBook({"PW": parent.encode(), "FJ": child.encode()}).pack("FJ")
    assert [value.value for found in pack.rate for value in found.values] == [Fraction(1, 5)]


def test_a_pack_laid_over_the_union_bears_on_its_members_and_on_nobody_else() -> None:
    union = head("EU", "European Union", "abstract = true", 'fx = "eu-monthly"') + RULING.split(SOURCE)[1]
    book = LawBook({"EU": union.encode()})
    for member in ("DE", "FR"):
        assert Desk(laws=book).quote(order(member, "200", "EUR")).duties == Money("2.00", "EUR")
    assert book.digest("DE") != LawBook().digest("DE")
    assert book.digest("CH") == LawBook().digest("CH")


def test_a_pack_that_extends_another_inherits_what_it_does_not_say() -> None:
    fiji = head("FJ", "Fiji", 'extends = "PW"', currency="FJD")
    fiji += '\n[[charge]]\nid = "pw.tax"\nkind = "tax"\nname = "VAT"\nbase = ["customs-value"]\nrate = "0.15"\nsource = "s"\n'
    pack = LawBook({"PW": PALAU.encode(), "FJ": fiji.encode()}).pack("FJ")
    assert [procedure.id for procedure in pack.procedure] == ["pw.general"]
    assert [charge.rate for charge in pack.charge] == [Fraction(3, 20)]
    assert pack.jurisdiction.name == "Fiji"


def test_the_digest_covers_every_byte_that_law_is_read_from() -> None:
    fiji = head("FJ", "Fiji", 'extends = "PW"', currency="FJD").encode()
    first = LawBook({"PW": PALAU.encode(), "FJ": fiji})
    second = LawBook({"PW": (PALAU + "# noted\n").encode(), "FJ": fiji})
    assert first.digest("PW") != second.digest("PW")
    assert first.digest("FJ") != second.digest("FJ")
    assert first.digest("DE") == second.digest("DE")
    assert first.fingerprint() != second.fingerprint() != LawBook().fingerprint()
    assert first.fingerprint() == LawBook({"PW": PALAU.encode(), "FJ": fiji}).fingerprint()


def test_a_book_keeps_its_own_copy_of_what_it_is_given() -> None:
    given = {"PW": PALAU.encode()}
    book = LawBook(given)
    del given["PW"]
    assert book.pack("PW").jurisdiction.checked == date(2026, 11, 22)
    assert book.pack("PW") is book.pack("PW")


def test_files_are_laid_over_by_the_code_that_they_name(tmp_path: Path) -> None:
    file = tmp_path / "anything.toml"
    file.write_text(PALAU, encoding="utf-8")
    several: tuple[list[str | Path] | str | Path, ...] = ([file], [str(file)], file, str(file))
    for paths in several:
        assert LawBook.with_files(paths).pack("PW").jurisdiction.name == "Palau"


def test_an_overlay_cannot_change_what_a_pack_extends() -> None:
    with pytest.raises(LawError, match=r"cannot extend 'CH'") as caught:
        LawBook({"DE": RULING.replace('"EU"', '"CH"').encode()}).pack("DE")
    assert caught.value.path == "de.toml: jurisdiction.extends"


@pytest.mark.parametrize("paths", [5, [5], [None], ["no\0where"]])
def test_what_is_no_list_of_files_is_refused(paths: object) -> None:
    with pytest.raises(LawError):
        LawBook.with_files(paths)  # type: ignore[arg-type]


@pytest.mark.parametrize("overlays", [5, "DE", [b""], {5: b""}, {"DE": 5}])
def test_what_is_no_set_of_packs_is_refused(overlays: object) -> None:
    with pytest.raises(LawError):
        LawBook(overlays)


@pytest.mark.parametrize("code", [5, None, [], {}, "ZZ"])
def test_a_code_that_is_none_has_no_pack(code: object) -> None:
    with pytest.raises(UnsupportedDestination, match=r"no law pack"):
        LawBook().pack(code)  # type: ignore[arg-type]


def test_a_charge_may_be_waived_only_with_charges_computed_before_it() -> None:
    later = PALAU.replace('rate = "0.1"', 'rate = "0.1"\nwaive = { up_to = "5 USD", with = ["pw.fee"] }')
    later += '\n[[charge]]\nid = "pw.fee"\nkind = "fee"\nname = "Fee"\namount = "1 USD"\nsource = "s"\n'
    with pytest.raises(LawError, match=r"computed later"):
        LawBook({"PW": later.encode()}).pack("PW")


@pytest.mark.parametrize("more", ['hs = ["61"]', 'below = "pw.low"', "units_max = 1", 'category = ["book"]'])
def test_a_value_asks_for_circumstances_only(more: str) -> None:
    text = PALAU.replace('parts = ["goods"]', f'parts = ["goods"]\nwhen = {{ {more} }}')
    with pytest.raises(LawError, match=r"circumstances only"):
        LawBook({"PW": text.encode()}).pack("PW")


def test_values_that_follow_each_other_hold_at_all_times() -> None:
    old, new = "until = 2024-01-01", 'from = 2024-01-01\nsource = "s"'
    text = PALAU.replace('parts = ["goods"]', f'parts = ["goods"]\n{old}').replace(
        "[[procedure]]", f'[[value]]\nid = "customs-value"\nparts = ["goods", "freight"]\n{new}\n\n[[procedure]]', 1
    )
    assert len(LawBook({"PW": text.encode()}).pack("PW").value) == 2
    with pytest.raises(LawError, match=r"does not hold at all times"):
        LawBook({"PW": text.replace("from = 2024-01-01", "from = 2024-01-02").encode()}).pack("PW")
