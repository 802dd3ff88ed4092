"""Every mechanic that a law pack can name, on packs of a few lines; the figures are worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from xborder import Desk, Quote
from xborder.errors import BadInput, ProcedureNotAvailable
from xborder.law.book import LawBook

HEAD = """
[jurisdiction]
code = "PW"
name = "Palau"
currency = "USD"
known_from = 2020-01-01
checked = 2026-11-22

[sources.s]
title = "A law made up for tests"
publisher = "xborder"
evidence = "official"
seen = 2026-11-22

[[value]]
id = "customs-value"
parts = ["goods", "freight", "insurance"]
source = "s"
"""
GENERAL = """
[[procedure]]
id = "pw.general"
name = "General import"
source = "s"
"""
DUTY = """
[[charge]]
id = "pw.duty"
kind = "duty"
name = "Duty"
base = ["customs-value"]
rate = "tariff"
source = "s"
"""


def tax(text: str, name: str = "pw.tax") -> str:
    """A charge with an id and a name, and whatever a test is about."""
    return f'[[charge]]\nid = "{name}"\nkind = "tax"\nname = "Tax"\nsource = "s"\n{text}\n'


def line(price: str, duty: str = "Free", **more: object) -> dict[str, object]:
    """A line of one article."""
    return {
        "hs": "6109.10",
        "origin": "CN",
        "duty": duty,
        "unit_price": {"amount": price, "currency": "USD"},
        **more,
    }


def ask(law: str, *lines: dict[str, object], freight: str = "0", **more: object) -> Quote:
    """A quote for Palau under a law made up for a test."""
    desk = Desk(laws=LawBook({"PW": (HEAD + law).encode()}))
    request: dict[str, Any] = {
        "on": "2026-11-22",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "PW"},
        "freight": {"amount": freight, "currency": "USD"},
        "lines": list(lines),
        **more,
    }
    return desk.quote(request)


def charged(quote: Quote, rule: str = "pw.tax") -> list[str]:
    """What one rule of the law comes to, entry by entry."""
    return [charge.amount for charge in quote.charges if charge.rule == rule]


def reasons(quote: Quote, rule: str = "pw.tax") -> list[str]:
    """Why its entries are what they are."""
    return [charge.reason for charge in quote.charges if charge.rule == rule]


# --- rates and amounts ------------------------------------------------------------------------------------------------


def test_a_rate_meets_each_line_with_its_share_of_the_freight() -> None:
    quote = ask(GENERAL + tax('base = ["customs-value"]\nrate = "0.05"'), line("30"), line("90"), freight="12")
    assert charged(quote) == ["1.65", "4.95"]  # 5 % of 33 and of 99


def test_a_later_charge_rests_on_an_earlier_one_wherever_it_is_written() -> None:
    law = GENERAL + tax('base = ["customs-value", "pw.duty"]\nrate = "0.1"') + DUTY
    quote = ask(law, line("100", "20%"))
    assert charged(quote, "pw.duty") == ["20.00"]
    assert charged(quote) == ["12.00"]


def test_a_tax_inside_its_own_base() -> None:
    law = GENERAL + DUTY + tax('base = ["customs-value", "pw.duty"]\nrate = "0.17"\nmethod = "inclusive"')
    assert charged(ask(law, line("100", "20%"))) == ["24.58"]  # 120 x 17/83 = 24.578...


@pytest.mark.parametrize(("duty", "more"), [("4%", "11.00"), ("15%", "0.00"), ("20%", "0.00")])
def test_topping_up_to_a_total(duty: str, more: str) -> None:
    law = GENERAL + DUTY + tax('base = ["customs-value"]\nrate = "0.15"\nmethod = "top-up"\nof = ["pw.duty"]')
    assert charged(ask(law, line("100", duty))) == [more]


@pytest.mark.parametrize(("price", "amount"), [("50", "10.00"), ("50.01", "10.01"), ("100", "40.00")])
def test_the_whole_value_by_its_band_less_a_fixed_amount(price: str, amount: str) -> None:
    law = GENERAL + tax(
        'base = ["goods"]\nband_value = "goods"\n'
        'bands = [{ up_to = "50 USD", rate = "0.20" }, { rate = "0.60", less = "20 USD" }]'
    )
    assert charged(ask(law, line(price))) == [amount]  # 60 % of 50.01 less 20 is 10.006


@pytest.mark.parametrize(("price", "amount"), [("200", "0.00"), ("1000", "120.00"), ("1500", "270.00")])
def test_each_part_of_a_value_by_its_band(price: str, amount: str) -> None:
    law = GENERAL + tax(
        'base = ["goods"]\nband_value = "goods"\nband_mode = "graduated"\nper = "consignment"\n'
        'bands = [{ up_to = "200 USD", rate = "0" }, { up_to = "1000 USD", rate = "0.15" }, { rate = "0.30" }]'
    )
    assert charged(ask(law, line(price))) == [amount]


@pytest.mark.parametrize(("per", "amounts"), [("line", ["3.00", "3.00"]), ("consignment", ["3.00"])])
def test_a_fixed_amount_per_line_or_consignment(per: str, amounts: list[str]) -> None:
    assert charged(ask(GENERAL + tax(f'per = "{per}"\namount = "3 USD"'), line("10"), line("20"))) == amounts


@pytest.mark.parametrize(
    ("group", "items"), [('"hs6"', 2), ('"hs"', 3), ('"origin"', 2), ('"hs6", "origin"', 3), ('"hs", "origin"', 4)]
)
def test_an_amount_per_item_depends_on_what_makes_an_item(group: str, items: int) -> None:
    goods = [("6109.10.10", "CN"), ("6109.10.90", "CN"), ("6109.10.10", "VN"), ("6205.20", "CN")]
    lines = [line("10", hs=hs, origin=origin) for hs, origin in goods]
    quote = ask(GENERAL + tax(f'per = "item"\ngroup = [{group}]\namount = "3 USD"'), *lines)
    assert charged(quote) == ["3.00"] * items


def test_lines_of_one_rate_are_one_item_and_rounded_once() -> None:
    law = GENERAL + tax(
        'per = "item"\ngroup = ["rate"]\nbase = ["goods"]\nrate = "tariff"\nround = { quantum = "1", mode = "half_up" }'
    )
    quote = ask(law, line("12.40", "12%"), line("12.40", "12%"), line("10.00", "5%"))
    assert charged(quote) == ["3.00", "1.00"]  # 2.976 together, where 1.488 twice would be 2; and 0.5


def test_an_amount_per_unit_of_measure() -> None:
    law = GENERAL + tax('amount = "1.50 USD"\nunit = "kg"')
    assert charged(ask(law, line("10", net_mass={"value": "2500", "unit": "g"}))) == ["3.75"]


def test_a_charge_per_unit_names_the_line_that_does_not_give_the_unit() -> None:
    with pytest.raises(BadInput) as caught:
        ask(GENERAL + tax('amount = "1.50 USD"\nunit = "kg"'), line("10"))
    assert caught.value.path.startswith("lines[0]")


def test_a_share_of_the_result_of_a_base_and_of_a_part_of_a_value() -> None:
    assert charged(ask(GENERAL + tax('base = ["goods"]\nrate = "0.1"\nfactor = "0.7"'), line("100"))) == ["7.00"]
    assert charged(ask(GENERAL + tax('base = [{ of = "goods", factor = "0.6" }]\nrate = "0.1"'), line("100"))) == [
        "6.00"
    ]
    personal = '[[value]]\nid = "personal"\nparts = [{ of = "goods", factor = "11/12" }, "freight"]\nsource = "s"\n'
    quote = ask(personal + GENERAL + tax('base = ["personal"]\nrate = "0.1"'), line("120"), freight="10")
    assert charged(quote) == ["12.00"]


@pytest.mark.parametrize(("price", "amount"), [("1000", "33.58"), ("100000", "346.40"), ("1000000", "651.50")])
def test_a_charge_between_bounds(price: str, amount: str) -> None:
    most = '[[rate]]\ntable = "most"\nvalues = [{ value = "651.50 USD" }]\nsource = "s"\n'
    law = (
        GENERAL
        + most
        + tax('base = ["goods"]\nrate = "0.003464"\nper = "consignment"\nmin = "33.58 USD"\nmax = { table = "most" }')
    )
    assert charged(ask(law, line(price))) == [amount]


# --- what is not charged ----------------------------------------------------------------------------------------------


def test_a_small_charge_is_not_levied_on_the_consignment() -> None:
    law = GENERAL + tax('base = ["goods"]\nrate = "0.1"\nwaive = { up_to = "5 USD" }')
    quote = ask(law, line("25"), line("25"))
    assert charged(quote) == ["0.00", "0.00"]
    assert reasons(quote) == ["waived-small-amount"] * 2
    assert charged(ask(law, line("25"), line("26"))) == ["2.50", "2.60"]


def test_a_small_charge_is_not_levied_on_the_line() -> None:
    law = GENERAL + tax('base = ["goods"]\nrate = "0.1"\nwaive = { up_to = "2.50 USD", scope = "line" }')
    quote = ask(law, line("25"), line("26"))
    assert charged(quote) == ["0.00", "2.60"]
    assert reasons(quote) == ["waived-small-amount", "standard"]


def test_a_charge_at_the_limit_is_levied_when_only_less_is_waived() -> None:
    law = GENERAL + tax('base = ["goods"]\nrate = "0.1"\nwaive = { up_to = "5 USD", operator = "<" }')
    assert charged(ask(law, line("50"))) == ["5.00"]
    assert charged(ask(law, line("49.90"))) == ["0.00"]


@pytest.mark.parametrize(("price", "duty", "amount"), [("20", "2.00", "4.00"), ("16", "0.00", "0.00")])
def test_charges_are_waived_together_by_their_sum(price: str, duty: str, amount: str) -> None:
    small = 'base = ["goods"]\nrate = "0.2"\nwaive = { up_to = "5 USD", with = ["pw.duty"] }'
    quote = ask(GENERAL + DUTY + tax(small), line(price, "10%"))
    assert charged(quote, "pw.duty") == [duty]
    assert charged(quote) == [amount]  # 2.00 + 4.00 is levied, 1.60 + 3.20 is not


def test_a_waived_charge_is_nothing_to_later_ones() -> None:
    first = tax('base = ["goods"]\nrate = "0.1"\nwaive = { up_to = "5 USD" }', "pw.first")
    law = GENERAL + first + tax('base = ["goods", "pw.first"]\nrate = "0.1"')
    assert charged(ask(law, line("50"))) == ["5.00"]


def test_an_intermediate_figure_is_used_and_not_charged() -> None:
    unpaid = tax('base = ["goods"]\nrate = "0.2"\npayable = false', "pw.statutory")
    quote = ask(GENERAL + unpaid + tax('base = ["goods", "pw.statutory"]\nrate = "0.1"'), line("100"))
    assert [(charge.rule, charge.amount) for charge in quote.charges] == [("pw.tax", "12.00")]
    assert quote.charges_total.amount == Decimal("12.00")


# --- rounding ---------------------------------------------------------------------------------------------------------


def test_a_base_is_rounded_before_its_rate() -> None:
    law = GENERAL + tax('base = ["goods"]\nrate = "0.1"\nbase_round = { quantum = "1000", mode = "down" }')
    assert charged(ask(law, line("12999"))) == ["1200.00"]


@pytest.mark.parametrize(
    ("mode", "amount"),
    [("down", "19.90"), ("up", "20.00"), ("half_up", "20.00"), ("half_even", "20.00"), ("floor", "19.90")],
)
def test_a_result_is_rounded_as_the_law_says(mode: str, amount: str) -> None:
    law = GENERAL + tax(f'base = ["goods"]\nrate = "0.1"\nround = {{ quantum = "0.10", mode = "{mode}" }}')
    assert charged(ask(law, line("199.50"))) == [amount]  # 19.95


@pytest.mark.parametrize(
    ("carry", "amount"),
    [("", "9.50"), ('carry = "exact"', "10.00"), ('carry = { quantum = "10", mode = "down" }', "5.00")],
)
def test_later_charges_see_what_the_law_lets_them_see(carry: str, amount: str) -> None:
    """The duty is 19.99, rounded to 19; the later charge is half of 19, of 19.99 or of 10."""
    first = tax(f'base = ["goods"]\nrate = "0.1"\nround = {{ quantum = "1", mode = "down" }}\n{carry}', "pw.first")
    quote = ask(GENERAL + first + tax('base = ["pw.first"]\nrate = "0.5"'), line("199.90"))
    assert charged(quote, "pw.first") == ["19.00"]
    assert charged(quote) == [amount]


def test_a_sum_over_the_consignment_is_rounded_and_the_lines_share_it() -> None:
    law = GENERAL + tax('base = ["goods"]\nrate = "0.1"\ntotal_round = { quantum = "100", mode = "down" }')
    quote = ask(law, line("1234"), line("2345"), line("999"))
    amounts = [Decimal(amount) for amount in charged(quote)]
    assert sum(amounts) == 400  # 123.40 + 234.50 + 99.90 = 457.80
    for amount, whole in zip(amounts, ("123.40", "234.50", "99.90"), strict=True):
        assert abs(amount - Decimal(whole) * 400 / Decimal("457.80")) < Decimal("0.01")


# --- rows of rates ----------------------------------------------------------------------------------------------------

TABLE = """
[[rate]]
table = "t"
values = [{ value = "0.05" }]
source = "s"
"""


@pytest.mark.parametrize(("grams", "amount"), [("10", "3.00"), ("20", "3.00"), ("20.1", "1.00"), ("40", "1.00")])
def test_dear_goods_have_a_rate_of_their_own(grams: str, amount: str) -> None:
    """15 % from 1 USD a gram on, otherwise 5 %."""
    dear = (
        '[[rate]]\ntable = "t"\nunit_value = { measure = ["ml", "g"], min = "1 USD" }\n'
        'values = [{ value = "0.15" }]\nsource = "s"\n'
    )
    law = GENERAL + TABLE + dear + tax('base = ["goods"]\nrate = { table = "t" }')
    assert charged(ask(law, line("20", measures={"g": grams}))) == [amount]


def test_the_most_specific_row_bears_on_the_goods() -> None:
    rows = "".join(
        f'[[rate]]\ntable = "t"\n{selector}\nvalues = [{{ value = "{value}" }}]\nsource = "s"\n'
        for selector, value in (
            ('origin = ["VN"]', "0.10"),
            ('category = ["clothing"]', "0.20"),
            ('hs = ["61"]', "0.30"),
            ('hs = ["610910"]', "0.40"),
        )
    )
    law = GENERAL + TABLE + rows + tax('base = ["goods"]\nrate = { table = "t" }')
    goods = [("6109.10", "VN"), ("6110.20", "VN"), ("6205.20", "VN"), ("9503.00", "VN"), ("9503.00", "CN")]
    quote = ask(law, *(line("100", hs=hs, origin=origin) for hs, origin in goods))
    assert charged(quote) == ["40.00", "30.00", "20.00", "10.00", "5.00"]


def test_a_row_that_refers_to_another_says_what_that_one_says_on_the_day() -> None:
    rows = (
        '[[rate]]\ntable = "t"\nid = "t.low"\nhs = ["49"]\nsource = "s"\n'
        'values = [{ value = "0.02", until = 2026-07-01 }, { value = "0.03", from = 2026-07-01 }]\n'
        '[[rate]]\ntable = "t"\nhs = ["61"]\nvalues = [{ ref = "t.low" }]\nsource = "s"\n'
    )
    law = GENERAL + TABLE + rows + tax('base = ["goods"]\nrate = { table = "t" }')
    assert charged(ask(law, line("100"), on="2026-06-30")) == ["2.00"]
    assert charged(ask(law, line("100"), on="2026-07-01")) == ["3.00"]


def test_what_exists_and_is_not_known_makes_the_quote_partial() -> None:
    unknown = '[[rate]]\ntable = "t"\nhs = ["61"]\nvalues = [{ value = "unknown" }]\nsource = "s"\n'
    by_table = GENERAL + TABLE + unknown + tax('base = ["goods"]\nrate = { table = "t" }')
    for law in (by_table, GENERAL + tax('rate = "unknown"'), GENERAL + tax('per = "consignment"\nrate = "unknown"')):
        quote = ask(law, line("100"))
        assert quote.status == "partial"
        assert any(notice.level == "blocking" for notice in quote.notices)
        assert charged(quote) == []
    assert ask(by_table, line("100", hs="9503.00")).status == "complete"


def test_when_no_row_answers_the_charge_does_not_apply() -> None:
    row = '[[rate]]\ntable = "t"\nhs = ["49"]\nvalues = [{ value = "0.05" }]\nsource = "s"\n'
    law = GENERAL + row + tax('base = ["goods"]\nrate = { table = "t" }')
    assert charged(ask(law, line("100"), line("100", hs="4901.99"))) == ["5.00"]


# --- conditions -------------------------------------------------------------------------------------------------------

LIMIT = """
[[threshold]]
id = "pw.low"
compares = "goods"
values = [{ limit = "100 USD" }]
effect = "relief"
source = "s"
"""


@pytest.mark.parametrize(("price", "amount"), [("100", "1.00"), ("100.01", "2.00")])
def test_below_and_above_a_limit(price: str, amount: str) -> None:
    law = LIMIT + GENERAL + tax('amount = "1 USD"\nwhen = { below = "pw.low" }')
    assert charged(ask(law + tax('amount = "2 USD"\nwhen = { above = "pw.low" }'), line(price))) == [amount]


def test_less_than_a_limit() -> None:
    less = LIMIT.replace("compares", 'operator = "<"\ncompares')
    law = less + GENERAL + tax('amount = "1 USD"\nwhen = { below = "pw.low" }')
    assert charged(ask(law, line("99.99"))) == ["1.00"]
    assert charged(ask(law, line("100"))) == []


def test_a_limit_on_the_price_of_each_article() -> None:
    law = LIMIT.replace('"goods"', '"unit-price"') + GENERAL + tax('amount = "1 USD"\nwhen = { below = "pw.low" }')
    assert charged(ask(law, line("100", quantity="3"))) == ["1.00"]
    assert charged(ask(law, line("100"), line("100.01"))) == []


@pytest.mark.parametrize(("used", "amounts"), [("39", ["1.00"]), ("40", ["1.00"]), ("40.01", [])])
def test_a_buyers_total_for_the_year_counts(used: str, amounts: list[str]) -> None:
    law = LIMIT.replace("compares", 'year_to_date = "pw.year"\ncompares') + GENERAL
    law += tax('amount = "1 USD"\nwhen = { below = "pw.low" }')
    assert charged(ask(law, line("60"), buyer={"year_to_date": {"pw.year": used}})) == amounts


def test_a_limit_on_the_number_of_articles() -> None:
    law = GENERAL + tax('amount = "1 USD"\nper = "consignment"\nwhen = { units_max = 3 }')
    assert charged(ask(law, line("10", quantity="2"), line("10"))) == ["1.00"]
    assert charged(ask(law, line("10", quantity="2"), line("10", quantity="2"))) == []


def test_conditions_on_goods_choose_the_lines() -> None:
    goods = [
        line("10", hs="6109.10"),
        line("10", hs="4901.99", origin="VN"),
        line("10", hs="9503.00", preference="gsp"),
    ]
    for when, bearing in (
        ('hs = ["61", "95"]', [0, 2]),
        ('hs_not = ["61"]', [1, 2]),
        ('category = "clothing"', [0]),
        ('category_not = ["book", "toy"]', [0]),
        ('origin = ["VN"]', [1]),
        ('origin_not = ["VN"]', [0, 2]),
        ('preference = ["*"]', [2]),
        ('preference_not = ["gsp"]', [0, 1]),
    ):
        quote = ask(GENERAL + tax(f'amount = "1 USD"\nwhen = {{ {when} }}'), *goods)
        assert [charge.line for charge in quote.charges] == bearing, when


def test_the_first_entry_of_a_charge_that_holds_is_taken() -> None:
    relief = tax('rate = "0"\nreason = "relief"\nwhen = { hs = ["49"] }')
    quote = ask(GENERAL + relief + tax('base = ["goods"]\nrate = "0.1"'), line("10"), line("10", hs="4901.99"))
    assert [(charge.line, charge.amount, charge.reason) for charge in quote.charges] == [
        (1, "0.00", "relief"),
        (0, "1.00", "standard"),
    ]


def test_a_policy_is_the_hosts_choice() -> None:
    policy = '[[policy]]\nid = "pw.p"\ndefault = "a"\nchoices = { a = "one", b = "the other" }\nsource = "s"\n'
    law = policy + GENERAL
    law += tax('amount = "1 USD"\nwhen = { policy = { "pw.p" = ["a"] } }')
    law += tax('amount = "2 USD"\nwhen = { policy = { "pw.p" = ["b"] } }')
    assert charged(ask(law, line("10"))) == ["1.00"]
    assert charged(ask(law, line("10"), policies={"pw.p": "b"})) == ["2.00"]
    with pytest.raises(BadInput, match=r"not a choice"):
        ask(law, line("10"), policies={"pw.p": "c"})


# --- procedures -------------------------------------------------------------------------------------------------------


def way(name: str, text: str = "") -> str:
    """A procedure, and a fee that tells it apart."""
    return f'[[procedure]]\nid = "pw.{name}"\nname = "{name}"\nsource = "s"\n{text}\n'


def fee(name: str, amount: str) -> str:
    return tax(f'per = "consignment"\nprocedure = ["pw.{name}"]\namount = "{amount} USD"', f"pw.{name}-fee")


def test_of_several_ways_the_cheapest_is_taken_and_of_equals_the_first() -> None:
    law = way("dear") + way("cheap") + fee("dear", "3") + fee("cheap", "2")
    assert ask(law, line("10")).procedure == "pw.cheap"
    assert ask(law.replace('"3 USD"', '"2 USD"'), line("10")).procedure == "pw.dear"


def test_a_way_that_the_law_requires_is_taken_though_it_is_dear() -> None:
    law = way("dear", 'choice = "law"\nwhen = { sale = ["b2c"] }') + way("cheap") + fee("dear", "3") + fee("cheap", "2")
    assert ask(law, line("10")).procedure == "pw.dear"
    assert ask(law, line("10"), sale="b2b").procedure == "pw.cheap"


@pytest.mark.parametrize(
    ("party", "of", "procedure"),
    [
        ("seller", "", "pw.scheme"),
        ("platform", "", "pw.scheme"),
        ("buyer", "", "pw.general"),
        ("buyer", ', of = ["buyer"]', "pw.scheme"),
        ("seller", ', of = ["buyer"]', "pw.general"),
    ],
)
def test_a_scheme_is_for_those_who_are_registered(party: str, of: str, procedure: str) -> None:
    law = GENERAL + way("scheme", f'registration = {{ any = ["pw-scheme"]{of} }}\nchoice = "law"')
    registered: dict[str, Any] = {party: {"registrations": {"pw-scheme": "1"}}}
    assert ask(law, line("10"), **registered).procedure == procedure


def test_a_procedure_asked_for_by_name_must_be_open() -> None:
    law = LIMIT + way("small", 'when = { below = "pw.low", category_not = ["alcohol"] }') + way("general")
    law += fee("small", "9")
    assert ask(law, line("10"), procedure="pw.small").procedure == "pw.small"
    for refused in (line("101"), line("10", hs="2204.21")):
        with pytest.raises(ProcedureNotAvailable):
            ask(law, refused, procedure="pw.small")
    with pytest.raises(ProcedureNotAvailable):
        ask(law, line("10"), procedure="pw.none")


def test_charges_are_collected_as_the_procedure_says_unless_they_say_it_themselves() -> None:
    law = (
        way("scheme", 'collected = "sale"')
        + tax('amount = "1 USD"')
        + tax('amount = "2 USD"\ncollected = "import"', "pw.b")
    )
    collected = {charge.rule: charge.collected for charge in ask(law, line("10"), incoterm="DAP").charges}
    assert collected == {"pw.tax": "sale", "pw.b": "import"}
    quote = ask(law, line("10"), incoterm="DAP")
    assert (quote.at_checkout.amount, quote.on_delivery.amount) == (Decimal("1.00"), Decimal("2.00"))


def test_additional_duty_is_left_out_when_the_lines_own_duty_is_final() -> None:
    law = GENERAL + DUTY + tax('base = ["goods"]\nrate = "0.25"\nadditional = true')
    assert charged(ask(law, line("100", "5%"))) == ["25.00"]
    assert charged(ask(law, line("100", "5%", duty_is_final=True))) == []


def test_a_value_may_depend_on_circumstances() -> None:
    values = (
        '[[value]]\nid = "tax-value"\nparts = ["goods", "freight"]\nwhen = { sale = ["b2b"] }\nsource = "s"\n'
        '[[value]]\nid = "tax-value"\nparts = ["goods"]\nsource = "s"\n'
    )
    law = values + GENERAL + tax('base = ["tax-value"]\nrate = "0.1"')
    assert charged(ask(law, line("100"), freight="10")) == ["10.00"]
    assert charged(ask(law, line("100"), freight="10", sale="b2b")) == ["11.00"]
