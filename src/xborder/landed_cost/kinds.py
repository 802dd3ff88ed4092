"""How a procedure bears on one kind of goods: the law's rates, the tariff's duty, and what lies on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from xborder.errors import UnknownDutyRate
from xborder.landed_cost.charges import Bearing
from xborder.landed_cost.notices import Notice
from xborder.landed_cost.procedures import Thresholds
from xborder.law import rules
from xborder.law.plan import Applied, GoodsFacts, ProcedurePlan, RateKind, UnitPrices, amounts_hold, goods_hold
from xborder.law.sources import Evidence, Status
from xborder.tariff.answers import DutyAnswer, DutySource, DutyVariant, Layer, ListSource
from xborder.tariff.dialects import parse_duty

__all__ = ["Kind", "Question", "unknown_duty", "weak"]


@attrs.frozen(eq=False)
class Kind:
    """How a procedure bears on one kind of goods, kept for all lines alike.

    Attributes:
        bearings: how law and tariff bear on it: one, or several when the code has lines of the tariff below it that
            differ; none when the duty is not known.
        answer: what the tariff said; ``None`` when it was not asked.
        told: the law's own notices that speak of such goods.
        unheard: choices under which further charges would bear on it.
        stated: whether the duty is the line's own, and the answer is only asked what lies on top of it.
        notices: what must be told of the rules that bear on it.
        policies: the choices that decided which rules bear on it.
        sources: keys of the documents behind those rules.
    """

    bearings: tuple[Bearing, ...]
    answer: DutyAnswer | None = None
    told: tuple[rules.NoticeRule, ...] = ()
    unheard: tuple[str, ...] = ()
    stated: bool = False
    notices: tuple[Notice, ...] = attrs.field(init=False)
    policies: tuple[str, ...] = attrs.field(init=False)
    sources: dict[str, None] = attrs.field(init=False)

    @notices.default
    def _told(self) -> tuple[Notice, ...]:
        found = (weak(on.step.rule.id, on.step.rule.name, on.evidence, on.status) for on in self.bearing())
        return tuple(dict.fromkeys(notice for notices in found for notice in notices))

    @policies.default
    def _asked(self) -> tuple[str, ...]:
        asked = [name for on in self.bearing() for name in on.step.rule.when.policy]
        return tuple(dict.fromkeys((*asked, *self.unheard)))

    @sources.default
    def _cited(self) -> dict[str, None]:
        return dict.fromkeys(key for on in self.bearing() for key in on.source)

    def bearing(self) -> Iterable[Applied]:
        """The rules that bear on it, under any of its lines of the tariff."""
        return [applied for bears in self.bearings for applied in bears.pick if applied is not None]


def weak(key: str, name: str, evidence: Evidence, status: Status) -> Iterator[Notice]:
    """What must be told of a rule whose evidence or standing is weak."""
    if evidence is Evidence.UNVERIFIED:
        yield Notice("weak-evidence", "info", f"{name}: not yet held against a source.", key)
    if status is Status.DISPUTED:
        yield Notice("disputed", "warning", f"{name}: the sources disagree.", key)
    elif status is Status.SCHEDULED:
        yield Notice(
            "scheduled", "info", f"{name}: announced for this day, not yet in force when it was last checked.", key
        )


@attrs.frozen(eq=False)
class Question:
    """What is asked of law and tariff, the goods apart.

    Attributes:
        areas: the customs areas whose tariffs are asked in turn.
        thresholds: what the consignment is worth, against the limits of the law.
        units: how many articles there are, if the law asks.
    """

    plan: ProcedurePlan
    on: date
    areas: tuple[str, ...]
    tariffs: DutySource
    thresholds: Thresholds
    units: int

    def kind(self, goods: tuple[str, str, str, str, str, bool], prices: UnitPrices) -> Kind:
        """How the procedure bears on goods of a code, origin, category and preference."""
        hs, origin, category, preference, duty, final = goods
        listed = self.tariffs if isinstance(self.tariffs, ListSource) and hs else None
        known: frozenset[str] | None = None
        on_all: frozenset[str] = frozenset()
        if listed is not None:
            known = frozenset().union(*(listed.lists_known(area, self.on) for area in self.areas))
            on_all = on_all.union(*(listed.lists(area, hs, self.on) for area in self.areas))
        bearings: list[Bearing] = []
        told: dict[int, rules.NoticeRule] = {}
        unheard: dict[str, None] = {}
        asked: DutyAnswer | None = None
        charged = incomputable = False
        if listed is not None or (hs and not duty and self._asks_tariff(goods, prices)):
            answers = (self.tariffs.duty(area, hs, self.on, origin, preference) for area in self.areas)
            asked = next((answer for answer in answers if answer is not None), None)
        if asked is not None and asked.refused:
            preference = ""
        for code, variant in _apart(_variants(asked, on_all), hs, self.plan.prefixes_below(hs) if hs else ()):
            facts = GoodsFacts(code, origin, category, preference, variant.lists, known)
            told.update((id(notice), notice) for notice in self._told(facts, final=final))
            unheard.update(dict.fromkeys(self._unheard(facts)))
            pick = self.plan.applies(facts, self.thresholds, self.units, prices, additional=not final)
            layers = {} if final else _by_kind(variant.layers)
            bears = Bearing(tuple([_settled(on, layers) for on in pick]), codes=variant.codes, layers=layers)
            if any(on is not None and on.kind is RateKind.TARIFF for on in pick):
                charged = True
                options = (parse_duty(duty),) if duty else variant.options
                if not options:
                    incomputable = True
                    continue
                bears = attrs.evolve(bears, duties=options)
            bearings.append(bears)
        answer = asked if charged or any(bears.layers for bears in bearings) else None
        if answer is not None and not duty and (incomputable or any(variant.gaps for variant in answer.variants)):
            answer = attrs.evolve(answer, gaps=True)
        return Kind(_different(bearings), answer, tuple(told.values()), tuple(unheard), bool(duty))

    def _asks_tariff(self, goods: tuple[str, str, str, str, str, bool], prices: UnitPrices) -> bool:
        """Whether the procedure levies the tariff's duty on such goods at all."""
        hs, origin, category, preference, _, final = goods
        facts = GoodsFacts(hs, origin, category, preference)
        pick = self.plan.applies(facts, self.thresholds, self.units, prices, additional=not final)
        return any(on is not None and on.kind is RateKind.TARIFF for on in pick)

    def _told(self, facts: GoodsFacts, *, final: bool) -> Iterator[rules.NoticeRule]:
        for notice in self.plan.notices:
            if goods_hold(notice.when, facts, facts.categories) and not (notice.additional and final):
                yield notice

    def _unheard(self, facts: GoodsFacts) -> Iterator[str]:
        for charge in self.plan.silenced:
            if amounts_hold(charge.when, self.thresholds, self.units) and goods_hold(
                charge.when, facts, facts.categories
            ):
                yield from charge.when.policy


