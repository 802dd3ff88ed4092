"""How a procedure bears on one kind of goods, asked of the scalar engine once and written as numbers for columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
from moneyed import Money

from xborder.errors import XborderError
from xborder.frames._held import Filled
from xborder.frames._requests import error_text
from xborder.frames._setting import Setting
from xborder.frames._terms import Leaf, Tree, per_unit, tree_of
from xborder.landed_cost._report import status
from xborder.landed_cost._telling import notices
from xborder.landed_cost.assessment import Assessment, Candidate, Frame
from xborder.landed_cost.charges import Bearing, Outcome
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.kinds import Kind, Question, unknown_duty
from xborder.landed_cost.procedures import Thresholds
from xborder.law import rules
from xborder.law.facts import UnitPrices
from xborder.law.plan import Applied, ProcedurePlan, RateKind
from xborder.tariff.expression import DutyExpression

__all__ = ["Goods", "Rate", "Resolved", "consignment_of", "resolved"]


@attrs.frozen(eq=False)
class Rate:
    """How one step bears on goods.

    Attributes:
        step: its place in the plan.
        ratio: of the base, when the charge is one.
        amount: the charge, when it is an amount of law.
        bands: whether it goes by bands.
        unknown: whether it is due and nobody knows how much.
        group: what lines are charged together by.
        tree: how the charge is made of ``leaves``, when it is not one ratio of the base.
    """

    step: int
    applied: Applied
    ratio: Fraction | None = None
    amount: rules.Amount | None = None
    bands: bool = False
    unknown: bool = False
    group: tuple[object, ...] = ()
    tree: Tree = ()
    leaves: tuple[Leaf, ...] = ()

    @property
    def charges(self) -> tuple[object, ...]:
        """What the charge depends on, apart from how the step computes it."""
        rule, on = self.applied.step.rule, self.applied
        bands = tuple((band.up_to, band.less) for band in rule.bands) if self.bands else ()
        waived = rule.waive.up_to if rule.waive is not None else None
        of = (self.ratio, self.amount, self.unknown, self.group, self.tree, self.leaves)
        return (*of, on.low, on.high, bands, waived)

    def currencies(self) -> Iterator[str]:
        """The currencies of its amounts of law."""
        applied, rule = self.applied, self.applied.step.rule
        amounts = [self.amount, applied.low, applied.high, rule.waive.up_to if rule.waive is not None else None]
        if self.bands:
            amounts += [amount for band in rule.bands for amount in (band.up_to, band.less)]
        amounts += [leaf.amount for leaf in self.leaves]
        yield from (amount.currency for amount in amounts if amount is not None)


@attrs.frozen(eq=False)
class Resolved:
    """Everything that columns need of one kind of goods under one procedure and one outcome of the thresholds.

    Attributes:
        reason: why columns cannot say it; empty when they can.
        missing: the error of a line whose duty nobody knows, when it is the first; empty when it is known.
        bounded: whether a duty is the highest of several.
        content: whether a measure of the line would change a charge.
        together: whether a charge on several lines together goes by what each holds.
        currencies: those of the amounts of law.
        partial: whether the answer leaves something out.
    """

    reason: str
    rates: tuple[Rate, ...] = ()
    codes: tuple[str, ...] = ()
    partial: bool = False
    content: bool = False
    together: bool = False
    missing: str = ""
    bounded: bool = False
    currencies: frozenset[str] = frozenset()


Goods = tuple[str, str, str, str, str, bool]


def resolved(
    plan: ProcedurePlan,
    goods: Goods,
    line: Mapping[str, object],
    filled: Filled,
    prices: UnitPrices,
    setting: Setting,
    outcome: Mapping[str, bool],
    units: int,
    kept: dict[tuple[object, ...], Resolved],
) -> Resolved:
    """How a procedure bears on a kind of goods, worked out once.

    Args:
        plan: the procedure.
        goods: what rules look at, the origin empty when it is not given.
        line: the same as the contract writes it.
        filled: the measures that its lines give.
        prices: what they cost for each unit, as far as rates are found by it.
        setting: law, place, day and currency.
        outcome: what the thresholds say.
        units: how many articles there are.
        kept: what was worked out before, for plans that somebody holds.
    """
    if plan.by_price and plan.currency != plan.local_currency:
        return Resolved("prices in a currency that is not the law's")
    key = (
        id(plan),
        goods,
        filled,
        tuple(prices.items()),
        setting.ship_from,
        tuple(outcome.items()),
        units,
        setting.on,
        setting.marks,
    )
    known = kept.get(key)
    if known is None:
        known = kept[key] = _resolved(
            plan, consignment_of(setting, line, units), filled, prices, setting, outcome, units
        )
    if not all(setting.by_rule(currency) for currency in known.currencies):
        return Resolved("a rate that is not the one that the law names")
    return known


def consignment_of(setting: Setting, line: Mapping[str, object], units: int) -> Consignment:
    """One line in the circumstances of a setting, of so many articles if anything asks."""
    priced = {**line, "unit_price": Money(1, setting.price), "quantity": max(units, 1)}
    return Consignment.from_dict({**setting.wanted, "lines": [priced]})


def _resolved(
    plan: ProcedurePlan,
    consignment: Consignment,
    filled: Filled,
    prices: UnitPrices,
    setting: Setting,
    outcome: Mapping[str, bool],
    units: int,
) -> Resolved:
    thresholds = Thresholds(setting.plan, consignment, setting.worth, setting.exchange)
    thresholds.update(outcome)
    situation = setting.situation
    asked = Question(plan, setting.on, situation.areas, situation.tariffs, thresholds, units)
    goods = consignment.sums.goods[0]
    kind = asked.kind(goods, prices)
    missing: dict[int, XborderError] = {}
    if not kind.bearings:
        missing[0] = unknown_duty(0, goods[0], situation.areas[0], kind.answer)
    rates, unknown, assumed = _all_rates(kind, goods, filled)
    if rates is None:
        return Resolved("a duty by a measure that only single lines tell")
    if any(applied.step.rule.per is not rules.Per.LINE for applied, _ in unknown):
        return Resolved("a charge on several lines whose rate is not known")
    certain = not kind.bearings or (len(kind.bearings) == 1 and kind.bearings[0].certain)
    chosen = Outcome((), tuple(unknown), 0, 0, 0, tuple(assumed))
    least = chosen if certain else Outcome((), tuple(unknown), 0, 0, 0, tuple(assumed))
    candidate = Candidate(plan, Frame((kind,), missing, None), chosen, least, missing)
    assessment = Assessment(
        consignment, setting.on, situation, setting.plan, setting.currency, setting.answer, setting.exchange,
        setting.worth, setting.worth, thresholds, candidate, {}, (),
    )  # fmt: skip
    told = notices(assessment, setting.policies)
    said = status(assessment, told)
    return Resolved(
        "",
        tuple(rates),
        tuple(sorted({notice.code for notice in told})),
        said == "partial",
        any(rate.applied.step.rule.content for rate in rates),
        any(rate.tree and rate.applied.step.rule.per is not rules.Per.LINE for rate in rates),
        error_text(missing[0]) if missing else "",
        not certain,
        frozenset(currency for rate in rates for currency in rate.currencies()),
    )


Noted = list[tuple[Applied, int]]


def _all_rates(kind: Kind, goods: Goods, filled: Filled) -> tuple[list[Rate] | None, Noted, Noted]:
    """The rates of every step, those that are due and not known, and those laid on more than they fall on.

    Of several lines of the tariff the one is taken whose every rate is at least that of the others: it costs most
    whatever the goods are worth.
    """
    found: list[tuple[list[Rate], Noted, Noted]] = []
    for bears in kind.bearings:
        rates: list[Rate] = []
        unknown: Noted = []
        assumed: Noted = []
        for applied in bears.pick:
            if applied is None:
                continue
            rate = _rate(applied, bears, goods, filled)
            if rate is None:
                return None, [], []
            rule = applied.step.rule
            if rule.content and not rate.unknown:
                if rule.content_default == "unknown":
                    rate = attrs.evolve(rate, unknown=True)
                else:
                    assumed.append((applied, 0))
            if rate.unknown:
                unknown.append((applied, 0))
            rates.append(rate)
        found.append((rates, unknown, assumed))
    if len(found) < 2:
        return found[0] if found else ([], [], [])
    if not all(_alike(found[0][0], other) for other, _, _ in found[1:]):
        return None, [], []
    for each in found:
        if all(
            (one.ratio or 0) >= (two.ratio or 0)
            for other, _, _ in found
            for one, two in zip(each[0], other, strict=True)
        ):
            return each
    return None, [], []


def _alike(one: list[Rate], other: list[Rate]) -> bool:
    """Whether two ways to bear differ in percentages only, each on lines by themselves."""
    return len(one) == len(other) and all(
        a.step == b.step
        and a.unknown == b.unknown
        and a.amount == b.amount
        and a.bands == b.bands
        and (a.tree, a.leaves) == (b.tree, b.leaves)
        and a.applied.kind is b.applied.kind
        and (a.applied.low, a.applied.high) == (b.applied.low, b.applied.high)
        and (a.ratio == b.ratio or a.applied.step.rule.per is rules.Per.LINE)
        for a, b in zip(one, other, strict=True)
    )


def _rate(applied: Applied, bears: Bearing, goods: Goods, filled: Filled) -> Rate | None:  # noqa: PLR0912 - one case a kind of rate
    """A step's rate as a number; ``None`` when it is none."""
    step, rule = applied.step, applied.step.rule
    duties: tuple[object, ...] = ()
    ratio: Fraction | None = None
    amount: rules.Amount | None = None
    tree: tuple[Tree, tuple[Leaf, ...]] | None = None
    match applied.kind:
        case RateKind.UNKNOWN:
            return Rate(step.index, applied, unknown=True)
        case RateKind.AD_VALOREM | RateKind.TOP_UP:
            ratio = Fraction(applied.numerator, applied.denominator)
        case RateKind.INCLUSIVE:
            ratio = Fraction(applied.numerator, applied.denominator - applied.numerator)
        case RateKind.FIXED:
            amount = applied.amount
        case RateKind.PER_UNIT if applied.amount is not None:
            tree = per_unit(applied.amount, rule.unit, rule.factor, filled)
            if tree is None:
                return None
        case RateKind.BANDS:
            pass
        case RateKind.TARIFF | RateKind.LAYER:
            layered = applied.kind is RateKind.LAYER
            each = [layer.options for layer in bears.layers[applied.layer]] if layered else [bears.duties]
            duties = bears.layers[applied.layer] if layered else bears.duties
            if not all(each):
                return None
            if any(option.ad_valorem is None for options in each for option in options):
                tree = tree_of(each, rule.factor, filled)
                if tree is None:
                    return None
            else:
                ratio = sum((max(_share(option) for option in options) for options in each), Fraction(0))
        case _:
            return None
    if rule.factor != 1 and applied.kind is not RateKind.AD_VALOREM and tree is None:
        if ratio is None:
            return None
        ratio *= rule.factor
    keys: dict[str, object] = {"hs6": goods[0][:6], "hs": goods[0], "origin": goods[1]}
    group = tuple(
        keys.get(name, (applied.kind, applied.numerator, applied.denominator, applied.amount, duties))
        for name in rule.group
    )
    return Rate(
        step.index,
        applied,
        ratio,
        amount,
        applied.kind is RateKind.BANDS,
        group=group,
        tree=tree[0] if tree is not None else (),
        leaves=tree[1] if tree is not None else (),
    )


def _share(option: DutyExpression) -> Fraction:
    return Fraction(*option.ad_valorem) if option.ad_valorem is not None else Fraction(0)
