"""A promise retold for people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from xborder._figures import decimal_of

if TYPE_CHECKING:
    from xborder.shipping.promises.promising import Promise, PromisedStep

__all__ = ["told"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # strftime would follow the locale of the process


def told(made: Promise) -> str:
    """The promise step by step."""
    lines = [
        f"By {_day(made.date)}, at {_percent(made.probability)} (asked for: {_percent(made.confidence)}).",
        f"Ordered {made.ordered.isoformat()}, handed over {_day(made.handed_in)}.",
        *(f"{number}. {_step(step)}" for number, step in enumerate(made.steps, start=1)),
        *(f"Assumed: {said}." for said in made.assumptions),
        *(f"Note: {notice.message}." for notice in made.notices),
    ]
    return "\n".join(lines)


def _step(step: PromisedStep) -> str:
    low, middle, high = step.days
    span = f"{low}" if low == high else f"{low} to {high}"
    half = "" if low == high or middle is None else f", half of them {middle} or fewer"
    slowed = f"; slowed by {', '.join(step.seasons)}" if step.seasons else ""
    basis = f"; {'; '.join(step.basis)}" if step.basis else ""
    return f"{step.name}: {span} {step.counted}{half}; done by {_day(step.done_by)}{slowed}{basis}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


def _percent(share: Fraction) -> str:
    return f"{decimal_of(share * 100):.1f} %"
