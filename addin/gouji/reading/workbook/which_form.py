"""Tells which of the known forms a Book is, and whether parts of another form are mixed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.form.by_id import find
from gouji.form.family import families, forms_of
from gouji.form.form import Form
from gouji.form.own_workbook import FORM_STAMP
from gouji.ooxml.book import Book
from gouji.ooxml.defined_names import constant
from gouji.reading.reading import Remark

if TYPE_CHECKING:
    from gouji.reading.workbook.by_heads import ByHeads


def which(book: Book, forms: Sequence[Form], by_heads: Callable[[], ByHeads]) -> tuple[Form, tuple[Remark, ...]]:
    """Gives the form and the remarks on parts of others: by stamp, else by the names that only one form has, else by
    what its sheets print; first the family, then the form within it. Raises UnreadableError("no-form")."""
    chosen = find(forms, constant(book.names.get(FORM_STAMP, "")) or book.properties().get(FORM_STAMP, ""))
    if chosen is None:
        chosen = _by_names(book, forms) or by_heads().form(forms)
    return chosen, _mixed(book, forms, chosen)


def _by_names(book: Book, forms: Sequence[Form]) -> Form | None:
    """The form with the most names that no other of its family has; between equals the one with the most names."""
    of_family = _most(
        {name: sum(figure_id in book.names for figure_id in _ids(forms_of(forms, name))) for name in families(forms)}
    )
    if of_family is None:
        return None
    siblings = forms_of(forms, of_family)
    own = _own_names(siblings)
    counts = {form.id: sum(name in book.names for name in own[form.id]) for form in siblings}
    return max(siblings, key=lambda form: (counts[form.id], sum(figure_id in book.names for figure_id in form.figures)))


def _most(counts: Mapping[str, float]) -> str | None:
    """The family of which there is the most, the first of equals; None where there is nothing of any."""
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _ids(forms: Sequence[Form]) -> frozenset[str]:
    return frozenset().union(*(form.figures for form in forms))


def _own_names(siblings: Sequence[Form]) -> dict[str, frozenset[str]]:
    """Form id → the figure ids that no other form of the family has."""
    return {
        form.id: frozenset(form.figures).difference(*(other.figures for other in siblings if other is not form))
        for form in siblings
    }


def _mixed(book: Book, forms: Sequence[Form], chosen: Form) -> tuple[Remark, ...]:
    """Names of a single sheet count too: a sheet copied from another workbook brings its names along as such."""
    local = [name for name, says in book.local_names if "#REF!" not in says]
    present = {name for name, says in book.names.items() if "#REF!" not in says}.union(local)
    stamps = {says.strip('="') for name, says in book.local_names if name == FORM_STAMP}
    siblings = forms_of(forms, chosen.family)
    own = _own_names(siblings)
    there = [each for each in siblings if not own[each.id].isdisjoint(present) or each.id in stamps]
    others = [each for each in there if each is not chosen]
    for name in families(forms):
        if name != chosen.family:
            others += _strangers(forms_of(forms, name), present - _ids(siblings), stamps)
    if not others:
        return ()
    found = "与".join(form.name for form in (chosen, *others))
    return (Remark("forms-mixed", facts={"found": found}),)


def _strangers(family: Sequence[Form], present: Collection[str], stamps: Collection[str]) -> list[Form]:
    """The form of another family that names or stamps tell of: the one with the most, they may share them all."""
    counts = {form.id: (form.id in stamps, sum(figure_id in present for figure_id in form.figures)) for form in family}
    best = max(family, key=lambda form: (*counts[form.id], form.since))
    return [best] if any(counts[best.id]) else []
