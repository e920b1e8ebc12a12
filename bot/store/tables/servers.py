"""What a server's moderators have set, where one column of ``guild`` would not hold it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table

from bot.store.tables.columns import metadata

# Where quizzes may be begun; without a row for the server: everywhere.
quiz_channel = Table(
    "quiz_channel",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
)
