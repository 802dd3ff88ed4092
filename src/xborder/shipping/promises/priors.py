"""What is believed of a step before the host has seen it, each belief with its source or marked as an assumption."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source
from xborder.shipping._checks import check_name, one_of
from xborder.shipping._numbers import Number, fraction_of
from xborder.shipping.promises.distribution import Distribution

__all__ = ["Prior", "bundled_priors", "prior"]


@attrs.frozen
class Prior:
    """A belief about how long a step takes.

    Attributes:
        key: its name, for example ``air.line-haul``.
        distribution: of the days.
        counted: what is counted: ``business`` days of the step's country, or ``calendar`` days.
        source: where it comes from; ``None`` for an assumption of ours or of the host's.
        note: what it leaves out.

    Raises:
        BadInput: a field is not of that form.
    """

    key: str
    distribution: Distribution
    counted: str = "business"
    source: Source | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        check_name(self.key, "key")
        one_of(Distribution, self.distribution, "distribution")
        if self.counted not in {"business", "calendar"}:
            raise BadInput(f"{self.counted!r:.20} are no days", path="counted", hint="business or calendar")

    @property
    def evidence(self) -> Evidence:
        """What it is worth."""
        return self.source.evidence if self.source else Evidence.UNVERIFIED

    @property
    def assumed(self) -> bool:
        """Whether nobody has held it against a source."""
        return self.evidence is Evidence.UNVERIFIED

    def said(self) -> str:
        """The prior and its worth, in words."""
        worth = f"{self.source.title} ({self.evidence.value})" if self.source else "an assumption, without a source"
        return f"prior {self.key}: {worth}"

    @classmethod
    def of_standard(cls, key: str, reached: Mapping[int, Number], latest: int, source: Source | None = None) -> Prior:
        """From a published standard of the form "85 % within 3 days, 97 % within 5".

        All of a share is put on the last day that the standard allows it, and the rest on ``latest``: a standard says
        no more, and this is the reading that never promises too early.

        Args:
            key: its name.
            reached: for a number of business days, the share that arrives within it.
            latest: the day on which the rest is taken to arrive.
            source: the standard.

        Raises:
            BadInput: the shares do not rise from above 0 to at most 1, or ``latest`` is not after the last of them.

        >>> Prior.of_standard("post", {3: "0.85", 5: "0.97"}, latest=10).distribution.mass
        ((3, 85), (5, 12), (10, 3))
        """
        masses, below = {}, fraction_of(0, "reached")
        for days in sorted(reached):
            share = fraction_of(reached[days], f"reached[{days}]")
            if not below < share <= 1:
                raise BadInput(f"{reached[days]} within {days} days does not rise", path="reached", hint="up to 1")
            masses[days], below = share - below, share
        if not masses or latest <= max(masses):
            raise BadInput(f"{latest!r} is not after the last share", path="latest", hint="a later day")
        return cls(key, Distribution.of(masses | {latest: 1 - below}), source=source)


def prior(key: str) -> Prior:
    """A bundled prior by its key.

    Raises:
        BadInput: there is none of that name; the hint lists them.

    >>> prior("post.eu").distribution.quantile("0.85")
    3
    >>> prior("air.line-haul").assumed
    True
    """
    wanted: object = key  # whatever a host wrote
    found = bundled_priors().get(wanted) if isinstance(wanted, str) else None
    if found is None:
        raise BadInput(f"no prior is called {key!r:.40}", path="prior", hint=", ".join(bundled_priors()))
    return found


@functools.cache
def bundled_priors() -> Mapping[str, Prior]:
    """The priors that come with the library, by key; most of them are assumptions and say so."""
    text = files("xborder.shipping.promises").joinpath("priors.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {row["key"]: _row(row, table["sources"]) for row in table["prior"]}


def _row(row: Mapping[str, object], sources: Mapping[str, Mapping[str, str | date]]) -> Prior:
    key, note = str(row["key"]), str(row.get("note", ""))
    source = _source(str(row["source"]), sources) if "source" in row else None
    if "reached" in row:
        reached = {int(days): str(share) for days, share in row["reached"].items()}  # type: ignore[attr-defined]  # ours
        return attrs.evolve(Prior.of_standard(key, reached, int(str(row["latest"])), source), note=note)
    low, typical, high = (int(str(row[name])) for name in ("low", "typical", "high"))
    return Prior(key, Distribution.triangular(low, typical, high), str(row["counted"]), source, note)


def _source(key: str, sources: Mapping[str, Mapping[str, str | date]]) -> Source:
    said = sources[key]
    seen = said["seen"]
    if not isinstance(seen, date):
        raise BadInput(f"{seen!r} is not a day", path=f"sources.{key}.seen")
    return Source(
        title=str(said["title"]),
        publisher=str(said["publisher"]),
        evidence=Evidence(said["evidence"]),
        seen=seen,
        url=str(said["url"]),
        note=str(said.get("note", "")),
        key=key,
    )
