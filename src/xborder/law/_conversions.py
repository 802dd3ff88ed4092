"""From a TOML tree to the values of law: each kind of value has one form, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache, partial
from operator import eq
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from xborder.errors import LawError
from xborder.law import rules
from xborder.law._words import check_currency
from xborder.law.sources import Evidence, Source, Status
from xborder.tariff.vocabulary import KINDS

__all__ = ["pack_of", "texts"]

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,12})?")
_FRACTION = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})")
_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ([A-Z]{3})")
_RENAMED = {"from_": "from", "with_": "with"}
_NOT_WRITTEN = {(rules.Pack, "digest"), (Source, "key")}

M = TypeVar("M", bound=Enum)
Hook = Callable[[Any, Any], Any]


def pack_of(tree: Mapping[str, object], name: str) -> rules.Pack:
    """The pack that a tree of tables says; its sources know their keys.

    Raises:
        LawError: for the first entry that cannot be read, with its path.
    """
    try:
        pack: rules.Pack = _converter().structure(tree, rules.Pack)
    except cattrs.BaseValidationError as error:
        raise _first_error(error, name) from error
    return attrs.evolve(pack, sources={key: attrs.evolve(source, key=key) for key, source in pack.sources.items()})


def texts(value: object, _: object = None) -> tuple[str, ...]:
    """A list of texts; a single one may stand without its list."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise LawError(f"{value!r:.60} is not a text or a list of texts")


# --- conversions of single values -------------------------------------------------------------------------------------


def _text(value: object, _: object = None) -> str:
    if not isinstance(value, str):
        raise LawError(f"{value!r:.60} is not text", hint="write it in quotes")
    return value


def _day(value: object, _: object = None) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise LawError(f"{value!r:.60} is not a day", hint="write a TOML date without quotes, for example 2026-07-01")
    return value


def _flag(value: object, _: object = None) -> bool:
    if not isinstance(value, bool):
        raise LawError(f"{value!r:.60} is not true or false", hint="write true or false without quotes")
    return value


def _count(value: object, _: object = None) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise LawError(f"{value!r:.60} is not a whole number")
    return value


def _fraction(value: object, _: object = None) -> Fraction:
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return Fraction(value)
        if match := _FRACTION.fullmatch(value):
            return Fraction(int(match[1]), int(match[2]))
    hint = 'write it in quotes and without a sign: "0.19" for 19 %, or "22/78"'
    raise LawError(f"{value!r:.60} is not a number of law", hint=hint)


def _amount(value: object, _: object = None) -> rules.Amount:
    if not isinstance(value, str) or not (match := _AMOUNT.fullmatch(value)):
        hint = 'write "150 EUR": a number, a blank, a currency'
        raise LawError(f"{value!r:.60} is not an amount", hint=hint)
    check_currency(match[2], "")
    return rules.Amount(Fraction(match[1]), match[2])


def _amount_or_table(value: object, _: object = None) -> rules.Amount | rules.TableRef:
    return _table_ref(value) if isinstance(value, dict) else _amount(value)


def _table_ref(value: Mapping[str, object]) -> rules.TableRef:
    if set(value) != {"table"}:
        raise LawError(f"{dict(value)!r:.60} does not name a table", hint='write { table = "vat" }')
    return rules.TableRef(_text(value["table"]))


def _charge_rate(value: object, _: object = None) -> Fraction | rules.TableRef | str:
    if value in ("tariff", "unknown"):
        return _text(value)
    if isinstance(value, str) and value.startswith(rules.LAYER):
        return _layer(value)
    return _table_ref(value) if isinstance(value, dict) else _fraction(value)


def _layer(value: str) -> str:
    if value.removeprefix(rules.LAYER) not in KINDS:
        raise LawError(f"{value!r:.60} is no part of a tariff", hint=f"after the colon one of {', '.join(KINDS)}")
    return value


def _rate_value(value: object, _: object = None) -> Fraction | rules.Amount | rules.Unknown:
    if value == "unknown":
        return rules.UNKNOWN
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return _amount(value)
    return _fraction(value)


def _currency_periods(listed: Hook, value: object, kind: object) -> tuple[rules.CurrencyPeriod, ...]:
    periods = (rules.CurrencyPeriod(value=value),) if isinstance(value, str) else listed(value, kind)
    if not periods:
        raise LawError("a jurisdiction has a currency", hint='write "EUR", or a list of { value = "EUR", from = ... }')
    return tuple(periods)


def _carry(step: Hook, value: object, _: object) -> rules.Quantum | str:
    return "exact" if value == "exact" else step(value, rules.Quantum)


def _enum(kind: type[M]) -> Hook:
    def convert(value: object, _: object = None) -> M:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise LawError(f"{value!r:.60} is not one of {known}") from None

    return convert


