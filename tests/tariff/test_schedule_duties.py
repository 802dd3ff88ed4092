"""A stored schedule as the tariff of a desk, over a store in memory."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs
import pytest

from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source
from xborder.tariff.answers import DutySource, ListSource
from xborder.tariff.holdings import Branch, Held, Holding
from xborder.tariff.records import Edition, Tariff
from xborder.tariff.schedule import Schedule
from xborder.tariff.schedule_duties import ScheduleDuties, answer_of
from xborder.tariff.selection import select
from xborder.tariff.starter import StarterTariff

DAY = date(2026, 6, 8)
EDITIONS = {
    "hts": Edition(area="US", name="Rev 10", form="us-hts", title="HTS", publisher="USITC", from_=DAY),
    "lists": Edition(
        area="US",
        name="Lists",
        form="list",
        title="Lists",
        publisher="?",
        from_=date(2026, 1, 1),
        evidence=Evidence.SECONDARY,
    ),
}


def held(kind: str, text: str, source: str = "hts", **more: str) -> Held:
    origin = ("CN",) if kind in {"anti-dumping", "additional"} else ()
    return Held(Tariff(code="6109", kind=kind, text=text, dialect="plain", origin=origin, **more), source)  # type: ignore[arg-type]


def branch(code: str, *what: Held, lists: tuple[str, ...] = ()) -> Branch:
    return Branch(code=code, held=what, lists=frozenset(lists))


@attrs.define
class Memory:
    """A store in memory, which counts how often it is asked."""

    branches: tuple[Branch, ...]
    stamp: int = 1
    asked: int = 0
    early: bool = False

    def holding(self, area: str, code: str, on: date) -> Holding | None:
        self.asked += 1
        below = tuple(one for one in self.branches if one.code.startswith(code))
        if area != "US" or not below:
            return None
        return Holding(
            area=area, on=on, code=code, found=code, branches=below, groups={}, editions=EDITIONS, early=self.early
        )

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        self.asked += 1
        return frozenset({"a", "b", "c"}) if area == "US" and on.year == 2026 else frozenset()

    def sources(self, area: str) -> Mapping[str, Source]:
        return {"hts": Source("HTS", "USITC", Evidence.OFFICIAL, DAY, key="hts")} if area == "US" else {}

    def digest(self, area: str) -> str:
        return f"{area}:{self.stamp}" if area == "US" else ""


@pytest.fixture
def store() -> Memory:
    general = held("mfn", "16.5%")
    return Memory(
        (
            branch("61091012", general, held("anti-dumping", "30%", heading="B999", name="Other"), lists=("a", "b")),
            branch("61091014", general, lists=("a",)),
            branch("61099010", held("mfn", "32%"), held("vat", "20%", "lists"), lists=("a",)),
            branch("62", held("restriction", "licence")),
        )
    )


def test_it_is_a_duty_source_and_a_list_source(store: Memory) -> None:
    tariff: DutySource = ScheduleDuties(store)
    lists: ListSource = ScheduleDuties(store)
    assert isinstance(tariff, ListSource)
    assert isinstance(lists, ListSource)
    assert not isinstance(StarterTariff(), ListSource)


def test_a_line_answers_with_its_duty_and_what_lies_on_it(store: Memory) -> None:
    answer = ScheduleDuties(store).duty("US", "6109.10.12", DAY, "CN")
    assert answer is not None
    assert (str(answer.expression), answer.code, answer.text, answer.kind) == ("16.5%", "61091012", "16.5%", "mfn")
    assert (answer.sources, answer.evidence, answer.known_from) == (("hts",), Evidence.OFFICIAL, DAY)
    assert (answer.wide, answer.variants, answer.gaps, answer.early) == (False, (), False, False)
    (layer,) = answer.layers
    assert (layer.kind, layer.heading, layer.name, str(layer.expression), layer.source) == (
        "anti-dumping", "B999", "Other", "30%", "hts",
    )  # fmt: skip
    other = ScheduleDuties(store).duty("US", "61091012", DAY, "VN")
    assert other is not None
    assert other.layers == ()


def test_a_wide_code_has_a_variant_for_each_combination(store: Memory) -> None:
    answer = ScheduleDuties(store).duty("US", "6109", DAY, "CN")
    assert answer is not None
    assert answer.wide
    assert [
        (one.codes, one.text, [layer.kind for layer in one.layers], sorted(one.lists)) for one in answer.variants
    ] == [
        (("61091012",), "16.5%", ["anti-dumping"], ["a", "b"]),
        (("61091014",), "16.5%", [], ["a"]),
        (("61099010",), "32%", ["vat"], ["a"]),
    ]
    assert list(map(str, answer.options)) == ["16.5%", "32%"]
    assert answer.layers == ()
    assert (answer.sources, answer.evidence) == (("hts", "lists"), Evidence.SECONDARY)
    assert answer.remarks[0] == (
        "The lines below 6109 differ: 61091012 and 1 other with the lowest ordinary duty, 61099010 with the highest."
    )


def test_lines_below_that_agree_make_one_certain_duty(store: Memory) -> None:
    answer = ScheduleDuties(store).duty("US", "610910", DAY, "VN")
    assert answer is not None
    assert (str(answer.expression), answer.wide, len(answer.variants)) == ("16.5%", True, 2)


def test_unknown_goods_have_no_answer(store: Memory) -> None:
    tariff = ScheduleDuties(store)
    assert tariff.duty("US", "9503", DAY) is None
    assert tariff.duty("GB", "6109", DAY) is None
    assert tariff.duty("US", "62", DAY) is None  # measures, but no duty
    assert tariff.lists("US", "9503", DAY) == frozenset()


def test_a_bad_code_is_refused(store: Memory) -> None:
    with pytest.raises(BadInput, match="has a letter"):
        ScheduleDuties(store).duty("US", "61a", DAY)


def test_lists_are_those_that_all_lines_below_are_on(store: Memory) -> None:
    tariff = ScheduleDuties(store)
    assert tariff.lists("US", "6109.10.12", DAY) == {"a", "b"}
    assert tariff.lists("US", "6109", DAY) == {"a"}
    assert tariff.lists_known("US", DAY) == {"a", "b", "c"}
    assert tariff.lists_known("JP", DAY) == frozenset()


def test_a_variant_without_a_duty_leaves_a_gap() -> None:
    store = Memory((branch("61", held("mfn", "5%")), branch("61091", held("mfn", "as note 3 says")), branch("61092")))
    answer = ScheduleDuties(store).duty("US", "61", DAY)
    assert answer is not None
    assert answer.gaps
    assert [one.gaps for one in answer.variants] == [False, True, True]
    text = ScheduleDuties(store).duty("US", "61091", DAY)
    assert text is not None
    assert (text.options, text.text, text.gaps) == ((), "as note 3 says", False)


def test_the_store_is_asked_once_until_it_changes(store: Memory) -> None:
    tariff = ScheduleDuties(store)
    for origin in ("CN", "VN", "", "CN"):
        tariff.duty("US", "6109.10.12", DAY, origin)
    tariff.lists("US", "61091012", DAY)
    for _ in range(3):
        tariff.lists_known("US", DAY)
    assert store.asked == 2
    store.branches = (branch("61091012", held("mfn", "1%")),)
    store.stamp = 2
    answer = tariff.duty("US", "6109.10.12", DAY, "CN")
    assert answer is not None
    assert str(answer.expression) == "1%"
    assert store.asked == 3


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch, store: Memory) -> None:
    monkeypatch.setattr("xborder.tariff.schedule_duties._MOST_ANSWERS", 3)
    monkeypatch.setattr("xborder.tariff.schedule_duties._MOST_LINES", 4)
    monkeypatch.setattr("xborder.tariff.schedule_duties._MOST_DAYS", 2)
    tariff = ScheduleDuties(store)
    for day in range(1, 29):
        assert tariff.duty("US", "6109", date(2026, 6, day), "CN") is not None
        tariff.lists_known("US", date(2026, 6, day))
    kept = tariff._kept
    assert (len(kept.answers), len(kept.holdings), len(kept.known)) == (1, 1, 2)


def test_sources_and_digest_are_the_stores(store: Memory) -> None:
    tariff = ScheduleDuties(store)
    assert tariff.sources("US")["hts"].publisher == "USITC"
    assert (tariff.digest("US"), tariff.digest("JP")) == ("US:1", "")


def test_early_days_are_marked(store: Memory) -> None:
    store.early = True
    answer = ScheduleDuties(store).duty("US", "61091012", date(2020, 1, 1))
    assert answer is not None
    assert answer.early
    assert answer.known_from == DAY


def test_duties_by_list_are_the_laws_to_charge() -> None:
    listed = Branch(code="6109", held=(held("mfn", "16.5%"),), lists=frozenset({"9903.88.15"}))
    holding = Holding(
        area="US",
        on=DAY,
        code="6109",
        found="6109",
        branches=(listed,),
        groups={},
        editions=EDITIONS,
        headings={"9903.88.15": (held("additional", "7.5%"),)},
    )
    found = select(holding, "CN")
    assert [one.heading for one in found.additional] == ["9903.88.15"]
    answer = answer_of(found)
    assert answer is not None
    assert answer.layers == ()


def test_advice_is_whole_sentences() -> None:
    preference = Tariff(code="6109", kind="preference", text="Free", dialect="plain", origin=("MX",), programme="S")
    quota = Tariff(code="6109", kind="quota", text="2%", dialect="plain", order="1", name="Tariff quota")
    store = Memory((branch("6109", held("mfn", "16.5%"), Held(preference, "hts"), Held(quota, "hts")),))
    plain = ScheduleDuties(store).duty("US", "6109", DAY, "MX")
    assert plain is not None
    assert plain.advice == (
        "Tariff quota, 2%: only within tariff quota 1, while it lasts.",
        "Claim S with proof of origin to pay Free instead of 16.5%.",
    )
    claimed = ScheduleDuties(store).duty("US", "6109", DAY, "MX", "usmca")
    assert claimed is not None
    assert (str(claimed.expression), claimed.kind, claimed.programme) == ("Free", "preference", "S")
    assert claimed.remarks == ("S is claimed: Free instead of 16.5%.",)


# --- the official files -----------------------------------------------------------------------------------------------

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
REASON = "the folder of official files is not beside the checkout"
official = pytest.mark.skipif(not SHARED.is_dir(), reason=REASON)


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    """Bodies of the UK service, chapter 61 of Japan, and of the US chapter 61 with the headings of section 301."""
    with Schedule.create(tmp_path_factory.mktemp("store") / "tariffs.sqlite") as made:
        bodies = SHARED / "uk-tariff-api-v2"
        for name in ("commodities_6911100090_show_filter_ad", "commodities_0201100021", "commodities_2208909110"):
            number = 1 if name.endswith("0201100021") else 0
            made.load_uk_api(bodies / f"vcr__{name}__{number}.json", area="GB")
        made.load_uk_api(bodies / "vcr__commodities_0201100021__0.json", area="XI")
        made.load_jp(SHARED / "jp-tariff" / "j_61_tariff_data.json", on=date(2026, 7, 9))
        rows = json.loads(gzip.decompress((SHARED / "us-hts" / "hts_2026_rev_10.json.gz").read_bytes()))
        at = {row["htsno"]: place for place, row in enumerate(rows) if row["htsno"]}
        wanted = [row for row in rows if row["htsno"].startswith("9903.88")]
        chosen = json.dumps([*rows[at["6109"] : at["6110"]], *wanted]).encode()
        made.load_us_hts(chosen, on=DAY, name="2026 HTS Revision 10, in part")
        yield made


CASES = (
    # UK: porcelain plates, from a body that was asked for with the origin Andorra
    ("GB", "6911100090", date(2025, 7, 14), "CN", "", "12%", "mfn"),
    ("GB", "6911100090", date(2025, 7, 14), "VN", "", "12%", "mfn"),
    ("GB", "6911100090", date(2025, 7, 14), "", "", "12%", "mfn"),
    ("GB", "6911100090", date(2025, 7, 14), "AD", "AD", "Free", "preference"),
    ("GB", "6911", date(2025, 7, 14), "CN", "", "12%", "mfn"),
    # UK and Northern Ireland: beef
    ("GB", "0201100021", date(2025, 2, 11), "US", "", "12% + 147 GBP/100 kg", "mfn"),
    ("GB", "0201100021", date(2025, 2, 11), "FR", "", "12% + 147 GBP/100 kg", "mfn"),
    ("GB", "0201100021", date(2025, 2, 11), "FR", "eu-uk-tca", "Free", "preference"),
    ("GB", "0201100021", date(2025, 2, 11), "GG", "", "Free", "mfn"),
    ("GB", "0201100021", date(2025, 2, 11), "TR", "auto", "0% + 147 GBP/100 kg", "preference"),
    ("GB", "0201100021", date(2025, 2, 11), "JP", "cptpp", "Free", "preference"),
    ("GB", "0201100021", date(2025, 2, 11), "AU", "cptpp", "12% + 147 GBP/100 kg", "mfn"),
    ("GB", "0201100021", date(2025, 2, 11), "BD", "gsp", "Free", "preference"),
    ("XI", "0201100021", date(2025, 2, 11), "US", "", "12.8% + 176.8 EUR/100 kg", "mfn"),
    ("XI", "0201100021", date(2025, 2, 11), "GB", "eu-uk-tca", "Free", "preference"),
    ("XI", "0201100021", date(2025, 2, 11), "HT", "cariforum", "12.8% + 176.8 EUR/100 kg", "mfn"),
    # UK: spirits as they were in 2018
    ("GB", "2208909110", date(2018, 11, 15), "US", "", "1 EUR/% vol/hl + 6.4 EUR/hl", "mfn"),
    ("GB", "2208909110", date(2018, 11, 15), "CL", "CL", "0.7 EUR/% vol/hl + 4.4 EUR/hl", "preference"),
    # US: cotton T-shirts
    ("US", "6109.10.00.12", DAY, "CN", "", "16.5%", "mfn"),
    ("US", "6109.10.00.12", DAY, "KR", "", "16.5%", "mfn"),
    ("US", "6109.10.00.12", DAY, "KR", "korus", "Free", "preference"),
    ("US", "6109.10.00.12", DAY, "CN", "korus", "16.5%", "mfn"),
    ("US", "6109.10.00.12", DAY, "MX", "usmca", "Free", "preference"),
    ("US", "6109.10.00.12", DAY, "CU", "", "90%", "column-2"),
    ("US", "6109.10", DAY, "CN", "", "16.5%", "mfn"),
    # Japan: cotton T-shirts of two kinds
    ("JP", "6109.10", date(2026, 7, 9), "CN", "", "10.9% | 7.4%", "mfn"),
    ("JP", "6109.10", date(2026, 7, 9), "CN", "rcep", "6.8% | 4.6%", "preference"),
    ("JP", "6109.10", date(2026, 7, 9), "VN", "cptpp", "Free", "preference"),
    ("JP", "610910020", date(2026, 7, 9), "IN", "auto", "Free", "preference"),
)


@official
@pytest.mark.parametrize(("area", "hs", "on", "origin", "claim", "duty", "kind"), CASES)
def test_the_duty_is_that_of_the_official_file(
    schedule: Schedule, area: str, hs: str, on: date, origin: str, claim: str, duty: str, kind: str
) -> None:
    answer = schedule.duty(area, hs, on, origin, claim)
    assert answer is not None
    assert " | ".join(map(str, answer.options)) == duty
    assert answer.kind == kind
    assert set(answer.sources) <= set(schedule.sources(area))
    assert bool(answer.remarks) == (bool(claim) or origin == "GG" or len(answer.options) > 1)


@official
def test_section_301_is_a_list_and_the_law_charges_it(schedule: Schedule) -> None:
    found = schedule.lookup("US", "6109.10.00.12", DAY, "CN")
    assert found is not None
    assert [(one.heading, str(one.expression)) for one in found.additional][:1] == [("9903.88.15", "7.5%")]
    assert found.units == ("doz.", "kg")
    assert schedule.lists("US", "6109.10.00.12", DAY) == {"9903.88.15"}
    assert "9903.88.15" in schedule.lists_known("US", DAY)
    answer = schedule.duty("US", "6109.10.00.12", DAY, "CN")
    assert answer is not None
    assert answer.layers == ()
    elsewhere = schedule.lookup("US", "6109.10.00.12", DAY, "VN")
    assert elsewhere is not None
    assert "9903.88.15" not in {one.heading for one in elsewhere.additional}


@official
def test_a_wide_us_code_tells_its_lines_apart(schedule: Schedule) -> None:
    answer = schedule.duty("US", "6109", DAY, "CN")
    assert answer is not None
    assert [(one.text, sorted(one.lists)) for one in answer.variants] == [
        ("16.5%", ["9903.88.15"]),
        ("32%", ["9903.88.15"]),
        ("5.6%", ["9903.88.15"]),
        ("2.6%", []),
        ("16%", ["9903.88.15"]),
    ]
    assert (str(answer.low), str(answer.high)) == ("2.6%", "32%")


@official
def test_taxes_of_the_uk_tariff_are_layers(schedule: Schedule) -> None:
    spirits = schedule.duty("GB", "2208909110", date(2018, 11, 15), "US")
    beef = schedule.duty("GB", "0201100021", date(2025, 2, 11), "US")
    assert spirits is not None
    assert beef is not None
    assert [(one.kind, one.heading, str(one.expression)) for one in spirits.layers] == [
        ("vat", "", "20%"),
        ("excise", "X451", "28.74 GBP/lpa"),
    ]
    assert [(one.kind, one.heading, str(one.expression)) for one in beef.layers] == [("vat", "VATZ", "Free")]


@official
def test_quotas_and_ships_are_advice_not_duties(schedule: Schedule) -> None:
    beef = schedule.lookup("GB", "0201100021", date(2025, 2, 11), "AU")
    assert beef is not None
    assert sorted(option.measure.order for option in beef.options if option.measure.kind == "quota") == [
        "050331",
        "054970",
    ]
    plates = schedule.lookup("GB", "6911100090", date(2025, 7, 14), "CN")
    assert plates is not None
    assert [option.measure.type for option in plates.options] == ["117"]
