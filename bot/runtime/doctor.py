"""``imnm-bot doctor``: what is right and what is wrong with this bot, on one page.

The page is made for an issue that everybody reads: it holds no secret, no id, no name of a server
or person, and ``~`` for the home folder.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import discord

from bot import __version__
from bot.deck.library import Library
from bot.deck.model import Deck, Level
from bot.errors import DeckError, StoreEmpty, StoreError, StoreOlder
from bot.features.cards.subcommands import SUBCOMMANDS
from bot.pictures.drawing import draw_png
from bot.pictures.pages import pictures_of
from bot.runtime.doctor_discord import examine_discord
from bot.runtime.health_check import HealthError, check_health
from bot.runtime.verdicts import Health, Verdict
from bot.settings import Settings, SettingsError, read_settings
from bot.store.database import Access
from bot.store.engine import StoreEngine, find_engine
from bot.store.sqlite.copies import find_copies
from bot.store.sqlite.schema import require_current

DECK: Final = "Deck"

SHOWN: Final = frozenset(
    {
        "require_sign_off",
        "log_level",
        "log_format",
        "retention_days",
        "shard_count",
        "health_port",
        "health_host",
        "clock_confirmed",
        "site_url",
    }
)
"""The settings whose values may be read by everybody."""

MEGABYTE: Final = 1024 * 1024
LEAST_FREE, LITTLE_FREE = 50 * MEGABYTE, 500 * MEGABYTE
OLD_BACKUP: Final = 30
"""Days."""


async def examine(environment: Mapping[str, str] = os.environ) -> list[Verdict]:
    """Look at everything, also when something before it was wrong; change nothing."""
    found = [_versions()]
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        return [
            *found,
            Verdict(
                "Settings",
                Health.WRONG,
                str(error).replace("\n", " "),
                "Mend these first; nothing else was looked at.",
            ),
        ]
    found.append(_name_settings(settings))
    library = Library(
        settings.cards_dir,
        require_sign_off=settings.require_sign_off,
        subcommands=SUBCOMMANDS,
    )
    found += _examine_deck(library)
    read = all(each.grade is not Health.WRONG for each in found if each.about == DECK)
    engine = find_engine(settings.database_url)
    if isinstance(engine.place, Path):
        path, now = engine.place, datetime.now(UTC)
        found += [_examine_database(path), _examine_backups(path, now), _examine_disk(path)]
    else:
        found.append(await _examine_server(engine))
    found += [finding async for finding in examine_discord(settings, library if read else None)]
    if settings.health_port is not None:
        found.append(_examine_running(settings.health_port, settings.health_host))
    return found


def as_text(found: Iterable[Verdict]) -> str:
    """Return the page for people."""
    lines = [f"imnm-bot doctor, {datetime.now(UTC):%d %b %Y %H:%M} UTC"]
    for each in found:
        lines.append(f"  {each.grade:8} {each.about:10} {each.says}")
        if each.do:
            lines.append(f"{'':22}{each.do}")
    return "\n".join(lines)


def as_json(found: Iterable[Verdict]) -> str:
    """Return the page for programs: ``{"ok": ..., "findings": [...]}``."""
    findings = list(found)
    return json.dumps(
        {"ok": is_well(findings), "findings": [asdict(each) for each in findings]}, indent=2
    )


def is_well(found: Iterable[Verdict]) -> bool:
    """Return whether nothing is wrong."""
    return all(each.grade is not Health.WRONG for each in found)


def _versions() -> Verdict:
    return Verdict(
        "Versions",
        Health.RIGHT,
        f"imnm-bot {__version__}, Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()}, discord.py {discord.__version__}, SQLite {sqlite3.sqlite_version}",
    )


def _name_settings(settings: Settings) -> Verdict:
    named = sorted(settings.named)
    said = [
        f"{name.upper()}={getattr(settings, name)}" if name in SHOWN else f"{name.upper()} is set"
        for name in named
    ]
    usual = [
        f"{name.upper()}={getattr(settings, name)}"
        for name in sorted(SHOWN - set(named))
        if getattr(settings, name) is not None
    ]
    told = f"From the environment: {', '.join(said) or 'none'}. By default: {', '.join(usual)}."
    return Verdict("Settings", Health.RIGHT, told)


def _examine_deck(library: Library) -> Iterator[Verdict]:
    place = _shorten(library.folder.absolute())
    try:
        library.load()
    except DeckError as error:
        yield Verdict(
            DECK,
            Health.WRONG,
            f"{place} has {len(error.faults)} faults.",
            f"imnm-bot check {place} names each with its cure.",
        )
        return
    deck = library.deck
    info = deck.info
    yield Verdict(
        DECK,
        Health.RIGHT,
        f"{info.title} {info.version} of {info.released_on}: {len(deck.cards)} cards, from {place}",
    )
    yield _draw(deck)


def _draw(deck: Deck) -> Verdict:
    """Draw one picture: fonts, templates and typst are there if that works."""
    pages = (pictures_of(deck, card, Level.PLAIN) for card in deck.cards.values())
    picture = next((first for first, *_ in filter(None, pages)), None)
    if picture is None:
        return Verdict("Pictures", Health.RIGHT, "This deck has none.")
    try:
        drawn = draw_png(picture.template, picture.data)
    except Exception as error:  # noqa: BLE001 - whatever is missing, the page says so
        return Verdict(
            "Pictures",
            Health.WRONG,
            f"None can be drawn ({type(error).__name__}): cards come as text alone.",
            "Install the bot again, with all that it requires.",
        )
    return Verdict("Pictures", Health.RIGHT, f"One was drawn, {len(drawn) // 1024} KB.")


def _examine_database(path: Path) -> Verdict:
    place = _shorten(path)
    if not path.exists():
        folder = _nearest(path)
        if os.access(folder, os.W_OK):
            return Verdict("Database", Health.RIGHT, f"There is none yet; {place} will be made.")
        return Verdict(
            "Database",
            Health.WRONG,
            f"There is none yet, and {_shorten(folder)} may not be written to.",
            "Let the bot's user write there, or set another DATABASE_URL.",
        )
    try:
        require_current(path)
    except StoreOlder:
        return Verdict(
            "Database",
            Health.LOOK,
            f"{place} is of an older version.",
            "The next start brings it up to date and keeps a copy.",
        )
    except StoreError as error:
        return Verdict("Database", Health.WRONG, f"{place}: {error.reason}.")
    if not os.access(path, os.W_OK):
        return Verdict("Database", Health.WRONG, f"{place} may not be written to.")
    size = path.stat().st_size / MEGABYTE
    return Verdict("Database", Health.RIGHT, f"{place}, {size:.1f} MB, of this version")


def _examine_backups(path: Path, now: datetime) -> Verdict:
    """Tell of the newest backup; those that were taken elsewhere are not seen."""
    if not path.is_file():
        return Verdict("Backups", Health.RIGHT, "There is nothing to copy yet.")
    try:
        found = find_copies(path)
    except StoreError as error:
        return Verdict("Backups", Health.LOOK, f"They cannot be read: {error.reason}.")
    where = _shorten(path.absolute().parent)
    if not found:
        return Verdict(
            "Backups",
            Health.LOOK,
            f"There is none in {where} or in a folder there.",
            "imnm-bot backup FILE makes one. No fault if yours are on another machine.",
        )
    newest = found[0]
    days = max(0, (now - newest.made_at).days)
    said = (
        f"{len(found)} in {where} and its folders, the newest {days} days old and "
        f"{'encrypted' if newest.encrypted else 'not encrypted'}"
    )
    if days > OLD_BACKUP:
        return Verdict("Backups", Health.LOOK, said, "imnm-bot backup FILE makes a new one.")
    if not newest.encrypted:
        return Verdict(
            "Backups", Health.LOOK, said, "backup --recipient age1... encrypts: docs/security.md."
        )
    return Verdict("Backups", Health.RIGHT, said)


async def _examine_server(engine: StoreEngine) -> Verdict:
    try:
        await engine.prepare(Access.READER)
    except StoreEmpty:
        says = f"{engine.place} is empty; the tables will be made."
        return Verdict("Database", Health.RIGHT, says)
    except StoreOlder:
        return Verdict(
            "Database",
            Health.LOOK,
            f"{engine.place} is of an older version.",
            "The next start brings it up to date: make a copy with pg_dump first.",
        )
    except StoreError as error:
        return Verdict("Database", Health.WRONG, f"{engine.place}: {error.reason}.")
    return Verdict("Database", Health.RIGHT, f"{engine.place}, of this version")


def _examine_disk(path: Path) -> Verdict:
    free = shutil.disk_usage(_nearest(path)).free
    said = f"{free // MEGABYTE:,} MB free where the database is"
    if free < LEAST_FREE:
        return Verdict(
            "Disk", Health.WRONG, said, "Make room: answers are refused when it is full."
        )
    if free < LITTLE_FREE:
        return Verdict("Disk", Health.LOOK, said, "A backup needs as much as the database.")
    return Verdict("Disk", Health.RIGHT, said)


def _examine_running(port: int, host: str) -> Verdict:
    try:
        check_health(port, host)
    except HealthError as error:
        return Verdict("Running", Health.LOOK, str(error), "No fault if the bot is not to run now.")
    return Verdict("Running", Health.RIGHT, "The bot runs and can do its work.")


def _nearest(path: Path) -> Path:
    """Return the first folder above a path that exists."""
    return next(folder for folder in path.absolute().parents if folder.is_dir())


def _shorten(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
