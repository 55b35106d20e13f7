"""A Book and the known forms in; which form it is and whether parts of another are mixed in, out."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.book import Book
from gouji.reading.reading import Remark
from gouji.reading.workbook import find_labels

STAMP = "gouji.form"  # hidden defined name, and custom property, that says the form's id


def which(book: Book, forms: Sequence[Form]) -> tuple[Form, tuple[Remark, ...]]:
    """By stamp, else by the names that only one form has, else by labels. Raises UnreadableError("no-form")."""
    by_id = {form.id: form for form in forms}
    own = _own_names(forms)
    counts = {id: sum(name in book.names for name in names) for id, names in own.items()}
    stamped = by_id.get(constant(book.names.get(STAMP, "")) or book.properties().get(STAMP, ""))
    if stamped is not None:
        chosen = stamped
    elif any(name in form.figures for name in book.names for form in forms):
        # The form with the most names; between equals the one that more names belong to alone.
        chosen = max(forms, key=lambda form: (counts[form.id], sum(id in book.names for id in form.figures)))
    else:
        chosen = _by_labels(book, forms)
    return chosen, _mixed(book, by_id, own, chosen)


def constant(says: str) -> str:
    """The text that a defined name states (`"annual_report/2021"`), "" when it states none."""
    said = says.lstrip("=").strip()
    return said[1:-1].replace('""', '"') if len(said) > 2 and said[0] == said[-1] == '"' else ""


def _own_names(forms: Sequence[Form]) -> dict[str, frozenset[str]]:
    """Form id → the figure ids that no other form has."""
    return {
        form.id: frozenset(form.figures).difference(*(other.figures for other in forms if other is not form))
        for form in forms
    }


def _mixed(book: Book, by_id: dict[str, Form], own: dict[str, frozenset[str]], chosen: Form) -> tuple[Remark, ...]:
    """Names of a single sheet count too: a sheet copied from another workbook brings its names along as such."""
    local = [name for name, says in book.local_names if "#REF!" not in says]
    present = {name for name, says in book.names.items() if "#REF!" not in says}.union(local)
    stamps = {says.strip('="') for name, says in book.local_names if name == STAMP}
    others = [id for id, names in own.items() if id != chosen.id and (not names.isdisjoint(present) or id in stamps)]
    if not others:
        return ()
    found = "与".join(by_id[id].name for id in (chosen.id, *others))
    return (Remark("forms-mixed", facts={"found": found}),)


def _by_labels(book: Book, forms: Sequence[Form]) -> Form:
    """The form whose tables' labels are best matched by the sheets."""
    best, chosen = 0.0, None
    texts = [find_labels.texts(book.sheet(title)) for title in book.titles]
    for form in forms:
        score = 0.0
        for table in form.tables:
            score += max((each.share for text in texts if (each := find_labels.locate(text, table))), default=0.0)
        if score > best:
            best, chosen = score, form
    if chosen is None:
        raise UnreadableError("no-form", reason="没有单元格名称，也没有认得出的表头")
    return chosen
