"""Which codes a store answers for, with what, and what it refuses to be asked or to load."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from xborder.errors import BadInput, LawError
from xborder.tariff import Schedule
from xborder.tariff.records import Counter, Edition, Line, Reading, Record, Tariff
from xborder.tariff.search import Suggestion
from xborder.tariff.several import Several
from xborder.tariff.shop_words import SHOP_WORDS
from xborder.tariff.starter import StarterTariff

DAY = date(2026, 7, 1)
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
ROWS = [
    {"htsno": "6109", "indent": "0", "description": "T-shirts"},
    {"htsno": "6109.10.00", "indent": "1", "description": "Of cotton", "general": "16.5%", "special": "Free (AU)"},
]
HTS = json.dumps(ROWS).encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Schedule]:
    with Schedule.create(tmp_path / "tariffs.sqlite") as schedule:
        yield schedule


def table(store: Schedule, *rows: str, header: str = "code,duty", area: str = "AU", name: str = "1") -> None:
    store.load_csv("\n".join([header, *rows]).encode(), area=area, name=name)


def duties(store: Schedule, code: str, area: str = "AU") -> dict[str, str]:
    """The duty of each line that answers."""
    found = store.lookup(area, code, DAY)
    assert found is not None
    told = {one: variant for variant in found.variants for one in variant.codes}
    return {code: str(one.base.expression) if one.base is not None else "" for code, one in sorted(told.items())}


# --- codes that a tariff does not know


def test_a_table_of_one_heading_does_not_answer_for_another(store: Schedule) -> None:
    header = "code,duty,description"
    table(store, "6109.10,5%,Of cotton", "6109.90.10,8%,Of wool", header=header)
    for code in ("6110", "61", "6108", "6109.80", "6109.80.10"):
        found = store.lookup("AU", code, DAY)
        assert (found is not None) is (code == "61"), code
    assert duties(store, "61") == {"610910": "5%", "61099010": "8%"}
    assert duties(store, "6109.90.99") == {"61099010": "8%"}
    unknown = store.lookup("AU", "6109.90.99", DAY)
    assert unknown is not None
    assert not unknown.exact
    assert unknown.remarks[0] == "The tariff has no line 61099099; it answers for 610990."


def test_what_one_tariff_does_not_know_the_next_one_answers(store: Schedule) -> None:
    table(store, "6109.10,5%", area="EU")
    answer = Several((store, StarterTariff())).duty("EU", "8518.30", DAY)
    assert answer is not None
    assert answer.text == "Free"


@pytest.mark.skipif(
    not (SHARED / "uk-tariff-api-v2").is_dir(), reason="the recorded bodies are not beside this checkout"
)
def test_bodies_of_some_commodities_answer_for_these_only(store: Schedule) -> None:
    bodies = [
        path for code in ("6911100090", "0201100021") for path in (SHARED / "uk-tariff-api-v2").rglob(f"*{code}*")
    ]
    assert bodies
    for body in bodies:
        try:
            store.load_uk_api(body, area="GB")
        except LawError:  # of those recorded, some are no commodities
            continue
    for code in ("0203191300", "0203", "6912", "6911", "691110", "02", "69"):
        found = store.lookup("GB", code, DAY)
        assert (found is not None) is ("0201100021".startswith(code) or "6911100090".startswith(code)), code
    assert store.duty("GB", "0203191300", DAY) is None


# --- duties at short codes, in a table of one's own


@pytest.mark.parametrize("header", ["code,duty", "code,duty,description"])
def test_a_short_code_bears_on_all_that_no_longer_one_is_for(store: Schedule, header: str) -> None:
    told = ",x" if "description" in header else ""
    table(store, f"610910,5%{told}", f"6109100012,3%{told}", header=header)
    assert duties(store, "610910") == {"610910": "5%", "6109100012": "3%"}
    assert duties(store, "61091000")["6109100012"] == "3%"
    assert sorted(duties(store, "61091000").values()) == ["3%", "5%"]
    assert duties(store, "6109100099") == {"610910": "5%"}
    assert duties(store, "6109100012") == {"6109100012": "3%"}
    assert duties(store, "6109") == {"610910": "5%", "6109100012": "3%"}
    assert store.lookup("AU", "6110", DAY) is None
    for code in ("6109100099", "610910", "61091000"):
        found = store.lookup("AU", code, DAY)
        assert found is not None
        assert found.exact
    answer = store.duty("AU", "610910", DAY)
    assert answer is not None
    assert sorted(map(str, answer.options)) == ["3%", "5%"]


@pytest.mark.parametrize("header", ["code,duty", "code,duty,description"])
def test_duties_of_chapters_and_of_all_goods_reach_what_nothing_else_is_for(store: Schedule, header: str) -> None:
    told = ",x" if "description" in header else ""
    table(store, f"61,12%{told}", f"6109,10%{told}", f"610910,8%{told}", f"6110,2%{told}", header=header)
    assert duties(store, "6115") == {"61": "12%"}
    assert duties(store, "610990") == {"6109": "10%"}
    assert duties(store, "61") == {"61": "12%", "6109": "10%", "610910": "8%", "6110": "2%"}
    assert store.lookup("AU", "6209", DAY) is None
    table(store, "*,1%", name="2", area="NZ")
    assert list(duties(store, "6209", "NZ").values()) == ["1%"]


def test_a_duty_for_some_origins_is_no_duty_for_the_rest(store: Schedule) -> None:
    table(store, "6109,25%,anti-dumping,CN", "610910,8%,,", header="code,duty,kind,origin")
    assert duties(store, "6109") == {"610910": "8%"}


def test_a_nomenclature_says_which_codes_there_are(store: Schedule) -> None:
    store.load_us_hts(HTS)
    table(store, "6109,25%", area="US")
    assert duties(store, "6109", "US") == {"61091000": "16.5%"}
    assert store.lookup("US", "6110", DAY) is None


# --- editions without a first day


def test_an_edition_without_a_day_answers_for_every_day_and_says_so(store: Schedule, tmp_path: Path) -> None:
    path = tmp_path / "my export.json.gz"
    path.write_bytes(gzip.compress(HTS))
    assert store.load_us_hts(path).edition.edition.name == "my export"
    for on in (date(1990, 1, 1), DAY, date(2090, 1, 1)):
        found = store.lookup("US", "6109.10.00", on)
        assert found is not None
        assert not found.early
        assert str(found.base) == "mfn 16.5%"
        assert "The first day of the edition my export is not given: it answers for every day." in found.remarks
    answer = store.duty("US", "6109.10.00", DAY)
    assert answer is not None
    assert any("is not given" in remark for remark in answer.remarks)
    newer = HTS.replace(b"16.5%", b"17.5%")
    store.load_us_hts(newer)
    found = store.lookup("US", "6109.10.00", DAY)
    assert found is not None
    assert str(found.base) == "mfn 17.5%"
    store.load_us_hts(HTS, on=date(2026, 1, 1))
    found = store.lookup("US", "6109.10.00", DAY)
    assert found is not None
    assert (str(found.base), [one for one in found.remarks if "not given" in one]) == ("mfn 16.5%", [])


def test_a_day_is_a_date(store: Schedule) -> None:
    for load in (store.load_us_hts, store.load_jp, store.load_ca):
        with pytest.raises(
            BadInput, match=r"on: '2026-06-08' is no date .*give a date, not text: on=date\(2026, 6, 8\)"
        ):
            load(HTS, on="2026-06-08")
    with pytest.raises(BadInput, match="is no date"):
        store.load_csv(b"code,duty\n61,1%\n", area="AU", name="1", on="2026-06-08")


# --- questions that make no sense


def test_an_area_of_which_nothing_is_loaded_is_refused(store: Schedule) -> None:
    asks = (
        lambda area: store.lookup(area, "6109", DAY),
        lambda area: store.search(area, "shirt"),
        lambda area: store.children(area, "6109", DAY),
        lambda area: store.ancestors(area, "6109", DAY),
    )
    for ask in asks:
        with pytest.raises(
            BadInput, match=r"area: nothing is loaded for the customs area 'US' .*nothing is loaded yet"
        ):
            ask("US")
    store.load_us_hts(HTS, on=date(2026, 1, 1))
    table(store, "6109,5%")
    for ask in asks:
        with pytest.raises(BadInput, match=r"'us' \(use 'US'; loaded: AU, US\)"):
            ask("us")
        with pytest.raises(BadInput, match=r"'GB' \(loaded: AU, US\)"):
            ask("GB")
        with pytest.raises(BadInput, match="area: 5 is no customs area"):
            ask(5)
        ask("US")
    assert store.duty("GB", "6109", DAY) is None
    assert store.lookup("US", "0101", DAY) is None
    assert store.search("US", "horse") == ()


@pytest.mark.parametrize("origin", ["RUS", "Russia", "XX", 5, ["CN"], "UK", "CHN", b"CN"])
def test_an_origin_is_a_country(store: Schedule, origin: str) -> None:
    store.load_us_hts(HTS, on=date(2026, 1, 1))
    for _ in range(2):
        with pytest.raises(BadInput) as caught:
            store.lookup("US", "6109", DAY, origin)
        assert caught.value.path == "origin"
        assert caught.value.hint


def test_origins_and_preferences_that_can_be(store: Schedule) -> None:
    store.load_us_hts(HTS, on=date(2026, 1, 1))
    for origin, told in (("", ""), (None, ""), ("AU", "AU"), ("au", "AU")):
        found = store.lookup("US", "61091000", DAY, origin)
        assert found is not None
        assert found.origin == told
    for preference in (5, b"AU", ["AU"]):
        with pytest.raises(BadInput, match=r"preference: .*no text"):
            store.lookup("US", "6109", DAY, "AU", preference)  # type: ignore[arg-type]
    claimed = store.lookup("US", "61091000", DAY, "AU", "AU")
    assert claimed is not None
    assert str(claimed.base) == "preference Free (AU)"
    for code in (61, ["61"], None):
        with pytest.raises(BadInput):
            store.lookup("US", code, DAY)  # type: ignore[arg-type]


# --- files that make no sense


def test_a_whole_edition_with_nothing_in_it_is_refused(store: Schedule) -> None:
    store.load_us_hts(HTS, on=date(2026, 1, 1), name="2026")
    before, digest = store.editions(), store.digest("US")
    header = (
        "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty"
    )
    for empty in (b"[]", header.encode() + b"\n"):
        with pytest.raises(LawError, match=r"2026 row 0: .*without any line or duty"):
            store.load_us_hts(empty, on=date(2026, 1, 1), name="2026")
        assert (store.editions(), store.digest("US")) == (before, digest)
    with pytest.raises(LawError, match="without any line or duty"):
        store.load_csv(b"code,duty\n", area="AU", name="1")
    said = Edition(area="AU", name="part", form="x", title="t", publisher="p", whole=False)
    store.load(Reading(edition=said, records=iter(()), counted=Counter()))  # a part may say that there is nothing


def test_a_half_download_names_the_object(store: Schedule) -> None:
    whole = json.dumps(ROWS * 5).encode()
    with pytest.raises(LawError, match=r"hts row 10: .*breaks off") as caught:
        store.load_us_hts(whole[:-30], on=DAY)
    assert "char" not in str(caught.value)
    assert store.editions() == ()


def test_options_that_are_missing_or_unknown_are_named(store: Schedule) -> None:
    with pytest.raises(BadInput, match=r'area: the options area and name must be given .*area="AU", name="2026-1"'):
        store.load_csv(b"code,duty\n61,1%\n")
    with pytest.raises(BadInput, match=r"name: the option name must be given"):
        store.load_csv(b"code,duty\n61,1%\n", area="AU")
    with pytest.raises(BadInput, match=r"there is no option 'year' \(one of on, name, groups;"):
        store.load_ca(b"", year=2026)
    with pytest.raises(BadInput, match=r"an option has no possible value"):
        store.load_ca(b"TARIFF\n", groups=5)


# --- searching


def test_chapters_98_and_99_come_last(store: Schedule) -> None:
    lines: list[Record] = [
        Line(code="99021412", depth=0, description="Laptop bags"),
        Line(code="98010010", depth=0, description="Laptop returned"),
        Line(code="847130", depth=0, description="Portable automatic data processing machines, not more than 10 kg"),
        Line(
            code="420212",
            depth=0,
            description="Trunks with an outer surface of plastics, for a laptop or not, and more",
        ),
        Tariff(code="847130", kind="mfn", text="Free", dialect="plain"),
    ]
    said = Edition(area="US", name="1", form="x", title="t", publisher="p")
    store.load(Reading(edition=said, records=iter(lines), counted=Counter()))
    found = store.search("US", "laptops")
    assert {one.code for one in found[:2]} == {"420212", "847130"}
    assert {one.code for one in found[2:]} == {"99021412", "98010010"}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert [one.code for one in store.search("US", "laptop", chapter="99")] == ["99021412"]
    assert [one.code for one in store.search("US", "laptop", limit=1, chapter="84")] == ["847130"]


def test_words_of_shops_are_in_small_letters_and_say_something() -> None:
    for word, ways in SHOP_WORDS.items():
        assert word == word.casefold().strip()
        assert word
        assert ways
        assert all(way.strip() for way in ways)


FOUND = {
    "sneakers": "6404", "women's sneakers": "6404", "Trainers": "6404", "running shoes": "6404", "laptop": "847130",
    "notebook computer": "847130", "hoodie": "6110", "sweatshirts": "6110", "tee": "6109", "t-shirt": "6109",
    "jeans": "6203", "headphones": "851830", "wireless earbuds": "851830", "phone case": "4202", "handbag": "4202",
    "sunglasses": "900410", "lipstick": "330410", "vitamins": "2936", "smartphone": "851713", "backpack": "4202",
    "power bank": "850760", "bikini": "6112", "sofa": "9401", "e-bike": "871160", "drone": "8806", "perfume": "3303",
}  # fmt: skip


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    source = SHARED / "us-hts" / "hts_2026_rev_10.json.gz"
    if not source.is_file():
        pytest.skip("the publishers' files are not beside this checkout")
    with Schedule.create(tmp_path_factory.mktemp("official") / "us.sqlite") as schedule:
        schedule.load_us_hts(source, on=date(2026, 6, 8))
        yield schedule


@pytest.mark.parametrize("words", FOUND)
def test_what_shops_say_finds_what_the_tariff_means(official: Schedule, words: str) -> None:
    found: tuple[Suggestion, ...] = official.search("US", words, on=DAY)
    assert any(one.code.startswith(FOUND[words]) for one in found), [one.code for one in found]
    chapters = [one.code >= "98" for one in found]
    assert chapters == sorted(chapters)


# --- what is kept


def test_a_look_up_is_kept_until_something_else_is_loaded(store: Schedule) -> None:
    store.load_us_hts(HTS, on=date(2026, 1, 1))
    first = store.lookup("US", "6109.10.00", DAY, "CN")
    assert store.lookup("US", "6109.10.00", DAY, "CN") is first
    assert store.lookup("US", "6109.10.00", DAY, "AU") is not first
    with Schedule.open(store.path) as other:
        other.load_us_hts(HTS.replace(b"16.5%", b"9%"), on=date(2026, 2, 1))
    found = store.lookup("US", "6109.10.00", DAY, "CN")
    assert found is not None
    assert str(found.base) == "mfn 9%"
    for number in range(21_000):
        store._duties._kept.look(("US", str(number), DAY, "", ""), None)
    assert len(store._duties._kept.lookups) <= 20_000


def test_each_day_is_answered_by_what_is_in_force_on_it(store: Schedule) -> None:
    rows = ["6109,5%,,2026-03-01", "6109,6%,2026-03-01,2026-09-01", "6109,7%,2026-09-01,"]
    table(store, *rows, header="code,duty,from,until")
    store.load_list(b"hs\n6109\n", area="AU", list="au.example")
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    for on in days:
        found = store.lookup("AU", "6109.10", on)
        assert found is not None
        wanted = "5%" if on < date(2026, 3, 1) else "6%" if on < date(2026, 9, 1) else "7%"
        assert (str(found.base), found.on, found.lists) == (f"mfn {wanted}", on, frozenset({"au.example"}))


def test_a_new_day_takes_no_time(official: Schedule) -> None:
    official.lookup("US", "6109100012", DAY, "CN")
    taken = []
    for number in range(1, 60):
        start = time.perf_counter()
        found = official.lookup("US", "6109100012", DAY + timedelta(days=number), "CN")
        taken.append(time.perf_counter() - start)
        assert found is not None
    assert sorted(taken)[len(taken) // 2] < 0.005  # far more than it takes, since other work slows this
