"""Writes out the sums of goods that are asked about often: the same figures and rows, without loops and look-ups.

What a :class:`Program` says of each charge (its rate, its base, its place) becomes a function with one statement for
each, compiled once. The source holds numbers and names of its own only; texts of law and request are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xborder.landed_cost.charges import Outcome, Program, Tally
from xborder.landed_cost.ticks import Texts, ratio_text

if TYPE_CHECKING:
    from xborder.landed_cost._rows import Form, Row
    from xborder.landed_cost.consignment import Line
    from xborder.landed_cost.valuation import Worth

__all__ = ["LineRows", "charge_rows", "line_rows", "sums"]

Shares = tuple[Sequence[int], Sequence[int], Sequence[int]]
LineRows = Callable[
    ["Sequence[Line]", Sequence[int], Sequence[int], Shares, tuple[int, int], Texts], list[dict[str, str]]
]


def sums(program: Program, count: int) -> Callable[[Worth], Outcome]:
    """What :func:`xborder.landed_cost.charges.run` does with a program, for consignments of so many lines."""
    body = [
        f"{_each('w{}', count)} = worth.weights",
        "over, goods, freight, insurance = worth.over, worth.goods, worth.freight, worth.insurance",
    ]
    names: dict[str, object] = {"Outcome": Outcome}
    tallies: list[str] = []
    of_kind: list[list[list[str]]] = [[[] for _ in range(count)] for _ in range(3)]
    made: set[str] = set()
    for index, of_goods, of_freight, of_insurance, below, quantum, kind, refs, lines in program.steps:
        body += [
            f"whole = {of_goods} * goods + {of_freight} * freight + {of_insurance} * insurance",
            f"over{index} = over * {below}",
        ]
        for line, up, down, applied in lines:
            n, amount = len(tallies), f"a{index}_{line}"
            rate = f"{index}_{down}"
            if rate not in made:
                made.add(rate)
                body += [
                    f"o{rate} = over{index} * {down}",
                    f"unit{rate} = o{rate} * {quantum}",
                    f"half{rate} = unit{rate} // 2",
                ]
            carried = [f" + a{ref}_{line} * over{index}" for ref in refs if f"a{ref}_{line}" in made]
            body += [
                f"b{n} = w{line} * whole{''.join(carried)}",
                f"e{n} = b{n} * {up}",
                f"{amount} = (e{n} + half{rate}) // unit{rate} * {quantum}",
            ]
            names[f"applied{n}"] = applied
            tallies.append(f"(applied{n}, {line}, (), b{n}, over{index}, e{n}, o{rate}, {amount}, '', '')")
            of_kind[kind][line].append(amount)
            made.add(amount)
    totals = ", ".join(" + ".join(amount for line in kind for amount in line) or "0" for kind in of_kind)
    shares = ", ".join(f"({', '.join(' + '.join(line) or '0' for line in kind)},)" for kind in of_kind)
    body.append(f"return Outcome(({', '.join(tallies)},), (), {totals}, (), ({shares}))")
    return _function("worth", body, names)


def charge_rows(forms: Sequence[Form], currency: str) -> Callable[[Sequence[Tally], Texts], list[Row]]:
    """Writes the charges of a program, in the currency it computes in."""
    body = [f"{_each('entry{}', len(forms))} = entries"]
    names: dict[str, object] = {"ratio_text": ratio_text, "currency": currency}
    for n, form in enumerate(forms):
        body += [
            f"_, _, _, base, base_over, exact, exact_over, amount, _, _ = entry{n}",
            f"row{n} = copy{n}()",
            f"row{n}['base'] = base_text = ratio_text(base, base_over)",
            f"row{n}['formula'] = base_text + tail{n}",
            f"row{n}['exact'] = ratio_text(exact, exact_over)",
            f"row{n}['amount'] = amount_text = text[amount]",
            f"row{n}['lines'] = []",
            f"row{n}['base_parts'] = [*parts{n}]",
            f"row{n}['local'] = {{'amount': amount_text, 'currency': currency}}",
            f"row{n}['sources'] = [*sources{n}]",
            f"if not exact: row{n}['reason'] = nothing{n}",
        ]
        names |= {
            f"copy{n}": form.row.copy,
            f"tail{n}": form.tail,
            f"parts{n}": form.parts,
            f"sources{n}": form.sources,
            f"nothing{n}": form.nothing,
        }
    body.append(f"return [{_each('row{}', len(forms))}]")
    return _function("entries, text", body, names)


def line_rows(codes: Sequence[str]) -> LineRows:
    """Writes the lines of an answer whose charges are all known: items, weights, costs, shares, value and its over."""
    count = len(codes)
    body = [
        f"{_each('item{}', count)} = items",
        f"{_each('w{}', count)} = weights",
        f"{_each('cost{}', count)} = costs",
        f"({_each('duty{}', count)}), ({_each('tax{}', count)}), ({_each('fee{}', count)}) = shares",
        "value, over = valued",
        "half = over // 2",
    ]
    rows = [
        f"{{'sku': item{n}.sku, 'hs': code{n}, 'status': 'calculated', "
        f"'customs_value': text[(w{n} * value + half) // over], "
        f"'duties': text[duty{n}], 'taxes': text[tax{n}], 'fees': text[fee{n}], "
        f"'landed_cost': text[cost{n} + duty{n} + tax{n} + fee{n}]}}"
        for n in range(count)
    ]
    body.append(f"return [{', '.join(rows)}]")
    return _function(
        "items, weights, costs, shares, valued, text", body, {f"code{n}": code for n, code in enumerate(codes)}
    )


def _each(name: str, count: int) -> str:
    """A name for each of several, as a tuple is taken apart."""
    return "".join(f"{name.format(n)}, " for n in range(count))


def _function(arguments: str, body: Sequence[str], names: Mapping[str, object]) -> Callable[..., Any]:
    """A function of these statements, in which these names are known."""
    space: dict[str, Any] = dict(names)
    statements = "\n    ".join(body)
    exec(f"def made({arguments}):\n    {statements}\n", space)  # noqa: S102 - numbers and names of this module alone
    made: Callable[..., Any] = space["made"]
    return made
