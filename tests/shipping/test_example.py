"""The example carries one order of each kind through all modes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "shipping" / "ways.py"


def script() -> Any:
    spec = importlib.util.spec_from_file_location("ways", EXAMPLE)
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