def _variants(answer: DutyAnswer | None, lists: frozenset[str]) -> tuple[DutyVariant, ...]:
    """What a tariff says of the lines below a code, or of the code when it does not tell them apart."""
    if answer is None:
        return (DutyVariant(codes=(), options=(), text="", lists=lists),)
    if answer.variants:
        return answer.variants
    return (DutyVariant(codes=(), options=answer.options, text=answer.text, layers=answer.layers, lists=lists),)


def _apart(variants: Iterable[DutyVariant], hs: str, prefixes: tuple[str, ...]) -> Iterator[tuple[str, DutyVariant]]:
    """Each variant with the code that law judges it by: apart where law asks about some of the codes below alone."""
    for variant in variants:
        if not prefixes:
            yield hs, variant
        elif not variant.codes:
            for code in (hs, *prefixes):
                yield code, attrs.evolve(variant, codes=(code,))
        else:
            groups: dict[tuple[str, ...], list[str]] = {}
            for code in variant.codes:
                groups.setdefault(tuple(each for each in prefixes if code.startswith(each)), []).append(code)
            for of, codes in groups.items():
                yield codes[0] if of else hs, attrs.evolve(variant, codes=tuple(codes))


def _by_kind(layers: Iterable[Layer]) -> dict[str, tuple[Layer, ...]]:
    found: dict[str, tuple[Layer, ...]] = {}
    for layer in layers:
        found[layer.kind] = (*found.get(layer.kind, ()), layer)
    return found


def _settled(applied: Applied | None, layers: Mapping[str, tuple[Layer, ...]]) -> Applied | None:
    """A charge of the tariff's layers as it stands with these: not there when there are none of its kind."""
    if applied is None or applied.kind is not RateKind.LAYER:
        return applied
    found = layers.get(applied.layer, ())
    if not found:
        return None
    heading = " ".join(dict.fromkeys(layer.heading for layer in found if layer.heading)) or applied.heading
    known = all(layer.options and not layer.gaps for layer in found)
    return attrs.evolve(applied, heading=heading, kind=applied.kind if known else RateKind.UNKNOWN)


def _different(bearings: list[Bearing]) -> tuple[Bearing, ...]:
    """The bearings that charge differently; lines of the tariff that are charged alike are one."""
    found: dict[tuple[object, ...], Bearing] = {}
    for bears in bearings:
        marks = tuple(
            None if on is None else (on.step.index, on.kind, on.numerator, on.denominator) for on in bears.pick
        )
        key = (marks, bears.duties, tuple(bears.layers.items()))
        same = found.get(key)
        found[key] = bears if same is None else attrs.evolve(same, codes=(*same.codes, *bears.codes))
    return tuple(found.values())


def _mark(applied: Applied) -> tuple[object, ...]:
    """What makes a charge differ."""
    return applied.kind, applied.numerator, applied.denominator, applied.amount, applied.heading


def unknown_duty(index: int, hs: str, area: str, answer: DutyAnswer | None) -> UnknownDutyRate:
    """The error for a line whose duty is not known."""
    if not hs:
        return UnknownDutyRate(
            "the line has no HS code and no duty",
            path=f"lines[{index}].hs",
            hint='give hs, or the duty itself, for example "12%"',
        )
    if answer is not None:
        return UnknownDutyRate(
            f"the duty of {answer.code} in {area} is written {answer.text!r:.120}, which cannot be computed",
            path=f"lines[{index}].duty", hint='give the duty itself, for example "12%"',
        )  # fmt: skip
    return UnknownDutyRate(
        f"no tariff in use knows the duty on {hs} in {area}",
        path=f"lines[{index}].duty",
        hint='give the duty itself, for example "12%", or a desk with the full tariff',
    )
