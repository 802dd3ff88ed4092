"""``xborder tariff load``: files of authorities, and lists and tables of a host's own, into a tariff store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import attrs
import click

from xborder.cli._complaints import complain
from xborder.cli._json import error_form, write_json
from xborder.cli._options import DAY, FILE, PAIR, STORE_VARIABLE
from xborder.errors import BadInput, MissingExtra, XborderError

if TYPE_CHECKING:
    from xborder.tariff.records import Counter, Reading
    from xborder.tariff.schedule import LoadReport, Schedule

__all__ = ["load"]

_Start = Callable[[str], "Callable[[Counter], None] | None"]


@attrs.frozen
class _Form:
    """A form of files.

    Attributes:
        name: of the command that loads it.
        about: what it is; the help of the command.
        reader: the module and the function that read it.
        options: those of the command, whose names are the reader's arguments.
        many: whether several files may be given.
        folder: whether a folder may.
        prepare: makes the reader's arguments of those of the command, where they are not the same.
    """

    name: str
    about: str
    reader: str
    options: Sequence[Callable[..., click.Option]] = ()
    many: bool = False
    folder: bool = False
    prepare: Callable[[Path, Mapping[str, object]], tuple[str, Mapping[str, object]]] | None = None


def _option(*names: str, **settings: object) -> Callable[[], click.Option]:
    return lambda: click.Option(list(names), **settings)  # type: ignore[arg-type]  # as click.option has them


_ON = _option("--on", type=DAY, help="The first day that the edition is in force; without it, it is for every day.")
_NAME = _option("--name", help="What to call the edition.")
_NAME_NEEDED = _option("--name", required=True, help="What to call the edition.")
_GROUP = _option(
    "--group",
    "groups",
    type=PAIR("NAME=CC,CC", number=False),
    multiple=True,
    help="The countries of a group that the file names; may be repeated.",
)
_ABOUT = (
    _option("--title", help="What the file is."),
    _option("--publisher", help="Who answers for it."),
    _option("--url", help="Where it can be read."),
    _option(
        "--evidence",
        type=click.Choice(["official", "secondary", "unverified"]),
        help="How good it is as a source; default: secondary.",
    ),
)
_DIALECTS = ("plain", "us", "uk", "eu", "jp", "ca")


def _recipe_or_list(file: Path, given: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """Lists: by a recipe, that of the file's name where nothing else is said, or as the options describe the file."""
    from xborder.tariff.list_csv import RECIPES  # noqa: PLC0415 - loads with the first list

    recipe = given.get("recipe")
    if recipe is None and "list" not in given:
        name = file.name.removesuffix(".gz")
        recipe = next((key for key, known in RECIPES.items() if known.file == name), None)
        if recipe is None:
            raise click.UsageError(
                f"{file.name} is no file of lists that is known by its name; give --recipe ({', '.join(RECIPES)}), "
                "or --area and --list"
            )
    if recipe is None:
        if "area" not in given:
            raise click.UsageError("a list of your own needs --area, the customs area whose law refers to it")
        return "xborder.tariff.list_csv:read_list", given
    other = sorted(set(given) - {"recipe", "name", "on"})
    if other:
        raise click.UsageError(f"a recipe says all about the file; leave out --{other[0].replace('_', '-')}")
    return "xborder.tariff.list_csv:load_list", {**given, "recipe": recipe}


