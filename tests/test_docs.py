"""The pages say what the library does: their examples run, their links lead somewhere, their tables are whole."""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

import xborder
from xborder import Consignment, Desk, XborderError, errors
from xborder.cli import app
from xborder.law import LawBook

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
EXAMPLES = ROOT / "examples"
CASES = sorted((ROOT / "tests" / "cases").glob("*.json"))

Tree = dict[str, Any]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def section(page: str, heading: str) -> str:
    """The text of a page from a heading of the second level to the next."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def only_python(text: str) -> str:
    """A page with everything but its Python blanked out, so that line numbers stay."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line == "```python"
            kept.append("")
        else:
            kept.append(line if inside else "")
    return "\n".join(kept)


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_python_block_of_a_page_runs_and_prints_what_it_shows(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    text = page.read_text(encoding="utf-8")
    assert all(block.startswith(">>>") for block in blocks(text, "python"))
    test = doctest.DocTestParser().get_doctest(only_python(text), {}, page.name, str(page), 0)
    said: list[str] = []
    failed, _ = doctest.DocTestRunner().run(test, out=said.append)
    assert not failed, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_json_block_of_a_page_is_json(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8"), "json"):
        json.loads(block)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_every_example_is_quoted_in_full(path: Path) -> None:
    assert xborder.quote(json.loads(path.read_text(encoding="utf-8"))).status == "complete"


def test_every_example_order_is_quoted_in_full() -> None:
    for line in (EXAMPLES / "orders.jsonl").read_text(encoding="utf-8").splitlines():
        assert xborder.quote(json.loads(line)).status == "complete"


def test_the_script_that_embeds_the_call_shows_the_landed_cost(capsys: pytest.CaptureFixture[str]) -> None:
    script = module_of(EXAMPLES / "quote_cart.py")
    script.main(str(EXAMPLES / "berlin.json"))
    assert capsys.readouterr().out.startswith("landed cost 157.03 EUR by eu.ioss\n")


# --- law packs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "file"),
    [("Add a country, step by step", "is.toml"), ("Your own law over ours", "de-carrier-fee.toml")],
)
def test_the_pack_that_a_page_writes_step_by_step_is_the_example_file(heading: str, file: str) -> None:
    written = "\n".join(blocks(section("law-packs.md", heading), "toml"))
    assert written == (EXAMPLES / "law" / file).read_text(encoding="utf-8")


def test_the_case_of_the_new_country_holds() -> None:
    desk = Desk(laws=LawBook.with_files([EXAMPLES / "law" / "is.toml"]))
    (cases,) = map(json.loads, blocks(section("law-packs.md", "Add a country, step by step"), "json"))
    for case in cases:
        answer = desk.quote(case["request"]).to_dict()
        assert {name: answer[name] for name in case["expect"]} == case["expect"]


# --- the README -------------------------------------------------------------------------------------------------------


def test_the_first_two_commands_of_the_readme_are_one_line_each() -> None:
    quoting, testing = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "sh")
    assert quoting.count("\n") == testing.count("\n") == 1
    assert "quote examples/berlin.json" in quoting
    assert "pytest" in testing


def test_every_jurisdiction_is_named_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    book = LawBook()
    members = {code for code in book.codes if book.pack(code).jurisdiction.extends == "EU"}
    assert f"EU, {len(members)} member states" in text
    named = {code for row in re.findall(r"^\| .*$", text, re.MULTILINE) for code in re.findall(r"\(([A-Z]{2})\)", row)}
    assert named <= set(book.codes)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+://", target):
            assert (page.parent / target).exists(), target


# --- tables -----------------------------------------------------------------------------------------------------------


def test_every_error_is_explained_with_its_code() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for name in set(errors.__all__) - {"XborderError", "InvalidRequest"}:
        assert f"| `{name}` | `{getattr(errors, name).code}` |" in text


def test_every_option_of_the_command_line_is_explained() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    def options(command: click.Command) -> Iterator[str]:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from (name for name in parameter.opts if name.startswith("--"))
        for inner in getattr(command, "commands", {}).values():
            yield from options(inner)

    missing = {name for name in options(app) if f"`{name}" not in text} - {"--version", "--help"}
    assert not missing


# --- the schema of the request ----------------------------------------------------------------------------------------


