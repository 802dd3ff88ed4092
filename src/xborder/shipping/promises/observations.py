"""What the host has seen of a step, and what that and a prior say of the next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.places.countries import check_country
from xborder.shipping._checks import check_list, check_name, one_of
from xborder.shipping._numbers import Number, check_count, positive
from xborder.shipping.promises._survival import survived
from xborder.shipping.promises.distribution import Distribution
from xborder.shipping.promises.priors import Prior

__all__ = ["DEFAULT_STRENGTH", "Estimate", "Observation", "estimate"]

DEFAULT_STRENGTH: Final = 20
"""How many observations a prior weighs as much as. An assumption of ours: after 20 the history has the larger say."""


@attrs.frozen
class Observation:
    """One passage through one step, ended or still running.

    Attributes:
        step: the step's name, for example ``line haul``; free, and the same as in the promise.
        origin: ISO 3166-1 country where the journey begins.
        destination: where it ends.
        days: whole days it took, counted as the step is counted (business days for a step on business days); of one
            still running, the whole days that it has certainly taken already.
        ended: whether it has ended.
        carrier: who carried it; may be empty.
        service: by which of its services; may be empty.

    Raises:
        BadInput: a field is not of that form.
    """

    step: str
    origin: str
    destination: str
    days: int
    ended: bool = True
    carrier: str = ""
    service: str = ""

    def __attrs_post_init__(self) -> None:
        check_name(self.step, "step")
        for name in ("origin", "destination"):
            object.__setattr__(self, name, check_country(getattr(self, name), name))  # tidied while it is built
        check_count(self.days, "days", most=3660)
        one_of(bool, self.ended, "ended")
        for name in ("carrier", "service"):
            one_of(str, getattr(self, name), name)


@attrs.frozen
class Estimate:
    """A distribution and what it rests on.

    Attributes:
        distribution: of the days that the step takes.
        observed: how many ended passages went into it.
        running: how many that were still running.
        basis: in words, the widest evidence first.
        assumed: whether a prior went into it that is an assumption.
        counted: which days are meant, ``business`` or ``calendar``; empty where nobody has said.
    """

    distribution: Distribution
    observed: int = 0
    running: int = 0
    basis: tuple[str, ...] = ()
    assumed: bool = False
    counted: str = ""


def estimate(
    history: Iterable[Observation],
    *,
    step: str,
    origin: str,
    destination: str,
    carrier: str = "",
    service: str = "",
    prior: Prior | None = None,
    strength: Number = DEFAULT_STRENGTH,
) -> Estimate:
    """How long a step takes on a lane: the history's passages, blended with a prior.

    Evidence is used from the widest to the closest: the prior, passages on the lane by other carriers, by the same
    carrier's other services, and by the same carrier and service. Each passage counts once, at its own level; all that
    is wider weighs as much as ``strength`` observations. So a lane with few shipments leans on its neighbours, and one
    with many speaks for itself.

    Args:
        history: passages of any steps and lanes; those that do not belong are passed over.
        step: which step.
        origin: where the journey begins.
        destination: where it ends.
        carrier: by whom; empty for any.
        service: by which service of the carrier; empty for any.
        prior: what is believed before anything was seen.
        strength: how many observations the wider evidence weighs as much as.

    Raises:
        BadInput: there is neither a passage that has ended nor a prior, or an argument is not of its form.
    """
    weight = positive(strength, "strength")
    lane = (check_name(step, "step"), check_country(origin, "origin"), check_country(destination, "destination"))
    if service and not carrier:
        raise BadInput("a service is some carrier's", path="carrier", hint="name the carrier as well")
    if prior is not None:
        one_of(Prior, prior, "prior")
    levels = _levels(check_list(history, "history"), lane, carrier, service)
    found = Estimate(prior.distribution, 0, 0, (prior.said(),), prior.assumed, prior.counted) if prior else None
    for name, seen in levels:
        found = _refined(found, seen, name, weight)
    if found is None:
        raise BadInput(
            f"no passage of {step!r} from {lane[1]} to {lane[2]} has ended, and there is no prior",
            path="history",
            hint="give observations, or a prior",
        )
    return found


def _levels(
    history: Sequence[object], lane: tuple[str, str, str], carrier: str, service: str
) -> list[tuple[str, list[Observation]]]:
    """The passages of the lane, from the widest level to the closest; each is in one of them."""
    others: list[Observation] = []
    carriers: list[Observation] = []
    own: list[Observation] = []
    for index, passage in enumerate(history):
        if not isinstance(passage, Observation):
            raise BadInput(f"{passage!r:.60} is not an Observation", path=f"history[{index}]", hint="give Observations")
        if (passage.step, passage.origin, passage.destination) != lane:
            continue
        if carrier and passage.carrier != carrier:
            others.append(passage)
        elif service and passage.service != service:
            carriers.append(passage)
        else:
            own.append(passage)
    where = f"{lane[1]} to {lane[2]}"
    closest = " ".join(filter(None, (where, carrier and f"by {carrier}", service)))
    return [(f"{where} by others", others), (f"{where} by {carrier}, other services", carriers), (closest, own)]


def _refined(wider: Estimate | None, seen: list[Observation], name: str, strength: Fraction) -> Estimate | None:
    """The estimate with one more level of evidence."""
    ended = Counter(passage.days for passage in seen if passage.ended)
    running = Counter(passage.days for passage in seen if not passage.ended)
    if not seen or (wider is None and not ended):
        return wider
    weights = {days: Fraction(count) for days, count in ended.items()}
    still = {days: Fraction(count) for days, count in running.items()}
    basis = f"{name}: {ended.total()} ended" + (f", {running.total()} still running" if running else "")
    if wider is None:
        return Estimate(survived(weights, still), ended.total(), running.total(), (basis,))
    whole = wider.distribution.total
    for days, mass in wider.distribution.mass:
        weights[days] = weights.get(days, Fraction(0)) + strength * mass / whole
    if wider.distribution.beyond:  # what the wider evidence lost sight of stays at risk to the end
        last = max(*weights, *still) if still else max(weights)
        still[last] = still.get(last, Fraction(0)) + strength * wider.distribution.beyond / whole
    return Estimate(
        survived(weights, still),
        wider.observed + ended.total(),
        wider.running + running.total(),
        (*wider.basis, basis),
        wider.assumed,
        wider.counted,
    )
