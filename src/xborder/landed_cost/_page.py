"""Lines of text of limited width, written one after the other."""

from __future__ import annotations

import textwrap

import attrs

from xborder.landed_cost._summary import clean, columns

__all__ = ["WIDTH", "Page"]

WIDTH = 100


@attrs.define
class Page:
    """Text that grows line by line; no line is wider than the page, except for an address that stands alone."""

    lines: list[str] = attrs.Factory(list)

    def head(self, title: str) -> None:
        """Starts a part."""
        if self.lines:
            self.lines.append("")
        self.say(title)

    def rule(self) -> None:
        """Underlines the line above."""
        self.lines.append("-" * min(columns(self.lines[-1]), WIDTH))

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """Writes a paragraph.

        Args:
            text: the words; what a terminal would obey is taken out.
            indent: blanks before its first line.
            hang: further blanks before the others.
        """
        self.lines.extend(
            wrapped
            for line in textwrap.wrap(
                clean(text),
                WIDTH,
                initial_indent=" " * indent,
                subsequent_indent=" " * (indent + hang),
                break_on_hyphens=False,
            )
            for wrapped in _narrow(line, indent + hang)
        )

    def address(self, url: str, indent: int) -> None:
        """Writes an address in one piece, so that it can be copied."""
        self.lines.append(" " * indent + clean(url).replace(" ", "%20"))

    def figure(self, label: str, amount: str, indent: int = 2) -> None:
        """Writes a figure with its name, the amounts below each other."""
        self.lines.append(f"{' ' * indent}{label:<{44 - indent}}{amount:>20}")

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"


def _narrow(line: str, indent: int) -> list[str]:
    """A line of wide letters, cut where the page ends."""
    found: list[str] = []
    while columns(line) > WIDTH:
        cut = len(line)
        while columns(line[:cut]) > WIDTH:
            cut -= 1
        found.append(line[:cut])
        line = " " * indent + line[cut:]
    return [*found, line]
