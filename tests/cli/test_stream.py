"""The stream of requests: whatever a line holds, it gets one answer, and memory does not grow."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xborder.cli._json
from xborder.cli import app
from xborder.cli._json import read_json, read_lines
from xborder.cli._quote import _stream, answers
from xborder.errors import BadInput
from xborder.landed_cost.desk import Desk

DESK = Desk(clock=lambda: date(2026, 11, 22))
CODES = {
    "bad-input",
    "unknown-duty-rate",
    "no-exchange-rate",
    "unsupported-destination",
    "procedure-not-available",
    "prohibited",
}
GOOD: dict[str, Any] = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "freight": {"amount": "8.00", "currency": "EUR"},
    "lines": [{"sku": "TEE", "hs": "6109.10", "quantity": 2, "unit_price": {"amount": "12.50", "currency": "EUR"}}],
}


def is_answer(line: str) -> bool:
    answer = json.loads(line)
    if "error" in answer:
        for error in answer.get("errors", [answer["error"]]):
            assert set(error) == {"code", "path", "message", "hint"}
            assert error["code"] in CODES
            assert error["message"]
        return False
    assert answer["contract"] == "1"
    return True


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(
        ["EUR", "12.50", "DE", "CN", "GB-NIR", "XI", "EA", "2026-02-30", "-1", "1e5", "61", "6109.10", "0", "9" * 15,
         "b2b", "gift", "post", "bonded", "DAP", "12% + 3 EUR/kg", "eu.h1", "ioss", "\ud800", "\x00"]
    )
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "on",
    "currency",
    "sale",
    "ship_from",
    "ship_to",
    "seller",
    "platform",
    "buyer",
    "transport",
    "mode",
    "procedure",
    "incoterm",
    "freight",
    "insurance",
    "discount",
    "prices_include",
    "lines",
    "fx",
    "policies",
]
LINE_FIELDS = [
    "sku",
    "description",
    "hs",
    "origin",
    "quantity",
    "unit_price",
    "discount",
    "net_mass",
    "measures",
    "duty",
    "duty_is_final",
    "category",
    "preference",
]
MONEY = st.fixed_dictionaries({"amount": SCALARS, "currency": st.sampled_from(["EUR", "USD", "JPY", "XAU", "", "eur"])})
COUNTRIES = st.sampled_from(
    ["DE", "GB", "US", "CH", "JP", "BR", "CN", "CA", "AU", "NZ", "SG", "NO", "XI", "IC", "EA", "KR", "FR"]
)
PLACES = st.fixed_dictionaries(
    {"country": COUNTRIES},
    optional={
        "subdivision": st.sampled_from(["GB-NIR", "ES-CN", "US-PR", "BR-SP", "CA-ON", "x"]),
        "postal_code": st.text(max_size=8),
    },
)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A good request with a few fields that hold something else."""
    line = {**GOOD["lines"][0], **draw(st.dictionaries(st.sampled_from(LINE_FIELDS), JSON | MONEY, max_size=2))}
    shape = {
        "ship_to": draw(PLACES),
        "ship_from": draw(PLACES),
        "on": draw(st.dates(date(2017, 1, 1), date(2032, 1, 1)).map(date.isoformat)),
        "lines": [line] * draw(st.integers(1, 2)),
    }
    return {**GOOD, **shape, **draw(st.dictionaries(st.sampled_from(FIELDS), JSON | MONEY | PLACES, max_size=2))}


RAW = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    JSON.map(lambda value: json.dumps(value).encode()),
    requests().map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=400, deadline=None)
@given(RAW)
@example(b'{"ship_from": {"country": "CN"}, "ship_from": {"country": "VN"}}')
@example(b"[" * 100_000 + b"]" * 100_000)
@example(b'{"a":' * 50_000)
@example(b'{"on": %s}' % (b"1" * 5_000))
@example(b'{"on": 1e999}')
@example(b'{"on": -Infinity}')
@example(b'"\\ud800"')
@example(json.dumps({**GOOD, "seller": {"registrations": {"\ud800": "\ud800"}}}).encode())
@example(json.dumps({**GOOD, "\ud800": 1, "procedure": "\ud800"}).encode())
def test_every_line_gets_exactly_one_answer(line: bytes) -> None:
    ((answered, answer),) = answers([line], DESK)
    assert "\n" not in answer
    assert answer.isascii()
    assert is_answer(answer) == answered


