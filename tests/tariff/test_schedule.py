"""The store of tariffs: what is loaded is what is answered, and nothing hostile does more than raise its own error."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.law.sources import Evidence
from xborder.tariff import DutySource, ListSource, LoadedEdition, Schedule, StoreUnavailable
from xborder.tariff.editions import in_force
from xborder.tariff.holdings import Holding
from xborder.tariff.records import Counter, Edition, Group, Line, ListEntry, Reading, Record, Tariff
from xborder.tariff.schedule_duties import HoldingSource

DAY = date(2026, 7, 1)
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"

SHIRTS: tuple[Record, ...] = (
    Line(code="6109", depth=0, description="T-shirts, singlets and other vests, knitted or crocheted:"),
    Line(code="610910", depth=1, description="Of cotton", units=("doz.", "kg")),
    Line(code="", depth=2, description="Men's or boys':"),
    Line(code="6109100012", depth=3, description="Men's (338)"),
    Line(code="6109100014", depth=3, description="Boys' (338)", units=("No.",)),
    Line(code="610990", depth=1, description="Of other textile materials"),
    Line(code="6110", depth=0, description="Sweaters"),
    Tariff(code="610910", kind="mfn", text="16.5%", dialect="plain"),
    Tariff(code="610910", kind="preference", text="Free", dialect="plain", origin=("AU",), programme="AU"),
    Tariff(code="610990", kind="mfn", text="32%", dialect="plain"),
    Tariff(code="6110", kind="mfn", text="see note 3", dialect="plain"),
    Tariff(code="6109100014", kind="additional", text="7.5%", dialect="plain", heading="9903.88.15"),
    Tariff(code="", kind="additional", text="1%", dialect="plain", type="all goods"),
    Tariff(code="61", kind="vat", text="20%", dialect="plain"),
)


def edition(name: str = "2026", *, area: str = "US", form: str = "test", **more: object) -> Edition:
    fields: dict[str, object] = {"title": "Tariff", "publisher": "Office", "from_": date(2026, 1, 1), **more}
    return Edition(area=area, name=name, form=form, **fields)  # type: ignore[arg-type]


def reading(records: Iterable[Record] = SHIRTS, said: Edition | None = None) -> Reading:
    counter = Counter()

    def counted() -> Iterator[Record]:
        for record in records:
            counter.rows += 1
            yield record

    return Reading(edition=said or edition(), records=counted(), counted=counter)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Schedule]:
    with Schedule.create(tmp_path / "tariffs.sqlite") as schedule:
        yield schedule


def held(schedule: Schedule, code: str, on: date = DAY, area: str = "US") -> Holding:
    found = schedule.holding(area, code, on)
    assert found is not None
    return found


def texts(schedule: Schedule, code: str, on: date = DAY) -> list[tuple[str, ...]]:
    return [tuple(one.tariff.text for one in branch.held) for branch in held(schedule, code, on).branches]


# --- what is loaded is what is answered


def test_a_load_reports_what_it_took(store: Schedule) -> None:
    report = store.load(reading())
    assert (report.rows, report.lines, report.measures, report.groups, report.entries) == (14, 7, 7, 0, 0)
    assert report.unparsed == (("6110", "see note 3"),)
    assert not report.replaced
    assert report.seconds >= 0
    assert store.editions() == (report.edition,)
    assert store.editions("GB") == ()
    assert store.areas == ("US",)
    assert (report.edition.key, report.edition.lines, report.edition.measures) == ("test: 2026", 7, 7)
    source = store.sources("US")["test: 2026"]
    assert (source.title, source.publisher, source.evidence) == ("Tariff", "Office", Evidence.OFFICIAL)


def test_a_schedule_is_the_duty_source_of_a_desk(store: Schedule) -> None:
    tariff: DutySource = store
    holdings: HoldingSource = store
    assert isinstance(store, ListSource)
    store.load(reading())
    answer = tariff.duty("US", "6109.10.00.12", DAY)
    assert answer is not None
    assert (str(answer.expression), answer.sources[0]) == ("16.5%", "test: 2026")
    looked = store.lookup("US", "6109.10.00.12", on=DAY, origin="AU", preference="AU")
    assert looked is not None
    assert looked.base is not None
    assert looked.base.text == "Free"
    assert holdings.digest("US")
    assert holdings.digest("GB") == ""


def test_a_line_bears_its_own_measures_and_those_above_it_nearest_first(store: Schedule) -> None:
    store.load(reading())
    found = held(store, "6109100014")
    assert [(one.tariff.code, one.tariff.text) for one in found.branches[0].held] == [
        ("6109100014", "7.5%"),
        ("610910", "16.5%"),
        ("610910", "Free"),
        ("61", "20%"),
        ("", "1%"),
    ]
    assert found.branches[0].units == ("No.",)
    assert held(store, "6109100012").branches[0].units == ("doz.", "kg")
    assert found.path == (
        "T-shirts, singlets and other vests, knitted or crocheted:",
        "Of cotton",
        "Men's or boys':",
        "Boys' (338)",
    )
    assert found.line == Line(code="6109100014", depth=3, description="Boys' (338)", units=("No.",))
    assert (found.found, found.exact, found.early) == ("6109100014", True, False)
    assert set(found.editions) == {"test: 2026"}


@pytest.mark.parametrize(
    ("code", "answers", "exact", "branches"),
    [
        ("6109", "6109", True, ["6109100012", "6109100014", "610990"]),
        ("610910", "610910", True, ["6109100012", "6109100014"]),
        ("61", "61", True, ["6109100012", "6109100014", "610990", "6110"]),
        ("61091000", "610910", True, ["6109100012", "6109100014"]),
        ("6109100013", "610910", False, ["6109100012", "6109100014"]),
        ("610910001299", "6109100012", True, ["6109100012"]),
        ("61099090", "610990", True, ["610990"]),
        ("6109901000", "610990", True, ["610990"]),
        ("6109109999", "610910", False, ["6109100012", "6109100014"]),
        ("6110200000", "6110", True, ["6110"]),
    ],
)
def test_a_code_is_answered_by_the_nearest_line(
    store: Schedule, code: str, answers: str, exact: bool, branches: list[str]
) -> None:
    store.load(reading())
    found = held(store, code)
    assert (found.found, found.exact, [branch.code for branch in found.branches]) == (answers, exact, branches)


@pytest.mark.parametrize("code", ["6199", "619910", "6109800000", "6108", "6108210000"])
def test_goods_of_another_heading_never_answer_for_a_code(store: Schedule, code: str) -> None:
    store.load(reading())
    assert store.holding("US", code, DAY) is None
    assert store.lookup("US", code, DAY) is None
    assert store.duty("US", code, DAY) is None


def test_nothing_is_known_of_a_chapter_without_lines(store: Schedule) -> None:
    assert store.holding("US", "6109", DAY) is None
    store.load(reading())
    assert store.holding("US", "0101", DAY) is None
    assert store.holding("GB", "6109", DAY) is None
    assert store.duty("US", "0101", DAY) is None


def test_lines_without_measures_of_their_own_share_one_tuple(store: Schedule) -> None:
    store.load(reading())
    found = held(store, "61")
    ids = {id(branch.held) for branch in found.branches}
    assert len(ids) == 4
    more = [Line(code=f"61091000{number}", depth=3, description="Other") for number in range(20, 40)]
    store.load(reading([*SHIRTS[:5], *more, *SHIRTS[5:]]))
    assert len({id(branch.held) for branch in held(store, "610910").branches}) == 2


def test_in_a_tree_of_ten_digits_the_indents_decide_and_not_the_digits(store: Schedule) -> None:
    records: tuple[Record, ...] = (
        Line(code="3900000000", depth=0, description="Plastics", suffix="80"),
        Line(code="3926909700", depth=1, description="Other", suffix="80"),
        Line(code="3926909710", depth=2, description="Of polymers", suffix="10"),
        Line(code="3926909710", depth=3, description="Sheets", suffix="80"),
        Line(code="3926909715", depth=4, description="Coloured", suffix="80"),
        Line(code="3926909720", depth=2, description="Belts", suffix="80"),
        Tariff(code="39", kind="mfn", text="6.5%", dialect="plain"),
        Tariff(code="3926909710", kind="suspension", text="Free", dialect="plain"),
        Tariff(code="3926909720", kind="suspension", text="1%", dialect="plain"),
    )
    store.load(reading(records))
    assert texts(store, "3926909715") == [("Free", "6.5%")]
    assert texts(store, "3926909720") == [("1%", "6.5%")]
    assert [branch.code for branch in held(store, "3926909710").branches] == ["3926909715"]
    assert [branch.code for branch in held(store, "3926").branches] == ["3926909715", "3926909720"]
    assert [branch.code for branch in held(store, "39").branches] == ["3926909715", "3926909720"]
    assert held(store, "39").exact
    assert [line.description for line in store.ancestors("US", "3926909715", DAY)] == [
        "Plastics",
        "Other",
        "Of polymers",
        "Sheets",
    ]


def test_a_tariff_of_measures_without_lines_answers_too(store: Schedule) -> None:
    records = [
        Tariff(code="610910", kind="mfn", text="12%", dialect="plain"),
        Tariff(code="61099020", kind="mfn", text="8%", dialect="plain"),
    ]
    store.load(reading(records))
    found = held(store, "6109100012")
    assert (found.found, found.exact, found.line, found.path) == ("610910", True, None, ())
    assert texts(store, "6109100012") == [("12%",)]
    assert [branch.code for branch in held(store, "6109").branches] == ["610910", "61099020"]
    assert held(store, "61").exact
    assert store.holding("US", "6110", DAY) is None
    assert store.holding("US", "6209", DAY) is None
    wide = held(store, "61099099")
    assert (wide.found, wide.exact, [branch.code for branch in wide.branches]) == ("610990", False, ["61099020"])


def test_the_tree_can_be_walked(store: Schedule) -> None:
    store.load(reading())
    assert [line.code for line in store.children("US", "", DAY)] == ["6109", "6110"]
    assert [line.code for line in store.children("US", "6109", DAY)] == ["610910", "610990"]
    assert [(line.code, line.depth) for line in store.children("US", "610910", DAY)] == [
        ("", 2),
        ("6109100012", 3),
        ("6109100014", 3),
    ]
    assert [line.code for line in store.children("US", "61", DAY)] == ["6109", "6110"]
    assert store.children("US", "6110", DAY) == ()
    assert store.children("US", "0101", DAY) == ()
    assert [line.description for line in store.ancestors("US", "6109100012", DAY)] == [
        "T-shirts, singlets and other vests, knitted or crocheted:",
        "Of cotton",
        "Men's or boys':",
    ]
    assert store.ancestors("US", "0101", DAY) == ()


# --- days


def test_measures_lines_groups_and_list_entries_hold_on_their_days_only(store: Schedule) -> None:
    change = date(2026, 6, 1)
    records: tuple[Record, ...] = (
        Line(code="6109", depth=0, description="T-shirts"),
        Line(code="610910", depth=1, description="Of cotton", until=change),
        Line(code="610911", depth=1, description="Of cotton", from_=change),
        Tariff(code="6109", kind="mfn", text="12%", dialect="plain", until=change),
        Tariff(code="6109", kind="mfn", text="8%", dialect="plain", from_=change),
        Group(id="G", members=("AU",), until=change),
        Group(id="G", members=("AU", "NZ"), from_=change),
        ListEntry(list="old", code="6109", until=change),
        ListEntry(list="new", code="610911", from_=change),
    )
    store.load(reading(records))
    for on, text, code, members, lists in (
        (change - timedelta(days=1), "12%", "610910", ("AU",), {"old"}),
        (change, "8%", "610911", ("AU", "NZ"), {"new"}),
    ):
        found = held(store, "6109", on)
        assert [branch.code for branch in found.branches] == [code]
        assert [one.tariff.text for one in found.branches[0].held] == [text]
        assert found.groups["G"].members == members
        assert set(found.branches[0].lists) == lists
        assert store.lists_known("US", on) == lists == set(store.lists("US", "6109", on))


def test_the_newest_edition_that_has_begun_answers_and_before_all_the_first(store: Schedule) -> None:
    for year, rate in ((2024, "10%"), (2026, "12%"), (2025, "11%")):
        records = [Tariff(code="6109", kind="mfn", text=rate, dialect="plain")]
        store.load(reading(records, edition(str(year), from_=date(year, 1, 1))))
    for on, rate, early in (
        (date(2020, 1, 1), "10%", True),
        (date(2024, 1, 1), "10%", False),
        (date(2025, 12, 31), "11%", False),
        (date(2026, 1, 1), "12%", False),
        (date(2060, 1, 1), "12%", False),
    ):
        assert texts(store, "6109", on) == [(rate,)]
        assert held(store, "6109", on).early is early
    assert [one.edition.name for one in store.editions()] == ["2024", "2025", "2026"]


def loaded(number: int, *, lines: int = 1, measures: int = 1, **said: object) -> LoadedEdition:
    told = edition(str(number), **said)  # type: ignore[arg-type]
    return LoadedEdition(
        id=number, edition=told, loaded=DAY, lines=lines, measures=measures, groups=0, entries=0, digest=""
    )


def test_of_every_series_its_newest_whole_edition_and_its_additions_are_in_force() -> None:
    old = loaded(1, from_=date(2025, 1, 1))
    part = loaded(2, from_=date(2025, 6, 1), whole=False)
    new = loaded(3, from_=date(2026, 1, 1))
    late = loaded(4, from_=date(2026, 6, 1), whole=False)
    other = loaded(5, form="list", from_=None)
    everything = [late, old, other, new, part]

    def ids(on: date) -> set[int]:
        return {one.loaded.id for one in in_force(everything, on)}

    assert ids(date(2025, 3, 1)) == {1, 5}
    assert ids(date(2025, 7, 1)) == {1, 2, 5}
    assert ids(date(2026, 2, 1)) == {3, 5}
    assert ids(date(2026, 7, 1)) == {3, 4, 5}
    assert ids(date(2020, 1, 1)) == {1, 5}
    assert [one.early for one in in_force([part, late], date(2020, 1, 1))] == [True]
    assert in_force([], DAY) == ()


def test_lines_and_measures_published_apart_answer_together() -> None:
    lines, measures = loaded(1, measures=0), loaded(2, lines=0)
    newer = loaded(3, lines=0, from_=date(2026, 3, 1))
    assert {one.loaded.id for one in in_force([lines, measures, newer], DAY)} == {1, 3}


# --- loading again


def test_an_edition_loaded_again_replaces_itself(store: Schedule) -> None:
    store.load(reading())
    report = store.load(reading([Line(code="0101", depth=0, description="Horses")]))
    assert report.replaced
    assert store.holding("US", "6109", DAY) is None
    assert held(store, "0101").path == ("Horses",)
    assert store.search("US", "shirts") == ()
    assert [one.code for one in store.search("US", "horse")] == ["0101"]
    assert len(store.editions()) == 1
    store.check()


def test_a_part_replaces_only_what_it_says_of_the_same_codes(store: Schedule) -> None:
    part = edition("API", whole=False)
    store.load(reading(SHIRTS, part))
    update: tuple[Record, ...] = (
        Line(code="6109", depth=0, description="T-shirts and vests"),
        Line(code="610910", depth=1, description="Of cotton"),
        Line(code="6109100012", depth=2, description="Men's"),
        Tariff(code="610910", kind="mfn", text="15%", dialect="plain"),
    )
    assert store.load(reading(update, part)).replaced
    assert texts(store, "6109100012") == [("15%", "20%", "1%")]
    # What the update says nothing of stays; on its lowest line it says that there is nothing more.
    assert texts(store, "6109100014") == [("7.5%", "15%", "20%", "1%")]
    assert texts(store, "610990") == [("32%", "20%", "1%")]
    gone = (*update[:2], Line(code="6109100014", depth=2, description="Boys'"), update[3])
    store.load(reading(gone, part))
    assert texts(store, "6109100014") == [("15%", "20%", "1%")]
    assert [one.code for one in store.search("US", "vests boys")][:1] == ["6109100014"]
    assert len(store.editions()) == 1
    store.check()


def test_parts_of_other_names_answer_by_age(store: Schedule) -> None:
    for name, rate, begins in (("a", "1%", 1), ("b", "2%", 3)):
        records = [Tariff(code="6109", kind="mfn", text=rate, dialect="plain")]
        store.load(reading(records, edition(name, whole=False, from_=date(2026, begins, 1))))
    store.load(reading([Tariff(code="61", kind="vat", text="20%", dialect="plain")], edition("c", whole=False)))
    assert texts(store, "6109", date(2026, 2, 1)) == [("1%", "20%")]
    assert texts(store, "6109", DAY) == [("2%", "20%")]


def test_editions_of_several_forms_answer_together(store: Schedule) -> None:
    store.load(reading())
    own = [Tariff(code="6109100012", kind="anti-dumping", text="40%", dialect="plain")]
    store.load(reading(own, edition("own", form="csv")))
    on_list: tuple[Record, ...] = (
        ListEntry(list="9903.88.15", code="6109"),
        ListEntry(list="us.example", code="6109100012"),
        Line(code="99038815", depth=0, description="Articles the product of China"),
        Tariff(code="99038815", kind="additional", text="7.5%", dialect="plain"),
    )
    store.load(reading(on_list, edition("301", form="list")))
    found = held(store, "6109100012")
    assert [one.tariff.text for one in found.branches[0].held] == ["40%", "16.5%", "Free", "20%", "1%"]
    assert found.branches[0].lists == {"9903.88.15", "us.example"}
    assert [one.tariff.text for one in found.headings["9903.88.15"]] == ["7.5%", "1%"]
    assert set(found.headings) == {"9903.88.15"}
    assert set(found.editions) == {"test: 2026", "csv: own", "list: 301"}
    assert [sorted(branch.lists) for branch in held(store, "6109").branches] == [
        ["9903.88.15", "us.example"],
        ["9903.88.15"],
        ["9903.88.15"],
    ]
    assert store.lists("US", "6109", DAY) == {"9903.88.15"}


def test_removing_an_edition_takes_all_of_it(store: Schedule) -> None:
    first = store.load(reading()).edition
    second = store.load(reading(SHIRTS, edition("part", form="api", whole=False))).edition
    store.remove(first)
    assert [one.key for one in store.editions()] == ["api: part"]
    assert held(store, "6109").branches
    store.remove(second)
    assert store.editions() == ()
    assert store.holding("US", "6109", DAY) is None
    with pytest.raises(BadInput, match="nothing is loaded for the customs area 'US'"):
        store.search("US", "cotton")
    with pytest.raises(BadInput, match="no edition"):
        store.remove(first)
    with sqlite3.connect(store.path) as db:
        for table in ("edition", "line", "term", "measure", "country_group", "entry"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
    db.close()


def test_the_digest_tells_the_content_however_it_came_in(tmp_path: Path) -> None:
    part = edition("API", whole=False)
    with Schedule.create(tmp_path / "a") as one, Schedule.create(tmp_path / "b") as other:
        one.load(reading())
        other.load(reading([Line(code="01", depth=0, description="Animals")]))
        assert one.digest("US") != other.digest("US")
        other.load(reading())
        assert one.digest("US") == other.digest("US")
        stamp = other.stamp
        other.load(reading(SHIRTS[:7], part))
        assert other.digest("US") != one.digest("US")
        assert other.stamp != stamp
        other.load(reading(SHIRTS[7:], part))
        one.load(reading(SHIRTS, part))
        one.load(reading(SHIRTS, part))
        assert one.digest("US") == other.digest("US")


def test_progress_is_told(store: Schedule) -> None:
    told: list[int] = []
    records = [Line(code=f"{number:010}", depth=0, description="x") for number in range(100_000, 105_000)]
    store.load(reading(records), progress=lambda counter: told.append(counter.rows))
    assert told[-1] == 5_000
    assert len(told) >= 3


# --- differences


def test_a_diff_names_lines_words_and_rates_that_changed(store: Schedule) -> None:
    store.load(reading())
    newer: tuple[Record, ...] = (
        Line(code="6109", depth=0, description="T-shirts,  singlets and other vests, knitted or crocheted:"),
        Line(code="610910", depth=1, description="Of cotton, not bleached"),
        Line(code="610911", depth=1, description="Bleached"),
        Tariff(code="610910", kind="mfn", text="16 %", dialect="plain"),
        Tariff(code="610910", kind="preference", text="Free", dialect="plain", origin=("AU",), programme="AU"),
        Tariff(code="610911", kind="mfn", text="3%", dialect="plain"),
    )
    store.load(reading(newer, edition("2027", from_=date(2027, 1, 1))))
    diff = store.diff("US", "2026", "test: 2027")
    assert diff.added == ("610911",)
    assert diff.removed == ("6109100012", "6109100014", "610990", "6110")
    assert [(one.code, one.older, one.newer) for one in diff.described] == [
        ("610910", "Of cotton", "Of cotton, not bleached")
    ]
    assert ("610910", "mfn", "16.5%", "16 %") in {(one.code, one.kind, one.older, one.newer) for one in diff.rates}
    assert ("610911", "mfn", None, "3%") in {(one.code, one.kind, one.older, one.newer) for one in diff.rates}
    assert ("610990", "mfn", "32%", None) in {(one.code, one.kind, one.older, one.newer) for one in diff.rates}
    assert not any(one.programme == "AU" for one in diff.rates)
    first = store.editions()[0]
    same = store.diff("US", first, first)
    assert (same.added, same.removed, same.described, same.rates) == ((), (), (), ())
    with pytest.raises(BadInput, match="no edition is called '2030'") as caught:
        store.diff("US", "2026", "2030")
    assert caught.value.path == "newer"


# --- search


def test_search_finds_words_of_the_line_and_of_what_is_above_it(store: Schedule) -> None:
    store.load(reading())
    found = store.search("US", "men's cotton T-shirt")
    assert found[0].code == "6109100012"
    assert found[0].rate == "16.5%"
    assert found[0].units == ("doz.", "kg")
    assert found[0].path[1] == "Of cotton"
    assert {one.standing for one in found} == {"suggestion"}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert store.search("US", "sweater")[0].code == "6110"
    assert store.search("US", "SWEATERS of the")[0].code == "6110"
    assert store.search("US", "cotton", limit=1)[0].code == "610910"
    assert {one.code for one in store.search("US", "other", chapter="610990")} == {"610990"}
    assert store.search("US", "cotton", chapter="62") == ()
    assert store.search("US", "cotton", on=date(2020, 1, 1))


def test_search_reads_scripts_without_blanks(store: Schedule) -> None:
    store.load(reading([Line(code="6109", depth=0, description="Tシャツ、シングレット(メリヤス編み)")]))
    assert [one.code for one in store.search("US", "シャツ")] == ["6109"]
    assert store.search("US", "帽子") == ()


@given(
    st.text(max_size=60)
    | st.sampled_from(['"', "'", "NEAR(a b)", "a AND", "own:x", "-a", "a*", "^a", "OR", "\0", "((", "don't"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_no_text_of_a_user_is_too_strange_to_search(store: Schedule, text: str) -> None:
    if not store.editions():
        store.load(reading())
    for one in store.search("US", text):
        assert one.code


@pytest.mark.parametrize("limit", [0, -1, 1_000, True, "5", None])
def test_a_search_without_sense_is_refused(store: Schedule, limit: object) -> None:
    with pytest.raises(BadInput, match="limit"):
        store.search("US", "x", limit=limit)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="HS code"):
        store.search("US", "x", chapter="x")
    with pytest.raises(BadInput, match="text"):
        store.search("US", None)  # type: ignore[arg-type]


# --- what makes no sense is refused, and the store stays as it was


WRONG: dict[str, object] = {
    "letters in a code": Tariff(code="61a", kind="mfn", text="1%", dialect="plain"),
    "a code too long": Line(code="1" * 20, depth=0, description="x"),
    "an unknown kind": Tariff(code="61", kind="tax", text="1%", dialect="plain"),
    "an unknown dialect": Tariff(code="61", kind="mfn", text="1%", dialect="xx"),
    "an end before the start": Tariff(code="61", kind="mfn", text="1%", dialect="plain", from_=DAY, until=DAY),
    "a depth below nothing": Line(code="61", depth=-1, description="x"),
    "half a character": Line(code="61", depth=0, description="\ud800"),
    "no text": Line(code="61", depth=0, description=None),  # type: ignore[arg-type]
    "a number as code": Line(code=61, depth=0, description="x"),  # type: ignore[arg-type]
    "no list": ListEntry(list="", code="61"),
    "no record": "6109",
    "no tuple": Line(code="61", depth=0, description="x", units=("a\x1fb",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_record_without_sense_stops_the_load_and_leaves_the_store_as_it_was(store: Schedule, name: str) -> None:
    store.load(reading())
    before, digest, stamp = store.editions(), store.digest("US"), store.stamp
    many = [Line(code=f"{number:010}", depth=0, description="x") for number in range(5_000)]
    with pytest.raises(LawError) as caught:
        store.load(reading([*many, WRONG[name]]))  # type: ignore[list-item]
    assert caught.value.path == "2026 row 5001"
    assert (store.editions(), store.digest("US"), store.stamp) == (before, digest, stamp)
    assert texts(store, "610990") == [("32%", "20%", "1%")]
    store.check()


def test_an_error_of_the_reader_leaves_the_store_as_it_was(store: Schedule) -> None:
    store.load(reading())
    before = store.editions()

    def broken(error: BaseException) -> Iterator[Record]:
        yield from SHIRTS[:3]
        raise error

    for error in (LawError("broken", path="f row 4"), KeyError("a fault of the reader"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            store.load(reading(broken(error)))
        assert store.editions() == before
    assert texts(store, "610990") == [("32%", "20%", "1%")]
    store.load(reading(SHIRTS, edition("next")))


@pytest.mark.parametrize("field", ["area", "name", "form"])
def test_an_edition_must_say_what_it_is(store: Schedule, field: str) -> None:
    said = {"name": "n", "area": "US", "form": "f", field: " "}
    with pytest.raises(BadInput, match=f"edition.{field}"):
        store.load(reading((), edition(**said)))
    with pytest.raises(BadInput, match="customs area"):
        store.load(reading((), edition(area="us")))


def test_a_part_and_a_whole_schedule_do_not_share_a_name(store: Schedule) -> None:
    store.load(reading())
    with pytest.raises(BadInput, match=r"edition\.whole"):
        store.load(reading(SHIRTS, edition(whole=False)))


@pytest.mark.parametrize("code", ["", "x", "1", "7701", None])
def test_a_question_for_no_code_is_bad_input(store: Schedule, code: str) -> None:
    for ask in (store.holding, store.ancestors, store.lookup):
        with pytest.raises(BadInput):
            ask("US", code, DAY)
    with pytest.raises(BadInput, match="on: "):
        store.holding("US", "6109", "2026-07-01")  # type: ignore[arg-type]


# --- files that are no store, and places that are no good


def test_a_store_is_not_made_over_something(tmp_path: Path) -> None:
    place = tmp_path / "s"
    Schedule.create(place).close()
    with pytest.raises(BadInput, match=r"already something.*Schedule\.open"):
        Schedule.create(place)
    (tmp_path / "empty").touch()
    Schedule.create(tmp_path / "empty").close()
    with pytest.raises(BadInput, match="no folder"):
        Schedule.create(tmp_path / "none" / "s")
    with pytest.raises(BadInput, match="is a folder"):
        Schedule.create(tmp_path)
    for wrong in (7, None, b"x", "a\0b"):
        with pytest.raises(BadInput, match="path"):
            Schedule.open(wrong)  # type: ignore[arg-type]
    for patience in (-1, "5", None, True):
        with pytest.raises(BadInput, match="patience"):
            Schedule.open(place, patience=patience)  # type: ignore[arg-type]


def test_what_is_no_store_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no store.*Schedule\.create"):
        Schedule.open(tmp_path / "none")
    (tmp_path / "empty").touch()
    with pytest.raises(BadInput, match="is empty"):
        Schedule.open(tmp_path / "empty")
    (tmp_path / "text").write_text("a,b\n" * 1000)
    with pytest.raises(BadInput, match="no tariff store"):
        Schedule.open(tmp_path / "text")
    db = sqlite3.connect(tmp_path / "other")
    db.execute("CREATE TABLE mine (x)")
    db.commit()
    db.close()
    with pytest.raises(BadInput, match="SQLite database, but no tariff store"):
        Schedule.open(tmp_path / "other")


def test_a_store_of_a_newer_release_is_refused_with_advice(tmp_path: Path) -> None:
    place = tmp_path / "s"
    Schedule.create(place).close()
    db = sqlite3.connect(place)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(BadInput, match=r"newer release \(format 99.*update xborder"):
        Schedule.open(place)


def filled(place: Path) -> Path:
    with Schedule.create(place) as schedule:
        lines = [
            Line(code=f"{number:010}", depth=0, description=f"goods {number}") for number in range(100_000, 104_000)
        ]
        schedule.load(reading([*SHIRTS, *lines]))
    return place


def test_a_closed_store_is_one_file(tmp_path: Path) -> None:
    filled(tmp_path / "s")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_store_that_breaks_off_is_told_from_a_whole_one(tmp_path: Path, share: float) -> None:
    place = filled(tmp_path / "s")
    data = place.read_bytes()
    place.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(LawError, match=r"damaged.*make a new store"):
        Schedule.open(place)


def test_a_store_with_rubbish_in_it_answers_or_says_that_it_is_damaged(tmp_path: Path) -> None:
    place = filled(tmp_path / "s")
    data = bytearray(place.read_bytes())
    for page in range(1, len(data) // 4096, 2):
        data[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    place.write_bytes(data)
    with pytest.raises(LawError, match="damaged"), Schedule.open(place) as schedule:  # noqa: PT012
        for ask in (schedule.editions, lambda: schedule.holding("US", "6109", DAY), schedule.check):
            ask()
    place.write_bytes(bytes(data[:100]) + b"\0" * (len(data) - 100))
    with pytest.raises(XborderError):
        Schedule.open(place)


def test_a_store_that_another_process_writes_can_be_read_but_not_written(tmp_path: Path) -> None:
    place = filled(tmp_path / "s")
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM measure")
    with Schedule.open(place, patience=0) as schedule:
        assert texts(schedule, "610990") == [("32%", "20%", "1%")]
        with pytest.raises(StoreUnavailable, match=r"another process is writing.*patience"):
            schedule.load(reading())
        other.execute("ROLLBACK")
        schedule.load(reading())
    other.close()


def test_a_store_opened_for_reading_is_not_written(tmp_path: Path) -> None:
    with Schedule.open(filled(tmp_path / "s"), read_only=True) as schedule:
        assert texts(schedule, "610990") == [("32%", "20%", "1%")]
        with pytest.raises(StoreUnavailable, match="for reading only"):
            schedule.load(reading())
        with pytest.raises(StoreUnavailable, match="for reading only"):
            schedule.remove(schedule.editions()[0])


READ_ONLY_PLACE = """
import os, sys
from datetime import date
from xborder.errors import XborderError
from xborder.tariff import Schedule
from xborder.tariff.records import Counter, Edition, Reading
Schedule.create(sys.argv[2]).close()
with Schedule.open(sys.argv[2]) as schedule:
    schedule.holding("US", "610990", date(2026, 7, 1))
