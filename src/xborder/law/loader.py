"""Reads law packs from TOML, lays them over what they inherit, and has them checked."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from xborder.errors import LawError, UnsupportedDestination
from xborder.law import rules
from xborder.law._conversions import pack_of, texts
from xborder.law.checks import check_pack, row_selectors

__all__ = ["code_of", "merge", "read_pack"]

E = TypeVar("E")


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
    pack = pack_of(_with_lists(_tree(data, name), name), name)
    if base is None:
        base = _inherited(pack.jurisdiction, name, find)
    elif pack.jurisdiction.extends not in ("", base.jurisdiction.extends):
        hint = f"{base.jurisdiction.code} has a pack already, and this one is laid over it"
        raise LawError(
            f"cannot extend {pack.jurisdiction.extends!r:.60} here", path=f"{name}: jurisdiction.extends", hint=hint
        )
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
    if not isinstance(data, bytes):
        raise LawError(f"{data!r:.60} is not a law pack", path=name, hint="give the TOML text as bytes")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # of the file's form, its encoding, or a number without end
        raise LawError(f"not readable as TOML: {error}", path=name) from error


def _inherited(heir: rules.Jurisdiction, name: str, find: Callable[[str], rules.Pack] | None) -> rules.Pack | None:
    """The pack that another one extends, if it extends one."""
    if not heir.extends:
        return None
    path = f"{name}: jurisdiction.extends"
    if find is None or heir.extends == heir.code:
        raise LawError(f"a pack cannot extend {heir.extends!r:.60} here", path=path)
    try:
        return find(heir.extends)
    except UnsupportedDestination as error:
        raise LawError(f"cannot extend {heir.extends!r:.60}: no such pack", path=path, hint=error.hint) from error


# --- one pack over another --------------------------------------------------------------------------------------------


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


# --- shared lists -----------------------------------------------------------------------------------------------------


def _with_lists(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Replaces ``"@name"`` in lists by the members of ``[lists] name``."""
    lists = tree.get("lists", {})
    if not isinstance(lists, dict):
        raise LawError("lists is a table of lists", path=f"{name}: lists")
    members = {f"@{key}": _members(value, f"{name}: lists.{key}") for key, value in lists.items()}
    return {key: _expanded(value, members, f"{name}: {key}") for key, value in tree.items() if key != "lists"}


def _members(value: object, path: str) -> tuple[str, ...]:
    try:
        members = texts(value)
    except LawError as error:
        raise error.at(path) from None
    for member in members:
        if member.startswith("@"):
            raise LawError(f"{member!r:.60} stands in a list of lists", path=path, hint="write its members out")
    return members


def _expanded(value: Any, lists: Mapping[str, tuple[str, ...]], path: str) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, dict):
        return {key: _expanded(item, lists, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [member for item in value for member in _items(item, lists, path)]
    if isinstance(value, str) and value.startswith("@"):
        raise LawError(f"{value!r:.60} stands for a list, and only in a list", path=path, hint=f'write ["{value:.60}"]')
    return value


def _items(item: Any, lists: Mapping[str, tuple[str, ...]], path: str) -> Iterator[Any]:  # noqa: ANN401 - any TOML value
    if not isinstance(item, str) or not item.startswith("@"):
        yield _expanded(item, lists, path)
    elif item in lists:
        yield from lists[item]
    else:
        raise LawError(f"no list is called {item!r:.60}", path=path, hint="write it under [lists]")
