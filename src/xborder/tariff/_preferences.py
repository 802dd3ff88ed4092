"""Preferences: which one is claimed and fits, and which could be claimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from xborder.tariff._candidates import Choice, Ranked, either, grouped, measure_of, nearest, no_lower, share, told
from xborder.tariff._wanted import Wanted
from xborder.tariff.measures import Measure, Option
from xborder.tariff.records import Tariff

__all__ = ["prefer"]

_SHOWN: Final = 8


_REST: Final = "none of:"
"""How readers mark the rate for all goods that no other row of the same preference names."""


def _label(one: Tariff | Measure) -> str:
    """What a preference is claimed by: its programme, or its origins where that is a number for many (``300``)."""
    if one.programme and not one.programme.isdecimal():
        return one.programme
    return "/".join(one.origin) or one.programme


def prefer(
    fitting: Sequence[Ranked],
    doubtful: Sequence[Ranked],
    everything: Sequence[Ranked],
    choice: Choice,
    wanted: Wanted,
) -> None:
    """Takes the best preference that is claimed and fits, and notes those that could be claimed."""
    claimed = [ranked for ranked in fitting if wanted.claims(ranked[1].tariff)]
    taken: Measure | None = None
    if claimed:
        taken = _best([_rate_of(group) for group in _by_programme(claimed)])
        _take(taken, choice)
    elif wanted.claim:
        unsure = [ranked for ranked in doubtful if wanted.claims(ranked[1].tariff)]
        if unsure:
            taken = _best([_rate_of(group) for group in _by_programme(unsure)])
            _take_in_doubt(taken, choice, wanted)
        else:
            choice.remarks.append(_refusal(fitting, everything, choice, wanted))
            choice.refused = share(choice.base) != 0 and not _optional(choice, wanted)
    elif wanted.best:
        choice.remarks.append(f"No preference is known for these goods of {wanted.origin or 'unknown origin'}.")
    for group in _by_programme(fitting):
        measure = _rate_of(group)
        if taken is not None and (measure.programme, measure.origin) == (taken.programme, taken.origin):
            continue
        if no_lower(measure, choice.base):
            continue
        name = _label(measure)
        proof = f" with proof of origin ({', '.join(measure.proof)})" if measure.proof else " with proof of origin"
        choice.leave(measure, f"claim {name}{proof} to pay {told(measure)} instead of {told(choice.base)}", name)


def _by_programme(candidates: Iterable[Ranked]) -> Iterator[list[Ranked]]:
    return grouped(candidates, lambda tariff: (tariff.programme, tariff.origin))


def _rate_of(group: Sequence[Ranked]) -> Measure:
    """The rate of one programme; where it has several, by what the goods are, all of them."""
    found = [measure_of(held) for held in nearest(group)]
    if len(found) == 1:
        return found[0]
    asked = list(dict.fromkeys(measure.conditions for measure in found))
    whole = "" in asked or any(_REST in condition for condition in asked)
    rates = either(found, "the rate depends on the goods")
    return attrs.evolve(rates, conditions="" if whole else " / ".join(asked))


def _best(measures: Sequence[Measure]) -> Measure:
    """The lowest of some duties where that can be said: free, or the least percentage; else all of them."""
    free = [measure for measure in measures if share(measure) == 0]
    if free:
        return free[0]
    computable = [measure for measure in measures if measure.options]
    shares = [part for part in map(share, computable) if part is not None]
    if computable and len(shares) == len(computable):
        return computable[shares.index(min(shares))]
    if not computable:
        return measures[0]
    return either(computable, "several preferences fit, and which is lower depends on the goods")


def _take(taken: Measure, choice: Choice) -> None:
    """Takes a preference, unless the ordinary duty is as low; one that asks for more than origin leaves both open."""
    ordinary = choice.base
    name = _label(taken)
    if no_lower(taken, ordinary):
        choice.remarks.append(f"{name} gives {told(taken)}, no less than the ordinary {told(ordinary)}: not used.")
        return
    if not taken.options and ordinary is not None:
        choice.remarks.append(
            f"{name} is claimed and written {taken.text!r:.120}, which cannot be computed: the ordinary"
            f" {told(ordinary)} stands; give the duty itself if you know it."
        )
        choice.base = attrs.evolve(ordinary, gaps=True, why=f"{name} cannot be computed")
        return
    proof = f" Proof of origin: {', '.join(taken.proof)}." if taken.proof else ""
    if not taken.conditions:
        choice.remarks.append(f"{name} is claimed: {told(taken)} instead of {told(ordinary)}.{proof}")
        choice.base = taken
        return
    choice.remarks.append(
        f"{name} is claimed: {told(taken)} instead of {told(ordinary)}, but only if: {taken.conditions}."
        f" Both duties are given.{proof}"
    )
    choice.base = either([taken, ordinary], f"{name} only if: {taken.conditions}") if ordinary is not None else taken


def _take_in_doubt(taken: Measure, choice: Choice, wanted: Wanted) -> None:
    """A claim that nobody can check: the duty lies between the preference and the ordinary one."""
    why = f"the tariff read does not say whether goods of {wanted.origin or 'that origin'} have {wanted.preference}"
    choice.remarks.append(f"{why[0].upper()}{why[1:]}: both duties are given.")
    choice.base = either([taken, choice.base], why) if choice.base is not None else taken


def _optional(choice: Choice, wanted: Wanted) -> Option | None:
    """A measure that the claim means and that asks for more than a claim, such as a quota."""
    means = (option for option in choice.options if wanted.means(option.measure.programme, option.measure.order))
    return next(means, None)


def _refusal(fitting: Sequence[Ranked], everything: Sequence[Ranked], choice: Choice, wanted: Wanted) -> str:
    """Why a claim is not taken."""
    claim, origin = wanted.preference, wanted.origin or "unknown origin"
    option = _optional(choice, wanted)
    if option is not None:
        return f"{claim} is claimed and not used: {option.reason}."
    if share(choice.base) == 0:
        return f"The ordinary duty is free: the preference {claim} changes nothing."
    others = [held.tariff for _, held in everything if wanted.claims(held.tariff)]
    if others:
        excluded = any(not wanted.names.isdisjoint(other.excluded) for other in others if other.excluded)
        whose = "; ".join(dict.fromkeys(filter(None, map(wanted.whose, others))))
        but = f"goods of {origin} are excluded from it" if excluded else f"it is for goods of {whose}, not of {origin}"
        return f"The preference {claim} is claimed and not used: {but}."
    names = ", ".join(list(dict.fromkeys(_label(held.tariff) for _, held in fitting))[:_SHOWN])
    there = f"for goods of {origin} it has {names}" if names else f"it has none for goods of {origin}"
    known = len(wanted.claim) > 1 or claim.upper() in wanted.groups
    what = "has no rate for it on this code" if known else "knows no preference of that name on this code"
    return f"The preference {claim} is claimed and not used: the tariff {what}; {there}."
