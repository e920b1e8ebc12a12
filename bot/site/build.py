"""The whole site as files: every page of the deck, the documents, and what programs read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import discord
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.deck.info import Group
from bot.deck.model import Deck, Level, path_on_site
from bot.features.cards import texts as card_texts
from bot.pictures.site_preview import picture_of_site
from bot.site import page as places
from bot.site import texts
from bot.site.cards import list_group, list_pages, make_card_page, make_moved_page, red_flags_of
from bot.site.colours import draw_colours
from bot.site.comparisons import make_comparison_page
from bot.site.documents import make_document_pages, read_documents
from bot.site.glossary import make_glossary_page
from bot.site.page import Page, draw_text
from bot.site.pictures import SitePicture, draw_card_picture, draw_icon, draw_preview
from bot.site.search_index import NOTICES, make_index
from bot.ui.embeds import DAGGER, format_day
from bot.ui.permissions import NEEDED

HERE: Final = Path(__file__).parent
INDEX: Final = "search-index.js"
SCRIPT: Final = "search.js"


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What the operator knows of the site, and the deck does not."""

    url: str | None = None
    """Where it is published; without it no page names its own address."""
    application_id: int | None = None
    """Of the bot to invite."""
    repository: str | None = None
    """The address of the source code."""
    documents: Path | None = None
    """The folder of the documents."""


def build_site(deck: Deck, options: SiteOptions) -> dict[str, bytes]:
    """Return every file of the site by its path.

    Raise :class:`~bot.pictures.typesetter.NotDrawn` where a picture cannot be drawn.
    """
    # typst draws in a process of its own, so all else that needs no picture is done meanwhile.
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(_draw_pictures, deck)
        index = make_index(deck)
        documents = make_document_pages(
            read_documents(options.documents) if options.documents else (), options.repository
        )
        pictures, preview = drawing.result()
    pages = (*_make_pages(deck, options, pictures), *documents)
    draw = _Drawing(deck, options, preview)
    files = {page.path: draw.draw(page) for page in pages}
    files |= {picture.path: picture.content for picture in (*pictures.values(), preview)}
    style = (HERE / "static" / places.STYLES).read_text(encoding="utf-8")
    files[places.STYLES] = f"{style}\n{draw_colours(deck)}".encode()
    files[SCRIPT] = (HERE / "static" / SCRIPT).read_bytes()
    files[INDEX] = index
    files[places.ICON] = draw_icon(deck)
    files["robots.txt"] = draw.draw_list("robots.txt", pages)
    if options.url:
        files["sitemap.xml"] = draw.draw_list("sitemap.xml", pages)
    return files


def _draw_pictures(deck: Deck) -> tuple[dict[str, SitePicture], SitePicture]:
    """Return the pictures of cards by their ids, and what other sites show of this one."""
    pictures = {
        card.id: picture
        for card in deck.cards.values()
        if (picture := draw_card_picture(deck, card))
    }
    return pictures, draw_preview(picture_of_site(deck, texts.PREVIEW_LINE), places.PREVIEW)


def path_of_group(group: Group) -> str:
    """Return where the site has a group of cards."""
    return f"topics/{group.id}.html"


