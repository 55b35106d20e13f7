"""A collection in, its dashboard as text out; and what a reader must find there, counted from the collection itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import fillings
from gouji.check.finding import Finding
from gouji.collect.collection import Collection
from gouji.collect.dashboard.page import page
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder

FORMS = load_all()
THIRD = load_folder(Path(__file__).parent / "third_form")
ALL = (*FORMS, THIRD)
MADE_AT = datetime(2026, 2, 10, 3, 30, tzinfo=UTC)
Sums = dict[int, dict[str, Decimal | None]]


def forms_for(form: Form) -> tuple[Form, ...]:
    return FORMS if form in FORMS else ALL


def sums(form: Form) -> Sums:
    """Two years by the same form."""
    year = fillings.year_of(form)
    return {at: dict(fillings.consistent(form, at, size=500)) for at in (year - 1, year)}


def html(collection: Collection, form: Form, sums: Sums | None = None) -> str:
    return "".join(page(collection, forms_for(form), sums or {}, MADE_AT))


def names(collection: Collection, has: Callable[[Finding], bool]) -> list[str]:
    """The units that have such a finding in the file that counts, in the roster's order."""
    return [
        each.unit.name
        for each in collection.standings
        if each.submission and any(has(finding) for finding in each.submission.result.findings)
    ]
