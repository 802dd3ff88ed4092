"""Computes the charges of one procedure: walks the plan's steps over the lines with exact rational arithmetic.

Amounts are whole millionths of a currency unit; what lies between roundings is a pair of numerator and denominator. The
plain case, of which catalogues are made (percentages of each line's base), is resolved once to a program; everything
else is walked in full generality.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import attrs

from xborder._figures import percent
from xborder.errors import BadInput
from xborder.landed_cost.ticks import ratio_text
from xborder.landed_cost.valuation import Worth
from xborder.law import rules
from xborder.law.plan import TICKS, Applied, Pick, RateKind, Step
from xborder.money.allocation import allocate_int
from xborder.money.rounding import Rounding, round_ratio
from xborder.tariff.answers import Layer
from xborder.tariff.expression import DutyExpression

__all__ = ["Bearing", "Goods", "Outcome", "Program", "compute", "program", "run"]

Ratio = tuple[int, int]
Tally = tuple[Applied, int, tuple[int, ...], int, int, int, int, int, str, str]
"""One charge, computed: how the rule bears, the line (-1 for several), those several lines, base and exact result as
ratios of ticks (numerator and denominator each), the rounded amount in ticks, a reason that replaces the rule's when it
is not empty, and a remark for the formula."""

_ZERO: Ratio = (0, 1)


@attrs.frozen(eq=False)
class Bearing:
    """How law and tariff bear on a kind of goods, as far as it is one line of the tariff.

    Attributes:
        pick: for each step, its rate.
        duties: the duty expressions that may apply: one is certain, several are bounds.
        layers: what the tariff lays on top, by kind.
        codes: the lines of the tariff it holds for, when the code asked for has several below it.
    """

    pick: Pick
    duties: tuple[DutyExpression, ...] = ()
    layers: Mapping[str, tuple[Layer, ...]] = attrs.Factory(dict)
    codes: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether every duty is exactly one."""
        return len(self.duties) <= 1 and all(len(layer.options) == 1 for each in self.layers.values() for layer in each)


@attrs.frozen(eq=False)
class Goods:
    """What the arithmetic needs to know of the lines beside their values.

    Attributes:
        bearings: for each line, how law and tariff bear on it; ``None`` leaves the line out.
        highest: which of several to take.
        measure: how much of a unit of measure a line holds; ``None`` when it does not say.
        key: what a line is grouped by (code, origin first), and ordered by where an order must not matter.
        ticks: an amount of law in the currency of the computation.
        fx: 1 unit of the first currency in the second.
    """

    bearings: Sequence[Bearing | None]
    highest: bool
    measure: Callable[[int, str], Fraction | None]
    key: Callable[[int], tuple[str, ...]]
    ticks: Callable[[rules.Amount], Ratio]
    fx: Callable[[str, str], Fraction]
    currency: str


@attrs.define(eq=False)
class Outcome:
    """The computed charges of one procedure, and their totals in ticks.

    ``unknown`` are charges that are due and could not be computed, by line; ``assumed`` those on a part of the value
    that were laid on all of it, because the line does not say the part. ``shares`` are each line's duties, taxes and
    fees, where no charge falls on several lines together.
    """

    entries: tuple[Tally, ...]
    unknown: tuple[tuple[Applied, int], ...]
    duties: int
    taxes: int
    fees: int
    assumed: tuple[tuple[Applied, int], ...] = ()
    shares: tuple[Sequence[int], Sequence[int], Sequence[int]] | None = None

    @property
    def total(self) -> int:
        """All charges together."""
        return self.duties + self.taxes + self.fees


class MissingMeasure(BadInput):
    """A duty needs a measure that a line does not give."""

    def __init__(self, line: int, cause: BadInput) -> None:
        super().__init__(cause.message, path=f"lines[{line}].{cause.path or 'measures'}", hint=cause.hint)
        self.line = line