if not os.geteuid():  # the administrator may write anywhere, so somebody else asks
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
with Schedule.open(sys.argv[1]) as schedule:
    print(schedule.holding("US", "610990", date(2026, 7, 1)).branches[0].held[0].tariff.text)
    said = Edition(area="US", name="n", form="f", title="t", publisher="p")
    try:
        schedule.load(Reading(edition=said, records=iter(()), counted=Counter()))
    except XborderError as error:
        print(type(error).__name__, error.hint.partition(",")[0])
try:
    Schedule.create(sys.argv[1] + ".new")
except XborderError as error:
    print(type(error).__name__)
"""


def run(code: str, *arguments: str) -> str:
    here = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(here), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_store_in_a_place_that_cannot_be_written_is_read_all_the_same(tmp_path: Path) -> None:
    # Not in the folder of pytest, which others may not enter.
    with tempfile.TemporaryDirectory() as folder:
        place = filled(Path(folder) / "s")
        place.chmod(0o444)
        Path(folder).chmod(0o555)
        try:
            told = run(READ_ONLY_PLACE, str(place), str(tmp_path / "warm"))
        finally:
            Path(folder).chmod(0o755)
    assert told.splitlines() == ["32%", "StoreUnavailable open it for writing", "StoreUnavailable"]


def test_a_full_disk_leaves_the_store_as_it_was(store: Schedule) -> None:
    store.load(reading())
    before = store.editions()
    with store._store.glance() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 20}")
    lines = [Line(code=f"{number:010}", depth=0, description="x" * 50) for number in range(100_000, 120_000)]
    with pytest.raises(StoreUnavailable, match="disk is full; the store is as it was"):
        store.load(reading(lines, edition("more")))
    assert store.editions() == before
    assert texts(store, "610990") == [("32%", "20%", "1%")]
    store.check()


def test_a_closed_schedule_says_so(store: Schedule) -> None:
    store.close()
    store.close()
    for ask in (store.editions, lambda: store.holding("US", "6109", DAY), lambda: store.load(reading())):
        with pytest.raises(StoreUnavailable, match="closed"):
            ask()


# --- threads and processes


def test_threads_that_ask_while_another_loads_see_one_edition_or_the_other(store: Schedule) -> None:
    def tariff(rate: int) -> list[Record]:
        lines = [Line(code=f"6109{number:06}", depth=0, description=f"goods {number}") for number in range(1, 401)]
        return [*lines, *(Tariff(code=line.code, kind="mfn", text=f"{rate}%", dialect="plain") for line in lines)]

    store.load(reading(tariff(0)))
    done = False

    def ask() -> int:
        asked = 0
        while not done:
            found = store.holding("US", "61", DAY)
            assert found is not None
            assert len(found.branches) == 400
            assert len({branch.held[0].tariff.text for branch in found.branches}) == 1
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        try:
            for rate in range(1, 8):
                store.load(reading(tariff(rate)))
                assert held(store, "61").branches[0].held[0].tariff.text == f"{rate}%"
        finally:
            done = True
        assert all(one.result() > 0 for one in asking)


def test_another_process_sees_what_is_loaded_at_once(store: Schedule) -> None:
    with Schedule.open(store.path) as other:
        assert other.holding("US", "6109", DAY) is None
        assert other.duty("US", "610990", DAY) is None
        store.load(reading())
        assert texts(other, "610990") == [("32%", "20%", "1%")]
        answer = other.duty("US", "610990", DAY)
        assert answer is not None
        assert str(answer.expression) == "32%"


FORKED = """
import os, sys
from datetime import date
from xborder.tariff import Schedule
schedule = Schedule.open(sys.argv[1])
ask = lambda: schedule.holding("US", "610990", date(2026, 7, 1)).branches[0].held[0].tariff.text
assert ask() == "32%"
child = os.fork()
if not child:
    os._exit(0 if ask() == "32%" else 1)
