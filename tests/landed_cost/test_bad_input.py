"""Whatever is wrong with a request, of any type, depth or size: an error of the contract names the field and the way out."""

# What is passed here is wrong on purpose, in its type above all.
# mypy: disable-error-code="arg-type, var-annotated, dict-item, redundant-expr"

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder import Consignment, Desk, Line, Money, Party, Place
from xborder.errors import InvalidRequest, XborderError
from xborder.landed_cost.parts import FxQuote, Mass

DESK = Desk(clock=lambda: date(2026, 11, 22))
CODES = {
    "bad-input", "unknown-duty-rate", "no-exchange-rate", "unsupported-destination", "procedure-not-available", "prohibited"
}  # fmt: skip
EUR = {"amount": "12.50", "currency": "EUR"}
FULL: dict[str, Any] = {
    "on": "2026-11-22",
    "currency": "EUR",
    "sale": "b2c",
    "ship_from": {
        "country": "CN",
        "subdivision": "CN-GD",
        "postal_code": "518000",
        "city": "Shenzhen",
        "street": ["Rd 1"],
        "name": "A",
    },
    "ship_to": {"country": "DE", "subdivision": "DE-BE", "postal_code": "10115"},
    "seller": {"country": "CN", "registrations": {"ioss": "IM2760000742"}, "year_to_date": {}},
    "platform": {"country": "IE", "registrations": {"ioss": "IM3720000224"}},
    "buyer": {"country": "DE", "registrations": {"vat": "DE136695976"}, "year_to_date": {"cn.cbec": "21000.00"}},
    "transport": "courier",
    "mode": "direct-mail",
    "procedure": None,
    "incoterm": "DDP",
    "freight": {"amount": "8.00", "currency": "EUR"},
    "insurance": {"amount": "0.50", "currency": "EUR"},
    "discount": {"amount": "2.00", "currency": "EUR"},
    "prices_include": [],
    "lines": [
        {
            "sku": "TEE-1",
            "description": "T-shirt",
            "hs": "6109.10",
            "origin": "CN",
            "quantity": "2",
            "unit_price": EUR,
            "discount": {"amount": "1.00", "currency": "EUR"},
            "net_mass": {"value": "0.30", "unit": "kg"},
            "measures": {"pieces": "2"},
            "duty": "12%",
            "duty_is_final": False,
            "category": "clothing",
            "preference": "gsp",
        },
        {"hs": "4901.99", "quantity": 1, "unit_price": {"amount": "9", "currency": "EUR"}, "duty": "Free"},
    ],
    "fx": [{"base": "EUR", "quote": "USD", "rate": "1.1600", "on": "2026-11-20", "source": "ECB"}],
    "policies": {"eu.flat-duty-scope": "all-distance-sales"},
}
PLAIN: dict[str, Any] = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "lines": [{"hs": "6109.10", "quantity": "2", "unit_price": {"amount": "100.00", "currency": "EUR"}, "duty": "12%"}],
}

Path = tuple[str | int, ...]


def _errors(request: Any) -> list[XborderError]:
    """What is wrong with a request; anything raised that is not of the family fails the test."""
    try:
        answer = DESK.quote(request).to_dict()
    except InvalidRequest as error:
        return list(error.errors)
    except XborderError as error:
        return [error]
    json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()
    return []


