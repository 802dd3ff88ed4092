"""The entry point, with and without the packages of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import xborder
from xborder.cli._terminal import print_quote, print_rows

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
SOURCE = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize("hidden", [["click"], ["rich"], ["click", "rich"]])
def test_without_its_packages_it_says_how_to_get_them(hidden: list[str]) -> None:
    hide = f"import sys; sys.modules.update(dict.fromkeys({hidden!r}))"
    code = f"{hide}; import runpy; runpy.run_module('xborder', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f'xborder: the command line needs {" and ".join(hidden)}: pip install "xborder[cli]"\n'


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.decode() == f"xborder, version {xborder.__version__}\n"


def test_help_names_the_commands(run: Run) -> None:
    text = run("--help").stdout.decode()
    for command in ("coverage", "law", "quote"):
        assert command in text


def test_importing_the_library_loads_neither_click_nor_rich() -> None:
    code = "import sys, xborder; xborder.Desk; raise SystemExit('click' in sys.modules or 'rich' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": str(SOURCE)}
        ).returncode
        == 0
    )


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_table_that_takes_markup_for_text(
    order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    print_quote(xborder.quote(order))
    print_rows(("[bold]heading",), [("[red]cell\x1b[31m",)])
    text = out.getvalue()
    assert "landed cost" in text
    assert "42.27" in text
    assert "[red]cell?[31m" in text
