"""A kind of workbook in, such workbooks with the figures of published reports out, where those are beside the
project."""

from __future__ import annotations

import json
from collections.abc import Iterator

from anyreport.office import KINDS, Book, book
from gouji.form.load import load
from shared_material import FOLDER
from test_real_figures import KNOWN, figures_of


def published(kind: str) -> Iterator[Book]:
    """One for each complete published report."""
    if KINDS[kind].zeros or KINDS[kind].not_told:
        return
    for number in KNOWN:
        path = FOLDER / "reports" / "truth" / f"{number}.json"
        if path.exists():
            truth = json.loads(path.read_text(encoding="utf-8"))
            form = load(truth["form"])
            yield book(kind, form.id, figures_of(truth, form))
