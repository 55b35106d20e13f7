"""Finds where the text says that all it counted was of one kind, and it was not: 均为自然人, 均获维持, 均已审结."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.check.text.against_tables.claim import Claim
from gouji.check.text.against_tables.listen import Sentence, Told
from gouji.check.text.against_tables.readings import readings
from gouji.check.text.against_tables.setting import Meaning
from gouji.check.text.against_tables.tokens import Token, clauses
from gouji.form.form import Form
from gouji.form.spoken import Spoken, Word

NAME = "text-all-of-a-kind"
_NEAR = 6  # characters between 均 and the kind that are no words


def claims(form: Form, spoken: Spoken, told: Told) -> Iterator[Claim]:
    """Gives what a paragraph says of all that it has counted just before."""
    before: Sentence | None = None
    for sentence in told.sentences:
        for start, end in clauses(sentence.tokens) if "column" in sentence.roles else ():
            word, is_all = _kind(sentence.tokens[start:end])
            setting = sentence.settings[start]
            if word is None or setting.year or not setting.is_own:
                continue
            counted = _counted(sentence, start, word) or (_counted(before, len(before.tokens), word) if before else [])
            if not is_all:
                counted = counted[-1:] if _is_next(sentence, start) else []
            span = sentence.tokens[start].start, sentence.tokens[end - 1].end
            for meaning, value in counted:
                found = readings(form, spoken, meaning._replace(columns=word.columns))
                yield Claim(NAME, told, sentence, *span, None, value, found)
        before = sentence


def _kind(part: Sequence[Token]) -> tuple[Word | None, bool]:
    """The kind that a clause names for all, and whether it says 均; none where it counts, denies or names more."""
    kind: Word | None = None
    is_all = False
    for at, token in enumerate(part):
        if kind is None and at and token.start - part[at - 1].end > _NEAR:
            return None, False
        word = token.meaning("column")
        if word is not None and word.table and not word.trait.startswith("document"):
            kind = kind or word
        elif token.is_a("all"):
            is_all = is_all or any(word.trait != "weak" for word in token.words)
        elif not token.is_a("filler", "this", "noun") and not (kind is not None and token.is_a("row")):
            return None, False
    return (kind, is_all) if kind is None or is_all or kind.trait else (None, False)


def _counted(sentence: Sentence, end: int, word: Word) -> list[tuple[Meaning, Decimal]]:
    """What a sentence counts before the clause, of the table that the kind is of: of disputes each, else the last."""
    found: list[tuple[Meaning, Decimal]] = []
    for at, meaning in sentence.meanings.items():
        figure = sentence.tokens[at].figure
        if at < end and meaning.table == word.table and not meaning.columns and figure and figure.kind == "count":
            found.append((meaning, figure.value))
    return found if word.trait else found[-1:]


def _is_next(sentence: Sentence, start: int) -> bool:
    """Whether a clause stands right behind the count of a whole: 诉讼1件，正在审理."""
    at = next((at for at in range(start - 1, -1, -1) if sentence.tokens[at].figure), None)
    if at is None or at not in sentence.meanings or sentence.meanings[at].columns:
        return False
    return not any(token.is_a("row", "column") for token in sentence.tokens[at + 1 : start])
