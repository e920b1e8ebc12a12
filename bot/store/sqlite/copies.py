"""The backups that lie beside a database or in a folder there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from bot.store.encryption import is_encrypted_file
from bot.store.erasures import SUFFIX, list_beside
from bot.store.sqlite.errors import translated_errors


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """One backup."""

    path: Path
    made_at: datetime
    encrypted: bool


def find_copies(database: Path) -> list[FoundCopy]:
    """Return the backups in the database's folder and in the folders there, the newest first.

    They are told by the list of erasures that each has beside it. Raise a
    :class:`~bot.errors.StoreError` if a file cannot be read.
    """
    lists = chain(*(database.parent.glob(f"{folder}*{SUFFIX}") for folder in ("", "*/")))
    found = []
    with translated_errors(database):
        for each in set(lists) - {list_beside(database)}:
            copy = each.with_name(each.name.removesuffix(SUFFIX))
            if copy.is_file():
                made_at = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
                found.append(FoundCopy(copy, made_at, is_encrypted_file(copy)))
    return sorted(found, key=lambda each: each.made_at, reverse=True)
