"""Bodies of the UK's Trade Tariff API, version 2: a commodity or heading with everything that bears on it.

The service has two tariffs: that of Great Britain (``/uk/``), and that of Northern Ireland (``/xi/``), which is the
EU's with the UK's own controls. A body says which one it is of.

Limitations: a body has the measures in force on the day that was asked for, and of one asked for a single country
only those of that country, and does not say so: ask for bodies without a country. Value added tax and excises are in
bodies of Great Britain only. The duty of a measure comes from its components; where these make none that can be
computed, the text alone is kept. A heading with lines below it gives these lines but no measures: ask for each
commodity. Sections have no code and are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from xborder.errors import BadInput, XborderError
from xborder.tariff._resources import Body, Resource
from xborder.tariff.expression import DutyExpression
from xborder.tariff.files import File, FileSource, fold
from xborder.tariff.records import Counter, Edition, Group, Line, Reading, Record, Tariff
from xborder.tariff.uk_dialect import Component, from_components
from xborder.tariff.uk_measures import NO_DUTY, Condition, code_of, country, depth_of, kind_of, what_holds, whose

__all__ = ["read_uk_api"]

_AREAS: Final = {"uk": "GB", "xi": "XI"}
_GOODS: Final = frozenset({"commodity", "heading", "subheading", "chapter"})
_IN_NAME: Final = re.compile(r"(?<![a-z])(uk|xi)(?![a-z])")
_IN_LINK: Final = re.compile(r"/(uk|xi)/")
_TAG: Final = re.compile(r"<[^<>]*>")
_CODE: Final = re.compile(r"[0-9]{2,10}")
_SERVICE: Final = "https://www.trade-tariff.service.gov.uk"
_ONE_DAY: Final = timedelta(days=1)


def read_uk_api(source: FileSource, *, area: str | None = None) -> Reading:
    """Read a body of the Trade Tariff API: a commodity, a heading, or geographical areas.

    Args:
        source: the JSON, as a path or as bytes.
        area: ``GB`` or ``XI``, for a body that does not say which tariff it is of, or to say so against it.

    Raises:
        BadInput: it is a body of something else, such as exchange rates, or nothing says which tariff it is of.
        LawError: it is no body of the service; the path names the place in the JSON.
    """
    if area is not None and area not in _AREAS.values():
        raise BadInput(f"{area!r:.40} is no tariff of this service", path="area", hint="GB or XI")
    file = File.open(source, "body").only()
    body = Body.read(file)
    types = {resource.type for resource in body.data}
    counter = Counter()
    if types <= {"geographical_area"}:
        edition = _edition(area or _area_of(body, file) or "GB")
        return Reading(edition=edition, records=_groups(body, counter), counted=counter)
    if not body.single or not types <= _GOODS:
        kinds = ", ".join(sorted(types))
        if any(name.startswith("exchange_rate") for name in types):
            raise BadInput(
                f"{file.name} holds exchange rates and no tariff", hint="load them with xborder.money.RateTable"
            )
        raise BadInput(f"{file.name} holds {kinds:.80} and no tariff", hint="a commodity or heading of the service")
    goods = body.data[0]
    found = area or _area_of(body, file)
    if not found:
        raise BadInput(f"{file.name} does not say which tariff it is of", path="area", hint="give area=GB or area=XI")
    counter.total = len(goods.link_ids("import_measures"))
    return Reading(edition=_edition(found), records=_records(body, goods, counter), counted=counter)


def _edition(area: str) -> Edition:
    """All bodies of a tariff make one edition, which grows with each of them."""
    service = "xi" if area == "XI" else "uk"
    return Edition(
        area=area,
        name=f"Trade Tariff API v2, {service.upper()}",
        form="uk-api",
        title=f"Trade Tariff of {'Northern Ireland' if area == 'XI' else 'the United Kingdom'}",
        publisher="HM Revenue & Customs",
        url=f"{_SERVICE}/{service}/api/v2",
        whole=False,
    )


def _area_of(body: Body, file: File) -> str:
    """The tariff that a body is of: what it says itself, then its links, then its name."""
    said: dict[str, str] = {}
    for resource in (*body.data, *body.of_type("measure")):
        value = _source_of(resource)
        if value:
            said.setdefault(value, resource.path)
    if len(said) > 1:
        body.fail(f"the body is of several tariffs: {', '.join(sorted(said))}", max(said.values()))
    for value in said:
        return _AREAS[value]
    links = [link for link in body.links.values() if isinstance(link, str)]
    found = [match for link in links if (match := _IN_LINK.search(link))]
    found += [match for match in [_IN_NAME.search(file.name.casefold())] if match]
    return _AREAS[found[0][1]] if found else ""


def _source_of(resource: Resource) -> str:
    calculator = resource.meta.get("duty_calculator")
    source = calculator.get("source") if isinstance(calculator, dict) else None
    if source is None:
        return ""
    if not isinstance(source, str) or source not in _AREAS:
        resource.body.fail("neither uk nor xi", f"{resource.path}.meta.duty_calculator.source")
    return source


# Lines


def _records(body: Body, goods: Resource, counter: Counter) -> Iterator[Record]:
    measures = goods.many("import_measures", optional=True)
    units = [_text_of(measure) for measure in measures if kind_of(_type_of(measure).id) == "statistical-unit"]
    for above in _ancestors(goods):
        yield _line(above)
    yield _line(goods, tuple(dict.fromkeys(filter(None, units))))
    yield from _below(body, goods)
    yield from _groups(body)
    code = code_of(_digits(goods))
    for measure in measures:
        counter.rows += 1
        yield _tariff(code, measure)


def _ancestors(goods: Resource) -> Iterator[Resource]:
    for name in ("chapter", "heading"):
        above = goods.one(name, optional=True)
        if above is not None and above.type in _GOODS:
            yield above
    between = goods.many("ancestors", optional=True)
    yield from sorted(
        (above for above in between if above.type not in {"chapter", "heading"}),
        key=lambda above: above.count("number_indents"),
    )


def _below(body: Body, goods: Resource) -> Iterator[Line]:
    """The lines below a heading, as deep as their parents say."""
    below = goods.many("commodities", optional=True)
    by_number = {str(number): line for line in below if (number := line.number("goods_nomenclature_sid")) is not None}
    for line in below:
        depth, seen, at = depth_of(code_of(_digits(goods)), 0) + 1, {line.path}, line
        while (number := at.number("parent_sid")) is not None and (parent := by_number.get(str(number))) is not None:
            if parent.path in seen:
                body.fail("the lines are above each other in a circle", f"{line.path}.attributes.parent_sid")
            seen.add(parent.path)
            depth, at = depth + 1, parent
        yield _line(line, depth=depth if by_number else None)


def _line(goods: Resource, units: tuple[str, ...] = (), *, depth: int | None = None) -> Line:
    code = code_of(_digits(goods))
    until = goods.day("validity_end_date")
    return Line(
        code=code,
        depth=depth_of(code, goods.count("number_indents")) if depth is None else depth,
        description=fold(goods.text("description_plain") or _plain(goods.text("description"))),
        units=units,
        suffix=goods.text("producline_suffix") or "80",
        from_=goods.day("validity_start_date"),
        until=_after(goods, until, "validity_end_date"),
    )


def _digits(goods: Resource) -> str:
    code = goods.text("goods_nomenclature_item_id")
    if not _CODE.fullmatch(code) or not code.isascii():
        goods.fail(f"{code!r:.40} is no code", "goods_nomenclature_item_id", "10 digits")
    return code


# Groups of countries


def _groups(body: Body, counter: Counter | None = None) -> Iterator[Group]:
    for area in body.of_type("geographical_area"):
        members = tuple(country(member) for member in area.link_ids("children_geographical_areas"))
        if members:
            yield Group(id=area.id, members=members, name=fold(area.text("description")))
        if counter is not None:
            counter.rows += 1


# Measures


def _type_of(measure: Resource) -> Resource:
    found = measure.one("measure_type")
    if found is None:
        measure.fail("this measure has no type")
    return found


def _text_of(measure: Resource) -> str:
    duty = measure.one("duty_expression", optional=True)
    return "" if duty is None else fold(duty.text("base") or _plain(duty.text("formatted_base")))


def _tariff(code: str, measure: Resource) -> Tariff:
    type_ = _type_of(measure)
    kind = kind_of(type_.id)
    area = measure.one("geographical_area", optional=True)
    additional = measure.one("additional_code", optional=True)
    preference = measure.one("preference_code", optional=True)
    order = measure.one("order_number", optional=True)
    conditions = tuple(map(_condition, measure.many("measure_conditions", optional=True)))
    proof, others = what_holds(kind, type_.id, conditions)
    text = _text_of(measure)
    if not text and kind not in NO_DUTY and any(condition.duty for condition in conditions):
        text = "Cond: " + "; ".join(map(str, conditions))
    expression = "" if kind in NO_DUTY else _expression(measure)
    return Tariff(
        code=code,
        kind=kind,
        text=text or expression,
        dialect="eu" if _source_of(measure) == "xi" else "uk",
        expression=expression,
        origin=whose(area.id if area is not None else ""),
        excluded=tuple(country(one) for one in measure.link_ids("excluded_countries")),
        programme=preference.text("code") if preference is not None and kind != "mfn" else "",
        heading=additional.text("code") if additional is not None else "",
        type=type_.id,
        order=order.text("number") or order.id if order is not None else "",
        proof=proof,
        conditions=others,
        legal=", ".join(act.text("regulation_code") or act.id for act in measure.many("legal_acts", optional=True)),
        name=fold((additional.text("description") if additional is not None else "") or type_.text("description")),
        from_=measure.day("effective_start_date"),
        until=_after(measure, measure.day("effective_end_date"), "effective_end_date"),
    )


def _condition(condition: Resource) -> Condition:
    limit = " ".join(
        part
        for part in (condition.text("requirement_operator"), _plain(condition.text("requirement")))
        if part and condition.number("condition_duty_amount") is not None
    )
    action = condition.text("action")
    return Condition(
        condition.text("condition_code"),
        condition.text("document_code"),
        condition.text("action_code"),
        f"{limit}: {action}" if limit and action else limit or action,
        _plain(condition.text("duty_expression")),
    )


def _expression(measure: Resource) -> str:
    """The duty that the components make, in the plain dialect; empty where they make none that can be computed."""
    components = [_component(part) for part in measure.many("measure_components", optional=True)]
    try:
        return DutyExpression(from_components(components)).text if components else ""
    except XborderError:
        return ""


def _component(part: Resource) -> Component:
    amount = part.number("duty_amount")
    return Component(
        part.text("duty_expression_id"),
        amount,
        part.text("monetary_unit_code"),
        part.text("measurement_unit_code"),
        part.text("measurement_unit_qualifier_code"),
    )


def _after(resource: Resource, last: date | None, name: str) -> date | None:
    """The day after the last one; open when there is none."""
    if last is None:
        return None
    try:
        return last + _ONE_DAY
    except OverflowError:
        resource.fail("no day follows this one", name)


def _plain(text: str) -> str:
    return fold(html.unescape(_TAG.sub("", text)))
