"""Choosing between ways: the best by a figure, what nobody beats, and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from xborder import Desk
from xborder.errors import BadInput
from xborder.shipping import Limits, Option, explain_choice, options_of, pareto, rank

START = date(2026, 11, 22)


def option(
    name: str, cost: str | None = None, days: int | None = None, grams: int | None = None, **more: Any
) -> Option:
    return Option(
        name, None if cost is None else Money(cost, "EUR"), None if days is None else START + timedelta(days=days),
        grams, **more,
    )  # fmt: skip


POST, AIR, BONDED = (
    option("post", "48.79", 35, 900),
    option("air", "55.00", 9, 2797),
    option("bonded", "60.00", 3, 1200),
)


@pytest.mark.parametrize(
    ("by", "order"),
    [("cost", ["post", "air", "bonded"]), ("date", ["bonded", "air", "post"]), ("carbon", ["post", "bonded", "air"])],
)
def test_options_are_ranked_by_what_is_asked(by: str, order: list[str]) -> None:
    assert [each.name for each in rank([POST, AIR, BONDED], by).ranked] == order


def test_equals_go_by_the_other_figures_and_then_by_their_order() -> None:
    slow, fast, twin = option("slow", "1", 9), option("fast", "1", 3), option("twin", "1", 3)
    assert [each.name for each in rank([slow, fast, twin]).ranked] == ["fast", "twin", "slow"]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(cost=Money("50", "EUR")), "costs 55.00 EUR, over 50 EUR"),
        (Limits(arrives=START + timedelta(days=5)), "arrives 2026-12-01, after 2026-11-27"),
        (Limits(carbon_g=Decimal(1000)), "emits 2797 g, over 1000 g"),
    ],
)
def test_what_is_over_a_limit_is_dropped_with_the_figure(limits: Limits, reason: str) -> None:
    assert {each.option.name: each.reason for each in rank([POST, AIR, BONDED], limits=limits).dropped}["air"] == reason


def test_an_unknown_figure_is_never_within_a_limit_nor_ranked_by() -> None:
    dark = option("dark")
    for limits, why in (
        (Limits(cost=Money("50", "EUR")), "its cost is not known"),
        (Limits(arrives=START), "its day of arrival is not known"),
        (Limits(carbon_g=Decimal(1)), "its carbon is not known"),
        (None, "its cost is not known"),
    ):
        assert rank([dark], limits=limits).dropped[0].reason == why
    assert rank([dark]).best is None


def test_what_is_not_lawful_is_never_chosen() -> None:
    cheap = option("cheap", "1", 1, 1, lawful=False, why_not="over the limit")
    choice = rank([cheap, POST])
    assert choice.best == POST
    assert choice.dropped[0].reason == "over the limit"
    assert [each.reason for each in pareto([cheap, POST])] == [
        "over the limit",
        "cheapest, first to arrive, least carbon",
    ]


def test_the_frontier_keeps_what_nobody_beats_and_says_why() -> None:
    middle, beaten = option("middle", "57.00", 5, 1000), option("beaten", "58.00", 10, 2800)
    told = {each.option.name: (each.kept, each.reason) for each in pareto([POST, AIR, BONDED, middle, beaten])}
    assert told == {
        "post": (True, "cheapest, least carbon"),
        "air": (True, "a middle way: whatever beats it in one figure is worse in another"),
        "bonded": (True, "first to arrive"),
        "middle": (True, "a middle way: whatever beats it in one figure is worse in another"),
        "beaten": (False, "air costs less, arrives earlier and emits less"),
    }


def test_an_option_whose_figure_is_not_known_can_be_beaten_by_one_that_knows() -> None:
    (known, unknown) = pareto([option("known", "1", 1, 1), option("unknown", "1", 1)])
    assert known.kept
    assert unknown.reason == "known has a known carbon"


def test_a_choice_is_told_in_plain_words() -> None:
    shut = option("shut", lawful=False, why_not="the value is over the limit of cn.cbec-order")
    assert explain_choice(rank([POST, AIR, shut], limits=Limits(carbon_g=Decimal(3000)))) == (
        "Take post: it has the lowest cost.\n"
        "  post: 48.79 EUR, there by 2026-12-27, 900 g CO2e.\n"
        "  air: 55.00 EUR, there by 2026-12-01, 2797 g CO2e; 6.21 EUR more, 26 days earlier, 1897 g more.\n"
        "Worth a look: post (cheapest, least carbon); air (first to arrive).\n"
        "Not possible:\n"
        "  shut: the value is over the limit of cn.cbec-order."
    )
    assert explain_choice(rank([])) == "No way can be taken."


figures = st.tuples(st.integers(1, 4) | st.none(), st.integers(1, 4) | st.none(), st.integers(1, 4) | st.none())


@given(st.lists(figures, min_size=1, max_size=8))
def test_whoever_is_dropped_is_beaten_by_somebody_who_is_kept(
    rows: list[tuple[int | None, int | None, int | None]],
) -> None:
    options = [option(str(place), None if c is None else str(c), d, g) for place, (c, d, g) in enumerate(rows)]
    verdicts = pareto(options)

    def key(each: Option) -> tuple[float, ...]:
        given = (
            None if each.cost is None else each.cost.amount,
            None if each.arrives is None else each.arrives.toordinal(),
            each.carbon_g,
        )
        return tuple(float("inf") if figure is None else float(figure) for figure in given)

    kept = [key(each.option) for each in verdicts if each.kept]
    assert kept
    for each in verdicts:
        mine = key(each.option)
        beaten = any(all(a <= b for a, b in zip(other, mine, strict=True)) and other != mine for other in kept)
        assert beaten is not each.kept


def test_ways_become_options_with_their_days_and_what_others_know() -> None:
    ways = Desk().compare(
        {
            "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
            "lines": [{"hs": "3926.90", "origin": "CN", "duty": "6.5%", "unit_price": {"amount": "30.00", "currency": "EUR"}}],
        },
        ["eu.h7"], ["direct-mail", "consolidation", "bonded"],
    )  # fmt: skip
    direct, together, bonded = options_of(
        ways, ordered=START, at="usual", carbon_g={"direct-mail": 2797}, arrives={"consolidation": date(2026, 12, 2)}
    )
    assert (direct.arrives, direct.carbon_g, direct.confidence) == (date(2026, 11, 28), Decimal(2797), "usual")
    assert (together.arrives, together.confidence) == (date(2026, 12, 2), "promised")
    assert (bonded.lawful, bonded.cost) == (False, None)
    assert bonded.why_not


@pytest.mark.parametrize(
    "make",
    [
        lambda: rank([POST, POST]),
        lambda: rank([POST], "luck"),
        lambda: rank(["post"]),  # type: ignore[list-item]
        lambda: rank([POST, Option("usd", Money("1", "USD"))]),
        lambda: rank([POST], limits=Limits(cost=Money("1", "USD"))),
        lambda: Option("x", cost=3),  # type: ignore[arg-type]
        lambda: Option("x", arrives="2026-11-22"),  # type: ignore[arg-type]
        lambda: option("x", grams=-1),
        lambda: Option("x", carbon_g=1.5),
        lambda: options_of([], ordered=START, at="mean"),
    ],
)
def test_what_makes_no_sense_is_named(make: Any) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path
    assert caught.value.hint
