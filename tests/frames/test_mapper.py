"""Record batches, however they are cut and typed, have the answers of one frame."""

from __future__ import annotations

import multiprocessing
import pickle
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import attrs
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from xborder import Desk
from xborder.errors import BadInput, RulesChanged
from xborder.frames import (
    ArrowMapper,
    DeskSpec,
    arrow_mapper,
    concat_quoted,
    quote_frame,
    rules_digest,
    same_rules,
)

ON = date(2026, 11, 22)
FX = tuple(
    {"base": "EUR", "quote": code, "rate": rate, "on": "2026-11-20", "source": "made up"}
    for code, rate in {"GBP": "0.87", "USD": "1.16", "CHF": "0.93"}.items()
)


def mixed(lines: int, seed: int = 1) -> pl.DataFrame:
    """Consignments of one to four lines, some without a name, some that cannot be answered or disagree."""
    draw = random.Random(seed)  # noqa: S311 - a catalogue, no secret
    rows: list[dict[str, object]] = []
    number = 0
    while len(rows) < lines:
        number += 1
        named = draw.random() < 0.8
        destination, currency = draw.choice(("NL", "DE", "GB", "CH", "XX")), draw.choice(("EUR", "USD", "GBP"))
        rows += [
            {
                "consignment": number if named else None,
                "destination": destination if draw.random() < 0.97 else "FR",
                "ship_from": "CN",
                "origin": "CN",
                "hs": draw.choice(("8518.30", "4901.99", "6109.10", "9503.00", "61x")),
                "quantity": draw.randint(1, 4),
                "unit_price": Decimal(draw.randrange(100, 30_000)).scaleb(-2),
                "currency": currency,
                "freight": Decimal("3.50") if draw.random() < 0.5 else None,
                "seller_registrations": draw.choice((None, [], ["ioss=IM2760000742"])),
                "prices_include": None if draw.random() < 0.9 else ["tax"],
                "mine": f"{number}-{line}",
            }
            for line in range(draw.randint(1, 4))
        ]
    schema = {"unit_price": pl.Decimal(18, 2), "freight": pl.Decimal(18, 2), "prices_include": pl.List(pl.String)}
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=schema)


FRAME = mixed(400)


@pytest.fixture(scope="module")
def mapper() -> ArrowMapper:
    return arrow_mapper(DeskSpec(on=ON, fx=FX))


@pytest.fixture(scope="module")
def whole(mapper: ArrowMapper) -> pl.DataFrame:
    answered = quote_frame(FRAME, mapper.spec.desk(), on=ON, fx=FX).frame
    assert answered["error"].null_count() not in {0, answered.height}
    return answered


def cut(table: pa.Table, lengths: list[int]) -> Iterator[pa.RecordBatch]:
    at = 0
    for length in lengths:
        yield pa.RecordBatch.from_arrays(
            [column.combine_chunks() for column in table.slice(at, length).columns], schema=table.schema
        )
        at += length
    assert at >= table.num_rows


