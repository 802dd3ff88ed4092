import subprocess
import sys

import moneyed
import pytest

import xborder.money


def test_money_is_py_moneyeds() -> None:
    assert xborder.money.Money is moneyed.Money
    assert xborder.money.Currency is moneyed.Currency


def test_every_name_in_the_table_of_contents_is_there() -> None:
    assert all(hasattr(xborder.money, name) for name in xborder.money.__all__)


@pytest.mark.parametrize("module", ["csv", "zipfile", "xml", "pycountry", "cattrs"])
def test_importing_money_does_not_load_what_only_files_need(module: str) -> None:
    code = f"import sys; from xborder.money import Money, RateTable; raise SystemExit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
