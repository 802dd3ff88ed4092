"""What a tariff says of goods: its measures, and the answer to one question to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from xborder.goods.hs import display
from xborder.tariff.expression import DutyExpression
from xborder.tariff.records import Edition

__all__ = ["Lookup", "Measure", "Option", "Variant"]


@attrs.frozen(kw_only=True)
class Measure:
    """A measure of a tariff, as it bears on the goods asked about.

    Attributes:
        kind: one of ``xborder.tariff.records.KINDS``: ``mfn``, ``preference``, ``anti-dumping``, ``vat`` ...
        code: digits of the code that it is declared at, which may be shorter than that of the goods.
        text: the duty as published; of several that may apply, all of them, with ``|`` between.
        options: the duties that may apply: one is exact, several are bounds, none means that it cannot be computed.
        gaps: some of what may apply cannot be computed, so the duty may also lie outside ``options``.
        why: why it cannot be computed, or why there are several.
        heading: the additional code or chapter 99 heading under which it is declared.
        name: its name, by the authority.
        programme: the preference, quota or suspension that it belongs to, by the authority (``S+``).
        type: the authority's own number or name of the kind of measure (``103``).
        order: the order number of a quota.
        origin: the countries and groups whose goods it bears on; none for all.
        excluded: countries and groups that it does not bear on.
        proof: the documents of which the law asks for one.
        conditions: what else must hold, as published.
        legal: the regulation behind it.
        valid: the first day, and the day after the last one; open where ``None``.
        source: the key of the edition that it was read from, in ``Lookup.sources``.
        by_list: the list that puts the goods under it, for a measure that is not declared at their code or above it.
    """

    kind: str
    code: str = ""
    text: str = ""
    options: tuple[DutyExpression, ...] = ()
    gaps: bool = False
    why: str = ""
    heading: str = ""
    name: str = ""
    programme: str = ""
    type: str = ""
    order: str = ""
    origin: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    conditions: str = ""
    legal: str = ""
    valid: tuple[date | None, date | None] = (None, None)
    source: str = ""
    by_list: str = ""

    @property
    def expression(self) -> DutyExpression | None:
        """The duty, when there is exactly one and it can be computed."""
        return self.options[0] if len(self.options) == 1 and not self.gaps else None

    def __str__(self) -> str:
        told = " | ".join(str(option) for option in self.options) or self.text or "no duty"
        marks = ", ".join(mark for mark in (self.programme, self.heading) if mark)
        return f"{self.kind} {told}" + (f" ({marks})" if marks else "")


@attrs.frozen
class Option:
    """A measure that is not taken, and what it would need.

    Attributes:
        reason: why it is not taken, or what to do for it.
        claim: what to give as ``preference`` to take it; empty when that is not the way.
    """

    measure: Measure
    reason: str
    claim: str = ""


@attrs.frozen(kw_only=True)
class Variant:
    """What bears alike on some of the lines below a code.

    Attributes:
        codes: the lines.
        base: the duty of the goods; ``None`` when the tariff has none for them.
        additional: what is laid on top of it, in stacking order.
        taxes: value added tax and excises.
        lists: the lists that all these lines are on.
    """

    codes: tuple[str, ...]
    base: Measure | None
    additional: tuple[Measure, ...] = ()
    taxes: tuple[Measure, ...] = ()
    lists: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Lookup:
    """What a tariff says of goods of a code and an origin on a day.

    A code that goods cannot be declared under is answered for every line below it: ``variants`` has one entry for each
    different answer, and ``base``, ``additional``, ``taxes`` and ``lists`` only what all lines share.

    Attributes:
        area: the customs area.
        asked: digits of the code asked for.
        code: digits of the code that answers; the longest that the tariff has.
        exact: the tariff has the code asked for, or a line that goods can be declared under above it.
        on: the day.
        origin: the country of origin asked for; empty when none was given.
        description: of the line.
        path: descriptions from the heading down to the line.
        units: the units that the authority asks for.
        base: the duty of the goods: the ordinary one, or a preference that was claimed and fits; ``None`` when the
            tariff has none, or when the lines below differ.
        additional: what is laid on top of it, in stacking order: safeguard, countervailing, anti-dumping, additional.
        taxes: value added tax with its reduced and zero rates, and excises.
        restrictions: prohibitions, licences and controls of goods of this origin.
        options: measures that are not taken, with what they would need: preferences to claim, quotas, authorised use.
        remarks: what a reader should know of how the measures were chosen.
        variants: the different answers for the lines below; one only when they agree.
        lists: the lists that the goods are on.
        early: the day lies before the first that the edition is known for.
        refused: the preference claimed is not for goods of this origin.
        sources: the editions read, by the keys that measures name.
    """

    area: str
    asked: str
    code: str
    on: date
    origin: str
    description: str
    path: tuple[str, ...]
    units: tuple[str, ...]
    base: Measure | None
    additional: tuple[Measure, ...]
    taxes: tuple[Measure, ...]
    restrictions: tuple[Measure, ...]
    options: tuple[Option, ...]
    remarks: tuple[str, ...]
    variants: tuple[Variant, ...]
    lists: frozenset[str]
    sources: Mapping[str, Edition]
    exact: bool = True
    early: bool = False
    refused: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that goods of this code can be declared under."""
        return tuple(sorted(code for variant in self.variants for code in variant.codes))

    @property
    def wide(self) -> bool:
        """The code has several lines below it."""
        return sum(len(variant.codes) for variant in self.variants) > 1

    @property
    def lowest(self) -> tuple[str, ...]:
        """The lines with the lowest base duty; empty unless every duty is a percentage, since others need the goods."""
        return self._extreme(highest=False)

    @property
    def highest(self) -> tuple[str, ...]:
        """The lines with the highest base duty; empty unless every duty is a percentage."""
        return self._extreme(highest=True)

    def _extreme(self, *, highest: bool) -> tuple[str, ...]:
        rates: dict[Fraction, list[str]] = {}
        for variant in self.variants:
            options = variant.base.options if variant.base is not None and not variant.base.gaps else ()
            shares = [Fraction(*option.ad_valorem) for option in options if option.ad_valorem is not None]
            if not shares or len(shares) < len(options):
                return ()
            rates.setdefault(max(shares) if highest else min(shares), []).extend(variant.codes)
        return tuple(sorted(rates[(max if highest else min)(rates)])) if rates else ()

    def __str__(self) -> str:
        nothing = f"{len(self.variants)} different duties below it" if self.wide else "no duty known"
        base = str(self.base) if self.base is not None else nothing
        return "; ".join([f"{self.area} {display(self.code)}: {base}", *(f"+ {one}" for one in self.additional)])
