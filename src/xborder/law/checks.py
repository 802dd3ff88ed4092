"""What makes a pack impossible as law, beyond the form of its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Protocol

from xborder.errors import LawError
from xborder.law import rules
from xborder.law.sources import Evidence, weakest
from xborder.law.timeline import check_series

__all__ = ["BUILT_IN_VALUES", "check_pack", "grade"]

BUILT_IN_VALUES = ("goods", "freight", "insurance")
"""The parts every consignment has: prices after discounts, transport, insurance."""

_GROUPS = frozenset({"hs6", "hs", "origin", "rate"})
_MODES = frozenset({"ceiling", "floor", "up", "down", "half_up", "half_down", "half_even", "05up"})
_REASONS = frozenset(
    {
        "standard", "reduced", "zero-rated", "exempt", "below-threshold", "preference", "relief", "reverse-charge",
        "collected-by-platform", "waived-small-amount", "outside-scope", "in-lieu",
    }
)  # fmt: skip
_LEVELS = frozenset({"info", "warning", "blocking"})
_COLLECTED = frozenset({"", "sale", "import"})
_BEARERS = frozenset({"", "seller", "buyer", "platform", "carrier"})
_REFUNDS = frozenset({"full", "proportional", "conditional", "none"})
_FX_RULES = frozenset({"supplied", "ecb-daily", "eu-monthly", "hmrc-monthly"})
_BOUNDS = {"sale": {"b2c", "b2b", "c2c", "gift"}, "transport": {"courier", "post", "air", "sea", "road", "rail"},
           "mode": {"direct-mail", "consolidation", "bonded"}}  # fmt: skip


def check_pack(pack: rules.Pack, name: str) -> None:
    """Refuses a pack that cannot be law.

    Raises:
        LawError: naming the entry and what is wrong with it.
    """
    _check_jurisdiction(pack, name)
    _check_sources(pack, name)
    _check_rates(pack, name)
    _check_thresholds(pack, name)
    _check_charges(pack, name)
    for path, when in _conditions(pack, name):
        _check_conditions(pack, when, path)
    for policy in pack.policy:
        if policy.default not in policy.choices:
            raise LawError(f"the default {policy.default!r} is not a choice", path=f"{name}: policy {policy.id}")
    for notice in pack.notice:
        _among(notice.level, _LEVELS, f"{name}: notice {notice.code}.level")
        _known(notice.procedure, _ids(pack.procedure), "procedure", f"{name}: notice {notice.code}")


def grade(entry: rules.Charge | rules.RateRow | rules.RateValue | rules.Threshold | rules.Procedure, pack: rules.Pack) -> Evidence:
    """How good the evidence of an entry is: its own mark, or the weakest of its sources."""
    if entry.evidence is not None:
        return entry.evidence
    return weakest(*(pack.sources[key].evidence for key in entry.source)) if entry.source else Evidence.UNVERIFIED


def _check_jurisdiction(pack: rules.Pack, name: str) -> None:
    path = f"{name}: jurisdiction"
    check_series(pack.jurisdiction.currency, f"{path}.currency")
    _among(pack.jurisdiction.fx, _FX_RULES, f"{path}.fx")


def _check_sources(pack: rules.Pack, name: str) -> None:
    for table, key, source in _cited(pack):
        path = f"{name}: {table} {key}"
        if not source:
            raise LawError("a value of law needs a source", path=path, hint='source = "key", and [sources.key] to describe it')
        for cited in source:
            if cited not in pack.sources:
                raise LawError(f"source {cited!r} is not described", path=path, hint=f"add [sources.{cited}]")


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


def _check_rates(pack: rules.Pack, name: str) -> None:
    named = {row.id for row in pack.rate if row.id}
    for row in pack.rate:
        path = f"{name}: rate {_row_name(row)}"
        if not row.values:
            raise LawError("the row has no values", path=path)
        check_series(row.values, path)
        for value in row.values:
            if (value.value is None) == (not value.ref):
                raise LawError("a dated value gives either value or ref", path=path)
            if value.ref and value.ref not in named:
                raise LawError(f"no row has the id {value.ref!r}", path=path)
        for value in row.values:
            _among(value.reason or row.reason or "standard", _REASONS, f"{path}.reason")
    for first, second in combinations(pack.rate, 2):
        if first.table == second.table and _selectors(first) == _selectors(second):
            path = f"{name}: rate {_row_name(first)}"
            check_series([*first.values, *second.values], path, gaps=True)


def _check_thresholds(pack: rules.Pack, name: str) -> None:
    values = {*BUILT_IN_VALUES, "unit-price", *_ids(pack.value)}
    for value in pack.value:
        _known([part.of for part in value.parts], BUILT_IN_VALUES, "part of a consignment", f"{name}: value {value.id}")
        if not value.parts:
            raise LawError("a value needs parts", path=f"{name}: value {value.id}")
    for threshold in pack.threshold:
        path = f"{name}: threshold {threshold.id}"
        _known([threshold.compares], values, "value", path)
        _among(threshold.operator, frozenset({"<", "<="}), f"{path}.operator")
        if not threshold.values:
            raise LawError("the threshold has no values", path=path)
        check_series(threshold.values, path, gaps=True)


def _check_charges(pack: rules.Pack, name: str) -> None:
    charges = _ids(pack.charge)
    values = {*BUILT_IN_VALUES, *_ids(pack.value)}
    tables = {row.table for row in pack.rate}
    procedures = _ids(pack.procedure)
    for charge in pack.charge:
        path = f"{name}: charge {charge.id}"
        if charge.id in values:
            raise LawError("a value has the same id", path=path)
        _check_period(charge, path)
        _known(charge.procedure, procedures, "procedure", path)
        _known([base.of for base in charge.base], values | charges, "value or charge", f"{path}.base")
        _known(charge.of, charges, "charge", f"{path}.of")
        _check_mechanics(charge, path)
        if not pack.jurisdiction.abstract:
            used = [part.table for part in (charge.rate, charge.amount, charge.min, charge.max) if isinstance(part, rules.TableRef)]
            _known(used, tables, "table of rates", path)
        if charge.waive is not None:
            _known(charge.waive.with_, charges, "charge", f"{path}.waive.with")
        if charge.bands:
            _known([charge.band_value], values, "value", f"{path}.band_value")
    _check_order(pack, name)
    for procedure in pack.procedure:
        _check_period(procedure, f"{name}: procedure {procedure.id}")
        _among(procedure.collected, _COLLECTED, f"{name}: procedure {procedure.id}.collected")


def _check_mechanics(charge: rules.Charge, path: str) -> None:
    given = [key for key in ("rate", "amount", "bands") if getattr(charge, key)]
    if charge.rate == 0:
        given = ["rate", *given]
    if len(given) != 1:
        raise LawError(f"a charge has one of rate, amount and bands, not {' and '.join(given) or 'none'}", path=path)
    if not charge.base and given != ["amount"] and charge.rate not in (0, "unknown"):
        raise LawError("a rate needs a base", path=path, hint='base = ["customs-value"]')
    if charge.method is rules.Method.TOP_UP and not charge.of:
        raise LawError("a top-up needs the charges it tops up", path=path, hint='of = ["us.duty"]')
    if charge.per is rules.Per.ITEM and not charge.group:
        raise LawError("an item needs to know what makes it", path=path, hint='group = ["hs6"]')
    if charge.unit and charge.amount is None:
        raise LawError("a unit needs an amount", path=path)
    for key in charge.group:
        _among(key, _GROUPS, f"{path}.group")
    quanta = (charge.base_round, charge.round, charge.total_round, charge.carry if isinstance(charge.carry, rules.Quantum) else None)
    for quantum in quanta:
        if quantum is not None:
            _among(quantum.mode, _MODES, f"{path}.round.mode")
            if quantum.quantum <= 0:
                raise LawError("a quantum is more than nothing", path=path)
    _among(charge.reason, _REASONS, f"{path}.reason")
    _among(charge.collected, _COLLECTED, f"{path}.collected")
    _among(charge.borne_by, _BEARERS, f"{path}.borne_by")
    _among(charge.refundable, _REFUNDS, f"{path}.refundable")
    _among(charge.band_mode, frozenset({"slab", "graduated"}), f"{path}.band_mode")
    limits = [band.up_to for band in charge.bands]
    if limits and (limits[-1] is not None or None in limits[:-1]):
        raise LawError("only the last band is open", path=f"{path}.bands", hint="leave up_to out of the last band")


def _check_order(pack: rules.Pack, name: str) -> None:
    """Refuses charges that rest on each other in a circle."""
    rests = {charge.id: set[str]() for charge in pack.charge}
    for charge in pack.charge:
        rests[charge.id] |= {base.of for base in charge.base if base.of in rests} | set(charge.of)
    settled: set[str] = set()
    while ready := [key for key, needs in rests.items() if key not in settled and needs <= settled]:
        settled.update(ready)
    if left := sorted(set(rests) - settled):
        raise LawError(f"these charges rest on each other: {', '.join(left)}", path=f"{name}: charge {left[0]}")


def _check_period(entry: rules.Charge | rules.Procedure, path: str) -> None:
    check_series([entry], path)


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
    policies = {policy.id: policy for policy in pack.policy}
    for policy, choices in when.policy.items():
        _known([policy], policies, "policy", path)
        _known(choices, policies[policy].choices, f"choice of {policy}", path)
    thresholds = _ids(pack.threshold)
    _known([*when.below, *when.above], thresholds, "threshold", path)
    for key, known in _BOUNDS.items():
        _known(getattr(when, key), known, key, path)


def _ids(entries: Iterable[_HasId]) -> set[str]:
    return {entry.id for entry in entries}


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def _row_name(row: rules.RateRow) -> str:
    goods = ",".join((*row.category, *row.hs, *row.origin, *row.subdivision, *row.territory))
    return row.id or f"{row.table}[{goods or 'default'}]"


def _selectors(row: rules.RateRow) -> tuple[object, ...]:
    return (row.category, row.hs, row.origin, row.subdivision, row.territory, row.unit_value)


def _among(value: str, known: frozenset[str], path: str) -> None:
    if value not in known:
        raise LawError(f"{value!r} is not one of {', '.join(sorted(filter(None, known)))}", path=path)


def _known(names: Sequence[str], known: Iterable[str], what: str, path: str) -> None:
    for name in names:
        if name not in known:
            raise LawError(f"no {what} is called {name!r}", path=path)
