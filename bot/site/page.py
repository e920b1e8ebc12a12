"""A page of the site before it is drawn, and what pages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from bot.ui.markup import split_bold

HOME: Final = "index.html"
TOPICS: Final = "topics.html"
GLOSSARY: Final = "glossary.html"
SOURCES: Final = "sources.html"
SEARCH: Final = "search.html"
ABOUT: Final = "about.html"
INVITATION: Final = "add-the-bot.html"
DOCUMENTS: Final = "documents/index.html"
NOT_FOUND: Final = "404.html"
STYLES: Final = "site.css"
ICON: Final = "favicon.svg"
PREVIEW: Final = "preview.png"
"""What other sites show of a link to this one."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it is, which template draws it, and what that is given."""

    path: str
    template: str
    title: str
    description: str
    values: Mapping[str, object] = field(default_factory=dict)
    changed_on: date | None = None
    scripts: tuple[str, ...] = ()
    """Files of the site that it runs; without any, its policy forbids scripts."""
    listed: bool = True
    """Whether search engines are told of it."""

    @property
    def root(self) -> str:
        """The way from the page to the top of the site: it works on a disk and in any folder."""
        return "../" * self.path.count("/")


def draw_text(text: str) -> Markup:
    """Return a text of the deck as HTML; ``**words in bold**`` are its only markup."""
    parts = [escape(part) for part in split_bold(text)]
    parts[1::2] = [Markup("<strong>{}</strong>").format(part) for part in parts[1::2]]
    return Markup("").join(parts)
