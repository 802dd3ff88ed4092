"""Peak seasons: days on which everything takes longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import check_day, check_name
from xborder.shipping._numbers import Number, check_count, fraction_of
from xborder.shipping.promises.distribution import Distribution

__all__ = ["Season"]


def _multiplier(value: Number) -> Fraction:
    times = fraction_of(value, "multiplier")
    if not 1 <= times <= 20:
        hint = "from 1 to 20; for a time that is quicker, stretch all others instead"
        raise BadInput(f"{value} is not a peak season's multiplier", path="multiplier", hint=hint)
    return times


def _steps(value: Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise BadInput(f"{value!r:.40} is not a list of steps", path="steps", hint='for example ("last mile",)')
    return tuple(check_name(name, f"steps[{index}]") for index, name in enumerate(value))


@attrs.frozen
class Season:
    """A peak season: steps begun on its days take longer.

    What is handed in after the season does not overtake what was handed in on its last day: queues empty from the
    front.

    Attributes:
        name: for the explanation, for example ``Singles' Day``.
        from_: the first day.
        until: the first day after it.
        multiplier: times the days of a step, rounded up to whole days; 1 or more.
        shift: days more.
        steps: the names of the steps that it slows; empty for all.

    Raises:
        BadInput: a field is not of that form, or the season has no day.
    """

    name: str
    from_: date
    until: date
    multiplier: Fraction = attrs.field(default=Fraction(1), converter=_multiplier)
    shift: int = 0
    steps: tuple[str, ...] = attrs.field(default=(), converter=_steps)

    def __attrs_post_init__(self) -> None:
        check_name(self.name, "name")
        if check_day(self.from_, "from_") >= check_day(self.until, "until"):
            raise BadInput(f"{self.name} ends before it begins", path="until", hint="the first day after the season")
        check_count(self.shift, "shift", most=366)

    def slows(self, step: str, begun: date) -> bool:
        """Whether a step that begins on a day takes longer for it."""
        return self.from_ <= begun < self.until and (not self.steps or step in self.steps)

    def slowed(self, takes: Distribution) -> Distribution:
        """How long it takes then."""
        return takes.stretched(self.multiplier, self.shift)
