"""Finds the tokens in the text of a section: `{applications.new_received.total}` or `{本年新收.总计}` names a figure.

A token that names no figure, or more than one, is a filler's mistake: `Token.id` is then None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from gouji.form.form import Figure, Form
from gouji.frozen import frozen

_TOKEN = re.compile(r"[{｛]([^{}｛｝\n]{1,80})[}｝]")
_PARTED = re.compile(r"(?<!\d)[.．·]")  # the dot of `1.属于国家秘密` parts nothing
_NOISE = re.compile(r"[\W_]+")


@frozen
class Token:
    """A token of a text. id: the figure that it names, None when it names none or several."""

    printed: str  # with its braces
    id: str | None


def tokens(form: Form, text: str) -> Iterator[Token]:
    """Finds the tokens of a text, in order."""
    known: dict[str, str | None] = {}
    for match in _TOKEN.finditer(text):
        name = match[1]
        if name not in known:
            known[name] = figure_of(form, name)
        yield Token(match[0], known[name])


def filled(form: Form, text: str, show: Callable[[str], str | None]) -> str:
    """Gives the text with every token replaced by what `show` makes of its figure id; None leaves the token
    standing."""

    def replacement(match: re.Match[str]) -> str:
        figure_id = figure_of(form, match[1])
        shown = show(figure_id) if figure_id is not None else None
        return match[0] if shown is None else shown

    return _TOKEN.sub(replacement, text)


def figure_of(form: Form, name: str) -> str | None:
    """Gives the id of the one figure that a name means: its id, or parts of its labels, `row.column` or
    `table.row.column`. Gives None where no figure fits, or more than one.

    A part of a name is compared with whole labels first; where no label equals it, with labels that contain it
    (`本年新收` is enough).
    """
    if name.strip() in form.figures:
        return name.strip()
    parts = [_plain(part) for part in _PARTED.split(name)]
    if len(parts) not in (2, 3) or not all(parts):
        return None
    found = list(form.figures.values())
    if len(parts) == 3:
        numbers = {table.id: table.number for table in form.tables}
        found = _named(found, parts[0], lambda figure: (numbers[figure.table],))
    rows = {table.id: _paths(form, table.id) for table in form.tables}
    columns = {table.id: table.column_labels for table in form.tables}
    found = _named(found, parts[-2], lambda figure: rows[figure.table].get(figure.row, ()))
    found = _named(found, parts[-1], lambda figure: (columns[figure.table][figure.column],))
    return found[0].id if len(found) == 1 else None


def _paths(form: Form, table: str) -> Mapping[str, tuple[str, ...]]:
    """The names of each row: as a person names it, and as printed."""
    of = form.table(table)
    paths: dict[str, tuple[str, ...]] = {row: (label,) for row, label in of.row_labels.items()}
    for block in of.blocks:
        for line in block.lines:
            if line.labels:
                paths[line.id] = (*paths[line.id], line.labels[-1])
    return paths


def _named(figures: list[Figure], part: str, labels: Callable[[Figure], tuple[str, ...]]) -> list[Figure]:
    plain = [(figure, [_plain(label) for label in labels(figure)]) for figure in figures]
    same = [figure for figure, names in plain if part in names]
    return same or [figure for figure, names in plain if any(part in name for name in names)]


def _plain(label: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", label))
