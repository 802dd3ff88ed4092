"""What an executor walks: the steps of a procedure's charges, and how each bears on one kind of goods."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import attrs

from xborder.law import rules
from xborder.law._words import BUILT_IN_VALUES
from xborder.law.conditions import amounts_hold, goods_hold
from xborder.law.facts import GoodsFacts, UnitPrices
from xborder.law.sources import Evidence, Status, weakest
from xborder.law.tables import Tables, most_specific

__all__ = ["TICKS", "Applied", "Limit", "Pick", "ProcedurePlan", "RateKind", "Step", "Value"]

TICKS = 1_000_000
"""Amounts inside the engine are whole millionths of a currency unit."""


class RateKind(enum.IntEnum):
    """How an executor computes a step."""

    AD_VALOREM = 0
    INCLUSIVE = 1
    TOP_UP = 2
    FIXED = 3
    PER_UNIT = 4
    BANDS = 5
    TARIFF = 6
    UNKNOWN = 7
    LAYER = 8


@attrs.frozen
class Value:
    """A value as weights of goods, freight and insurance over one denominator."""

    goods: int
    freight: int
    insurance: int
    over: int

    @classmethod
    def of(cls, parts: Mapping[str, Fraction]) -> Value:
        """The weights of a sum of parts."""
        over = lcm(*(factor.denominator for factor in parts.values()), 1)
        goods, freight, insurance = (int(parts.get(name, Fraction(0)) * over) for name in BUILT_IN_VALUES)
        return cls(goods, freight, insurance, over)


@attrs.frozen
class Limit:
    """A threshold on the day.

    Attributes:
        value: what is compared; ``None`` is the unit price of each article.
        ticks: the limit in millionths of its own currency, as a ratio.
        weak: whether its evidence or status must be told to the reader.
    """

    rule: rules.Threshold
    limit: rules.Amount
    value: Value | None
    inclusive: bool
    ticks: tuple[int, int]
    weak: bool


@attrs.frozen(eq=False)
class Step:
    """One entry of a charge in the plan of one procedure.

    Attributes:
        index: its place in the plan; earlier steps are computed first.
        rule: the charge.
        value: the part of its base that is made of goods, freight and insurance.
        refs: the parts that are earlier steps: index, factor's numerator and denominator.
        tops: the steps that a top-up fills up from.
        quantum: the step the result is rounded to, in ticks.
        kind: of charge, as a number: 0 duty, 1 tax, 2 fee.
        waits_for: the steps whose sum decides whether this charge is waived, with its own.
        goods_free: whether the entry asks nothing of the goods, so that it bears on every line.
        plain: whether it is a percentage of each line's base, rounded half-up, and nothing else.
    """

    index: int
    rule: rules.Charge
    value: Value
    refs: tuple[tuple[int, int, int], ...]
    tops: tuple[int, ...]
    quantum: int
    kind: int
    waits_for: tuple[int, ...]
    band_value: Value | None
    collected: str
    evidence: Evidence
    goods_free: bool
    plain: bool


@attrs.frozen(eq=False)
class Applied:
    """A step as it bears on one kind of goods: the rate, and where it comes from.

    Attributes:
        heading: what the charge is declared under by law: the dated rate's heading, else its row's, else the charge's.
        layer: with :attr:`RateKind.LAYER` the kind of the tariff's measures, such as ``anti-dumping``.
    """

    step: Step
    kind: RateKind
    numerator: int
    denominator: int
    amount: rules.Amount | None
    low: rules.Amount | None
    high: rules.Amount | None
    reason: str
    source: tuple[str, ...]
    evidence: Evidence
    status: Status
    heading: str = ""
    layer: str = ""


Pick = tuple[Applied | None, ...]
"""For each step of a plan, how it bears on a line, or ``None``."""


@attrs.frozen(eq=False)
class ProcedurePlan:
    """A procedure under given circumstances: what still has to be tested, and the steps of its charges.

    Attributes:
        reasons: why the circumstances rule it out; empty when they do not.
        unregistered: which registration the parties lack, in words.
        steps: its charges, in the order of computation.
        currency: of the computation.
        local_currency: of the jurisdiction.
        evidence: of the procedure.
        prices: those of a line by which a rate is found.
        asks_of_goods: whether it is open to some goods only.
        tests: the thresholds that its charges ask about.
        counts_units: whether a charge asks how many articles there are.
        silenced: charges that another choice of policy would bring.
        kept: an executor's own notes on kinds of goods.
        frames: an executor's own notes on whole consignments of the same kinds of goods.
        admits: which goods it is open to, as far as that has been asked.
    """

    rule: rules.Procedure
    reasons: tuple[str, ...]
    unregistered: str
    steps: tuple[Step, ...]
    notices: tuple[rules.NoticeRule, ...]
    _tables: Tables = attrs.field(repr=False)
    currency: str
    local_currency: str
    evidence: Evidence
    prices: tuple[rules.UnitValue, ...]
    asks_of_goods: bool
    tests: tuple[str, ...]
    counts_units: bool
    silenced: tuple[rules.Charge, ...]
    kept: dict[tuple[object, ...], object] = attrs.field(factory=dict, repr=False)
    frames: dict[tuple[object, ...], object] = attrs.field(factory=dict, repr=False)
    admits: dict[tuple[object, ...], bool] = attrs.field(factory=dict, repr=False)

    @property
    def by_price(self) -> bool:
        """Whether a rate depends on a line's price, so that nothing can be kept by kind of goods."""
        return bool(self.prices)

    def prefixes_below(self, hs: str) -> tuple[str, ...]:
        """The codes below ``hs`` that its duties ask about: goods of ``hs`` may or may not be of them."""
        asked: dict[str, None] = {}
        for step in self.steps:
            charge = step.rule
            if charge.kind is rules.Kind.DUTY:
                asked.update(dict.fromkeys((*charge.when.hs, *charge.when.hs_not)))
                for ref in (charge.rate, charge.amount):
                    rows = self._tables.get(ref.table, ()) if isinstance(ref, rules.TableRef) else ()
                    asked.update(dict.fromkeys(code for row in rows for code in row.rule.hs))
        return tuple(sorted(code for code in asked if len(code) > len(hs) and code.startswith(hs)))

    @property
    def why(self) -> str:
        """Why the circumstances rule it out, in words."""
        return "; ".join(self.reasons)

    def applies(
        self, goods: GoodsFacts, outcome: Mapping[str, bool], units: int, prices: UnitPrices, *, additional: bool
    ) -> Pick:
        """Which entries bear on a line, and at what rate: of each charge the first entry that holds."""
        categories = goods.categories
        taken: set[str] = set()
        picked: list[Applied | None] = []
        for step in self.steps:
            charge = step.rule
            if (
                charge.id in taken
                or (charge.additional and not additional)
                or not amounts_hold(charge.when, outcome, units)
                or not (step.goods_free or goods_hold(charge.when, goods, categories))
            ):
                picked.append(None)
                continue
            applied = _applied(step, self._tables, goods, categories, prices)
            if applied is not None:
                taken.add(charge.id)
            picked.append(applied)
        return tuple(picked)


