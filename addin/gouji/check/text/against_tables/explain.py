"""Takes a report; gives each figure of its text with the cells that it was held against: a reviewer's working paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.check.result import TextFigure
from gouji.check.text.against_tables import figures
from gouji.check.text.against_tables.claim import Held, held
from gouji.check.text.against_tables.listen import listen
from gouji.check.text.against_tables.readings import cells, named
from gouji.check.text.against_tables.tokens import Figure
from gouji.form.form import Form
from gouji.place import Where
from gouji.reading.reading import Reading

_MEASURE = re.compile("[\u4e00-\u9fff]")


def text_figures(form: Form, reading: Reading) -> tuple[TextFigure, ...]:
    """Gives the figures of all sections in order; one that contradicts the tables names the cells on the other side."""
    return tuple(_figures(form, reading)) if form.narrative.spoken is not None else ()


def _figures(form: Form, reading: Reading) -> Iterator[TextFigure]:
    spoken, numbers = form.narrative.spoken, reading.numbers()
    assert spoken is not None
    for told in listen(form, spoken, reading):
        claims = figures.claims(form, spoken, told, reading.text("organization"))
        said = {(claim.sentence.tokens[0].start, claim.at): held(claim, numbers) for claim in claims}
        for sentence in told.sentences:
            for index, token in enumerate(sentence.tokens):
                each = said.get((sentence.tokens[0].start, index))
                if token.figure is None or (
                    each is None and not _counts(token.figure, sentence.plain.text[token.end :])
                ):
                    continue
                clause = told.quoted(sentence, figures.begin(sentence, index), token.end)
                yield _figure(form, clause, told.at.place, token.figure, each)


def _counts(figure: Figure, behind: str) -> bool:
    """Whether a number counts something, 50人; 第7号 and a number alone name it."""
    return bool(figure.unit) or (figure.kind in ("bare", "things") and bool(_MEASURE.match(behind)))


def _figure(form: Form, clause: str, place: Where | None, figure: Figure, each: Held | None) -> TextFigure:
    if each is None:
        return TextFigure(clause, place, figure.value, figure.unit, None, "", False)
    sums = each.claim.readings if each.found is None else [each.found]
    return TextFigure(
        clause, place, figure.value, figure.unit, cells(sums), named(form, sums[0]), each.found is not None
    )
