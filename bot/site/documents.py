"""The project's documents as pages of the site: how to run the bot, what it stores, and so on.

They are Markdown files of the repository, which a wheel brings along. A link to one of them leads
to its page; one to any other file leads to the repository, where its address is known.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.anchors import anchors_plugin

from bot.site import texts
from bot.site.page import DOCUMENTS, Page

WRITING: Final = "cards/README.md"
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    texts.FOR_EVERYBODY: ("PRIVACY.md", "TERMS.md", "SUPPORT.md", "CODE_OF_CONDUCT.md"),
    texts.FOR_OPERATORS: (
        "docs/installing.md",
        "docs/hosting.md",
        "docs/running.md",
        "docs/site.md",
    ),
    texts.FOR_AUTHORS: (WRITING, "docs/reviewing.md", "docs/own-deck.md"),
    texts.FOR_DEVELOPERS: ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
}
"""The documents by who reads them; those of ``docs/`` that are not named are for operators."""
NAMES: Final[Mapping[str, str]] = {WRITING: "writing-cards", "SECURITY.md": "security-policy"}
"""Where the name of the file is not its own: there is ``docs/security.md`` as well."""
DESCRIPTION: Final = 200
"""Characters of a first paragraph that describe a document."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the repository, and where the site has it."""

    source: str
    path: str
    kind: str
    title: str
    summary: str
    tokens: tuple[Token, ...]


def find_documents() -> Path | None:
    """Return the folder that holds the documents: the checkout's, or the package's own.

    None where the bot was installed without them, as in its image.
    """
    code = Path(__file__).parents[1]
    for folder in (code / "documents", code.parent):
        if (folder / KINDS[texts.FOR_EVERYBODY][0]).is_file():
            return folder
    return None


def read_documents(folder: Path) -> tuple[Document, ...]:
    """Return the documents of a folder in reading order; those that it lacks are left out."""
    known = {source: kind for kind, sources in KINDS.items() for source in sources}
    more = sorted(each.relative_to(folder).as_posix() for each in (folder / "docs").glob("*.md"))
    kinds = known | {each: texts.FOR_OPERATORS for each in more if each not in known}
    order = list(KINDS)
    sources = sorted(kinds, key=lambda each: order.index(kinds[each]))
    markdown = _make_markdown()
    return tuple(
        _parse(markdown, source, kinds[source], (folder / source).read_text(encoding="utf-8"))
        for source in sources
        if (folder / source).is_file()
    )


def make_document_pages(documents: Sequence[Document], repository: str | None) -> tuple[Page, ...]:
    """Return a page that lists the documents, and one for each.

    ``repository`` is the address under which a browser sees the repository.
    """
    if not documents:
        return ()
    markdown = _make_markdown()
    paths = {document.source: document.path for document in documents}
    kinds = {kind: [each for each in documents if each.kind == kind] for kind in KINDS}
    pages = [
        Page(
            DOCUMENTS,
            "documents.html",
            texts.DOCUMENTS,
            texts.DOCUMENTS_DESCRIPTION,
            {"kinds": {kind: found for kind, found in kinds.items() if found}},
        )
    ]
    for document in documents:
        env = {"places": _LinkTargets(document, paths, repository), "labels": set()}
        body = markdown.renderer.render(document.tokens, markdown.options, env)
        pages.append(
            Page(
                document.path,
                "document.html",
                document.title,
                document.summary,
                # The files are the project's own, and raw HTML in them is shown as text.
                {"body": Markup(body)},  # noqa: S704
            )
        )
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class _LinkTargets:
    """Where links of a document lead."""

    document: Document
    paths: Mapping[str, str]
    repository: str | None

    def find(self, link: str) -> str | None:
        """Return the address for a link; None where there is none to lead to."""
        parts = urlsplit(link)
        if parts.scheme or not parts.path:
            return link
        source = posixpath.normpath(
            posixpath.join(posixpath.dirname(self.document.source), parts.path)
        )
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        if source in self.paths:
            here = posixpath.dirname(self.document.path)
            return posixpath.relpath(self.paths[source], here) + anchor
        return f"{self.repository}/blob/HEAD/{source}{anchor}" if self.repository else None


