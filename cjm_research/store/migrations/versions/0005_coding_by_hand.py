"""What people do beside codings: cuts, flags, decisions, samples for double coding, versions of the codebook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("cuts", "flags", "decisions", "samples", "codebooks")


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _json(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.JSON, nullable=False) for name in names]


def _key(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _stamp() -> list[sa.Column]:
    event = sa.Column("event_id", sa.Integer, sa.ForeignKey("events.event_id"), nullable=False)
    return [*_text("created_at"), event]


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def upgrade() -> None:
    """Add the tables; they are empty in a study of an earlier version."""
    op.create_table(
        "cuts",
        *_key("segment_id"),
        *_text("document_id"),
        *_whole("start", "end"),
        *_text("made"),
        *_json("parents"),
        *_text("coder"),
        *_stamp(),
    )
    op.create_table("flags", *_key("segment_id", "coder"), *_text("colleague", "text"), *_stamp())
    op.create_table(
        "decisions", *_key("segment_id", "kind"), *_text("value", "ground"), *_json("said"), *_text("coder"), *_stamp()
    )
    op.create_table(
        "samples",
        *_key("sample_id"),
        *_text("title"),
        *_whole("round"),
        *_json("coders", "segment_ids", "strata"),
        *_whole("seed"),
        *_text("closed_at"),
        *_stamp(),
    )
    op.create_table(
        "codebooks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_text("version", "parent"),
        *_json("content", "reopens"),
        *_text("coder"),
        *_stamp(),
    )


def downgrade() -> None:
    """Go back to codings alone; the acts themselves stay in the events."""
    for name in reversed(_TABLES):
        op.drop_table(name)
