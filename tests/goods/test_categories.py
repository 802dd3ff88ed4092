"""Goods categories: the table against the HS, the contract's names, lineages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.goods.categories import CATEGORIES, category_of, is_category, lineage

SHARED = Path(__file__).parents[2] / ".." / "shared"
HS = SHARED / "data" / "un-hs" / "harmonized-system.csv"
CONTRACT = SHARED / "contract" / "quote.md"

# HS 2017: digital cameras, mobile telephones.
OLDER_CODES = {"852580", "851712"}


@pytest.mark.skipif(not HS.exists(), reason="the HS list is not beside this checkout")
def test_every_prefix_exists_in_the_harmonized_system() -> None:
    with HS.open(encoding="utf-8", newline="") as file:
        published = {row["hscode"] for row in csv.DictReader(file)}
    written = {prefix for category in CATEGORIES for prefix in category.prefixes}
    assert written - published == OLDER_CODES


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside this checkout")
def test_every_category_that_the_contract_names_is_known() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    names = re.findall(
        r"`([a-z-]+)`", text[text.index("Goods categories") : text.index("and further ones in the same")]
    )
    assert len(names) > 20
    assert {name for name in names if not is_category(name)} == {"category"}  # the field itself


def test_no_prefix_and_no_name_is_written_twice_and_every_parent_exists() -> None:
    prefixes = [prefix for category in CATEGORIES for prefix in category.prefixes]
    names = [category.name for category in CATEGORIES]
    assert len(prefixes) == len(set(prefixes))
    assert len(names) == len(set(names))
    assert {category.parent for category in CATEGORIES} <= {*names, ""}
    assert {len(prefix) for prefix in prefixes} <= {2, 4, 6}


@pytest.mark.parametrize(
    ("hs", "line"),
    [
        ("610910", ("clothing",)),
        ("61113010", ("childrens-clothing", "clothing")),
        ("6209", ("childrens-clothing", "clothing")),
        ("640419", ("footwear",)),
        ("490199", ("book",)),
        ("490300", ("book",)),
        ("490210", ("newspaper", "periodical")),
        ("490290", ("periodical",)),
        ("490900", ("printed-matter",)),
        ("040120", ("milk", "basic-food", "food")),
        ("190590", ("bakery", "food")),
        ("190510", ("bread", "basic-food", "food")),
        ("190110", ("infant-food", "food")),
        ("210690", ("food",)),
        ("220210", ("sweetened-drink", "soft-drink", "food")),
        ("220300", ("beer", "alcohol")),
        ("22042109", ("wine", "alcohol")),
        ("220600", ("fermented-drink", "alcohol")),
        ("220720", ("alcohol",)),
        ("220830", ("spirits", "alcohol")),
        ("240220", ("cigarette", "tobacco")),
        ("854340", ("e-cigarette",)),
        ("300490", ("medicine",)),
        ("902140", ("medical-device",)),
        ("961900", ("sanitary",)),
        ("871500", ("baby-goods",)),
        ("330300", ("perfume", "cosmetics")),
        ("330499", ("cosmetics",)),
        ("711319", ("jewellery",)),
        ("910212", ("watch",)),
        ("851713", ("phone", "electronics")),
        ("847130", ("computer", "electronics")),
        ("851830", ("audio", "electronics")),
        ("851679", ("household-appliance",)),
        ("852589", ("camera",)),
        ("950300", ("toy",)),
        ("950632", ("golf-gear", "sports-gear")),
        ("871200", ("bicycle",)),
        ("940360", ("furniture",)),
        ("920290", ("musical-instrument",)),
        ("420221", ("bag",)),
        ("230910", ("pet-food", "animal-feed")),
        ("120991", ("seed",)),
        ("970121", ("art",)),
        ("970610", ("antique", "art")),
        ("720110", ()),
        ("98", ()),
    ],
)
def test_goods_have_the_category_and_the_wider_ones_that_laws_speak_of(hs: str, line: tuple[str, ...]) -> None:
    assert lineage(category_of(hs)) == line


def test_categories_without_a_code_still_have_their_line() -> None:
    assert lineage("supplement") == ("supplement", "food")
    assert lineage("nappy") == ("nappy", "baby-goods")
    assert lineage("ebook") == ("ebook",)


def test_a_category_of_the_host_is_its_own_line() -> None:
    assert lineage("host-special") == ("host-special",)


@given(st.from_regex(r"\A[0-9]{2,12}\Z"))
def test_a_longer_code_never_loses_its_category(hs: str) -> None:
    if category_of(hs):
        assert category_of(hs[:12] + "9" * (12 - len(hs[:12])))
        assert is_category(category_of(hs))
