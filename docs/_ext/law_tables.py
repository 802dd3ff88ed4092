"""Directives that write tables from the law packs themselves, so that the pages cannot fall behind the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from xborder.law import Evidence, LawBook, coverage

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from xborder.law.rules import Pack


class _FromPacks(SphinxDirective):
    """A directive whose content is Markdown that the packs give."""

    def run(self) -> list[nodes.Node]:
        book = LawBook()
        for path in sorted((self.env.srcdir / ".." / "src" / "xborder" / "law" / "packs").glob("*.toml")):
            self.env.note_dependency(str(path))
        text = "\n".join(self.lines([book.pack(code) for code in book.codes]))
        return self.parse_text_to_nodes(text, allow_section_headings=True)

    def lines(self, packs: list[Pack]) -> Iterator[str]:
        """The Markdown, line by line."""
        raise NotImplementedError


class CoverageTable(_FromPacks):
    """One row for each jurisdiction that goods can be sent to."""

    def lines(self, packs: list[Pack]) -> Iterator[str]:  # noqa: ARG002 - coverage() reads the same packs
        grades = " / ".join(grade.value for grade in Evidence)
        yield f"| law | jurisdiction | answers from | last checked | procedures | {grades} |"
        yield "|---|---|---|---|---|---|"
        for row in coverage():
            counts = " / ".join(str(row.evidence[grade]) for grade in Evidence)
            yield (
                f"| {row.jurisdiction} | {row.name} | {row.from_} | {row.checked} | {len(row.procedures)} | {counts} |"
            )


class Policies(_FromPacks):
    """One section for each choice that is the host's."""

    def lines(self, packs: list[Pack]) -> Iterator[str]:
        seen: set[str] = set()
        for pack in packs:
            for policy in pack.policy:
                if policy.id in seen:
                    continue
                seen.add(policy.id)
                yield f"## `{policy.id}`"
                yield ""
                note = policy.note or pack.jurisdiction.name
                yield f"{note[:1].upper()}{note[1:].rstrip('.')}."
                yield ""
                yield from (
                    f"- `{name}`{' (default)' if name == policy.default else ''}: {meaning}"
                    for name, meaning in policy.choices.items()
                )
                yield ""
                yield f"Sources: {'; '.join(_source(pack, key) for key in policy.source)}."
                yield ""


class Limitations(_FromPacks):
    """What each pack says is not in it."""

    def lines(self, packs: list[Pack]) -> Iterator[str]:
        for pack in packs:
            if pack.jurisdiction.limitations:
                yield f"**{pack.jurisdiction.name}**"
                yield ""
                yield from (f"- {limitation}" for limitation in pack.jurisdiction.limitations)
                yield ""


def _source(pack: Pack, key: str) -> str:
    source = pack.sources[key]
    title = f"[{source.title}]({source.url})" if source.url else source.title
    return f"{title} ({source.publisher}, {source.evidence.value})"


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directives."""
    app.add_directive("law-coverage", CoverageTable)
    app.add_directive("law-policies", Policies)
    app.add_directive("law-limitations", Limitations)
    return {"parallel_read_safe": True}