def _make_pages(
    deck: Deck, options: SiteOptions, pictures: dict[str, SitePicture]
) -> Iterator[Page]:
    groups = {group: pages for group in deck.groups.values() if (pages := list_group(deck, group))}
    key = deck.info.key_cards
    questions = {
        key.overview: card_texts.WHAT_IS_THIS,
        key.red_flags: card_texts.WHEN_TO_GET_HELP,
        key.treatment: card_texts.WHAT_HELPS,
        key.doctor: card_texts.QUESTIONS,
    }
    start = [(deck.cards[each], label) for each, label in questions.items() if each in deck.cards]
    yield Page(
        places.HOME,
        "home.html",
        deck.info.title,
        texts.HOME_DESCRIPTION.format(len(deck.cards), subject=deck.info.subject.full),
        {"groups": groups, "start": start},
    )
    yield Page(
        places.TOPICS, "topics.html", texts.TOPICS, texts.TOPICS_DESCRIPTION, {"groups": groups}
    )
    for group, pages in groups.items():
        yield Page(
            path_of_group(group),
            "group.html",
            group.title,
            texts.GROUP_DESCRIPTION.format(group=group.title),
            {"group": group, "pages": pages, "groups": groups},
        )
    for card in deck.cards.values():
        yield make_card_page(deck, card, pictures.get(card.id))
    for table in deck.comparisons.values():
        yield make_comparison_page(deck, table)
    for old, new in deck.info.moved.items():
        if new in deck.cards:
            yield make_moved_page(old, deck.cards[new])
    yield make_glossary_page(deck)
    yield _make_sources_page(deck)
    yield _make_search_page(deck)
    yield Page(places.ABOUT, "about.html", card_texts.ABOUT, deck.info.disclaimer_short)
    yield _make_invitation(options)
    yield Page(
        places.NOT_FOUND, "not_found.html", texts.NOT_FOUND, texts.NOT_FOUND_LEAD, listed=False
    )


def _make_sources_page(deck: Deck) -> Page:
    sources = sorted(deck.sources.values(), key=lambda source: source.cite.casefold())
    return Page(
        places.SOURCES,
        "sources.html",
        card_texts.ALL_SOURCES,
        texts.SOURCES_DESCRIPTION.format(len(sources)),
        {"sources": sources},
    )


def _make_search_page(deck: Deck) -> Page:
    info = deck.info
    notices = [
        (info.urgent_notice, None),
        (info.crisis_notice.text, info.crisis_notice.link),
        (info.overdose_notice.text, info.overdose_notice.link),
    ]
    return Page(
        places.SEARCH,
        "search.html",
        texts.SEARCH,
        texts.SEARCH_DESCRIPTION,
        {"notices": list(zip(NOTICES, notices, strict=True))},
        scripts=(INDEX, SCRIPT),
    )


def _make_invitation(options: SiteOptions) -> Page:
    server = account = None
    if options.application_id is not None:
        server = discord.utils.oauth_url(
            options.application_id, permissions=NEEDED, scopes=("bot", "applications.commands")
        )
        account = discord.utils.oauth_url(options.application_id, scopes=("applications.commands",))
        account = f"{account}&integration_type=1"
    return Page(
        places.INVITATION,
        "invitation.html",
        texts.INVITATION,
        texts.INVITATION_DESCRIPTION,
        {
            "server": server,
            "account": account,
            "rights": [texts.RIGHTS[name] for name, wanted in NEEDED if wanted],
        },
    )


class _Drawing:
    """Draws pages with what all of them share."""

    def __init__(self, deck: Deck, options: SiteOptions, preview: SitePicture) -> None:
        self._options = options
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["rich"] = draw_text
        environment.filters["day"] = format_day
        environment.filters["public"] = _name_publicly
        environment.globals |= {
            "deck": deck,
            "info": deck.info,
            "site": options,
            "preview": preview,
            "texts": texts,
            "card_texts": card_texts,
            "places": places,
            "levels": list(Level),
            "dagger": DAGGER,
            "red_flags": red_flags_of(deck),
            "path_on_site": path_on_site,
            "path_of_group": path_of_group,
            "comparisons": list_pages(deck, deck.comparisons.values()),
        }
        self._environment = environment

    def draw_list(self, template: str, pages: Sequence[Page]) -> bytes:
        """Return a file for search engines, which are told of the pages that are listed."""
        listed = [page for page in pages if page.listed]
        return self._environment.get_template(template).render(pages=listed).encode()

    def draw(self, page: Page) -> bytes:
        """Return the page as HTML."""
        url = self._options.url
        root = page.root
        if page.path == places.NOT_FOUND and url:
            # It is shown at any address, so its links begin at the top.
            root = f"{urlsplit(url).path}/"
        template = self._environment.get_template(page.template)
        return template.render(
            page=page,
            root=root,
            **page.values,
        ).encode()


def _name_publicly(path: str) -> str:
    """Return a path as it is named to others: the home page is the site itself."""
    return "" if path == places.HOME else path
