"""The first tables, and the triggers that make events append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
        "CREATE TRIGGER events_no_delete BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()",
    ],
}


def _text(*names: str, nullable: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _key(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer) for name in names]


def _real(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Float) for name in names]


def _part_of(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.{column}"], ondelete="CASCADE", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    """Make every table, index and trigger."""
    _read_from_files()
    _derived()
    _done_by_people()
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _read_from_files() -> None:
    op.create_table(
        "files",
        *_key("source"),
        *_text("sha256", "format", "encoding"),
        *_real("confidence"),
        *_text("sample_line"),
        *_whole("n_documents", "n_turns", "n_people", "n_blanks"),
        sa.Column("skipped", sa.JSON),
        *_text("error", "added_at"),
    )
    op.create_table("documents", *_key("document_id"), *_text("name", "source", "kind", "language", "text", "sha256"))
    op.create_table("cases", *_key("case_id"), *_text("kind", "source"), sa.Column("attributes", sa.JSON))
    op.create_table(
        "turns",
        *_key("turn_id"),
        *_text("document_id", nullable=False),
        *_whole("seq"),
        *_text("speaker", "role", "case_id"),
        *_whole("start", "end"),
        *_real("start_seconds", "end_seconds"),
        *_text("question", "place"),
        _part_of("document_id", "documents"),
    )
    op.create_index("ix_turns_document_id", "turns", ["document_id"])


def _derived() -> None:
    op.create_table(
        "segments",
        *_key("segment_id"),
        *_text("document_id", "turn_id", nullable=False),
        *_text("case_id"),
        *_whole("start", "end"),
        *_text("text", "context", "language", "kind"),
        *_real("position"),
        _part_of("document_id", "documents"),
        _part_of("turn_id", "turns"),
    )
    op.create_index("ix_segments_document_id", "segments", ["document_id"])
    op.create_index("ix_segments_turn_id", "segments", ["turn_id"])
    op.create_table(
        "suggestions",
        *_key("segment_id", "kind"),
        *_text("value"),
        *_real("score"),
        *_text("decision", "reason", "coder", "version"),
        _part_of("segment_id", "segments"),
    )
    op.create_table(
        "themes",
        *_key("theme_id"),
        *_text("family", "title", "language"),
        sa.Column("words", sa.JSON),
        *_whole("n_segments", "n_people"),
        *_text("motto_segment_id"),
    )
    op.create_table(
        "members",
        *_key("theme_id", "segment_id"),
        *_text("family"),
        *_real("weight"),
        _part_of("theme_id", "themes"),
        _part_of("segment_id", "segments"),
    )
    op.create_index("ix_members_segment_id", "members", ["segment_id"])


def _done_by_people() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=True),
        *_text("created_at", "actor", "act", nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "codings",
        *_key("segment_id", "kind"),
        *_text("value", nullable=False),
        *_key("coder"),
        *_text("act", "codebook_version", "created_at", nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("events.event_id"), nullable=False),
    )
    op.create_index("ix_codings_event_id", "codings", ["event_id"])
    op.create_table("meta", *_key("key"), sa.Column("value", sa.JSON, nullable=False))
