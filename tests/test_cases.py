"""Law cases as data: what a request must cost, and who says so."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xborder import Desk, XborderError
from xborder.errors import UnsupportedDestination

CASES = Path(__file__).parent / "cases"
GIVEN = Path(__file__).parents[1] / ".." / "shared" / "cases" / "law.json"
WAITING = "waiting.json"
FIGURES = ("duties", "taxes", "fees", "landed_cost", "at_checkout")
EXPECTED = {*FIGURES, "duties_and_taxes", "procedure", "procedure_not", "tolerance", "error"}
DESK = Desk()


def read(file: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return cases


ALL = [(file.stem, case) for file in sorted(CASES.glob("*.json")) if file.name != WAITING for case in read(file)]


def codes(error: XborderError) -> list[str]:
    """The codes of an error, or of each error that it groups."""
    return [inner.code for inner in getattr(error, "errors", [error])]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{name}:{case['id']}") for name, case in ALL])
def test_the_law_is_met(case: dict[str, Any]) -> None:
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(XborderError) as caught:
            DESK.quote(case["request"])
        assert expect["error"] in codes(caught.value)
        return
    answer: dict[str, Any] = DESK.quote(case["request"]).to_dict()
    tolerance = Decimal(expect.get("tolerance", "0"))
    for key in FIGURES:
        if key in expect:
            assert abs(Decimal(answer[key]) - Decimal(expect[key])) <= tolerance, f"{key} {answer[key]}"
    if "duties_and_taxes" in expect:
        both = Decimal(answer["duties"]) + Decimal(answer["taxes"])
        assert abs(both - Decimal(expect["duties_and_taxes"])) <= tolerance
    assert answer["procedure"] == expect.get("procedure", answer["procedure"])
    if "procedure_not" in expect:
        assert not answer["procedure"].startswith(expect["procedure_not"])
    assert sum(Decimal(charge["amount"]) for charge in answer["charges"]) == Decimal(answer["charges_total"])
    assert Decimal(answer["at_checkout"]) + Decimal(answer["on_delivery"]) == Decimal(answer["charges_total"])


def test_each_case_has_its_own_name_a_source_and_something_to_hold_the_answer_against() -> None:
    names = [(name, case["id"]) for name, case in ALL]
    assert len(names) == len(set(names))
    for name, case in ALL:
        assert set(case) == {"id", "title", "source", "evidence", "request", "expect"}, (name, case["id"])
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