def _applied(
    step: Step, tables: Tables, goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices
) -> Applied | None:
    """How a step bears on goods: its rate looked up, or ``None`` when its table says nothing of them."""
    charge = step.rule
    source, evidence, status = charge.source, step.evidence, charge.status
    reason, heading, layer = charge.reason, charge.heading, ""
    kind, numerator, denominator, amount = RateKind.AD_VALOREM, 0, 1, None
    given: rules.Given = charge.rate if charge.rate is not None else charge.amount
    if isinstance(given, rules.TableRef):
        row = most_specific(tables.get(given.table, ()), goods, categories, prices)
        if row is None:
            return None
        source = tuple(dict.fromkeys((*row.source, *charge.source)))
        evidence = weakest(row.evidence, evidence)
        status = row.status if row.status is not Status.IN_FORCE else status
        reason, heading = row.reason or reason, row.heading or heading
        given = row.value
    if charge.bands:
        kind = RateKind.BANDS
    elif given == "tariff":
        kind = RateKind.TARIFF
    elif isinstance(given, str) and given.startswith(rules.LAYER):
        kind, layer = RateKind.LAYER, given.removeprefix(rules.LAYER)
    elif isinstance(given, Fraction):
        kind = _METHODS[charge.method]
        numerator, denominator = given.numerator, given.denominator
    elif isinstance(given, rules.Amount):
        kind, amount = (RateKind.PER_UNIT if charge.unit else RateKind.FIXED), given
    else:
        kind = RateKind.UNKNOWN
    low, high = (_bound(bound, tables, goods, categories, prices) for bound in (charge.min, charge.max))
    if rules.UNKNOWN in (low, high):
        kind, low, high = RateKind.UNKNOWN, None, None
    if charge.factor != 1 and kind is RateKind.AD_VALOREM:
        share = Fraction(numerator, denominator) * charge.factor
        numerator, denominator = share.numerator, share.denominator
    least, most = (bound if isinstance(bound, rules.Amount) else None for bound in (low, high))
    return Applied(
        step, kind, numerator, denominator, amount, least, most, reason, source, evidence, status, heading, layer
    )


def _bound(
    bound: rules.Amount | rules.TableRef | None,
    tables: Tables,
    goods: GoodsFacts,
    categories: tuple[str, ...],
    prices: UnitPrices,
) -> rules.Amount | rules.Unknown | None:
    if isinstance(bound, rules.TableRef):
        row = most_specific(tables.get(bound.table, ()), goods, categories, prices)
        return row.value if row is not None and not isinstance(row.value, Fraction) else None
    return bound


_METHODS = {
    rules.Method.AD_VALOREM: RateKind.AD_VALOREM,
    rules.Method.INCLUSIVE: RateKind.INCLUSIVE,
    rules.Method.TOP_UP: RateKind.TOP_UP,
}
