"""``xborder duty``: a duty expression, read and computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xborder.cli._complaints import answering
from xborder.cli._desk import rates_of
from xborder.cli._json import write_json
from xborder.cli._options import DAY, FILE, JSON, MONEY, PAIR, day_of
from xborder.errors import BadInput, NoExchangeRate, XborderError

if TYPE_CHECKING:
    from moneyed import Money

    from xborder.money import RateTable
    from xborder.tariff.expression import Assessment, DutyExpression

__all__ = ["duty"]

_DIALECTS = ("plain", "us", "uk", "eu", "jp", "ca")


@click.command()
@click.argument("expression")
@click.option("--value", type=MONEY, metavar="AMOUNT", help="The customs value: 250.00 EUR.")
@click.option(
    "--measure",
    "measures",
    type=PAIR("UNIT=NUMBER", number=True),
    multiple=True,
    help="How much of the goods there is, in a unit; may be repeated.",
)
@click.option("--dialect", type=click.Choice(_DIALECTS), default="plain", help="Whose way of writing duties it is.")
@click.option("--rate", "rate", type=PAIR("EUR/USD=NUMBER", number=True), multiple=True, help="An exchange rate.")
@click.option("--rates", type=FILE, multiple=True, help="Published exchange rates: a file of the ECB or of HMRC.")
@click.option("--on", type=DAY, help="The day of the exchange rates; default: today.")
@click.option("--of", "other", type=MONEY, metavar="AMOUNT", help="The duty that a share is taken of: 10% of duty.")
@JSON
def duty(
    *,
    expression: str,
    value: Money | None,
    measures: tuple[tuple[str, str], ...],
    dialect: str,
    rate: tuple[tuple[str, str], ...],
    rates: tuple[Path, ...],
    on: datetime | None,
    other: Money | None,
    as_json: bool,
) -> None:
    """Reads the duty EXPRESSION of a tariff line, and computes it on a value.

    Exit status: 0 answered, 1 it cannot be read or computed, 2 the command was used wrongly.
    """
    from xborder.tariff.dialects import parse_duty  # noqa: PLC0415 - the grammar loads with the first duty

    day = day_of(on)
    table = _rates(rate, rates, day)
    given = dict(measures)
    if len(given) < len(measures):
        raise click.UsageError("--measure: a unit is given twice")
    _check_units(given)
    with answering(as_json=as_json):
        read = parse_duty(expression, dialect)
        found = _assessed(read, value, given, table, day, other) if value is not None else None
    if as_json:
        click.echo(write_json({"duty": read.text, "dialect": dialect, **_form(found)}, indent=2))
        return
    click.echo(read.text)
    if found is not None:
        click.echo()
        for step in found.steps:
            click.echo(f"  {step}")
        click.echo(f"  duty: {found.amount.amount:f} {found.currency}")


def _assessed(
    read: DutyExpression, value: Money, given: dict[str, str], table: RateTable | None, day: date, other: Money | None
) -> Assessment:
    """The duty on a value.

    Raises:
        XborderError: something is missing; the hint names the option that gives it.
    """
    try:
        return read.assess(value, given, table, on=day, duty=other)
    except NoExchangeRate as error:
        raise NoExchangeRate(error.message, hint="--rate EUR/USD=1.16, or --rates FILE") from None
    except BadInput as error:
        if error.path == "measures":
            raise BadInput(error.message, hint="--measure UNIT=NUMBER, for example --measure kg=12") from None
        if error.path == "duty":
            raise BadInput(error.message, hint='--of AMOUNT, for example --of "12.50 EUR"') from None
        raise


def _check_units(given: Iterable[str]) -> None:
    from xborder.goods.units import unit_of  # noqa: PLC0415 - the table of units loads with the first measure

    for name in given:
        try:
            unit_of(name)
        except BadInput as error:
            raise click.UsageError(f"--measure: {error}") from None


def _form(found: Assessment | None) -> dict[str, object]:
    if found is None:
        return {}
    return {
        "amount": {"amount": f"{found.amount.amount:f}", "currency": found.currency},
        "exact": str(found.exact),
        "steps": list(found.steps),
    }


def _rates(pairs: Iterable[tuple[str, str]], files: Iterable[Path], day: date) -> RateTable | None:
    table = rates_of(files)
    rows = []
    for names, number in pairs:
        base, _, quote = names.partition("/")
        rows.append((day, base.strip(), quote.strip(), number, "--rate"))
    if not rows:
        return table
    from xborder.money import RateTable  # noqa: PLC0415 - loads when there are rates

    try:
        given = RateTable.of(rows)
    except XborderError as error:
        raise click.UsageError(f"--rate: {error}; write EUR/USD=1.16, what one euro is worth in dollars") from None
    return given if table is None else table | given
