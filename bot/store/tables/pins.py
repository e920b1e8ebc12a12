"""The messages that are kept up to date."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table
from sqlalchemy import String as Text

from bot.store.tables.columns import metadata

pin = Table(
    "pin",
    metadata,
    # Discord numbers messages by their time: the smallest is the oldest.
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    # What stands in it: a card, a table, a part of the tables, or the front desk.
    Column("page", Text(80), nullable=False),
    Column("level", Text(8), nullable=False),
    # Of the page as the message shows it.
    Column("revision", Text(8), nullable=False),
    # Why Discord did not let it be edited the last time; unset when it did.
    Column("refused", Text(16)),
    CheckConstraint("level IN ('plain', 'clinical')", name="level"),
    CheckConstraint("refused IN ('access', 'rights', 'archived', 'unfit')", name="refused"),
    Index("ix_pin_guild_id", "guild_id"),
)
