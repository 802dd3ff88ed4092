"""Directives that write tables from the law packs themselves, so that the pages cannot fall behind the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from xborder.law import LawBook
from xborder.law.checks import grade

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from xborder.law.rules import Pack

_GRADES = ("official", "secondary", "unverified")


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


class Coverage(_FromPacks):
    """One row for each jurisdiction that goods can be sent to."""

    def lines(self, packs: list[Pack]) -> Iterator[str]:
        yield "| law | jurisdiction | answers from | last checked | procedures | official / secondary / unverified |"
        yield "|---|---|---|---|---|---|"
        for pack in packs:
            head = pack.jurisdiction
            if head.abstract:
                continue
            found = [grade(entry, pack).value for entry in (*pack.charge, *pack.rate, *pack.threshold, *pack.procedure)]
            grades = " / ".join(str(found.count(name)) for name in _GRADES)
            procedures = len({procedure.id for procedure in pack.procedure})
            yield f"| {head.code} | {head.name} | {head.known_from} | {head.checked} | {procedures} | {grades} |"


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
                yield f"{policy.note[:1].upper()}{policy.note[1:].rstrip('.')}." if policy.note else f"{pack.jurisdiction.name}."
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
    app.add_directive("law-coverage", Coverage)
    app.add_directive("law-policies", Policies)
    app.add_directive("law-limitations", Limitations)
    return {"parallel_read_safe": True}
