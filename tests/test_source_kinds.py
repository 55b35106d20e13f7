"""Files as offices publish them: every kind of page, Word file and PDF gives every figure in its place, none wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gouji.form.load import load_all
from gouji.reading import source
from gouji.reading.reading import Reading
from source_kinds import pages, words
from source_kinds.filling import ORGANIZATION, YEAR, Filling, numbered

FORMS = load_all()
Kind = Callable[[Filling], bytes]
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def raws(reading: Reading) -> dict[str, str]:
    return {id: cell.value.raw for id, cell in reading.figures.items()}


def held_against(reading: Reading, filling: Filling) -> None:
    """Every figure is there and right, and so are title and texts."""
    assert reading.form == filling.form.id
    wrong = {id: raw for id, raw in raws(reading).items() if raw != filling.figures[id]}
    assert (wrong, set(filling.figures) - set(reading.figures)) == ({}, set()), reading.remarks
    assert (reading.text("organization"), reading.year) == (ORGANIZATION, YEAR)
    texts = {id: tuple(each.text for each in found) for id, found in reading.sections.items()}
    assert texts == {section.id: filling.paragraphs(section.id) for section in filling.form.sections}


@every_form
@pytest.mark.parametrize("kind", pages.KINDS)
def test_a_page_is_read_to_the_figure(kind: Kind, form: object) -> None:
    filling = Filling(form, numbered(form))  # type: ignore[arg-type]
    held_against(source.read_bytes(kind(filling), FORMS), filling)


@every_form
@pytest.mark.parametrize("kind", words.KINDS)
def test_a_word_file_is_read_to_the_figure(kind: Kind, form: object) -> None:
    filling = Filling(form, numbered(form))  # type: ignore[arg-type]
    held_against(source.read_bytes(kind(filling), FORMS), filling)
