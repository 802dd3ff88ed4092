"""What makes a pack impossible as law, beyond the form of its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from xborder.errors import LawError
from xborder.law import rules
from xborder.law._charge_checks import REASONS, check_charges, in_order, lasting_values
from xborder.law._words import (
    BUILT_IN_VALUES,
    among,
    check_code,
    check_currency,
    check_heading,
    check_selectors,
    check_unit,
    named,
)
from xborder.law.sources import Evidence, weakest
from xborder.law.timeline import check_series

__all__ = ["BUILT_IN_VALUES", "check_pack", "grade", "row_selectors"]

_LEVELS = frozenset({"info", "warning", "blocking"})
_COLLECTED = frozenset({"", "sale", "import"})
_PARTIES = frozenset({"seller", "platform", "buyer"})
_FX_RULES = frozenset({"supplied", "ecb-daily", "eu-monthly", "hmrc-monthly"})
_BOUNDS = {"sale": {"b2c", "b2b", "c2c", "gift"}, "transport": {"courier", "post", "air", "sea", "road", "rail"},
           "mode": {"direct-mail", "consolidation", "bonded"}}  # fmt: skip
_NOT_CIRCUMSTANCES = ("below", "above", "units_max", *rules.OF_GOODS)


def check_pack(pack: rules.Pack, name: str) -> None:
    """Refuses a pack that cannot be law.

    Raises:
        LawError: naming the entry and what is wrong with it.
    """
    _check_jurisdiction(pack.jurisdiction, f"{name}: jurisdiction")
    _check_sources(pack, name)
    _check_policies(pack, name)
    _check_rates(pack, name)
    _check_values(pack, name)
    _check_thresholds(pack, name)
    _check_procedures(pack, name)
    check_charges(pack, name)
    _check_notices(pack, name)
    for path, when in _conditions(pack, name):
        _check_conditions(pack, when, path)


def grade(
    entry: rules.Charge | rules.RateRow | rules.RateValue | rules.Threshold | rules.Procedure | rules.ValueRule,
    pack: rules.Pack,
) -> Evidence:
    """How good the evidence of an entry is: its own mark, or the weakest of its sources."""
    if entry.evidence is not None:
        return entry.evidence
    return weakest(*(pack.sources[key].evidence for key in entry.source)) if entry.source else Evidence.UNVERIFIED


def row_selectors(row: rules.RateRow) -> tuple[object, ...]:
    """What makes a row of rates the same row: its table and its selectors, in whatever order they are written."""
    lists = (row.category, row.hs, row.origin, row.subdivision, row.territory)
    price = row.unit_value and (frozenset(row.unit_value.measure), row.unit_value.min)
    return (row.table, *map(frozenset, lists), price)


# --- whose law, and who says so ---------------------------------------------------------------------------------------


def _check_jurisdiction(jurisdiction: rules.Jurisdiction, path: str) -> None:
    check_code(jurisdiction.code, f"{path}.code")
    for period in jurisdiction.currency:
        check_currency(period.value, f"{path}.currency")
    check_series(jurisdiction.currency, f"{path}.currency")
    among(jurisdiction.fx, _FX_RULES, f"{path}.fx")


def _check_sources(pack: rules.Pack, name: str) -> None:
    for table, key, source in _cited(pack):
        path = f"{name}: {table} {key}"
        if not source:
            raise LawError(
                "a value of law needs a source", path=path, hint='source = "key", and [sources.key] to describe it'
            )
        for cited in source:
            if cited not in pack.sources:
                raise LawError(f"source {cited!r:.60} is not described", path=path, hint=f"add [sources.{cited:.60}]")


def _cited(pack: rules.Pack) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for policy in pack.policy:
        yield "policy", policy.id, policy.source
    for value in pack.value:
        yield "value", value.id, value.source
    for threshold in pack.threshold:
        yield "threshold", threshold.id, threshold.source
        for limit in threshold.values:
            yield "threshold", threshold.id, limit.source or threshold.source
    for row in pack.rate:
        yield "rate", _row_name(row), row.source
        for dated in row.values:
            yield "rate", _row_name(row), dated.source or row.source
    for procedure in pack.procedure:
        yield "procedure", procedure.id, procedure.source
    for charge in pack.charge:
        yield "charge", charge.id, charge.source
    for notice in pack.notice:
        yield "notice", notice.code, notice.source


# --- rates ------------------------------------------------------------------------------------------------------------


def _check_rates(pack: rules.Pack, name: str) -> None:
    currencies = {period.value for period in pack.jurisdiction.currency}
    same: dict[tuple[object, ...], list[rules.RateRow]] = {}
    for row in pack.rate:
        path = f"{name}: rate {_row_name(row)}"
        if not row.values:
            raise LawError("the row has no values", path=path)
        check_series(row.values, path)
        check_selectors(row, path)
        check_heading(row.heading, path)
        if row.unit_value is not None:
            _check_unit_value(row.unit_value, currencies, f"{path}.unit_value")
        for value in row.values:
            if (value.value is None) == (not value.ref):
                raise LawError("a dated value gives either value or ref", path=path)
            check_heading(value.heading, path)
            among(value.reason or row.reason or "standard", REASONS, f"{path}.reason")
        same.setdefault(row_selectors(row), []).append(row)
    for rows in same.values():
        values = [value for row in rows for value in row.values]
        check_series(values, f"{name}: rate {_row_name(rows[0])}", gaps=True)
    _check_refs(pack, name)


def _check_refs(pack: rules.Pack, name: str) -> None:
    refs = {row.id: set[str]() for row in pack.rate if row.id}
    for row in pack.rate:
        targets = {value.ref for value in row.values if value.ref}
        for ref in targets - refs.keys():
            raise LawError(f"no row has the id {ref!r:.60}", path=f"{name}: rate {_row_name(row)}")
        if row.id:
            refs[row.id] |= targets
    _, circle = in_order(refs)
    if circle:
        raise LawError(f"these rows refer to each other: {', '.join(circle)}", path=f"{name}: rate {circle[0]}")


def _check_unit_value(selector: rules.UnitValue, currencies: set[str], path: str) -> None:
    if not selector.measure:
        raise LawError("a price per measure needs a measure", path=path, hint='measure = ["ml", "g"]')
    for unit in selector.measure:
        check_unit(unit, f"{path}.measure")
    among(selector.min.currency, currencies, f"{path}.min")


# --- values, thresholds, policies -------------------------------------------------------------------------------------


def _check_values(pack: rules.Pack, name: str) -> None:
    for value in pack.value:
        path = f"{name}: value {value.id}"
        if value.id in BUILT_IN_VALUES:
            raise LawError(f"{value.id} is built in", path=path, hint="give the value another id")
        if not value.parts:
            raise LawError("a value needs parts", path=path)
        named([part.of for part in value.parts], BUILT_IN_VALUES, "part of a consignment", path)
        check_series([value], path)
        if any(getattr(value.when, key) for key in _NOT_CIRCUMSTANCES):
            raise LawError("a value asks for circumstances only, not for amounts or goods", path=f"{path}.when")


def _check_thresholds(pack: rules.Pack, name: str) -> None:
    values = {*BUILT_IN_VALUES, "unit-price", *_ids(pack.value)}
    lasting = lasting_values(pack) | {"unit-price"}
    _check_once("threshold", pack.threshold, name)
    for threshold in pack.threshold:
        path = f"{name}: threshold {threshold.id}"
        named([threshold.compares], values, "value", path)
        if threshold.compares not in lasting:
            raise LawError(f"the value {threshold.compares!r:.60} does not hold at all times", path=f"{path}.compares")
        among(threshold.operator, ("<", "<="), f"{path}.operator")
        if not threshold.values:
            raise LawError("the threshold has no values", path=path)
        check_series(threshold.values, path, gaps=True)


def _check_policies(pack: rules.Pack, name: str) -> None:
    _check_once("policy", pack.policy, name)
    for policy in pack.policy:
        if policy.default not in policy.choices:
            raise LawError(f"the default {policy.default!r:.60} is not a choice", path=f"{name}: policy {policy.id}")


def _check_once(table: str, entries: Sequence[_HasId], name: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise LawError(
                "two entries have this id", path=f"{name}: {table} {entry.id}", hint="write its values by date"
            )
        seen.add(entry.id)


# --- procedures, notices ----------------------------------------------------------------------------------------------


def _check_procedures(pack: rules.Pack, name: str) -> None:
    for procedure in pack.procedure:
        path = f"{name}: procedure {procedure.id}"
        check_series([procedure], path)
        among(procedure.collected, _COLLECTED, f"{path}.collected")
        if (need := procedure.registration) is not None:
            if not need.any or not need.of:
                hint = 'registration = { any = ["ioss"], of = ["seller"] }'
                raise LawError("a registration says which, and whose", path=f"{path}.registration", hint=hint)
            for party in need.of:
                among(party, _PARTIES, f"{path}.registration.of")


def _check_notices(pack: rules.Pack, name: str) -> None:
    for notice in pack.notice:
        path = f"{name}: notice {notice.code}"
        check_series([notice], path)
        among(notice.level, _LEVELS, f"{path}.level")
        named(notice.procedure, _ids(pack.procedure), "procedure", path)


# --- conditions -------------------------------------------------------------------------------------------------------


def _conditions(pack: rules.Pack, name: str) -> Iterator[tuple[str, rules.Conditions]]:
    for value in pack.value:
        yield f"{name}: value {value.id}.when", value.when
    for procedure in pack.procedure:
        yield f"{name}: procedure {procedure.id}.when", procedure.when
    for charge in pack.charge:
        yield f"{name}: charge {charge.id}.when", charge.when
    for notice in pack.notice:
        yield f"{name}: notice {notice.code}.when", notice.when


def _check_conditions(pack: rules.Pack, when: rules.Conditions, path: str) -> None:
    choices = {policy.id: policy.choices for policy in pack.policy}
    for policy, chosen in when.policy.items():
        named([policy], choices, "policy", path)
        named(chosen, choices[policy], f"choice of {policy}", path)
    named([*when.below, *when.above], _ids(pack.threshold), "threshold", path)
    for key, known in _BOUNDS.items():
        named(getattr(when, key), known, key, path)
    check_selectors(when, path)


def _ids(entries: Iterable[_HasId]) -> set[str]:
    return {entry.id for entry in entries}


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def _row_name(row: rules.RateRow) -> str:
    goods = ",".join((*row.category, *row.hs, *row.origin, *row.subdivision, *row.territory))
    return row.id or f"{row.table}[{goods or 'default':.60}]"
