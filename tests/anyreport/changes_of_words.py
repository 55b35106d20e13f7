"""A table in, the same table with heads or labels exchanged, duplicated, lost, cut or garbled out (whether it could be
done)."""

from __future__ import annotations

import random
from collections.abc import Callable
from difflib import SequenceMatcher

from anyreport.chosen import a_part, a_row
from anyreport.tables import Table, Words, spelled

_WRONG = "曰己末土千入夭戊"  # what a scanner makes of other characters
_MUCH = 0.6  # of a label must be left
_LONG = 4  # characters under which a label can't be cut and still be told


def exchange_heads(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng, columns=2)) is None:
        return False
    one, other = rng.sample(part.columns, 2)
    one.heads[-1], other.heads[-1] = other.heads[-1], one.heads[-1]
    return True


def exchange_labels(table: Table, rng: random.Random) -> bool:
    part = a_part(table, rng, rows=2)
    rows = [row for row in part.rows if not row.is_note] if part else []
    if len(rows) < 2 or not table.labelled:
        return False
    one, other = rng.sample(rows, 2)
    one.labels[-1], other.labels[-1] = other.labels[-1], one.labels[-1]
    return True


def duplicate_head(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng, columns=2)) is None:
        return False
    one, other = rng.sample(part.columns, 2)
    if one.group is not other.group or one.own.means is None:
        return False
    other.heads[-1] = Words(one.own.text, one.own.means, one.own.lost)
    other.doubtful = True
    return True


def duplicate_label(table: Table, rng: random.Random) -> bool:
    part = a_part(table, rng, rows=2)
    rows = [row for row in part.rows if row.was is not None] if part else []
    if len(rows) < 2:
        return False
    one, other = rng.sample(rows, 2)
    other.labels[-1] = Words(one.labels[-1].text, one.labels[-1].means, one.labels[-1].lost)
    other.doubtful = True
    return True


def lose_head(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng)) is None:
        return False
    _lose(rng.choice(rng.choice(part.columns).heads))
    return True


def _lose(words: Words) -> None:
    words.text, words.lost = "", True


def lose_label(table: Table, rng: random.Random) -> bool:
    if not table.labelled or (row := a_row(table, rng)) is None:
        return False
    _lose(rng.choice((row.labels[-1], rng.choice(row.labels))))
    return True


def lose_two_labels(table: Table, rng: random.Random) -> bool:
    """Of neighbours."""
    if not table.labelled or (part := a_part(table, rng, rows=2)) is None:
        return False
    at = rng.randrange(len(part.rows) - 1)
    for row in part.rows[at : at + 2]:
        if not row.is_note:
            _lose(row.labels[-1])
    return True


def cut_words(table: Table, rng: random.Random) -> bool:
    """A piece of a label or head is missing."""
    return _damage(table, rng, _cut)


def _cut(text: str, rng: random.Random) -> str:
    count = rng.randrange(1, max(2, int(len(text) * (1 - _MUCH)) + 1))
    at = rng.randrange(len(text) - count + 1)
    return text[:at] + text[at + count :]


def garble_words(table: Table, rng: random.Random) -> bool:
    """One or two characters are others."""
    return _damage(table, rng, _garbled)


def _garbled(text: str, rng: random.Random) -> str:
    marks = list(text)
    for at in rng.sample(range(len(marks)), 2 if len(marks) > 8 else 1):
        marks[at] = rng.choice(_WRONG)
    return "".join(marks)


def _damage(table: Table, rng: random.Random, how: Callable[[str, random.Random], str]) -> bool:
    every = list(spelled([table]))
    words = rng.choice(every)
    if len(words.text) < _LONG:
        return False
    text = how(words.text, rng)
    others = {each.text for each in every if each.text and each.text != words.text}
    if len(text) < _LONG - 1 or any(text in other for other in others):
        return False
    own = _alike(text, words.text)
    if any(_alike(text, other) > own - 0.15 for other in others):
        return False
    words.text = text
    return True


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def explain_words(table: Table, rng: random.Random) -> bool:
    """An explanation in brackets follows a label or head."""
    words = rng.choice(list(spelled([table])))
    if words.lost:
        return False
    words.text += rng.choice(("（件）", "（不含街道）", "(见附件)", "（含上年）"))
    return True
