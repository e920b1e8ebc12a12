"""Settings from the environment, read once by the command line and handed down.

docs/installing.md lists them all. An empty value counts as unset, so that ``.env`` files and
``docker-compose.yml`` may name a variable without giving it a value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.places import find_database, find_deck
from bot.setting_faults import explain, find_never_right

LARGEST_TOKEN_FILE = 4096
"""Bytes. A token has about 72; whatever is longer is another file."""

UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "There is no such file.",
    IsADirectoryError: "This is a folder; Docker makes one where a file to be mounted is missing.",
    PermissionError: "Let the user that runs the bot read the file.",
}

SQLITE = "sqlite+aiosqlite:///"
POSTGRES = "postgresql+asyncpg"

EXPECTED: Mapping[str, str] = {
    "discord_token": "must be the bot token from Discord's developer portal: one word",
    "discord_token_file": "must name a readable file that holds the bot token and nothing else",
    "discord_api_url": "must be the address of a REST API such as http://127.0.0.1:9000/api/v10",
    "database_url": "must look like sqlite+aiosqlite:///data/imnm.db, "
    "or postgresql+asyncpg://USER:PASSWORD@HOST/NAME",
    "cards_dir": "must name the folder of the deck",
    "command_guild_id": "must be the id of one Discord server: digits only",
    "require_sign_off": "must be yes or no",
    "log_level": "must be one of DEBUG, INFO, WARNING, ERROR and CRITICAL",
    "log_format": "must be console or json",
    "clock_confirmed": "must be the date of today such as 2026-11-27",
    "retention_days": "must be a number of days from 1 to 36500",
    "shard_count": "must be a number of shards from 1 to 10000",
    "health_port": "must be a port from 1 to 65535",
    "health_host": "must be an address of this machine such as 127.0.0.1 or 0.0.0.0",
    "site_url": "must be the address of the deck's site such as https://example.org/cards",
    "application_id": "must be the id of the bot's application: digits only",
}
"""What each variable takes, worded to follow its name. Values are left out: they may be secret."""


class SettingsError(BotError):
    """The environment has faults: one plain line per variable."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))


def _http_base(url: str) -> str:
    parts = urlsplit(url)
    whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    if not whole or parts.query or parts.fragment:
        raise ValueError
    return url.rstrip("/")


def _site(url: str) -> str:
    base = _http_base(url)
    # It stands in messages and pages, and an embed takes 2,048 characters with a page's path.
    if urlsplit(url).username is not None or not re.fullmatch(r"[!-~]{1,500}", url):
        raise ValueError
    return base