_FORMS: Final = (
    _Form(
        "us-hts",
        "The Harmonized Tariff Schedule of the United States, as exported by the USITC (JSON or CSV).",
        "xborder.tariff.us_hts:read_us_hts",
        (_ON, _NAME),
    ),
    _Form(
        "uk-api",
        "Bodies of the UK's Trade Tariff API, version 2: commodities, headings, geographical areas (JSON).",
        "xborder.tariff.uk_api:read_uk_api",
        (_option("--area", type=click.Choice(["GB", "XI"]), help="Which tariff it is, where no body says so."),),
        many=True,
    ),
    _Form(
        "uk-bulk",
        "Tables of the UK's tariff from the Department for Business and Trade (CSV).",
        "xborder.tariff.uk_bulk:read_uk_bulk",
        (_option("--area", help="The customs area; default: GB."),),
        many=True,
    ),
    _Form(
        "eu-taric",
        "The European Union's TARIC: the Commission's workbook of duties on imports (xlsx).",
        "xborder.tariff.eu_taric:read_eu_taric",
        (
            _option("--groups", type=FILE, help="The workbook of the composition of geographical areas."),
            _option("--exclusions", type=FILE, help="The workbook of the exclusions of measures."),
            _option(
                "--kind",
                "kinds",
                type=PAIR("TYPE=KIND", number=False),
                multiple=True,
                help="What a type of measure is, where that is another than we think; may be repeated.",
            ),
            _option("--on", type=DAY, help="The day of publication."),
            _NAME,
        ),
    ),
    _Form(
        "jp",
        "Japan's import tariff schedule: an archive, a folder or a file of chapters (JSON).",
        "xborder.tariff.jp_tariff:read_jp",
        (_ON, _NAME),
        folder=True,
    ),
    _Form(
        "ca",
        "Canada's Customs Tariff: the table TPHS of the CBSA's database (CSV).",
        "xborder.tariff.ca_cbsa:read_ca_cbsa",
        (_ON, _NAME, _GROUP),
    ),
    _Form(
        "csv",
        "A table of your own, or of any other tariff: code, duty and what else there is (CSV).",
        "xborder.tariff.plain_csv:read_plain_csv",
        (
            _option("--area", required=True, help="The customs area: AU, BR ..."),
            _NAME_NEEDED,
            _ON,
            _option("--dialect", type=click.Choice(_DIALECTS), help="How its duties are written; default: plain."),
            _GROUP,
            _option("--part", is_flag=True, help="It adds to what is there, instead of being the whole tariff."),
            *_ABOUT,
        ),
    ),
    _Form(
        "list",
        "Lists of codes that law refers to (CSV); files of the Budget Lab at Yale are known by their names.",
        "xborder.tariff.list_csv:read_list",
        (
            _option("--recipe", help="How the file is read, where its name does not say it."),
            _option("--area", help="The customs area whose law refers to the list."),
            _option("--list", help="The name of the list; columns in braces stand for their cells: us.annex-{annex}."),
            _option("--code-column", help="The column of the code."),
            _option("--from-column", help="The column of the first day."),
            _option("--until-column", help="The column of the day after the last one."),
            _option("--last-column", help="The column of the last day."),
            _option(
                "--note-column", "note_columns", multiple=True, help="A column to keep as a note; may be repeated."
            ),
            _ON,
            _NAME,
            *_ABOUT,
        ),
        many=True,
        prepare=_recipe_or_list,
    ),
    _Form(
        "hs",
        "The nomenclature of the Harmonized System in English, as UN Comtrade lists it (CSV).",
        "xborder.tariff.hs_nomenclature:read_hs",
        (_ON, _NAME),
    ),
)


@click.group()
def load() -> None:
    """Loads a file into a tariff store, which is made when it is not there.

    A file is loaded whole or not at all: when something is wrong with it, the store stays as it was. Loading an
    edition again replaces it. Exit status: 0 loaded, 1 some file could not be, 2 the command was used wrongly.
    """


def _command(form: _Form) -> click.Command:
    file = click.Path(exists=True, dir_okay=form.folder, readable=True, path_type=Path)

    def run(*, files: tuple[Path, ...] | Path, store: Path, as_json: bool, unparsed: bool, **given: object) -> None:
        paths = files if isinstance(files, tuple) else (files,)
        wanted = [(path, *_call(form, path, given)) for path in paths]
        with _store(store) as schedule:
            outcome = _load_all(schedule, wanted, loud=not as_json)
        if as_json:
            click.echo(write_json(outcome.to_dict(), indent=2))
        else:
            from xborder.cli._tariff_told import told_reports  # noqa: PLC0415 - only when text is wanted

            click.echo(told_reports([report for _, report in outcome.loaded], everything=unparsed), nl=False)
        if outcome.refused:
            lacking = any(isinstance(error, MissingExtra) for _, error in outcome.refused)
            raise SystemExit(2 if lacking else 1)

    return click.Command(
        form.name,
        callback=run,
        help=form.about,
        params=[
            click.Argument(
                ["files"],
                type=file,
                nargs=-1 if form.many else 1,
                required=True,
                metavar="FILE..." if form.many else "FILE",
            ),
            *(make() for make in form.options),
            click.Option(
                ["--into", "--store", "store"],
                type=click.Path(dir_okay=False, path_type=Path),
                envvar=STORE_VARIABLE,
                show_envvar=True,
                required=True,
                metavar="DB",
                help="The tariff store.",
            ),
            click.Option(["--unparsed"], is_flag=True, help="List every duty that cannot be computed."),
            click.Option(["--json", "as_json"], is_flag=True, help="Print JSON."),
        ],
    )


