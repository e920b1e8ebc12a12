"""Who is in a quiz before it starts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Makes the table; nobody has pressed the button so far."""
    op.create_table(
        "quiz_player",
        sa.Column("quiz_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name="fk_quiz_player_quiz_id"),
        sa.PrimaryKeyConstraint("quiz_id", "person_id", name="pk_quiz_player"),
    )
    op.create_index("ix_quiz_player_person_id", "quiz_player", ["person_id"])
