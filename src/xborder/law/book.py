"""The shelf of law packs: the bundled ones, and a host's own laid over them."""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from xborder.errors import LawError, UnsupportedDestination

if TYPE_CHECKING:
    from xborder.law.rules import Pack

__all__ = ["BUNDLED", "LawBook"]

BUNDLED = tuple(
    "AT AU BE BG BR CA CH CN CY CZ DE DK EE ES EU FI FR GB GR HR HU IE IT JP LI LT LU LV MT NL NO NZ PL PT RO SE SG SI SK US XI".split()
)
"""The jurisdictions that come with the library."""


@attrs.frozen
class LawBook:
    """Law packs by jurisdiction, read one by one when first asked for.

    Attributes:
        overlays: a host's own packs as TOML bytes by jurisdiction code: a new country, or entries that
            replace bundled ones of the same id. The digest of the rules covers them.

    >>> LawBook().pack("NL").jurisdiction.name
    'Netherlands'
    """

    overlays: Mapping[str, bytes] = attrs.Factory(dict)
    _shelf: dict[str, Pack] = attrs.field(init=False, factory=dict, repr=False, eq=False)

    @classmethod
    def with_files(cls, paths: Iterable[str | Path]) -> LawBook:
        """A book with a host's own pack files laid over the bundled ones.

        Raises:
            LawError: when a file cannot be read or is not a law pack.
        """
        from xborder.law.loader import code_of  # noqa: PLC0415 - TOML and cattrs load on first use

        overlays: dict[str, bytes] = {}
        for path in map(Path, paths):
            try:
                data = path.read_bytes()
            except OSError as error:
                raise LawError(f"cannot be read: {error.strerror}", path=str(path)) from error
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
        if (known := self._shelf.get(code)) is not None:
            return known
        if code not in BUNDLED and code not in self.overlays:
            raise UnsupportedDestination(
                f"no law pack for {code!r}",
                path="ship_to.country",
                hint=f"known are {', '.join(known for known in self.codes if known != 'EU')}; a host can add its own",
            )
        pack = self._read(code)
        self._shelf[code] = pack
        return pack

    def digest(self, code: str) -> str:
        """The fingerprint of everything that the law of one jurisdiction is read from."""
        return self.pack(code).digest

    def fingerprint(self) -> str:
        """The fingerprint of the whole shelf."""
        whole = "".join(f"{code}:{self.digest(code)}\n" for code in self.codes)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _read(self, code: str) -> Pack:
        from xborder.law.loader import read_pack  # noqa: PLC0415 - TOML and cattrs load on first use

        pack: Pack | None = None
        for data in (_bundled(code), self.overlays.get(code)):
            if data is not None:
                pack = read_pack(data, f"{code.lower()}.toml", pack, self.pack)
        if pack is None:
            raise LawError("the pack is not there", path=f"{code.lower()}.toml")
        return pack


def _bundled(code: str) -> bytes | None:
    return pkgutil.get_data("xborder.law", f"packs/{code.lower()}.toml") if code in BUNDLED else None
