from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "src"
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs ``python -m xborder`` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1"}

    def call(*arguments: str | Path, given: bytes | str = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "xborder", *map(str, arguments)],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
            timeout=120,
            env={**environment, **more},
        )

    return call


@pytest.fixture
def order() -> dict[str, Any]:
    return {
        "on": "2026-11-22",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE"},
        "seller": {"country": "CN", "registrations": {"ioss": "IM2760000742"}},
        "freight": {"amount": "8.00", "currency": "EUR"},
        "lines": [
            {
                "sku": "TEE",
                "hs": "6109.10",
                "origin": "CN",
                "quantity": 2,
                "unit_price": {"amount": "12.50", "currency": "EUR"},
            }
        ],
    }


@pytest.fixture
def order_file(order: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(order), encoding="utf-8")
    return path
