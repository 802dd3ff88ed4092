"""Files of exchange rates whose publisher shows from their content."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xborder.errors import BadInput
from xborder.money.fx import RateTable

__all__ = ["read_published"]


def read_published(paths: Iterable[str | Path]) -> RateTable:
    """The rates of published files, each laid over those before it.

    Args:
        paths: files of the European Central Bank or of HM Revenue & Customs.

    Raises:
        BadInput: when a file is not one of a publisher that is known.
    """
    table = RateTable()
    for place, path in enumerate(paths):
        table |= _read(Path(path), f"rates[{place}]")
    return table


def _read(path: Path, where: str) -> RateTable:
    """A published file, of whichever of the two publishers it is."""
    refusals: list[str] = []
    for publisher, read in (("ECB", RateTable.from_ecb), ("HMRC", RateTable.from_hmrc)):
        try:
            return read(path)
        except BadInput as error:
            refusals.append(f"as a file of {publisher}: {error}")
    raise BadInput(f"{path.name} cannot be read. {'; '.join(refusals)}", path=where)
