"""A desk travels as a description, and is the same everywhere or refused."""

from __future__ import annotations

import json
import pickle
from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from xborder import Desk
from xborder.errors import BadInput, RulesChanged, XborderError
from xborder.frames import DeskSpec
from xborder.landed_cost.rules_in_use import RulesInUse
from xborder.money import RateTable
from xborder.tariff import Schedule

ON = date(2026, 11, 22)
FX = ({"base": "EUR", "quote": "USD", "rate": "1.16"},)
RATES = "Date,USD,GBP,\n20 November 2026,1.16,0.87,\n"
TABLE = b"code,duty,description\n6109.10,%s,T-shirts of cotton\n"


def store(path: Path, duty: bytes = b"12%") -> Path:
    path.unlink(missing_ok=True)
    with Schedule.create(path) as schedule:
        schedule.load_csv(TABLE % duty, area="CA", name="2026", on=date(2026, 1, 1))
    return path


@pytest.fixture
def spec(tmp_path: Path) -> DeskSpec:
    rates = tmp_path / "eurofxref.csv"
    rates.write_text(RATES, encoding="utf-8")
    return DeskSpec(
        tariffs=(str(store(tmp_path / "tariffs.sqlite")),),
        rates=(str(rates),),
        policies={"eu.handling-fee": "off"},
        on=ON,
        fx=FX,
        floats="round",
    )


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "nl.toml"
    path.write_bytes((Path(__file__).parents[2] / "src/xborder/law/packs/nl.toml").read_bytes() + b"\n# ours\n")
    return path


def test_a_spec_comes_back_from_pickle_and_json(spec: DeskSpec) -> None:
    for one in (spec, spec.seal(), DeskSpec()):
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own
        assert DeskSpec.from_json(one.to_json()) == one
        assert DeskSpec.from_dict(json.loads(json.dumps(one.to_dict()))) == one
        assert hash(one) == hash(DeskSpec.from_json(one.to_json()))


def test_the_desk_has_what_the_spec_names(spec: DeskSpec, law: Path) -> None:
    desk = attrs.evolve(spec, laws=law).desk()
    assert desk.tariffs is not None
    assert desk.tariffs.duty("CA", "6109.10", ON) is not None
    assert desk.tariffs.duty("EU", "8518.30", ON) is not None
    assert desk.rates is not None
    assert desk.rates.rate("EUR", "GBP", on=ON).value == Fraction("0.87")
    assert desk.policies == {"eu.handling-fee": "off"}
    assert set(desk.laws.overlays) == {"NL"}


def test_a_sealed_desk_is_built_once(spec: DeskSpec) -> None:
    sealed = spec.seal()
    assert sealed.desk() is pickle.loads(pickle.dumps(sealed)).desk()  # noqa: S301 - our own
    assert spec.desk() is not spec.desk()


def test_sealing_settles_the_day() -> None:
    assert DeskSpec().on is None
    assert DeskSpec.of().on is not None
    assert DeskSpec.of(on=ON).on == ON


@pytest.mark.parametrize("part", ["tariffs", "rates", "law", "version", "identifiers"])
def test_a_worker_with_other_rules_refuses_and_names_them(spec: DeskSpec, part: str, law: Path) -> None:
    spec = attrs.evolve(spec, laws=law if part == "law" else ())
    sealed = spec.seal()
    assert sealed.rules is not None
    if part == "tariffs":
        store(Path(spec.tariffs[0]), b"11%")
    elif part == "rates":
        Path(spec.rates[0]).write_text(RATES.replace("0.87", "0.88"), encoding="utf-8")
    elif part == "law":
        law.write_bytes(law.read_bytes() + b"# changed\n")
    else:
        sealed = attrs.evolve(sealed, rules=attrs.evolve(sealed.rules, **{part: "of another machine"}))
    with pytest.raises(RulesChanged) as caught:
        sealed.desk()
    error = caught.value
    assert sealed.digest in error.message
    assert f"{part}: " in error.message
    assert sealed.rules is not None
    assert sealed.rules.differences(RulesInUse.of(spec.desk(), spec.fx)) == (part,)
    assert "seal the spec again" in error.hint


def test_choices_and_rates_of_all_requests_are_part_of_the_rules(spec: DeskSpec) -> None:
    digests = {
        spec.seal().digest,
        attrs.evolve(spec, strict=True).seal().digest,
        attrs.evolve(spec, fx=()).seal().digest,
        attrs.evolve(spec, policies={"eu.handling-fee": "from-2026-11-01"}).seal().digest,
        attrs.evolve(spec, starter=False).seal().digest,
    }
    assert len(digests) == 5
    assert attrs.evolve(spec, on=date(2026, 1, 1)).seal().digest == spec.seal().digest


def test_rates_are_told_by_their_figures_and_their_order() -> None:
    def row(source: str, figure: str) -> RateTable:
        return RateTable.of([(ON, "EUR", "USD", figure, source)])

    one, other = row("A", "1.16"), row("B", "1.17")
    assert (one | other).digest == (row("A", "1.16") | row("B", "1.17")).digest
    tables = (one, other, one | other, other | one, one.with_max_age(3), RateTable())
    assert len({table.digest for table in tables}) == len(tables)


class Rates:
    """A host's own, without a fingerprint."""

    def rate(self, *_: object, **__: object) -> object:
        raise AssertionError


def test_rates_without_a_fingerprint_are_refused() -> None:
    with pytest.raises(BadInput, match="Rates have no fingerprint"):
        RulesInUse.of(Desk(rates=Rates()))  # type: ignore[arg-type]  # never asked


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"tariffs": 5}, "tariffs"),
        ({"rates": [5]}, "rates"),
        ({"policies": "a=b"}, "policies"),
        ({"policies": {"a": 1}}, "policies"),
        ({"starter": False}, "tariffs"),
        ({"strict": "no"}, "strict"),
        ({"on": "today"}, "on"),
        ({"on": 5}, "on"),
        ({"fx": [{"base": "EUR"}]}, "fx[0].quote"),
        ({"fx": 5}, "fx"),
        ({"floats": "up"}, "floats"),
        ({"rules": {"law": "x"}}, "rules"),
        ({"rules": "sha256:1"}, "rules"),
        ({"desk": 1}, "desk"),
    ],
)
def test_what_is_wrong_with_a_spec_is_named(given: dict[str, object], path: str) -> None:
    with pytest.raises(XborderError) as caught:
        DeskSpec.from_dict(given)
    assert caught.value.path == path


@pytest.mark.parametrize("text", ["", "[]", "{", "5", '{"a": NaN'])
def test_what_is_no_spec_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        DeskSpec.from_json(text)


@pytest.mark.parametrize(
    "given",
    [
        {"tariffs": ["none.sqlite"]},
        {"rates": ["none.csv"]},
        {"laws": ["none.toml"]},
        {"policies": {"eu.none": "x"}},
        {"policies": {"eu.handling-fee": "none"}},
    ],
    ids=str,
)
def test_what_is_not_there_is_named(given: dict[str, object]) -> None:
    with pytest.raises(XborderError, match="none"):
        DeskSpec.from_dict(given).seal()


def test_two_packs_of_one_jurisdiction_are_refused(spec: DeskSpec, law: Path) -> None:
    with pytest.raises(BadInput, match="same jurisdiction"):
        attrs.evolve(spec, laws=[law, law]).desk()
