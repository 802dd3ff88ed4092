"""Splits amounts over lines in whole minor units; what is left over goes by content, so that order does not matter."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from xborder.frames._dense import Layout, value_of
from xborder.frames._ops import fill, flagged, places, put, take
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole

__all__ = ["Content", "shared_out"]

Content = Callable[[pl.Series], pl.DataFrame]
"""What lines are ordered by where an order must not matter: columns for the lines at some places."""


def shared_out(
    amounts: pl.Series, weights: pl.Series, groups: Layout, content: Content, whole: pl.Series | None = None
) -> pl.Series:
    """Each line's share of its group's amount, by weight; the largest remainders get one unit more.

    Args:
        amounts: whole minor units of each group.
        weights: of each line; groups that weigh nothing are split evenly.
        groups: which lines make a group.
        content: orders lines whose remainders are the same.
        whole: the sums of the weights, none of them nothing, when they are known.
    """
    if groups.single:
        return amounts
    if whole is None:
        whole = groups.sums(weights)
        if (whole == 0).any():
            weights = weights.zip_with(~groups.spread(whole == 0), pl.Series([1]))
            whole = groups.sums(weights)
    try:
        product = Whole(groups.spread(amounts), SHORT) * Whole(weights, SHORT)
    except TooLarge:
        product = Whole(groups.spread(amounts), LONG) * Whole(weights, LONG)
    over = groups.spread(whole).cast(product.series.dtype)
    parts = product.series // over
    shares = parts.cast(pl.Int64) if parts.dtype != pl.Int64 else parts
    left = amounts - groups.sums(shares)
    owing = left > 0
    if not owing.any():
        return shares

    def rests(lines: pl.Series) -> pl.Series:
        rest = take(product.series, lines) - take(parts, lines) * take(over, lines)
        return rest.cast(pl.Int64, wrap_numerical=True)

    more: list[pl.Series] = []
    for size in (2, 3):
        here = flagged(owing & (groups.counts == size))
        if len(here):
            chosen, even = _largest(take(groups.first, here), take(left, here), size, rests)
            more += chosen
            owing = put(owing, here, even)
    owing = owing & (groups.counts > 1)
    if owing.any():
        some, lines, _ = groups.only(owing)
        found = _sorted(rests(lines), left.filter(owing), some, lambda at: content(take(lines, at)))
        more.append(lines.filter(found))
    chosen_ = pl.concat(more, rechunk=True)
    return put(shares, chosen_, take(shares, chosen_) + 1)


def _largest(
    first: pl.Series, left: pl.Series, size: int, rests: Callable[[pl.Series], pl.Series]
) -> tuple[list[pl.Series], pl.Series]:
    """Which lines of groups of one size have the largest remainders, and which groups have equal ones in the way."""
    lines = [first + place for place in range(size)]
    held = [rests(each) for each in lines]
    more: list[pl.Series] = []
    for one in range(size):
        ahead = fill(0, len(first), pl.Int64())
        for other in range(size):
            if other != one:
                ahead = ahead + (held[other] > held[one]).cast(pl.Int64)
        more.append(ahead < left)
    given = more[0].cast(pl.Int64)
    for flags in more[1:]:
        given = given + flags.cast(pl.Int64)
    clear = given == left
    return [each.filter(flags & clear) for each, flags in zip(lines, more, strict=True)], ~clear


def _sorted(rests: pl.Series, left: pl.Series, groups: Layout, content: Content) -> pl.Series:
    """Which lines get more, in groups of any size; of the same remainders that which comes first by content."""
    frame = pl.DataFrame({"line": places(groups.lines), "group": groups.of, "rest": -rests})
    ordered = frame.sort("group", "rest", maintain_order=True)
    cut = groups.first + left.cast(pl.UInt32)
    sorted_rests = ordered["rest"]
    tied = flagged(take(sorted_rests, cut - 1) == take(sorted_rests, cut))
    if len(tied):
        even = fill(value=False, count=groups.consignments, dtype=pl.Boolean()).scatter(tied, value_of(flag=True))
        inside = take(even, groups.of)
        some = frame.filter(inside)
        told = content(some["line"])
        some = (
            some.hstack(told).sort("group", "rest", *told.columns, maintain_order=True).select("line", "group", "rest")
        )
        ordered = pl.concat([frame.filter(~inside).sort("group", "rest"), some]).sort("group", maintain_order=True)
    place = places(len(ordered)) - groups.spread(groups.first)
    chosen = ordered["line"].filter(place.cast(pl.Int64) < groups.spread(left))
    return fill(value=False, count=groups.lines, dtype=pl.Boolean()).scatter(chosen, value_of(flag=True))
