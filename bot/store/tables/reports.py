"""What people say is wrong in the deck."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table
from sqlalchemy import String as Text

from bot.store.tables.columns import Serial, UtcTime, metadata

report = Table(
    "report",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", Text(8), nullable=False),
    Column("subject_id", Text(128), nullable=False),
    # That of the card or question as the person saw it.
    Column("revision", Text(8), nullable=False),
    Column("person_id", BigInteger, nullable=False),
    # Unset when it was made in a direct message.
    Column("guild_id", BigInteger),
    Column("text", Text(500), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    # When it was shown to the moderators of its server: it is shown once.
    Column("shown_at", UtcTime),
    CheckConstraint("kind IN ('question', 'card')", name="kind"),
    CheckConstraint("length(text) BETWEEN 1 AND 500", name="text"),
    Index("ix_report_person_id", "person_id", "at"),
    sqlite_autoincrement=True,
)
