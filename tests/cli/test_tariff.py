"""``xborder tariff``, ``xborder duty`` and ``xborder quote --tariffs``, and the commands that the pages show."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from xborder.cli import app
from xborder.cli._options import STORE_VARIABLE
from xborder.cli._tariff_load import load
from xborder.cli._terminal import bar
from xborder.tariff.records import Counter
from xborder.tariff.schedule import Schedule

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared" / "data"
Invoke = Callable[..., Result]

TABLE = """code,description,unit,duty,origin,preference,from,until,source
61,Knitted apparel,,12%,,,,,Act 1
6109,T-shirts,number,10%,,,,,Act 1
6109.10,T-shirts of cotton,number,8%,,,2026-01-01,2027-01-01,Act 1
6109.10,,,Free,CL,FTA-CL,,,Treaty 2
6109.90,T-shirts of other fibres,number,See note 3,,,,,Act 1
6110,Jerseys,number|kg,1.20 EUR/kg,,,,,Act 1
"""


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(STORE_VARIABLE, raising=False)

    def run(*arguments: str | Path, exit_code: int = 0) -> Result:
        done = CliRunner().invoke(app, [*map(str, arguments)], prog_name="xborder", catch_exceptions=False)
        assert done.exit_code == exit_code, done.output
        return done

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "norland.csv"
    path.write_text(TABLE.replace("See note 3", "9%"), encoding="utf-8")
    return path


@pytest.fixture
def store(invoke: Invoke, table: Path, tmp_path: Path) -> Path:
    path = tmp_path / "tariffs.db"
    invoke("tariff", "load", "csv", table, "--area", "AU", "--name", "2026-1", "--into", path)
    return path


def shared(name: str) -> Path:
    """A published file, where a copy is at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no copy of {name} beside the checkout")
    return path


# --- loading ----------------------------------------------------------------------------------------------------------


def test_a_load_makes_the_store_and_tells_what_came_in(invoke: Invoke, table: Path) -> None:
    done = invoke(
        "tariff", "load", "csv", table, "--area", "AU", "--name", "2026-1", "--on", "2026-01-01", "--into", "t.db"
    )
    assert done.stderr == ""
    assert re.sub(r"[0-9.]+ s:", "N s:", done.stdout) == (
        "AU: csv: 2026-1, in force from 2026-01-01\n  6 rows in N s: 5 lines, 6 measures\n"
    )
    again = invoke("tariff", "load", "csv", table, "--area", "AU", "--name", "2026-1", "--store", "t.db")
    assert "replaces what the store had of it" in again.stdout


