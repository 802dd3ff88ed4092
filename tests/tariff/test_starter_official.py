"""The starter tariff against the schedules it was computed from."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from xborder.errors import BadInput
from xborder.tariff import DutyExpression, parse_duty
from xborder.tariff.starter import StarterTariff

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
US_HTS = DATA / "us-hts"
JP_TARIFF = DATA / "jp-tariff" / "tariffdata_2026-07-09.tar.gz"
UK_API = DATA / "uk-tariff-api-v2" / "vcr__commodities_6911100090_show_filter_ad__0.json"
STARTER = StarterTariff()
TODAY = date(2026, 11, 22)

_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?! kg| t)")


def _shape(duty: DutyExpression) -> tuple[str, tuple[Fraction, ...]]:
    text = "0%" if str(duty) == "Free" else str(duty)
    return _FIGURE.sub("#", text), tuple(map(Fraction, _FIGURE.findall(text)))


def _between(duty: DutyExpression, options: Iterable[DutyExpression]) -> bool:
    """Whether some options of the same form have no higher figures, and some no lower ones."""
    form, figures = _shape(duty)
    peers = [other for same, other in map(_shape, options) if same == form]
    below = any(all(a <= b for a, b in zip(peer, figures, strict=True)) for peer in peers)
    above = any(all(a >= b for a, b in zip(peer, figures, strict=True)) for peer in peers)
    return below and above


def _read(texts: Iterable[str]) -> list[DutyExpression] | None:
    """The duties of some texts, or nothing when one of them cannot be computed."""
    try:
        return [parse_duty(text) for text in texts]
    except BadInput:
        return None


def _us_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Tariff lines without subdivision, with the general rate inherited along the indent."""
    rows = json.loads(gzip.decompress(path.read_bytes()))
    stack: list[tuple[int, str]] = []
    depths = [int(row["indent"]) for row in rows] + [0]
    for number, row in enumerate(rows):
        depth = depths[number]
        while stack and stack[-1][0] >= depth:
            stack.pop()
        written = re.sub(r"<[^>]*>", "", row["general"] or "").strip()
        rate = written or (stack[-1][1] if stack else "")
        stack.append((depth, rate))
        if row["htsno"] and depths[number + 1] <= depth:
            yield row["htsno"].replace(".", ""), rate


@pytest.mark.skipif(not US_HTS.exists(), reason="the published HTS is not beside the checkout")
@pytest.mark.parametrize("edition", ["2025_basic", "2026_rev_10"])
def test_us_rows_say_what_the_harmonized_tariff_schedule_says(edition: str) -> None:
    lines = list(_us_lines(US_HTS / f"hts_{edition}.json.gz"))
    file = STARTER.file("US")
    assert len(file.codes) > 400
    for code in file.codes:
        published = [rate for line, rate in lines if line.startswith(code)]
        assert published, code
        answer = file.lookup(code, TODAY)
        assert answer is not None
        duties = _read(published)
        if duties is None:
            assert answer.options == (), code
        elif not answer.wide:
            assert set(answer.options) <= set(duties), code
            assert all(_between(duty, answer.options) for duty in duties), code


_JP_RATE = re.compile(r"Free|[0-9.]+%")
_JP_WTO_NOT_LOWER = re.compile(r"[（(].*[）)]", re.DOTALL)


def _jp_leaves(node: dict[str, Any], above: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    rates = {key: (node["rate"].get(key) or "").strip() or above.get(key, "") for key in ("基本", "暫定", "WTO協定")}
    for child in node["children"]:
        yield from _jp_leaves(child, rates)
    if not node["children"]:
        yield node["stat_code"].replace(".", ""), rates


def _jp_duty(rates: dict[str, str]) -> str:
    """The temporary or general rate, or the WTO rate where that is lower; brackets say that it is not."""
    own, wto = rates["暫定"] or rates["基本"], rates["WTO協定"]
    if not wto or _JP_WTO_NOT_LOWER.fullmatch(wto):
        return own
    both = _read(text.replace("無税", "Free") for text in (own, wto))
    if both is not None and all(duty.ad_valorem is not None for duty in both):
        return min(
            own, wto, key=lambda text: Fraction(*(parse_duty(text.replace("無税", "Free")).ad_valorem or (1, 1)))
        )
    return wto


@pytest.mark.skipif(not JP_TARIFF.exists(), reason="the Japanese schedule is not beside the checkout")
def test_japanese_rows_say_what_the_schedule_says_wherever_it_says_percentages() -> None:
    leaves: list[tuple[str, dict[str, str]]] = []
    with tarfile.open(JP_TARIFF) as archive:
        for member in archive:
            found = archive.extractfile(member) if member.name.endswith("_tariff_data.json") else None
            if found is not None:
                leaves += [leaf for node in json.load(found) for leaf in _jp_leaves(node, {})]
    file = STARTER.file("JP")
    compared = 0
    for code in file.codes:
        duties = [
            _jp_duty(rates).replace("無税", "Free")
            for line, rates in leaves
            if line.startswith(code) and any(rates.values())
        ]
        assert duties, code
        answer = file.lookup(code, TODAY)
        assert answer is not None
        if all(_JP_RATE.fullmatch(duty) for duty in duties):
            compared += 1
            percentages = sorted({parse_duty(duty).ad_valorem or (0, 1) for duty in duties}, key=lambda x: Fraction(*x))
            assert answer.low is not None, code
            assert answer.high is not None, code
            assert (answer.low.ad_valorem, answer.high.ad_valorem) == (percentages[0], percentages[-1]), code
    assert compared > 380


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("220421", ["112 JPY/l", "15% MAX 125 JPY/l MIN 67 JPY/l"]),
        ("640351", ["21.6%", "27%", "30% MIN 4300 JPY/pair"]),
        ("640399", ["21.6%", "30%", "30% MIN 2400 JPY/pair", "30% MIN 4300 JPY/pair"]),
        ("640299", ["6.7%", "10%"]),
        ("611610", ["5%", "7.4%"]),
    ],
)
def test_japanese_rows_that_are_more_than_percentages(code: str, texts: list[str]) -> None:
    answer = STARTER.duty("JP", code, TODAY)
    assert answer is not None
    assert [str(option) for option in answer.options] == texts


@pytest.mark.skipif(not UK_API.exists(), reason="the recorded Trade Tariff bodies are not beside the checkout")
def test_british_porcelain_pays_what_the_trade_tariff_recorded() -> None:
    body = json.loads(UK_API.read_text(encoding="utf-8"))
    included = {(entry["type"], entry["id"]): entry for entry in body["included"]}
    (duty,) = {
        included["duty_expression", entry["relationships"]["duty_expression"]["data"]["id"]]["attributes"]["base"]
        for entry in body["included"]
        if entry["type"] == "measure" and entry["relationships"]["measure_type"]["data"]["id"] == "103"
    }
    answer = STARTER.duty("GB", "6911100090", TODAY)
    assert answer is not None
    assert answer.expression == parse_duty(duty)
