"""Makes of a checked file what `gouji check --explain-text` lists: the figures of its text with their cells."""

from __future__ import annotations

from gouji.check.file import Checked
from gouji.check.result import TextFigure
from gouji.check.text.against_tables.explain import text_figures as of_reading
from gouji.form.by_id import by_id
from gouji.form.load import load_all


def text_figures(checked: Checked) -> tuple[TextFigure, ...]:
    """Gives the figures of the text; none for a file that could not be read."""
    reading = checked.reading
    return of_reading(by_id(load_all(), reading.form), reading) if reading is not None else ()
