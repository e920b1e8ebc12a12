"""Servers, people, and the names that people go by."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy import String as Text

from bot.store.tables.columns import UtcTime, metadata

guild = Table(
    "guild",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("joined_at", UtcTime, nullable=False),
    # Set while the bot is not there: what is stored of the server is kept a while, then erased.
    Column("left_at", UtcTime),
    # Unset: the deck's own default.
    Column("default_level", Text(8)),
    Column("private_default", Boolean),
    # Unset: people are shown under an alias.
    Column("board_names", Boolean),
    # Who may begin a quiz; unset: everybody. Where they may be is in ``quiz_channel``.
    Column("quiz_role_id", BigInteger),
    # Where moderators read what their members report; unset: nowhere.
    Column("reports_channel_id", BigInteger),
    # The question of the day, at HH:MM in the IANA zone; all three unset while there is none.
    Column("daily_channel_id", BigInteger),
    Column("daily_at", Text(5)),
    Column("daily_zone", Text(64)),
    # The date in that zone of the last question: none is asked twice. Kept while it is off.
    Column("daily_on", Date),
    CheckConstraint("default_level IN ('plain', 'clinical')", name="default_level"),
    CheckConstraint("private_default IN (0, 1)", name="private_default"),
    CheckConstraint("board_names IN (0, 1)", name="board_names"),
    CheckConstraint(
        "(daily_at IS NULL) = (daily_zone IS NULL) "
        "AND (daily_at IS NULL) = (daily_channel_id IS NULL)",
        name="daily",
    ),
)

member = Table(
    "member",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    # Unset: the server's default, or else the deck's own.
    Column("level", Text(8)),
    Column("private", Boolean),
    Column("text_only", Boolean, nullable=False),
    # How boards show the person. Unset: as the server has it.
    Column("board", Text(8)),
    # The name that the person chose to be shown by.
    Column("board_name", Text(100)),
    # HH:MM in the IANA zone beside it; both unset while reminders are off.
    Column("reminder_at", Text(5)),
    Column("reminder_zone", Text(64)),
    # The date in that zone on which the last reminder went out: none goes out twice.
    Column("reminded_on", Date),
    # Reminders were switched off because messages to the person are refused, and they do not know.
    Column("reminder_failed", Boolean, nullable=False, server_default=false()),
    CheckConstraint("level IN ('plain', 'clinical')", name="level"),
    CheckConstraint("private IN (0, 1)", name="private"),
    CheckConstraint("text_only IN (0, 1)", name="text_only"),
    CheckConstraint("board IN ('alias', 'name', 'hidden')", name="board"),
    CheckConstraint("(reminder_at IS NULL) = (reminder_zone IS NULL)", name="reminder"),
    CheckConstraint("reminder_failed IN (0, 1)", name="reminder_failed"),
)

alias = Table(
    "alias",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text(64), nullable=False),
    UniqueConstraint("guild_id", "name"),
)
