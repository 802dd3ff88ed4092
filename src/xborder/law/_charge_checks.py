"""What makes a charge impossible: what it rests on, its mechanic, its bounds and its rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

import attrs

from xborder.errors import LawError
from xborder.law import rules
from xborder.law._words import BUILT_IN_VALUES, among, check_heading, check_unit, named
from xborder.law.timeline import check_series, covers

__all__ = ["REASONS", "check_charges", "in_order", "lasting_values"]

REASONS = frozenset(
    {
        "standard", "reduced", "zero-rated", "exempt", "below-threshold", "preference", "relief", "reverse-charge",
        "collected-by-platform", "waived-small-amount", "outside-scope", "in-lieu",
    }
)  # fmt: skip
"""Why a rate is what it is."""

_GROUPS = frozenset({"hs6", "hs", "origin", "rate"})
_MODES = frozenset({"ceiling", "floor", "up", "down", "half_up", "half_down", "half_even", "05up"})
_COLLECTED = frozenset({"", "sale", "import"})
_BEARERS = frozenset({"", "seller", "buyer", "platform", "carrier"})
_REFUNDS = frozenset({"full", "proportional", "conditional", "none"})
_CONTENT_DEFAULTS = frozenset({"whole", "unknown"})
_CONTENT = re.compile(r"[a-z][a-z0-9]{0,29}(-[a-z0-9]{1,30}){0,5}")
_MILLIONTHS = 1_000_000

Worth = Fraction | rules.Amount | rules.Unknown


@attrs.frozen
class _Around:
    """What the pack has for its charges to rest on.

    Attributes:
        order: the charges in the order of computation.
        values: the ids of its values.
        lasting: those of them that hold on every day and under all circumstances.
        tables: what the rows of each table of rates say on some day.
        abstract: whether tables may be left to the packs that extend it.
    """

    order: tuple[str, ...]
    values: frozenset[str]
    lasting: frozenset[str]
    procedures: frozenset[str]
    tables: Mapping[str, set[Worth]]
    abstract: bool


def check_charges(pack: rules.Pack, name: str) -> None:
    """Refuses charges that cannot be computed, or would come to nothing without saying so.

    Raises:
        LawError: naming the charge.
    """
    around = _Around(
        order=_order(pack, name),
        values=frozenset({*BUILT_IN_VALUES, *(value.id for value in pack.value)}),
        lasting=lasting_values(pack),
        procedures=frozenset(procedure.id for procedure in pack.procedure),
        tables=_tables(pack),
        abstract=pack.jurisdiction.abstract,
    )
    for charge in pack.charge:
        path = f"{name}: charge {charge.id}"
        if charge.id in around.values:
            raise LawError("a value has the same id", path=path)
        check_series([charge], path)
        _check_words(charge, path)
        named(charge.procedure, around.procedures, "procedure", path)
        _check_mechanic(charge, path)
        _check_content(charge, path)
        _check_rests(charge, around, path)
        _check_tables(charge, around, path)
        _check_bounds(charge, path)
        _check_rounding(charge, path)
        if charge.bands:
            _check_bands(charge, around, path)
        if charge.waive is not None:
            _check_waiver(charge.id, charge.waive, around, f"{path}.waive")


def lasting_values(pack: rules.Pack) -> frozenset[str]:
    """The values that hold on every day the pack answers for, whatever the circumstances."""
    always: dict[str, list[rules.ValueRule]] = {}
    for value in pack.value:
        if value.when == rules.Conditions():
            always.setdefault(value.id, []).append(value)
    lasting = (key for key, series in always.items() if covers(series, pack.jurisdiction.known_from))
    return frozenset({*BUILT_IN_VALUES, *lasting})


def in_order(needs: Mapping[str, set[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys such that each comes after those it needs, otherwise as given; and those that need each other."""
    settled: dict[str, None] = {}
    while (
        ready := next((key for key in needs if key not in settled and needs[key] <= settled.keys()), None)
    ) is not None:
        settled[ready] = None
    return tuple(settled), tuple(sorted(needs.keys() - settled.keys()))


