"""The settings of a server: its quizzes, its question of the day, and where reports are shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Written out, because SQLite's ALTER TABLE takes a constraint only together with its column.
COLUMNS = (
    ("guild", "quiz_role_id BIGINT"),
    ("guild", "reports_channel_id BIGINT"),
    ("guild", "daily_channel_id BIGINT"),
    ("guild", "daily_at VARCHAR(5)"),
    (
        "guild",
        "daily_zone VARCHAR(64) CONSTRAINT ck_guild_daily "
        "CHECK ((daily_at IS NULL) = (daily_zone IS NULL) "
        "AND (daily_at IS NULL) = (daily_channel_id IS NULL))",
    ),
    ("guild", "daily_on DATE"),
    ("report", "shown_at DATETIME"),
)


def upgrade() -> None:
    """Adds the settings, and lets a quiz be the question of the day."""
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_table(
        "quiz_channel",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name=op.f("pk_quiz_channel")),
    )
    _widen_pace()


def _widen_pace() -> None:
    """SQLite changes no constraint of a table that stands: it is made anew."""
    _make_quiz("quiz_anew")
    op.execute("INSERT INTO quiz_anew SELECT * FROM quiz")
    # The numbers of quizzes that were erased are not given away again.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'quiz_anew'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) "
        "SELECT 'quiz_anew', seq FROM sqlite_sequence WHERE name = 'quiz'"
    )
    op.drop_table("quiz")
    op.rename_table("quiz_anew", "quiz")
    op.create_index("ix_quiz_guild_id", "quiz", ["guild_id"])
    op.create_index(
        "ix_quiz_running",
        "quiz",
        ["channel_id"],
        unique=True,
        sqlite_where=sa.text("phase <> 'finished' AND pace <> 'daily'"),
    )
    op.create_index(
        "ix_quiz_daily",
        "quiz",
        ["id"],
        sqlite_where=sa.text("phase <> 'finished' AND pace = 'daily'"),
    )


def _make_quiz(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
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
        sa.CheckConstraint(
            "pace IN ('relaxed', 'brisk', 'host', 'daily')", name=op.f("ck_quiz_pace")
        ),
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
