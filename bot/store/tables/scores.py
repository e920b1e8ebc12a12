"""What is counted: points, what was asked lately, which cards are read."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Table
from sqlalchemy import String as Text

from bot.store.tables.columns import UtcTime, metadata

tally = Table(
    "tally",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # "all", "2026-11" or "2026-W48": when the question closed, in UTC.
    Column("period", Text(8), primary_key=True),
    # The id of a card, a table or a group; empty for everything together.
    Column("topic", Text(64), primary_key=True),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    CheckConstraint("points >= 0", name="points"),
    CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
    Index("ix_tally_person_id", "person_id"),
)
# A board in its order: the places of a page are found by counting along it.
Index(
    "ix_tally_board",
    tally.c.guild_id,
    tally.c.period,
    tally.c.topic,
    tally.c.points.desc(),
    tally.c.person_id,
)

asked = Table(
    "asked",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text(128), primary_key=True),
    Column("asked_at", UtcTime, nullable=False),
)

# How often a card was opened in a server, and by nobody in particular.
card_view = Table(
    "card_view",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("card", Text(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count"),
)
