"""Reads requests from JSON as strictly as the contract is meant: no doubles, no duplicate keys, nothing endless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from xborder.errors import BadInput, XborderError

__all__ = ["MOST_BYTES", "error_form", "read_json", "read_lines", "write_json"]

MOST_BYTES = 64 * 1024 * 1024
"""The longest request that is read: many times the largest that the contract allows."""

_MOST_DIGITS = 40
_PIECE = 1024 * 1024


def read_json(data: bytes) -> object:
    """One JSON document.

    Args:
        data: its bytes in UTF-8.

    Raises:
        BadInput: when it is anything but JSON that means one thing.

    >>> read_json(b'{"quantity": 2}')
    {'quantity': 2}
    >>> read_json(b'{"sku": "A", "sku": "B"}')
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: sku: the key comes twice in one object (say it once)
    """
    if len(data) > MOST_BYTES:
        raise BadInput(f"the request is longer than {MOST_BYTES // 1024**2} MiB", hint="split it")
    try:
        return _DECODER.decode(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"not UTF-8: byte {error.start} is {data[error.start]:#04x}", hint="write the request in UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        hint = "one request a line needs --jsonl" if error.msg == "Extra data" else "decimals are written as strings"
        raise BadInput(f"not JSON: {error.msg} at {where}", hint=hint) from None
    except RecursionError:
        raise BadInput("nested too deeply", hint="a request has four levels") from None


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the beginning, which is too long too."""
    while line := stream.readline(MOST_BYTES + 1):
        if len(line) > MOST_BYTES:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(_PIECE)
        yield line


def write_json(value: object, *, indent: int | None = None) -> str:
    """JSON in ASCII, which every pipe carries."""
    return json.dumps(value, indent=indent, separators=(", ", ": ") if indent else (",", ":"))


def error_form(error: XborderError) -> dict[str, object]:
    """An error as the contract writes it; where several come together, the first stands alone beside them."""
    members: tuple[XborderError, ...] = getattr(error, "errors", ())
    if not members:
        return {"error": error.to_dict()}
    return {"error": members[0].to_dict(), "errors": [member.to_dict() for member in members]}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise BadInput("the key comes twice in one object", path=_shown(key), hint="say it once")
            seen.add(key)
    return found


def _shown(key: str) -> str:
    """A key as a path can show it."""
    return key if key.isprintable() and len(key) <= 60 else ascii(key)[:60]


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise BadInput(f"a number has {len(digits)} digits", hint="at most 15 before the point")
    return int(digits)


def _refused(constant: str) -> NoReturn:
    raise BadInput(f"{constant} is not a number", hint='write a decimal string, for example "12.50"')


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_int=_whole, parse_constant=_refused)
