"""Takes those cells out of a calculation chain (xl/calcChain.xml) that hold no formula any more.

A cell of the chain without a formula makes Excel call the file damaged; a formula that is not in it does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from gouji.errors import MarkError

_CELL = re.compile(rb"<((?:\w+:)?)c\b([^<>]*?)\s*/>")
_SHEET = re.compile(rb"""\si=["'](\d+)["']""")
_REF = re.compile(rb"""\sr=["']([A-Z]+\d+)["']""")


def without(chain: bytes, sheet: str, refs: Collection[str]) -> bytes:
    """Gives the chain without these cells of a sheet. sheet: its id in the chain. Raises MarkError when no cell would
    be left, which the format forbids."""
    gone = {ref.encode() for ref in refs}
    now, told = b"", b""  # the sheet of this cell, and the one that a reader of the new chain believes in
    pieces: list[bytes] = []
    last = kept = 0
    for found in _CELL.finditer(chain):
        given, ref = _SHEET.search(found[2]), _REF.search(found[2])
        now = given[1] if given else now
        pieces.append(chain[last : found.start()])
        last = found.end()
        if now == sheet.encode() and ref and ref[1] in gone:
            continue
        kept += 1
        # The sheet is only named where it changes: its first cell may be the one that is gone.
        is_told = given is not None or told == now
        pieces.append(found[0] if is_told else b'<%sc%s i="%s"/>' % (found[1], found[2], now))
        told = now
    if last and not kept:
        raise MarkError("计算链会变空，不能去掉旧的标记")
    return b"".join(pieces) + chain[last:]
