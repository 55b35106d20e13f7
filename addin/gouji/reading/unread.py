"""Makes the Remark that some bytes of a place made no character, with the words around them."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.characters import UNREAD
from gouji.place import Where
from gouji.reading.reading import Remark

UNDECODABLE = "undecodable-text"
_AROUND = 10  # characters on each side


def unread(
    where: str, texts: Iterable[str], cells: tuple[str, ...] = (), places: tuple[Where | None, ...] = ()
) -> list[Remark]:
    """Gives no remark or one. where: the place as a message names it."""
    found = [text for text in texts if UNREAD in text]
    if not found:
        return []
    at = found[0].index(UNREAD)
    around = found[0][max(0, at - _AROUND) : at + _AROUND + 1]
    count = sum(text.count(UNREAD) for text in found)
    return [Remark(UNDECODABLE, cells, places, {"where": where, "count": str(count), "around": around, "taken": ""})]
