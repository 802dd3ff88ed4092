"""Splits amounts over lines in whole minor units; what is left over goes by content, so that order does not matter."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from xborder.frames._dense import Layout
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole

__all__ = ["Content", "shared_out"]

Content = Callable[[pl.Series], pl.DataFrame]
"""What lines are ordered by where an order must not matter: columns for the lines at some places."""


def shared_out(amounts: pl.Series, weights: pl.Series, groups: Layout, content: Content) -> pl.Series:
    """Each line's share of its group's amount, by weight; the largest remainders get one unit more.

    Args:
        amounts: whole minor units of each group.
        weights: of each line; groups that weigh nothing are split evenly.
        groups: which lines make a group.
        content: orders lines whose remainders are the same.
    """
    if groups.single:
        return amounts
    whole = groups.sums(weights)
    if (whole == 0).any():
        free = groups.spread(whole == 0)
        weights = weights.zip_with(~free, pl.repeat(1, len(weights), dtype=pl.Int64, eager=True))
        whole = groups.sums(weights)
    try:
        product = Whole(groups.spread(amounts), SHORT) * Whole(weights, SHORT)
    except TooLarge:
        product = Whole(groups.spread(amounts), LONG) * Whole(weights, LONG)
    over = groups.spread(whole)
    shares = (product.series // over).cast(pl.Int64)
    left = amounts - groups.sums(shares)
    owing = (left > 0).arg_true().cast(pl.Int64)
    if not len(owing):
        return shares
    some, lines, _ = groups.only(owing)
    rests = (product.series.gather(lines) - shares.gather(lines) * over.gather(lines)).cast(pl.Int64)
    return _with_the_rest(shares, lines, rests, left.gather(owing), some, content)


def _with_the_rest(
    shares: pl.Series, lines: pl.Series, rests: pl.Series, left: pl.Series, groups: Layout, content: Content
) -> pl.Series:
    two = groups.counts == 2
    if two.any():
        first = groups.first.gather(two.arg_true())
        one, other = rests.gather(first), rests.gather(first + 1)
        more = lines.gather(first.zip_with(one > other, first + 1).filter(one != other))
        shares = shares.scatter(more, shares.gather(more) + 1)
        even = pl.repeat(value=False, n=groups.consignments, dtype=pl.Boolean, eager=True)
        even = even.scatter(two.arg_true(), one == other)
        open_ = (~two | even).arg_true().cast(pl.Int64)
        if not len(open_):
            return shares
        left = left.gather(open_)
        groups, places, _ = groups.only(open_)
        lines, rests = lines.gather(places), rests.gather(places)
    frame = pl.DataFrame({"line": lines, "group": groups.of, "rest": -rests})
    ordered = frame.sort("group", "rest", maintain_order=True)
    cut = groups.first + left
    sorted_rests = ordered["rest"]
    tied = (sorted_rests.gather(cut - 1) == sorted_rests.gather(cut)).arg_true()
    if len(tied):
        even = pl.repeat(value=False, n=groups.consignments, dtype=pl.Boolean, eager=True).scatter(tied, True)
        inside = even.gather(groups.of)
        some = frame.filter(inside)
        told = content(some["line"])
        some = (
            some.hstack(told).sort("group", "rest", *told.columns, maintain_order=True).select("line", "group", "rest")
        )
        ordered = pl.concat([frame.filter(~inside).sort("group", "rest"), some]).sort("group", maintain_order=True)
    place = pl.int_range(len(ordered), eager=True, dtype=pl.Int64) - groups.first.gather(groups.of)
    more = ordered["line"].filter(place < left.gather(groups.of))
    return shares.scatter(more, shares.gather(more) + 1)
