"""Law cases as data: what a request must cost, and who says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from xborder import Desk, XborderError
from xborder.errors import UnsupportedDestination
from xborder.goods.hs import normalise
from xborder.law.sources import Source
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.starter import StarterTariff

CASES = Path(__file__).parent / "cases"
GIVEN = Path(__file__).parents[1] / ".." / "shared" / "cases" / "law.json"
WAITING = "waiting.json"
FIGURES = ("duties", "taxes", "fees", "landed_cost", "at_checkout")
EXPECTED = {
    *FIGURES,
    "charges",
    "notices",
    "notices_not",
    "status",
    "duties_and_taxes",
    "procedure",
    "procedure_not",
    "tolerance",
    "error",
}
DESK = Desk()
STARTER = StarterTariff()


@attrs.frozen
class Listed:
    """The starter tariff, and the lists of goods that a case says are loaded."""

    on_list: Mapping[str, tuple[str, ...]]

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        return STARTER.duty(area, hs, on, origin, preference)

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:  # noqa: ARG002 - the port has them
        return frozenset(name for name, codes in self.on_list.items() if normalise(hs).startswith(codes))

    def lists_known(self, area: str, on: date) -> frozenset[str]:  # noqa: ARG002 - as above
        return frozenset(self.on_list)

    def sources(self, area: str) -> Mapping[str, Source]:
        return STARTER.sources(area)

    def digest(self, area: str) -> str:
        return STARTER.digest(area)


def desk_for(case: dict[str, Any]) -> Desk:
    """The desk that a case is put to: with ``lists``, one whose tariff has these lists of goods and no others."""
    if "lists" not in case:
        return DESK
    on_list = {name: tuple(normalise(code) for code in codes) for name, codes in case["lists"].items()}
    return Desk(tariffs=Listed(on_list))


def read(file: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return cases


ALL = [(file.stem, case) for file in sorted(CASES.glob("*.json")) if file.name != WAITING for case in read(file)]


def codes(error: XborderError) -> list[str]:
    """The codes of an error, or of each error that it groups."""
    return [inner.code for inner in getattr(error, "errors", [error])]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{name}:{case['id']}") for name, case in ALL])
def test_the_law_is_met(case: dict[str, Any]) -> None:
    expect, desk = case["expect"], desk_for(case)
    if "error" in expect:
        with pytest.raises(XborderError) as caught:
            desk.quote(case["request"])
        assert expect["error"] in codes(caught.value)
        return
    answer: dict[str, Any] = desk.quote(case["request"]).to_dict()
    tolerance = Decimal(expect.get("tolerance", "0"))
    for key in FIGURES:
        if key in expect:
            assert abs(Decimal(answer[key]) - Decimal(expect[key])) <= tolerance, f"{key} {answer[key]}"
    if "duties_and_taxes" in expect:
        both = Decimal(answer["duties"]) + Decimal(answer["taxes"])
        assert abs(both - Decimal(expect["duties_and_taxes"])) <= tolerance
    if "charges" in expect:
        named = {charge["rule"] for charge in expect["charges"]}
        duties = [charge for charge in answer["charges"] if charge["kind"] == "duty" or charge["rule"] in named]
        shown = [{key: charge[key] for key in ("rule", "heading", "amount")} for charge in duties]
        assert shown == expect["charges"]
    told = {notice["code"] for notice in answer["notices"]}
    assert told >= set(expect.get("notices", ()))
    assert not told & set(expect.get("notices_not", ()))
    assert answer["status"] == expect.get("status", answer["status"])
    assert answer["procedure"] == expect.get("procedure", answer["procedure"])
    if "procedure_not" in expect:
        assert not answer["procedure"].startswith(expect["procedure_not"])
    assert sum(Decimal(charge["amount"]) for charge in answer["charges"]) == Decimal(answer["charges_total"])
    assert Decimal(answer["at_checkout"]) + Decimal(answer["on_delivery"]) == Decimal(answer["charges_total"])


def test_each_case_has_its_own_name_a_source_and_something_to_hold_the_answer_against() -> None:
    names = [(name, case["id"]) for name, case in ALL]
    assert len(names) == len(set(names))
    for name, case in ALL:
        assert set(case) - {"lists"} == {"id", "title", "source", "evidence", "request", "expect"}, (name, case["id"])
        assert set(case["expect"]) <= EXPECTED, (name, case["id"])
        assert set(case["expect"]) - {"tolerance"}, (name, case["id"])
        assert case["source"], (name, case["id"])
        assert case["evidence"] in {"official", "published", "derived"}, (name, case["id"])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in read(CASES / WAITING)])
def test_a_waiting_case_is_for_a_destination_without_a_pack(case: dict[str, Any]) -> None:
    """When its pack comes, move the case to golden.json."""
    with pytest.raises(UnsupportedDestination):
        DESK.quote(case["request"])


@pytest.mark.skipif(not GIVEN.exists(), reason="the given cases are not beside this checkout")
def test_golden_and_waiting_are_together_the_given_cases() -> None:
    given = {case["id"]: case for case in read(GIVEN)}
    ours = [*read(CASES / "golden.json"), *read(CASES / WAITING)]
    assert {case["id"]: case for case in ours} == given
    assert len(ours) == len(given)
