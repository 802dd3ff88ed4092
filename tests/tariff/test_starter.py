"""The starter tariff: look-ups, bounds, dates, and what is refused."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError
from xborder.law.sources import Evidence
from xborder.tariff import parse_duty
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.starter import AREAS, StarterTariff, read_starter

TODAY = date(2026, 11, 22)
STARTER = StarterTariff()

SMALL = """
[tariff]
area = "US"
currency = "USD"
edition = "test"
known_from = 2026-01-01
checked = 2026-11-22
mfn_not = ["KP"]

[sources.book]
title = "A book"
publisher = "A publisher"
evidence = "official"
seen = 2026-11-22

[[duty]]
source = "book"
rows = [
  ["61", "Free", "10%"],
  ["610910", "16.5%"],
  ["640411", "7.5%", "0.9 USD/pair + 37.5%", "20%"],
]
texts = [["910211", "51 cents each and more"]]

[[duty]]
source = "book"
evidence = "unverified"
from = 2024-01-01
until = 2025-01-01
known_from = 2024-06-01
rows = [["6110", "5%"]]
"""


def look(code: str, on: date = TODAY, text: str = SMALL) -> DutyAnswer:
    answer = read_starter(text.encode(), "us.toml").lookup(code, on)
    assert answer is not None
    return answer


def shown(answer: DutyAnswer) -> list[str]:
    return [str(option) for option in answer.options]


@pytest.mark.parametrize("area", AREAS)
def test_every_row_parses_in_canonical_text_and_has_a_source_with_its_evidence(area: str) -> None:
    file = STARTER.file(area)
    for code in file.codes:
        answer = file.lookup(code, TODAY)
        assert answer is not None, code
        assert answer.options or answer.text, code
        assert set(answer.sources) <= set(file.sources), code
        assert min(Evidence, key=lambda grade: grade != answer.evidence) is answer.evidence
        for option in answer.options:
            assert parse_duty(str(option)) == option
        if answer.options and not answer.wide:
            assert answer.text == " | ".join(shown(answer)), code


@pytest.mark.parametrize("area", AREAS)
def test_every_file_says_whose_it_is_and_what_it_leaves_out(area: str) -> None:
    file = STARTER.file(area)
    assert file.area == area
    assert len(file.currency) == 3
    assert file.known_from <= file.checked
    assert file.limitations
    assert (
        STARTER.digest(area)
        == hashlib.sha256(files("xborder.tariff").joinpath("data", f"{area.lower()}.toml").read_bytes()).hexdigest()
    )


@pytest.mark.parametrize("area", AREAS)
def test_every_source_is_used(area: str) -> None:
    file = STARTER.file(area)
    used = {key for code in file.codes for key in (file.lookup(code, TODAY) or look("61")).sources}
    assert used == set(STARTER.sources(area))


@pytest.mark.parametrize(
    ("area", "code", "low", "high"),
    [
        ("US", "6109.10", "16.5%", "16.5%"),
        ("EU", "6109.10", "12%", "12%"),
        ("EU", "9503.00", "Free", "4.7%"),
        ("EU", "8517.13", "Free", "Free"),
        ("GB", "6911.10", "12%", "12%"),
        ("GB", "4202.22", "2%", "8%"),
        ("JP", "6109.10", "7.4%", "10.9%"),
        ("CH", "6109.10", "Free", "Free"),
        ("NO", "6404.11", "Free", "Free"),
        ("NO", "6109.10", "10.7%", "10.7%"),
        ("CA", "6111.20", "Free", "Free"),
        ("CA", "6115.95", "16%", "16%"),
        ("AU", "4202.22", "5%", "5%"),
        ("NZ", "8471.30", "Free", "Free"),
        ("KR", "6109.10", "13%", "13%"),
        ("SG", "3304.99", "Free", "Free"),
        ("BR", "6204.62", "35%", "35%"),
        ("CN", "6404.11", "10%", "10%"),
    ],
)
def test_well_known_rates_are_as_published(area: str, code: str, low: str, high: str) -> None:
    answer = STARTER.duty(area, code, TODAY)
    assert answer is not None
    assert (str(answer.low), str(answer.high)) == (low, high)


def test_one_option_is_the_duty() -> None:
    answer = look("610910")
    assert str(answer.expression) == "16.5%"
    assert answer.low == answer.high == answer.expression
    assert (answer.code, answer.text, answer.source, answer.evidence) == ("610910", "16.5%", "book", Evidence.OFFICIAL)
    assert (answer.early, answer.wide, answer.gaps) == (False, False, False)


def test_percentages_give_a_lowest_and_a_highest() -> None:
    answer = look("6103")
    assert answer.code == "61"
    assert answer.expression is None
    assert (str(answer.low), str(answer.high)) == ("Free", "10%")


def test_options_that_cannot_be_compared_are_all_kept_and_give_no_bounds() -> None:
    answer = look("640411")
    assert shown(answer) == ["7.5%", "0.9 USD/pair + 37.5%", "20%"]
    assert answer.expression is None
    assert answer.low is None
    assert answer.high is None


def test_the_longest_row_answers_a_longer_code() -> None:
    assert look("6109100012").code == "610910"
    assert look("610990").code == "61"


def test_a_shorter_code_has_the_duties_of_all_rows_below_it_and_of_the_row_above() -> None:
    answer = look("6109")
    assert answer.wide
    assert answer.code == "6109"
    assert shown(answer) == ["Free", "10%", "16.5%"]
    assert shown(look("64")) == ["7.5%", "0.9 USD/pair + 37.5%", "20%"]
    assert not look("6404").early


def test_what_cannot_be_computed_is_told_as_text() -> None:
    answer = look("910211")
    assert answer.options == ()
    assert answer.expression is answer.low is answer.high is None
    assert answer.text == "51 cents each and more"
    assert answer.gaps
    both = look("9102", text=SMALL.replace('["610910"', '["910212"'))
    assert shown(both) == ["16.5%"]
    assert both.gaps


def test_a_row_answers_from_its_first_day_to_the_day_before_its_last() -> None:
    assert look("6110", date(2023, 12, 31)).code == "61"
    assert shown(look("6110", date(2024, 1, 1))) == ["5%"]
    assert shown(look("6110", date(2024, 12, 31))) == ["5%"]
    assert look("6110", date(2025, 1, 1)).code == "61"
    assert look("6110", date(2024, 7, 1)).evidence is Evidence.UNVERIFIED


def test_a_day_before_the_rows_are_known_is_answered_with_a_flag() -> None:
    early = look("610910", date(2020, 1, 1))
    assert early.early
    assert early.known_from == date(2026, 1, 1)
    assert not look("610910", date(2026, 1, 1)).early
    assert look("6110", date(2024, 5, 31)).early
    assert not look("6110", date(2024, 6, 1)).early


def test_industrial_goods_have_no_swiss_answer_before_2024() -> None:
    assert STARTER.duty("CH", "6109.10", date(2023, 12, 31)) is None
    assert STARTER.duty("CH", "6109.10", date(2024, 1, 1)) is not None


def test_an_unknown_code_or_area_has_no_answer() -> None:
    assert STARTER.duty("US", "0101.21", TODAY) is None
    assert STARTER.duty("SG", "2204.21", TODAY) is None
    assert STARTER.duty("SG", "2402", TODAY) is None
    assert STARTER.duty("MX", "6109.10", TODAY) is None
    assert STARTER.duty("../eu", "6109.10", TODAY) is None


def test_origins_outside_the_most_favoured_nations_have_no_answer() -> None:
    assert STARTER.duty("US", "6109.10", TODAY, "CN") is not None
    assert STARTER.duty("US", "6109.10", TODAY, "RU") is None
    assert STARTER.duty("CA", "6109.10", TODAY, "KP") is None
    assert STARTER.duty("EU", "6109.10", TODAY, "RU") is not None


def test_no_code_is_bad_input() -> None:
    with pytest.raises(BadInput):
        STARTER.duty("US", "61a", TODAY)


def test_an_area_without_a_starter_tariff_has_neither_sources_nor_a_digest() -> None:
    assert STARTER.sources("MX") == {}
    assert STARTER.digest("") == ""
    with pytest.raises(BadInput, match="MX"):
        STARTER.file("MX")


@given(
    area=st.sampled_from(AREAS),
    code=st.from_regex(r"(0[1-9]|[1-68][0-9]|9[0-7])[0-9]{2,8}", fullmatch=True),
    cut=st.integers(2, 6),
)
def test_a_longer_code_never_has_an_option_that_its_beginning_lacks(area: str, code: str, cut: int) -> None:
    long, short = STARTER.duty(area, code, TODAY), STARTER.duty(area, code[:cut], TODAY)
    if long is not None:
        assert short is not None
        assert set(long.options) <= set(short.options)
        assert code.startswith(long.code) or long.code.startswith(code)


def test_threads_that_share_a_tariff_get_the_same_answers() -> None:
    starter, found = StarterTariff(), []
    threads = [threading.Thread(target=lambda: found.append(starter.duty("EU", "6109", TODAY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_files_are_read_one_by_one_and_only_when_asked_for() -> None:
    starter = StarterTariff()
    assert not starter._shelf
    starter.duty("CH", "6109.10", TODAY)
    assert set(starter._shelf) == {"CH"}


def test_importing_the_module_does_not_load_a_toml_reader() -> None:
    probe = "import sys, xborder.tariff.starter; sys.exit('tomllib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("[tariff]", "[tariff", "us.toml", "TOML"),
        ('area = "US"', "", "us.toml: tariff.area", "text"),
        ('edition = "test"', "edition = 7", "us.toml: tariff.edition", "text"),
        ("known_from = 2026-01-01", 'known_from = "2026"', "us.toml: tariff.known_from", "day"),
        ("checked = 2026-11-22", "checked = 2026-11-22T00:00:00", "us.toml: tariff.checked", "day"),
        ('mfn_not = ["KP"]', 'mfn_not = "KP"', "us.toml: tariff.mfn_not", "list"),
        ('mfn_not = ["KP"]', "mfn_not = [1]", "us.toml: tariff.mfn_not", "not text"),
        ('mfn_not = ["KP"]', "surprise = 1", "us.toml: tariff", "surprise"),
        ('evidence = "official"', 'evidence = "hearsay"', "us.toml: sources.book.evidence", "grade"),
        ('title = "A book"', "", "us.toml: sources.book.title", "text"),
        ('source = "book"', 'source = "film"', "us.toml: duty[0].source", "film"),
        ('source = "book"', "", "us.toml: duty[0].source", "text"),
        ('["61", "Free", "10%"]', '["6109.10", "Free"]', "us.toml: duty[0].rows[0]", "prefix"),
        ('["61", "Free", "10%"]', '["6", "Free"]', "us.toml: duty[0].rows[0]", "prefix"),
        ('["61", "Free", "10%"]', '["61"]', "us.toml: duty[0].rows[0]", "no duty"),
        ('["61", "Free", "10%"]', '["61", ""]', "us.toml: duty[0].rows[0]", "no duty"),
        ('["61", "Free", "10%"]', '["61", 0.1]', "us.toml: duty[0].rows[0]", "not text"),
        ('["61", "Free", "10%"]', "[]", "us.toml: duty[0].rows[0]", "list"),
        ('["61", "Free", "10%"]', '"61"', "us.toml: duty[0].rows[0]", "list"),
        ('["61", "Free", "10%"]', '["610910", "Free"]', "us.toml: duty[0].rows[1]", "same days"),
        ("until = 2025-01-01", "until = 2024-01-01", "us.toml: duty[1].until", "ends"),
        ("until = 2025-01-01", "till = 2025-01-01", "us.toml: duty[1]", "till"),
        ('[["6110", "5%"]]', '"6110"', "us.toml: duty[1].rows", "list"),
    ],
)
def test_a_malformed_file_is_refused_naming_the_entry(old: str, new: str, path: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(LawError, match=message) as caught:
        read_starter(SMALL.replace(old, new, 1).encode(), "us.toml")
    assert caught.value.path == path


@pytest.mark.parametrize(
    "text", ["", "tariff = 1", "duty = 1\n" + SMALL.split("[[duty]]", maxsplit=1)[0], "sources = []"]
)
def test_a_file_without_its_tables_is_refused(text: str) -> None:
    with pytest.raises(LawError):
        read_starter(text.encode(), "us.toml")


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(LawError):
        read_starter(b"\xff\xfe", "us.toml")


def test_a_duty_that_is_none_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(LawError, match="610910") as caught:
        look("610910", text=SMALL.replace("16.5%", "16.5 of something"))
    assert caught.value.path == "us.toml: duty[0].rows[1]"


def test_adjoining_periods_of_one_prefix_are_two_rows() -> None:
    text = SMALL + '\n[[duty]]\nsource = "book"\nfrom = 2025-01-01\nrows = [["6110", "4%"]]\n'
    assert shown(look("6110", date(2024, 12, 31), text)) == ["5%"]
    assert shown(look("6110", date(2025, 1, 1), text)) == ["4%"]
