"""A desk as a description: small enough to send to every worker, and sure that each builds the same one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from xborder.errors import BadInput, RulesChanged
from xborder.landed_cost.consignment import read_day
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import FxQuote, read_rates
from xborder.landed_cost.rules_in_use import RulesInUse
from xborder.law.book import LawBook, bundled

if TYPE_CHECKING:
    from xborder.frames._input import Floats
    from xborder.money import RateTable
    from xborder.tariff.answers import DutySource

__all__ = ["DeskSpec"]

_MOST_KEPT = 4


def _paths(given: object) -> tuple[str, ...]:
    several = [given] if isinstance(given, str | os.PathLike) else given
    if not isinstance(several, Iterable) or not all(isinstance(path, str | os.PathLike) for path in several):
        raise BadInput(f"{given!r:.60} is no path, and no list of paths", hint='for example ["tariffs.sqlite"]')
    return tuple(os.fspath(path) for path in several)


def _policies(given: object) -> tuple[tuple[str, str], ...]:
    pairs = dict(given) if isinstance(given, Mapping | tuple) else None
    if pairs is None or not all(isinstance(text, str) for pair in pairs.items() for text in pair):
        raise BadInput(f"{given!r:.60} are no policies", path="policies", hint="give a mapping of ids to choices")
    return tuple(sorted(pairs.items()))


def _day(given: object) -> date | None:
    return read_day(given) if given is not None else None


@attrs.frozen
class DeskSpec:
    """What a desk is made of, by paths and plain values: it can be pickled, compared, and written as JSON.

    Attributes:
        tariffs: tariff stores, as every worker finds them; of several, the first that knows the code of goods answers.
        starter: whether the starter tariff answers below them.
        rates: published files of exchange rates, each laid over those before it.
        laws: law packs to lay over the bundled ones.
        policies: choices where the law is disputed or optional, as pairs of id and choice.
        strict: whether law that was last checked before the day asked about is an error.
        on: the tax point of rows that do not say theirs.
        fx: exchange rates for all rows, as a request has them.
        floats: ``"round"`` takes floating-point numbers; see :func:`xborder.frames.quote_frame`.
        rules: what decided the answers where the spec was sealed; ``None`` until then.

    >>> spec = DeskSpec(on=date(2026, 11, 22), policies={}).seal()
    >>> DeskSpec.from_dict(spec.to_dict()) == spec, spec.digest[:7]
    (True, 'sha256:')
    """

    tariffs: tuple[str, ...] = attrs.field(default=(), converter=_paths)
    starter: bool = True
    rates: tuple[str, ...] = attrs.field(default=(), converter=_paths)
    laws: tuple[str, ...] = attrs.field(default=(), converter=_paths)
    policies: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_policies)
    strict: bool = False
    on: date | None = attrs.field(default=None, converter=_day)
    fx: tuple[FxQuote, ...] = attrs.field(default=(), converter=read_rates)
    floats: Floats = None
    rules: RulesInUse | None = None

    def __attrs_post_init__(self) -> None:
        if not self.tariffs and not self.starter:
            raise BadInput("no tariff is given", path="tariffs", hint="name a store, or keep the starter tariff")
        for name in ("starter", "strict"):
            if not isinstance(getattr(self, name), bool):
                raise BadInput("neither true nor false", path=name)
        if self.floats not in {None, "round"}:
            raise BadInput(f"{self.floats!r:.40} is not a way to treat floats", path="floats", hint='None or "round"')

    @classmethod
    def of(cls, **given: object) -> DeskSpec:
        """A spec that is sealed at once.

        Args:
            **given: the attributes.

        Raises:
            XborderError: as :meth:`seal` does.
        """
        return cls(**given).seal()  # type: ignore[arg-type]  # the converters look at what is given

    @property
    def digest(self) -> str:
        """The fingerprint of the rules that the spec is sealed with; empty when it is not."""
        return self.rules.digest if self.rules is not None else ""

    def seal(self) -> DeskSpec:
        """The spec with the rules as they are here, and today as its day when it has none.

        From then on every worker that builds the desk must come to the same rules.

        Raises:
            XborderError: when a file is not there, or is not what it should be.
        """
        desk = self._build()
        try:
            rules = RulesInUse.of(desk, self.fx)
        finally:
            for tariff in getattr(desk.tariffs, "members", ()):
                if hasattr(tariff, "close"):
                    tariff.close()
        return attrs.evolve(self, on=self.on if self.on is not None else desk.clock(), rules=rules)

    def desk(self) -> Desk:
        """The desk; of a sealed spec it is built once in each process.

        Raises:
            RulesChanged: when the rules here are not those that the spec was sealed with.
            XborderError: when a file is not there, or is not what it should be.
        """
        return _built(self, os.getpid()) if self.rules is not None else self._build()

    def _build(self) -> Desk:
        laws = LawBook.with_files(self.laws) if self.laws else bundled()
        if len(laws.overlays) < len(self.laws):
            raise BadInput("two files are packs of the same jurisdiction", path="laws", hint="write them into one")
        for name, choice in self.policies:
            choices = laws.policy(name).choices
            if choice not in choices:
                hint = f"one of {', '.join(choices)}"
                raise BadInput(f"{choice!r:.60} is not a choice", path=f"policies.{name}", hint=hint)
        return Desk(self._tariffs(), self._table(), dict(self.policies), laws=laws, strict=self.strict)

    def _tariffs(self) -> tuple[DutySource, ...] | None:
        if not self.tariffs:
            return None
        from xborder.tariff.schedule import Schedule  # noqa: PLC0415 - loads when there is a store to read
        from xborder.tariff.starter import StarterTariff  # noqa: PLC0415 - as above

        stores = (Schedule.open(path, read_only=True) for path in self.tariffs)
        return (*stores, StarterTariff()) if self.starter else tuple(stores)

    def _table(self) -> RateTable | None:
        if not self.rates:
            return None
        from xborder.money.published import read_published  # noqa: PLC0415 - loads when there are rates to read

        return read_published(self.rates)

    def to_dict(self) -> dict[str, object]:
        """The spec as JSON can hold it."""
        return {
            "tariffs": list(self.tariffs),
            "starter": self.starter,
            "rates": list(self.rates),
            "laws": list(self.laws),
            "policies": dict(self.policies),
            "strict": self.strict,
            "on": self.on.isoformat() if self.on is not None else None,
            "fx": [rate.to_dict() for rate in self.fx],
            "floats": self.floats,
            "rules": self.rules.to_dict() if self.rules is not None else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> DeskSpec:
        """Reads what ``to_dict`` wrote; what is absent has its default.

        Raises:
            BadInput: naming the field that is wrong.
        """
        if not isinstance(data, Mapping):
            raise BadInput("not an object", hint="what DeskSpec.to_dict wrote")
        known = {field.name for field in attrs.fields(cls)}
        for name in data:
            if name not in known:
                raise BadInput("unknown field", path=f"{name!s:.60}", hint=f"a spec has {', '.join(sorted(known))}")
        given = dict(data)
        rules, on = given.get("rules"), given.get("on")
        if rules is not None:
            if not isinstance(rules, Mapping):
                raise BadInput("not the rules that were recorded", path="rules")
            given["rules"] = RulesInUse.from_dict(rules)
        if on is not None:
            try:
                given["on"] = date.fromisoformat(on)  # type: ignore[arg-type]  # what is no text is told below
            except (TypeError, ValueError):
                raise BadInput(f"{on!r:.40} is no day", path="on", hint='for example "2026-07-01"') from None
        if not isinstance(given.get("fx", []), list | tuple):
            raise BadInput("not a list", path="fx", hint="exchange rates, as a request has them")
        for name in ("tariffs", "rates", "laws"):
            if name in given:
                try:
                    _paths(given[name])
                except BadInput as error:
                    raise error.at(name) from None
        return cls(**given)  # type: ignore[arg-type]  # the converters look at what is given

    def to_json(self) -> str:
        """The spec as a JSON text."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: str) -> DeskSpec:
        """Reads what ``to_json`` wrote.

        Raises:
            BadInput: naming what is wrong.
        """
        try:
            data = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadInput(f"not JSON: {error}", hint="what DeskSpec.to_json wrote") from None
        return cls.from_dict(data)


@lru_cache(maxsize=_MOST_KEPT)
def _built(spec: DeskSpec, process: int) -> Desk:  # noqa: ARG001 - a forked process builds its own
    """The desk of a sealed spec, once for each process."""
    desk = spec._build()  # noqa: SLF001 - the other half of the spec
    here, sealed = RulesInUse.of(desk, spec.fx), spec.rules
    if sealed is not None and here != sealed:
        parts = "; ".join(
            f"{name}: {getattr(sealed, name) or 'none':.24} there, {getattr(here, name) or 'none':.24} here"
            for name in sealed.differences(here)
        )
        raise RulesChanged(
            f"the desk was sealed under {sealed.digest}, and what is here makes {here.digest}; {parts}",
            path="rules",
            hint="give every worker the same version of the library, law packs, tariff stores and rate files, "
            "or seal the spec again",
        )
    return desk
