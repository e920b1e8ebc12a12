"""For whom the questions of a server are written."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Adds the setting; so far questions were written as the cards are worded."""
    op.execute(
        "ALTER TABLE guild ADD COLUMN default_audience VARCHAR(8) "
        "CONSTRAINT ck_guild_default_audience "
        "CHECK (default_audience IN ('patient', 'student', 'both'))"
    )
