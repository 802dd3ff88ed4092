"""Which of the measures on a code bear on goods of one origin on one day: pure functions over what the store holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from xborder.tariff._candidates import Choice, Ranked, either, measure_of, nearest, no_lower, told, words
from xborder.tariff._preferences import prefer
from xborder.tariff._stacking import TOP, by_lists, on_top, taxes
from xborder.tariff._wanted import ERGA_OMNES, NEARLY_ALL, Fit, Wanted
from xborder.tariff.editions import DATELESS
from xborder.tariff.holdings import Branch, Held, Holding
from xborder.tariff.measures import Lookup, Measure, Option, Variant
from xborder.tariff.records import Tariff

__all__ = ["Branch", "Held", "Holding", "measure_of", "select"]


def select(holding: Holding, origin: str = "", preference: str = "", codes: Collection[str] = ()) -> Lookup:
    """What the tariff says of goods of an origin.

    The nearest code that declares a measure of a kind decides, then the later start. The ordinary duty gives way to the
    one for the goods' own origin (column 2, a third-country duty of that origin alone) and to a suspension, where these
    ask for nothing else. What does ask for something (a quota, an authorised use, an unclaimed preference) is not taken
    but told in ``options``.

    Args:
        holding: what the store holds for the code and day.
        origin: country of origin, ISO 3166-1 alpha-2; empty when not known.
        preference: the preference claimed: a programme, group or country as the tariff names it, a common name
            (``xborder.tariff.programmes``), or ``auto`` for the best that the origin allows.
        codes: additional codes named for the goods, such as that of the company that made them.

    >>> from datetime import date
    >>> from xborder.tariff.records import Tariff
    >>> general = Tariff(code="6109", kind="mfn", text="16.5%", dialect="plain")
    >>> usmca = Tariff(code="6109", kind="preference", text="Free", dialect="plain", origin=("CA", "MX"), programme="S")
    >>> line = Branch(code="61091000", held=(Held(general, "hts"), Held(usmca, "hts")))
    >>> holding = Holding(
    ...     area="US", on=date(2026, 6, 8), code="61091000", found="61091000", branches=(line,), groups={}, editions={}
    ... )
    >>> str(select(holding, "MX").base), select(holding, "MX").options[0].reason
    ('mfn 16.5%', 'claim S with proof of origin to pay Free instead of 16.5%')
    >>> str(select(holding, "MX", "usmca").base)
    'preference Free (S)'
    >>> select(holding, "CN", "usmca").remarks
    ('The preference usmca is claimed and not used: it is for goods of CA, MX, not of CN.',)
    """
    wanted = Wanted.of(holding, origin, preference, codes)
    chosen: dict[tuple[object, ...], tuple[Choice, list[Branch]]] = {}
    for branch in holding.branches:
        headings = tuple(name for name in sorted(branch.lists) if name in holding.headings)
        key = (tuple(map(id, branch.held)), headings)
        known = chosen.get(key)
        if known is None:
            known = chosen[key] = (_choose(branch.held, headings, holding, wanted), [])
        known[1].append(branch)
    return _lookup(holding, list(chosen.values()), wanted)


# --- the choice for one line ------------------------------------------------------------------------------------------


def _choose(held: Sequence[Held], headings: Sequence[str], holding: Holding, wanted: Wanted) -> Choice:
    choice = Choice()
    by_kind: dict[str, list[Ranked]] = {}
    doubtful: dict[str, list[Ranked]] = {}
    ranks: dict[str, int] = {}
    for one in held:
        rank = ranks.setdefault(one.tariff.code, len(ranks))
        fit = wanted.fit(one.tariff)
        if fit is Fit.YES:
            by_kind.setdefault(one.tariff.kind, []).append((rank, one))
        elif fit is Fit.UNKNOWN:
            doubtful.setdefault(one.tariff.kind, []).append((rank, one))
    choice.base = _ordinary(by_kind, choice, wanted)
    _options(by_kind, choice)
    everything = [(ranks[one.tariff.code], one) for one in held if one.tariff.kind == "preference"]
    prefer(by_kind.get("preference", []), doubtful.get("preference", []), everything, choice, wanted)
    choice.additional = (*on_top(by_kind, choice, wanted), *by_lists(headings, holding, choice, wanted))
    choice.taxes = tuple(taxes(by_kind, choice, wanted))
    choice.restrictions = tuple(measure_of(one) for _, one in by_kind.get("restriction", ()))
    choice.units = tuple(dict.fromkeys(one.tariff.text for _, one in by_kind.get("statistical-unit", ())))
    if not wanted.origin:
        for kind in TOP:
            if kind in doubtful:
                choice.remarks.append(f"No origin is given: {words(kind)} duties of some origins are left out.")
    return choice


def _ordinary(by_kind: Mapping[str, list[Ranked]], choice: Choice, wanted: Wanted) -> Measure | None:
    """The duty without any claim: column 2, else the origin's own, else everybody's; a suspension lowers it."""
    column_2 = by_kind.get("column-2")
    if column_2:
        return _one(column_2, choice)
    ordinary = by_kind.get("mfn", [])
    own = [ranked for ranked in ordinary if _is_own(ranked[1].tariff, wanted)]
    own = [ranked for ranked in own if not ranked[1].tariff.conditions]
    general = [ranked for ranked in ordinary if not _is_own(ranked[1].tariff, wanted)]
    base = _one(own or general or ordinary, choice)
    if base is not None and own and general:
        instead = _one(general, None)
        choice.remarks.append(
            f"Goods of {wanted.origin} have an ordinary duty of their own, instead of {told(instead)}."
        )
    suspended = _one([ranked for ranked in by_kind.get("suspension", ()) if not ranked[1].tariff.conditions], None)
    if suspended is None or no_lower(suspended, base):
        return base
    choice.remarks.append(f"The ordinary duty of {told(base)} is suspended: {told(suspended)} applies.")
    return suspended


def _is_own(tariff: Tariff, wanted: Wanted) -> bool:
    """Whether an ordinary duty is one of single origins: of countries, or of a group that is not everybody."""
    groups = wanted.groups
    return bool(tariff.origin) and not any(
        name == ERGA_OMNES or (name in groups and len(groups[name].members) >= NEARLY_ALL) for name in tariff.origin
    )


def _one(candidates: Sequence[Ranked], choice: Choice | None) -> Measure | None:
    """The nearest and latest of some; those with conditions only where there are no others."""
    plain = [ranked for ranked in candidates if not ranked[1].tariff.conditions]
    found = [measure_of(held) for held in nearest(plain or candidates)]
    if choice is not None and plain and len(plain) < len(candidates):
        for held in nearest(ranked for ranked in candidates if ranked[1].tariff.conditions):
            choice.leave(measure_of(held), f"only if: {held.tariff.conditions}")
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return either(found, "the tariff has several duties on the goods, and does not say here which applies")


def _options(by_kind: Mapping[str, list[Ranked]], choice: Choice) -> None:
    """Notes what lowers the duty and asks for more than a claim."""
    for _, held in by_kind.get("suspension", ()):
        if held.tariff.conditions:
            choice.leave(measure_of(held), f"a suspension, only if: {held.tariff.conditions}")
    for _, held in by_kind.get("authorised-use", ()):
        choice.leave(measure_of(held), "only for an authorised use" + _if(held.tariff))
    for _, held in by_kind.get("quota", ()):
        order = f" {held.tariff.order}" if held.tariff.order else ""
        choice.leave(measure_of(held), f"only within tariff quota{order}, while it lasts" + _if(held.tariff))


def _if(tariff: Tariff) -> str:
    return f", if: {tariff.conditions}" if tariff.conditions else ""


# --- the answer -------------------------------------------------------------------------------------------------------


def _lookup(holding: Holding, chosen: Sequence[tuple[Choice, list[Branch]]], wanted: Wanted) -> Lookup:
    choices = [choice for choice, _ in chosen]
    variants = _variants(chosen)
    remarks = [] if holding.exact else [f"The tariff has no line {holding.code}; it answers for {holding.found}."]
    remarks += [
        f"The first day of the edition {edition.name} is not given: it answers for every day."
        for edition in holding.editions.values()
        if edition.from_ is None and edition.form in DATELESS
    ]
    remarks += dict.fromkeys(remark for choice in choices for remark in choice.remarks)
    line = holding.line
    only = holding.branches[0] if len(holding.branches) == 1 else None
    units = only.units if only is not None else line.units if line is not None else ()
    return Lookup(
        area=holding.area,
        asked=holding.code,
        code=holding.found,
        on=holding.on,
        origin=wanted.origin,
        description=_description(holding, only),
        path=holding.path,
        units=units or (choices[0].units if only is not None else ()),
        base=_shared(variants),
        additional=_in_all([variant.additional for variant in variants]),
        taxes=_in_all([variant.taxes for variant in variants]),
        restrictions=_once(measure for choice in choices for measure in choice.restrictions),
        options=_options_once(option for choice in choices for option in choice.options),
        remarks=tuple(remarks),
        variants=variants,
        lists=frozenset.intersection(*(variant.lists for variant in variants)),
        sources=holding.editions,
        exact=holding.exact,
        early=holding.early,
        refused=all(choice.refused for choice in choices),
    )


def _description(holding: Holding, only: Branch | None) -> str:
    """Of the line; of the only line below a code, or what all lines below it have in common, where it has none."""
    if holding.line is not None:
        return holding.line.description
    if only is not None:
        return only.description
    return holding.path[-1] if holding.path else ""


def _variants(chosen: Sequence[tuple[Choice, list[Branch]]]) -> tuple[Variant, ...]:
    """The lines sorted by their answers: same duties, same lists."""
    found: dict[tuple[object, ...], tuple[Choice, frozenset[str], list[str]]] = {}
    for choice, branches in chosen:
        alike = tuple(_alike(one) for one in (choice.base, *choice.additional, *choice.taxes))
        for branch in branches:
            found.setdefault((alike, branch.lists), (choice, branch.lists, []))[2].append(branch.code)
    return tuple(
        Variant(codes=tuple(codes), base=choice.base, additional=choice.additional, taxes=choice.taxes, lists=lists)
        for choice, lists, codes in found.values()
    )


def _alike(measure: Measure | None) -> tuple[object, ...]:
    """What makes two measures the same to those who pay."""
    if measure is None:
        return ()
    return (
        measure.kind, measure.heading, measure.programme, measure.type, measure.gaps,
        tuple(map(str, measure.options)) or measure.text,
    )  # fmt: skip


def _shared(variants: Sequence[Variant]) -> Measure | None:
    first = variants[0].base
    return first if all(_alike(variant.base) == _alike(first) for variant in variants) else None


def _in_all(stacks: Sequence[tuple[Measure, ...]]) -> tuple[Measure, ...]:
    others = [{_alike(measure) for measure in stack} for stack in stacks[1:]]
    return tuple(measure for measure in stacks[0] if all(_alike(measure) in other for other in others))


def _once(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    return tuple({(m.kind, m.type, m.heading, m.text, m.conditions, m.origin, m.legal): m for m in measures}.values())


def _options_once(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(
        {
            (_alike(option.measure), option.measure.order, option.measure.origin, option.reason): option
            for option in options
        }.values()
    )