def _call(form: _Form, file: Path, given: Mapping[str, object]) -> tuple[Callable[..., Reading], Mapping[str, object]]:
    """The reader of a file, and its arguments."""
    said = {name: _argument(name, value) for name, value in given.items() if value not in (None, (), False)}
    if said.pop("part", False):
        said["whole"] = False
    reader = form.reader
    if form.prepare is not None:
        reader, prepared = form.prepare(file, said)
        said = dict(prepared)
    module, _, name = reader.partition(":")
    return cast("Callable[..., Reading]", getattr(import_module(module), name)), said


def _argument(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if name == "evidence":
        from xborder.law.sources import Evidence  # noqa: PLC0415 - loads with the law

        return Evidence(value)
    if name == "groups" and isinstance(value, tuple):
        return {group: tuple(filter(None, members.replace(" ", ",").split(","))) for group, members in value}
    return dict(value) if name == "kinds" and isinstance(value, tuple) else value


# --- loading ----------------------------------------------------------------------------------------------------------


@attrs.define
class _Outcome:
    """What was loaded, and what was refused and why, each by file."""

    loaded: list[tuple[str, LoadReport]] = attrs.field(factory=list)
    refused: list[tuple[str, XborderError]] = attrs.field(factory=list)

    def to_dict(self) -> dict[str, object]:
        from xborder.cli._tariff_told import plain  # noqa: PLC0415 - only when JSON is wanted

        return {
            "loaded": [{"file": name, **cast("dict[str, object]", plain(report))} for name, report in self.loaded],
            "refused": [{"file": name, **error_form(error)} for name, error in self.refused],
        }


def _load_all(
    schedule: Schedule, wanted: Sequence[tuple[Path, Callable[..., Reading], Mapping[str, object]]], *, loud: bool
) -> _Outcome:
    outcome = _Outcome()
    with _progress(len(wanted)) as start:
        for path, read, arguments in wanted:
            try:
                report = schedule.load(read(path, **arguments), start(path.name))
            except XborderError as error:
                outcome.refused.append((path.name, error))
            else:
                outcome.loaded.append((path.name, report))
    for name, refusal in outcome.refused if loud else ():
        complain(refusal, name)
    return outcome


def _is_terminal() -> bool:
    return sys.stderr.isatty()


@contextmanager
def _progress(files: int) -> Iterator[_Start]:
    """A bar on a terminal, nothing elsewhere."""
    if _is_terminal():
        from xborder.cli._terminal import bar  # noqa: PLC0415 - rich loads only for a terminal

        with bar(files) as start:
            yield start
    else:
        yield lambda _: None


@contextmanager
def _store(path: Path) -> Iterator[Schedule]:
    """The store at a path; one that was made here goes again when nothing came into it."""
    from xborder.tariff.schedule import Schedule  # noqa: PLC0415 - loads with the first load

    made = not path.exists() or not path.stat().st_size
    try:
        schedule = Schedule.create(path) if made else Schedule.open(path)
    except BadInput as error:
        raise click.UsageError(f"{path.name} cannot be used as a tariff store: {error}") from None
    except XborderError as error:
        complain(error, path.name)
        raise SystemExit(1) from None
    empty = False
    try:
        with schedule:
            try:
                yield schedule
            finally:
                empty = made and not schedule.editions()
    finally:
        if empty:
            path.unlink(missing_ok=True)


for _form in _FORMS:
    load.add_command(_command(_form))
