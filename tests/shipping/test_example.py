"""The examples: one order of each kind through all modes, and one order from the box to the doorstep."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "shipping" / "ways.py"


def script(name: str = "ways") -> Any:
    spec = importlib.util.spec_from_file_location(name, EXAMPLE.with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("serum-fr-cn.json", "Take bonded by cn.cbec-bonded: it has the lowest cost."),
        ("case-cn-de.json", "Take overseas-warehouse by eu.h1: it has the lowest cost."),
        ("vitamins-us-kr.json", "Take consolidation by kr.general: it has the lowest cost."),
    ],
)
def test_the_example_shows_an_order_in_all_modes(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    script().main([str(EXAMPLE.with_name(name))])
    out = capsys.readouterr().out
    assert said in out
    assert all(f"{mode} by" in out for mode in ("direct-mail", "consolidation", "bonded", "overseas-warehouse"))


def test_the_example_takes_an_order_from_the_box_to_the_doorstep(capsys: pytest.CaptureFixture[str]) -> None:
    script("one_order").main()
    out = capsys.readouterr().out
    told = [
        "Total: 1 cartons, 4 pieces", "direct-mail by cn.cbec-direct", "there by 2026-12-02 (90 %)", "It emits ",
        "Booked as LX000000014FR", "customs clearance", "held-by-customs; carrier: ask the carrier", "2026-12-07: delivered",
        "Promised for 2026-12-02, delivered 2026-12-07: on time 0 of 1", "customs: 4 days",
    ]  # fmt: skip
    found = [out.find(said) for said in told]
    assert -1 not in found, [said for said, at in zip(told, found, strict=True) if at < 0]
    assert found == sorted(found)