def test_a_part_adds_to_what_is_there(invoke: Invoke, store: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("code,duty,kind,heading,origin\n6109,25%,anti-dumping,A999,CN\n", encoding="utf-8")
    invoke("tariff", "load", "csv", more, "--area", "AU", "--name", "defence", "--part", "--into", store)
    shown = invoke("tariff", "show", "AU", "6109.10", "--on", "2026-06-01", "--origin", "CN", "--store", store).stdout
    assert "mfn 8%" in shown
    assert "On top, in stacking order\n  anti-dumping 25% (A999)" in shown


def test_groups_and_sources_come_with_the_table(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("code,duty,origin,preference\n6109,Free,ISLES,FTA\n6109,5%,,\n", encoding="utf-8")
    invoke(
        "tariff", "load", "csv", path, "--area", "AU", "--name", "1", "--group", "ISLES=FJ,WS TO", "--publisher", "Us",
        "--title", "Our table", "--url", "https://example.org", "--evidence", "official", "--into", "t.db",
    )  # fmt: skip
    found = json.loads(
        invoke(
            "tariff", "show", "AU", "6109", "--on", "2026-06-01", "--origin", "TO", "--preference", "auto",
            "--store", "t.db", "--json",
        ).stdout
    )  # fmt: skip
    assert found["base"]["options"] == ["Free"]
    (source,) = found["sources"].values()
    assert (source["publisher"], source["evidence"], source["title"]) == ("Us", "official", "Our table")


def test_a_load_as_json(invoke: Invoke, table: Path) -> None:
    done = invoke("tariff", "load", "csv", table, "--area", "AU", "--name", "1", "--into", "t.db", "--json")
    answer = json.loads(done.stdout)
    assert answer["refused"] == []
    assert (answer["loaded"][0]["file"], answer["loaded"][0]["measures"]) == ("norland.csv", 6)
    assert answer["loaded"][0]["edition"]["edition"]["area"] == "AU"


def test_duties_that_cannot_be_computed_are_told(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    rows = [f"0101.{number},See additional U.S. note {number}" for number in range(10, 17)]
    path.write_text("\n".join(["code,duty", *rows]) + "\n", encoding="utf-8")
    arguments = ("tariff", "load", "csv", path, "--area", "US", "--name", "1", "--dialect", "us", "--into", "t.db")
    few = invoke(*arguments).stdout
    assert "7 duties cannot be computed and are kept as text" in few
    assert "0101.14: See additional U.S. note 14\n    and 2 more; --unparsed lists all" in few
    assert "0101.16: See additional U.S. note 16" in invoke(*arguments, "--unparsed").stdout


def test_a_wrong_row_is_named_and_nothing_is_kept(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("code,duty\n6109,12%\n6110,twelve\n61x,1%\n", encoding="utf-8")
    arguments = ("tariff", "load", "csv", path, "--area", "AU", "--name", "1", "--into", "t.db")
    done = invoke(*arguments, exit_code=1)
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first.startswith("xborder: bad-law: wrong.csv row 3, column duty: ")
    assert second.startswith("xborder: bad-law: wrong.csv row 4, column code: ")
    assert not Path("t.db").exists()
    refused = json.loads(invoke(*arguments, "--json", exit_code=1).stdout)["refused"]
    assert (refused[0]["file"], len(refused[0]["errors"])) == ("wrong.csv", 2)


def test_a_store_stays_as_it_was_when_a_load_fails(invoke: Invoke, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("code,duty\n6109,12%\n6110,twelve\n", encoding="utf-8")
    before = invoke("tariff", "editions", "--store", store, "--json").stdout
    invoke("tariff", "load", "csv", path, "--area", "AU", "--name", "2026-1", "--into", store, exit_code=1)
    assert invoke("tariff", "editions", "--store", store, "--json").stdout == before


def test_a_file_that_is_no_store_is_left_alone(invoke: Invoke, table: Path) -> None:
    for arguments in (
        ("tariff", "load", "csv", table, "--area", "AU", "--name", "1", "--into", table),
        ("tariff", "show", "AU", "6109", "--store", table),
        ("tariff", "remove", "AU", "1", "--store", table),
    ):
        done = invoke(*arguments, exit_code=2)
        assert "norland.csv cannot be used as a tariff store" in done.stderr
    assert table.read_text(encoding="utf-8").startswith("code,")


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "tarot", "x.csv"),
        ("load", "csv"),
        ("load", "csv", "norland.csv"),
        ("load", "csv", "norland.csv", "--area", "AU", "--name", "1"),
        ("load", "csv", "absent.csv", "--area", "AU", "--name", "1", "--into", "t.db"),
        ("load", "csv", "norland.csv", "--area", "AU", "--name", "1", "--into", "t.db", "--dialect", "latin"),
        ("load", "csv", "norland.csv", "--area", "AU", "--name", "1", "--into", "t.db", "--group", "ISLES"),
        ("load", "csv", "norland.csv", "--area", "AU", "--name", "1", "--into", "t.db", "--on", "soon"),
        ("load", "us-hts", "norland.csv"),
        ("load", "us-hts", "norland.csv", "--on", "8 June", "--into", "t.db"),
        ("load", "list", "norland.csv", "--into", "t.db"),
        ("load", "list", "norland.csv", "--list", "x", "--into", "t.db"),
        ("load", "list", "norland.csv", "--recipe", "us-301", "--area", "US", "--into", "t.db"),
        ("show", "AU", "6109"),
        ("show", "AU", "6109", "--store", "absent.db"),
        ("search", "AU", "--store", "norland.csv"),
        ("diff", "AU", "1", "--store", "norland.csv"),
    ],
)
@pytest.mark.usefixtures("table")
def test_wrong_use_exits_with_two(invoke: Invoke, arguments: Sequence[str]) -> None:
    done = invoke("tariff", *arguments, exit_code=2)
    assert done.stdout == ""
    assert "Usage" in done.stderr
    assert not Path("t.db").exists()


def test_every_form_has_a_page_that_tells_how_to_load_it() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("tariff-*.md"))
    assert [name for name in load.commands if f"xborder tariff load {name} " not in pages] == []


def test_a_missing_package_exits_with_two_and_says_how_to_get_it(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "duties.xlsx"
    path.write_bytes(b"PK\x03\x04")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = invoke("tariff", "load", "eu-taric", path, "--into", "t.db", exit_code=2)
    assert done.stderr.startswith("xborder: missing-extra: ")
    assert "xborder[documents]" in done.stderr
    assert not Path("t.db").exists()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_a_load_is(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with bar(1) as start:
        tell = start("[red]hts.json")
        tell(Counter(rows=2_000, total=35_509))
    assert "[red]hts.json" in out.getvalue()
    assert "2,000 rows" in out.getvalue()


def test_a_load_shows_the_bar_where_errors_go(invoke: Invoke, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counted(files: int) -> AbstractContextManager[Callable[[str], Callable[[Counter], None]]]:
        seen.append(files)
        return bar(files)

    monkeypatch.setattr("xborder.cli._tariff_load._is_terminal", lambda: True)
    monkeypatch.setattr("xborder.cli._terminal.bar", counted)
    invoke("tariff", "load", "csv", table, "--area", "AU", "--name", "1", "--into", "t.db")
    assert seen == [1]


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_line_is_shown_with_its_path_duty_and_source(invoke: Invoke, store: Path) -> None:
    shown = invoke("tariff", "show", "au", "6109.10", "--on", "2026-06-01", "--origin", "cl", "--store", store).stdout
    assert shown.splitlines() == [
        "AU 6109.10 on 2026-06-01, goods of CL",
        "-------------------------------------",
        "Knitted apparel",
        "  T-shirts",
        "    T-shirts of cotton",
        "units: number",
        "",
        "Duty",
        "  mfn 8%",
        "    Act 1, from 2026-01-01 to 2026-12-31",
        "",
        "Not taken",
        "  preference Free (FTA-CL) for CL: claim FTA-CL with proof of origin to pay Free instead of 8%",
        "",
        "Sources",
        "  csv: 2026-1: 2026-1; no publisher is named, secondary",
    ]


def test_a_preference_that_is_claimed_is_taken(invoke: Invoke, store: Path) -> None:
    arguments = ("tariff", "show", "AU", "6109.10", "--on", "2026-06-01", "--origin", "CL", "--store", store)
    assert "preference Free (FTA-CL)" in invoke(*arguments, "--preference", "FTA-CL").stdout.split("Remarks")[0]
    found = json.loads(invoke(*arguments, "--preference", "fta-cl", "--json").stdout)
    assert (found["base"]["kind"], found["base"]["options"], found["origin"]) == ("preference", ["Free"], "CL")
    assert found["path"] == ["Knitted apparel", "T-shirts", "T-shirts of cotton"]


def test_a_wide_code_shows_the_answers_below_it(invoke: Invoke, store: Path) -> None:
    shown = invoke("tariff", "show", "AU", "61", "--on", "2026-06-01", "--store", store).stdout
    assert "Duty: 5 different answers for the 5 lines below" in shown
    assert "mfn 1.2 EUR/kg: 6110" in shown
    assert "mfn 12%: 61\n" in shown  # what no longer code is for


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "NZ", "6109"), "area: nothing is loaded for 'NZ' (loaded: AU)"),
        (("show", "AU", "9999"), "code: the store knows nothing of 9999 in AU on 2026-06-01"),
        (("show", "AU", "shirt"), "bad-input"),
        (("show", "AU", "6109", "--origin", "XX"), "origin: "),
    ],
)
def test_what_cannot_be_answered_exits_with_one(
    invoke: Invoke, store: Path, arguments: Sequence[str], message: str
) -> None:
    done = invoke("tariff", *arguments, "--on", "2026-06-01", "--store", store, exit_code=1)
    assert done.stdout == ""
    assert message in done.stderr
    asked = json.loads(invoke("tariff", *arguments, "--store", store, "--json", exit_code=1).stdout)
    assert asked["error"]["code"] == "bad-input"