class Secret:
    """A text that shows in no log and no trace."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(**********)"


def _one_word(value: str) -> Secret:
    # It goes into an HTTP header, which takes nothing else.
    if len(value.split()) != 1 or not (value.isascii() and value.isprintable()):
        raise ValueError
    return Secret(value)


def _database_address(url: str) -> str:
    if urlsplit(url).scheme == POSTGRES:
        return _server_address(url)
    name = url.removeprefix(SQLITE)
    # SQLAlchemy takes what follows a question mark for options, and opens another file.
    if name == url or not name or "?" in name or not name.isprintable():
        raise ValueError
    if name == ":memory:" or name.startswith("file:"):
        raise ValueError
    return url


def _server_address(url: str) -> str:
    parts = urlsplit(url)
    named = parts.path.strip("/")
    # More than one host may be named, each with its port: that is for the driver to read.
    if not (parts.netloc.rpartition("@")[2] and named) or "/" in named or not url.isprintable():
        raise ValueError
    return url


def _number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of these limits. ``int`` also takes 1_000 and +1."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError
        return int(text)

    return read


def _one_of(*known: str, case: Callable[[str], str]) -> Callable[[str], str]:
    """Return what reads one of these words in any case."""

    def read(text: str) -> str:
        if case(text) not in known:
            raise ValueError
        return case(text)

    return read


YES = frozenset({"yes", "y", "true", "t", "on", "1"})
NO = frozenset({"no", "n", "false", "f", "off", "0"})


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError
    return text.lower() in YES


def _address(host: str) -> str:
    return str(ip_address(host))


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LARGEST_ID = 2**63 - 1

READERS: Mapping[str, Callable[[str], object]] = {
    "discord_token": _one_word,
    "discord_token_file": Path,
    "discord_api_url": _http_base,
    "database_url": _database_address,
    "cards_dir": Path,
    "command_guild_id": _number(1, LARGEST_ID),
    "require_sign_off": _yes_or_no,
    "log_level": _one_of(*LEVELS, case=str.upper),
    "log_format": _one_of("console", "json", case=str.lower),
    "clock_confirmed": date.fromisoformat,
    "retention_days": _number(1, 36500),
    "shard_count": _number(1, 10_000),
    "health_port": _number(1, 65535),
    "health_host": _address,
    "site_url": _site,
    "application_id": _number(1, LARGEST_ID),
}
"""What reads the text of each setting; it raises ValueError for what the setting does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings."""

    discord_token: Secret | None = None
    discord_token_file: Path | None = None
    discord_api_url: str | None = None
    database_url: str = field(default_factory=lambda: f"{SQLITE}{find_database()}")
    cards_dir: Path = field(default_factory=find_deck)
    command_guild_id: int | None = None
    require_sign_off: bool = False
    log_level: str = "INFO"
    log_format: str = "console"
    clock_confirmed: date | None = None
    retention_days: int = 730
    shard_count: int | None = None
    health_port: int | None = None
    health_host: str = "127.0.0.1"
    site_url: str | None = None
    application_id: int | None = None
    named: frozenset[str] = frozenset()
    """Those that were set and not left at their default."""

    @property
    def names_database(self) -> bool:
        """Whether ``DATABASE_URL`` was set and not left at its default."""
        return "database_url" in self.named


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings. Raise :class:`SettingsError` with every fault at once.

    A blank value counts as unset; names of levels and formats may be in any case.
    """
    found: dict[str, Any] = {}
    faults: dict[str, str | None] = {}
    for name, read in READERS.items():
        text = environment.get(name.upper(), "").strip()
        if not text:
            continue
        advice = find_never_right(name, text)
        if advice is not None:
            faults[name] = advice
            continue
        try:
            found[name] = read(text)
        except ValueError:
            faults[name] = explain(name, text)
    if faults:
        raise SettingsError(*(_sentence(name, advice) for name, advice in faults.items()))
    return Settings(**found, named=frozenset(found))


def _sentence(name: str, advice: str | None) -> str:
    """Return what a variable takes and what to do about the value that it has."""
    return f"{name.upper()} {EXPECTED[name]}." + (f" {advice}" if advice else "")


def read_token(settings: Settings) -> Secret:
    """Return the bot token from ``DISCORD_TOKEN`` or the file named by ``DISCORD_TOKEN_FILE``.

    Raise :class:`SettingsError` if there is none, if both are set, or if the file cannot be read.
    """
    if settings.discord_token is not None and settings.discord_token_file is not None:
        raise SettingsError("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: keep one.")
    if settings.discord_token is not None:
        return settings.discord_token
    if settings.discord_token_file is None:
        raise SettingsError(
            "DISCORD_TOKEN is not set: put the bot token there, or the name of a file that holds "
            "it into DISCORD_TOKEN_FILE. To try the bot without one: imnm-bot preview."
        )
    try:
        return _read_token_file(settings.discord_token_file)
    except _TokenFileFault as fault:
        raise SettingsError(_sentence("discord_token_file", str(fault))) from None


class _TokenFileFault(Exception):
    """What to do about the file that should hold the token."""


def _read_token_file(path: Path) -> Secret:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_TOKEN_FILE + 1)
    except OSError as error:
        raise _TokenFileFault(UNREADABLE.get(type(error), "The file cannot be read.")) from None
    if len(content) > LARGEST_TOKEN_FILE:
        raise _TokenFileFault("This is a larger file than a token's.")
    try:
        # Some editors on Windows put a byte order mark first.
        token = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        token = None
    if token is None or "\0" in token:
        # Such as UTF-16, as PowerShell writes it.
        raise _TokenFileFault("Save the file as plain text in UTF-8.")
    if not token:
        raise _TokenFileFault("The file is empty.")
    advice = find_never_right("discord_token", token)
    if advice is not None:
        raise _TokenFileFault(f"In the file: {advice}")
    return Secret(token)
