from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.law.sources import Evidence
from xborder.shipping.promises import Distribution, Observation, Prior, bundled_priors, estimate, prior

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

LANE: dict[str, Any] = {"step": "line haul", "origin": "FR", "destination": "CN"}


def seen(days: int, *, ended: bool = True, carrier: str = "", service: str = "", **lane: str) -> Observation:
    return Observation(**(LANE | lane), days=days, ended=ended, carrier=carrier, service=service)


def test_a_history_speaks_for_itself_without_a_prior() -> None:
    found = estimate([seen(3), seen(3), seen(5)], **LANE)
    assert found.distribution == Distribution.of({3: 2, 5: 1})
    assert (found.observed, found.running, found.assumed) == (3, 0, False)


def test_other_steps_and_lanes_are_passed_over() -> None:
    found = estimate([seen(3), seen(9, destination="JP"), seen(9, step="customs")], **LANE)
    assert found.distribution == Distribution.certain(3)


def test_a_prior_weighs_as_much_as_so_many_observations() -> None:
    found = estimate([seen(5)] * 10, **LANE, prior=Prior("mine", Distribution.certain(3)), strength=30)
    assert found.distribution == Distribution.of({3: 30, 5: 10})
    assert found.assumed
    assert found.basis == ("prior mine: an assumption, without a source", "FR to CN: 10 ended")


def test_each_passage_counts_once_at_its_own_level() -> None:
    history = [
        *[seen(8, carrier="B")] * 4,
        *[seen(6, carrier="A", service="slow")] * 4,
        *[seen(4, carrier="A", service="fast")] * 4,
    ]
    found = estimate(history, **LANE, carrier="A", service="fast", strength=4)
    # others 8 with certainty; then 4 of 8 and 4 of 6; then that at weight 4 and 4 of 4
    assert found.distribution == Distribution.of({8: "0.25", 6: "0.25", 4: "0.5"})
    assert found.observed == 12
    assert found.basis == (
        "FR to CN by others: 4 ended",
        "FR to CN by A, other services: 4 ended",
        "FR to CN by A fast: 4 ended",
    )


@EXAMPLES
@given(st.integers(1, 400))
def test_many_observations_outweigh_any_prior(count: int) -> None:
    found = estimate([seen(5)] * count, **LANE, prior=Prior("mine", Distribution.certain(30)))
    assert found.distribution.at_most(5) == Fraction(count, count + 20)


def test_shipments_that_are_still_on_their_way_are_not_forgotten() -> None:
    honest = estimate([seen(3), seen(3), seen(4, ended=False)], **LANE)
    assert honest.distribution.at_most(3) == Fraction(2, 3)
    assert Fraction(honest.distribution.beyond, honest.distribution.total) == Fraction(1, 3)
    assert honest.basis == ("FR to CN: 2 ended, 1 still running",)


def test_a_long_history_stays_exact_however_large_its_numbers_grow() -> None:
    history = [seen(index % 12 + 3, ended=index % 50 > 0) for index in range(2000)]
    found = estimate(history, **LANE, prior=prior("air.line-haul"))
    assert found.distribution.total > 10**15
    assert found.distribution.at_most(found.distribution.latest) == 1 - Fraction(
        found.distribution.beyond, found.distribution.total
    )
    assert found.distribution.stretched("1.5").at_most(23) == found.distribution.at_most(15)


def test_a_prior_says_how_the_rest_arrives() -> None:
    found = estimate([seen(3), seen(4, ended=False)], **LANE, prior=Prior("mine", Distribution.certain(9)))
    assert not found.distribution.beyond
    assert found.distribution.latest == 9


def test_what_the_wider_evidence_lost_sight_of_stays_lost() -> None:
    lossy = Prior("lossy", Distribution.of({3: 1}, 1))
    found = estimate([seen(8)] * 20, **LANE, prior=lossy, strength=20)
    assert found.distribution.at_most(3) == Fraction(1, 4)
    assert found.distribution.at_most(8) == Fraction(1, 4) + Fraction(3, 4) * Fraction(20, 30)
    only_running = estimate([seen(2, ended=False)], **LANE, prior=lossy)
    assert only_running.distribution == lossy.distribution


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({}, "history"),
        ({"history": [seen(3, ended=False)]}, "history"),
        ({"history": 3}, "history"),
        ({"history": [3]}, "history[0]"),
        ({"history": [seen(3)], "step": " "}, "step"),
        ({"history": [seen(3)], "origin": "XX"}, "origin"),
        ({"history": [seen(3)], "service": "fast"}, "carrier"),
        ({"history": [seen(3)], "strength": 0}, "strength"),
        ({"history": [seen(3)], "strength": 0.5}, "strength"),
        ({"history": [seen(3)], "prior": Distribution.certain(3)}, "prior"),
    ],
)
def test_an_estimate_out_of_nothing_is_refused(arguments: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        estimate(**({"history": []} | LANE | arguments))
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("field", "value"),
    [("step", ""), ("origin", "UK"), ("destination", 7), ("days", -1), ("days", 5000), ("ended", 1), ("carrier", None)],
)
def test_what_is_no_observation_is_refused_by_the_field(field: str, value: object) -> None:
    with pytest.raises(BadInput) as caught:
        Observation(**({**LANE, "days": 3} | {field: value}))
    assert caught.value.path == field


# --- priors ------------------------------------------------------------------------------------------------------------


def test_every_bundled_prior_has_a_source_or_says_that_it_is_an_assumption() -> None:
    for one in bundled_priors().values():
        assert one.assumed == (one.source is None)
        assert ("assumption" in one.said()) == one.assumed


def test_the_postal_standard_holds_as_the_directive_writes_it() -> None:
    post = prior("post.eu")
    assert post.evidence is Evidence.OFFICIAL
    assert (post.distribution.at_most(3), post.distribution.at_most(5)) == (Fraction(85, 100), Fraction(97, 100))
    assert post.distribution.at_most(2) == 0


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: prior("sea"), "prior"),
        (lambda: prior(None), "prior"),  # type: ignore[arg-type]  # on purpose
        (lambda: Prior("", Distribution.certain(1)), "key"),
        (lambda: Prior("a", {1: 1}), "distribution"),  # type: ignore[arg-type]  # on purpose
        (lambda: Prior("a", Distribution.certain(1), "hours"), "counted"),
        (lambda: Prior.of_standard("a", {}, 3), "latest"),
        (lambda: Prior.of_standard("a", {3: "0.9"}, 3), "latest"),
        (lambda: Prior.of_standard("a", {3: "0.9", 5: "0.8"}, 9), "reached"),
        (lambda: Prior.of_standard("a", {3: "1.2"}, 9), "reached"),
    ],
)
def test_what_is_no_prior_is_refused_by_the_field(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path
