"""Who was erased: fingerprints, so that an older copy of the database brings nobody back."""

from __future__ import annotations

from sqlalchemy import Column, Table
from sqlalchemy import String as Text

from bot.store.tables.columns import UtcTime, metadata

erasure = Table(
    "erasure",
    metadata,
    # What the fingerprints beside it are made with, in hexadecimal: drawn once, and random.
    Column("key", Text(64), primary_key=True),
    # An HMAC of the person's id. It tells whose it is only to those who ask about a certain id.
    Column("fingerprint", Text(64), primary_key=True),
    # The latest, if the person has come back and was erased again.
    Column("at", UtcTime, nullable=False),
)
