"""Finds what the text says did not happen although the tables count it: 未收到申请, 没有行政复议、行政诉讼."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from gouji.check.text.against_tables.claim import Claim
from gouji.check.text.against_tables.listen import Told
from gouji.check.text.against_tables.readings import readings
from gouji.check.text.against_tables.setting import OFF, OFF_CLASS, Meaning, Setting, is_about_information
from gouji.check.text.against_tables.tokens import Token, clauses
from gouji.form.form import Form
from gouji.form.spoken import Spoken, Word

NAME = "text-denies"
_OTHERS = ("off", "thing", "compare", "rate", "doubt", "column")
_APPLIED = ("column", "filler", "noun")  # 没有法人或其他组织提出申请
_TOO_MANY = 6  # heads of a table that was taken for text


def claims(form: Form, spoken: Spoken, told: Told) -> Iterator[Claim]:
    """Gives what a paragraph says did not happen."""
    for sentence in told.sentences:
        for start, end in _clauses(sentence.tokens) if "zero" in sentence.roles else ():
            part = sentence.tokens[start:end]
            zero = next((at for at, token in enumerate(part) if token.is_a("zero")), None)
            if zero is None or any(token.figure and not _is_no_one(part, at) for at, token in enumerate(part)):
                continue
            setting = sentence.settings[start + zero]
            counted = [each for at, each in sentence.meanings.items() if at < start and not each.columns]
            for meaning in _denied(part, zero, setting, counted, spoken) if setting.is_own and not setting.year else ():
                found = readings(form, spoken, meaning)
                if found:
                    yield Claim(NAME, told, sentence, part[0].start, part[-1].end, None, Decimal(0), found)


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence; 依申请公开：无 is one."""
    before = 0
    for start, end in clauses(tokens):
        is_alone = all(token.is_a("zero", "this") for token in tokens[start:end])
        if is_alone and start and tokens[start - 1].mark == "colon":
            start = before
        yield start, end
        before = start


def _is_no_one(part: Sequence[Token], at: int) -> bool:
    """Whether a figure is the one of 无一件."""
    figure = part[at].figure
    return figure is not None and figure.value == 1 and at > 0 and part[at - 1].is_a("zero")


def _denied(
    part: Sequence[Token], zero: int, setting: Setting, counted: Sequence[Meaning], spoken: Spoken
) -> Iterator[Meaning]:
    """What is denied: what stands behind the word, or before it where nothing does (行政诉讼均未发生). counted: what
    the sentence has counted before it."""
    after, before = _words(part[zero + 1 :]), _words(part[:zero])
    if any(word.role == "doubt" and word.trait in ("", "fault") for word in (*before, *after)):
        return
    if all(word.trait for word in part[zero].words) and not any(map(_is_verb, after)):
        return
    if not any(word.role in ("row", "column", "noun") and word.trait != "weak" for word in after):
        before, after = (), (*before, *after)
    disputes = partial(_disputes, counted=counted)
    for told in (disputes, _applications, _documents):
        found = tuple(told(before, after, setting, spoken))
        yield from found
        if found:
            return


def _is_verb(word: Word) -> bool:
    """Whether a word makes 未 say that nothing came: 未收到, 未被申请, 未制发."""
    return word.trait.startswith("weak") or word.trait.endswith(("sure", "made")) or bool(word.columns)


def _words(part: Sequence[Token]) -> tuple[Word, ...]:
    return tuple(word for token in part for word in token.words)


def _disputes(
    before: Sequence[Word], after: Sequence[Word], setting: Setting, spoken: Spoken, counted: Sequence[Meaning]
) -> Iterator[Meaning]:
    rows = [word for word in after if word.role == "row" and word.trait.startswith("dispute")]
    columns = [word for word in after if word.role == "column" and word.trait.startswith("dispute")]
    if not 0 < len(rows) + len(columns) < _TOO_MANY:
        return
    is_named = any(word.role in ("context", "noun") for word in (*before, *after))
    if not is_named and not is_about_information(setting, (rows or columns)[0].trait):
        return
    if not columns:
        yield from (Meaning(row.table, row.rows, ()) for row in rows)
        return
    table = columns[0].table
    said = [each.rows for each in counted if each.table == table and not columns[0].trait.endswith("lost")]
    said = said or [setting.said[table].rows if table in setting.said else spoken.usual[table].rows]
    named = [word.rows for word in rows or before if word.role == "row" and word.table == table]
    yield from (Meaning(table, each, columns[0].columns) for each in named or said)


def _applications(before: Sequence[Word], after: Sequence[Word], setting: Setting, spoken: Spoken) -> Iterator[Meaning]:
    nouns = [word for word in after if word.role == "noun" and (word.trait != "weak" or setting.topic == word.table)]
    if setting.topic in (OFF, OFF_CLASS) and all(word.trait for word in nouns):
        return
    columns = [word for word in after if word.role == "column" and word.table == spoken.carried_table]
    if columns and setting.topic == spoken.carried_table and all(word.role in _APPLIED for word in after):
        yield Meaning(columns[0].table, spoken.usual[columns[0].table].rows[:1], columns[0].columns)
        return
    if any(word.role in _OTHERS or word.trait == "act" for word in after):
        return
    rows = [word for word in after if word.role == "row" and not word.trait]
    if rows:
        yield from (Meaning(word.table, word.rows, ()) for word in rows)
    elif nouns and not any(_is_handling(word, spoken) for word in after):
        yield Meaning(nouns[0].table, spoken.usual[nouns[0].table].rows[:1], ())


def _is_handling(word: Word, spoken: Spoken) -> bool:
    """Whether a word says what was done with applications, not that they came: 未答复申请 denies none."""
    if word.role != "row" or not word.trait.startswith(("weak", "answer")):
        return False
    return word.rows[0] != spoken.usual[word.table].rows[0]


def _documents(before: Sequence[Word], after: Sequence[Word], setting: Setting, spoken: Spoken) -> Iterator[Meaning]:
    if any(word.role in ("off", "thing", "doubt", "noun", "context") for word in (*before, *after)):
        return
    columns = [word.columns for word in after if word.role == "column" and word.trait.startswith("document")]
    for word in after:
        if word.role == "row" and (word.trait == "act" or (word.trait == "document" and columns)):
            yield Meaning(word.table, word.rows, () if word.trait == "act" else columns[0])