@pytest.mark.parametrize("length", [3, 70, 1_000])
@pytest.mark.parametrize("rows", [60, 10_000])
def test_answers_do_not_depend_on_where_batches_end(
    mapper: ArrowMapper, whole: pl.DataFrame, length: int, rows: int
) -> None:
    table = FRAME.to_arrow()
    lengths = [0, *[length] * (table.num_rows // length + 1), 0]
    out = pa.Table.from_batches(list(attrs.evolve(mapper, rows=rows)(cut(table, lengths))))
    assert pl.DataFrame(out).equals(whole.select(out.column_names))
    assert out.schema.equals(mapper.schema(table.schema), check_metadata=True)


def test_columns_are_handed_on_as_they_are(mapper: ArrowMapper) -> None:
    given = FRAME.head(20).to_arrow(compat_level=pl.CompatLevel.oldest())
    odd = given.append_column("map", pa.array([[("a", 1)]] * 20, pa.map_(pa.string(), pa.int8())))
    odd = odd.append_column(
        pa.field("day", pa.timestamp("ns", "UTC"), metadata={"k": "v"}), pa.array([1] * 20, pa.timestamp("ns", "UTC"))
    )
    odd = odd.append_column("word", pa.array(["x"] * 20).dictionary_encode()).replace_schema_metadata({"mine": "kept"})
    odd = odd.append_column("procedure", pa.array(["eu.h1"] * 20))
    out = pa.Table.from_batches(list(mapper(odd.to_batches())))
    for name in odd.column_names:
        if name != "procedure":  # asked for, and answered
            assert out[name].equals(odd[name])
            assert out.field(name).equals(odd.field(name), check_metadata=True)
    assert out.column_names[-12:] == mapper.schema(odd.schema).names[-12:]
    assert out.schema.metadata[b"mine"] == b"kept"


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        ("destination", pa.dictionary(pa.int8(), pa.string())),
        ("currency", pa.dictionary(pa.int32(), pa.large_string())),
        ("hs", pa.large_string()),
        ("hs", pa.string_view()),
        ("unit_price", pa.decimal128(38, 6)),
        ("unit_price", pa.decimal256(40, 2)),
        ("unit_price", pa.dictionary(pa.int16(), pa.decimal128(18, 2))),
        ("unit_price", pa.string()),
        ("quantity", pa.uint8()),
        ("quantity", pa.int64()),
        ("consignment", pa.int16()),
        ("consignment", pa.string()),
        ("consignment", pa.dictionary(pa.int32(), pa.string())),
        ("seller_registrations", pa.list_(pa.string())),
        ("freight", pa.null()),
    ],
    ids=str,
)
def test_a_column_may_have_any_type_that_holds_it(mapper: ArrowMapper, column: str, dtype: pa.DataType) -> None:
    table = FRAME.head(60).to_arrow(compat_level=pl.CompatLevel.oldest())
    field = table.schema.get_field_index(column)
    if pa.types.is_null(dtype):
        given = table.set_column(field, column, pa.nulls(table.num_rows))
    else:
        plain = dtype.value_type if pa.types.is_dictionary(dtype) else dtype
        values = table[column].cast(plain).combine_chunks()
        made = values.dictionary_encode().cast(dtype) if pa.types.is_dictionary(dtype) else values
        given = table.set_column(field, pa.field(column, dtype), made)
    expected = quote_frame(
        FRAME.head(60).with_columns(freight=None) if pa.types.is_null(dtype) else FRAME.head(60),
        mapper.spec.desk(), on=ON, fx=FX,
    ).frame  # fmt: skip
    batches = [*given.slice(0, 25).to_batches(), *given.slice(25).to_batches()]
    out = pa.Table.from_batches(list(attrs.evolve(mapper, rows=20)(batches)))
    assert out.schema.equals(mapper.schema(given.schema), check_metadata=True)
    told = ["landed_cost", "error"]
    assert pl.DataFrame(out.select(told)).equals(expected.select(told))


def test_nothing_comes_of_nothing(mapper: ArrowMapper) -> None:
    assert list(mapper([])) == []
    assert list(mapper(FRAME.clear().to_arrow().to_batches())) == []


@pytest.mark.parametrize(
    ("table", "path", "mend"),
    [
        (FRAME.drop("destination").to_arrow(), "destination", "add it"),
        (FRAME.with_columns(pl.col("unit_price").cast(pl.Float64)).to_arrow(), "unit_price", 'floats="round"'),
        (FRAME.with_columns(landed_cost=1).to_arrow(), "landed_cost", "drop or rename it"),
        (FRAME.with_columns(pl.col("consignment").cast(pl.Float64)).to_arrow(), "consignment", "cast it"),
        (FRAME.to_arrow().append_column("hs", pa.nulls(FRAME.height)), "hs", "drop or rename"),
        (
            FRAME.drop("mine").to_arrow().append_column("sku", pa.nulls(FRAME.height, pa.month_day_nano_interval())),
            "sku",
            "cast it to one of: String",
        ),
        (FRAME.drop("hs").to_arrow().append_column("hs", pa.nulls(FRAME.height, pa.list_(pa.int8()))), "hs", "cast it"),
    ],
    ids=["missing", "float", "taken", "consignment", "twice", "interval", "list"],
)
def test_a_bad_column_is_named_before_anything_runs(mapper: ArrowMapper, table: pa.Table, path: str, mend: str) -> None:
    for ask in (lambda: mapper.schema(table.schema), lambda: list(mapper(table.to_batches()))):
        with pytest.raises(BadInput) as caught:
            ask()
        assert caught.value.path == path
        assert mend in caught.value.hint


