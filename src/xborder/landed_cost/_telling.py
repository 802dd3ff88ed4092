"""Finds what a reader of an answer must be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xborder.goods.hs import display
from xborder.identifiers import IdentifierChecks
from xborder.landed_cost.assessment import Assessment
from xborder.landed_cost.consignment import Party
from xborder.landed_cost.kinds import Kind, weak
from xborder.landed_cost.notices import Notice
from xborder.law.plan import amounts_hold
from xborder.law.sources import Evidence, Status
from xborder.tariff.answers import DutyAnswer

__all__ = ["notices", "tested"]


def notices(a: Assessment, policies: Mapping[str, str]) -> tuple[Notice, ...]:
    """Everything the reader must be told, once each."""
    chosen = a.chosen
    notes, key = chosen.frame.notes, ("notices", a.consignment.procedure)
    lasting = notes.get(key)
    if lasting is None:
        lasting = _lasting(a, policies)
        if not any(
            told.when.below or told.when.above or told.when.units_max for kind in chosen.kinds for told in kind.told
        ):
            notes[key] = lasting
    passing = list(a.notices)
    if not _usual(a):
        passing.extend(_of_request(a))
    if chosen.gaps or chosen.outcome.assumed:
        passing.extend(_of_gaps(a))
    return tuple(dict.fromkeys((*passing, *lasting))) if passing else lasting  # type: ignore[misc, return-value]


def _usual(a: Assessment) -> bool:
    """Whether nothing need be told of the request beside its goods; most requests are such."""
    notes = a.chosen.frame.notes
    key = "usual", a.consignment.procedure
    usual: bool | None = notes.get(key)  # type: ignore[assignment]
    if usual is None:
        usual = notes[key] = not (
            a.chosen.plan.unregistered
            or a.currency != a.situation.law.currency
            or any(a.plan.limits[name].rule.year_to_date for name in tested(a))
        )
    return usual and not (a.consignment.sums.sketchy or a.exchange.off_rule or a.situation.identifiers)


def _lasting(a: Assessment, policies: Mapping[str, str]) -> tuple[Notice, ...]:
    """The notices that every consignment of these goods has under this procedure."""
    found: list[Notice] = []
    kinds = a.chosen.kinds
    for index, kind in enumerate(kinds):
        if kind.answer is not None:
            found.extend(_of_layers(index, kind.answer) if kind.stated else _of_tariff(a, index, kind, kind.answer))
    for kind in kinds:
        found.extend(kind.notices)
    found.extend(_of_law(a))
    found.extend(
        _of_policy(a, name, policies) for name in dict.fromkeys(name for kind in kinds for name in kind.policies)
    )
    return tuple(dict.fromkeys(found))


def _of_request(a: Assessment) -> Iterable[Notice]:
    consignment = a.consignment
    for index, line in enumerate(consignment.lines if consignment.sums.sketchy else ()):
        if not line.origin:
            yield Notice(
                "origin-assumed",
                "info",
                f"The origin of the goods is not given; {consignment.ship_from.country} is assumed.",
                f"lines[{index}].origin",
            )
        if not line.hs:
            yield Notice(
                "hs-missing",
                "warning",
                "The line has no HS code; its category of goods is not known.",
                f"lines[{index}].hs",
            )
        elif len(line.hs) < 6 and index not in a.chosen.missing:
            yield Notice(
                "hs-incomplete",
                "warning",
                f"HS {line.hs} is a {'chapter' if len(line.hs) < 4 else 'heading'}; exact answers need six digits.",
                f"lines[{index}].hs",
            )
    if a.situation.identifiers is not None:
        yield from _of_registrations(a, a.situation.identifiers)
    plan = a.chosen.plan
    if plan.unregistered:
        yield Notice(
            "registration-assumed",
            "warning",
            f"{plan.rule.id} was asked for; {plan.unregistered}, which it needs.",
            plan.rule.id,
        )
    local = a.situation.law.currency
    if a.currency != local:
        yield Notice(
            "no-local-rate",
            "info",
            f"Computed in {a.currency} for want of a rate to {local}, the authority's currency.",
            "fx",
        )
    if a.exchange.off_rule:
        rule = a.situation.law.pack.jurisdiction.fx
        yield Notice(
            "fx-not-by-rule",
            "info",
            f"The rate that the law names ({rule}) is not at hand; the latest one was taken.",
            "fx",
        )
    for name in tested(a):
        total = a.plan.limits[name].rule.year_to_date
        if total and total not in consignment.buyer.year_to_date:
            yield Notice(
                "year-to-date-assumed",
                "warning",
                f"The buyer's total for the year ({total}) is not given; nothing is assumed used.",
                "buyer.year_to_date",
            )


def _of_registrations(a: Assessment, checks: IdentifierChecks) -> Iterable[Notice]:
    for holder in ("seller", "platform", "buyer"):
        party: Party = getattr(a.consignment, holder)
        for scheme, number in party.registrations.items():
            wrong = checks.wrong(scheme, number, party.country)
            if wrong is not None:
                yield Notice("check-digit", "warning", wrong, f"{holder}.registrations.{scheme}")


def _of_gaps(a: Assessment) -> Iterable[Notice]:
    for index, error in (*a.chosen.missing.items(), *a.chosen.lacking.items()):
        code = "missing-measure" if error.code == "bad-input" else error.code
        yield Notice(code, "blocking", f"{error.message} ({error.hint})", error.path or f"lines[{index}]")
    due = {line for applied, line in a.chosen.outcome.unknown if applied.step.rule.payable}
    for applied, line in a.chosen.outcome.unknown:
        if line in due and not applied.step.rule.payable:
            continue
        where = f" on lines[{line}]" if line >= 0 else ""
        rule = applied.step.rule
        yield Notice("unknown-rate", "blocking", f"{rule.name} is due{where}, but its rate is not known here.", rule.id)
    unknown = {(applied.step.rule.content, line) for applied, line in a.chosen.outcome.unknown}
    assumed = dict.fromkeys((applied.step.rule.content, line) for applied, line in a.chosen.outcome.assumed)
    for content, line in assumed:
        if (content, line) not in unknown:
            yield Notice(
                "content-assumed",
                "warning",
                f"lines[{line}] gives neither share[{content}] nor value[{content}]: what falls on its {content} alone"
                " is laid on the whole value.",
                f"lines[{line}].measures",
            )


def _of_tariff(a: Assessment, index: int, kind: Kind, answer: DutyAnswer) -> Iterable[Notice]:
    path = f"lines[{index}].duty"
    line = a.consignment.lines[index]
    if answer.gaps:
        yield Notice(
            "duty-gaps",
            "blocking",
            f"Some duties in {answer.code} cannot be computed; the duty may lie outside the bounds.",
            path,
        )
    if len(kind.bearings) > 1:
        yield Notice(
            "duty-bounded",
            "warning",
            f"{display(line.hs)} has tariff lines that are charged differently; the costliest is taken.",
            path,
        )
    elif answer.wide and len(line.hs) >= 6 and not answer.variants:
        yield Notice(
            "duty-bounded",
            "warning",
            f"The tariff does not know {display(line.hs)} exactly; the highest duty in {answer.code} is taken.",
            path,
        )
    elif any(len(bears.duties) > 1 for bears in kind.bearings):
        yield Notice(
            "duty-bounded",
            "warning",
            f"{display(line.hs)} has tariff lines with different duties; the highest is taken.",
            path,
        )
    if answer.early:
        yield Notice(
            "tariff-edition",
            "info",
            f"The duty on {answer.code} was read for {answer.known_from} and later, not for {a.on}.",
            path,
        )
    if answer.evidence is Evidence.UNVERIFIED:
        yield Notice("weak-evidence", "info", f"The duty on {answer.code} is not yet held against a source.", path)
    yield from _of_layers(index, answer)
    if line.preference and not answer.programme and not answer.remarks:
        yield Notice(
            "preference-not-known",
            "warning",
            f"No preferential rate of {line.preference!r:.40} is known for {answer.code}; the ordinary duty is used.",
            f"lines[{index}].preference",
        )


def _of_layers(index: int, answer: DutyAnswer) -> Iterable[Notice]:
    """How the tariff chose, and what else it offers."""
    for remark in answer.remarks:
        yield Notice("tariff-choice", "info", remark, f"lines[{index}].duty")
    for advice in answer.advice:
        yield Notice("tariff-option", "info", advice, f"lines[{index}].preference")


def _of_law(a: Assessment) -> Iterable[Notice]:
    plan = a.chosen.plan
    rule = plan.rule
    if rule.status is not Status.IN_FORCE or plan.evidence is Evidence.UNVERIFIED:
        yield from weak(rule.id, rule.name, plan.evidence, rule.status)
    for name in tested(a):
        limit = a.plan.limits[name]
        if limit.weak:
            yield from weak(
                name,
                f"the limit {limit.limit}",
                Evidence.UNVERIFIED if limit.rule.status is Status.IN_FORCE else Evidence.OFFICIAL,
                limit.rule.status,
            )
    jurisdiction = a.situation.law.pack.jurisdiction
    if a.on > jurisdiction.checked:
        yield Notice(
            "stale",
            "info",
            f"The law of {jurisdiction.name} was last checked on {jurisdiction.checked}; {a.on} is later.",
            jurisdiction.code,
        )
    for kind in a.chosen.kinds:
        for told in kind.told:
            if amounts_hold(told.when, a.thresholds, a.consignment.sums.units):
                yield Notice(told.code, told.level, told.message, ", ".join(told.source))


def _of_policy(a: Assessment, name: str, policies: Mapping[str, str]) -> Notice:
    policy = next(policy for policy in a.situation.law.pack.policy if policy.id == name)
    choice = dict(a.situation.policies).get(name, policy.default)
    whose = "chosen" if name in a.consignment.policies or name in policies else "the default"
    return Notice("policy", "info", f"{name} is {choice} ({whose}): {policy.choices[choice]}.", name)


def tested(a: Assessment) -> tuple[str, ...]:
    """The thresholds that bear on the answer: on the choice of the procedure, on its charges, on what must be told."""
    notes, asked = a.chosen.frame.notes, a.consignment.procedure
    names: tuple[str, ...] | None = notes.get(("tested", asked))  # type: ignore[assignment]
    if names is None:
        own = a.chosen.plan.rule.when
        deciding = (*own.below, *own.above) if asked else a.plan.tests
        told = (name for kind in a.chosen.kinds for rule in kind.told for name in (*rule.when.below, *rule.when.above))
        names = notes["tested", asked] = tuple(dict.fromkeys((*deciding, *a.chosen.plan.tests, *told)))
    return names
