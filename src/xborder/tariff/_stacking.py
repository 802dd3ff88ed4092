"""Duties on top of the ordinary one, and taxes: what lies on the goods, in the order in which it is laid on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from xborder.tariff._candidates import Choice, Ranked, either, grouped, measure_of, nearest, share, told, words
from xborder.tariff._wanted import Fit, Wanted
from xborder.tariff.expression import DutyExpression
from xborder.tariff.holdings import Held, Holding
from xborder.tariff.measures import Measure
from xborder.tariff.terms import AdValorem

__all__ = ["TOP", "by_lists", "on_top", "taxes"]

TOP: Final = ("safeguard", "countervailing", "anti-dumping", "additional")
"""Duties on top of the ordinary one, in stacking order."""

_TAXES: Final = ("vat", "excise")
_SHOWN: Final = 8
_FREE: Final = DutyExpression(AdValorem(Fraction(0)))
_ADDITIONAL_CODE: Final = 4
"""Digits and letters of an additional code; of the codes that one measure has, goods are declared under one."""


def on_top(by_kind: Mapping[str, list[Ranked]], choice: Choice, wanted: Wanted) -> Iterator[Measure]:
    """Duties laid on top, in stacking order; of the additional codes of one kind, one."""
    for kind in TOP:
        for group in grouped(by_kind.get(kind, ()), lambda tariff: (tariff.type, tariff.programme)):
            yield from _alternatives(group, choice, wanted)


def _alternatives(group: Sequence[Ranked], choice: Choice, wanted: Wanted) -> Iterator[Measure]:
    """The measures of one kind: by additional codes, of which goods have one, or one for each heading."""
    rates = {ranked[0][1].tariff.heading: nearest(ranked) for ranked in grouped(group, lambda tariff: tariff.heading)}
    coded = {code: found for code, found in rates.items() if len(code) == _ADDITIONAL_CODE}
    for heading, found in rates.items():
        if not coded or (heading and heading not in coded):
            yield _noted(found, choice)
    if not coded:
        return
    named = [code for code in coded if code.upper() in wanted.codes]
    if named:
        yield from (_noted(coded[code], choice) for code in named)
        return
    rest = rates.get("") or next((found for code, found in coded.items() if _is_rest(code, found[0].tariff.name)), None)
    others = [measure_of(held) for found in coded.values() if found is not rest for held in found]
    kind = group[0][1].tariff.kind
    if rest is not None:
        if others:
            span = ", ".join(f"{other.heading} {told(other)}" for other in others[:_SHOWN])
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            taken = " or ".join(told(measure_of(held)) for held in rest)
            choice.remarks.append(
                f"No additional code is named: {words(kind)} is {taken}; with one it is {span}{more}."
            )
        for other in others:
            choice.leave(
                other, f"name the additional code {other.heading}" + (f" ({other.name})" if other.name else "")
            )
        yield _noted(rest, choice)
    elif kind in TOP:
        why = f"it depends on the additional code: {', '.join(coded)}; goods under none of them bear nothing"
        choice.remarks.append(f"The {words(kind)} duty is not certain: {why}.")
        yield either(others, why, _FREE)
    elif len(others) == 1:
        yield others[0]
    else:
        yield either(others, f"it depends on the additional code: {', '.join(coded)}")


def _noted(found: Sequence[Held], choice: Choice) -> Measure:
    """A measure that applies, with its conditions told."""
    measures = [measure_of(held) for held in found]
    measure = measures[0]
    if len(measures) > 1:
        measure = either(measures, "the tariff has several of them, and does not say here which applies")
    if measure.conditions and measure.kind in TOP:
        choice.remarks.append(
            f"{measure.name or words(measure.kind)}: {told(measure)}, subject to: {measure.conditions}"
        )
    return measure


def _is_rest(code: str, name: str) -> bool:
    """Whether an additional code is that of all who have no code of their own."""
    return code[1:] == "999" or code == "8900" or name.casefold().startswith(("other", "all other"))


def by_lists(headings: Sequence[str], holding: Holding, choice: Choice, wanted: Wanted) -> Iterator[Measure]:
    """What the headings cost whose lists the goods are on; law knows best whether their words are met."""
    for name in headings:
        ranks: dict[str, int] = {}
        bearing: list[Ranked] = []
        for held in holding.headings[name]:
            rank = ranks.setdefault(held.tariff.code, len(ranks))
            fit = wanted.fit(held.tariff) if held.tariff.kind in TOP else Fit.NO
            if fit is Fit.YES:
                bearing.append((rank, held))
            elif fit is Fit.UNKNOWN and wanted.origin:
                why = f"the tariff does not say whether list {name} is for goods of this origin"
                choice.leave(measure_of(held, name), why)
        found = [measure_of(held, name) for held in nearest(bearing)]
        if not found:
            continue
        measure = found[0] if len(found) == 1 else either(found, "the heading has several duties")
        if share(measure) == 0:
            choice.leave(measure, f"goods that meet the words of {name} bear nothing more under it")
        else:
            yield measure


def taxes(by_kind: Mapping[str, list[Ranked]], choice: Choice, wanted: Wanted) -> Iterator[Measure]:
    """Value added tax and excises: the rate without an additional code where there is one."""
    for kind in _TAXES:
        yield from _alternatives(by_kind.get(kind, ()), choice, wanted)
