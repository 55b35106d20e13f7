"""Finds where the text says that all was handled although applications are carried over: 均已办结, 答复率100%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.check.text.against_tables.claim import Claim
from gouji.check.text.against_tables.listen import Sentence, Told
from gouji.check.text.against_tables.readings import readings
from gouji.check.text.against_tables.setting import Meaning
from gouji.check.text.against_tables.tokens import Token, clauses
from gouji.form.form import Form
from gouji.form.spoken import Spoken, Sum, Word

NAME = "text-all-handled"
_WHOLE = Decimal(100)


def claims(form: Form, spoken: Spoken, told: Told, numbers: Mapping[str, Decimal]) -> Iterator[Claim]:
    """Gives where a paragraph says that nothing is left over though something is, and doesn't say itself what."""
    left = readings(form, spoken, Meaning(spoken.carried_table, spoken.carried[1:], ()))
    if not any(each.value(numbers) for each in left) or _may_be_old(told, form, spoken, numbers):
        return
    for sentence in told.sentences:
        if sentence.roles.isdisjoint(("all", "rate")) or "except" in sentence.roles:
            continue
        for start, end in clauses(sentence.tokens):
            word = _all_handled(sentence, start, end, spoken)
            if word is None or _is_told_otherwise(told, sentence.tokens[start:end], word, spoken):
                continue
            span = sentence.tokens[start].start, sentence.tokens[end - 1].end
            yield Claim(NAME, told, sentence, *span, None, Decimal(0), left)


def _all_handled(sentence: Sentence, start: int, end: int, spoken: Spoken) -> Word | None:
    """The word of handling in a clause that says that it was done in full."""
    part = sentence.tokens[start:end]
    if any(_forbids(token) for token in part) or _is_of_old(part, spoken):
        return None
    for at, token in enumerate(part):
        word = token.meaning("all", "rate")
        if word is None:
            continue
        if word.role == "rate":
            figure = next((each.figure for each in part[at:] if each.figure), None)
            found = word if figure and figure.kind == "percent" and figure.value == _WHOLE else None
        else:
            is_said = word.trait != "weak" or any(each.is_a("noun") for each in part[:at])
            found = _handling(part[at + 1 :], spoken) if is_said else None
        setting = sentence.settings[start + at]
        if found is not None and setting.topic == found.table and setting.is_own and not setting.year:
            return found
    return None


def _is_of_old(part: Sequence[Token], spoken: Spoken) -> bool:
    """Whether a clause speaks of last year's applications alone: 上年结转的8件已全部办结."""
    rows = [word.rows[:1] for token in part if (word := token.meaning("row"))]
    return rows[:1] == [spoken.carried[:1]]


def _is_of_all(part: Sequence[Token]) -> bool:
    """Whether a clause speaks of every application by name."""
    wholes = [at for at, token in enumerate(part) if any(word.trait == "whole" for word in token.words)]
    return bool(wholes) and any(token.is_a("noun") for token in part[wholes[0] :])


def _forbids(token: Token) -> bool:
    return any(word.role in ("zero", "off", "thing", "doubt", "compare") for word in token.words)


def _handling(part: Sequence[Token], spoken: Spoken) -> Word | None:
    """The first word of handling, where no figure stands before it."""
    for token in part:
        if token.figure is not None:
            return None
        word = token.meaning("row")
        if word is not None and word.table in spoken.usual and word.rows[:1] == spoken.usual[word.table].rows[-1:]:
            return word
    return None


def _is_told_otherwise(told: Told, part: Sequence[Token], word: Word, spoken: Spoken) -> bool:
    """Whether the paragraph itself says that something is left: so many go on, or fewer were handled than came. Where
    a clause names every application (所有申请均已办结) nothing is left whatever else is told."""
    if _is_of_all(part):
        return False
    rows = spoken.usual[word.table].rows
    received = handled = Decimal(0)
    for row, value in _said(told):
        if row == spoken.carried[1] and value:
            return True
        received = max(received, value) if row == rows[0] else received
        handled = max(handled, value) if row == rows[-1] else handled
    return 0 < handled < received


def _may_be_old(told: Told, form: Form, spoken: Spoken, numbers: Mapping[str, Decimal]) -> bool:
    """Whether what goes on may have come in from last year, and the text speaks of this year's applications."""
    table, whole = spoken.carried_table, spoken.usual[spoken.carried_table].rows[1]
    old, left, both = (_value(Meaning(table, (row,), ()), form, spoken, numbers) for row in (*spoken.carried, whole))
    if not 0 < left <= old:
        return False
    said = set(_said(told))
    return (whole, both) not in said and not any(row == spoken.carried[0] for row, _ in said)


def _value(meaning: Meaning, form: Form, spoken: Spoken, numbers: Mapping[str, Decimal]) -> Decimal:
    """What the table says of a row; 0 where it says nothing."""
    values = [each.value(numbers) for each in readings(form, spoken, meaning)]
    return next((value for value in values if value is not None), Decimal(0))


def _said(told: Told) -> Iterator[tuple[Sum, Decimal]]:
    """Each row that the paragraph tells a figure of."""
    for sentence in told.sentences:
        for at, meaning in sentence.meanings.items():
            figure = sentence.tokens[at].figure
            if figure is not None and not meaning.columns:
                yield from ((row, figure.value) for row in meaning.rows)
