"""Takes the lines over a table without ruled lines; gives its heads, those that are wrapped put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gouji.reading.printed.pdf_lines import TextLine, Word, words
from gouji.reading.printed.pdf_page import Character
from gouji.reading.printed.pdf_stacks import WIDEST, Stack, stacked

_BETWEEN = 0.1  # of a letter's size: a gap between two heads that no wider one keeps apart

Column = tuple[float, float]  # from where to where its figures go


def heads(lines: Sequence[TextLine], columns: Sequence[Column], border: float) -> list[list[Word | None]] | None:
    """Gives the rows of heads: those over several columns one by one, then those right over the columns; None where the
    latter are not one for each."""
    found = [word for line in lines for word in _parts(line, columns) if (word.left + word.right) / 2 > border]
    if not found:
        return []
    stacks = stacked(found)
    leaves: list[int] = []
    for left, right in columns:
        over = [at for at, stack in enumerate(stacks) if stack.left < right and stack.right > left]
        if not over:
            return None
        leaves.append(max(over, key=lambda at: stacks[at].bottom))
    if len(set(leaves)) < len(leaves):
        return None
    own = [stacks[at] for at in leaves]
    others = sorted((stack for at, stack in enumerate(stacks) if at not in leaves), key=lambda s: (s.bottom, s.left))
    for stack in reversed(others):
        over = [at for at, (left, right) in enumerate(columns) if stack.left < right and stack.right > left]
        if len(over) == 1 and _is_wrapped(stack, own[over[0]], _room(over[0], columns)):
            own[over[0]] = Stack((*stack.words, *own[over[0]].words))
            others.remove(stack)
    rows: list[list[Word | None]] = [[stack.word()] for stack in others]
    return [*rows, [stack.word() for stack in own]]


def _room(at: int, columns: Sequence[Column]) -> float:
    """How wide a column is: to the middle between it and its neighbours."""
    left, right = columns[at]
    before = columns[at - 1][1] if at else left
    after = columns[at + 1][0] if at + 1 < len(columns) else right
    return (right + after) / 2 - (left + before) / 2


def _is_wrapped(above: Stack, leaf: Stack, room: float) -> bool:
    """Whether a head is only the beginning of the one below: it fits the column, and stands right above."""
    is_near = leaf.top - above.bottom < WIDEST * above.words[0].size
    return is_near and above.right - above.left <= room


def _parts(line: TextLine, columns: Sequence[Column]) -> list[Word]:
    """The words of a line of heads, parted also where only a narrow gap between two columns is."""
    parts: list[list[Character]] = [[]]
    for each in line.characters:
        before = parts[-1][-1] if parts[-1] else None
        if (
            before is not None
            and each.left - before.right > _BETWEEN * each.size
            and any(before.right <= right[0] and each.left >= left[1] for left, right in pairwise(columns))
        ):
            parts.append([])
        parts[-1].append(each)
    return [word for part in parts if part for word in words(part)]
