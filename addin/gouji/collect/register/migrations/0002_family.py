"""Units and files carry the family of forms whose collection they belong to. Never edited: a change is a new script."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ONLY = "annual_report"  # the one family that there was when registers were of the first version


def upgrade() -> None:
    for table in ("units", "versions"):
        op.add_column(table, sa.Column("family", sa.Text, nullable=False, server_default=""))
        op.execute(sa.text(f"UPDATE {table} SET family = :only").bindparams(only=ONLY))  # noqa: S608  # the names are ours
    for name in ("name", "code"):
        op.drop_index(f"units_by_{name}", "units")
        op.create_index(f"units_by_{name}", "units", ["family", "year", name])