def test_floats_are_taken_when_the_spec_says_so(mapper: ArrowMapper, whole: pl.DataFrame) -> None:
    floating = FRAME.with_columns(pl.col("unit_price").cast(pl.Float64)).to_arrow()
    rounding = arrow_mapper(attrs.evolve(mapper.spec, floats="round"))
    out = pl.DataFrame(pa.Table.from_batches(list(rounding(floating.to_batches()))))
    assert out["landed_cost"].equals(whole["landed_cost"])


def test_a_consignment_that_comes_back_is_refused(mapper: ArrowMapper) -> None:
    one, other = FRAME.head(1), FRAME.head(1).with_columns(consignment=pl.lit(99, pl.Int64))
    batches = pa.Table.from_batches([b for f in (one, other, one) for b in f.to_arrow().to_batches()]).to_batches()
    with pytest.raises(BadInput, match="consignment: row 2: consignment 1 comes back"):
        list(mapper(batches))


def test_batches_of_two_schemas_are_refused(mapper: ArrowMapper) -> None:
    batches = [*FRAME.head(5).to_arrow().to_batches(), *FRAME.tail(5).drop("mine").to_arrow().to_batches()]
    with pytest.raises(BadInput, match="different schemas"):
        list(mapper(batches))


def test_a_desk_does_not_travel() -> None:
    with pytest.raises(BadInput, match="a Desk is no spec"):
        arrow_mapper(Desk())  # type: ignore[arg-type]  # what is wrong


def _in_another_process(pickled: bytes, table: pa.Table) -> pa.Table:
    return pa.Table.from_batches(list(pickle.loads(pickled)(table.to_batches())))  # noqa: S301 - our own


def test_another_process_has_the_same_answers(mapper: ArrowMapper, whole: pl.DataFrame) -> None:
    table = FRAME.to_arrow(compat_level=pl.CompatLevel.oldest())
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        out = pool.apply(_in_another_process, (pickle.dumps(mapper), table))
    assert pl.DataFrame(out).equals(whole.select(out.column_names))


# --- under which rules ------------------------------------------------------------------------------------------------


def test_outputs_of_one_set_of_rules_go_together_and_others_do_not(mapper: ArrowMapper) -> None:
    table = FRAME.head(10).to_arrow()
    one = pa.Table.from_batches(list(mapper(table.to_batches())))
    other = pa.Table.from_batches(
        list(arrow_mapper(attrs.evolve(mapper.spec, rules=None, strict=True))(table.to_batches()))
    )
    assert same_rules(one, mapper.schema(table.schema), one.to_batches()[0]) == mapper.spec.digest
    both = concat_quoted(one, one.to_batches()[0])
    assert both.num_rows == 20
    assert rules_digest(both) == mapper.spec.digest
    with pytest.raises(RulesChanged) as caught:
        concat_quoted(one, one, other)
    assert caught.value.message.count("sha256:") == 2
    assert "outputs[2]" in caught.value.message
    with pytest.raises(BadInput, match=r"outputs\[1\]: it does not say"):
        same_rules(one, table)
    with pytest.raises(BadInput, match="columns differ"):
        concat_quoted(one, one.drop_columns(["mine"]).append_column("mine", pa.array([1] * 10)))
    with pytest.raises(BadInput, match="there are no outputs"):
        same_rules()
    with pytest.raises(BadInput, match="a DataFrame does not say"):
        rules_digest(FRAME)
    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        rules_digest("none.parquet")
