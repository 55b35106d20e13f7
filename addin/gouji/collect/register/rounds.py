"""Tells the rows of one collection, of a year and a family of forms, from those of all others.

The register may hold collections of several families. None of them shares a unit, a file or a figure with another.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_

from gouji.form.family import default_family
from gouji.form.load import load_all


def key(year: int, family: str) -> dict[str, Any]:
    """Gives the columns by which a row of `units` or `versions` belongs to its collection. family: "" for the default
    one."""
    return {"year": year, "family": named(family)}


def of_round(table: Table, year: int, family: str) -> ColumnElement[bool]:
    """Whether a row of `units` or `versions` belongs to the collection."""
    return and_(table.c.year == year, of_family(table, family))


def of_family(table: Table, family: str) -> ColumnElement[bool]:
    """Whether a row of `units` or `versions` belongs to a collection of this family, of whatever year."""
    return table.c.family == named(family)


def named(family: str) -> str:
    """Gives the name of a family as the tables keep it: "" becomes the default one's."""
    return family or default_family(load_all())
