"""The command line: quotes for a shell, what the law packs hold, and what they say."""

from __future__ import annotations

from xborder.cli._app import app, main

__all__ = ["app", "main"]
