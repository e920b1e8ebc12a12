"""Quizzes, what they ask, and what people answered."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy import String as Text

from bot.store.tables.columns import Serial, Span, UtcTime, metadata

quiz = Table(
    "quiz",
    metadata,
    # Never used again: buttons of a quiz that was erased must not answer another one.
    Column("id", Serial, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    # Where the questions are posted: the thread, if there is one.
    Column("channel_id", BigInteger, nullable=False),
    # The channel that it was asked for in.
    Column("home_id", BigInteger, nullable=False),
    # Unset for the question of the day, and once the host has had everything erased.
    Column("host_id", BigInteger),
    Column("topic", Text(64), nullable=False),
    Column("audience", Text(16), nullable=False),
    Column("pace", Text(16), nullable=False),
    Column("scoring", Text(16), nullable=False),
    # Whether its lobby said that boards show names by default.
    Column("names", Boolean, nullable=False),
    Column("phase", Text(16), nullable=False),
    Column("position", Integer, nullable=False),
    Column("since", UtcTime),
    Column("paused_from", Text(16)),
    Column("reason", Text(16)),
    Column("empty", Integer, nullable=False),
    Column("lobby_message_id", BigInteger),
    Column("board_message_id", BigInteger),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    CheckConstraint("pace IN ('relaxed', 'brisk', 'host', 'daily')", name="pace"),
    CheckConstraint("scoring IN ('accuracy', 'speed')", name="scoring"),
    CheckConstraint("names IN (0, 1)", name="names"),
    CheckConstraint("phase IN ('lobby', 'open', 'revealed', 'paused', 'finished')", name="phase"),
    CheckConstraint("phase <> 'paused' OR paused_from IS NOT NULL", name="paused_from"),
    CheckConstraint("(phase = 'finished') = (ended_at IS NOT NULL)", name="ended_at"),
    CheckConstraint("position >= -1", name="position"),
    # One quiz per channel; the question of the day keeps none from being played.
    Index(
        "ix_quiz_running",
        "channel_id",
        unique=True,
        sqlite_where=text("phase <> 'finished' AND pace <> 'daily'"),
    ),
    Index("ix_quiz_guild_id", "guild_id"),
    # Few of the many are open: those are looked for all the time.
    Index(
        "ix_quiz_daily",
        "id",
        sqlite_where=text("phase <> 'finished' AND pace = 'daily'"),
    ),
    sqlite_autoincrement=True,
)

quiz_question = Table(
    "quiz_question",
    metadata,
    Column("quiz_id", BigInteger, ForeignKey("quiz.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    Column("seed", BigInteger, nullable=False),
    # The item's options in the order shown, one digit each: "2013". Option 0 is the right one.
    Column("shown_order", Text(8), nullable=False),
    Column("right_choice", Integer, nullable=False),
    # The whole item as JSON: a reload of the deck must not change a running quiz.
    Column("snapshot", Text, nullable=False),
    Column("message_id", BigInteger),
    Column("opened_at", UtcTime),
    Column("closes_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("held_us", Span, nullable=False),
    CheckConstraint(
        "right_choice >= 0 AND right_choice < length(shown_order)", name="right_choice"
    ),
    CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_at"),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("quiz_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    # Unset once the answer is older than a person's id is kept: the question still counts it.
    Column("person_id", BigInteger),
    Column("guild_id", BigInteger, nullable=False),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    # An index into the options as shown, from 0.
    Column("choice", Integer, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime, nullable=False),
    Column("taken_us", Span, nullable=False),
    Column("changes", Integer, nullable=False),
    # Unset until the question closes: nothing counts before that.
    Column("points", Integer),
    ForeignKeyConstraint(
        ["quiz_id", "position"], ["quiz_question.quiz_id", "quiz_question.position"]
    ),
    # One answer per person, whatever is delivered twice.
    UniqueConstraint("quiz_id", "position", "person_id"),
    CheckConstraint("choice >= 0", name="choice"),
    CheckConstraint("correct IN (0, 1)", name="correct"),
    CheckConstraint("points BETWEEN 0 AND 1000", name="points"),
    CheckConstraint("correct = 1 OR points IS NULL OR points = 0", name="wrong_points"),
    Index("ix_answer_person_id", "person_id", "answered_at"),
    # Holds all that is counted of a question.
    Index("ix_answer_item_id", "guild_id", "item_id", "person_id", "correct", "points"),
)
