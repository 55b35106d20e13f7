"""Takes the tokens of a sentence; gives them with carried-over applications made one word: from last year, or to next.

结转 says neither by itself: 上年结转, 结转自上年, 结转至本年 come in; 结转下年, 顺延到下年答复, 下年继续办理 go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.check.text.against_tables.tokens import Token
from gouji.form.spoken import Word
from gouji.frozen import replace

_ROW = frozenset(("row",))
_ROLES = ("carry", "next")
_NEAR = 2  # characters between the words: 结转至下年, 结转到了下年


def joined(sentence: Sequence[Token]) -> list[Token]:
    """Gives the sentence with each phrase of carrying over as one token, a row of its table."""
    if all(token.roles.isdisjoint(_ROLES) for token in sentence):
        return list(sentence)
    return list(_joined(sentence))


def _joined(sentence: Sequence[Token]) -> Iterator[Token]:
    at = 0
    held: Token | None = None  # a token that the next one may still take in
    while at < len(sentence):
        token = sentence[at]
        word = token.meaning("carry")
        if word is not None:
            left = held if held and held.is_a("last", "next") and _is_near(held, token) else None
            right, after = _year(sentence, at)
            row = _row(word, left, right)
            if row is None:
                at += 1  # a 转 without a year
                continue
            if held and left is None:
                yield held
            held, at = _spread(left or token, sentence, after, row)
            continue
        if held:
            yield held
        if token.is_a("next") and (gone_on := _going_on(sentence, at + 1)):
            out = replace(token.words[0], role="row")
            held, at = Token(token.start, sentence[gone_on - 1].end, (out,), _ROW), gone_on
        else:
            held, at = token, at + 1
    if held:
        yield held


def _year(sentence: Sequence[Token], at: int) -> tuple[Token | None, int]:
    """The year behind a word of carrying over, and where the sentence goes on."""
    for after in range(at + 1, min(at + 3, len(sentence))):
        token, before = sentence[after], sentence[after - 1]
        if not _is_near(before, token) or not token.words:
            break
        if token.is_a("last", "next", "this"):
            return token, after + 1
        if not token.is_a("filler", "go_on"):
            break
    return None, at + 1


def _row(word: Word, left: Token | None, right: Token | None) -> Word | None:
    """Which of the two rows is meant: in, out, or either."""
    rows = word.rows
    if any(year is not None and year.is_a("next") for year in (left, right)):
        rows = rows[1:]
    elif left is not None or (right is not None and right.is_a("last")):
        rows = rows[:1]
    elif right is not None:
        pass  # 结转至本年: in, unless the year is wrong
    elif word.trait == "loose":
        return None
    return replace(word, role="row", trait="", rows=rows)


def _is_near(one: Token, other: Token) -> bool:
    return other.start - one.end <= _NEAR


def _going_on(sentence: Sequence[Token], at: int) -> int:
    """Where the sentence goes on behind 继续办理, 答复; 0 where nothing of that kind stands there."""
    after = at
    while after < len(sentence):
        token, before = sentence[after], sentence[after - 1]
        if token.start - before.end > 1 or not (token.is_a("go_on") or _is_handling(token)):
            break
        after += 1
    return after if after > at else 0


def _is_handling(token: Token) -> bool:
    word = token.meaning("row")
    return word is not None and word.trait.startswith(("weak", "answer"))


def _spread(first: Token, sentence: Sequence[Token], after: int, row: Word) -> tuple[Token, int]:
    after = _going_on(sentence, after) or after
    return Token(first.start, sentence[after - 1].end, (row,), _ROW), after
