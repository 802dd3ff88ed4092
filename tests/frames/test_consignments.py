"""A stream is cut only where consignments end, loses no row, and refuses a consignment that comes back."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.frames.consignments import Runs, chunks

Name = int | str | None


def pieces(names: Sequence[Name], lengths: Sequence[int], dtype: pl.DataType) -> list[pl.DataFrame]:
    """Rows in pieces of some lengths, over and over."""
    frame = pl.DataFrame({"name": pl.Series(names, dtype=dtype), "place": pl.int_range(len(names), eager=True)})
    found, at, turn = [], 0, 0
    while at < frame.height:
        length = lengths[turn % len(lengths)] if any(lengths) else 1
        found.append(frame.slice(at, length))
        at, turn = at + length, turn + 1
    return found


def names_of(piece: pl.DataFrame) -> pl.Series:
    return piece["name"]


RUNS = st.lists(st.tuples(st.booleans(), st.integers(1, 7)), max_size=25)


@given(RUNS, st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(1, 30), st.booleans())
def test_consignments_stay_whole_and_rows_in_order(
    runs: list[tuple[bool, int]], lengths: list[int], rows: int, text: bool
) -> None:
    names: list[Name] = []
    for number, (named, length) in enumerate(runs):
        names += [(f"c{number}" if text else number) if named else None] * length
    given_ = pieces(names, lengths, pl.String() if text else pl.Int64())
    found = [pl.concat(part) for part in chunks(given_, names_of, rows)]
    assert [place for part in found for place in part["place"]] == list(range(len(names)))
    owners: dict[Name, int] = {}
    for number, part in enumerate(found):
        for name in part["name"].drop_nulls():
            assert owners.setdefault(name, number) == number
    longest = max((length for _, length in runs), default=0)
    assert all(part.height <= rows + max(rows, longest) for part in found)


@given(
    st.lists(st.sampled_from("abc"), min_size=3, max_size=12),
    st.lists(st.integers(1, 5), min_size=1, max_size=3),
    st.integers(1, 9),
)
def test_what_comes_back_is_refused_wherever_pieces_end(names: list[str], lengths: list[int], rows: int) -> None:
    begun = [name for place, name in enumerate(names) if not place or names[place - 1] != name]
    if len(set(begun)) == len(begun):
        assert list(chunks(pieces(list(names), lengths, pl.String()), names_of, rows))
    else:
        with pytest.raises(BadInput, match="comes back after others") as caught:
            list(chunks(pieces(list(names), lengths, pl.String()), names_of, rows))
        assert caught.value.path == "consignment"
        assert "sort or cluster" in caught.value.hint


@pytest.mark.parametrize("dtype", [pl.Int32(), pl.UInt64(), pl.Int128(), pl.String(), pl.Categorical()])
def test_what_comes_back_late_is_found_by_its_row(dtype: pl.DataType) -> None:
    order = [(number * 7919) % 10_007 for number in range(10_007)]  # neither ascending nor descending
    runs = Runs()
    for start in range(0, 10_000, 1_000):
        numbers = pl.Series(order[start : start + 1_000])
        runs.take((numbers if dtype.is_integer() else numbers.cast(pl.String)).cast(dtype))
    assert (runs.rows, runs.consignments) == (10_000, 10_000)
    late = pl.Series([order[10_001], order[10_002], order[4_321]])
    with pytest.raises(BadInput, match=f"row 10002: consignment '?{order[4_321]}'? comes back"):
        runs.take((late if dtype.is_integer() else late.cast(pl.String)).cast(dtype))


def test_ascending_consignments_that_fall_back_are_found() -> None:
    runs = Runs()
    runs.take(pl.Series([1, 2, 3]))
    runs.take(pl.Series([3, 5]))
    runs.take(pl.Series([4]))
    assert runs.consignments == 5
    with pytest.raises(BadInput, match="row 6: consignment 2 "):
        runs.take(pl.Series([2]))


def test_a_consignment_without_end_is_held_no_longer_than_it_may_be() -> None:
    """Both parts that it is cut into are longer than the contract allows, so all its rows have an error."""
    part = pl.DataFrame({"name": ["x"] * 1_000})
    found = [sum(map(len, each)) for each in chunks([part] * 100, names_of, 5_000)]
    assert sum(found) == 100_000
    assert len(found) > 5
    assert all(10_000 < length <= 30_000 for length in found)


@pytest.mark.parametrize("rows", [0, -1, 1.5, True, "many"])
def test_a_chunk_has_a_number_of_rows(rows: object) -> None:
    with pytest.raises(BadInput, match="number of rows"):
        list(chunks([pl.DataFrame({"name": ["a"]})], names_of, rows))  # type: ignore[arg-type]  # what is wrong
