"""The ways in which duties are written, and the one way in."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from xborder.errors import BadInput
from xborder.tariff.expression import DutyExpression
from xborder.tariff.grammar import MAX_LENGTH, parse_plain
from xborder.tariff.terms import Term

__all__ = ["DIALECTS", "Parser", "parse_duty"]

Parser = Callable[[str], Term]
"""Reads one duty written in one dialect.

It raises ``BadInput`` naming the place that is not understood, or ``NotComputable`` naming what a person must supply.
"""


def _of_authority(name: str) -> Parser:
    """The parser of a dialect that one authority writes; its module loads with the first text."""

    def parse(text: str) -> Term:
        read: Parser = getattr(import_module(f"xborder.tariff.{name}_dialect"), f"parse_{name}")
        return read(text)

    return parse


DIALECTS: Final[Mapping[str, Parser]] = types.MappingProxyType(
    {"plain": parse_plain, **{name: _of_authority(name) for name in ("us", "uk", "eu", "jp", "ca")}}
)
"""Each dialect by its name: ``plain``, and those of the tariffs of the US, the UK, the EU, Japan and Canada."""


def parse_duty(text: str, dialect: str = "plain") -> DutyExpression:
    """Read a duty expression.

    Args:
        text: what a tariff line says: ``Free``, ``6.5%``, ``1.2 EUR/kg``, ``10% MIN 22.40 EUR/100 kg`` ...
        dialect: how it is written; a key of ``DIALECTS``.

    Returns:
        The expression; its text is canonical, and reading that text gives an equal expression.

    Raises:
        BadInput: when the text is no duty in that dialect; the caller adds the path of its field.
        NotComputable: when it is one that cannot be computed from its words alone.

    >>> str(parse_duty("4.4¢/kg + 8.5 %"))
    '0.044 USD/kg + 8.5%'
    >>> parse_duty("22.40 EUR / 100 kg") == parse_duty("22.4 EUR/DTN")
    True
    """
    for value in (text, dialect):
        if not isinstance(value, str):
            raise BadInput(f"a duty is text and not {type(value).__name__}", hint='for example "6.5%"')
    if dialect not in DIALECTS:
        raise BadInput(f"unknown dialect of duty expressions {dialect!r:.40}", hint=f"one of {', '.join(DIALECTS)}")
    return _parse(text, dialect)


@functools.lru_cache(maxsize=16_384)
def _parse(text: str, dialect: str) -> DutyExpression:
    if len(text) > MAX_LENGTH:
        raise BadInput(f"duty {text[:40]!r}... has {len(text)} characters", hint=f"at most {MAX_LENGTH} are read")
    return DutyExpression(DIALECTS[dialect](text))