print(os.waitpid(child, 0)[1], ask())
schedule.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
def test_a_forked_process_asks_on_connections_of_its_own(tmp_path: Path) -> None:
    assert run(FORKED, str(filled(tmp_path / "s"))) == "0 32%\n"


# --- official files


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    folder = SHARED / "us-hts"
    if not folder.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    with Schedule.create(tmp_path_factory.mktemp("official") / "us.sqlite") as schedule:
        for name, begins in (("hts_2025_basic", date(2025, 1, 1)), ("hts_2026_rev_10", date(2026, 6, 8))):
            report = schedule.load_us_hts(folder / f"{name}.json.gz", on=begins, name=name)
            assert report.rows == report.lines == report.edition.lines
        yield schedule


def test_a_whole_schedule_of_the_united_states_answers(official: Schedule) -> None:
    assert [one.lines for one in official.editions("US")] == [35_859, 35_509]
    found = held(official, "6109100012")
    assert found.exact
    assert found.path[:2] == (
        "T-shirts, singlets, tank tops and similar garments, knitted or crocheted:",
        "Of cotton",
    )
    assert [one.tariff.text for one in found.branches[0].held if one.tariff.kind == "mfn"] == ["16.5%"]
    assert held(official, "6109100012", date(2024, 1, 1)).early
    assert len(held(official, "61").branches) > 800
    assert official.search("US", "cotton t-shirts for men")[0].code == "6109100012"
    assert official.search("US", "ceramic mugs")[0].code == "6912004400"
    diff = official.diff("US", "hts_2025_basic", "hts_2026_rev_10")
    assert len(diff.added) > 100
    assert len(diff.rates) > 100
    official.check()


def test_every_line_of_the_united_states_is_found_by_its_own_code(official: Schedule) -> None:
    codes = {line.code for chapter in ("42", "61") for line in walk(official, chapter)}
    assert len(codes) > 1_000
    for code in codes:
        found = held(official, code)
        assert (found.found, found.exact) == (code, True)


def walk(schedule: Schedule, code: str) -> Iterator[Line]:
    for line in schedule.children("US", code, DAY):
        if line.code:
            yield line
            yield from walk(schedule, line.code)


def test_a_part_without_a_day_adds_to_a_dated_whole(tmp_path: Path) -> None:
    with Schedule.create(tmp_path / "tariffs.sqlite") as schedule:
        schedule.load_csv(b"code,duty\n6109,8%\n", area="AU", name="1", on=date(2026, 1, 1))
        schedule.load_csv(b"code,duty,kind,origin\n6109,25%,anti-dumping,CN\n", area="AU", name="2", whole=False)
        found = schedule.lookup("AU", "6109", on=date(2026, 7, 1), origin="CN")
    assert found is not None
    assert [str(one.expression) for one in (found.base, *found.additional) if one is not None] == ["8%", "25%"]