def _order(pack: rules.Pack, name: str) -> tuple[str, ...]:
    rests = {charge.id: set[str]() for charge in pack.charge}
    for charge in pack.charge:
        rests[charge.id] |= {base.of for base in charge.base if base.of in rests} | {
            of for of in charge.of if of in rests
        }
    order, circle = in_order(rests)
    if circle:
        raise LawError(f"these charges rest on each other: {', '.join(circle)}", path=f"{name}: charge {circle[0]}")
    return order


def _tables(pack: rules.Pack) -> dict[str, set[Worth]]:
    """Everything that the rows of a table say, by themselves or by the rows they refer to."""
    by_id: dict[str, list[rules.RateRow]] = {}
    for row in pack.rate:
        by_id.setdefault(row.id, []).append(row)
    tables: dict[str, set[Worth]] = {}
    for row in pack.rate:
        tables.setdefault(row.table, set()).update(_worths(row, by_id))
    return tables


def _worths(row: rules.RateRow, by_id: Mapping[str, list[rules.RateRow]]) -> Iterable[Worth]:
    for value in row.values:
        if value.value is not None:
            yield value.value
        for target in by_id.get(value.ref, ()) if value.ref else ():
            yield from _worths(target, by_id)


# --- one charge -------------------------------------------------------------------------------------------------------


def _check_words(charge: rules.Charge, path: str) -> None:
    among(charge.reason, REASONS, f"{path}.reason")
    among(charge.collected, _COLLECTED, f"{path}.collected")
    among(charge.borne_by, _BEARERS, f"{path}.borne_by")
    among(charge.refundable, _REFUNDS, f"{path}.refundable")
    among(charge.band_mode, frozenset({"slab", "graduated"}), f"{path}.band_mode")
    for key in charge.group:
        among(key, _GROUPS, f"{path}.group")
    check_heading(charge.heading, path)


def _check_mechanic(charge: rules.Charge, path: str) -> None:
    given = [key for key in ("rate", "amount") if getattr(charge, key) is not None] + ["bands"] * bool(charge.bands)
    if len(given) != 1:
        raise LawError(f"a charge has one of rate, amount and bands, not {' and '.join(given) or 'none'}", path=path)
    if not charge.base and given != ["amount"] and charge.rate not in (0, "unknown"):
        raise LawError("a rate needs a base", path=path, hint='base = ["customs-value"]')
    if charge.method is rules.Method.TOP_UP and not charge.of:
        raise LawError("a top-up needs the charges it tops up", path=path, hint='of = ["us.duty"]')
    if isinstance(charge.rate, str) and charge.rate != "unknown" and charge.method is not rules.Method.AD_VALOREM:
        hint = "leave method out, or give the rate here"
        raise LawError("the tariff says how its own duties are computed", path=f"{path}.method", hint=hint)
    if charge.per is rules.Per.ITEM and not charge.group:
        raise LawError("an item needs to know what makes it", path=path, hint='group = ["hs6"]')
    if charge.group and charge.per is not rules.Per.ITEM:
        raise LawError(
            "a group makes items, and this charge is not per item", path=f"{path}.group", hint='per = "item"'
        )
    if charge.unit:
        if charge.amount is None:
            raise LawError("a unit needs an amount", path=path)
        check_unit(charge.unit, f"{path}.unit")


def _check_content(charge: rules.Charge, path: str) -> None:
    if not charge.content:
        if charge.content_default:
            raise LawError("this stands for a content, and the charge has none", path=f"{path}.content_default")
        return
    if not _CONTENT.fullmatch(charge.content):
        hint = "small letters, digits and hyphens, for example steel"
        raise LawError(f"{charge.content!r:.60} is not the name of a content", path=f"{path}.content", hint=hint)
    if not charge.content_default:
        hint = 'content_default = "whole" or "unknown"'
        raise LawError("a charge on a content says what it falls on without one", path=path, hint=hint)
    among(charge.content_default, _CONTENT_DEFAULTS, f"{path}.content_default")
    if not charge.base or charge.amount is not None:
        raise LawError("a content is the part of a base that a rate meets", path=path, hint='base = ["customs-value"]')
    if charge.per is not rules.Per.LINE:
        raise LawError("a content is that of a line", path=f"{path}.per", hint='leave per out, or write per = "line"')