def test_the_store_may_be_named_by_the_environment(
    invoke: Invoke, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(store))
    assert "csv: 2026-1" in invoke("tariff", "editions").stdout
    assert "csv: 2026-1" in invoke("tariff", "editions", "au").stdout


def test_a_search_suggests(invoke: Invoke, store: Path) -> None:
    found = invoke(
        "tariff", "search", "AU", "cotton", "t-shirts", "--on", "2026-06-01", "--store", store, "--limit", "1"
    ).stdout
    assert found.splitlines() == [
        "6109.10 8%",
        "    Knitted apparel > T-shirts > T-shirts of cotton",
        "",
        "Suggestions by words only: the classification follows from the tariff's rules and notes.",
    ]
    answer = json.loads(invoke("tariff", "search", "AU", "jerseys", "--store", store, "--json").stdout)
    assert [(one["code"], one["standing"]) for one in answer["suggestions"]] == [("6110", "suggestion")]
    none = invoke("tariff", "search", "AU", "jerseys", "--chapter", "01", "--store", store)
    assert none.stdout == "No line of AU has these words: jerseys\n"


def test_two_editions_are_compared_and_one_is_removed(invoke: Invoke, store: Path, table: Path) -> None:
    newer = TABLE.replace("See note 3", "9%").replace("8%", "7.5%").replace("6110,Jerseys", "6111,Babies' garments")
    table.write_text(newer.replace("Knitted apparel", "Apparel that is knitted"), encoding="utf-8")
    invoke("tariff", "load", "csv", table, "--area", "AU", "--name", "2026-2", "--on", "2026-07-01", "--into", store)
    arguments = ("tariff", "diff", "AU", "2026-1", "csv: 2026-2", "--store", store)
    assert invoke(*arguments).stdout.splitlines() == [
        "csv: 2026-1 -> csv: 2026-2",
        "--------------------------",
        "",
        "Lines added: 1",
        "  6111",
        "",
        "Lines removed: 1",
        "  6110",
        "",
        "Descriptions changed: 1",
        "  61: Knitted apparel -> Apparel that is knitted",
        "",
        "Duties changed: 1",
        "  6109.10 mfn: 8% -> 7.5%",
        "",
        "Duties begun: 1",
        "  6111 mfn: 1.20 EUR/kg",
        "",
        "Duties ended: 1",
        "  6110 mfn: 1.20 EUR/kg",
    ]
    assert json.loads(invoke(*arguments, "--json").stdout)["added"] == ["6111"]
    assert "Nothing changed." in invoke("tariff", "diff", "AU", "2026-1", "2026-1", "--store", store).stdout
    assert "no edition is called" in invoke(*arguments[:3], "1999", "2026-2", *arguments[5:], exit_code=1).stderr
    assert invoke("tariff", "remove", "AU", "2026-1", "--store", store).stdout == "AU: csv: 2026-1 is removed\n"
    assert "csv: 2026-1" not in invoke("tariff", "editions", "--store", store).stdout
    assert "no edition is called" in invoke("tariff", "remove", "AU", "2026-1", "--store", store, exit_code=1).stderr


