"""What the command says when something could not be answered, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from xborder.cli._json import error_form, write_json
from xborder.errors import MissingExtra, XborderError

__all__ = ["answering", "complain"]


def complain(error: XborderError, about: str = "") -> None:
    """Writes an error on standard error, one line for each of those that come together."""
    from xborder.landed_cost._summary import clean  # noqa: PLC0415 - only when there is something to say

    members: tuple[XborderError, ...] = getattr(error, "errors", (error,))
    for member in members:
        told = clean(str(member))
        click.echo(f"xborder: {member.code}: {f'{about}: ' if about and about not in told else ''}{told}", err=True)


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """Ends the command with status 1 when the library refuses, and with 2 when a package that it needs is missing."""
    try:
        yield
    except XborderError as error:
        if as_json:
            click.echo(write_json(error_form(error), indent=2))
        else:
            complain(error)
        raise SystemExit(2 if isinstance(error, MissingExtra) else 1) from None
