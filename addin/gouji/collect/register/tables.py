"""The tables of the register. A change here needs a new script in `migrations/`, and HEAD is its number.

Nothing that came is overwritten: a version is a file as it came, a judgement is what was said of it on one basis; what
a unit's figures are now is told by two pointers, units.counting and versions.judged. units.state is the last of states.
A collection is that of one year and one family of forms (see `rounds`): units and versions belong to one each.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint

from gouji.collect.register.columns import Json, JsonText, Moment, Plain

HEAD = "0002"
VERSION_TABLE = "gouji_register"  # not alembic's usual name: another program may keep its own in the same database
FILE, PERSON = "file", "person"  # where an explanation comes from
AFTER_LOCK, MOVED = "after-lock", "moved"  # why a version does not count

metadata = MetaData()

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("name", Plain, nullable=False),
    Column("code", Plain, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("parent", Plain, nullable=False),
    Column("contact", Plain, nullable=False),
    Column("phone", Plain, nullable=False),
    Column("also", Json, nullable=False),
    Column("due", Plain),  # ISO date
    Column("is_listed", Boolean, nullable=False),  # False: the roster no longer has it
    Column("state", Plain),  # None: nothing came
    Column("counting", Integer),  # versions.id
    Column("family", Plain, nullable=False, server_default=""),  # of the forms that are collected: annual_report
    Index("units_by_name", "family", "year", "name"),
    Index("units_by_code", "family", "year", "code"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("unit", ForeignKey("units.id")),  # None: the file belongs to no unit for sure
    Column("number", Integer),
    Column("digest", Plain, nullable=False),
    Column("path", Plain, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("receipt", Plain, nullable=False),
    Column("aside", Plain, nullable=False),  # "", AFTER_LOCK or MOVED
    Column("judged", Integer, nullable=False),  # judgements.id
    Column("family", Plain, nullable=False, server_default=""),  # of the collection that the file came in
    UniqueConstraint("unit", "number", name="versions_by_number"),
    UniqueConstraint("unit", "digest", name="versions_by_unit"),
    Index("versions_by_digest", "digest"),
    Index("versions_by_receipt", "receipt"),
)

records = Table(
    "records", metadata, Column("id", Integer, primary_key=True), Column("record", JsonText, nullable=False)
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("basis", Plain, nullable=False),
    Column("judged_at", Moment, nullable=False),
    Column("verdict", Plain, nullable=False),
    Column("form", Plain, nullable=False),
    Column("organization", Plain, nullable=False),
    Column("credit_code", Plain, nullable=False),
    Column("head", Json, nullable=False),  # kept_result.head
    Column("record", ForeignKey("records.id")),  # the figures; None: nothing could be read
    Index("judgements_by_version", "version"),
    Index("judgements_by_organization", "organization"),
    Index("judgements_by_credit_code", "credit_code"),
)

findings = Table(
    "findings",
    metadata,
    Column("judgement", ForeignKey("judgements.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # their order
    Column("code", Plain, nullable=False),
    Column("severity", Plain, nullable=False),
    Column("body", Json, nullable=False),  # kept_result.body
)

changes = Table(
    "changes",
    metadata,
    Column("version", ForeignKey("versions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cell", Plain, nullable=False),
    Column("before", Json),
    Column("after", Json),
)

states = Table(
    "states",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("units.id"), nullable=False),
    Column("version", ForeignKey("versions.id")),
    Column("before", Plain),
    Column("after", Plain),
    Column("who", Plain, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Json, nullable=False),
    Index("states_by_unit", "unit"),
)

explanations = Table(
    "explanations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("code", Plain, nullable=False),
    Column("cells", Json, nullable=False),
    Column("text", Json, nullable=False),
    Column("about", Json, nullable=False),  # the figures that it speaks of: when they change it holds no longer
    Column("source", Plain, nullable=False),  # FILE or PERSON
    Column("who", Plain, nullable=False),
    Column("at", Moment, nullable=False),
    Index("explanations_by_version", "version"),
)