def _check_rests(charge: rules.Charge, around: _Around, path: str) -> None:
    bases = [base.of for base in charge.base]
    named(bases, around.values | {*around.order}, "value or charge", f"{path}.base")
    _check_lasting([base for base in bases if base in around.values], around, f"{path}.base")
    named(charge.of, around.order, "charge", f"{path}.of")


def _check_lasting(values: Iterable[str], around: _Around, path: str) -> None:
    for value in values:
        if value not in around.lasting:
            hint = "give it an entry without when, from and until as its last"
            raise LawError(f"the value {value!r:.60} does not hold at all times", path=path, hint=hint)


def _check_tables(charge: rules.Charge, around: _Around, path: str) -> None:
    for key in ("rate", "amount", "min", "max"):
        ref = getattr(charge, key)
        if isinstance(ref, rules.TableRef):
            if not around.abstract:
                named([ref.table], around.tables, "table of rates", path)
            if key != "rate" and any(isinstance(worth, Fraction) for worth in around.tables.get(ref.table, ())):
                raise LawError(
                    f"the table {ref.table!r:.60} has rates, not amounts", path=f"{path}.{key}", hint='"3 EUR"'
                )
    if charge.method is rules.Method.INCLUSIVE:
        rates = around.tables.get(charge.rate.table, ()) if isinstance(charge.rate, rules.TableRef) else (charge.rate,)
        if any(isinstance(rate, Fraction) and rate >= 1 for rate in rates):
            raise LawError(
                "a tax inside its own base takes less than all of it", path=f"{path}.rate", hint="a rate below 1"
            )


def _check_bounds(charge: rules.Charge, path: str) -> None:
    low, high = charge.min, charge.max
    if not isinstance(low, rules.Amount) or not isinstance(high, rules.Amount) or low.currency != high.currency:
        return
    if low.value > high.value:
        raise LawError(f"the least, {low}, is more than the most, {high}", path=f"{path}.min")


def _check_bands(charge: rules.Charge, around: _Around, path: str) -> None:
    named([charge.band_value], around.values, "value", f"{path}.band_value")
    _check_lasting([charge.band_value], around, f"{path}.band_value")
    *limits, last = [band.up_to for band in charge.bands]
    closed = [limit for limit in limits if limit is not None]
    if last is not None or len(closed) < len(limits):
        raise LawError("only the last band is open", path=f"{path}.bands", hint="leave up_to out of the last band")
    if len({limit.currency for limit in closed}) > 1:
        raise LawError("the bands end in different currencies", path=f"{path}.bands")
    for lower, upper in pairwise(closed):
        if lower.value >= upper.value:
            raise LawError(f"a band up to {upper} follows one up to {lower}", path=f"{path}.bands", hint="lowest first")


def _check_waiver(charge: str, waiver: rules.Waiver, around: _Around, path: str) -> None:
    among(waiver.scope, ("line", "consignment"), f"{path}.scope")
    among(waiver.operator, ("<", "<="), f"{path}.operator")
    named(waiver.with_, around.order, "charge", f"{path}.with")
    earlier = around.order[: around.order.index(charge)]
    for other in waiver.with_:
        if other not in earlier:
            raise LawError(
                f"{other!r:.60} is computed later", path=f"{path}.with", hint="put that charge before this one"
            )


def _check_rounding(charge: rules.Charge, path: str) -> None:
    for key in ("base_round", "round", "carry", "total_round"):
        step = getattr(charge, key)
        if isinstance(step, rules.Quantum):
            among(step.mode, _MODES, f"{path}.{key}.mode")
            if step.quantum <= 0:
                raise LawError("a quantum is more than nothing", path=f"{path}.{key}")
            if (step.quantum * _MILLIONTHS).denominator != 1:
                raise LawError(
                    "a quantum is a whole number of millionths", path=f"{path}.{key}", hint='for example "0.05"'
                )
