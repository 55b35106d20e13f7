"""Puts words together that are one text over several lines: what stands right below each other, no further apart than
the lines of a text are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gouji.reading.printed.joints import joined
from gouji.reading.printed.pdf_lines import Word

_SLACK = 1.09  # times the smallest distance of two lines: as far apart, they are of one text
WIDEST = 1.7  # times the size of letters: lines of one text are nearer
_OVERLAP = 0.5  # of the narrower of two words


class Stack(NamedTuple):
    """The lines of a text, from top to bottom."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        return self.words[0].base

    @property
    def bottom(self) -> float:
        return self.words[-1].base

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    def word(self) -> Word:
        """Gives it as one word."""
        first = self.words[0]
        asides = tuple(aside for word in self.words for aside in word.asides)
        return first._replace(text=joined([word.text for word in self.words]), asides=asides)


def stacked(words: Sequence[Word]) -> list[Stack]:
    """Gives the texts, in the order of their first lines."""
    ordered = sorted(words, key=lambda word: (word.base, word.left))
    distances = [near.base - word.base for word in ordered if (near := _next(word, ordered)) is not None]
    usual = min(distances, default=0.0) * _SLACK
    stacks: list[list[Word]] = []
    for word in ordered:
        above = next((s for s in stacks if 0 < word.base - s[-1].base <= usual and _overlap(s[-1], word)), None)
        if above is None:
            stacks.append([word])
        else:
            above.append(word)
    return [Stack(tuple(stack)) for stack in stacks]


def _next(word: Word, ordered: Sequence[Word]) -> Word | None:
    """The nearest word right below."""
    below = (o for o in ordered if 0.5 * word.size < o.base - word.base < WIDEST * word.size and _overlap(word, o))
    return min(below, key=lambda other: other.base, default=None)


def _overlap(one: Word, other: Word) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared >= _OVERLAP * min(one.right - one.left, other.right - other.left)
