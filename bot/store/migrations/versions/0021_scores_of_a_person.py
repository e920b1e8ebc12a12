"""All that is counted of a person, in the index of their answers: for their scores."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"

COLUMNS = ["person_id", "answered_at", "guild_id", "card", "correct", "points"]


def upgrade() -> None:
    """Makes the index anew with more columns."""
    op.drop_index("ix_answer_person_id", "answer")
    op.create_index("ix_answer_person_id", "answer", COLUMNS)
