"""Opening what a caller hands over as a file, by its path or its content: rate files and tariff files begin here."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO

from xborder.errors import BadInput

__all__ = ["FileSource", "cannot_read", "open_source"]

FileSource = str | os.PathLike[str] | bytes
"""A file: its path, or its content."""


def open_source(source: FileSource, name: str) -> tuple[str, BinaryIO]:
    """Open a path, or bytes as they are.

    Args:
        source: the path or the content.
        name: what content without a path is called in messages.

    Returns:
        The name for messages, and the stream; the caller closes it.

    Raises:
        BadInput: it is neither, or the file cannot be opened.
    """
    if isinstance(source, bytes):
        return name, io.BytesIO(source)
    if not isinstance(source, (str, os.PathLike)):
        raise BadInput(f"{type(source).__name__} is not a file", path="file", hint="a path, or the content as bytes")
    try:
        path = Path(source)
        return path.name, path.open("rb")
    except (OSError, ValueError, TypeError) as error:
        raise cannot_read(source, error) from None


def cannot_read(source: object, error: Exception) -> BadInput:
    """The error of a file that the system does not let us read."""
    reason = getattr(error, "strerror", None) or error
    return BadInput(f"cannot read {str(source)!r}: {reason}", path="file", hint="a file's path")
