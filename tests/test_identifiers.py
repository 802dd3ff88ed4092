"""A registration number that cannot be right is told, and changes nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder import Desk, Quote, identifiers
from xborder.errors import MissingExtra, RulesChanged
from xborder.identifiers import IdentifierChecks, StdnumChecks, automatic
from xborder.landed_cost.receipt import Receipt

CHECKS = StdnumChecks()
CHECKED_BY_VAT = sorted({*identifiers._VAT, "CH", "NO"})

# The numbers are those of the contract and of python-stdnum's own examples, or public (IOSS numbers of marketplaces).
RIGHT = [
    ("ioss", "IM2760000742", ""),
    ("ioss", "im 372 0000224", "IE"),
    ("ioss", "IM9000000000", "XI"),
    ("eu-oss", "EU372022452", ""),
    ("eu-oss", "DE136695976", "DE"),
    ("vat", "DE136695976", "DE"),
    ("vat", "DE 136.695 976", ""),
    ("vat", "136695976", "DE"),
    ("vat", "ATU13585627", ""),
    ("vat", "BE0697449992", ""),
    ("vat", "EL094259216", ""),
    ("vat", "GR094259216", ""),
    ("vat", "FR61954506077", ""),
    ("vat", "NL004495445B01", ""),
    ("vat", "GB980780684", ""),
    ("vat", "XI980780684", ""),
    ("vat", "CHE-107.787.577 IVA", ""),
    ("vat", "NO 995 525 828 MVA", ""),
    ("gb-vat", "GB980780684", ""),
    ("gb-vat", "980 7806 84", ""),
    ("xi-vat", "XI980780684", ""),
    ("ch-vat", "CHE-107.787.577 IVA", ""),
    ("ch-vat", "CHE-107.787.577", ""),
    ("no-vat", "NO 995 525 828 MVA", ""),
    ("no-mva", "995525828", ""),
    ("de-vat", "136695976", ""),
    ("eori", "GB980780684000", ""),
    ("eori", "DE123456789012345", ""),
    ("au-gst", "51824753556", ""),
    ("nz-gst", "49-098-576", ""),
    ("nz-gst", "4909185-0", ""),
    ("sg-gst", "197401143C", ""),
    ("sg-gst", "T01FC6132D", ""),
    ("ca-gst", "12302 6635 RC 0001", ""),
    ("br-cnpj", "16.727.230/0001-97", ""),
    ("br-cpf", "390.533.447-05", ""),
    ("cl-vat", "76086428-5", ""),
    ("jp-jct", "T5835678256246", ""),
    ("kr-pccc", "P123456789012", ""),
    ("cn-resident-id", "360426199101010071", ""),
    ("tr-vat", "4540536920", ""),
    ("tr-vat", "17291716060", ""),
]
WRONG_DIGIT = [
    ("vat", "DE136695975", "DE"),
    ("vat", "136695975", "DE"),
    ("eu-oss", "DE136695975", ""),
    ("vat", "EL094259217", ""),
    ("vat", "XI980780685", ""),
    ("gb-vat", "802311781", ""),
    ("ch-vat", "CHE-107.787.578 IVA", ""),
    ("ch-vat", "CHE-107.787.578", ""),
    ("no-vat", "NO 995 525 829 MVA", ""),
    ("au-gst", "51824753557", ""),
    ("nz-gst", "136410133", ""),
    ("sg-gst", "197401143D", ""),
    ("ca-gst", "123026636RC0001", ""),
    ("br-cnpj", "16.727.230/0001-98", ""),
    ("br-cpf", "390.533.447-06", ""),
    ("cl-vat", "12531909-3", ""),
    ("cn-resident-id", "360426199101010072", ""),
    ("tr-vat", "4540536921", ""),
]
WRONG_FORM = [
    ("ioss", "IM276000074", "such numbers are IM and ten digits"),
    ("ioss", "IN2760000742", "such numbers are IM and ten digits"),
    ("ioss", "IM2770000742", "no member state has its number"),
    ("eu-oss", "EUDE123456789", "such numbers are EU and nine digits"),
    ("vat", "FR40303", "its length is wrong"),
    ("gb-vat", "DE136695976", "its length is wrong"),
    ("eori", "123", "such numbers are the letters of a country and at most 15 characters"),
    ("jp-jct", "5835678256246", "such numbers are T and 13 digits"),
    ("kr-pccc", "123456789012", "such numbers are P and twelve digits"),
    ("cl-vat", "76086A28-5", "it is not written as such numbers are"),
]
PASSED = [
    ("ioss", ""),
    ("voec", "2000001"),
    ("my-lvg", "1"),
    ("br-remessa-conforme", "PRC-0001"),
    ("cn-cbec", "3301960A1B"),
    ("tw-ezway", "0912345678"),
    ("us-vat", "1"),
    ("nonsense", "1"),
    ("n" * 2000, "1"),
    ("vat", "US123456789"),
    ("vat", "1"),
    ("eu-oss", "IM2760000742"),
    ("au-gst", "123456789012"),  # an ARN
    ("sg-gst", "M90312345A"),
    ("nz-gst", "150000000"),  # above the range of today
]


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "number", "country"), RIGHT)
def test_a_right_number_passes(scheme: str, number: str, country: str) -> None:
    assert CHECKS.wrong(scheme, number, country) is None


@pytest.mark.parametrize(("scheme", "number", "country"), WRONG_DIGIT)
def test_a_wrong_check_digit_is_told(scheme: str, number: str, country: str) -> None:
    reason = CHECKS.wrong(scheme, number, country)
    assert reason is not None
    assert reason.startswith(f"The {scheme} number ")
    assert reason.endswith(" cannot be right: its check digit does not fit the rest of it.")


@pytest.mark.parametrize(("scheme", "number", "fault"), WRONG_FORM)
def test_a_wrong_form_is_told_with_the_right_one(scheme: str, number: str, fault: str) -> None:
    reason = CHECKS.wrong(scheme, number, "")
    assert reason is not None
    assert reason.endswith(f"cannot be right: {fault}.")


@pytest.mark.parametrize(("scheme", "number"), PASSED)
def test_what_cannot_be_told_passes(scheme: str, number: str) -> None:
    assert CHECKS.wrong(scheme, number, "CN") is None


def test_every_scheme_of_the_table_is_tried_here() -> None:
    tried = {scheme for scheme, *_ in RIGHT}
    assert set(identifiers._SCHEMES) <= tried
    assert set(identifiers._SCHEMES) <= {scheme for scheme, *_ in (*WRONG_DIGIT, *WRONG_FORM)} | {"no-mva"}


@pytest.mark.parametrize("prefix", CHECKED_BY_VAT)
def test_there_is_a_check_behind_every_prefix(prefix: str) -> None:
    assert CHECKS.wrong("vat", f"{prefix}1", "") is not None


def test_every_module_of_the_table_is_there() -> None:
    schemes = [*identifiers._SCHEMES.values(), *filter(None, map(identifiers._vat, CHECKED_BY_VAT))]
    assert all(identifiers._module(*module) is not None for scheme in schemes for module in scheme.modules)


@pytest.mark.parametrize("scheme", ["br-cpf", "cn-resident-id", "kr-pccc", "tr-vat"])
def test_the_number_of_a_person_is_not_repeated(scheme: str) -> None:
    assert "number ending in '789' cannot" in str(CHECKS.wrong(scheme, "123456789", ""))
    assert "number given cannot" in str(CHECKS.wrong(scheme, "12345", ""))


@given(
    st.sampled_from([*identifiers._SCHEMES, "vat", "eu-oss", "gb-vat", "voec"]),
    st.text(max_size=2000) | st.text("0123456789ABEGIMNOPSTUXZ -./+*\n\x00٣𝟗ß", max_size=70),
    st.sampled_from(["", "DE", "GB", "CH", "CN"]),
)
def test_whatever_the_number_is_the_answer_is_one_sentence_or_none(scheme: str, number: str, country: str) -> None:
    reason = CHECKS.wrong(scheme, number, country)
    assert reason is None or (reason.isprintable() and reason.endswith(".") and len(reason) < 400)
    assert CHECKS.wrong(scheme, number, country) == reason


@pytest.mark.parametrize("prefix", CHECKED_BY_VAT)
@given(tail=st.text("0123456789ABUX+*\n", max_size=16))
def test_whatever_follows_the_prefix_of_a_vat_number_nothing_is_raised(prefix: str, tail: str) -> None:
    CHECKS.wrong("vat", prefix + tail, "")


def test_a_very_long_number_is_wrong_and_shown_shortened() -> None:
    reason = CHECKS.wrong("vat", "DE" + "1" * 1_000_000, "")
    assert reason is not None
    assert len(reason) < 120


def test_what_was_found_is_remembered_and_no_more_than_so_much() -> None:
    identifiers._wrong.cache_clear()
    for _ in range(3):
        CHECKS.wrong("vat", "DE136695976", "DE")
    known = identifiers._wrong.cache_info()
    assert (known.misses, known.hits) == (1, 2)
    assert known.maxsize == 4_096


# --- quotes -----------------------------------------------------------------------------------------------------------


@attrs.frozen
class Strict:
    """Lets nothing pass."""

    digest: str = "strict 1"

    def wrong(self, scheme: str, number: str, country: str) -> str | None:
        return f"{scheme} {number} of {country}."


def order(**parties: dict[str, Any]) -> dict[str, Any]:
    return {
        "on": "2026-11-22",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "NL"},
        "lines": [
            {"hs": "6109.10", "origin": "CN", "duty": "12%", "unit_price": {"amount": "12.50", "currency": "EUR"}}
        ],
        **parties,
    }


def sold(number: str = "IM2760000742") -> dict[str, Any]:
    return order(seller={"country": "CN", "registrations": {"ioss": number}})


def told(quote: Quote) -> list[tuple[str, str, str]]:
    return [(notice.level, notice.rule, notice.message) for notice in quote.notices if notice.code == "check-digit"]


def test_a_wrong_number_is_a_notice_and_the_procedure_stays() -> None:
    right, wrong = (Desk().quote(sold(number)) for number in ("IM2760000742", "IM2770000742"))
    assert told(right) == []
    assert told(wrong) == [
        (
            "warning",
            "seller.registrations.ioss",
            "The ioss number 'IM2770000742' cannot be right: no member state has its number.",
        )
    ]
    assert right.procedure == wrong.procedure == "eu.ioss"
    assert (right.status, right.landed_cost, right.rules) == (wrong.status, wrong.landed_cost, wrong.rules)
    assert {**wrong.to_dict(), "notices": []} == {**right.to_dict(), "notices": []}


def test_every_party_is_looked_at_with_its_country() -> None:
    parties = {
        name: {"country": "DE", "registrations": {"vat": "136695975"}} for name in ("seller", "platform", "buyer")
    }
    assert [rule for _, rule, _ in told(Desk().quote(order(**parties)))] == [
        f"{name}.registrations.vat" for name in parties
    ]


def test_a_second_quote_of_the_same_goods_has_notices_of_its_own() -> None:
    desk = Desk()
    assert [len(told(desk.quote(sold(number)))) for number in ("IM2760000742", "IM1", "IM2760000742", "IM2")] == [
        0,
        1,
        0,
        1,
    ]


def test_none_switches_the_checks_off() -> None:
    quote = Desk(identifiers=None).quote(sold("IM1"))
    assert (quote.procedure, told(quote)) == ("eu.ioss", [])


def test_a_host_may_check_in_its_own_way() -> None:
    checks: IdentifierChecks = Strict()
    quote = Desk(identifiers=checks).quote(sold())
    assert told(quote) == [("warning", "seller.registrations.ioss", "ioss IM2760000742 of CN.")]


# --- digests and receipts ---------------------------------------------------------------------------------------------


def test_what_checks_is_part_of_the_digest_when_there_are_registrations() -> None:
    desks = (Desk(), Desk(identifiers=None), Desk(identifiers=Strict()), Desk(identifiers=Strict("strict 2")))
    assert len({desk.quote(sold()).rules["digest"] for desk in desks}) == 4
    assert len({desk.quote(order()).rules["digest"] for desk in desks}) == 1
    assert len({desk.quote(order(seller={"country": "CN"})).rules["digest"] for desk in desks}) == 1


@pytest.mark.parametrize("desk", [Desk(), Desk(identifiers=None), Desk(identifiers=Strict())])
@pytest.mark.parametrize("number", ["IM2760000742", "IM1"])
def test_a_receipt_replays_where_the_same_checks_are(desk: Desk, number: str) -> None:
    receipt = desk.quote(sold(number)).receipt()
    kept = Receipt.from_dict(json.loads(json.dumps(receipt.to_dict())))
    assert kept.replay(desk) == receipt.replay() == desk.quote(sold(number) | {"currency": "EUR"})


def test_a_receipt_does_not_replay_where_other_checks_are() -> None:
    receipt = Receipt.from_dict(Desk().quote(sold("IM1")).receipt().to_dict())
    for desk in (Desk(identifiers=None), Desk(identifiers=Strict())):
        with pytest.raises(RulesChanged, match="in use are"):
            receipt.replay(desk)


def test_a_receipt_without_registrations_replays_anywhere() -> None:
    receipt = Receipt.from_dict(Desk().quote(order()).receipt().to_dict())
    assert receipt.replay(Desk(identifiers=None)) == receipt.replay(Desk(identifiers=Strict())) == receipt.replay()


# --- without python-stdnum --------------------------------------------------------------------------------------------


def test_without_python_stdnum_nothing_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "stdnum", None)
    assert automatic() is None
    desk = Desk()
    quote = desk.quote(sold("IM1"))
    assert (desk.identifiers, quote.procedure, told(quote)) == (None, "eu.ioss", [])
    assert quote == Desk(identifiers=None).quote(sold("IM1"))


def test_asking_for_python_stdnum_where_it_is_not_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "stdnum", None)
    with pytest.raises(MissingExtra, match="python-stdnum") as caught:
        StdnumChecks()
    assert "xborder[ids]" in caught.value.hint


def test_a_library_that_cannot_be_loaded_checks_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ImportError(name)

    caches = (identifiers._stdnum, identifiers._module, identifiers._wrong)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(identifiers, "import_module", broken)
    assert CHECKS.digest == "python-stdnum that cannot be loaded"
    assert CHECKS.wrong("vat", "DE136695975", "") is None
    for cache in caches:
        cache.cache_clear()


def test_the_digest_names_the_version_in_use() -> None:
    import stdnum  # noqa: PLC0415 - only this test looks at it

    assert CHECKS.digest == f"python-stdnum {stdnum.__version__}"


def test_quotes_without_registrations_load_nothing_of_python_stdnum() -> None:
    code = (
        "import sys, json, xborder; desk = xborder.Desk(); request = json.loads(sys.argv[1]); "
        "desk.quote(request).to_dict(); loaded = [name for name in sys.modules if name.startswith('stdnum')]; "
        "request['seller'] = {'registrations': {'ioss': 'IM2760000742'}}; desk.quote(request).to_dict(); "
        "print(loaded, 'stdnum.eu.oss' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, json.dumps(order())], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"