def _parse(markdown: MarkdownIt, source: str, kind: str, text: str) -> Document:
    tokens = markdown.parse(text)
    paragraphs = [
        _plain(tokens[place + 1])
        for place, token in enumerate(tokens)
        if token.type == "paragraph_open" and token.level == 0
    ]
    titles = [
        _plain(tokens[place + 1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    name = NAMES.get(source) or Path(source).stem.lower().replace("_", "-")
    summary = paragraphs[0] if paragraphs else titles[0]
    if len(summary) > DESCRIPTION:
        summary = summary[:DESCRIPTION].rsplit(" ", 1)[0] + "…"
    return Document(
        source,
        posixpath.join(posixpath.dirname(DOCUMENTS), f"{name}.html"),
        kind,
        texts.WRITING_CARDS if source == WRITING else titles[0],
        summary,
        tuple(tokens),
    )


def _plain(inline: Token) -> str:
    """Return the words of a line without its markup."""
    return "".join(
        each.content if each.type in {"text", "code_inline"} else " "
        for each in inline.children or ()
        if each.type in {"text", "code_inline", "softbreak"}
    )


def _make_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(anchors_plugin, min_level=1, max_level=4)
    for name, rule in RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


Env = MutableMapping[str, Any]


def _attributes(attributes: Mapping[str, str]) -> str:
    """Return the attributes of a tag, escaped, with a space before the first."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _open_heading(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: Env
) -> str:
    env["heading"] = _plain(tokens[place + 1])
    return renderer.renderToken(tokens, place, options, env)


def _label(env: Env, template: str) -> str:
    """Return the name of a part that scrolls: of its heading, and numbered where that is taken."""
    name = template.format(heading=env.get("heading", ""))
    place = 1
    while (name if place == 1 else f"{name} {place}") in env["labels"]:
        place += 1
    name = name if place == 1 else f"{name} {place}"
    env["labels"].add(name)
    return name


def _open_region(env: Env, tag: str, template: str) -> str:
    """Return the start of a part that scrolls by itself: with a name, and in a keyboard's reach."""
    attributes = {
        "class": "scroll", "role": "region", "aria-label": _label(env, template), "tabindex": "0",
    }  # fmt: skip
    return f"<{tag}{_attributes(attributes)}>"


def _open_table(
    _renderer: RendererHTML, _tokens: Sequence[Token], _place: int, _options: OptionsDict, env: Env
) -> str:
    return f"{_open_region(env, 'div', texts.TABLE_OF)}<table>\n"


def _close_table(
    _renderer: RendererHTML, _tokens: Sequence[Token], _place: int, _options: OptionsDict, _env: Env
) -> str:
    return "</table></div>\n"


def _open_cell(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: Env
) -> str:
    """Open the cell of a head; an empty one heads nothing."""
    if not tokens[place + 1].content:
        return "<td>"
    tokens[place].attrSet("scope", "col")
    return renderer.renderToken(tokens, place, options, env)


def _close_cell(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: Env
) -> str:
    return "</th>\n" if tokens[place - 1].content else "</td>\n"


def _show_code(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, env: Env
) -> str:
    code = escape(tokens[place].content)
    return f"{_open_region(env, 'pre', texts.EXAMPLE_OF)}<code>{code}</code></pre>\n"


def _open_link(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, env: Env
) -> str:
    address = env["places"].find(str(tokens[place].attrGet("href")))
    env["linked"] = address is not None
    return f"<a{_attributes({'href': address})}>" if address is not None else ""


def _close_link(
    _renderer: RendererHTML, _tokens: Sequence[Token], _place: int, _options: OptionsDict, env: Env
) -> str:
    return "</a>" if env["linked"] else ""


def _show_image(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: Env
) -> str:
    """Show what an image says: the site has none but those that are drawn of the deck."""
    return str(escape(tokens[place].content))


RULES: Final = {
    "heading_open": _open_heading,
    "table_open": _open_table,
    "table_close": _close_table,
    "th_open": _open_cell,
    "th_close": _close_cell,
    "fence": _show_code,
    "code_block": _show_code,
    "link_open": _open_link,
    "link_close": _close_link,
    "image": _show_image,
}
