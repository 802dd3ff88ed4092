"""What a tariff store answers, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, cast

import attrs

from xborder.goods.hs import display
from xborder.landed_cost._page import Page
from xborder.tariff.expression import DutyExpression
from xborder.tariff.measures import Lookup, Measure, Option, Variant
from xborder.tariff.search import Suggestion

if TYPE_CHECKING:
    from xborder.tariff.differences import EditionDiff, Rate
    from xborder.tariff.editions import LoadedEdition
    from xborder.tariff.schedule import LoadReport

__all__ = ["plain", "told_diff", "told_editions", "told_lookup", "told_reports", "told_suggestions"]

_FEW = 5
_SOME = 12
_MANY = 25
_DAY = timedelta(days=1)


def plain(value: object) -> object:
    """A value in the forms that JSON has: a record is an object with its fields, a duty its canonical text."""
    match value:
        case Mapping():
            return {str(key): plain(member) for key, member in value.items()}
        case frozenset() | set():
            return sorted(map(plain, value), key=str)
        case tuple() | list():
            return [plain(member) for member in value]
        case _ if attrs.has(type(value)) and not isinstance(value, DutyExpression):
            fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(value)))
            return {
                field.name.rstrip("_"): plain(getattr(value, field.name))
                for field in fields
                if not field.name.startswith("_")
            }
        case _:
            return _plain_leaf(value)


def _plain_leaf(value: object) -> object:
    match value:
        case DutyExpression():
            return value.text
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case float():
            return round(value, 3)
        case _:
            return value


# --- loads and editions -----------------------------------------------------------------------------------------------


def told_reports(reports: Sequence[LoadReport], *, everything: bool) -> str:
    """What was loaded: files of one edition together."""
    page = Page()
    by_edition: dict[tuple[str, str], list[LoadReport]] = {}
    for report in reports:
        by_edition.setdefault((report.edition.edition.area, report.edition.key), []).append(report)
    for key, alike in by_edition.items():
        _tell_load(page, key, alike, everything=everything)
    return str(page) if reports else ""


def _tell_load(page: Page, key: tuple[str, str], reports: Sequence[LoadReport], *, everything: bool) -> None:
    last = reports[-1].edition
    area, name = key
    since = f", in force from {last.edition.from_}" if last.edition.from_ else ""
    page.head(f"{area}: {name}{since}")
    counts = (
        (sum(one.lines for one in reports), "line", "lines"),
        (sum(one.measures for one in reports), "measure", "measures"),
        (sum(one.groups for one in reports), "group of countries", "groups of countries"),
        (sum(one.entries for one in reports), "list entry", "list entries"),
    )
    files = f"{len(reports)} files, " if len(reports) > 1 else ""
    rows, seconds = sum(one.rows for one in reports), sum(one.seconds for one in reports)
    found = ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count) or "nothing"
    page.say(f"{files}{rows:,} {'row' if rows == 1 else 'rows'} in {seconds:.1f} s: {found}", 2, 2)
    if reports[0].replaced:
        page.say(
            "replaces what the store had of it" if last.edition.whole else "added to what the store had of it", 2, 2
        )
    unparsed = list(dict.fromkeys(pair for one in reports for pair in one.unparsed))
    if not unparsed:
        return
    one = len(unparsed) == 1
    page.say(
        f"{len(unparsed):,} {'duty' if one else 'duties'} cannot be computed and {'is' if one else 'are'} "
        "kept as text; whoever asks is told:",
        2,
        2,
    )
    shown = unparsed if everything else unparsed[:_FEW]
    for code, text in shown:
        page.say(f"{display(code) if code else 'all goods'}: {text}", 4, 4)
    if len(shown) < len(unparsed):
        page.say(f"and {len(unparsed) - len(shown):,} more; --unparsed lists all", 4, 4)


def told_editions(editions: Sequence[LoadedEdition]) -> str:
    """The editions of a store."""
    page = Page()
    if not editions:
        page.say("Nothing is loaded.")
    for area, group in groupby(editions, key=lambda one: one.edition.area):
        page.head(area)
        for one in group:
            said = one.edition
            since = f"in force from {said.from_}" if said.from_ else "its measures carry their own dates"
            page.say(f"{one.key}", 2, 4)
            page.say(
                f"{since}; {one.lines:,} lines, {one.measures:,} measures, {one.entries:,} list entries; loaded on "
                f"{one.loaded}",
                4,
                2,
            )
    return str(page)


# --- a look-up --------------------------------------------------------------------------------------------------------


def told_lookup(found: Lookup, *, everything: bool) -> str:
    """What the tariff says of goods."""
    page = Page()
    whose = f", goods of {found.origin}" if found.origin else ""
    page.say(f"{found.area} {display(found.code)} on {found.on}{whose}")
    page.rule()
    for depth, description in enumerate(found.path or (found.description,)):
        page.say(description, 2 * depth, 2)
    if found.units:
        page.say(f"units: {', '.join(found.units)}")
    if found.early:
        page.say("The day lies before the first that the edition is known for; that first day is told.")
    _tell_duties(page, found, everything=everything)
    _tell_options(page, found.options, everything=everything)
    _tell_rest(page, found, everything=everything)
    page.head("Sources")
    for key, edition in found.sources.items():
        since = f", in force from {edition.from_}" if edition.from_ else ""
        page.say(
            f"{key}: {edition.title}; {edition.publisher or 'no publisher is named'}, {edition.evidence.value}{since}",
            2,
            2,
        )
        if edition.url:
            page.address(edition.url, 4)
    return str(page)


def _tell_duties(page: Page, found: Lookup, *, everything: bool) -> None:
    if found.base is not None:
        page.head("Duty")
        _tell_measure(page, found.base, found)
    elif len(found.variants) > 1:
        page.head(f"Duty: {len(found.variants)} different answers for the {len(found.lines)} lines below")
        shown = found.variants if everything else found.variants[:_SOME]
        for variant in shown:
            _tell_variant(page, variant, found.lists)
        _tell_more(page, len(found.variants) - len(shown))
    else:
        page.head("Duty")
        page.say("The tariff has no duty for these goods.", 2, 2)
    for title, measures in (("On top, in stacking order", found.additional), ("Taxes", found.taxes)):
        if measures:
            page.head(title)
        for measure in measures:
            _tell_measure(page, measure, found)


def _tell_variant(page: Page, variant: Variant, shared: frozenset[str]) -> None:
    base = str(variant.base) if variant.base is not None else "no duty"
    on_top = "".join(f" + {one}" for one in variant.additional)
    codes = ", ".join(map(display, variant.codes[:_FEW]))
    more = f" and {len(variant.codes) - _FEW} more" if len(variant.codes) > _FEW else ""
    lists = ", ".join(sorted(variant.lists - shared))
    page.say(f"{base}{on_top}{f', on list {lists}' if lists else ''}: {codes}{more}", 2, 2)


def _tell_measure(page: Page, measure: Measure, found: Lookup, indent: int = 2, reason: str = "") -> None:
    page.say(f"{measure}{f': {reason}' if reason else ''}", indent, 2)
    for text in _details(measure, found):
        page.say(text, indent + 2, 2)


def _details(measure: Measure, found: Lookup) -> Iterable[str]:
    if measure.name:
        yield measure.name
    published = " | ".join(map(str, measure.options))
    if measure.text and measure.text != published and published:
        yield f"as published: {measure.text}"
    if measure.why:
        yield f"not certain: {measure.why}" if measure.options else f"not computed: {measure.why}"
    if measure.by_list:
        yield f"because the goods are on list {measure.by_list}"
    if measure.code and measure.code != found.code and not measure.by_list:
        yield f"declared at {display(measure.code)}"
    if measure.conditions:
        yield f"if: {measure.conditions}"
    if measure.proof:
        yield f"proof: one of {', '.join(measure.proof)}"
    whose = ", ".join(measure.origin[:_SOME]) + (" ..." if len(measure.origin) > _SOME else "")
    if whose and measure.origin != (found.origin,):
        yield f"for goods of {whose}" + (f" but not of {', '.join(measure.excluded)}" if measure.excluded else "")
    if measure.order:
        yield f"quota {measure.order}"
    law = ", ".join(filter(None, (measure.legal, _period(measure))))
    if law:
        yield law


def _period(measure: Measure) -> str:
    from_, until = measure.valid
    since = f"from {from_}" if from_ else ""
    return " ".join(filter(None, (since, f"to {until - _DAY}" if until else "")))


def _tell_options(page: Page, options: Sequence[Option], *, everything: bool) -> None:
    if not options:
        return
    page.head("Not taken")
    shown = options if everything else options[:_SOME]
    for option in shown:
        measure = option.measure
        whose = f" for {', '.join(measure.origin[:_FEW])}" if measure.origin else ""
        page.say(f"{measure}{whose}: {option.reason}", 2, 2)
    _tell_more(page, len(options) - len(shown))


def _tell_rest(page: Page, found: Lookup, *, everything: bool) -> None:
    if found.restrictions:
        page.head(f"Restrictions and controls: {len(found.restrictions)}")
        shown = found.restrictions if everything else found.restrictions[:_FEW]
        for measure in shown:
            named = measure.name or measure.type or "restriction"
            page.say(named + (f": {measure.conditions}" if measure.conditions and everything else ""), 2, 2)
        _tell_more(page, len(found.restrictions) - len(shown))
    if found.lists:
        page.head(f"On lists: {', '.join(sorted(found.lists))}")
    if found.remarks:
        page.head("Remarks")
        for remark in found.remarks:
            page.say(remark, 2, 2)


def _tell_more(page: Page, left: int) -> None:
    if left > 0:
        page.say(f"and {left:,} more; --all shows them", 2, 2)


# --- a search ---------------------------------------------------------------------------------------------------------


def told_suggestions(area: str, words: str, found: Sequence[Suggestion]) -> str:
    """Lines whose words fit."""
    page = Page()
    if not found:
        page.say(f"No line of {area} has these words: {words}")
        return str(page)
    for one in found:
        page.say(f"{display(one.code)} {one.rate}".rstrip())
        page.say(" > ".join(text.rstrip(" :") for text in one.path), 4, 0)
    page.head("Suggestions by words only: the classification follows from the tariff's rules and notes.")
    return str(page)


# --- a comparison -----------------------------------------------------------------------------------------------------


def told_diff(found: EditionDiff, *, everything: bool) -> str:
    """What changed from one edition to the other."""
    page = Page()
    page.say(f"{found.older} -> {found.newer}")
    page.rule()
    sections = (
        ("Lines added", [display(code) for code in found.added]),
        ("Lines removed", [display(code) for code in found.removed]),
        ("Descriptions changed", [f"{display(one.code)}: {one.older} -> {one.newer}" for one in found.described]),
        ("Duties changed", [_rate(one) for one in found.rates if one.older is not None and one.newer is not None]),
        ("Duties begun", [_rate(one) for one in found.rates if one.older is None]),
        ("Duties ended", [_rate(one) for one in found.rates if one.newer is None]),
    )
    for title, entries in sections:
        if not entries:
            continue
        page.head(f"{title}: {len(entries):,}")
        shown = entries if everything else entries[:_MANY]
        for entry in shown:
            page.say(entry, 2, 2)
        _tell_more(page, len(entries) - len(shown))
    if not any(entries for _, entries in sections):
        page.head("Nothing changed.")
    return str(page)


def _rate(rate: Rate) -> str:
    marks = ", ".join(filter(None, (rate.programme, rate.heading, rate.order, " ".join(rate.origin[:_FEW]))))
    where = display(rate.code) if rate.code else "all goods"
    duty = " -> ".join(text or "(no duty)" for text in (rate.older, rate.newer) if text is not None)
    return f"{where} {rate.kind}{f' ({marks})' if marks else ''}: {duty}"