def test_an_empty_store_says_so(invoke: Invoke, tmp_path: Path) -> None:
    Schedule.create(tmp_path / "t.db").close()
    assert invoke("tariff", "editions", "--store", "t.db").stdout == "Nothing is loaded.\n"
    assert "nothing is loaded; see" in invoke("tariff", "show", "AU", "61", "--store", "t.db", exit_code=1).stderr


# --- duties -----------------------------------------------------------------------------------------------------------


def test_a_duty_is_read_and_computed(invoke: Invoke) -> None:
    done = invoke("duty", "10 % MIN 22.40 EUR / 100 kg", "--value", "25 EUR", "--measure", "kg=12")
    assert done.stdout.splitlines() == [
        "10% MIN 22.4 EUR/100 kg",
        "",
        "  10% of 25 EUR = 2.5 EUR",
        "  12 kg x 22.4 EUR/100 kg = 2.688 EUR",
        "  the higher of 2.5 and 2.688: 2.688 EUR",
        "  duty: 2.688 EUR",
    ]
    assert invoke("duty", "33 1/3%", "--dialect", "us").stdout.count("\n") == 1


def test_a_duty_in_another_currency_takes_the_rate_that_is_given(invoke: Invoke) -> None:
    done = invoke(
        "duty", "4.4¢/kg + 8.5%", "--dialect", "us", "--value", "EUR 250.00", "--measure", "kg=12", "--rate",
        "EUR/USD=1.10", "--json",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert answer["amount"] == {"amount": "21.73", "currency": "EUR"}
    assert (answer["duty"], answer["exact"], len(answer["steps"])) == ("0.044 USD/kg + 8.5%", "2173/100", 3)
    share = invoke("duty", "10% of duty", "--value", "250 USD", "--of", "20 USD").stdout
    assert share.endswith("duty: 2 USD\n")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("1.20 EUR/kg", "--value", "25 EUR"), "--measure UNIT=NUMBER"),
        (("1.20 EUR/kg", "--value", "25 USD", "--measure", "kg=2"), "--rate EUR/USD=1.16"),
        (("10% of duty", "--value", "25 USD"), "--of AMOUNT"),
        (("twelve", "--value", "25 EUR"), "bad-input"),
        (
            ("See additional U.S. note 1", "--dialect", "us", "--value", "25 USD"),
            "give the result as the duty of the line",
        ),
    ],
)
def test_what_a_duty_lacks_is_named(invoke: Invoke, arguments: Sequence[str], hint: str) -> None:
    done = invoke("duty", *arguments, exit_code=1)
    assert done.stdout == ""
    assert hint in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("5%", "--value", "25"),
        ("5%", "--value", "EUR 25 EUR"),
        ("5%", "--value", "25 QQQ"),
        ("5%", "--value", "-3 EUR"),
        ("5%", "--measure", "kg"),
        ("5%", "--measure", "kg=much"),
        ("5%", "--measure", "kg=-1"),
        ("5%", "--measure", "bushel=1"),
        ("5%", "--measure", "kg=1", "--measure", "kg=2"),
        ("5%", "--rate", "EUR=1.16"),
        ("5%", "--rate", "EUR/USD=0"),
        ("5%", "--dialect", "latin"),
        (),
    ],
)
def test_wrong_use_of_duty_exits_with_two(invoke: Invoke, arguments: Sequence[str]) -> None:
    done = invoke("duty", *arguments, exit_code=2)
    assert done.stdout == ""


