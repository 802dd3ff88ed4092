"""``python -m xborder``: the command line, when its packages are installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]

_NEEDED = ("click", "rich")


def main() -> None:
    """Runs the command line; without its packages it says in one line how to get them."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(f'xborder: the command line needs {" and ".join(missing)}: pip install "xborder[cli]"\n')
        raise SystemExit(2)
    from xborder.cli import main as run  # noqa: PLC0415 - its packages are there only now

    run()


if __name__ == "__main__":
    main()
