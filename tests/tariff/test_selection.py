"""Which measures bear on goods: hand-built holdings, one rule each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.tariff.holdings import Branch, Held, Holding
from xborder.tariff.measures import Lookup, Measure
from xborder.tariff.records import Edition, Group, Line, Tariff
from xborder.tariff.selection import select

DAY = date(2026, 6, 8)
EDITION = Edition(
    area="GB", name="a tariff", form="test", title="A tariff", publisher="the tests", from_=date(2026, 1, 1)
)


def group(name: str, members: tuple[str, ...], title: str = "") -> Group:
    return Group(id=name, members=members, name=title)


EU = group("1013", ("DE", "FR", "EU"), "European Union")
EVERYBODY = group("1011", tuple(f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGH"), "Erga omnes")
ISLANDS = group("1080", ("GG", "JE"), "Channel Islands")
DCTS = group("1062", ("BD", "KH"), "DCTS - Comprehensive Preferences")
GROUPS = {each.id: each for each in (EU, EVERYBODY, ISLANDS, DCTS)}


def tariff(kind: str, text: str = "", code: str = "6911100090", **more: object) -> Tariff:
    return Tariff(code=code, kind=kind, text=text, dialect="plain", **more)  # type: ignore[arg-type]


def branch(*tariffs: Tariff, code: str = "6911100090", lists: Sequence[str] = ()) -> Branch:
    near = sorted(tariffs, key=lambda one: -len(one.code))
    return Branch(code=code, held=tuple(Held(one, "e") for one in near), lists=frozenset(lists), description="Plates")


def holding(
    *branches: Branch,
    area: str = "GB",
    code: str = "6911100090",
    headings: Mapping[str, Sequence[Tariff]] | None = None,
    exact: bool = True,
) -> Holding:
    listed = {name: tuple(Held(one, "e") for one in tariffs) for name, tariffs in (headings or {}).items()}
    return Holding(
        area=area,
        on=DAY,
        code=code,
        found=code,
        branches=branches,
        groups=GROUPS,
        editions={"e": EDITION},
        headings=listed,
        exact=exact,
        path=("Tableware", "Plates"),
        line=Line(code=code, depth=2, description="Plates", units=("kg",)),
    )


def ask(
    *tariffs: Tariff, origin: str = "CN", preference: str = "", codes: Sequence[str] = (), area: str = "GB"
) -> Lookup:
    return select(holding(branch(*tariffs), area=area), origin, preference, codes)


def rates(*measures: Measure | None) -> list[str]:
    return [" | ".join(map(str, one.options)) if one is not None else "" for one in measures]


MFN = tariff("mfn", "12%", origin=("1011",), type="103")


# --- the ordinary duty ------------------------------------------------------------------------------------------------


def test_the_third_country_duty_is_the_base() -> None:
    found = ask(MFN)
    assert rates(found.base) == ["12%"]
    assert found.base is not None
    assert found.base.expression is not None
    assert (found.base.kind, found.base.type, found.base.source) == ("mfn", "103", "e")
    assert (found.description, found.path, found.units) == ("Plates", ("Tableware", "Plates"), ())
    assert not found.wide
    assert found.lines == ("6911100090",)
    assert found.remarks == ()


def test_the_nearest_code_wins() -> None:
    assert rates(ask(tariff("mfn", "8%", "6911"), MFN, tariff("mfn", "3%", "69")).base) == ["12%"]


def test_of_two_at_one_code_the_later_start_wins() -> None:
    old, new = tariff("mfn", "8%", from_=date(2020, 1, 1)), tariff("mfn", "6%", from_=date(2025, 1, 1))
    assert rates(ask(old, new).base) == ["6%"]
    assert rates(ask(new, old, tariff("mfn", "5%")).base) == ["6%"]


def test_two_that_nothing_tells_apart_are_bounds() -> None:
    found = ask(tariff("mfn", "8%"), tariff("mfn", "6%")).base
    assert rates(found) == ["8% | 6%"]
    assert found is not None
    assert found.expression is None
    assert found.why


def test_a_duty_of_an_origin_replaces_that_of_all() -> None:
    own = tariff("mfn", "Free", "6911", origin=("1080",), type="103")
    assert rates(ask(MFN, own, origin="JE").base) == ["Free"]
    assert "of their own" in ask(MFN, own, origin="JE").remarks[0]
    assert rates(ask(MFN, own, origin="CN").base) == ["12%"]


def test_a_third_country_duty_of_one_origin_is_nobody_elses() -> None:
    assert ask(tariff("mfn", "Free", origin=("1080",))).base is None


def test_excluded_origins_do_not_have_it() -> None:
    assert ask(tariff("mfn", "5%", excluded=("CN",))).base is None
    assert ask(tariff("mfn", "5%", excluded=("1013",)), origin="DE").base is None
    assert rates(ask(tariff("mfn", "5%", excluded=("1013",)), origin="CN").base) == ["5%"]


def test_column_2_is_for_its_origins() -> None:
    general, other = tariff("mfn", "16.5%"), tariff("column-2", "90%", origin=("CU", "KP"))
    assert rates(ask(general, other, origin="CU").base) == ["90%"]
    assert rates(ask(general, other, origin="CN").base) == ["16.5%"]
    assert rates(ask(general, other, origin="").base) == ["16.5%"]


def test_column_2_without_origins_is_for_the_group_of_that_name() -> None:
    held = with_groups(holding(branch(tariff("mfn", "5%"), tariff("column-2", "90%"))), group("column-2", ("CU",)))
    assert rates(select(held, "CU").base, select(held, "CN").base) == ["90%", "5%"]


def with_groups(held: Holding, *groups: Group) -> Holding:
    return attrs.evolve(held, groups={**held.groups, **{each.id: each for each in groups}})


def test_a_suspension_without_conditions_applies() -> None:
    found = ask(MFN, tariff("suspension", "Free"))
    assert found.base is not None
    assert (found.base.kind, rates(found.base)) == ("suspension", ["Free"])
    assert "suspended" in found.remarks[0]


def test_a_suspension_that_lowers_nothing_is_not_told() -> None:
    found = ask(MFN, tariff("suspension", "14%"))
    assert rates(found.base) == ["12%"]
    assert found.remarks == ()


def test_a_suspension_with_conditions_is_an_option() -> None:
    found = ask(MFN, tariff("suspension", "Free", conditions="certificate C990"))
    assert rates(found.base) == ["12%"]
    assert [option.reason for option in found.options] == ["a suspension, only if: certificate C990"]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (tariff("quota", "Free", order="050331"), "only within tariff quota 050331, while it lasts"),
        (tariff("authorised-use", "Free"), "only for an authorised use"),
        (tariff("authorised-use", "2%", conditions="N990"), "only for an authorised use, if: N990"),
    ],
)
def test_what_asks_for_more_is_an_option_with_its_reason(one: Tariff, reason: str) -> None:
    found = ask(MFN, one)
    assert rates(found.base) == ["12%"]
    assert [(option.measure.kind, option.reason) for option in found.options] == [(one.kind, reason)]


def test_a_duty_that_cannot_be_computed_is_kept_as_text_with_the_reason() -> None:
    found = ask(tariff("mfn", "The rate applicable to each garment")).base
    assert found is not None
    assert (found.expression, found.options, found.text) == (None, (), "The rate applicable to each garment")
    assert found.why


def test_the_parts_given_apart_come_before_the_text() -> None:
    assert rates(
        ask(tariff("mfn", "12.00 % + 147.00 GBP / 100 kg, as published", expression="12% + 147 GBP/100 kg")).base
    ) == ["12% + 147 GBP/100 kg"]


def test_no_measure_is_no_duty_and_not_zero() -> None:
    assert ask(tariff("restriction", "licence")).base is None


# --- preferences ------------------------------------------------------------------------------------------------------

TCA = tariff("preference", "Free", origin=("1013",), proof=("U110", "U116"))


@pytest.mark.parametrize("name", ["1013", "eu-uk-tca", "EU-UK-TCA", "auto", "Any", " 1013 "])
def test_a_preference_is_taken_when_claimed(name: str) -> None:
    found = ask(MFN, TCA, origin="DE", preference=name)
    assert found.base is not None
    assert (found.base.kind, rates(found.base)) == ("preference", ["Free"])
    assert found.remarks == ("1013 is claimed: Free instead of 12%. Proof of origin: U110, U116.",)
    assert found.options == ()


def test_an_unclaimed_preference_is_an_option() -> None:
    found = ask(MFN, TCA, origin="DE")
    assert rates(found.base) == ["12%"]
    (option,) = found.options
    assert option.claim == "1013"
    assert option.reason == "claim 1013 with proof of origin (U110, U116) to pay Free instead of 12%"
    assert rates(ask(MFN, TCA, origin="DE", preference=option.claim).base) == ["Free"]


def test_a_claim_for_another_origin_is_told() -> None:
    found = ask(MFN, TCA, preference="eu-uk-tca")
    assert rates(found.base) == ["12%"]
    assert found.remarks == (
        "The preference eu-uk-tca is claimed and not used: it is for goods of 1013 (European Union), not of CN.",
    )


def test_an_excluded_origin_cannot_claim() -> None:
    found = ask(MFN, tariff("preference", "Free", origin=("1062",), excluded=("KH",)), origin="KH", preference="dcts")
    assert rates(found.base) == ["12%"]
    assert "goods of KH are excluded from it" in found.remarks[0]


def test_an_unknown_name_is_told_with_the_names_there_are() -> None:
    found = ask(MFN, TCA, origin="DE", preference="zollunion")
    assert rates(found.base) == ["12%"]
    assert "knows no preference of that name" in found.remarks[0]
    assert "1013" in found.remarks[0]


def test_a_known_programme_without_a_rate_on_the_code_is_told() -> None:
    assert "has no rate for it on this code" in ask(MFN, TCA, origin="JP", preference="cptpp").remarks[0]


def test_of_several_that_fit_the_lowest_applies() -> None:
    bilateral, cptpp = tariff("preference", "4%", origin=("JP",)), tariff("preference", "2%", origin=("2052",))
    held = with_groups(holding(branch(MFN, bilateral, cptpp)), group("2052", ("JP",)))
    assert rates(select(held, "JP", "auto").base) == ["2%"]
    assert rates(select(held, "JP", "uk-japan-cepa").base) == ["4%"]
    left = select(held, "JP", "uk-japan-cepa").options
    assert [option.claim for option in left] == ["2052"]
    assert select(held, "JP", "auto").options == ()


def test_preferences_that_cannot_be_compared_are_bounds() -> None:
    found = ask(
        tariff("mfn", "5%"),
        tariff("preference", "1 GBP/kg", origin=("JP",), programme="A"),
        tariff("preference", "2%", origin=("JP",), programme="B"),
        origin="JP",
        preference="auto",
    )
    assert rates(found.base) == ["1 GBP/kg | 2%"]


def test_a_preference_above_the_ordinary_duty_is_not_used() -> None:
    found = ask(tariff("mfn", "3%"), tariff("preference", "4%", origin=("JP",)), origin="JP", preference="JP")
    assert rates(found.base) == ["3%"]
    assert "no less than the ordinary 3%" in found.remarks[0]


def test_a_claim_on_free_goods_changes_nothing() -> None:
    assert ask(tariff("mfn", "Free"), preference="gsp").remarks == (
        "The ordinary duty is free: the preference gsp changes nothing.",
    )


def test_a_claim_whose_members_are_unknown_gives_both() -> None:
    found = ask(
        tariff("mfn", "7.4%"),
        tariff("preference", "Free", origin=("GSP",), programme="GSP"),
        preference="gsp",
        area="JP",
    )
    assert rates(found.base) == ["Free | 7.4%"]
    assert "does not say whether goods of CN have gsp" in found.remarks[0]


def test_a_claim_without_origin_gives_both() -> None:
    assert rates(ask(MFN, TCA, origin="", preference="eu-uk-tca").base) == ["Free | 12%"]


def test_a_programme_with_several_rates_by_the_goods_gives_all() -> None:
    found = ask(
        tariff("mfn", "10.9%"),
        tariff("preference", "6.8%", origin=("KR",), programme="EPA_RCEP_KR", conditions="embroidered"),
        tariff("preference", "Free", origin=("KR",), programme="EPA_RCEP_KR", conditions="other; none of: embroidered"),
        origin="KR",
        preference="rcep",
        area="JP",
    )
    assert rates(found.base) == ["6.8% | Free"]


def test_a_preference_for_some_of_the_goods_leaves_both_open() -> None:
    found = ask(
        tariff("mfn", "10.9%"),
        tariff("preference", "6.8%", origin=("KR",), programme="EPA_RCEP_KR", conditions="embroidered"),
        origin="KR",
        preference="EPA_RCEP_KR",
        area="JP",
    )
    assert rates(found.base) == ["6.8% | 10.9%"]
    assert "only if: embroidered" in found.remarks[0]


def test_a_programme_that_is_the_number_of_many_is_called_by_its_origin() -> None:
    one = tariff("preference", "Free", origin=("1013",), programme="300")
    assert [option.claim for option in ask(MFN, one, origin="DE").options] == ["1013"]


def test_quotas_of_a_claimed_preference_stay_options() -> None:
    quota = tariff("quota", "Free", origin=("NZ",), order="059720")
    found = ask(MFN, quota, origin="NZ", preference="NZ")
    assert rates(found.base) == ["12%"]
    assert [option.measure.order for option in found.options] == ["059720"]


@pytest.mark.parametrize(
    ("one", "claim"),
    [
        (tariff("authorised-use", "Free", programme="C", conditions="for use in civil aircraft"), "civil-aircraft"),
        (tariff("quota", "Free", order="059720"), "059720"),
    ],
)
def test_what_is_no_preference_by_origin_cannot_be_claimed_as_one(one: Tariff, claim: str) -> None:
    found = ask(MFN, one, preference=claim, area="US")
    assert rates(found.base) == ["12%"]
    assert found.remarks == (f"{claim} is claimed and not used: {found.options[0].reason}.",)


def test_a_claimed_preference_that_cannot_be_computed_leaves_the_ordinary_duty_with_a_gap() -> None:
    found = ask(
        MFN, tariff("preference", "See 9822.05.10", origin=("AU",), programme="AU"), origin="AU", preference="AU"
    )
    assert found.base is not None
    assert (found.base.kind, found.base.expression, found.base.gaps) == ("mfn", None, True)
    assert tuple(map(str, found.base.options)) == ("12%",)
    assert any("cannot be computed" in remark for remark in found.remarks)


# --- on top -----------------------------------------------------------------------------------------------------------


def dumping(text: str, code: str = "", name: str = "") -> Tariff:
    return tariff("anti-dumping", text, heading=code, name=name, type="552", origin=("CN",))


def test_additional_duties_are_those_of_the_origin() -> None:
    assert rates(*ask(MFN, dumping("36.1%")).additional) == ["36.1%"]
    assert ask(MFN, dumping("36.1%"), origin="VN").additional == ()


def test_the_rate_for_all_others_is_taken_when_no_company_is_named() -> None:
    tariffs = (
        MFN,
        dumping("17.9%", "B348", "Maker A"),
        dumping("36.1%", "B999", "Other"),
        dumping("13.1%", "B349", "Maker B"),
    )
    found = ask(*tariffs)
    assert [(one.heading, rates(one)) for one in found.additional] == [("B999", ["36.1%"])]
    assert found.remarks == (
        "No additional code is named: anti-dumping is 36.1%; with one it is B348 17.9%, B349 13.1%.",
    )
    assert [option.reason for option in found.options] == [
        "name the additional code B348 (Maker A)",
        "name the additional code B349 (Maker B)",
    ]
    assert [one.heading for one in ask(*tariffs, codes=["b349"]).additional] == ["B349"]


def test_without_a_rate_for_the_others_the_duty_is_bounded() -> None:
    found = ask(MFN, dumping("17.9%", "B348"), dumping("13.1%", "B349"))
    assert rates(*found.additional) == ["Free | 17.9% | 13.1%"]
    assert "B348, B349" in found.remarks[0]


def test_a_measure_without_additional_code_is_that_of_all_others() -> None:
    assert [one.heading for one in ask(MFN, dumping("30%"), dumping("10%", "B348")).additional] == [""]


def test_the_stack_is_safeguard_countervailing_dumping_additional() -> None:
    found = ask(
        MFN,
        tariff("additional", "35%", origin=("CN",)),
        dumping("10%"),
        tariff("countervailing", "5%", origin=("CN",)),
        tariff("safeguard", "25%"),
    )
    assert [one.kind for one in found.additional] == ["safeguard", "countervailing", "anti-dumping", "additional"]


def test_headings_add_up() -> None:
    found = ask(
        tariff("mfn", "5%"), *(tariff("additional", "10%", heading=name) for name in ("9903.01.24", "9903.03.01"))
    )
    assert [one.heading for one in found.additional] == ["9903.01.24", "9903.03.01"]


def test_conditions_of_an_additional_duty_are_told() -> None:
    found = ask(MFN, tariff("additional", "35%", origin=("BY",), conditions="not with document 9014"), origin="BY")
    assert rates(*found.additional) == ["35%"]
    assert found.remarks == ("additional: 35%, subject to: not with document 9014",)


def test_without_an_origin_the_duties_of_some_are_left_out_and_told() -> None:
    found = ask(MFN, dumping("36.1%"), origin="")
    assert found.additional == ()
    assert found.remarks == ("No origin is given: anti-dumping duties of some origins are left out.",)


def test_a_list_of_unknown_origins_is_an_option() -> None:
    held = holding(
        branch(tariff("mfn", "5%"), lists=["9903.45.22"]),
        area="US",
        headings={"9903.45.22": [tariff("additional", "10%", "99034522", origin=("as-described",))]},
    )
    found = select(held, "CN")
    assert found.additional == ()
    assert [option.reason for option in found.options] == [
        "the tariff does not say whether list 9903.45.22 is for goods of this origin"
    ]


def test_a_list_brings_the_duty_of_its_heading() -> None:
    held = holding(
        branch(tariff("mfn", "16.5%"), lists=["9903.88.15", "us.ieepa-exempt"]),
        area="US",
        headings={"9903.88.15": [tariff("additional", "7.5%", "99038815", origin=("CN",))]},
    )
    (one,) = select(held, "CN").additional
    assert (one.by_list, one.heading, one.code, rates(one)) == ("9903.88.15", "9903.88.15", "99038815", ["7.5%"])
    assert select(held, "VN").additional == ()
    assert select(held, "VN").lists == {"9903.88.15", "us.ieepa-exempt"}


# --- taxes and restrictions -------------------------------------------------------------------------------------------


def test_vat_is_the_standard_rate_and_tells_its_variants() -> None:
    found = ask(MFN, tariff("vat", "20%"), tariff("vat", "Free", heading="VATZ", name="VAT zero rate"))
    assert rates(*found.taxes) == ["20%"]
    assert [option.measure.heading for option in found.options] == ["VATZ"]
    assert rates(*ask(MFN, tariff("vat", "20%"), tariff("vat", "Free", heading="VATZ"), codes=["VATZ"]).taxes) == [
        "Free"
    ]


def test_a_zero_rate_alone_is_the_rate() -> None:
    assert rates(*ask(MFN, tariff("vat", "Free", heading="VATZ")).taxes) == ["Free"]


def test_excises_by_additional_codes_are_bounds() -> None:
    found = ask(MFN, tariff("excise", "28.74 GBP/l", heading="X451"), tariff("excise", "Free", heading="X452"))
    assert rates(*found.taxes) == ["28.74 GBP/l | Free"]


def test_restrictions_are_those_of_the_origin() -> None:
    found = ask(MFN, tariff("restriction", origin=("KP",), name="Luxury goods"), tariff("restriction", name="CITES"))
    assert [one.name for one in found.restrictions] == ["CITES"]


def test_units_come_from_the_measures_where_the_line_has_none() -> None:
    assert ask(MFN, tariff("statistical-unit", "p/st")).units == ("p/st",)


# --- wide codes -------------------------------------------------------------------------------------------------------


def wide() -> Holding:
    return holding(
        branch(tariff("mfn", "12%", "69111000"), code="6911100010", lists=["a", "b"]),
        branch(tariff("mfn", "12%", "69111000"), code="6911100020", lists=["a", "b"]),
        branch(tariff("mfn", "12%", "69111000"), code="6911100030", lists=["a"]),
        branch(tariff("mfn", "6%", "69119000"), code="6911900000", lists=["a"]),
        code="6911",
    )


def test_a_wide_code_has_a_variant_for_each_answer() -> None:
    found = select(wide())
    assert [(one.codes, rates(one.base), sorted(one.lists)) for one in found.variants] == [
        (("6911100010", "6911100020"), ["12%"], ["a", "b"]),
        (("6911100030",), ["12%"], ["a"]),
        (("6911900000",), ["6%"], ["a"]),
    ]
    assert found.base is None
    assert found.wide
    assert found.lists == {"a"}
    assert found.lowest == ("6911900000",)
    assert found.highest == ("6911100010", "6911100020", "6911100030")


def test_lines_that_agree_share_their_base() -> None:
    found = select(
        holding(*(branch(tariff("mfn", "12%", f"69111{n}"), code=f"69111{n}") for n in range(5)), code="69111")
    )
    assert rates(found.base) == ["12%"]
    assert len(found.variants) == 1


def test_a_specific_duty_below_leaves_lowest_and_highest_open() -> None:
    found = select(
        holding(
            branch(tariff("mfn", "12%"), code="691110"), branch(tariff("mfn", "1 GBP/kg"), code="691190"), code="6911"
        )
    )
    assert (found.lowest, found.highest) == ((), ())


def test_a_code_that_the_tariff_lacks_is_told() -> None:
    assert select(holding(branch(MFN), exact=False)).remarks == (
        "The tariff has no line 6911100090; it answers for 6911100090.",
    )


# --- invariants -------------------------------------------------------------------------------------------------------

ORIGINS = ("CN", "DE", "JE", "KH", "CU", "")
TEXTS = ("Free", "2%", "5%", "12%", "1 GBP/kg", "not a duty")
ANY_TARIFF = st.builds(
    tariff,
    st.sampled_from(
        ["mfn", "preference", "column-2", "quota", "suspension", "authorised-use", "additional", "anti-dumping", "vat"]
    ),
    st.sampled_from(TEXTS),
    st.sampled_from(["", "69", "6911", "691110", "6911100090"]),
    origin=st.sampled_from([(), ("1011",), ("1013",), ("1080",), ("CN",), ("CU",), ("UNKNOWN",)]),
    excluded=st.sampled_from([(), ("CN",), ("1013",)]),
    heading=st.sampled_from(["", "B999", "B348"]),
    conditions=st.sampled_from(["", "a licence"]),
    programme=st.sampled_from(["", "X"]),
    from_=st.sampled_from([None, date(2020, 1, 1)]),
)


@given(
    st.lists(ANY_TARIFF, max_size=8), st.sampled_from(ORIGINS), st.sampled_from(["", "auto", "1013", "X", "nonsense"])
)
def test_a_claim_never_raises_the_duty_and_every_refusal_is_told(
    tariffs: list[Tariff], origin: str, claim: str
) -> None:
    plain, claimed = ask(*tariffs, origin=origin), ask(*tariffs, origin=origin, preference=claim)
    before = plain.base.expression if plain.base is not None else None
    after = claimed.base.expression if claimed.base is not None else None
    if before is not None and after is not None and before.ad_valorem and after.ad_valorem:
        assert after.ad_valorem[0] * before.ad_valorem[1] <= before.ad_valorem[0] * after.ad_valorem[1]
    if claim and claimed.base == plain.base:
        assert claimed.remarks
    assert plain.additional == claimed.additional
    assert all(option.measure.kind != "mfn" or option.measure.conditions for option in plain.options)


@given(st.lists(ANY_TARIFF, max_size=8), st.sampled_from(ORIGINS))
def test_the_order_of_branches_changes_no_rate(tariffs: list[Tariff], origin: str) -> None:
    one, two = branch(*tariffs, code="6911100010"), branch(MFN, code="6911100020")
    there, back = select(holding(one, two), origin), select(holding(two, one), origin)
    assert {rates(v.base)[0] for v in there.variants} == {rates(v.base)[0] for v in back.variants}
    assert there.lines == back.lines
