"""What a notebook shows of frames: counts above, figures with their currency, errors readable, nothing that runs."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import polars as pl

from xborder import Desk
from xborder.frames import QuotedFrame, compare, price_grid, quote_frame

ON = date(2026, 11, 22)
DESK = Desk()
VILE = '<script>alert("x")</script> & \x1b[31m'
PRODUCTS = pl.DataFrame(
    {
        "sku": ["TEE", VILE, "BUDS"],
        "description": ["a", "b", "c"],
        "ship_from": "CN",
        "origin": "CN",
        "hs": ["6109.10", "4901.99", "8518.30"],
        "unit_price": ["1012.50", "9.99", "200.00"],
        "currency": "EUR",
    }
)


class Page(HTMLParser):
    """The tags and the text of a fragment; every tag must be closed."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.cells: list[list[str]] = []
        self.said = ""
        self.feed(fragment)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        self.tags.add(tag)
        if tag == "br":
            return
        self.open.append(tag)
        if tag == "tr":
            self.cells.append([])
        if tag in {"td", "th"}:
            self.cells[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data
        if self.open and {"td", "th"} & set(self.open):
            self.cells[-1][-1] += data


def quoted(frame: pl.DataFrame, on: date = ON) -> QuotedFrame:
    return quote_frame(frame, DESK, on=on)


def test_a_quoted_frame_has_its_counts_above_and_its_figures_in_their_currency() -> None:
    page = Page(quoted(PRODUCTS.with_columns(destination=pl.Series(["DE", "DE", "XX"])))._repr_html_())
    assert "3 rows: 2 quoted, 1 error" in page.said
    assert "1 of 3 rows were put to the desk one by one: circumstances that cannot be read (1)." in page.said
    head, tee, vile, wrong = page.cells
    assert head[:5] == ["sku", "description", "hs", "destination", "customs value"]
    assert tee == ["TEE", "a", "6109.10", "DE", "1,012.50", "121.50", "215.46", "0.00", "1,349.46", "EUR", "eu.h1",
                   "complete", "policy"]  # fmt: skip
    assert vile[0] == '<script>alert("x")</script> & ?[31m'
    assert wrong[4:12] == ["–"] * 8
    assert wrong[12].startswith("bad-input: ship_to.country: 'XX' is not an ISO 3166-1 country code")
    assert "not shown: ship_from, origin, unit_price, currency" in page.said


def test_nothing_that_came_from_outside_is_markup() -> None:
    grid = price_grid(PRODUCTS, pl.DataFrame({"destination": ["DE", "IN"], "market": ["<i>", "\"'><b>"]}), ON, DESK)
    shown: list[Any] = [quoted(PRODUCTS.with_columns(destination=pl.lit("DE"), error_=pl.lit("<u>"))), grid, grid.wide("error"),
             compare(grid.quoted(), grid.quoted())]  # fmt: skip
    known = {
        "div",
        "p",
        "strong",
        "small",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
        "details",
        "summary",
        "ul",
        "li",
    }
    for each in shown:
        fragment = each._repr_html_()
        assert Page(fragment).tags <= known
        assert not re.search(r"\x1b|<script|javascript:|https?://", fragment)


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    fragment = quoted(PRODUCTS.with_columns(destination=pl.lit("DE")))._repr_html_()
    assert re.search(r'<td style="[^"]*text-align:right[^"]*">1,349\.46</td>', fragment)
    assert re.search(r'<td style="[^"]*text-align:left[^"]*">TEE</td>', fragment)


def test_a_long_frame_is_cut_with_a_line_that_says_so() -> None:
    many = pl.concat([PRODUCTS.with_columns(destination=pl.lit("DE"))] * 400)
    page = Page(quoted(many)._repr_html_())
    assert "1,200 rows: 1,200 quoted, 0 errors" in page.said
    assert len(page.cells) == 21
    assert "… and 1,180 more rows: the attribute frame has them all." in page.said


def test_each_kind_of_error_is_listed_once_the_commonest_first() -> None:
    kinds = [f"A{chr(65 + place)}A" for place in range(14)]
    rows = pl.concat([PRODUCTS.head(1).with_columns(destination=pl.lit(kind)) for kind in [*kinds, "AAA"]])
    page = Page(quoted(rows)._repr_html_())
    assert re.search(r"Errors\s*2 × bad-input: ship_to.country: 'AAA'", page.said)
    assert "… and 4 more kinds of errors." in page.said


def test_a_wide_grid_has_the_currency_and_the_troubles_of_each_column() -> None:
    bag = PRODUCTS.head(1).with_columns(hs=pl.lit("4202.22"))
    page = Page(price_grid(pl.concat([PRODUCTS, bag]), ["DE", "IN"], ON, DESK).wide()._repr_html_())
    assert "landed cost: 8 cells, 4 quoted (1 bounded), 4 errors" in page.said
    assert page.cells[0] == ["sku", "description", "hs", "on", "DEEUR1 bounded", "IN4 errors"]
    assert page.cells[1] == ["TEE", "a", "6109.10", "2026-11-22", "1,349.46", "–"]
    assert "4 × unsupported-destination" in page.said


def test_a_grid_is_shown_without_quoting_all_of_it() -> None:
    many = price_grid(pl.concat([PRODUCTS] * 100), ["DE", "FR"], [ON, date(2026, 6, 30)], DESK)
    page = Page(many._repr_html_())
    assert "Price grid: 300 products × 2 destinations × 2 days; quoted here: the first 10 products" in page.said
    assert "landed cost: 40 cells" in page.said
    assert len(page.cells) == 21
    words = Page(many.preview(1).wide("procedure")._repr_html_())
    assert words.cells[1][-2:] == ["eu.h1", "eu.h1"]


def test_a_comparison_shows_what_changed_and_says_what_did_not() -> None:
    rows = PRODUCTS.tail(2).with_columns(destination=pl.Series(["DE", "XX"]))
    page = Page(compare(quoted(rows, date(2026, 6, 30)), quoted(rows, date(2026, 7, 1)))._repr_html_())
    assert "2 rows: 1 changed; 1 in the sums" in page.said
    assert "Not in the sums: error in both (1)." in page.said
    assert ["EUR", "duties", "0.00", "3.00", "+3.00", "1", "1"] in page.cells
    assert ["EUR", "eu.duty.flat", "duty", "new", "0.00", "3.00", "+3.00", "0", "1", "1"] in page.cells
    still = Page(compare(quoted(rows), quoted(rows))._repr_html_())
    assert "No amount changed in EUR." in still.said
    assert "2 rules charge the same as before." in still.said
    good = rows.with_columns(destination=pl.lit("DE"))
    bad = good.with_columns(hs=pl.Series(["4901.99", "85x"]))
    new = Page(compare(quoted(good), quoted(bad))._repr_html_())
    assert re.search(r"New errors\s*1 × bad-input: lines\[0\].hs", new.said)
    assert ["eu.h1", "no quote", "1"] in new.cells