def module_of(path: Path) -> Any:
    """A script beside the library, imported."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCHEMA: Tree = json.loads((ROOT / "docs" / "_static" / "request.schema.json").read_text(encoding="utf-8"))


def test_the_published_schema_is_what_its_script_writes() -> None:
    assert module_of(ROOT / "docs" / "request_schema.py").schema() == SCHEMA, "run python docs/request_schema.py"


def full_request() -> Tree:
    """A request with every record in it."""
    money = {"amount": "1.00", "currency": "EUR"}
    return {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE"},
        "seller": {"country": "CN"},
        "freight": dict(money),
        "fx": [{"base": "EUR", "quote": "USD", "rate": "1.16"}],
        "lines": [{"unit_price": dict(money), "net_mass": {"value": "1", "unit": "kg"}}],
    }


def complaints(request: Tree) -> list[XborderError]:
    """What the reader has to say about a request."""
    with pytest.raises(XborderError) as caught:
        Consignment.from_dict(request)
    return list(getattr(caught.value, "errors", (caught.value,)))


def replaced(path: tuple[str | int, ...], value: object) -> Tree:
    """The full request with one member replaced."""
    request = full_request()
    member: Any = request
    for step in path[:-1]:
        member = member[step]
    member[path[-1]] = value
    return request


RECORDS: Mapping[str, tuple[str | int, ...]] = {
    "request": (),
    "place": ("ship_from",),
    "party": ("seller",),
    "money": ("freight",),
    "fx": ("fx", 0),
    "line": ("lines", 0),
    "mass": ("lines", 0, "net_mass"),
}


def record_schema(name: str) -> Tree:
    """The schema of a record."""
    return SCHEMA if name == "request" else SCHEMA["$defs"][name]


@pytest.mark.parametrize("name", RECORDS)
def test_the_schema_has_the_fields_that_the_reader_knows(name: str) -> None:
    path = RECORDS[name]
    (unknown,) = complaints(replaced((*path, "nonsense"), "1"))
    assert unknown.hint == f"known are {', '.join(record_schema(name)['properties'])}"


@pytest.mark.parametrize("name", [name for name in RECORDS if name != "party"])
def test_the_schema_requires_what_the_reader_requires(name: str) -> None:
    path = RECORDS[name]
    missing = complaints(replaced(path, {}) if path else {})
    assert [each.path.rpartition(".")[2] for each in missing] == record_schema(name)["required"]
    assert {each.message for each in missing} == {"the field is missing"}


@pytest.mark.parametrize(
    ("record", "field", "path"),
    [
        ("request", "sale", ("sale",)),
        ("request", "transport", ("transport",)),
        ("request", "mode", ("mode",)),
        ("request", "incoterm", ("incoterm",)),
        ("mass", "unit", ("lines", 0, "net_mass", "unit")),
    ],
)
def test_the_schema_has_the_words_that_the_reader_knows(record: str, field: str, path: tuple[str | int, ...]) -> None:
    (strange,) = complaints(replaced(path, "?"))
    assert strange.hint == f"one of {', '.join(record_schema(record)['properties'][field]['enum'])}"


KINDS = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean", type(None): "null"}


def faults(schema: Tree, value: Any, path: str = "") -> Iterator[str]:
    """Where a value breaks a schema; knows the keywords that ours uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        if all(any(faults(choice, value, path)) for choice in schema["anyOf"]):
            yield f"{path}: none of the choices"
    elif KINDS.get(type(value)) != schema["type"]:
        yield f"{path}: not of type {schema['type']}"
    elif isinstance(value, dict):
        yield from faults_of_object(schema, value, path)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from faults(schema["items"], member, f"{path}[{index}]")
    elif value not in schema.get("enum", [value]) or not re.search(schema.get("pattern", ""), str(value)):
        yield f"{path}: {value!r} is not one of the words, or has not the form"


def faults_of_object(schema: Tree, value: Tree, path: str) -> Iterator[str]:
    """Where the members of an object break its schema."""
    known, others = schema.get("properties", {}), schema["additionalProperties"]
    yield from (f"{path}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, member in value.items():
        if name in known or others:
            yield from faults(known.get(name, others), member, f"{path}.{name}")
        else:
            yield f"{path}: {name} is not known"


@pytest.mark.parametrize("path", [*CASES, *sorted(EXAMPLES.glob("*.json"))], ids=lambda path: path.name)
def test_every_request_that_is_answered_fits_the_schema(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    cases = content if isinstance(content, list) else [{"id": path.name, "request": content, "expect": {}}]
    for case in cases:
        if "error" not in case["expect"]:
            assert not list(faults(SCHEMA, case["request"], case["id"]))


@pytest.mark.parametrize(
    "path", [("lines",), ("ship_to", "country"), ("lines", 0, "quantity"), ("freight", "amount"), ("sale",), ("fx",)]
)
def test_the_schema_refuses_what_the_reader_refuses(path: tuple[str | int, ...]) -> None:
    for wrong in (1.5, {"a": "b"}, True):
        request = replaced(path, wrong)
        assert complaints(request)
        assert list(faults(SCHEMA, request))
