"""Consent, versions, waves and times; replacements of personal data; what comes from other tools."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW = {
    "files": [("version", sa.Integer, "1"), ("counts", sa.JSON, "{}"), ("shown", sa.Text, "")],
    "documents": [("recorded_at", sa.Text, ""), ("wave", sa.Text, "")],
    "cases": [("consent", sa.Text, "given")],
    "turns": [("times", sa.JSON, "[]")],
}


def _text(*names: str, nullable: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _of_documents() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["document_id"], ["documents.document_id"], ondelete="CASCADE", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    """Add the columns, with what holds for a study of the first version, and the tables."""
    for table, columns in _NEW.items():
        for name, kind, value in columns:
            op.add_column(table, sa.Column(name, kind, server_default=value))
    op.create_table(
        "replacements",
        sa.Column("document_id", sa.Text, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True),
        sa.Column("end", sa.Integer),
        *_text("kind", "pseudonym", "rule", "status"),
        _of_documents(),
    )
    op.create_table(
        "codes",
        sa.Column("code", sa.Text, primary_key=True),
        *_text("description", "color", "source", "family", "subtype"),
    )
    op.create_table(
        "imported",
        sa.Column("imported_id", sa.Text, primary_key=True),
        *_text("document_id", nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        *_text("code", "coder", "created_at", "memo", "source"),
        _of_documents(),
    )
    op.create_index("ix_imported_document_id", "imported", ["document_id"])
    op.create_table(
        "memos",
        sa.Column("memo_id", sa.Text, primary_key=True),
        *_text("about", "about_id", "text", "coder", "created_at", "source"),
    )
