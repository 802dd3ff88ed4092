"""A place in the text of a duty, moving right: what the readers written by hand share."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from xborder.errors import BadInput

__all__ = ["Cursor"]

_BLANK: Final = re.compile(r"\s*")


class Cursor:
    """A place in a text; blanks are skipped after every step."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.move(0)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Steps over a pattern, if it stands here."""
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.move(found.end())
        return found

    def sign(self, sign: str) -> bool:
        """Steps over a sign, if it stands here."""
        found = self.text.startswith(sign, self.at)
        if found:
            self.move(self.at + 1)
        return found

    def move(self, to: int) -> None:
        """Goes to a place, and on over blanks."""
        found = _BLANK.match(self.text, to)
        self.at = found.end() if found else to

    def fail(self, wanted: str, hint: str = "") -> NoReturn:
        """Says what was wanted here.

        Raises:
            BadInput: always.
        """
        rest = self.text[self.at : self.at + 20]
        where = f"from character {self.at + 1} ({rest!r})" if rest else "at its end"
        text = self.text if len(self.text) <= 60 else self.text[:60] + "..."
        raise BadInput(f"duty {text!r} is not understood {where}: wanted {wanted}", hint=hint)