@attrs.define(eq=False)
class Program:
    """The plain case, resolved: every charge a percentage of a line's base, rounded half-up, and nothing else.

    Attributes:
        width: how many steps the plan has.
        steps: for each step that bears on a line: its place, the weights of goods, freight, insurance and their
            denominator, the quantum, the kind of charge (0 duty, 1 tax, 2 fee), the earlier steps in its base, and the
            lines with their rates.
        uses: how often it was run.
        written_out: the same sums as one function, once it has been run often.
    """

    width: int
    steps: tuple[
        tuple[int, int, int, int, int, int, int, tuple[int, ...], tuple[tuple[int, int, int, Applied], ...]], ...
    ]
    uses: int = 0
    written_out: Callable[[Worth], Outcome] | None = None


def program(steps: Sequence[Step], bearings: Sequence[Bearing]) -> Program | None:
    """Resolves charges to a plain program, or ``None`` when one of them needs more than that."""
    resolved = []
    bearing: set[int] = set()
    for step in steps:
        lines: list[tuple[int, int, int, Applied]] = []
        for line, goods in enumerate(bearings):
            applied = goods.pick[step.index]
            if applied is None:
                continue
            rate = _plain_rate(applied, goods)
            if rate is None or not step.plain:
                return None
            lines.append((line, *rate, applied))
        if not lines:
            continue
        if any(up != down for _, up, down in step.refs) or not step.rule.payable:
            return None
        refs = tuple(ref for ref, _, _ in step.refs if ref in bearing)
        bearing.add(step.index)
        resolved.append(
            (
                step.index,
                step.value.goods,
                step.value.freight,
                step.value.insurance,
                step.value.over,
                step.quantum,
                step.kind,
                refs,
                tuple(lines),
            )
        )
    return Program(len(steps), tuple(resolved))


def _plain_rate(applied: Applied, goods: Bearing) -> Ratio | None:
    if applied.low is not None or applied.high is not None:
        return None
    if applied.kind is RateKind.AD_VALOREM:
        return applied.numerator, applied.denominator
    if applied.kind is RateKind.TARIFF and len(goods.duties) == 1:
        return goods.duties[0].ad_valorem
    if applied.kind is RateKind.LAYER:
        layers = goods.layers[applied.layer]
        if len(layers) == len(layers[0].options) == 1:
            return layers[0].options[0].ad_valorem
    return None


