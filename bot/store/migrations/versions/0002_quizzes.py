"""Quizzes and answers, points, spaced repetition, reports; how boards show people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite counts up by itself only in a column that is called INTEGER.
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Written out, because SQLite's ALTER TABLE takes a constraint only together with its column.
COLUMNS = (
    ("guild", "board_names BOOLEAN CONSTRAINT ck_guild_board_names CHECK (board_names IN (0, 1))"),
    (
        "member",
        "board VARCHAR(8) CONSTRAINT ck_member_board CHECK (board IN ('alias', 'name', 'hidden'))",
    ),
    ("member", "board_name VARCHAR(100)"),
    ("member", "reminder_at VARCHAR(5)"),
    (
        "member",
        "reminder_zone VARCHAR(64) CONSTRAINT ck_member_reminder "
        "CHECK ((reminder_at IS NULL) = (reminder_zone IS NULL))",
    ),
    ("member", "reminded_on DATE"),
    (
        "member",
        "reminder_failed BOOLEAN DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_member_reminder_failed CHECK (reminder_failed IN (0, 1))",
    ),
)


def upgrade() -> None:
    """Makes what ``/quiz``, ``/review`` and ``/scores`` need."""
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    _make_quizzes()
    _make_answers()
    _make_scores()
    _make_reviews()
    _make_reports()


def _make_quizzes() -> None:
    op.create_table(
        "quiz",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("home_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger()),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("pace", sa.String(16), nullable=False),
        sa.Column("scoring", sa.String(16), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("paused_from", sa.String(16)),
        sa.Column("reason", sa.String(16)),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("lobby_message_id", sa.BigInteger()),
        sa.Column("board_message_id", sa.BigInteger()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(phase = 'finished') = (ended_at IS NOT NULL)", name=op.f("ck_quiz_ended_at")
        ),
        sa.CheckConstraint(
            "phase <> 'paused' OR paused_from IS NOT NULL", name=op.f("ck_quiz_paused_from")
        ),
        sa.CheckConstraint("pace IN ('relaxed', 'brisk', 'host')", name=op.f("ck_quiz_pace")),
        sa.CheckConstraint(
            "phase IN ('lobby', 'open', 'revealed', 'paused', 'finished')",
            name=op.f("ck_quiz_phase"),
        ),
        sa.CheckConstraint("scoring IN ('accuracy', 'speed')", name=op.f("ck_quiz_scoring")),
        sa.CheckConstraint("names IN (0, 1)", name=op.f("ck_quiz_names")),
        sa.CheckConstraint("position >= -1", name=op.f("ck_quiz_position")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quiz_guild_id", "quiz", ["guild_id"])
    op.create_index(
        "ix_quiz_running",
        "quiz",
        ["channel_id"],
        unique=True,
        sqlite_where=sa.text("phase <> 'finished'"),
    )
    op.create_table(
        "quiz_question",
        sa.Column("quiz_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("shown_order", sa.String(8), nullable=False),
        sa.Column("right_choice", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("held_us", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_quiz_question_closed_at")
        ),
        sa.CheckConstraint(
            "right_choice >= 0 AND right_choice < length(shown_order)",
            name=op.f("ck_quiz_question_right_choice"),
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_question_quiz_id")),
        sa.PrimaryKeyConstraint("quiz_id", "position", name=op.f("pk_quiz_question")),
    )


def _make_answers() -> None:
    op.create_table(
        "answer",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("quiz_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_us", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer()),
        sa.CheckConstraint("choice >= 0", name=op.f("ck_answer_choice")),
        sa.CheckConstraint(
            "correct = 1 OR points IS NULL OR points = 0", name=op.f("ck_answer_wrong_points")
        ),
        sa.CheckConstraint("correct IN (0, 1)", name=op.f("ck_answer_correct")),
        sa.CheckConstraint("points BETWEEN 0 AND 1000", name=op.f("ck_answer_points")),
        sa.ForeignKeyConstraint(
            ["quiz_id", "position"],
            ["quiz_question.quiz_id", "quiz_question.position"],
            name=op.f("fk_answer_quiz_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("quiz_id", "position", "person_id", name=op.f("uq_answer_quiz_id")),
    )
    op.create_index(
        "ix_answer_item_id", "answer", ["guild_id", "item_id", "person_id", "correct", "points"]
    )
    op.create_index("ix_answer_person_id", "answer", ["person_id", "answered_at"])


def _make_scores() -> None:
    op.create_table(
        "tally",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.CheckConstraint("correct BETWEEN 0 AND answered", name=op.f("ck_tally_correct")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_tally_points")),
        sa.PrimaryKeyConstraint("guild_id", "period", "topic", "person_id", name=op.f("pk_tally")),
    )
    op.create_index(
        "ix_tally_board",
        "tally",
        ["guild_id", "period", "topic", sa.literal_column("points DESC"), "person_id"],
    )
    op.create_index("ix_tally_person_id", "tally", ["person_id"])
    op.create_table(
        "asked",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "item_id", name=op.f("pk_asked")),
    )
    op.create_table(
        "card_view",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_card_view_count")),
        sa.PrimaryKeyConstraint("guild_id", "card", "day", name=op.f("pk_card_view")),
    )
    op.create_table(
        "alias",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "person_id", name=op.f("pk_alias")),
        sa.UniqueConstraint("guild_id", "name", name=op.f("uq_alias_guild_id")),
    )


def _make_reviews() -> None:
    op.create_table(
        "memory",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stability", sa.Float()),
        sa.Column("difficulty", sa.Float()),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("introduced_at", sa.DateTime(timezone=True)),
        sa.Column("missed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("lapses >= 0", name=op.f("ck_memory_lapses")),
        sa.PrimaryKeyConstraint("person_id", "item_id", name=op.f("pk_memory")),
    )
    op.create_index("ix_memory_due", "memory", ["person_id", "due"])
    op.create_table(
        "recall",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("before", sa.String()),
        sa.CheckConstraint("(grade = 1) = (correct = 0)", name=op.f("ck_recall_wrong_grade")),
        sa.CheckConstraint("correct IN (0, 1)", name=op.f("ck_recall_correct")),
        sa.CheckConstraint("grade BETWEEN 1 AND 4", name=op.f("ck_recall_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recall_person_id", "recall", ["person_id", "at"])


def _make_reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject_id", sa.String(128), nullable=False),
        sa.Column("revision", sa.String(8), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('question', 'card')", name=op.f("ck_report_kind")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 500", name=op.f("ck_report_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_person_id", "report", ["person_id", "at"])
