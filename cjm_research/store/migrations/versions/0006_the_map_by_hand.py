"""What people make of the map: its cards and stages, weights of priorities, saved versions, answers of a validation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("cards", "stages", "weights", "maps", "validations")


def _columns(kind: type, *names: str) -> list[sa.Column]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _key(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, primary_key=True)


def _stamp() -> list[sa.Column]:
    event = sa.Column("event_id", sa.Integer, sa.ForeignKey("events.event_id"), nullable=False)
    return [*_columns(sa.Text, "coder", "created_at"), event]


def upgrade() -> None:
    """Add the tables; they are empty in a study of an earlier version."""
    op.create_table(
        "cards",
        _key("card_id"),
        *_columns(sa.Text, "made", "stage", "lane", "subtype", "into", "owner", "status", "due"),
        *_columns(sa.JSON, "parents", "title", "segment_ids", "answers"),
        sa.Column("position", sa.Float),
        *_columns(sa.Boolean, "hidden", "pinned", "intended"),
        *_columns(sa.Integer, "value", "difficulty"),
        *_stamp(),
    )
    op.create_table(
        "stages",
        _key("stage_id"),
        *_columns(sa.Text, "made", "into"),
        *_columns(sa.JSON, "name", "question", "definition", "examples", "steps"),
        sa.Column("position", sa.Float),
        *_columns(sa.Boolean, "hidden"),
        *_stamp(),
    )
    op.create_table("weights", _key("name"), *_columns(sa.Float, "weight"), *_stamp())
    op.create_table(
        "maps",
        _key("map_id"),
        *_columns(sa.Text, "title", "kind", "note", "parent"),
        *_columns(sa.JSON, "persona", "content"),
        *_stamp(),
    )
    op.create_table(
        "validations",
        _key("validation_id"),
        *_columns(sa.Text, "round", "card_id", "stage", "person", "role", "answer", "words"),
        *_stamp(),
    )


def downgrade() -> None:
    """Go back to coding alone; the acts themselves stay in the events."""
    for name in reversed(_TABLES):
        op.drop_table(name)