@settings(max_examples=60, deadline=None)
@given(st.lists(RAW.map(lambda line: line.replace(b"\n", b" ")), max_size=5))
def test_the_command_answers_every_line_and_raises_nothing(lines: list[bytes]) -> None:
    result = CliRunner().invoke(app, ["quote", "-", "--jsonl"], input=b"\n".join(lines))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    printed = result.stdout.splitlines()
    # Joined by line ends, an empty last line is none: the stream ends there.
    assert len(printed) == len(_lines_of(b"\n".join(lines)))
    answered = [is_answer(line) for line in printed]
    assert result.exit_code == (0 if all(answered) else 1)


def _lines_of(stream: bytes) -> list[bytes]:
    """What stands before each line end, and after the last one where that is anything."""
    *ended, rest = stream.split(b"\n")
    return [*ended, rest] if rest else ended


@settings(max_examples=60, deadline=None)
@given(RAW, st.sampled_from([[], ["--json"], ["--explain"]]))
def test_one_request_is_answered_or_refused_in_every_form(given_: bytes, form: list[str]) -> None:
    result = CliRunner().invoke(app, ["quote", "-", *form], input=given_)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in {0, 1}
    assert result.output


def test_a_float_is_named_with_its_path() -> None:
    line = json.dumps({**GOOD, "lines": [{**GOOD["lines"][0], "quantity": 1.5}]}).encode()
    ((_, answer),) = answers([line], DESK)
    error = json.loads(answer)["error"]
    assert (error["code"], error["path"]) == ("bad-input", "lines[0].quantity")
    assert "floating-point" in error["message"]


# --- lines and memory -------------------------------------------------------------------------------------------------


def test_a_line_that_is_too_long_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xborder.cli._json, "MOST_BYTES", 400)
    good = json.dumps(GOOD).encode()
    assert len(good) <= 400
    stream = io.BytesIO(b"x" * 3_000_000 + b"\n" + good + b"\n" + b"y" * 401)
    found = [json.loads(answer) for _, answer in answers(read_lines(stream), DESK)]
    assert ["error" in answer for answer in found] == [True, False, True]
    assert "longer than" in found[0]["error"]["message"]


def test_lines_end_with_the_end_of_the_line_alone() -> None:
    assert list(read_lines(io.BytesIO(b"a\x0bb\n\n \r\n\x85\xe2\x80\xa8c\rd"))) == [
        b"a\x0bb\n",
        b"\n",
        b" \r\n",
        b"\x85\xe2\x80\xa8c\rd",
    ]


def test_json_that_means_two_things_is_refused() -> None:
    assert read_json(b'{"a": {"b": 1}, "b": [{"b": 2}]}') == {"a": {"b": 1}, "b": [{"b": 2}]}
    with pytest.raises(BadInput, match="comes twice"):
        read_json(b'{"a": [{"b": 1, "c": 2, "b": 1}]}')


def many_lines(count: int) -> Iterator[bytes]:
    """Requests that differ: one in four refused, the others computed."""
    for number in range(count):
        if number % 4 == 0:
            yield b'{"on": "2026-11-22", "note-%d": {"country": "CN"}}' % number
        else:
            price = {"amount": f"{number}.50", "currency": "EUR"}
            yield json.dumps({**GOOD, "lines": [{"hs": "6109.10", "sku": f"S{number}", "unit_price": price}]}).encode()


def kept_after(count: int) -> int:
    """What a stream leaves behind in memory once its first 6,000 lines have filled what is remembered."""
    stream = answers(many_lines(count), Desk())
    done = sum(1 for _ in zip(range(6_000), stream, strict=False))
    tracemalloc.start()
    try:
        done += sum(1 for _ in stream)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done in {count - 1, count}  # zip takes one more than it gives
    return kept


def test_a_long_stream_takes_no_more_memory_than_a_short_one() -> None:
    # What is remembered is bounded and now and then dropped, so it breathes; 8,000 lines that stayed would be many megabytes.
    assert kept_after(20_000) - kept_after(12_000) < 1_000_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_count_is_shown_only_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = b"{}\n" * 2_500
    for stderr, shown in ((Terminal(), True), (io.StringIO(), False)):
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", stderr)
        assert _stream(io.BytesIO(refused), DESK, None)
        assert out.getvalue().count("\n") == 2_500
        assert ("2,000 requests, 2,000 not answered" in stderr.getvalue()) is shown
        assert ("2,500 requests, 2,500 not answered" in stderr.getvalue()) is shown
