"""Finds the figures of the text that no figure of the form agrees with: 收到申请34件, and the table has 35."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.check.text.against_tables.claim import Claim
from gouji.check.text.against_tables.listen import Sentence, Told
from gouji.check.text.against_tables.meaning import opening
from gouji.check.text.against_tables.readings import Reading, readings
from gouji.check.text.against_tables.setting import SUBJECTS, Meaning
from gouji.check.text.against_tables.tokens import Figure, Token
from gouji.form.form import Form
from gouji.form.spoken import Spoken, Sum

NAME = "text-figure-differs"


def claims(form: Form, spoken: Spoken, told: Told, organization: str) -> Iterator[Claim]:
    """Gives what each figure of a paragraph says of the form, where it is of this report and of this year."""
    holds_old = any(_holds_old(sentence, spoken) for sentence in told.sentences)
    for sentence in told.sentences:
        for index, meaning in sentence.meanings.items():
            start = begin(sentence, index)
            if not _is_ours(sentence, index, meaning, spoken) or _is_of_another(
                sentence, start, index, spoken, organization
            ):
                continue
            found = readings(form, spoken, meaning._replace(rows=(*meaning.rows, *_rest(sentence, index, meaning))))
            if holds_old:
                found = tuple(each for each in found if not each.minus)
            claim = _claim(form, spoken, told, sentence, start, index, found)
            if claim is not None:
                yield claim


def _holds_old(sentence: Sentence, spoken: Spoken) -> bool:
    """Whether a sentence says that what was handled holds what came in from last year: 办结36件（含上年结转2件）."""
    for token, before in zip(sentence.tokens[1:], sentence.tokens, strict=False):
        if token.words and token.words[0].rows == spoken.carried[:1] and any(w.trait == "within" for w in before.words):
            return True
    return False


def _rest(sentence: Sentence, index: int, meaning: Meaning) -> Iterator[Sum]:
    """What a sum may mean beside one of its rows told next: 行政诉讼2件，复议后诉讼1件, the 2 are those without."""
    beside = next((at for at in sentence.meanings if at > index), None)
    if beside is None or _names_parts(sentence.tokens[index:beside]):
        return
    other = sentence.meanings[beside]
    taken = {row for each in other.rows for row in each.plus}
    left = tuple(row for row in meaning.rows[0].plus if row not in taken)
    is_row = len(other.rows) == 1 and (other.table, other.columns) == (meaning.table, meaning.columns)
    if is_row and 0 < len(left) < len(meaning.rows[0].plus):
        yield Sum(left, ())


def _names_parts(tokens: Sequence[Token]) -> bool:
    return any(word.trait in ("within", "of which") for token in tokens for word in token.words)


def _is_ours(sentence: Sentence, index: int, meaning: Meaning, spoken: Spoken) -> bool:
    """Whether a figure is of the report's year and scope, and of all that it counts."""
    setting = sentence.settings[index]
    if any(word.trait == "revision" for token in sentence.tokens for word in token.words):
        return bool(spoken.usual[meaning.table].rows)  # of documents, nobody knows which of them were made
    wholes = (*spoken.usual[meaning.table].rows[:1], *spoken.carried)
    is_whole = not setting.is_part or meaning.rows[:1] in [(row,) for row in wholes]
    return not setting.year and setting.is_own and is_whole


def _claim(
    form: Form, spoken: Spoken, told: Told, sentence: Sentence, start: int, index: int, found: tuple[Reading, ...]
) -> Claim | None:
    """The claim of a figure; None where it is money and the cell counts, or the other way round."""
    token = sentence.tokens[index]
    figure = token.figure
    if not found or figure is None:
        return None
    unit = form.figures[found[0].plus[0]].unit
    if form.is_money(found[0].plus[0]) != (figure.kind == "money"):
        return None
    worth = spoken.money.get(unit, 1)
    step = _step(figure, spoken) / worth
    end = sentence.ends[index]
    return Claim(NAME, told, sentence, start, end, index, figure.value / worth, found, step)


def _is_of_another(sentence: Sentence, start: int, index: int, spoken: Spoken, organization: str) -> bool:
    """Whether the clause names another body before it says what is counted: 市公安局受理120件."""
    first = next(token for token in sentence.tokens if token.start >= start)
    if first.start == start and first.is_a(*SUBJECTS):
        return False  # nothing stands before it
    end = start
    for token in sentence.tokens[:index]:
        if token.start < start:
            continue
        if token.is_a("thing", "off", "and"):
            continue  # may stand in its name: 市自然资源和规划局
        free = sentence.plain.text[end : token.start]
        if len(free) > 1 and re.search(spoken.agency, free) and not _is_own_name(free, organization):
            return True
        if token.is_a(*SUBJECTS):
            return False
        end = token.end
    return False


def _is_own_name(free: str, organization: str) -> bool:
    """Whether the characters stand in the organisation's name in that order: 市科委 is 上海市科学技术委员会."""
    left = iter(organization)
    return not organization or all(char in left for char in free)


def _step(figure: Figure, spoken: Spoken) -> Decimal:
    """One of the last place of an amount in 元: it may be rounded or cut. 0 for a count."""
    if figure.kind != "money":
        return Decimal(0)
    exponent = figure.value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(10) ** min(exponent, 0) * spoken.money[figure.unit]


def begin(sentence: Sentence, index: int) -> int:
    """Where the clause of a figure begins: behind the figure, or behind the mark, before its first word."""
    is_behind = sentence.ends.get(index, 0) > sentence.tokens[index].end
    at, has_subject = index, is_behind
    while at > 0 and sentence.tokens[at - 1].figure is None:
        token = sentence.tokens[at - 1]
        if token.mark and has_subject:
            break
        if token.mark == "close" and (opens := opening(sentence.tokens, at - 1)) is not None:
            at = opens
            continue
        has_subject = has_subject or token.is_a(*SUBJECTS)
        at -= 1
    text, start = sentence.plain.text, sentence.tokens[at - 1].end if at else sentence.start
    while text[start] in "，、；：）·":
        start += 1
    return start
