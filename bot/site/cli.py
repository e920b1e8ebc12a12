"""``imnm-bot site``: write the deck as a site, and say how long that took."""

from __future__ import annotations

import time
from pathlib import Path

from bot.deck.library import keep_signed
from bot.deck.loader import gather
from bot.deck.model import Deck
from bot.deck.rules import inspect
from bot.errors import DeckError
from bot.progress import stage
from bot.settings import EXPECTED, Settings, SettingsError
from bot.site.build import SiteOptions, build_site
from bot.site.documents import find_documents
from bot.site.folder import write_site


def run_site(settings: Settings, out: Path, repository: str | None) -> int:
    """Write the site of the deck to a folder, and return the exit code.

    Raise :class:`~bot.errors.BotError` where the deck has faults, or the folder is not one to write
    a site to.
    """
    began = time.perf_counter()
    deck = _read_deck(settings)
    options = SiteOptions(settings.site_url, settings.application_id, repository, find_documents())
    with stage("Writing the site"):
        files = build_site(deck, options)
        write_site(out, files)
    pages = sum(path.endswith(".html") for path in files)
    seconds = time.perf_counter() - began
    print(f"Wrote {pages} pages to {out} in {seconds:.1f} s. Open {out / 'index.html'}.")
    if settings.site_url is None:
        print("Without SITE_URL the pages name no address of their own, and there is no sitemap.")
    if options.documents is None:
        print("This installation has no documents, so the site has none.")
    return 0


def _read_deck(settings: Settings) -> Deck:
    if not settings.cards_dir.is_dir():
        raise SettingsError(f"CARDS_DIR {EXPECTED['cards_dir']}: {settings.cards_dir} is none.")
    # Without an index for the bot's search, which would take as long again.
    draft = gather(settings.cards_dir)
    errors = tuple(fault for fault in inspect(draft, "load") if fault.severity == "error")
    if errors:
        raise DeckError(errors)
    return keep_signed(draft.deck()) if settings.require_sign_off else draft.deck()
