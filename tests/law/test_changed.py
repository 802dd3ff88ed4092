"""What changed in the law between two days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, UnsupportedDestination
from xborder.law import diff
from xborder.law.book import BUNDLED, LawBook
from xborder.law.changed import Change, LawDiff
from xborder.law.plan import changes

BOOK = LawBook()
ISLAND = b"""
[jurisdiction]
code = "FK"
name = "The Island"
currency = [ { value = "HRK", until = 2023-01-01 }, { value = "EUR", from = 2023-01-01 } ]
known_from = 2020-01-01
checked = 2026-01-01
[sources.old]
title = "Gazette 1"
publisher = "The Island"
evidence = "official"
seen = 2026-01-01
[sources.new]
title = "Gazette 2"
publisher = "The Island"
evidence = "secondary"
seen = 2026-01-01
[[policy]]
id = "fk.side"
default = "left"
choices = { "left" = "the left side", "right" = "the right side" }
source = "old"
[[value]]
id = "customs-value"
parts = ["goods"]
until = 2023-01-01
source = "old"
[[value]]
id = "customs-value"
parts = ["goods", { of = "freight", factor = "0.5" }]
from = 2023-01-01
source = "new"
[[threshold]]
id = "fk.small"
compares = "goods"
values = [ { limit = "10 EUR", until = 2022-01-01 }, { limit = "20 EUR", from = 2022-01-01, until = 2024-01-01, source = "new" } ]
effect = "free of tax"
source = "old"
[[procedure]]
id = "fk.all"
name = "Declaration"
source = "old"
[[procedure]]
id = "fk.post"
name = "By post"
when = { below = "fk.small" }
source = "old"
[[charge]]
id = "fk.stamp"
kind = "fee"
name = "Stamp"
procedure = ["fk.post"]
amount = "2 EUR"
source = "old"
[[charge]]
id = "fk.duty"
kind = "duty"
name = "Duty"
base = ["customs-value"]
rate = "0.10"
until = 2023-01-01
source = "old"
[[charge]]
id = "fk.duty"
kind = "duty"
name = "Duty"
base = ["customs-value"]
rate = "0.10"
round = { quantum = "1", mode = "down" }
collected = "sale"
when = { origin = ["CN"] }
from = 2023-01-01
source = "new"
[[charge]]
id = "fk.vat"
kind = "tax"
name = "VAT"
base = ["customs-value", "fk.duty"]
rate = { table = "vat" }
until = 2024-01-01
source = "old"
[[charge]]
id = "fk.vat"
kind = "tax"
name = "VAT"
base = ["customs-value", "fk.duty"]
rate = { table = "vat" }
from = 2024-01-01
source = "new"
note = "restated by the new act"
[[rate]]
table = "vat"
id = "vat.standard"
values = [
  { value = "0.10", until = 2022-01-01 },
  { value = "0.12", from = 2022-01-01, until = 2023-01-01, heading = "B", source = "new" },
  { value = "0.10", from = 2023-01-01 },
]
source = "old"
[[rate]]
table = "vat"
category = ["book"]
values = [ { ref = "vat.standard", until = 2023-01-01 } ]
source = "old"
[[rate]]
table = "vat"
category = ["food"]
values = [ { value = "0.05", from = 2023-01-01 } ]
source = "new"
[[notice]]
code = "rain"
level = "info"
message = "It rains."
until = 2023-01-01
source = "old"
"""
ISLANDS = LawBook({"FK": ISLAND})


def island(date_a: date, date_b: date) -> LawDiff:
    (row,) = diff(date_a, date_b, ["FK"], book=ISLANDS)
    return row


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            change.section,
            change.id,
            change.before.value if change.before is not None else None,
            change.after.value if change.after is not None else None,
        )
        for change in found
    ]


def test_a_rate_and_a_limit_change_with_both_values_and_sources() -> None:
    row = island(date(2021, 12, 31), date(2022, 1, 1))
    assert told(row.changes) == [
        ("thresholds", "fk.small", "goods <= 10 EUR", "goods <= 20 EUR"),
        ("rates", "vat", "10%", "12%, heading B"),
    ]
    limit, rate = row.changes
    assert (limit.fields, rate.fields) == (("limit",), ("value", "heading"))
    assert limit.before is not None
    assert limit.after is not None
    assert (limit.before.source, limit.after.source) == (("old",), ("new",))
    assert set(row.sources) == {"old", "new"}
    assert row.changed == row.changes
    assert row.started == row.ended == ()


def test_charges_values_and_the_currency_change_and_rates_come_and_go() -> None:
    row = island(date(2022, 12, 31), date(2023, 1, 1))
    assert told(row.changed) == [
        ("charges", "fk.duty", "10% of customs-value", "10% of customs-value"),
        ("rates", "vat", "12%, heading B", "10%"),
        ("values", "customs-value", "goods", "goods + 50% of freight"),
        ("currency", "currency", "HRK", "EUR"),
    ]
    assert row.changed[0].fields == ("round", "when", "collected")
    # Goods that are not the same are not one row of rates that changed.
    assert told(row.ended) == [("rates", "vat", "as vat.standard", None), ("notices", "rain", "info", None)]
    assert told(row.started) == [("rates", "vat", None, "5%")]


def test_what_needs_a_limit_or_a_procedure_ends_with_it() -> None:
    row = island(date(2023, 12, 31), date(2024, 1, 1))
    assert [(change.section, change.id) for change in row.ended] == [
        ("procedures", "fk.post"),
        ("thresholds", "fk.small"),
        ("charges", "fk.stamp"),
    ]
    assert row.started == ()


def test_a_rule_that_a_new_act_restates_has_not_changed() -> None:
    row = island(date(2023, 12, 31), date(2024, 1, 1))
    assert row.changed == ()


def test_what_came_and_went_between_the_days_does_not_show() -> None:
    row = island(date(2021, 6, 1), date(2023, 6, 1))
    changed = told(row.changed)
    assert ("thresholds", "fk.small", "goods <= 10 EUR", "goods <= 20 EUR") in changed
    assert [change for change in changed if change[0] == "rates"] == []


def test_a_row_says_which_days_are_known_and_when_it_was_checked() -> None:
    row = island(date(2019, 1, 1), date(2027, 1, 1))
    assert not row.known
    assert (row.from_, row.checked) == (date(2020, 1, 1), date(2026, 1, 1))
    assert island(date(2020, 1, 1), date(2027, 1, 1)).known
    assert not diff(date(2024, 1, 1), date(2025, 1, 1), ["EU"])[0].known


def test_every_destination_has_a_row_unless_some_are_named() -> None:
    rows = diff(date(2026, 6, 30), date(2026, 7, 1))
    assert [row.jurisdiction for row in rows] == [code for code in BUNDLED if code != "EU"]
    named = diff(date(2026, 6, 30), date(2026, 7, 1), ["XI", "CH"])
    assert [row.jurisdiction for row in named] == ["XI", "CH"]
    assert diff(date(2026, 6, 30), date(2026, 7, 1), "CH") == (named[1],)


@pytest.mark.parametrize("code", BUNDLED)
def test_between_the_days_of_a_pack_nothing_changes_and_a_comparison_is_json(code: str) -> None:
    days = changes(BOOK.pack(code))
    for day, following in pairwise([date(2010, 1, 1), *days, date(2040, 1, 1)]):
        (row,) = diff(day, max(day, following - timedelta(days=1)), [code], book=BOOK)
        assert row.changes == ()
    form = diff(date(2020, 1, 1), date(2026, 11, 22), [code], book=BOOK)[0].to_dict()
    assert json.loads(json.dumps(form)) == form


@settings(deadline=None)  # the first question loads a pack
@given(
    st.sampled_from(["DE", "CH", "GB", "US", "CN", "BR"]),
    st.dates(date(2019, 1, 1), date(2028, 1, 1)),
    st.dates(date(2019, 1, 1), date(2028, 1, 1)),
)
def test_going_back_turns_every_change_round(code: str, one: date, other: date) -> None:
    (there,) = diff(one, other, [code], book=BOOK)
    (back,) = diff(other, one, [code], book=BOOK)

    def ends(row: LawDiff, *, turned: bool) -> set[str]:
        def key(change: Change) -> tuple[object, object]:
            before, after = (
                {**entry.to_dict(), "standing": ""} if entry else None for entry in (change.before, change.after)
            )
            return (after, before) if turned else (before, after)

        return {json.dumps([change.section, *key(change)]) for change in row.changes}

    assert ends(there, turned=False) == ends(back, turned=True)
    assert {
        key for change in there.changes for entry in (change.before, change.after) if entry for key in entry.source
    } == set(there.sources)


@pytest.mark.parametrize("day", [None, "2026-07-01", 5, datetime(2026, 7, 1, tzinfo=UTC)])
def test_what_is_no_day_is_refused(day: object) -> None:
    for days, path in (((day, date(2026, 7, 1)), "date_a"), ((date(2026, 7, 1), day), "date_b")):
        with pytest.raises(BadInput, match=r"is not a day") as caught:
            diff(*days)
        assert caught.value.path == path


def test_what_is_no_list_of_jurisdictions_is_refused() -> None:
    with pytest.raises(BadInput, match=r"no list") as caught:
        diff(date(2026, 7, 1), date(2026, 7, 2), 5)  # type: ignore[arg-type]
    assert caught.value.path == "jurisdictions"
    for code in ("ZZ", 5, None):
        with pytest.raises(UnsupportedDestination, match=r"no law pack") as missing:
            diff(date(2026, 7, 1), date(2026, 7, 2), ["DE", code])  # type: ignore[list-item]
        assert missing.value.path == "jurisdictions[1]"
