"""Names some figures of a table, row by row, as a person would call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from gouji.form.form import Form, Table


def by_row(form: Form, table: Table, ids: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Gives (name, ids) of each row that has some of these figures: a whole row by its label, else each figure by its
    own."""
    rows: dict[str, list[str]] = {}
    for figure_id in table.figures:
        if figure_id in ids:
            rows.setdefault(form.figures[figure_id].row, []).append(figure_id)
    width = Counter(form.figures[figure_id].row for figure_id in table.figures)
    for row, some in rows.items():
        is_whole = len(some) == width[row] and len(some) > 1
        name = table.row_labels[row] if is_whole else "、".join(form.figures[figure_id].label for figure_id in some)
        yield name, tuple(some)
