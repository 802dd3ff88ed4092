"""What law lays on top of a tariff's duty, by origin, date and lists of goods, as measures of a look-up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import attrs

from xborder._figures import percent
from xborder.law import rules
from xborder.law.book import LawBook
from xborder.law.plan import Applied, DayLaw, Facts, GoodsFacts, ProcedurePlan, RateKind, changes, day_law
from xborder.tariff.expression import DutyExpression
from xborder.tariff.measures import Lookup, Measure, Variant
from xborder.tariff.terms import AdValorem

__all__ = ["LawLayers"]

_NONE: frozenset[str] = frozenset()


class _Above(dict[str, bool]):
    """Every value is above every limit: what the law lays on goods that nothing relieves."""

    def __missing__(self, name: str) -> bool:
        return False


@attrs.define(eq=False)
class LawLayers:
    """Lays the additional duties of the law packs on look-ups, each law compiled once for a day.

    They are those of an ordinary import for consumption of goods above every limit, under the default policies; a desk
    applies the same charges with the circumstances of the consignment.
    """

    laws: LawBook
    _plans: dict[tuple[str, int], ProcedurePlan | None] = attrs.field(init=False, factory=dict)
    _days: dict[str, tuple[date, ...]] = attrs.field(init=False, factory=dict)

    def on(self, found: Lookup, known: frozenset[str], preference: str = "") -> Lookup:
        """A look-up with the law's additional duties in it.

        Args:
            found: what the tariff says.
            known: the lists that are loaded for the area.
            preference: the one claimed.
        """
        if found.area not in self.laws.codes or not found.origin:
            return found
        plan = self._plan(found.area, found.on)
        if plan is None:
            return found
        claimed = "" if found.refused else preference
        variants = tuple(_with_layers(plan, variant, found, known, claimed) for variant in found.variants)
        shared = [one for one in variants[0].additional if all(one in variant.additional for variant in variants)]
        return attrs.evolve(found, variants=variants, additional=tuple(shared))

    def _plan(self, area: str, on: date) -> ProcedurePlan | None:
        """The ordinary procedure of the day, where it has additional duties by law."""
        pack = self.laws.pack(area)
        if on < pack.jurisdiction.known_from or pack.jurisdiction.abstract:
            return None
        if area not in self._days:
            self._days[area] = changes(pack)
        key = (area, bisect_right(self._days[area], on))
        if key not in self._plans:
            if len(self._plans) >= _MOST:
                self._plans.clear()
            self._plans[key] = _ordinary(day_law(pack, on), area)
        return self._plans[key]


_MOST = 400


def _ordinary(law: DayLaw, area: str) -> ProcedurePlan | None:
    """The last procedure that levies the tariff's duty: packs have the special ones first."""
    facts = Facts("b2c", "air", "direct-mail", "", "", area, True, _NONE, _NONE, _NONE, (), law.currency)
    for plan in reversed(law.plan(facts).procedures):
        if not plan.reasons and any(step.rule.rate == "tariff" for step in plan.steps):
            return plan if any(_is_layer(step.rule) for step in plan.steps) else None
    return None


def _is_layer(rule: rules.Charge) -> bool:
    """Whether a charge is an additional duty by law, and no layer that the tariff itself gives."""
    by_tariff = isinstance(rule.rate, str) and rule.rate.startswith(rules.LAYER)
    return rule.additional and rule.payable and rule.kind is rules.Kind.DUTY and not by_tariff


def _with_layers(
    plan: ProcedurePlan, variant: Variant, found: Lookup, known: frozenset[str], preference: str
) -> Variant:
    code = variant.codes[0] if variant.codes else found.asked
    goods = GoodsFacts(code, found.origin, "", preference, variant.lists, known)
    applied = plan.applies(goods, _Above(), 1, {}, additional=True)
    layers = [_measure(one, variant.base) for one in applied if one is not None and _is_layer(one.step.rule)]
    named = tuple(_lists_named(plan))
    own = [one for one in variant.additional if not (one.by_list and _among(one.by_list, named))]
    return attrs.evolve(variant, additional=(*own, *layers))


def _lists_named(plan: ProcedurePlan) -> Iterator[str]:
    """The lists that the law asks about: what it says of them stands in place of what the tariff prints there."""
    for step in plan.steps:
        yield from (*step.rule.when.list, *step.rule.when.list_not, *step.rule.when.list_missing)


def _among(name: str, patterns: Iterable[str]) -> bool:
    return any(name == each or (each.endswith("*") and name.startswith(each[:-1])) for each in patterns)


def _measure(applied: Applied, base: Measure | None) -> Measure:
    """An additional duty as a measure."""
    rule = applied.step.rule
    text, options, why = _rate(applied, base)
    content = f"on the value of its {rule.content} alone" if rule.content else ""
    return Measure(
        kind="additional",
        text=text,
        options=options,
        why=why,
        heading=applied.heading,
        name=rule.name,
        type=rule.id,
        conditions=content,
        legal=f"law: {rule.id}",
        valid=(rule.from_, rule.until),
    )


def _rate(applied: Applied, base: Measure | None) -> tuple[str, tuple[DutyExpression, ...], str]:
    """The text of a rate, the duty where it can be said of any goods, and why not where it cannot."""
    share = Fraction(applied.numerator, applied.denominator)
    if applied.kind is RateKind.AD_VALOREM:
        duty = DutyExpression(AdValorem(share))
        return str(duty), (duty,), ""
    if applied.kind is RateKind.TOP_UP:
        text = f"what is missing to {percent(share)}"
        ordinary = base.expression.ad_valorem if base is not None and base.expression is not None else None
        if ordinary is None:
            return text, (), "it depends on what the ordinary duty comes to"
        return text, (DutyExpression(AdValorem(max(share - Fraction(*ordinary), Fraction(0)))),), ""
    return "unknown", (), "its rate is not known here, or lists of goods that it needs are not loaded"
