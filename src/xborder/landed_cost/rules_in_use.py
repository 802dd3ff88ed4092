"""Which rules answer: of one quote, by what its law and tariffs are read from, and of all that a desk could answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import attrs

from xborder._version import __version__
from xborder.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xborder.landed_cost.desk import Desk
    from xborder.landed_cost.parts import FxQuote

__all__ = ["RulesInUse", "rules_of"]

_PARTS = ("version", "law", "tariffs", "rates", "identifiers", "choices")


def rules_of(parts: Iterable[str]) -> dict[str, str]:
    """Version and digest of rules, from the fingerprints of what they are read from.

    >>> rules_of(["law", "tariff"])["digest"][:14]
    'sha256:2832fea'
    """
    return {"version": __version__, "digest": f"sha256:{_hash(parts)}"}


@attrs.frozen
class RulesInUse:
    """The fingerprints of everything that decides the answers of a desk, whatever is asked.

    Attributes:
        version: of the library.
        law: all law packs, with those laid over them.
        tariffs: what is loaded for every customs area.
        rates: the exchange rates of the desk; empty when it has none.
        identifiers: what checks registrations; empty when nothing does.
        choices: policies, strictness, and the exchange rates given for all requests.

    >>> from xborder import Desk
    >>> one, strict = RulesInUse.of(Desk()), RulesInUse.of(Desk(strict=True))
    >>> one.digest == RulesInUse.of(Desk()).digest, one.differences(strict)
    (True, ('choices',))
    """

    version: str
    law: str
    tariffs: str
    rates: str
    identifiers: str
    choices: str

    @classmethod
    def of(cls, desk: Desk, fx: Iterable[FxQuote] = ()) -> RulesInUse:
        """The rules of a desk as it stands.

        Args:
            desk: whose.
            fx: exchange rates that all requests will bring along.

        Raises:
            BadInput: when the desk has exchange rates that have no fingerprint.
            LawError: when a law pack is malformed.
        """
        choices = [f"policy {name}={choice}" for name, choice in sorted(desk.policies.items())]
        choices += [f"strict {desk.strict}", *(f"fx {sorted(rate.to_dict().items())}" for rate in fx)]
        return cls(
            version=__version__,
            law=desk.laws.fingerprint(),
            tariffs=_tariffs(desk),
            rates=_rates(desk),
            identifiers=desk.identifiers.digest if desk.identifiers is not None else "",
            choices=_hash(choices),
        )

    @property
    def digest(self) -> str:
        """One fingerprint of all, as ``sha256:`` and hexadecimal digits."""
        return rules_of(f"{name} {value}" for name, value in self.to_dict().items())["digest"]

    def differences(self, other: RulesInUse) -> tuple[str, ...]:
        """Which of the attributes differ."""
        return tuple(name for name in _PARTS if getattr(self, name) != getattr(other, name))

    def to_dict(self) -> dict[str, str]:
        """The fingerprints by their names."""
        return {name: getattr(self, name) for name in _PARTS}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> RulesInUse:
        """Reads what ``to_dict`` wrote.

        Raises:
            BadInput: when it is something else.
        """
        if set(data) != set(_PARTS) or not all(isinstance(value, str) for value in data.values()):
            raise BadInput("not the rules that were recorded", path="rules", hint=f"texts for {', '.join(_PARTS)}")
        return cls(**{name: str(value) for name, value in data.items()})


def _tariffs(desk: Desk) -> str:
    from xborder.landed_cost.desk import starter  # noqa: PLC0415 - the desk knows this module
    from xborder.places.find import customs_areas  # noqa: PLC0415 - as above

    tariffs = desk.tariffs if desk.tariffs is not None else starter()
    digests = ((area, tariffs.digest(area)) for area in customs_areas())
    return _hash(f"{area} {digest}" for area, digest in digests if digest)


def _rates(desk: Desk) -> str:
    if desk.rates is None:
        return ""
    digest = getattr(desk.rates, "digest", None)
    if not isinstance(digest, str):
        raise BadInput(
            f"exchange rates of the type {type(desk.rates).__name__} have no fingerprint",
            path="rates",
            hint="take an xborder.money.RateTable, or give yours an attribute digest that changes with its rates",
        )
    return digest


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
