"""The names that hosts import: they are there from a cold start, and bring nothing heavy along."""

import subprocess
import sys

HEAVY = (
    "pycountry",
    "polars",
    "altair",
    "numpy",
    "sqlalchemy",
    "tomllib",
    "rich",
    "click",
    "sqlite3",
    "openpyxl",
    "cattrs",
)


def cold(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_law_is_reached_through_the_package_alone() -> None:
    assert int(cold("import xborder; print(len(xborder.law.coverage()))")) >= 40


def test_importing_the_main_names_loads_nothing_heavy() -> None:
    loaded = cold(
        "import sys; from xborder import Money, Consignment, Line, Desk; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert loaded == "[]"


def test_every_public_name_is_there() -> None:
    assert cold(
        "import xborder; print([getattr(xborder, name).__name__ for name in xborder.__all__ if name[0] != '_'])"
    )
