"""How many teams play a quiz, and in which of them each person is."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"

# Written out, because SQLite's ALTER TABLE takes a constraint only together with its column.
COLUMNS = (
    ("quiz", "teams INTEGER CONSTRAINT ck_quiz_teams CHECK (teams BETWEEN 2 AND 4)"),
    ("quiz_player", "team INTEGER CONSTRAINT ck_quiz_player_team CHECK (team BETWEEN 1 AND 4)"),
)


def upgrade() -> None:
    """Adds the columns; so far everybody has played for themselves."""
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
