"""HS codes: what is read, what is refused and in which words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.goods.hs import chapter, display, heading, is_prefix, longest_prefix, normalise, subheading

codes = st.from_regex(r"\A(?!00|77)[0-9]{2,12}\Z")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6109.10.00", "61091000"),
        (" 6109 10 ", "610910"),
        ("01.01", "0101"),
        ("61", "61"),
        ("9903.01.24.0012", "990301240012"),
        ("610", "610"),
    ],
)
def test_a_code_is_read_with_dots_and_spaces(text: str, code: str) -> None:
    assert normalise(text) == code


def test_a_letter_is_refused_in_the_words_of_the_contract() -> None:
    with pytest.raises(BadInput) as caught:
        normalise("61a")
    assert caught.value.at("lines[0].hs").to_dict() == {
        "code": "bad-input",
        "path": "lines[0].hs",
        "message": "HS code '61a' has a letter; give 2 to 12 digits",
        "hint": "for example 6109.10",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no digits"),
        (" . ", "has no digits"),
        ("6", "has 1 digit;"),
        ("6109100012345", "has 13 digits;"),
        ("61-09", "has the character '-'"),
        ("٦١٠٩", "has the character"),
        ("²²", "has the character"),
        ("7701", "chapter 77 is reserved"),
        ("0012", "there is no chapter 00"),
        ("9" * 5000, "has 5000 digits"),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=re.escape(words)) as caught:
        normalise(text)
    assert len(caught.value.message) < 120


@pytest.mark.parametrize("value", [6109, None, ["6109"], 61.09])
def test_a_value_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match="no text"):
        normalise(value)  # type: ignore[arg-type]


@given(st.text(max_size=20))
def test_any_text_gives_a_code_or_an_error_of_the_family(text: str) -> None:
    try:
        code = normalise(text)
    except XborderError:
        return
    assert re.fullmatch(r"[0-9]{2,12}", code)


@given(codes)
def test_display_reads_back(code: str) -> None:
    assert normalise(display(code)) == code


@given(codes)
def test_the_parts_are_prefixes_or_absent(code: str) -> None:
    assert is_prefix(chapter(code), code)
    assert is_prefix(heading(code), code)
    assert is_prefix(subheading(code), code)


@given(codes, st.sets(codes, max_size=20))
def test_the_longest_prefix_is_the_longest_of_those_that_cover(code: str, prefixes: set[str]) -> None:
    covering = [prefix for prefix in prefixes | {code[:4]} if is_prefix(prefix, code)]
    assert longest_prefix(code, prefixes | {code[:4]}) == max(covering, key=len)
