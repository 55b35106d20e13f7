"""Looks at an open workbook: gives its form, its reading, every finding, and the places where marks and list go.

Every button looks anew: nothing is remembered between two clicks, so nothing can be out of date.
"""

from __future__ import annotations

from dataclasses import dataclass

from gouji.check.finding import Finding
from gouji.check.run import check
from gouji.check.structural import sentence
from gouji.errors import UnreadableError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.ooxml.book import Book
from gouji.reading.reading import Reading
from gouji.reading.workbook.from_workbook import from_book
from gouji.ribbon.errors import CannotError
from gouji.ribbon.host import Host
from gouji.ribbon.open_book import ask_more, open_book
from gouji.workbook.layout import Layout, layout


@dataclass(frozen=True)
class Seen:
    """What one look at a workbook gave."""

    host: Host
    book: Book
    form: Form
    forms: tuple[Form, ...]
    at: Layout
    reading: Reading
    findings: tuple[Finding, ...]


def look(host: Host) -> Seen:
    """Looks at the workbook of a host. Raises CannotError when it holds no report."""
    assert host.book is not None
    if host.app.calculation == "manual":  # else totals would be those of before the last changes
        host.app.calculate()
    forms = load_all()
    book = open_book(host.book, forms)
    try:
        reading = from_book(book, forms)
        if ask_more(host.book, book, reading):
            reading = from_book(book, forms)
    except UnreadableError as error:
        raise CannotError("cannot.unreadable", reason=sentence(newest(forms).wordings, error)) from error
    form = by_id(forms, reading.form)
    findings = check(form, forms, reading)
    return Seen(host, book, form, tuple(forms), layout(form), reading, findings)
