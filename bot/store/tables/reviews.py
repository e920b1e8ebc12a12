"""What people practise alone: when a question comes back to them, and how it went."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, Index, Integer, Table
from sqlalchemy import String as Text

from bot.store.tables.columns import Serial, UtcTime, metadata

memory = Table(
    "memory",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text(128), primary_key=True),
    Column("due", UtcTime, nullable=False),
    # In days; and from 1 to 10.
    Column("stability", Float),
    Column("difficulty", Float),
    Column("reviewed_at", UtcTime),
    Column("lapses", Integer, nullable=False),
    # When it was first met in a review; unset while only group quizzes have brought it here.
    Column("introduced_at", UtcTime),
    # When it was last missed; unset again once it is known.
    Column("missed_at", UtcTime),
    CheckConstraint("lapses >= 0", name="lapses"),
    Index("ix_memory_due", "person_id", "due"),
)

recall = Table(
    "recall",
    metadata,
    # Never used again: the buttons of a recall that was erased must not rate another one.
    Column("id", Serial, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("choice", Integer, nullable=False),
    Column("correct", Boolean, nullable=False),
    # 1 again, 2 hard, 3 good, 4 easy.
    Column("grade", Integer, nullable=False),
    # The memory as it was (JSON), so that Easy and Hard rate from there; unset when it was new.
    Column("before", Text),
    CheckConstraint("correct IN (0, 1)", name="correct"),
    CheckConstraint("grade BETWEEN 1 AND 4", name="grade"),
    CheckConstraint("(grade = 1) = (correct = 0)", name="wrong_grade"),
    Index("ix_recall_person_id", "person_id", "at"),
    sqlite_autoincrement=True,
)