# --- quotes -----------------------------------------------------------------------------------------------------------


def order(country: str, currency: str) -> dict[str, Any]:
    return {
        "on": "2026-06-01",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": country},
        "lines": [
            {
                "hs": "6109.10",
                "origin": "CN",
                "quantity": "100",
                "unit_price": {"amount": "15.00", "currency": currency},
            }
        ],
    }


def test_a_quote_takes_its_duty_from_the_store_and_other_areas_from_the_starter_tariff(
    invoke: Invoke, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def duties(country: str, currency: str, *options: str | Path) -> list[str]:
        path = tmp_path / "order.json"
        path.write_text(json.dumps(order(country, currency)), encoding="utf-8")
        answer = json.loads(invoke("quote", path, "--json", *options).stdout)
        return [charge["rate"] for charge in answer["charges"] if charge["kind"] == "duty"]

    assert duties("AU", "AUD") == ["5%"]
    assert duties("AU", "AUD", "--tariffs", store) == ["8%"]
    assert duties("FR", "EUR", "--tariffs", store) == duties("FR", "EUR") == ["12%"]
    monkeypatch.setenv(STORE_VARIABLE, str(store))
    assert duties("AU", "AUD") == ["8%"]


def test_a_quote_refuses_what_is_no_store(invoke: Invoke, table: Path, tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(order("AU", "AUD")), encoding="utf-8")
    done = invoke("quote", path, "--tariffs", table, exit_code=2)
    assert "norland.csv cannot be used as a tariff store" in done.stderr


# --- published files --------------------------------------------------------------------------------------------------


def test_bodies_of_the_uk_service_load_together_and_what_is_no_tariff_is_refused_alone(invoke: Invoke) -> None:
    bodies = sorted(shared("uk-tariff-api-v2").glob("vcr__*.json"))
    done = invoke("tariff", "load", "uk-api", *bodies, "--into", "t.db", exit_code=1)
    refused = done.stderr.splitlines()
    assert len(refused) == 4
    assert all("exchange_rates" in line and line.startswith("xborder: bad-input: ") for line in refused)
    assert "GB: uk-api: Trade Tariff API v2, UK\n  7 files, 502 rows" in done.stdout
    assert "XI: uk-api: Trade Tariff API v2, XI\n  2 files, 97 rows" in done.stdout
    shown = invoke("tariff", "show", "GB", "6911 10 00 90", "--on", "2025-07-14", "--store", "t.db").stdout
    assert "mfn 12%" in shown


def test_one_chapter_of_japan_and_the_canadian_excerpt_load(invoke: Invoke) -> None:
    chapter = shared("jp-tariff/j_61_tariff_data.json")
    invoke("tariff", "load", "jp", chapter, "--on", "2026-07-09", "--into", "t.db")
    excerpt = shared("ca-tariff/ca_tphs_excerpt_2026_rev_3.csv")
    arguments = ("--on", "2026-01-01", "--name", "2026-3", "--group", "GPT=IN,BR", "--into", "t.db")
    assert "0105.94.91: 1.9 ¢" in invoke("tariff", "load", "ca", excerpt, *arguments).stdout
    assert json.loads(invoke("tariff", "editions", "JP", "--store", "t.db", "--json").stdout)[0]["lines"] > 100


def test_the_nomenclature_is_searched_without_duties(invoke: Invoke) -> None:
    invoke("tariff", "load", "hs", shared("un-hs/harmonized-system.csv"), "--into", "t.db")
    assert invoke("tariff", "search", "HS", "t-shirts", "cotton", "--store", "t.db").stdout.startswith("6109.10\n")
    assert (
        "The tariff has no duty for these goods." in invoke("tariff", "show", "HS", "6109.10", "--store", "t.db").stdout
    )


def test_a_half_download_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    half = tmp_path / "hts_2025_rev_18.json.gz"
    half.write_bytes(shared("us-hts/hts_2025_rev_18.json.gz").read_bytes()[:300_000])
    done = invoke("tariff", "load", "us-hts", half, "--on", "2025-08-07", "--into", "t.db", exit_code=1)
    assert "download it again" in done.stderr
    assert not Path("t.db").exists()


# --- the commands that the pages show ---------------------------------------------------------------------------------

PUBLISHED = {
    "hts_2026_rev_10.json.gz": "us-hts/hts_2026_rev_10.json.gz",
    "hts_2025_rev_18.json.gz": "us-hts/hts_2025_rev_18.json.gz",
    "0201100021.json": "uk-tariff-api-v2/vcr__commodities_0201100021__1.json",
    "6911100090.json": "uk-tariff-api-v2/vcr__commodities_6911100090_show_filter_ad__0.json",
    "j_61_tariff_data.json": "jp-tariff/j_61_tariff_data.json",
    "TPHS.csv": "ca-tariff/ca_tphs_excerpt_2026_rev_3.csv",
    "harmonized-system.csv": "un-hs/harmonized-system.csv",
    "s301_product_lists.csv": "us-ch99-lists/s301_product_lists.csv",
    "s122_exempt_products.csv": "us-ch99-lists/s122_exempt_products.csv",
    "s232_annex_products.csv": "us-ch99-lists/s232_annex_products.csv",
}
"""The published files that the pages load, by the names that they have there."""

WRITTEN = re.compile(r"`(\S+)`:\n\n```(?:csv|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```text\n(\$ xborder .*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ xborder (.*?(?:\\\n.*?)*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
TARIFF_PAGES = sorted(page.name for page in (ROOT / "docs").glob("tariff*.md"))


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a page with what it says they print."""
    for block in SHELL.findall(text):
        for command, printed in COMMAND.findall(block):
            yield shlex.split(command.replace("\\\n", " ")), printed


@pytest.mark.parametrize("name", TARIFF_PAGES)
def test_every_command_of_a_page_prints_what_it_shows(name: str, invoke: Invoke, tmp_path: Path) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for file, content in WRITTEN.findall(text):
        (tmp_path / file).write_text(content, encoding="utf-8")
    checker = doctest.OutputChecker()
    for arguments, printed in commands(text):
        for argument in arguments:
            if argument in PUBLISHED and not (tmp_path / argument).exists():
                shutil.copyfile(shared(PUBLISHED[argument]), tmp_path / argument)
        done = invoke(*arguments)
        example = doctest.Example(" ".join(arguments), printed)
        assert checker.check_output(printed, done.output, doctest.ELLIPSIS), checker.output_difference(
            example, done.output, doctest.ELLIPSIS | doctest.REPORT_NDIFF
        )


def test_the_days_of_the_pages_are_days() -> None:
    for name in TARIFF_PAGES:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for found in re.findall(r"--on (\S+)", text):
            date.fromisoformat(found)
