"""Reads law packs from TOML, and refuses what cannot be law."""

from __future__ import annotations

import hashlib
import re
import tomllib
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
from xborder.law.checks import check_pack
from xborder.law.sources import Evidence, Source, Status

__all__ = ["code_of", "merge", "read_pack"]

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
_FRACTION = re.compile(r"(\d{1,9})/([1-9]\d{0,8})")
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,6})?) ([A-Z]{3})")
_RENAMED = {"from_": "from", "with_": "with"}

E = TypeVar("E")
M = TypeVar("M", bound=Enum)


def read_pack(
    data: bytes,
    name: str,
    base: rules.Pack | None = None,
    find: Callable[[str], rules.Pack] | None = None,
) -> rules.Pack:
    """Reads one pack, lays it over what it inherits, and checks the whole.

    Args:
        data: the TOML text as bytes.
        name: the file's name, for messages.
        base: the bundled pack of the same jurisdiction, when a host's pack overlays it.
        find: gives the pack that ``extends`` names.

    Raises:
        LawError: for anything that cannot be law; the message names the entry.
    """
    tree = _with_source_keys(_with_lists(_tree(data, name), name))
    try:
        pack: rules.Pack = _converter().structure(tree, rules.Pack)
    except cattrs.BaseValidationError as error:
        raise _first_error(error, name) from error
    extends = pack.jurisdiction.extends
    if base is None and extends:
        if find is None or extends == pack.jurisdiction.code:
            raise LawError(f"a pack cannot extend {extends!r} here", path=f"{name}: jurisdiction.extends")
        base = find(extends)
    chain = (base.digest if base is not None else "").encode() + data
    pack = attrs.evolve(pack, digest=hashlib.sha256(chain).hexdigest())
    if base is not None:
        pack = merge(base, pack)
    check_pack(pack, name)
    return pack


def code_of(data: bytes, name: str) -> str:
    """Whose law a pack is, without reading the rest of it.

    Raises:
        LawError: when the file is not TOML or does not say.
    """
    head = _tree(data, name).get("jurisdiction")
    code = head.get("code") if isinstance(head, dict) else None
    if not isinstance(code, str) or not code:
        raise LawError("a pack says whose law it is", path=f"{name}: jurisdiction.code")
    return code


