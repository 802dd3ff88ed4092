"""Lists of goods, headings, contents and parts of the tariff: how they reach what an executor walks."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.law.book import LawBook
from xborder.law.conditions import asks_of_goods, goods_hold
from xborder.law.known import show
from xborder.law.plan import Applied, Facts, GoodsFacts, ProcedurePlan, RateKind, day_law
from xborder.law.rules import OF_GOODS, Conditions
from xborder.tariff.records import KINDS

HEAD = """
[jurisdiction]
code = "PW"
name = "Palau"
currency = "USD"
known_from = 2020-01-01
checked = 2026-11-22
[sources.s]
title = "An act made up for tests"
publisher = "xborder"
evidence = "official"
seen = 2026-11-22
[[value]]
id = "customs-value"
parts = ["goods"]
source = "s"
[[procedure]]
id = "pw.general"
name = "General"
source = "s"
"""
LISTED = """
[[charge]]
id = "pw.extra"
kind = "duty"
name = "Extra duty"
base = ["customs-value"]
rate = "0.25"
heading = "9903.88.03"
when = { list = ["9903.88.03"] }
source = "s"
[[charge]]
id = "pw.extra"
kind = "duty"
name = "Extra duty"
base = ["customs-value"]
rate = "unknown"
when = { list_missing = ["9903.88.03"] }
source = "s"
"""
DAY = date(2026, 1, 1)
NOWHERE = Facts("b2c", "post", "", "CN", "", "", True, frozenset(), frozenset(), frozenset(), (), "USD")


def procedure(charges: str) -> ProcedurePlan:
    return day_law(LawBook({"PW": (HEAD + charges).encode()}).pack("PW"), DAY).plan(NOWHERE).procedures[0]


def charge(*more: str) -> str:
    head = ('id = "pw.x"', 'kind = "duty"', 'name = "X"', 'base = ["customs-value"]', 'source = "s"')
    return "\n".join(["[[charge]]", *head, *more, ""])


def bearing(plan: ProcedurePlan, goods: GoodsFacts) -> list[Applied]:
    return [applied for applied in plan.applies(goods, {}, 1, {}, additional=True) if applied is not None]


def goods(*lists: str, known: tuple[str, ...] | None, hs: str = "610910") -> GoodsFacts:
    return GoodsFacts(hs, "CN", "", "", frozenset(lists), None if known is None else frozenset(known))


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "on", "off", "missing"),
    [
        (goods("a.1", known=("a.1", "b")), True, False, False),
        (goods("b", known=("a.1", "b")), False, True, False),
        (goods(known=("a.1", "b")), False, True, False),
        (goods("b", known=("b",)), False, True, True),
        (goods(known=()), False, True, True),
        (goods(known=None), False, True, True),
        (goods("a.1", known=None), False, True, True),  # nobody can have said so
    ],
)
@pytest.mark.parametrize("name", ["a.1", "a.*"])
def test_goods_are_on_a_list_or_not_and_a_list_may_be_missing(
    facts: GoodsFacts, name: str, *, on: bool, off: bool, missing: bool
) -> None:
    assert goods_hold(Conditions(list=(name,)), facts, ()) is on
    assert goods_hold(Conditions(list_not=(name,)), facts, ()) is off
    assert goods_hold(Conditions(list_missing=(name,)), facts, ()) is missing


def test_a_star_stands_for_every_list_that_begins_so_and_for_no_other() -> None:
    facts = goods("9903.88.03", known=("9903.88.03", "9903.88"))
    for name, on in (("9903.88.*", True), ("9903.88.0*", True), ("*", True), ("9903.88", False), ("9903.89.*", False)):
        assert goods_hold(Conditions(list=(name,)), facts, ()) is on, name


def test_one_of_several_lists_is_enough_to_be_on_and_one_is_enough_to_be_missing() -> None:
    facts = goods("a", known=("a", "b"))
    assert goods_hold(Conditions(list=("b", "a")), facts, ())
    assert not goods_hold(Conditions(list_not=("b", "a")), facts, ())
    assert goods_hold(Conditions(list_missing=("a", "c")), facts, ())
    assert not goods_hold(Conditions(list_missing=("a", "b")), facts, ())


NAMES = st.sampled_from(["a", "a.1", "a.2", "b", "b.1"])
PATTERNS = st.sampled_from(["a", "a.1", "a.*", "b", "b.*", "*"])


@given(st.frozensets(NAMES), st.frozensets(NAMES), st.lists(PATTERNS, min_size=1).map(tuple), st.booleans())
def test_goods_are_on_a_list_exactly_when_they_are_not_not_on_it(
    lists: frozenset[str], more: frozenset[str], names: tuple[str, ...], without: bool
) -> None:
    facts = GoodsFacts("610910", "CN", "", "", lists, None if without else lists | more)
    on = goods_hold(Conditions(list=names), facts, ())
    assert on is not goods_hold(Conditions(list_not=names), facts, ())
    if len(names) == 1 and on:
        assert not goods_hold(Conditions(list_missing=names), facts, ())


@pytest.mark.parametrize("key", OF_GOODS)
def test_every_condition_on_goods_is_one(key: str) -> None:
    assert asks_of_goods(Conditions(**{key: ("x",)}))  # type: ignore[arg-type]
    assert not asks_of_goods(Conditions(sale=("b2c",)))


def test_a_charge_on_a_list_is_unknown_while_its_list_is_missing() -> None:
    plan = procedure(LISTED)
    kinds = {
        known: [(applied.kind, applied.heading) for applied in bearing(plan, facts)]
        for known, facts in {
            "on it": goods("9903.88.03", known=("9903.88.03",)),
            "not on it": goods(known=("9903.88.03",)),
            "missing": goods(known=("9903.88.15",)),
            "no lists": goods(known=None),
        }.items()
    }
    assert kinds == {
        "on it": [(RateKind.AD_VALOREM, "9903.88.03")],
        "not on it": [],
        "missing": [(RateKind.UNKNOWN, "")],
        "no lists": [(RateKind.UNKNOWN, "")],
    }
    assert all(not step.goods_free for step in plan.steps)


def test_facts_without_lists_are_those_of_a_tariff_without_lists() -> None:
    assert GoodsFacts("610910", "CN", "", "") == goods(known=None)


# --- headings ---------------------------------------------------------------------------------------------------------

TABLE = """
[[rate]]
table = "t"
id = "t.all"
heading = "ROW"
values = [{ value = "0.1", until = 2026-01-01 }, { value = "0.2", from = 2026-01-01, heading = "DATED" }]
source = "s"
[[rate]]
table = "t"
hs = ["62"]
heading = "62ROW"
values = [{ ref = "t.all" }]
source = "s"
[[rate]]
table = "t"
hs = ["63"]
values = [{ ref = "t.all" }]
source = "s"
[[rate]]
table = "t"
hs = ["64"]
values = [{ value = "0.3" }]
source = "s"
[[rate]]
table = "t"
hs = ["65"]
heading = "65ROW"
values = [{ value = "0.3" }]
source = "s"
"""


@pytest.mark.parametrize(
    ("hs", "heading"),
    [("610910", "DATED"), ("620000", "62ROW"), ("630000", "DATED"), ("640000", "CHARGE"), ("650000", "65ROW")],
)
def test_the_most_specific_heading_is_taken(hs: str, heading: str) -> None:
    plan = procedure(TABLE + charge('rate = { table = "t" }', 'heading = "CHARGE"'))
    assert [applied.heading for applied in bearing(plan, goods(known=None, hs=hs))] == [heading]


def test_without_a_heading_there_is_none() -> None:
    (applied,) = bearing(procedure(charge('rate = "0.1"')), goods(known=None))
    assert (applied.heading, applied.layer) == ("", "")


# --- parts of the tariff and of the goods -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_rate_may_be_the_measures_of_one_kind(kind: str) -> None:
    (applied,) = bearing(procedure(charge(f'rate = "tariff:{kind}"')), goods(known=None))
    assert (applied.kind, applied.layer) == (RateKind.LAYER, kind)


def test_the_duty_of_the_tariff_is_no_layer() -> None:
    (applied,) = bearing(procedure(charge('rate = "tariff"')), goods(known=None))
    assert (applied.kind, applied.layer) == (RateKind.TARIFF, "")


@pytest.mark.parametrize("default", ["whole", "unknown"])
def test_a_charge_on_a_content_is_never_plain(default: str) -> None:
    plan = procedure(charge('rate = "0.5"', 'content = "steel"', f'content_default = "{default}"'))
    (applied,) = bearing(plan, goods(known=None))
    rule = applied.step.rule
    assert (rule.content, rule.content_default, Fraction(applied.numerator, applied.denominator)) == (
        "steel",
        default,
        Fraction(1, 2),
    )
    assert not applied.step.plain
    assert procedure(charge('rate = "0.5"')).steps[0].plain


# --- in words ---------------------------------------------------------------------------------------------------------


def test_lists_headings_contents_and_layers_are_told() -> None:
    steel = charge(
        'rate = "0.5"', 'content = "steel"', 'content_default = "whole"', 'when = { list_not = ["a", "b.*"] }'
    )
    layer = charge('rate = "tariff:anti-dumping"', "until = 2020-02-02").replace("pw.x", "pw.y")
    copper = charge('rate = "0.4"', 'content = "copper"', 'content_default = "unknown"').replace("pw.x", "pw.z")
    pack = LawBook({"PW": (HEAD + LISTED + TABLE + steel + layer + copper).encode()}).pack("PW")
    view = show(pack, DAY)
    assert [(entry.value, entry.when, entry.heading) for entry in view.charges] == [
        ("25% of customs-value, heading 9903.88.03", "on list 9903.88.03", "9903.88.03"),
        ("unknown of customs-value", "list 9903.88.03 not known", ""),
        (
            "50% of the steel content of customs-value (all of it where a line does not say)",
            "not on list a or b.*",
            "",
        ),
        ("the tariff's anti-dumping measures of customs-value", "", ""),
        ("40% of the copper content of customs-value (unknown where a line does not say)", "", ""),
    ]
    assert [(entry.value, entry.heading) for entry in view.rates[:3]] == [
        ("10%, heading ROW", "ROW"),
        ("20%, heading DATED", "DATED"),
        ("as t.all, heading 62ROW", "62ROW"),
    ]
    assert view.charges[0].to_dict()["heading"] == "9903.88.03"


def test_the_page_names_every_kind_of_measure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "law-packs.md").read_text(encoding="utf-8")
    sentence = page.split("`tariff:` is followed by the kind of the measures:", 1)[1].split(".", 1)[0]
    assert re.findall(r"`([a-z0-9-]+)`", sentence) == list(KINDS)


@pytest.mark.parametrize("key", ["rate", "amount", "min", "max"])
def test_whatever_is_found_by_the_price_of_the_goods_makes_a_plan_depend_on_it(key: str) -> None:
    table = '[[rate]]\ntable = "t"\nunit_value = { measure = ["ml"], min = "10 USD" }\n'
    table += 'values = [{ value = "3 USD" }]\nsource = "s"\n'
    more = () if key in {"rate", "amount"} else ('rate = "0.1"',)
    assert procedure(table + charge(f'{key} = {{ table = "t" }}', *more)).by_price
    assert not procedure(table + charge('rate = "0.1"')).by_price
