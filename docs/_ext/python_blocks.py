"""Makes the pages' Python blocks doctests, so that ``sphinx-build -b doctest`` runs them as the tests do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PythonBlocks(SphinxTransform):
    """Marks blocks of examples as tests; the blocks of one page run in order, with one set of names."""

    default_priority = 500

    def apply(self, **_: Any) -> None:  # noqa: ANN401 - the signature of docutils
        """Marks them."""
        for block in self.document.findall(nodes.literal_block):
            if block.get("language") == "python" and block.astext().startswith(">>>"):
                block["testnodetype"], block["groups"] = "doctest", ["default"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the transform."""
    app.add_transform(PythonBlocks)
    return {"parallel_read_safe": True}
