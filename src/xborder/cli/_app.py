"""The command ``xborder`` and its parts."""

from __future__ import annotations

import io
import sys

import click

from xborder._version import __version__
from xborder.cli._duty import duty
from xborder.cli._frame import frame
from xborder.cli._law import coverage, law
from xborder.cli._quote import quote
from xborder.cli._tariff import tariff

__all__ = ["app", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xborder")
def app() -> None:
    """Duty, tax and landed cost of cross-border orders, offline and for any date."""


app.add_command(quote)
app.add_command(frame)
app.add_command(coverage)
app.add_command(law)
app.add_command(tariff)
app.add_command(duty)


def main() -> None:
    """Runs the command with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter stops no answer
    app(prog_name="xborder")
