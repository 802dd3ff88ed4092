"""HS codes as plain strings of digits: read them, show them, cut them, match them.

A code is kept as its digits only (``"61091000"``): that sorts, cuts and compares as tariffs do. The first six digits
are the same in every country (chapter 2, heading 4, subheading 6); what follows is national.
"""

from __future__ import annotations

import functools
from collections.abc import Container

from xborder.errors import BadInput

__all__ = ["chapter", "display", "heading", "is_prefix", "longest_prefix", "normalise", "subheading"]

_HINT = "for example 6109.10"
_RESERVED = {"00": "there is no chapter 00", "77": "chapter 77 is reserved and holds no goods"}
_SEPARATORS = str.maketrans("", "", ". \u00a0")


def normalise(text: str) -> str:
    """Read an HS code as people write it, and keep its digits.

    Args:
        text: 2 to 12 digits; dots and spaces may stand between them.

    Returns:
        The digits alone.

    Raises:
        BadInput: when it is not such a code; the caller adds the path of its field.

    >>> normalise("6109.10.00")
    '61091000'
    >>> normalise("61a")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: HS code '61a' has a letter; give 2 to 12 digits (for example 6109.10)
    """
    if not isinstance(text, str):
        raise BadInput(f"HS code is no text but {type(text).__name__}, which loses zeros", hint='for example "0901.21"')
    return _normalise(text)


@functools.lru_cache(maxsize=65_536)
def _normalise(text: str) -> str:
    digits = text.translate(_SEPARATORS)
    if not (digits.isascii() and digits.isdigit()):
        raise BadInput(f"HS code {_shown(text)} {_fault(digits)}; give 2 to 12 digits", hint=_HINT)
    if not 2 <= len(digits) <= 12:
        count = f"{len(digits)} digit{'' if len(digits) == 1 else 's'}"
        raise BadInput(f"HS code {_shown(text)} has {count}; give 2 to 12 digits", hint=_HINT)
    if digits[:2] in _RESERVED:
        raise BadInput(f"HS code {_shown(text)} names no goods: {_RESERVED[digits[:2]]}", hint=_HINT)
    return digits


def _fault(digits: str) -> str:
    if not digits:
        return "has no digits"
    if any(character.isalpha() for character in digits):
        return "has a letter"
    odd = next(character for character in digits if not (character.isascii() and character.isdigit()))
    return f"has the character {odd!r}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")


def display(code: str) -> str:
    """A normalised code with the dots of customary print: four digits, then pairs.

    >>> display("6109100012"), display("6109"), display("61")
    ('6109.10.00.12', '6109', '61')
    """
    return ".".join([code[:4], *(code[i : i + 2] for i in range(4, len(code), 2))])


def chapter(code: str) -> str:
    """The first two digits of a normalised code.

    >>> chapter("61091000")
    '61'
    """
    return code[:2]


def heading(code: str) -> str:
    """The first four digits of a normalised code, or ``""`` when it has fewer.

    >>> heading("61091000"), heading("61")
    ('6109', '')
    """
    return code[:4] if len(code) >= 4 else ""


def subheading(code: str) -> str:
    """The first six digits of a normalised code, or ``""`` when it has fewer.

    >>> subheading("61091000"), subheading("6109")
    ('610910', '')
    """
    return code[:6] if len(code) >= 6 else ""


def is_prefix(prefix: str, code: str) -> bool:
    """Whether ``prefix`` covers ``code``; both normalised.

    >>> is_prefix("6109", "610910"), is_prefix("610910", "6109")
    (True, False)
    """
    return code.startswith(prefix)


def longest_prefix(code: str, prefixes: Container[str]) -> str:
    """The longest of ``prefixes`` that covers ``code``, or ``""``; all normalised.

    Args:
        code: the code to place.
        prefixes: anything that answers ``in`` quickly: a set, or a mapping by prefix.

    >>> longest_prefix("61091000", {"61", "6109", "6110"})
    '6109'
    """
    for length in range(len(code), 1, -1):
        if code[:length] in prefixes:
            return code[:length]
    return ""
