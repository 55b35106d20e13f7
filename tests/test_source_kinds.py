"""Files as offices publish them: every kind of page, Word file and PDF gives every figure in its place, none wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import samples
import spreadsheet
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.place import Spot
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.value import Kind as Value
from source_kinds import pages, prints, words
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


@pytest.mark.parametrize(("at", "kind"), [*enumerate(prints.TYPESET)])
def test_a_pdf_is_read_to_the_figure(at: int, kind: Kind) -> None:
    samples.need_chinese_fonts()
    form = FORMS[at % len(FORMS)]
    filling = Filling(form, numbered(form))
    reading = source.read_bytes(kind(filling), FORMS)
    held_against(reading, filling)
    assert {cell.place.page for cell in reading.figures.values() if isinstance(cell.place, Spot)} >= {1, 2}


@pytest.mark.parametrize("form", FORMS[:2], ids=lambda form: form.id)
def test_labels_that_stand_in_the_middle_of_their_rows_are_put_together_without_lines(form: Form) -> None:
    """Lines of cells side by side are near a height; each keeps its own."""
    samples.need_chinese_fonts()
    filling = Filling(form, numbered(form))
    held_against(source.read_bytes(prints.typeset(filling, "none", size="10.5pt"), FORMS), filling)


@pytest.mark.parametrize("stroke", ["0.5pt", "none"])
def test_figures_wider_than_their_cells_are_never_read_as_others(stroke: str) -> None:
    samples.need_chinese_fonts()
    form = FORMS[1]
    rng = random.Random(stroke)
    figures = {id: rng.choice(("0", "12", "345", "6789", "12345", "1234567", "98765432")) for id in form.figures}
    reading = source.read_bytes(prints.typeset(Filling(form, figures), stroke, size="12pt"), FORMS)
    numbers = {id: cell.value.raw for id, cell in reading.figures.items() if cell.value.number is not None}
    assert {id: raw for id, raw in numbers.items() if raw != figures[id]} == {}
    assert all(cell.value.kind is not Value.BLANK for cell in reading.figures.values())


@pytest.mark.slow
@pytest.mark.parametrize(("at", "kind"), [*enumerate(prints.BY_BROWSER)])
def test_what_a_browser_prints_is_read_to_the_figure(at: int, kind: Kind) -> None:
    spreadsheet.needs("chromium")
    form = FORMS[at % len(FORMS)]
    filling = Filling(form, numbered(form))
    held_against(source.read_bytes(kind(filling), FORMS), filling)


RESAVED = (words.with_merges, words.with_struck_figures, words.with_tracked_changes, words.with_hidden_figures)


@pytest.mark.slow
@pytest.mark.parametrize("to", ["pdf", "odt", "docx"])
def test_what_libreoffice_makes_of_a_word_file_is_read_to_the_figure(to: str, tmp_path: Path) -> None:
    form = FORMS[1]
    filling = Filling(form, numbered(form))
    files = [tmp_path / f"{kind.__name__}.docx" for kind in RESAVED]
    for path, kind in zip(files, RESAVED, strict=True):
        path.write_bytes(kind(filling))
    for path in spreadsheet.convert(files, to, tmp_path / to):
        reading = source.read_bytes(path.read_bytes(), FORMS)
        wrong = {id: raw for id, raw in raws(reading).items() if raw != filling.figures[id]}
        assert (wrong, set(filling.figures) - set(reading.figures)) == ({}, set()), (path.name, reading.remarks)
