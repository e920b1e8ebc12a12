"""The fault that a report tells of, beside which words are optional."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

COLUMNS = "id, kind, subject_id, revision, person_id, guild_id, text, at, closed_at, shown_at"


def upgrade() -> None:
    """Makes the table anew: SQLite changes no constraint. No number is ever given out again."""
    op.execute("ALTER TABLE report RENAME TO report_before")
    op.execute("DROP INDEX ix_report_person_id")
    op.execute(
        "CREATE TABLE report ("
        "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "
        "kind VARCHAR(8) NOT NULL, "
        "subject_id VARCHAR(128) NOT NULL, "
        "revision VARCHAR(8) NOT NULL, "
        "person_id BIGINT NOT NULL, "
        "guild_id BIGINT, "
        "fault VARCHAR(16), "
        "text VARCHAR(500) NOT NULL, "
        "at DATETIME NOT NULL, "
        "closed_at DATETIME, "
        "shown_at DATETIME, "
        "CONSTRAINT ck_report_kind CHECK (kind IN ('question', 'card')), "
        "CONSTRAINT ck_report_text "
        "CHECK (length(text) <= 500 AND (text <> '' OR fault IS NOT NULL)), "
        "CONSTRAINT ck_report_fault "
        "CHECK (fault IN ('wrong', 'outdated', 'unclear', 'dangerous')))"
    )
    op.execute("CREATE INDEX ix_report_person_id ON report (person_id, at)")
    op.execute(f"INSERT INTO report ({COLUMNS}) SELECT {COLUMNS} FROM report_before")  # noqa: S608
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'report'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) "
        "SELECT 'report', seq FROM sqlite_sequence WHERE name = 'report_before'"
    )
    op.execute("DROP TABLE report_before")