# --- the converter ----------------------------------------------------------------------------------------------------


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    simple: dict[Any, Hook] = {
        # For classes themselves: cattrs casts to str, bool and int unless told for exactly that class.
        str: _text, bool: _flag, int: _count, date: _day, Fraction: _fraction, rules.Amount: _amount,
    }  # fmt: skip
    for kind in (Evidence, Status, rules.Kind, rules.Per, rules.Method, rules.Choice):
        simple[kind] = _enum(kind)
    for target, hook in simple.items():
        converter.register_structure_hook(target, hook)
    _register(converter, tuple[str, ...], texts)
    _register(converter, _annotation(rules.RateValue, "value"), _rate_value)
    _register(converter, _annotation(rules.Charge, "rate"), _charge_rate)
    _register(converter, _annotation(rules.Charge, "amount"), _amount_or_table)
    for record in _records():
        structure = _table(record, converter)
        listed = partial(_list, converter.get_structure_hook(list[record]), record)  # type: ignore[valid-type]
        if record is rules.Quantum:
            _register(converter, _annotation(rules.Charge, "carry"), partial(_carry, structure))
        if record is rules.CurrencyPeriod:
            listed = partial(_currency_periods, listed)
        _register(converter, tuple[record, ...], listed)  # type: ignore[valid-type]
    return converter


def _register(converter: cattrs.Converter, kind: object, hook: Hook) -> None:
    """A hook for a type that is no class, such as a union."""
    converter.register_structure_hook_func(partial(eq, kind), hook)


def _table(record: type[attrs.AttrsInstance], converter: cattrs.Converter) -> Hook:
    """The hook of a record: a table with its keys and no others, or the bare name of what it is ``of``."""
    names = {
        field.name: override(rename=_RENAMED.get(field.name), omit=(record, field.name) in _NOT_WRITTEN)
        for field in attrs.fields(record)
    }
    read = make_dict_structure_fn(record, converter, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type]

    def structure(value: object, kind: object) -> object:
        if isinstance(value, str) and record in (rules.ValuePart, rules.Base):
            return record(of=value)
        if not isinstance(value, dict):
            raise LawError(f"{value!r:.60} is not a table")
        return read(value, kind)

    converter.register_structure_hook(record, structure)
    return structure


def _list(items: Hook, record: type[attrs.AttrsInstance], value: object, _: object) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise LawError(f"{value!r:.60} is not a list of tables", hint="write [[name]], or [ { ... } ]")
    return tuple(items(value, list[record]))  # type: ignore[valid-type]


def _annotation(record: type[attrs.AttrsInstance], name: str) -> Any:  # noqa: ANN401 - a type expression
    return getattr(attrs.fields(attrs.resolve_types(record)), name).type


def _records() -> Iterator[type[attrs.AttrsInstance]]:
    # Dependencies first: cattrs resolves the hook of a nested class when it makes the outer one's.
    order = (
        Source, rules.Conditions, rules.CurrencyPeriod, rules.Jurisdiction, rules.Policy, rules.ValuePart,
        rules.ValueRule, rules.Limit, rules.Threshold, rules.UnitValue, rules.RateValue, rules.RateRow,
        rules.Registration, rules.Procedure, rules.Quantum, rules.Band, rules.Base, rules.Waiver, rules.Charge,
        rules.NoticeRule, rules.Pack,
    )  # fmt: skip
    for record in order:
        yield attrs.resolve_types(record)


# --- errors -----------------------------------------------------------------------------------------------------------


def _first_error(error: BaseException, path: str) -> LawError:
    """The first mistake in cattrs' tree of errors, with the path of its entry."""
    if isinstance(error, ForbiddenExtraKeysError):
        return _unknown_key(error, path)
    if isinstance(error, ExceptionGroup):
        inner = error.exceptions[0]
        return _first_error(inner, path + _step(inner, path))
    if isinstance(error, LawError):
        return LawError(error.message, path=path, hint=error.hint)
    if isinstance(error, KeyError):
        return LawError(f"{_RENAMED.get(error.args[0], error.args[0])} is missing", path=path)
    return LawError(f"cannot be read: {error!s:.200}", path=path)


def _step(error: BaseException, path: str) -> str:
    """What cattrs noted on an error: the key or the index that leads to it."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f": {note.name}" if path.endswith(".toml") else f".{note.name}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
    return ""


def _unknown_key(error: ForbiddenExtraKeysError, path: str) -> LawError:
    keys = ", ".join(f"{key:.60}" if key.isprintable() else f"{key!r:.60}" for key in sorted(error.extra_fields))
    fields = [field.name for field in attrs.fields(error.cl) if (error.cl, field.name) not in _NOT_WRITTEN]
    known = ", ".join(sorted(_RENAMED.get(name, name) for name in fields))
    return LawError(f"unknown key {keys:.200}", path=path, hint=f"known are {known}")
