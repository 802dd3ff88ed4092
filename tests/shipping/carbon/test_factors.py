from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source
from xborder.shipping.carbon import DistanceKind, Factor, Mode, bundled_factors, load_factors

TABLE = """
edition = "ours, 2026"
[sources.own]
title = "Measured"
publisher = "Us"
evidence = "official"
seen = 2026-11-30
licence = "ours"
[[factor]]
id = "own.bike"
mode = "road"
name = "cargo bicycle"
unit = "g/tkm"
distance = "sfd"
typical = "25.5"
source = "own"
"""


def test_every_bundled_intensity_says_where_it_comes_from_and_what_that_is_worth() -> None:
    for factor in bundled_factors().by_id.values():
        assert factor.edition
        assert factor.source.title
        assert factor.range
        assert factor.source.evidence is not Evidence.OFFICIAL  # no authority's own table was read
        assert factor.licence or factor.source.evidence is Evidence.UNVERIFIED or factor.mode is Mode.PACKAGING


def test_the_british_factors_add_operation_and_energy_up() -> None:
    # sheet "WTT- delivery vehs & freight" of the 2026 set, kg per tonne-kilometre
    provided = {
        "van": "0.15095",
        "artic": "0.01823",
        "lorry": "0.02359",
        "rail": "0.00691",
        "container-ship": "0.00365",
    }
    provided |= {"air.short-haul": "0.20515", "air.long-haul": "0.13516", "air.domestic": "0.57429", "rigid": "0.04332"}
    for name, kilograms in provided.items():
        factor = bundled_factors()[f"desnz.{name}"]
        assert factor.operation is not None
        assert factor.typical == factor.operation + Fraction(kilograms) * 1000


def test_factors_of_a_mode_are_found_by_its_name() -> None:
    assert {factor.mode for factor in bundled_factors().of("air")} == {Mode.AIR}
    assert bundled_factors().of(Mode.SEA) == bundled_factors().of("sea")


def test_a_host_lays_its_own_table_over_the_bundled_one() -> None:
    both = bundled_factors() | load_factors(TABLE.encode())
    bike = both["own.bike"]
    assert (bike.low, bike.typical, bike.high) == (Fraction("25.5"),) * 3
    assert bike.said() == "cargo bicycle: 25.5 g/tkm (25.5 to 25.5); ours, 2026; Us [official]"
    assert both["desnz.van"] == bundled_factors()["desnz.van"]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("edition =", "title =", "factors.edition"),
        ("[sources.own]", "[sources.other]", "factors.factor[0].source"),
        ("seen = 2026-11-30", 'seen = "yesterday"', "factors.sources.own.seen"),
        ('evidence = "official"', 'evidence = "certain"', "factors.sources.own.evidence"),
        ('evidence = "official"', "evidence = [1]", "factors.sources.own.evidence"),
        ('publisher = "Us"', "publisher = 3", "factors.sources.own.publisher"),
        ("[[factor]]", "[factor]", "factors.factor"),
        ('id = "own.bike"', "", "factors.factor[0].id"),
        ('mode = "road"', 'mode = "teleport"', "factors.factor[0].mode"),
        ('mode = "road"', "mode = [1]", "factors.factor[0].mode"),
        ('unit = "g/tkm"', 'unit = "kg/tkm"', "factors.factor[0].unit"),
        ('distance = "sfd"', 'distance = "far"', "factors.factor[0].distance"),
        ('distance = "sfd"', "", "factors.factor[0].distance"),
        ('typical = "25.5"', "typical = 25.5", "factors.factor[0].typical"),
        ('typical = "25.5"', "", "factors.factor[0].typical"),
        ('typical = "25.5"', 'typical = "-1"', "factors.factor[0].typical"),
        ('typical = "25.5"', 'typical = "25.5"\nlow = "26"', "factors.factor[0].typical"),
        ('typical = "25.5"', 'typical = "25.5"\noperation = "26"', "factors.factor[0].operation"),
        ('typical = "25.5"', 'typical = "25.5"\ncolour = "red"', "factors.factor[0]"),
        ('edition = "ours, 2026"', "edition = ", "factors"),
        ("[sources.own]", "[sources]\nown = 3\n[sources.x]", "factors.sources.own"),
    ],
)
def test_a_table_that_is_malformed_is_refused_by_the_entry(before: str, after: str, path: str) -> None:
    assert before in TABLE
    with pytest.raises(BadInput) as caught:
        load_factors(TABLE.replace(before, after, 1).encode())
    assert caught.value.path == path


def test_an_id_that_is_there_twice_is_refused() -> None:
    row = TABLE[TABLE.index("[[factor]]") :]
    with pytest.raises(BadInput, match="there twice"):
        load_factors((TABLE + row).encode())


def test_what_is_no_file_is_refused() -> None:
    for source in (b"\xff\xfe", "/no/such/file.toml", 3):
        with pytest.raises(BadInput):
            load_factors(source)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("key", ["air", "", None, ["a"]])
def test_an_unknown_intensity_is_refused_with_those_there_are(key: Any) -> None:
    with pytest.raises(BadInput, match=r"desnz\.van") as caught:
        bundled_factors()[key]
    assert caught.value.path == "factor"


@pytest.mark.parametrize("mode", ["space", None, []])
def test_an_unknown_mode_is_refused_with_those_there_are(mode: Any) -> None:
    with pytest.raises(BadInput, match="road, rail, sea, air") as caught:
        bundled_factors().of(mode)
    assert caught.value.path == "mode"


def test_a_factor_of_floats_is_refused() -> None:
    source = Source("t", "p", Evidence.UNVERIFIED, date(2026, 1, 1))
    with pytest.raises(BadInput):
        Factor("a", Mode.ROAD, "a", 1.0, 1.0, 1.0, "e", source, DistanceKind.ACTUAL)  # type: ignore[arg-type]  # on purpose
