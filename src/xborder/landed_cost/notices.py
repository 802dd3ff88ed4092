"""What a reader of a quote must be told, each with a stable code."""

from __future__ import annotations

import attrs

__all__ = ["Notice"]


@attrs.frozen
class Notice:
    """Something that the figures alone do not say.

    Attributes:
        code: stable, for programs: ``weak-evidence``, ``origin-assumed``, ``unknown-duty-rate`` ...
        level: ``info``, ``warning`` or ``blocking`` (a figure is missing).
        message: for people.
        rule: the rule, source or field it is about; may be empty.
    """

    code: str
    level: str
    message: str
    rule: str = ""

    def to_dict(self) -> dict[str, str]:
        """The notice as the public contract writes it."""
        return {"code": self.code, "level": self.level, "rule": self.rule, "message": self.message}
