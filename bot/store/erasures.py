"""The record of who was erased, so that older copies of the database can be purged of them too.

It holds no ids. A fingerprint is an HMAC-SHA256 (RFC 2104) of the id under a random key, so it
tells something only to those who hold the key and ask about a certain id. Lists of them are kept
beside the database and beside each backup, since a copy cannot know of what was erased later.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, case, select

from bot.errors import CopyLocked, StoreCorrupt
from bot.store.encryption import ENCRYPTED, Identities, Recipients, is_encrypted
from bot.store.file_errors import translated_file_errors
from bot.store.partial_files import replace_file
from bot.store.tables import erasure
from bot.store.upsert import Insert, insert

SUFFIX = ".erasures"
FORMAT = 1

_writing = threading.Lock()
"""A list is read, merged and written by one thread at a time, so that no erasure is left out."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The HMAC of one person's id, and the key it was made with; both in hexadecimal."""

    key: str
    digest: str

    @classmethod
    def of(cls, person_id: int, key: str) -> Fingerprint:
        """Return the fingerprint of a person under a key."""
        digest = hmac.digest(bytes.fromhex(key), str(person_id).encode(), "sha256")
        return cls(key, digest.hex())


Erasures = Mapping[Fingerprint, datetime]
"""When each was erased, the latest time if it was more than once."""


def merge(*lists: Erasures) -> dict[Fingerprint, datetime]:
    """Return the union of several lists, with the latest time of each."""
    merged: dict[Fingerprint, datetime] = {}
    for each in lists:
        for fingerprint, at in each.items():
            merged[fingerprint] = max(at, merged.get(fingerprint, at))
    return merged


def record_erasure(connection: Connection, person_id: int, now: datetime) -> None:
    """Record an erasure, in the transaction that erases the person."""
    known = connection.execute(select(erasure.c.key).order_by(erasure.c.at.desc()).limit(1))
    fingerprint = Fingerprint.of(person_id, known.scalar_one_or_none() or secrets.token_hex(32))
    connection.execute(_upsert(), _values({fingerprint: now}))


def save_erasures(connection: Connection, erasures: Erasures) -> None:
    """Add erasures to the record of a database."""
    if erasures:
        connection.execute(_upsert(), _values(erasures))


def load_erasures(connection: Connection) -> dict[Fingerprint, datetime]:
    """Return the record of a database."""
    rows = connection.execute(select(erasure.c.key, erasure.c.fingerprint, erasure.c.at))
    return {Fingerprint(row.key, row.fingerprint): row.at for row in rows}


def load_checked_erasures(place: Path | str, connection: Connection) -> Erasures:
    """Return the same; raise :class:`~bot.errors.StoreCorrupt` for what cannot be a record."""
    try:
        found = load_erasures(connection)
        for fingerprint, at in found.items():
            bytes.fromhex(fingerprint.key + fingerprint.digest)
            at.isoformat()
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreCorrupt(place, "its record of erasures cannot be read") from error
    return found


def _upsert() -> Insert:
    added = insert(erasure)
    new_at = added.excluded["at"]
    return added.on_conflict_do_update(
        index_elements=[erasure.c.key, erasure.c.fingerprint],
        set_={"at": case((new_at > erasure.c.at, new_at), else_=erasure.c.at)},
    )


def _values(erasures: Erasures) -> list[dict[str, object]]:
    return [
        {"key": each.key, "fingerprint": each.digest, "at": at} for each, at in erasures.items()
    ]


# --- lists in files -------------------------------------------------------------------------------


def list_beside(path: Path) -> Path:
    """Return the path of the list that belongs to a database, or to a copy of one."""
    return path.with_name(path.name + SUFFIX)


def write_list(path: Path, erasures: Erasures) -> None:
    """Write a list, merged with what the file holds already, unless it says all of it.

    One that is damaged or encrypted is set aside and written anew: whatever has a list has a record
    as well.

    Raise a :class:`~bot.errors.StoreError` when the file cannot be used.
    """
    with translated_file_errors(path), _writing:
        try:
            listed = read_list(path) if path.exists() else None
        except CopyLocked:
            listed = None
            _set_aside(path)
        except StoreCorrupt:
            listed = None
            path.replace(path.with_name(f"{path.name}.damaged"))
            log.warning("list of erasures was damaged, it is written anew", path=str(path))
        merged = merge(listed or {}, erasures)
        if merged != listed:
            replace_file(path, _to_text(merged).encode())


def write_encrypted_list(path: Path, erasures: Erasures, recipients: Recipients) -> None:
    """Write a list that only the recipients can read.

    One that is there cannot be read, so nothing can be added to it: it gets another name.

    Raise a :class:`~bot.errors.StoreError` when the file cannot be used.
    """
    with translated_file_errors(path), _writing:
        if path.exists():
            _set_aside(path)
        replace_file(path, recipients.encrypt_text(_to_text(erasures)))


def _set_aside(path: Path) -> None:
    """Give a list another name under which a restore finds it all the same."""
    path.rename(path.with_name(f"{path.stem}.{secrets.token_hex(4)}{SUFFIX}"))


def _to_text(erasures: Erasures) -> str:
    listed = [
        {"key": each.key, "fingerprint": each.digest, "at": at.isoformat()}
        for each, at in sorted(erasures.items(), key=lambda pair: pair[1])
    ]
    return json.dumps({"format": FORMAT, "erasures": listed}, indent=1) + "\n"


def read_list(path: Path, identities: Identities | None = None) -> dict[Fingerprint, datetime]:
    """Return a list that one of these functions wrote; raise StoreCorrupt for other files.

    Raise :class:`~bot.errors.CopyLocked` if it is encrypted, and not for one of the identities.
    """
    with translated_file_errors(path):
        text = path.read_bytes()
    if is_encrypted(text):
        if identities is None:
            raise CopyLocked(path, ENCRYPTED)
        text = identities.decrypt_bytes(text, path)
    try:
        content = json.loads(text)
        found = merge(*map(_read_entry, content["erasures"]))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        content, found = {}, {}
    if content.get("format") != FORMAT:
        raise StoreCorrupt(path, "this is no list of erasures")
    return found


def _read_entry(entry: Mapping[str, str]) -> Erasures:
    key, digest = (bytes.fromhex(entry[name]).hex() for name in ("key", "fingerprint"))
    at = datetime.fromisoformat(entry["at"]).astimezone(UTC)
    return {Fingerprint(key, digest): at}
