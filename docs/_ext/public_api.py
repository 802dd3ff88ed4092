"""A directive that documents modules by their ``__all__``, each under its own name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


class PublicApi(SphinxDirective):
    """Lists modules, one a line, and gives each a heading and its documented members."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The sections."""
        lines: list[str] = []
        for name in self.content:
            members = ", ".join(import_module(name).__all__)
            lines += [f"### `{name}`", "", "```{eval-rst}", f".. automodule:: {name}", f"   :members: {members}"]
            lines += ["```", ""]
        return self.parse_text_to_nodes("\n".join(lines), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive."""
    app.add_directive("public-api", PublicApi)
    return {"parallel_read_safe": True}
