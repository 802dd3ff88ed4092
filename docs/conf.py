"""How the documentation is built: ``sphinx-build -W -n -b html docs docs/_build/html``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import xborder

project = "xborder"
author = "The xborder authors"
copyright = "2026, The xborder authors"  # noqa: A001 - the name that Sphinx reads
version = release = xborder.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "law_tables",
    "public_api",
    "python_blocks",
]
exclude_patterns = ["_build"]
suppress_warnings = [
    "misc.highlighting_failure",  # JSON blocks of the contract carry comments
    "ref.python",  # annotations say short names, and two rooms may have one: a Parcel, a Mode, a Reason
]

html_theme = "furo"
html_title = f"xborder {release}"
html_static_path = ["_static"]

myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
napoleon_use_ivar = True
doctest_test_doctest_blocks = ""  # examples in docstrings are run where they stand, by pytest
doctest_global_setup = f"import os; os.chdir({str(Path(__file__).parents[1])!r})"

# Types of the standard library and of dependencies are named, not linked: the build needs no network. Of our own, names
# that docstrings take from a package's table of contents are described under their modules, and private ones nowhere.
nitpick_ignore = [
    ("py:class", "xborder.landed_cost.consignment.Sums"),
    ("py:class", "xborder.law.timeline.D"),
    ("py:data", "xborder.frames.COLUMNS"),
    ("py:meth", "xborder.Desk.compare"),
    ("py:class", "xborder.ports.versioned.T"),
    ("py:class", "xborder.adapters.memory.T"),
]
nitpick_ignore_regex = [
    (r"py:.*", r"(?!xborder\.).*"),
    (r"py:.*", r"xborder\.(\w+\.)*_\w+(\.\w+)*"),
    (r"py:(func|class|data)", r"xborder\.(places|goods|money|tariff|law|frames)\.\w+"),
    (r"py:(mod|func|class|data)", r"xborder\.shipping(\.[a-z]\w*)?(\.\w+)?"),
]