def run(plain: Program, worth: Worth) -> Outcome:
    """Computes the charges of a plain program; the same figures as :func:`compute`, with less work."""
    weights, over = worth.weights, worth.over
    goods, freight, insurance = worth.goods, worth.freight, worth.insurance
    count = len(weights)
    left: list[list[int]] = [[]] * plain.width
    tallies: list[Tally] = []
    totals = [0, 0, 0]
    none = [0] * count
    shares = [none, none, none]
    for index, of_goods, of_freight, of_insurance, below, quantum, kind, refs, lines in plain.steps:
        whole = of_goods * goods + of_freight * freight + of_insurance * insurance
        base_over = over * below
        here = left[index] = [0] * count
        total = 0
        for line, up, down, applied in lines:
            base = weights[line] * whole
            for ref in refs:
                amount = left[ref][line]
                if amount:
                    base += amount * base_over
            exact = base * up
            exact_over = base_over * down
            unit = exact_over * quantum
            here[line] = amount = (exact + unit // 2) // unit * quantum
            total += amount
            tallies.append((applied, line, (), base, base_over, exact, exact_over, amount, "", ""))
        totals[kind] += total
        known = shares[kind]
        shares[kind] = here if known is none else [one + other for one, other in zip(known, here, strict=True)]
    duties, taxes, fees = totals
    return Outcome(tuple(tallies), (), duties, taxes, fees, (), (shares[0], shares[1], shares[2]))


def compute(steps: Sequence[Step], goods: Goods, worth: Worth) -> Outcome:
    """Computes every charge of a procedure, whatever its mechanics.

    Raises:
        MissingMeasure: when a duty per unit needs a measure that its line does not give.
        NoExchangeRate: when an amount of law is in a currency that cannot be converted.
    """
    walk = _Walk(steps, goods, worth)
    for step in steps:
        bearing = [
            (line, applied)
            for line, bears in enumerate(goods.bearings)
            if bears is not None and (applied := bears.pick[step.index]) is not None
        ]
        walk.step(step, bearing)
    return walk.outcome()


class _Walk:
    """The state of one computation: what each step has left on each line, and the entries so far."""

    def __init__(self, steps: Sequence[Step], goods: Goods, worth: Worth) -> None:
        count = len(goods.bearings)
        self.steps, self.goods, self.worth = steps, goods, worth
        self.carried: list[list[Ratio]] = [[_ZERO] * count for _ in steps]
        self.entries: list[list[Tally]] = [[] for _ in steps]
        self.unknown: list[tuple[Applied, int]] = []
        self.assumed: list[tuple[Applied, int]] = []

    def outcome(self) -> Outcome:
        """The entries of the payable steps in their order, and the totals."""
        tallies: list[Tally] = []
        totals = [0, 0, 0]
        for step, entries in zip(self.steps, self.entries, strict=True):
            if step.rule.payable:
                tallies += entries
                totals[step.kind] += sum(entry[7] for entry in entries)
        duties, taxes, fees = totals
        return Outcome(tuple(tallies), tuple(self.unknown), duties, taxes, fees, tuple(self.assumed))

    def step(self, step: Step, bearing: list[tuple[int, Applied]]) -> None:
        """Computes a step in full generality: groups, bounds, waivers and roundings of totals."""
        if not bearing:
            return
        if step.rule.per is rules.Per.LINE:
            for line, applied in bearing:
                base, base_over = self.base(step, (line,))
                self.one(step, applied, line, base, base_over)
        else:
            for lines, applied in self.groups(step, bearing):
                self.many(step, applied, lines)
        if step.rule.total_round is not None:
            self.round_total(step, step.rule.total_round)
        if step.rule.waive is not None:
            self.waive(step, step.rule.waive)

    def groups(self, step: Step, bearing: list[tuple[int, Applied]]) -> list[tuple[tuple[int, ...], Applied]]:
        """The lines that one charge is computed for together, with how it bears on them."""
        found: dict[tuple[object, ...], tuple[list[int], Applied]] = {}
        for line, applied in bearing:
            key = tuple([self.group_key(name, line, applied) for name in step.rule.group])
            if applied.kind is RateKind.UNKNOWN:
                key = ("unknown",)
            found.setdefault(key, ([], applied))[0].append(line)
        return [(tuple(lines), applied) for lines, applied in found.values()]

    def group_key(self, name: str, line: int, applied: Applied) -> object:
        """What a line is grouped by."""
        keys = self.goods.key(line)
        if name == "hs6":
            return keys[0][:6]
        if name == "hs":
            return keys[0]
        if name == "origin":
            return keys[1]
        bears = self.goods.bearings[line]
        duty: tuple[object, ...] = ()
        if bears is not None and applied.kind is RateKind.TARIFF:
            duty = bears.duties
        elif bears is not None and applied.kind is RateKind.LAYER:
            duty = bears.layers[applied.layer]
        return (applied.kind, applied.numerator, applied.denominator, applied.amount, duty)

    def base(self, step: Step, lines: tuple[int, ...]) -> Ratio:
        """The base of a charge over lines: its share of the values, and what earlier steps left."""
        worth, value = self.worth, step.value
        whole, over = worth.total(value)
        base, base_over = sum([worth.weights[line] for line in lines]) * whole, worth.over * over
        for ref, up, down in step.refs:
            for line in lines:
                more, more_over = self.carried[ref][line]
                if more:
                    base = base * more_over * down + more * up * base_over
                    base_over *= more_over * down
        if step.rule.base_round is not None:
            return self.rounded((base, base_over), step.rule.base_round), 1
        return base, base_over

    def one(self, step: Step, applied: Applied, line: int, base: int, base_over: int) -> None:
        """Computes a charge on one line."""
        portion = self.portion(step, applied, line, base, base_over) if step.rule.content else (base, base_over)
        if applied.kind is RateKind.UNKNOWN or portion is None:
            self.unknown.append((applied, line))
            return
        base, base_over = portion
        exact, exact_over, detail = self.exact(step, applied, (line,), base, base_over)
        amount = self.result(step, exact, exact_over)
        self.carried[step.index][line] = self.carry(step, exact, exact_over, amount)
        self.entries[step.index].append((applied, line, (), base, base_over, exact, exact_over, amount, "", detail))

    def portion(self, step: Step, applied: Applied, line: int, base: int, base_over: int) -> Ratio | None:
        """The part of a line's base that is of the content the charge falls on; ``None`` when nobody can say it."""
        content, measure = step.rule.content, self.goods.measure
        share = measure(line, f"share[{content}]")
        if share is None:
            value, worth = measure(line, f"value[{content}]"), self.worth
            if value is not None:
                price = Fraction(worth.weights[line] * worth.goods, worth.over * TICKS)
                share = value / price if price else Fraction(0)
        if share is None:
            if step.rule.content_default == "unknown":
                return None
            self.assumed.append((applied, line))
            return base, base_over
        share = min(share, Fraction(1))
        return base * share.numerator, base_over * share.denominator

    def many(self, step: Step, applied: Applied, lines: tuple[int, ...]) -> None:
        """Computes a charge on several lines together, and leaves each its share."""
        if applied.kind is RateKind.UNKNOWN:
            self.unknown.append((applied, -1))
            return
        base, base_over = self.base(step, lines)
        exact, exact_over, detail = self.exact(step, applied, lines, base, base_over)
        amount = self.result(step, exact, exact_over)
        left, left_over = self.carry(step, exact, exact_over, amount)
        weights = [self.worth.weights[line] for line in lines]
        if not any(weights):
            weights = [1] * len(lines)
        whole = sum(weights)
        for line, weight in zip(lines, weights, strict=True):
            self.carried[step.index][line] = (left * weight, left_over * whole)
        line = lines[0] if len(lines) == 1 else -1
        grouped = () if len(lines) == 1 else lines
        self.entries[step.index].append(
            (applied, line, grouped, base, base_over, exact, exact_over, amount, "", detail)
        )

    def exact(
        self, step: Step, applied: Applied, lines: tuple[int, ...], base: int, base_over: int
    ) -> tuple[int, int, str]:
        """The charge before rounding, and a remark for the formula."""
        detail = ""
        match applied.kind:
            case RateKind.AD_VALOREM:
                result = base * applied.numerator, base_over * applied.denominator
            case RateKind.INCLUSIVE:
                result = base * applied.numerator, base_over * (applied.denominator - applied.numerator)
            case RateKind.TOP_UP:
                result, detail = self.top_up(step, applied, lines, base, base_over)
            case RateKind.FIXED:
                result = self.law_amount(applied.amount)
            case RateKind.PER_UNIT:
                result, detail = self.per_unit(step, applied, lines)
            case RateKind.BANDS:
                result, detail = self.bands(step, lines, base, base_over)
            case _:
                result, detail = self.tariff(applied, lines, base, base_over)
        if step.rule.factor != 1 and applied.kind is not RateKind.AD_VALOREM:
            result = result[0] * step.rule.factor.numerator, result[1] * step.rule.factor.denominator
        if applied.low is not None:
            low = self.law_amount(applied.low)
            if result[0] * low[1] < low[0] * result[1]:
                result, detail = low, "at least"
        if applied.high is not None:
            high = self.law_amount(applied.high)
            if result[0] * high[1] > high[0] * result[1]:
                result, detail = high, "at most"
        return result[0], result[1], detail

    def top_up(
        self, step: Step, applied: Applied, lines: tuple[int, ...], base: int, base_over: int
    ) -> tuple[Ratio, str]:
        """What is missing from earlier charges to a total, or nothing."""
        up, over = base * applied.numerator, base_over * applied.denominator
        for top in step.tops:
            for line in lines:
                paid, paid_over = self.carried[top][line]
                up, over = up * paid_over - paid * over, over * paid_over
        return ((up, over), "") if up > 0 else ((0, 1), "already paid")

    def per_unit(self, step: Step, applied: Applied, lines: tuple[int, ...]) -> tuple[Ratio, str]:
        """An amount times a measure of the lines."""
        amount, over = self.law_amount(applied.amount)
        held = sum((self.held(line, step.rule.unit) for line in lines), Fraction(0))
        return (amount * held.numerator, over * held.denominator), f"{_plain(held)} {step.rule.unit}"

    def held(self, line: int, unit: str) -> Fraction:
        """How much of a unit a line holds.

        Raises:
            MissingMeasure: when it does not say.
        """
        measure = self.goods.measure(line, unit)
        if measure is None:
            raise MissingMeasure(
                line,
                BadInput(f"the charge is per {unit}, which the line does not give", hint=f'measures {{"{unit}": ...}}'),
            )
        return measure

    def bands(self, step: Step, lines: tuple[int, ...], base: int, base_over: int) -> tuple[Ratio, str]:
        """A rate by the band that a value falls in, on the whole or on each part of it."""
        whole = self.worth.total(step.band_value or step.value)
        if step.rule.per is rules.Per.LINE:
            share = sum([self.worth.weights[line] for line in lines])
            whole = whole[0] * share, whole[1] * self.worth.over
        if step.rule.band_mode == "graduated":
            return self.graduated(step, base, base_over), ""
        for band in step.rule.bands:
            limit = self.law_amount(band.up_to) if band.up_to is not None else None
            if limit is None or whole[0] * limit[1] <= limit[0] * whole[1]:
                up, over = base * band.rate.numerator, base_over * band.rate.denominator
                if band.less is not None:
                    less, less_over = self.law_amount(band.less)
                    up, over = up * less_over - less * over, over * less_over
                detail = percent(band.rate)
                if band.less is not None:
                    detail += f" less {band.less}"
                return (max(up, 0), over), detail
        raise AssertionError("the last band is open")

    def graduated(self, step: Step, base: int, base_over: int) -> Ratio:
        """The sum of each band's rate on the part of the base that lies in it."""
        value, result, floor = Fraction(base, base_over), Fraction(0), Fraction(0)
        for band in step.rule.bands:
            ceiling = value if band.up_to is None else min(value, Fraction(*self.law_amount(band.up_to)))
            result += max(ceiling - floor, Fraction(0)) * band.rate
            floor = max(floor, ceiling)
        return result.numerator, result.denominator

    def tariff(self, applied: Applied, lines: tuple[int, ...], base: int, base_over: int) -> tuple[Ratio, str]:
        """The tariff's duty, or what it lays on top: all measures of one kind together."""
        bears = self.goods.bearings[lines[0]]
        each: list[tuple[DutyExpression, ...]] = []
        if bears is not None:
            layers = applied.kind is RateKind.LAYER
            each = [layer.options for layer in bears.layers[applied.layer]] if layers else [bears.duties]
        found = [self.assessed(options, lines, base, base_over) for options in each]
        scaled = sum((amount for amount, _ in found), Fraction(0)) * TICKS
        return (scaled.numerator, scaled.denominator), " + ".join(str(expression) for _, expression in found)

    def assessed(
        self, options: tuple[DutyExpression, ...], lines: tuple[int, ...], base: int, base_over: int
    ) -> tuple[Fraction, DutyExpression]:
        """The lowest or the highest of several possible duties, with the expression that gives it."""
        goods = self.goods

        def measure(unit: str) -> Fraction | None:
            parts = [goods.measure(member, unit) for member in lines]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            if unit.startswith(_QUALITIES):
                return known[0] if len(set(known)) == 1 else None
            return sum(known, Fraction(0))

        value = Fraction(base, base_over * TICKS)
        found: list[tuple[Fraction, DutyExpression]] = []
        for expression in options:
            try:
                found.append((expression.exact(value, measure, goods.fx, goods.currency), expression))
            except BadInput as error:
                raise MissingMeasure(lines[0], error) from error
        return (max if goods.highest else min)(found, key=lambda pair: pair[0])

    def law_amount(self, amount: rules.Amount | None) -> Ratio:
        """An amount of law in the currency of the computation."""
        return self.goods.ticks(amount) if amount is not None else _ZERO

    def result(self, step: Step, exact: int, over: int) -> int:
        """The charge, rounded as its rule says."""
        quantum = step.rule.round
        if quantum is None:
            unit = over * step.quantum
            return (2 * exact + unit) // (2 * unit) * step.quantum
        return self.rounded((exact, over), quantum)

    def rounded(self, value: Ratio, quantum: rules.Quantum) -> int:
        """A ratio of ticks rounded to a quantum, in ticks."""
        step = int(quantum.quantum * TICKS)
        return round_ratio(value[0], value[1] * step, _ROUNDING[quantum.mode]) * step

    def carry(self, step: Step, exact: int, over: int, amount: int) -> Ratio:
        """What later charges see of this one."""
        if step.rule.carry == "exact":
            return exact, over
        if isinstance(step.rule.carry, rules.Quantum):
            return self.rounded((amount, 1), step.rule.carry), 1
        return amount, 1

    def round_total(self, step: Step, quantum: rules.Quantum) -> None:
        """Rounds the sum of a charge over the consignment; the lines share the rounded sum."""
        entries = self.entries[step.index]
        before = sum(entry[7] for entry in entries)
        after = self.rounded((before, 1), quantum)
        if after == before:
            return
        unit = step.quantum
        order = sorted(range(len(entries)), key=lambda at: self.goods.key(max(entries[at][1], 0)))
        shares = allocate_int(after // unit, [entries[at][7] // unit for at in order])
        for at, share in zip(order, shares, strict=True):
            self.entries[step.index][at] = (*entries[at][:7], share * unit, *entries[at][8:])

    def waive(self, step: Step, waiver: rules.Waiver) -> None:
        """Sets a charge to nothing when it, or its sum with others, is small."""
        together = (*step.waits_for, step.index)
        limit, over = self.law_amount(waiver.up_to)
        if waiver.scope == "line":
            self.entries[step.index] = [
                _waived(entry) if _within(entry[7], limit, over, waiver.operator) else entry
                for entry in self.entries[step.index]
            ]
            for entry in self.entries[step.index]:
                if entry[8]:
                    self.carried[step.index][entry[1]] = _ZERO
            return
        total = sum(entry[7] for at in together for entry in self.entries[at])
        if _within(total, limit, over, waiver.operator):
            for at in together:
                self.entries[at] = [_waived(entry) for entry in self.entries[at]]
                self.carried[at] = [_ZERO] * len(self.carried[at])


_QUALITIES = ("alcohol_vol", "degrees[", "share[")
"""Measures of a quality of goods: lines that are charged together share them and do not add them up."""


def _within(amount: int, limit: int, over: int, operator: str) -> bool:
    return amount * over <= limit if operator == "<=" else amount * over < limit


def _waived(entry: Tally) -> Tally:
    return (*entry[:7], 0, "waived-small-amount", entry[9]) if entry[7] else entry


def _plain(value: Fraction) -> str:
    return ratio_text(value.numerator * TICKS, value.denominator)


_ROUNDING = {rounding.name.lower(): rounding for rounding in Rounding} | {"05up": Rounding.ZERO_FIVE_UP}
