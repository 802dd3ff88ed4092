"""Chooses between ways: by cost, by the day of arrival or by carbon, within limits, and says why.

Only three figures of a way are compared, so that whoever knows them can be asked: a desk for the cost, a promise for
the day, a carbon model for the grams. What is not known of an option counts as the worst there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from xborder._figures import decimal_of
from xborder.errors import BadInput
from xborder.shipping._checks import check_day, check_mapping, member, one_of
from xborder.shipping.carbon import Footprint, Grams
from xborder.shipping.choosing.options import Choice, Criterion, Limits, Option, Verdict, money_text
from xborder.shipping.modes.way import Way
from xborder.shipping.promises import Promise

__all__ = ["options_of", "pareto", "rank"]


def options_of(
    ways: Iterable[Way],
    *,
    ordered: date,
    at: str = "most",
    carbon_g: Mapping[str, Footprint | Grams | Decimal | int] | None = None,
    arrives: Mapping[str, Promise | date] | None = None,
) -> tuple[Option, ...]:
    """Ways of :meth:`xborder.Desk.compare` as options.

    Args:
        ways: what ``compare`` answered.
        ordered: the day of the order.
        at: which of ``least``, ``usual`` and ``most`` days to reckon with.
        carbon_g: grams by mode, from whoever knows them: a footprint or a share of one stands for its typical value.
        arrives: days by mode, where somebody knows better than the range: a promise at a confidence.

    >>> options_of([], ordered=date(2026, 11, 22))
    ()
    """
    if at not in ("least", "usual", "most"):
        raise BadInput(f"{at!r:.40} is not a place in the range", path="at", hint="least, usual or most")
    check_day(ordered, "ordered")
    for path, given in (("carbon_g", carbon_g), ("arrives", arrives)):
        if given is not None:
            check_mapping(given, path)
    found = []
    for index, way in enumerate(ways):
        one_of(Way, way, f"ways[{index}]")
        arrival, confidence = _arrival(way, ordered, at, (arrives or {}).get(way.mode))
        found.append(
            Option(
                f"{way.mode} by {way.procedure}" if way.procedure else way.mode,
                way.landed_cost,
                arrival,
                _typical((carbon_g or {}).get(way.mode)),
                way.lawful,
                way.why_not,
                confidence,
            )
        )
    return tuple(found)


def _arrival(way: Way, ordered: date, at: str, promised: Promise | date | None) -> tuple[date | None, str]:
    """The day of arrival, and how sure it is, in words."""
    if isinstance(promised, Promise):
        return promised.date, f"{decimal_of(promised.confidence * 100):f} %"
    if promised is not None or way.days is None:
        return promised, "promised" if promised is not None else at
    sure = way.days.confidence if at == "most" else ""
    return ordered + timedelta(days=int(getattr(way.days, at))), sure or at


def _typical(emitted: Footprint | Grams | Decimal | int | None) -> Decimal | int | None:
    """The typical value of what is a range."""
    if isinstance(emitted, Footprint):
        emitted = emitted.total
    return emitted.rounded[1] if isinstance(emitted, Grams) else emitted


def rank(options: Iterable[Option], by: Criterion | str = Criterion.COST, limits: Limits | None = None) -> Choice:
    """Ranks options by one figure; equals go by the other figures (cost, then day, then carbon), then by their order.

    Args:
        options: to choose between.
        by: ``cost``, ``date`` or ``carbon``.
        limits: what they must keep within.

    Raises:
        BadInput: when costs are in several currencies, or two options have one name.

    >>> from moneyed import Money
    >>> post = Option("post", Money("48.79", "EUR"), date(2026, 12, 27), 900)
    >>> air = Option("air", Money("55.00", "EUR"), date(2026, 12, 1), 2797)
    >>> rank([post, air]).best.name, rank([post, air], "date").best.name
    ('post', 'air')
    >>> rank([post, air], limits=Limits(arrives=date(2026, 12, 24))).dropped[0].reason
    'arrives 2026-12-27, after 2026-12-24'
    """
    criterion = member(Criterion, by, "by")
    given = _checked(options, limits)
    dropped: list[Verdict] = []
    within: list[Option] = []
    for option in given:
        why = _beyond(option, limits or Limits())
        if not why and _figure(option, criterion) is None:
            why = f"its {_NAMES[criterion]} is not known"
        if why:
            dropped.append(Verdict(option, kept=False, reason=why))
        else:
            within.append(option)
    order = (criterion, *(each for each in Criterion if each is not criterion))
    ranked = sorted(within, key=lambda option: tuple(_sortable(option, each) for each in order))
    return Choice(criterion, ranked[0] if ranked else None, tuple(ranked), tuple(dropped), _frontier(within))


def pareto(options: Iterable[Option], limits: Limits | None = None) -> tuple[Verdict, ...]:
    """Which options are worth a look: those that no other one beats, each with the reason.

    One option beats another when it is nowhere worse and somewhere better in cost, day and carbon. Options that are not
    lawful or not within the limits are dropped with that reason.

    >>> from moneyed import Money
    >>> post = Option("post", Money("48.79", "EUR"), date(2026, 12, 27), 900)
    >>> slow = Option("slow", Money("50.00", "EUR"), date(2026, 12, 30), 900)
    >>> [(each.option.name, each.kept, each.reason) for each in pareto([post, slow])]
    [('post', True, 'cheapest, first to arrive, least carbon'), ('slow', False, 'post costs less and arrives earlier')]
    """
    given = _checked(options, limits)
    verdicts = {option.name: _beyond(option, limits or Limits()) for option in given}
    within = [option for option in given if not verdicts[option.name]]
    judged = {verdict.option.name: verdict for verdict in _frontier(within)}
    return tuple(
        judged.get(option.name) or Verdict(option, kept=False, reason=verdicts[option.name]) for option in given
    )


def _frontier(options: Sequence[Option]) -> tuple[Verdict, ...]:
    verdicts = []
    for option in options:
        better = next((other for other in options if _beats(other, option)), None)
        if better is not None:
            verdicts.append(Verdict(option, kept=False, reason=f"{better.name} {_advantage(better, option)}"))
        else:
            verdicts.append(Verdict(option, kept=True, reason=_merit(option, options)))
    return tuple(verdicts)


def _beats(one: Option, other: Option) -> bool:
    pairs = [(_sortable(one, each), _sortable(other, each)) for each in Criterion]
    return all(mine <= theirs for mine, theirs in pairs) and any(mine < theirs for mine, theirs in pairs)


_BETTER = {Criterion.COST: "costs less", Criterion.DATE: "arrives earlier", Criterion.CARBON: "emits less"}
_BEST = {Criterion.COST: "cheapest", Criterion.DATE: "first to arrive", Criterion.CARBON: "least carbon"}
_NAMES = {Criterion.COST: "cost", Criterion.DATE: "day of arrival", Criterion.CARBON: "carbon"}


def _advantage(better: Option, option: Option) -> str:
    won = [
        words if _figure(option, each) is not None else f"has a known {_NAMES[each]}"
        for each, words in _BETTER.items()
        if _sortable(better, each) < _sortable(option, each)
    ]
    return " and ".join(filter(None, (", ".join(won[:-1]), won[-1])))


def _merit(option: Option, options: Sequence[Option]) -> str:
    """What an option that nobody beats is best at, or between what it lies."""
    best = [
        words
        for each, words in _BEST.items()
        if _figure(option, each) is not None and all(_sortable(option, each) <= _sortable(o, each) for o in options)
    ]
    return ", ".join(best) or "a middle way: whatever beats it in one figure is worse in another"


def _figure(option: Option, criterion: Criterion) -> Decimal | int | None:
    match criterion:
        case Criterion.COST:
            return None if option.cost is None else option.cost.amount
        case Criterion.DATE:
            return None if option.arrives is None else option.arrives.toordinal()
        case Criterion.CARBON:
            return option.carbon_g


def _sortable(option: Option, criterion: Criterion) -> tuple[bool, Decimal | int]:
    figure = _figure(option, criterion)
    return (True, 0) if figure is None else (False, figure)


def _beyond(option: Option, limits: Limits) -> str:
    """Why an option is out: not lawful, or not within a limit."""
    if not option.lawful:
        return option.why_not or "not lawful"
    if limits.cost is not None and (option.cost is None or option.cost > limits.cost):
        return (
            "its cost is not known"
            if option.cost is None
            else f"costs {money_text(option.cost)}, over {money_text(limits.cost)}"
        )
    if limits.arrives is not None and (option.arrives is None or option.arrives > limits.arrives):
        if option.arrives is None:
            return "its day of arrival is not known"
        return f"arrives {option.arrives}, after {limits.arrives}"
    if limits.carbon_g is not None and (option.carbon_g is None or option.carbon_g > limits.carbon_g):
        if option.carbon_g is None:
            return "its carbon is not known"
        return f"emits {option.carbon_g} g, over {limits.carbon_g} g"
    return ""


def _checked(options: Iterable[Option], limits: Limits | None) -> list[Option]:
    given = list(options)
    for index, option in enumerate(given):
        if not isinstance(option, Option):
            raise BadInput(f"{option!r:.60} is not an Option", path=f"options[{index}]", hint="see options_of")
    names = [option.name for option in given]
    if len(set(names)) < len(names):
        raise BadInput("two options have one name", path="options", hint="a name for each")
    costs = [option.cost for option in given] + [limits.cost if limits is not None else None]
    codes = sorted({cost.currency.code for cost in costs if cost is not None})
    if len(codes) > 1:
        raise BadInput(f"the costs are in {' and '.join(codes)}", path="options", hint="ask for all in one currency")
    return given
