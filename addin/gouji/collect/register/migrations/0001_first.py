"""The register as its first version made it. Never edited: a change is a new script."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        *_text("name", "code", "kind", "parent", "contact", "phone", "also"),
        sa.Column("due", sa.Text),
        sa.Column("is_listed", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text),
        sa.Column("counting", sa.Integer),
    )
    op.create_index("units_by_name", "units", ["year", "name"])
    op.create_index("units_by_code", "units", ["year", "code"])
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("unit", sa.Integer, sa.ForeignKey("units.id")),
        sa.Column("number", sa.Integer),
        *_text("digest", "path"),
        sa.Column("received_at", MOMENT, nullable=False),
        *_text("receipt", "aside"),
        sa.Column("judged", sa.Integer, nullable=False),
        sa.UniqueConstraint("unit", "number", name="versions_by_number"),
        sa.UniqueConstraint("unit", "digest", name="versions_by_unit"),
    )
    op.create_index("versions_by_digest", "versions", ["digest"])
    op.create_index("versions_by_receipt", "versions", ["receipt"])
    op.create_table("records", sa.Column("id", sa.Integer, primary_key=True), *_text("record"))
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        *_text("basis"),
        sa.Column("judged_at", MOMENT, nullable=False),
        *_text("verdict", "form", "organization", "credit_code", "head"),
        sa.Column("record", sa.Integer, sa.ForeignKey("records.id")),
    )
    for name in ("version", "organization", "credit_code"):
        op.create_index(f"judgements_by_{name}", "judgements", [name])
    op.create_table(
        "findings",
        sa.Column("judgement", sa.Integer, sa.ForeignKey("judgements.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        *_text("code", "severity", "body"),
    )
    op.create_table(
        "changes",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        *_text("cell"),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_table(
        "states",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("unit", sa.Integer, sa.ForeignKey("units.id"), nullable=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id")),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        *_text("who"),
        sa.Column("at", MOMENT, nullable=False),
        *_text("reason"),
    )
    op.create_index("states_by_unit", "states", ["unit"])
    op.create_table(
        "explanations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        *_text("code", "cells", "text", "about", "source", "who"),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("explanations_by_version", "explanations", ["version"])
