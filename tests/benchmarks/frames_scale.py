"""What a file larger than memory takes: lines a second, the peak of memory, and what a line costs as files grow.

Run: python tests/benchmarks/frames_scale.py [LINES]

Makes a mixed file (see frames.py) of ten million lines unless another number is given, and quotes it from Parquet to
Parquet in a process of its own, as it does files of ten thousand, a hundred thousand and a million lines. What reading,
cutting and writing cost is told against the columns alone.
"""

import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from frames import FX, ON, mixed  # type: ignore[import-not-found]  # it lies beside this script
from xborder.frames import DeskSpec, quote_file, quote_frame

_SEED_LINES = 200_000
_SIZES = (10_000, 100_000, 1_000_000)


def make(lines: int, path: Path) -> None:
    """Writes a mixed file: the same consignments over and over under numbers of their own, prices moved a little."""
    seed = mixed(min(lines, _SEED_LINES))
    last = int(seed["consignment"].max())
    draw = random.Random(20261122)  # noqa: S311 - a catalogue, no secret
    parts: list[pl.LazyFrame] = []
    for turn in range(-(-lines // seed.height)):
        more = pl.lit(draw.randrange(0, 5_000)).cast(pl.Decimal(18, 2)) / 100
        parts.append(
            seed.lazy().with_columns(
                pl.col("consignment") + turn * last,
                (pl.col("unit_price") + more).cast(pl.Decimal(18, 2)),
            )
        )
    pl.concat(parts).head(lines).sink_parquet(path, row_group_size=122_880)


def quoted(source: Path, target: Path) -> dict[str, float]:
    """Quotes a file in a process of its own: rows, seconds of the call and of the process, megabytes."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--quote", str(source), str(target)], check=True, capture_output=True, text=True
    )
    return {**json.loads(done.stdout), "process": time.perf_counter() - begun}


def quote_here(source: str, target: str) -> None:
    """The process of its own."""
    summary = quote_file(source, target, DeskSpec(on=ON, fx=FX))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": summary.rows, "seconds": summary.seconds, "megabytes": peak}))


def overhead(source: Path, target: Path, lines: int) -> tuple[float, float]:
    """Seconds of the columns alone, and from file to file, on a warm desk."""
    spec = DeskSpec.of(on=ON, fx=FX)
    frame = pl.read_parquet(source, n_rows=lines)
    frame.write_parquet(target)
    quote_frame(frame.head(1_000), spec.desk(), on=ON, fx=spec.fx)
    begun = time.perf_counter()
    for start in range(0, frame.height, 250_000):
        quote_frame(frame[start : start + 250_000], spec.desk(), on=ON, fx=spec.fx)
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    quote_file(target, target.with_name("overhead.parquet"), spec)
    return alone, time.perf_counter() - begun


def main() -> None:
    """Prints the figures."""
    if sys.argv[1:2] == ["--quote"]:
        quote_here(*sys.argv[2:4])
        return
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with TemporaryDirectory() as folder:
        whole, target = Path(folder, "in.parquet"), Path(folder, "out.parquet")
        for size in (*(size for size in _SIZES if size < lines), lines):
            begun = time.perf_counter()
            make(size, whole)
            made = time.perf_counter() - begun
            found = quoted(whole, target)
            print(
                f"{size:>12,} lines (made in {made:.1f} s): {found['seconds']:.1f} s, "
                f"{found['rows'] / found['seconds']:,.0f} lines a second, "
                f"{found['seconds'] / found['rows'] * 1e6:.2f} us a line, peak {found['megabytes']:,.0f} MB; "
                f"{found['process']:.1f} s with the start of the process",
                flush=True,
            )
        alone, file = overhead(whole, target, min(lines, 1_000_000))
        print(
            f"of {min(lines, 1_000_000):,} lines the columns alone take {alone:.2f} s, from file to file {file:.2f} s"
        )


if __name__ == "__main__":
    main()