def _tree(data: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LawError(f"not readable as TOML: {error}", path=name) from error


def merge(base: rules.Pack, over: rules.Pack) -> rules.Pack:
    """Lays one pack over another: entries with the same id replace, in place; others are added at the end."""
    return attrs.evolve(
        over,
        sources={**base.sources, **over.sources},
        policy=_lay(base.policy, over.policy, lambda entry: entry.id),
        value=_lay(base.value, over.value, lambda entry: entry.id),
        threshold=_lay(base.threshold, over.threshold, lambda entry: entry.id),
        rate=_lay(base.rate, over.rate, row_selectors),
        procedure=_lay(base.procedure, over.procedure, lambda entry: entry.id),
        charge=_lay(base.charge, over.charge, lambda entry: entry.id),
        notice=_lay(base.notice, over.notice, lambda entry: entry.code),
    )


def row_selectors(row: rules.RateRow) -> tuple[object, ...]:
    """What makes a row of rates the same row: its table and its selectors."""
    return (row.table, row.category, row.hs, row.origin, row.subdivision, row.territory, row.unit_value)


def _lay(base: tuple[E, ...], over: tuple[E, ...], key: Callable[[E], object]) -> tuple[E, ...]:
    replacing: dict[object, list[E]] = {}
    for entry in over:
        replacing.setdefault(key(entry), []).append(entry)
    laid: list[E] = []
    done: set[object] = set()
    for entry in base:
        name = key(entry)
        if name not in replacing:
            laid.append(entry)
        elif name not in done:
            done.add(name)
            laid.extend(replacing[name])
    for name, entries in replacing.items():
        if name not in done:
            laid.extend(entries)
    return tuple(laid)


def _with_lists(tree: dict[str, Any], name: str) -> dict[str, Any]:
    """Replaces ``"@name"`` in lists by the members of ``[lists] name``."""
    lists = tree.pop("lists", {})
    if not isinstance(lists, dict):
        raise LawError("lists is a table of lists", path=f"{name}: lists")

    def expand(value: Any) -> Any:  # noqa: ANN401 - walks any TOML value
        if isinstance(value, dict):
            return {key: expand(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        members: list[Any] = []
        for item in value:
            if isinstance(item, str) and item.startswith("@"):
                if item[1:] not in lists:
                    raise LawError(f"no list is called {item!r}", path=name, hint="write it under [lists]")
                members.extend(_texts(lists[item[1:]]))
            else:
                members.append(expand(item))
        return members

    return {key: expand(item) for key, item in tree.items()}


def _with_source_keys(tree: dict[str, Any]) -> dict[str, Any]:
    sources = tree.get("sources", {})
    if not isinstance(sources, dict):
        return tree
    named = {key: {**entry, "key": key} if isinstance(entry, dict) else entry for key, entry in sources.items()}
    return {**tree, "sources": named}


# --- conversions of single values -------------------------------------------------------------------------------------


def _text(value: object, _: object = None) -> str:
    if not isinstance(value, str):
        raise LawError(f"{value!r} is not text", hint="write it in quotes")
    return value


def _day(value: object, _: object = None) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise LawError(f"{value!r} is not a day", hint="write a TOML date without quotes, for example 2026-07-01")
    return value


def _flag(value: object, _: object = None) -> bool:
    if not isinstance(value, bool):
        raise LawError(f"{value!r} is not true or false")
    return value


def _count(value: object, _: object = None) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise LawError(f"{value!r} is not a whole number")
    return value


def _fraction(value: object, _: object = None) -> Fraction:
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return Fraction(value)
        if match := _FRACTION.fullmatch(value):
            return Fraction(int(match[1]), int(match[2]))
    raise LawError(f"{value!r} is not a number of law", hint='write it in quotes: "0.19" for 19 %, or "22/78"')


def _amount(value: object, _: object = None) -> rules.Amount:
    if isinstance(value, str) and (match := _AMOUNT.fullmatch(value)):
        return rules.Amount(Fraction(match[1]), match[2])
    raise LawError(f"{value!r} is not an amount", hint='write "150 EUR": a number, a blank, a currency')


def _amount_or_table(value: object, _: object = None) -> rules.Amount | rules.TableRef:
    return _table_ref(value) if isinstance(value, dict) else _amount(value)


def _table_ref(value: Mapping[str, object]) -> rules.TableRef:
    if set(value) != {"table"}:
        raise LawError(f"{dict(value)!r} does not name a table", hint='write { table = "vat" }')
    return rules.TableRef(_text(value["table"]))


def _charge_rate(value: object, _: object = None) -> Fraction | rules.TableRef | str:
    if value in ("tariff", "unknown"):
        return _text(value)
    return _table_ref(value) if isinstance(value, dict) else _fraction(value)


def _rate_value(value: object, _: object = None) -> Fraction | rules.Amount | rules.Unknown:
    if value == "unknown":
        return rules.UNKNOWN
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return _amount(value)
    return _fraction(value)


def _texts(value: object, _: object = None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise LawError(f"{value!r} is not a text or a list of texts")


def _currency_periods(value: object, converter: cattrs.Converter) -> tuple[rules.CurrencyPeriod, ...]:
    if isinstance(value, str):
        return (rules.CurrencyPeriod(value=value),)
    return tuple(converter.structure(item, rules.CurrencyPeriod) for item in value if isinstance(value, list))  # type: ignore[attr-defined]


def _carry(value: object, converter: cattrs.Converter) -> rules.Quantum | str:
    if value == "exact":
        return "exact"
    return converter.structure(value, rules.Quantum)


def _enum(kind: type[M]) -> Callable[[object, object], M]:
    def convert(value: object, _: object = None) -> M:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise LawError(f"{value!r} is not one of {known}") from None

    return convert


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, prefer_attrib_converters=False)
    simple: dict[Any, Callable[[Any, Any], Any]] = {
        str: _text,
        date: _day,
        bool: _flag,
        int: _count,
        Fraction: _fraction,
        rules.Amount: _amount,
        tuple[str, ...]: _texts,
    }
    for kind in (Evidence, Status, rules.Kind, rules.Per, rules.Method, rules.Choice):
        simple[kind] = _enum(kind)
    for target, hook in simple.items():
        for kind in (target, target | None):
            converter.register_structure_hook_func(partial(eq, kind), partial(_apply, hook))
    unions: dict[Any, Callable[[Any, Any], Any]] = {
        _annotation(rules.RateValue, "value"): _rate_value,
        _annotation(rules.Charge, "rate"): _charge_rate,
        _annotation(rules.Charge, "amount"): _amount_or_table,
        _annotation(rules.Charge, "carry"): lambda value, _: _carry(value, converter),
        _annotation(rules.Jurisdiction, "currency"): lambda value, _: _currency_periods(value, converter),
    }
    for target, hook in unions.items():
        converter.register_structure_hook_func(partial(eq, target), hook)
    for record in _records():
        names = {
            field.name: override(rename=_RENAMED[field.name]) for field in attrs.fields(record) if field.name in _RENAMED
        }
        structure = make_dict_structure_fn(record, converter, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type]
        if record in (rules.ValuePart, rules.Base):
            structure = _or_name(record, structure)
        converter.register_structure_hook(record, structure)
    return converter


def _apply(hook: Callable[[Any, Any], Any], value: object, _: object) -> object:
    return hook(value, None)


def _or_name(record: type[Any], structure: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def convert(value: object, kind: object) -> object:
        return record(of=value) if isinstance(value, str) else structure(value, kind)

    return convert


def _annotation(record: type[attrs.AttrsInstance], name: str) -> Any:  # noqa: ANN401 - a type expression
    return getattr(attrs.fields(attrs.resolve_types(record)), name).type


def _records() -> Iterator[type[attrs.AttrsInstance]]:
    # Dependencies first: cattrs resolves the hook of a nested class when it makes the outer one's.
    order = (
        Source, rules.Conditions, rules.CurrencyPeriod, rules.Jurisdiction, rules.Policy, rules.ValuePart, rules.ValueRule,
        rules.Limit, rules.Threshold, rules.UnitValue, rules.RateValue, rules.RateRow, rules.Registration, rules.Procedure,
        rules.Quantum, rules.Band, rules.Base, rules.Waiver, rules.Charge, rules.NoticeRule, rules.Pack,
    )  # fmt: skip
    for record in order:
        yield attrs.resolve_types(record)


# --- errors -----------------------------------------------------------------------------------------------------------


def _first_error(error: BaseException, path: str) -> LawError:
    """The first mistake in cattrs' tree of errors, with the path of its entry."""
    if isinstance(error, ForbiddenExtraKeysError):
        keys = ", ".join(sorted(error.extra_fields))
        known = ", ".join(sorted(_RENAMED.get(field.name, field.name) for field in attrs.fields(error.cl)))
        return LawError(f"unknown key {keys}", path=path, hint=f"known are {known}")
    if isinstance(error, ExceptionGroup):
        inner = error.exceptions[0]
        for note in getattr(inner, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                return _first_error(inner, f"{path}: {note.name}" if path.endswith(".toml") else f"{path}.{note.name}")
            if isinstance(note, IterableValidationNote):
                return _first_error(inner, f"{path}[{note.index}]")
        return _first_error(inner, path)
    if isinstance(error, LawError):
        return error.at(path) if error.path else LawError(error.message, path=path, hint=error.hint)
    if isinstance(error, KeyError):
        return LawError(f"{_RENAMED.get(error.args[0], error.args[0])} is missing", path=path)
    return LawError(f"cannot be read: {error}", path=path)
