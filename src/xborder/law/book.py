"""The shelf of law packs: the bundled ones, and a host's own laid over them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from xborder.errors import BadInput, LawError, UnsupportedDestination

if TYPE_CHECKING:
    from xborder.law.rules import Pack, Policy

__all__ = ["BUNDLED", "LawBook", "bundled"]

_PACKS = files("xborder.law").joinpath("packs")
BUNDLED: tuple[str, ...] = tuple(
    sorted(file.name.removesuffix(".toml").upper() for file in _PACKS.iterdir() if file.name.endswith(".toml"))
)
"""The jurisdictions that come with the library: one file each, and nothing else to do for a new one."""


def _overlays(given: object) -> dict[str, bytes]:
    """A host's packs, checked for their form only: they are read when they are first asked for."""
    if not isinstance(given, Mapping):
        raise LawError(f"{given!r:.60} is not a set of packs", path="overlays", hint='give {"DE": data}')
    for code, data in given.items():
        if not isinstance(code, str) or not isinstance(data, bytes):
            raise LawError(
                f"{data!r:.60} is not a law pack", path=f"overlays[{code!r:.20}]", hint="give TOML text as bytes"
            )
    return dict(given)


@attrs.frozen
class LawBook:
    """Law packs by jurisdiction, read one by one when first asked for.

    Attributes:
        overlays: a host's own packs as TOML bytes by jurisdiction code: a new country, or entries that
            replace bundled ones of the same id. The digest of the rules covers them.

    >>> LawBook().pack("NL").jurisdiction.name
    'Netherlands'
    """

    overlays: Mapping[str, bytes] = attrs.field(factory=dict, converter=_overlays)
    _shelf: dict[str, Pack] = attrs.field(init=False, factory=dict, repr=False, eq=False)

    @classmethod
    def with_files(cls, paths: Iterable[str | Path] | str | Path) -> LawBook:
        """A book with a host's own pack files laid over the bundled ones.

        Raises:
            LawError: when a file cannot be read or is not a law pack.
        """
        from xborder.law.loader import code_of  # noqa: PLC0415 - TOML and cattrs load on first use

        overlays: dict[str, bytes] = {}
        for path in _paths(paths):
            try:
                data = path.read_bytes()
            except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
                reason = error.strerror if isinstance(error, OSError) else error
                raise LawError(f"cannot be read: {reason}", path=str(path)) from error
            overlays[code_of(data, path.name)] = data
        book = cls(overlays)
        for code in overlays:
            book.pack(code)
        return book

    @property
    def codes(self) -> tuple[str, ...]:
        """The jurisdictions on the shelf, sorted."""
        return tuple(sorted({*BUNDLED, *self.overlays}))

    def pack(self, code: str) -> Pack:
        """The law of one jurisdiction, with everything it inherits.

        Raises:
            UnsupportedDestination: when no pack has that code.
            LawError: when the pack is malformed.
        """
        if type(code) is not str:
            raise self._without_pack(code)
        return self._shelf.get(code) or self._pack(code, ())

    def _pack(self, code: str, heirs: tuple[str, ...]) -> Pack:
        """The pack of a jurisdiction, on behalf of the packs that extend it."""
        if code not in BUNDLED and code not in self.overlays:
            raise self._without_pack(code)
        if code in heirs:
            circle = " extends ".join((*heirs[heirs.index(code) :], code))
            raise LawError(f"a circle: {circle}", path=f"{heirs[-1].lower()}.toml: jurisdiction.extends")
        known = self._shelf.get(code)
        if known is None:
            known = self._shelf[code] = self._read(code, heirs)
        return known

    def _without_pack(self, code: object) -> UnsupportedDestination:
        known = ", ".join(known for known in self.codes if known != "EU")
        return UnsupportedDestination(
            f"no law pack for {code!r:.60}",
            path="ship_to.country",
            hint=f"known are {known}; a host can add its own",
        )

    def policy(self, name: str) -> Policy:
        """A policy by its id; its jurisdiction, which the id names, is looked at first.

        Raises:
            BadInput: when no law pack has it.
        """
        first = name.partition(".")[0].upper()
        for code in sorted(self.codes, key=lambda code: code != first):
            for policy in self.pack(code).policy:
                if policy.id == name:
                    return policy
        raise BadInput(
            "no law pack has this policy",
            path=f"policies.{name}",
            hint="xborder law show lists those of a jurisdiction",
        )

    def digest(self, code: str) -> str:
        """The fingerprint of everything that the law of one jurisdiction is read from."""
        return self.pack(code).digest

    def fingerprint(self) -> str:
        """The fingerprint of the whole shelf."""
        whole = "".join(f"{code}:{self.digest(code)}\n" for code in self.codes)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _read(self, code: str, heirs: tuple[str, ...]) -> Pack:
        from xborder.law.loader import read_pack  # noqa: PLC0415 - TOML and cattrs load on first use

        name = f"{code.lower()}.toml"
        find = partial(self._pack, heirs=(*heirs, code))
        pack: Pack | None = None
        for data in (_bundled(code), self.overlays.get(code)):
            if data is not None:
                pack = read_pack(data, name, pack, find)
        if pack is None:
            raise LawError("the pack is not there", path=name)
        if pack.jurisdiction.code != code:
            raise LawError(
                f"this is the law of {pack.jurisdiction.code}, not of {code}", path=f"{name}: jurisdiction.code"
            )
        return pack


@cache
def bundled() -> LawBook:
    """The shelf as it comes with the library, made once for all who ask without one of their own."""
    return LawBook()


def _paths(paths: Iterable[str | Path] | str | Path) -> tuple[Path, ...]:
    try:
        return (Path(paths),) if isinstance(paths, str | Path) else tuple(map(Path, paths))
    except TypeError as error:
        raise LawError(f"{paths!r:.60} is not a list of files", path="paths", hint="give paths as texts") from error


def _bundled(code: str) -> bytes | None:
    return _PACKS.joinpath(f"{code.lower()}.toml").read_bytes() if code in BUNDLED else None
