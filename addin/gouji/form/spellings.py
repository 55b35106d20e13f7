"""Spells out words of sentences.toml: `结转[至|到]下年` is 结转下年, 结转至下年 and 结转到下年.

Brackets hold what can be left out, parentheses what must be chosen from. A kept form holds the spellings of a word as
one text: thousands of small ones would cost every check more than taking them apart costs the few with sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product

from gouji.form.spoken import Spoken, Word
from gouji.frozen import frozen

_CHOICE = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)")


@frozen
class Lexicon:
    """Every spelling with its meanings, at most one for a table, and the roles that they have.

    lengths: by the first two characters of a spelling (its only one, where it is one long) how long the spellings are
    that begin so, longest first.
    """

    words: Mapping[str, tuple[tuple[Word, ...], frozenset[str]]]
    lengths: Mapping[str, tuple[int, ...]]


_KEPT: dict[int, tuple[Spoken, Lexicon]] = {}


def lexicon(spoken: Spoken) -> Lexicon:
    """Gives the words of a form, spelled out once in a process."""
    kept = _KEPT.get(id(spoken))
    if kept is None or kept[0] is not spoken:
        kept = _KEPT[id(spoken)] = spoken, _spelled_out(spoken)
    return kept[1]


def _spelled_out(spoken: Spoken) -> Lexicon:
    words: dict[str, tuple[Word, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for spelled, word in spoken.words:
        for spelling in spelled.split("\n"):
            words[spelling] = (*words.get(spelling, ()), word)
            lengths.setdefault(spelling[:2], set()).add(len(spelling))
    with_roles = {spelling: (each, frozenset(word.role for word in each)) for spelling, each in words.items()}
    return Lexicon(with_roles, {start: tuple(sorted(each, reverse=True)) for start, each in lengths.items()})


def spellings(texts: Sequence[str]) -> dict[str, None]:
    """Gives every spelling of words written with brackets and parentheses, once."""
    found: dict[str, None] = {}
    for text in texts:
        if "[" not in text and "(" not in text:
            found[text] = None
            continue
        parts: list[Sequence[str]] = []
        end = 0
        for match in _CHOICE.finditer(text):
            optional, chosen = match.groups()
            choices = chosen.split("|") if optional is None else ["", *optional.split("|")]
            parts += [[text[end : match.start()]], choices]
            end = match.end()
        found.update(dict.fromkeys(map("".join, product(*parts, [text[end:]]))))
    return found