def _with(request: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of the request with one place replaced or added."""
    changed = copy.deepcopy(request)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def _name(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _id(path: Path, value: Any) -> str:
    """A name for a case that holds nothing a terminal could stumble over."""
    try:
        said = ascii(value)[:30]
    except (ValueError, RecursionError):
        said = type(value).__name__
    return f"{_name(path)}={said}".replace("\\", "").split(" at 0x")[0]


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place in a request, with what stands there."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))


PLACES = list(_places(FULL))
LEAVES = [(path, value) for path, value in PLACES if not isinstance(value, dict | list)]


def test_the_full_request_is_answered() -> None:
    assert _errors(FULL) == []
    assert _errors(PLAIN) == []


# --- one mistake --------------------------------------------------------------------------------------------------------

MISTAKES: list[tuple[Path, Any, str, str]] = [
    # where, what is written there, the path the error names, a part of its words
    (("lines", 0, "hs"), "61a", "lines[0].hs", "6109.10"),
    (("lines", 0, "hs"), "6", "lines[0].hs", "2 to 12 digits"),
    (("lines", 0, "hs"), "1234567890123", "lines[0].hs", "2 to 12 digits"),
    (("lines", 0, "hs"), "7701.10", "lines[0].hs", "chapter 77"),
    (("lines", 0, "hs"), "٦١٠٩", "lines[0].hs", "digits"),
    (("lines", 0, "category"), "gold", "lines[0].category", "book"),
    (("lines", 0, "origin"), "UK", "lines[0].origin", "GB"),
    (("lines", 0, "origin"), "China", "lines[0].origin", "CN"),
    (("lines", 0, "quantity"), "0", "lines[0].quantity", "zero"),
    (("lines", 0, "quantity"), "-1", "lines[0].quantity", "negative"),
    (("lines", 0, "quantity"), "1e3", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), "1,5", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), " 1", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), "١", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), "NaN", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), "Infinity", "lines[0].quantity", "plain decimal"),
    (("lines", 0, "quantity"), "1.1234567", "lines[0].quantity", "6 after a point"),
    (("lines", 0, "quantity"), "1" * 16, "lines[0].quantity", "at most 15"),
    (("lines", 0, "quantity"), 10**15, "lines[0].quantity", ""),
    (("lines", 0, "quantity"), 10**5000, "lines[0].quantity", ""),
    (("lines", 0, "quantity"), -(10**5000), "lines[0].quantity", ""),
    (("lines", 0, "quantity"), 1.5, "lines[0].quantity", "floating-point"),
    (("lines", 0, "quantity"), float("nan"), "lines[0].quantity", "floating-point"),
    (("lines", 0, "quantity"), True, "lines[0].quantity", "not a number"),
    (("lines", 0, "unit_price"), "12.50 EUR", "lines[0].unit_price", "amount, currency"),
    (("lines", 0, "unit_price"), {"amount": "1"}, "lines[0].unit_price.currency", "missing"),
    (("lines", 0, "unit_price"), {"amount": 1.5, "currency": "EUR"}, "lines[0].unit_price.amount", "floating-point"),
    (("lines", 0, "unit_price", "currency"), "eur", "lines[0].unit_price.currency", "EUR"),
    (("lines", 0, "unit_price", "currency"), "XXX", "lines[0].unit_price.currency", ""),
    (("lines", 0, "unit_price", "vat"), "1", "lines[0].unit_price.vat", "known are amount, currency"),
    (("lines", 0, "discount"), {"amount": "1", "currency": "USD"}, "lines[0].discount.currency", "EUR"),
    (
        ("lines", 0, "discount"),
        {"amount": "1000", "currency": "EUR"},
        "lines[0].discount",
        "more than the line is worth",
    ),
    (("discount",), {"amount": "1000", "currency": "EUR"}, "discount", "more than the goods are worth"),
    (("lines", 0, "net_mass"), {"value": "-1", "unit": "kg"}, "lines[0].net_mass.value", "negative"),
    (("lines", 0, "net_mass"), {"value": "1", "unit": "stone"}, "lines[0].net_mass.unit", "kg, g, lb, oz"),
    (("lines", 0, "measures"), {"bushel": "1"}, "lines[0].measures.bushel", "kg"),
    (("lines", 0, "measures"), {"kg": "1", "KGM": "2"}, "lines[0].measures.KGM", ""),
    (("lines", 0, "duty"), "twelve", "lines[0].duty", "6.5%"),
    (("lines", 0, "duty"), "12% of", "lines[0].duty", ""),
    (("lines", 0, "duty"), "(" * 400, "lines[0].duty", ""),
    (("lines", 0, "duty_is_final"), "yes", "lines[0].duty_is_final", "true nor false"),
    (("lines", 0, "colour"), "red", "lines[0].colour", "known are sku"),
    (("lines",), [], "lines", "at least 1"),
    (("lines",), {}, "lines", "JSON array"),
    (("lines",), [None], "lines[0]", "unit_price"),
    (("on",), "2026-02-30", "on", "2026-07-01"),
    (("on",), "22.11.2026", "on", "2026-07-01"),
    (("on",), "20261122", "on", "2026-07-01"),
    (("on",), "2026-11-22T00:00:00", "on", "2026-07-01"),
    (("on",), 20261122, "on", "2026-07-01"),
    (("on",), datetime(2026, 11, 22), "on", "2026-07-01"),  # noqa: DTZ001
    (("on",), "1999-12-31", "on", "later day"),
    (("currency",), "euro", "currency", ""),
    (("currency",), "usd", "currency", "USD"),
    (("sale",), "retail", "sale", "b2c, b2b, c2c, gift"),
    (("transport",), "drone", "transport", "courier"),
    (("mode",), None, "mode", "bonded"),
    (("incoterm",), "ddp", "incoterm", "DDP"),
    (("ship_to",), "DE", "ship_to", "country"),
    (("ship_to",), {}, "ship_to.country", "missing"),
    (("ship_to", "country"), "UK", "ship_to.country", "GB"),
    (("ship_to", "country"), "Germany", "ship_to.country", "DE"),
    (("ship_to", "subdivision"), "Berlin", "ship_to.subdivision", "DE-"),
    (("ship_to", "subdivision"), "FR-75", "ship_to.subdivision", "DE-"),
    (("ship_to", "zip"), "10115", "ship_to.zip", "postal_code"),
    (("ship_from", "country"), "EU", "ship_from.country", "member state"),
    (("seller",), {"country": "UK"}, "seller.country", "GB"),
    (("seller",), {"vat": "x"}, "seller.vat", "registrations"),
    (("buyer",), {"year_to_date": {"cn.cbec": "-1"}}, "buyer.year_to_date.cn.cbec", "negative"),
    (("fx",), [{"base": "EUR", "quote": "USD", "rate": "0"}], "fx[0].rate", "more than nothing"),
    (("fx",), [{"base": "EUX", "quote": "USD", "rate": "1"}], "fx[0].base", "EUX"),
    (("fx",), [{"base": "EUR", "quote": "usd", "rate": "1"}], "fx[0].quote", "USD"),
    (("fx",), [{"base": "EUR", "quote": "EUR", "rate": "2"}], "fx[0].rate", "EUR"),
    (("fx",), [{"base": "EUR", "quote": "USD", "rate": "1", "on": "today"}], "fx[0].on", "2026-07-01"),
    (("policies",), {"no.such": "x"}, "policies.no.such", "eu.flat-duty-scope"),
    (("policies",), {"eu.flat-duty-scope": "x"}, "policies.eu.flat-duty-scope", "all-distance-sales"),
    (("prices_include",), ["duty"], "prices_include", "tax"),
    (("prices_include",), ["tax", "tax"], "prices_include", "tax"),
    (("prices_include",), ["fees"], "prices_include[0]", "tax, duty"),
    (("procedure",), "eu.express", "procedure", "eu.h7"),
    (("shipto",), {"country": "DE"}, "shipto", "ship_to"),
    (("lines", 0, "sku"), "x" * 2001, "lines[0].sku", "2000"),
    (("lines", 0, "sku"), "\ud800", "lines[0].sku", ""),
    (("ship_from",), {"country": "DE", "postal_code": 5}, "ship_from.postal_code", "text"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: _id(mistake[0], mistake[1]))
def test_a_mistake_is_named_with_its_path_and_the_way_out(mistake: tuple[Path, Any, str, str]) -> None:
    where, value, path, words = mistake
    errors = _errors(_with(PLAIN, where, value) if where[0] != "seller" else _with(FULL, where, value))
    assert [error.path for error in errors] == [path]
    assert words in f"{errors[0].message} ({errors[0].hint})"
    assert errors[0].code in CODES


def test_a_wrong_duty_is_refused_even_where_no_tariff_duty_is_levied() -> None:
    request = _with(FULL, ("lines", 0, "duty"), "twelve")
    assert [error.path for error in _errors(request)] == ["lines[0].duty"]


def test_several_mistakes_come_back_together() -> None:
    request = copy.deepcopy(FULL)
    request["on"] = "tomorrow"
    request["currency"] = "euro"
    request["incoterm"] = "free"
    request["zzz"] = 1
    request["seller"]["country"] = "UK"
    request["ship_to"]["country"] = "Germany"
    request["lines"][0] |= {
        "hs": "61a",
        "quantity": "many",
        "category": "gold",
        "origin": "UK",
        "duty": "twelve",
        "colour": "red",
    }
    request["lines"][0]["unit_price"] = {"amount": "-1", "currency": "euro"}
    request["lines"][1]["unit_price"] = None
    assert {error.path for error in _errors(request)} == {
        "on", "currency", "incoterm", "zzz", "seller.country", "ship_to.country", "lines[0].hs", "lines[0].quantity",
        "lines[0].category", "lines[0].origin", "lines[0].duty", "lines[0].colour", "lines[0].unit_price.amount",
        "lines[0].unit_price.currency", "lines[1].unit_price",
    }  # fmt: skip


# --- every place, every wrong thing --------------------------------------------------------------------------------------

DEEP: list[Any] = []
for _ in range(5_000):
    DEEP = [DEEP]
NEVER: list[Any] = [
    1.5, float("nan"), float("inf"), -0.0, 10**5000, -(10**5000), b"x", bytearray(b"x"), object(), object, {1}, {"nonsense": 1}, DEEP,
    Decimal("NaN"), Decimal("sNaN"), Fraction(1, 3), 1j, "x" * 1_000_000, "\ud800\udfff", date.max, lambda: 0, range(3),
]  # fmt: skip


@pytest.mark.parametrize("path", [path for path, _ in LEAVES], ids=_name)
def test_a_value_of_the_wrong_kind_is_refused_wherever_it_stands(path: Path) -> None:
    for wrong in NEVER:
        if path[-1] == "on" and isinstance(wrong, date):
            continue
        errors = _errors(_with(FULL, path, wrong))
        assert errors, f"{wrong!r:.40} was let through"
        assert all(error.path.startswith(_name(path)) for error in errors), f"{wrong!r:.40}: {errors[0].path}"


@pytest.mark.parametrize("path", [path for path, value in PLACES if isinstance(value, dict) and path[-1] not in {
    "registrations", "year_to_date", "measures", "policies"}], ids=_name)  # fmt: skip
@pytest.mark.parametrize(
    "key", ["nonsense", "", "\ud800\x00", 5, None, (1, 2), "x" * 100_000, b"hs"], ids=lambda key: _id((), key)
)
def test_an_unknown_key_is_refused_wherever_it_stands(path: Path, key: Any) -> None:
    errors = _errors(_with(FULL, (*path, key), "1"))
    assert len(errors) == 1
    assert errors[0].path.startswith(_name(path))
    assert "known are" in errors[0].hint
    assert errors[0].path.isprintable()
    assert len(errors[0].path) < 200


@pytest.mark.parametrize(
    "request_",
    [None, 5, "x", b"x", [], [FULL], 1.5, object(), {}, {"lines": []}, DEEP, date.min],
    ids=lambda value: _id((), value),
)
def test_what_is_no_request_at_all_is_refused(request_: Any) -> None:
    assert _errors(request_)


def test_a_request_of_absurd_size_is_refused() -> None:
    for key, value in (
        ("lines", [PLAIN["lines"][0]] * 10_001),
        ("policies", {str(n): "x" for n in range(10_001)}),
        ("fx", [FULL["fx"][0]] * 10_001),
    ):
        assert [error.path for error in _errors(_with(PLAIN, (key,), value))] == [key]


@pytest.mark.parametrize(
    "on",
    ["2026-11-22", 5, 1.5, [], {}, "", 0, False, b"", datetime(2026, 11, 22, tzinfo=UTC), object()],
    ids=lambda on: type(on).__name__,
)
def test_a_tax_point_that_is_no_day_is_refused(on: Any) -> None:
    with pytest.raises(XborderError) as caught:
        DESK.quote(PLAIN, on)
    assert caught.value.path == "on"


# --- objects ------------------------------------------------------------------------------------------------------------

FIVE = Money("5", "EUR")


def _built(**changes: Any) -> Any:
    return DESK.quote(
        Consignment(**{"ship_from": Place("CN"), "ship_to": Place("DE"), "lines": [Line(FIVE, duty="5%")]} | changes)
    )


WRONG_OBJECTS: list[tuple[str, Any, str]] = [
    *((name, wrong, name) for name in ("ship_from", "ship_to") for wrong in ("CN", None, 5)),
    *(("lines", wrong, "lines") for wrong in (5, None, [5], [None], "text", Line(FIVE))),
    *((name, wrong, name) for name in ("sale", "transport", "mode", "incoterm") for wrong in (5, [], "x")),
    *((name, wrong, name) for name in ("seller", "platform", "buyer") for wrong in (5, "x")),
    *(
        (name, wrong, name)
        for name in ("freight", "insurance", "discount")
        for wrong in (5, "5 EUR", Money("-1", "EUR"), Money("NaN", "EUR"))
    ),
    *(("currency", wrong, "currency") for wrong in (5, "zzz", [])),
    *(("procedure", wrong, "procedure") for wrong in (5, [])),
    *(("on", wrong, "on") for wrong in (5, "22.11.2026", datetime(2026, 11, 22))),  # noqa: DTZ001
    *(("fx", wrong, "fx") for wrong in (5, [5], None)),
    *(("policies", wrong, "policies") for wrong in (5, [5], None, {5: 5}, {"eu.flat-duty-scope": []})),
    *(("prices_include", wrong, "prices_include") for wrong in (5, None, "tax", [5])),
]


@pytest.mark.parametrize("case", WRONG_OBJECTS, ids=lambda case: _id((case[0],), case[1]))
def test_objects_built_wrongly_are_refused_with_the_field(case: tuple[str, Any, str]) -> None:
    name, wrong, path = case
    with pytest.raises(XborderError) as caught:
        _built(**{name: wrong})
    assert caught.value.path.startswith(path)


WRONG_LINES: list[tuple[str, Any]] = [
    *(
        ("unit_price", wrong)
        for wrong in (
            5,
            None,
            "5",
            Money("-1", "EUR"),
            Money("Infinity", "EUR"),
            Money("1.0000001", "EUR"),
            Money("1e30", "EUR"),
        )
    ),
    *(
        ("quantity", wrong)
        for wrong in (
            0,
            -1,
            1.5,
            None,
            [],
            Decimal("NaN"),
            Decimal(-1),
            Decimal("1e50"),
            Decimal("1e999999"),
            Decimal("1e-999999"),
            True,
        )
    ),
    *(("hs", wrong) for wrong in (5, "x", [])),
    *(("origin", wrong) for wrong in (5, "UK", [])),
    *((name, wrong) for name in ("sku", "description", "preference") for wrong in (5, [])),
    *(("duty", wrong) for wrong in (5, "twelve", [])),
    *(("duty_is_final", wrong) for wrong in (5, "no")),
    *(("category", wrong) for wrong in (5, "gold", [])),
    *(("net_mass", wrong) for wrong in (5, "1 kg", Decimal(1))),
    *(("measures", wrong) for wrong in (5, [], {"bushel": 1}, {"kg": 1.5}, {5: 1})),
    *(("discount", wrong) for wrong in (5, "1 EUR", Money("1", "USD"), Money("9", "EUR"))),
]


@pytest.mark.parametrize("case", WRONG_LINES, ids=lambda case: _id((case[0],), case[1]))
def test_lines_built_wrongly_are_refused_with_the_field(case: tuple[str, Any]) -> None:
    name, wrong = case
    with pytest.raises(XborderError) as caught:
        _built(lines=[Line(**{"unit_price": FIVE, name: wrong})])
    assert name in caught.value.path


@pytest.mark.parametrize(
    "build",
    [
        lambda: Party(country="UK"), lambda: Party(country=5), lambda: Party(registrations=5), lambda: Party(registrations={5: 5}),
        lambda: Party(year_to_date={"x": 1.5}), lambda: Party(year_to_date=[]), lambda: Mass(Decimal(-1)), lambda: Mass(1.5),
        lambda: Mass(1, "stone"), lambda: Mass(1, []), lambda: FxQuote("EUR", "USD", 1.5), lambda: FxQuote(5, "USD", 1),
        lambda: FxQuote("EUR", "USD", Decimal(0)), lambda: FxQuote("EUR", "USD", Decimal("1e999999")), lambda: FxQuote("EUR", "USD", 1, on="x"),
    ],
)  # fmt: skip
def test_parts_built_wrongly_are_refused(build: Any) -> None:
    with pytest.raises(XborderError):
        _use(build())


def _use(part: Any) -> None:
    key = {"Party": "seller", "FxQuote": "fx"}.get(type(part).__name__)
    _built(**{key: [part] if key == "fx" else part}) if key else _built(lines=[Line(FIVE, net_mass=part)])


# --- anything at all ----------------------------------------------------------------------------------------------------

_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=10**4000, max_value=10**4400), st.floats(), st.text(max_size=30),
    st.text(st.characters(categories=["Cs", "Cc", "Cf"]), max_size=5), st.binary(max_size=5), st.decimals(), st.fractions(), st.dates(), st.datetimes(),
    st.sampled_from(["", "0", "-1", "1e5", "NaN", "EUR", "DE", "610910", "2026-11-22", "tax", "b2b", "@", "12%", "x" * 5000]),
    st.builds(lambda: 10**5000), st.builds(lambda: -(10**5000)),
)  # fmt: skip
_KEYS = st.one_of(
    st.text(max_size=8),
    st.integers(),
    st.none(),
    st.sampled_from(["amount", "currency", "country", "hs", "rate", "kg", "ioss"]),
)
_ANY = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(_KEYS, inner, max_size=4)
        | st.tuples(inner)
        | st.sets(st.integers(), max_size=2)
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from([path for path, _ in PLACES]), _ANY), min_size=1, max_size=3))
def test_random_damage_gives_an_answer_or_an_error_of_the_contract(changes: list[tuple[Path, Any]]) -> None:
    request = FULL
    for path, value in changes:
        try:
            request = _with(request, path, value)
        except (TypeError, KeyError, IndexError, AttributeError):
            continue  # an earlier change took the place away
    for error in _errors(request):
        assert error.code in CODES
        assert error.message
        assert all(isinstance(part, str) and len(part) < 3_000 for part in error.to_dict().values())
        json.dumps(error.to_dict(), ensure_ascii=False).encode()


@settings(max_examples=200, deadline=None)
@given(_ANY)
def test_random_values_as_requests_are_refused(request_: Any) -> None:
    assert _errors(request_)


def test_a_rate_is_repeated_as_it_was_given_whatever_was_read_before() -> None:
    assert [str(FxQuote("EUR", "USD", Decimal(rate)).rate) for rate in ("1.1600", "1.16", "1.160")] == [
        "1.1600",
        "1.16",
        "1.160",
    ]
