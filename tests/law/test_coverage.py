"""What the law packs hold, and one of them on a day."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from xborder.law.book import BUNDLED, LawBook
from xborder.law.known import Entry, LawView, coverage, show
from xborder.law.sources import Evidence, Status
from xborder.law.timeline import holds

BOOK = LawBook()
ISLAND = b"""
[jurisdiction]
code = "FK"
name = "The Island"
currency = [ { value = "EUR", from = 2020-01-01 } ]
known_from = 2020-01-01
checked = 2026-01-01
limitations = ["Excises are not known."]
[sources.gazette]
title = "Gazette 1"
publisher = "The Island"
url = "https://example.org/1"
evidence = "official"
seen = 2026-01-01
[sources.paper]
title = "A report"
publisher = "The paper"
evidence = "secondary"
seen = 2026-01-01
[[policy]]
id = "fk.side"
default = "left"
choices = { "left" = "the left side", "right" = "the right side" }
source = "paper"
[[value]]
id = "customs-value"
parts = ["goods", { of = "freight", factor = "0.5" }]
source = "gazette"
[[threshold]]
id = "fk.small"
compares = "goods"
values = [
  { limit = "10 EUR", until = 2022-01-01 },
  { limit = "20 EUR", from = 2022-01-01, until = 2024-01-01, source = "paper" },
]
effect = "free of tax"
source = "gazette"
[[procedure]]
id = "fk.post"
name = "By post"
when = { transport = ["post"], below = "fk.small" }
source = "gazette"
[[procedure]]
id = "fk.all"
name = "Declaration"
registration = { any = ["vat"], of = ["seller"] }
choice = "law"
source = "gazette"
[[procedure]]
id = "fk.new"
name = "The new way"
collected = "sale"
from = 2027-01-01
status = "scheduled"
source = "paper"
[[charge]]
id = "fk.stamp"
kind = "fee"
name = "Stamp"
procedure = ["fk.post"]
amount = "2 EUR"
per = "consignment"
source = "gazette"
[[charge]]
id = "fk.new-fee"
kind = "fee"
name = "New fee"
procedure = ["fk.new"]
amount = "0.10 EUR"
unit = "kg"
source = "paper"
[[charge]]
id = "fk.duty"
kind = "duty"
name = "Duty"
base = ["customs-value"]
rate = "tariff"
waive = { up_to = "1 EUR" }
source = "gazette"
[[charge]]
id = "fk.luxury"
kind = "tax"
name = "Luxury tax"
base = ["goods"]
bands = [ { up_to = "50 EUR", rate = "0" }, { rate = "0.25", less = "10 EUR" } ]
band_value = "customs-value"
when = { category_not = ["food"], units_max = 3, tax_area = true, policy = { "fk.side" = ["right"] } }
evidence = "unverified"
source = "gazette"
[[charge]]
id = "fk.vat"
kind = "tax"
name = "VAT"
base = ["customs-value", { of = "fk.duty", factor = "0.7" }]
rate = { table = "vat" }
method = "inclusive"
min = "1 EUR"
source = "gazette"
[[charge]]
id = "fk.top"
kind = "tax"
name = "Top-up"
base = ["goods"]
rate = "22/78"
method = "top-up"
of = ["fk.vat"]
source = "gazette"
[[rate]]
table = "vat"
id = "vat.standard"
values = [
  { value = "0.10", until = 2024-01-01 },
  { value = "0.12", from = 2024-01-01, source = "paper", note = "as told" },
]
reason = "standard"
source = "gazette"
[[rate]]
table = "vat"
category = ["book"]
values = [ { ref = "vat.standard", until = 2024-01-01 }, { value = "unknown", from = 2024-01-01 } ]
source = "gazette"
[[notice]]
code = "rain"
level = "info"
message = "It rains."
procedure = ["fk.all"]
until = 2026-06-01
source = "paper"
"""
ISLANDS = LawBook({"FK": ISLAND})


def island(on: date) -> LawView:
    return show(ISLANDS.pack("FK"), on)


def named(entries: tuple[Entry, ...], key: str) -> list[Entry]:
    return [entry for entry in entries if entry.id == key]


def test_every_destination_has_a_row_sorted_by_code() -> None:
    rows = coverage()
    assert [row.jurisdiction for row in rows] == sorted(set(BUNDLED) - {"EU"})
    for row in rows:
        assert row.from_ < row.checked
        assert row.procedures
        assert len(set(row.procedures)) == len(row.procedures)
        assert sum(row.evidence.values()) > 0
        assert set(row.evidence) == set(Evidence)
    assert next(row for row in rows if row.jurisdiction == "DE").extends == "EU"


def test_rows_are_json() -> None:
    row = coverage()[0].to_dict()
    assert json.loads(json.dumps(row)) == row
    assert set(row) == {"jurisdiction", "name", "from", "checked", "evidence", "procedures", "limitations", "extends"}


def test_the_grades_of_charges_rates_limits_and_procedures_are_counted() -> None:
    row = next(row for row in coverage(ISLANDS) if row.jurisdiction == "FK")
    # official: 2 procedures, 1 limit, 4 charges (stamp, duty, VAT, top-up), 3 rates; secondary: 1 of each;
    # unverified: the luxury tax, which says so itself.
    assert row.evidence == {Evidence.OFFICIAL: 10, Evidence.SECONDARY: 4, Evidence.UNVERIFIED: 1}
    assert row.procedures == ("fk.post", "fk.all", "fk.new")
    assert row.limitations == ("Excises are not known.",)


def test_a_value_stands_where_the_day_lies() -> None:
    before, after = island(date(2023, 12, 31)), island(date(2024, 1, 1))
    assert [(rate.value, rate.standing) for rate in named(before.rates, "vat")] == [
        ("10%", "in-force"),
        ("12%", "scheduled"),
        ("as vat.standard", "in-force"),
        ("unknown", "scheduled"),
    ]
    assert [(rate.value, rate.standing) for rate in named(after.rates, "vat")] == [
        ("10%", "ended"),
        ("12%", "in-force"),
        ("as vat.standard", "ended"),
        ("unknown", "in-force"),
    ]
    newer = after.rates[1]
    assert (newer.evidence, newer.source, newer.note, newer.name) == (
        Evidence.SECONDARY,
        ("paper",),
        "as told",
        "standard (vat.standard)",
    )
    assert [(limit.value, limit.standing, limit.evidence.value) for limit in before.thresholds] == [
        ("goods <= 10 EUR", "ended", "official"),
        ("goods <= 20 EUR", "in-force", "secondary"),
    ]


def test_what_needs_a_limit_or_procedure_of_the_past_is_past() -> None:
    while_it_was, afterwards = island(date(2023, 6, 1)), island(date(2024, 6, 1))
    assert named(while_it_was.procedures, "fk.post")[0].standing == "in-force"
    assert named(while_it_was.charges, "fk.stamp")[0].standing == "in-force"
    assert named(afterwards.procedures, "fk.post")[0].standing == "ended"
    assert named(afterwards.charges, "fk.stamp")[0].standing == "ended"


def test_what_is_announced_is_scheduled() -> None:
    view = island(date(2026, 7, 1))
    assert [(way.id, way.standing, way.status) for way in view.procedures[1:]] == [
        ("fk.all", "in-force", Status.IN_FORCE),
        ("fk.new", "scheduled", Status.SCHEDULED),
    ]
    assert named(view.charges, "fk.new-fee")[0].standing == "scheduled"
    assert view.notices[0].standing == "ended"


def test_entries_are_told_in_words() -> None:
    view = island(date(2026, 7, 1))
    words = {charge.id: charge.value for charge in view.charges}
    assert words == {
        "fk.stamp": "2 EUR per consignment",
        "fk.new-fee": "0.1 EUR per kg",
        "fk.duty": "the tariff's duty of customs-value, waived if <= 1 EUR",
        "fk.luxury": "0% up to 50 EUR; 25% less 10 EUR above of goods",
        "fk.vat": "table vat, contained in its own base of customs-value + 70% of fk.duty, at least 1 EUR",
        "fk.top": "up to 28 8/39% together with fk.vat of goods",
    }
    luxury = named(view.charges, "fk.luxury")[0]
    assert luxury.when == "inside the tax area; policy fk.side is right; at most 3 articles; category not food"
    assert [way.value for way in view.procedures] == [
        "competes on cost; collected at import",
        "needs vat of seller; required where it may be used; collected at import",
        "competes on cost; collected at the sale",
    ]
    assert view.procedures[0].when == "transport post; below fk.small"
    assert (view.policies[0].value, view.policies[0].name) == (
        "default left",
        "left: the left side; right: the right side",
    )
    assert (view.notices[0].value, view.notices[0].when) == ("info", "procedure fk.all")


def test_a_view_says_whether_the_day_is_known() -> None:
    assert not island(date(2019, 12, 31)).known
    assert island(date(2019, 12, 31)).currency == ""
    assert island(date(2020, 1, 1)).known
    assert not show(BOOK.pack("EU"), date(2026, 1, 1)).known


@pytest.mark.parametrize("code", BUNDLED)
def test_every_pack_can_be_shown_on_any_day(code: str) -> None:
    pack = BOOK.pack(code)
    for on in (
        date(2015, 1, 1),
        *(date(2020, 1, 1) + timedelta(days=97 * step) for step in range(30)),
        date(2035, 1, 1),
    ):
        view = show(pack, on)
        assert len(view.charges) == len(pack.charge)
        for entries in view.sections.values():
            for entry in entries:
                assert entry.standing in {"in-force", "scheduled", "ended"}
                assert holds(entry, on) or entry.standing != "in-force"
                assert all(key in view.sources for key in entry.source)
    form = view.to_dict()
    assert json.loads(json.dumps(form)) == form
