"""Sets the characters of a page in lines, and lines in words that stand apart; what is raised or struck is kept beside
a word."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.reading.bare_text import is_figure
from gouji.reading.block import Aside, Why
from gouji.reading.printed.pdf_page import Character

WATERMARK = 60.0  # points: larger letters lie across the page
_RADICALS = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"))  # what some printers write instead of the character
_ON_LINE = 0.45  # of a character's size: so much higher or lower, it still belongs to the line
_SMALL, _LIFTED = 0.8, 0.12  # of the line's size: a sign so small and so far from its base is raised
_DOUBLE = 0.25, 0.5  # of a character's size, and of its width: printed twice so near, it is bold
_WORDS, _SIGNS = 0.12, 1.0  # of a character's size: a gap between Latin words, and between others


class Word(NamedTuple):
    """Characters without a gap. asides: signs of a note among them, and what is struck through."""

    text: str
    asides: tuple[Aside, ...]
    left: float
    right: float
    base: float
    size: float


class TextLine(NamedTuple):
    """A line of a page, and its words that stand apart."""

    page: int
    words: tuple[Word, ...]
    characters: tuple[Character, ...]

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return self.words[0].size

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words if word.text)

    @property
    def figures(self) -> list[Word]:
        """The words from the last text on."""
        found: list[Word] = []
        for word in reversed(self.words):
            if not is_figure(word.text):
                break
            found.insert(0, word)
        return found


def lines(characters: Iterable[Character]) -> list[list[Character]]:
    """Gives the lines from top to bottom, each from left to right."""
    found: list[list[Character]] = []
    for each in sorted((c for c in characters if c.size < WATERMARK), key=lambda each: each.base):
        if found and each.base - found[-1][0].base <= _ON_LINE * max(each.size, found[-1][0].size):
            found[-1].append(each)
        else:
            found.append([each])
    return [_once(sorted(line, key=_middle)) for line in found]


def _middle(each: Character) -> float:
    """Where it stands in its line: squeezed, a bracket's empty half lies under the sign beside it."""
    return each.left + each.right


def _once(line: list[Character]) -> list[Character]:
    """Without what is printed twice to look bold."""
    kept: list[Character] = []
    for each in line:
        apart = min(_DOUBLE[0] * each.size, _DOUBLE[1] * (each.right - each.left))
        near = [c for c in kept[-3:] if c.text == each.text and each.left - c.left < apart]
        if not near or each.text == " ":
            kept.append(each)
    return kept


def words(line: Sequence[Character]) -> Iterator[Word]:
    """Parts a line where a gap is. Blanks at the ends of a word are left out."""
    size = _size(line)
    base = next((c.base for c in line if round(c.size, 1) == size and c.text != " "), line[0].base)
    word: list[Character] = []
    for each in line:
        if word and is_gap(word[-1], each):
            yield from _word(word, size, base)
            word = []
        word.append(each)
    yield from _word(word, size, base)


def is_gap(before: Character, after: Character) -> bool:
    """Whether only the distance keeps two characters apart; justified Chinese is set apart too, so more is asked."""
    if " " in (before.text, after.text):
        return after.left - before.right > _SIGNS * after.size
    latin = before.text.isascii() and after.text.isascii()
    return after.left - before.right > (_WORDS if latin else _SIGNS) * after.size


def _word(characters: Sequence[Character], size: float, base: float) -> Iterator[Word]:
    seen = [c for c in characters if not c.text.isspace()]
    if not seen:
        return
    text = ""
    asides: list[Aside] = []
    apart = False
    for each in characters:
        why = _why(each, size, base)
        if why is None:
            text += f" {each.text}" if apart and text[-1:].isdigit() and each.text.isdigit() else each.text
            apart = False
        else:
            said = asides.pop().text if asides and asides[-1].why is why else ""
            asides.append(Aside(why, said + plain(each.text)))
            apart = apart or why is Why.RAISED
    kept = tuple(Aside(why, said.strip()) for why, said in asides if said.strip())
    # Lines of cells side by side are near a height: a word stands on its own.
    own = next((each.base for each in seen if round(each.size, 1) == size), base)
    yield Word(plain(text).strip(), kept, seen[0].left, seen[-1].right, own, size)


def _why(each: Character, size: float, base: float) -> Why | None:
    if each.struck and each.text != " ":
        return Why.STRUCK
    return Why.RAISED if each.size < _SMALL * size and abs(each.base - base) > _LIFTED * size else None


def _size(line: Sequence[Character]) -> float:
    seen = [c for c in line if c.text.strip()] or line
    sizes = Counter(round(c.size, 1) for c in seen)
    return max(sizes, key=lambda size: (sizes[size] * (size >= _SMALL * max(sizes)), size))


def plain(text: str) -> str:
    """Gives the text with characters instead of the radicals that look like them."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", char) if any(low <= char <= high for low, high in _RADICALS) else char
        for char in text
    )
