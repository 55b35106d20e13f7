"""Reads the directory of an OLE file, the container of Microsoft's old formats: what is directly in it.

A name somewhere in the bytes tells nothing: a text may speak of a Workbook, a Word file may hold one.
"""

from __future__ import annotations

import struct

from gouji.errors import UnreadableError
from gouji.ooxml.container import damaged

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEAD = 109  # sectors of the allocation table that the head itself names
_LAST = 0xFFFFFFFA  # numbers from here on are no sectors
_NONE = 0xFFFFFFFF
_ENTRY = 128
_BEGINNING = 64
_MOST_ENTRIES = 10_000
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def top(data: bytes) -> dict[str, bytes]:
    """Gives the streams and storages at the top by name, each with its first bytes, b"" of a short
    one. Raises UnreadableError (damaged-file) when there is no directory to be read."""
    try:
        directory = _directory(data)
    except struct.error as error:
        raise _broken() from error
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    if not entries or entries[0][66] != _ROOT:
        raise _broken()
    found: dict[str, bytes] = {}
    waiting, seen = [_link(entries[0], 76)], set()
    while waiting:
        at = waiting.pop()
        if at in seen or at >= len(entries):
            continue
        seen.add(at)
        entry = entries[at]
        if entry[66] in (_STORAGE, _STREAM):
            is_long = _link(entry, 120) >= _link(data, 56)
            found[_name(entry)] = _begin(data, _link(entry, 116)) if is_long else b""
        waiting += [_link(entry, 68), _link(entry, 72)]
    return found


def _broken() -> UnreadableError:
    return damaged("旧格式文件的目录读不出来")


def _directory(data: bytes) -> bytes:
    """The sectors of the directory, as the allocation table chains them; as many of them as there are."""
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise _broken()
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", data, 48)
    table = struct.unpack_from(f"<{_IN_HEAD}I", data, 76)
    found = []
    seen: set[int] = set()
    while sector < _LAST and sector not in seen and len(seen) * size < _MOST_ENTRIES * _ENTRY:
        seen.add(sector)
        found.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = _next(data, table, sector, size)
    return b"".join(found)


def _next(data: bytes, table: tuple[int, ...], sector: int, size: int) -> int:
    """The sector behind a sector. Only of the part of the allocation table that the head names: files of this size have
    no other, and a directory stands near the beginning."""
    part, at = divmod(sector, size // 4)
    if part >= len(table) or table[part] >= _LAST:
        return _NONE
    place = (table[part] + 1) * size + at * 4
    return int(struct.unpack_from("<I", data, place)[0]) if place + 4 <= len(data) else _NONE


def _begin(data: bytes, sector: int) -> bytes:
    """The first bytes of a stream that has sectors of its own: one of 4096 bytes or more."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    return data[(sector + 1) * size :][:_BEGINNING] if sector < _LAST else b""


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def _link(entry: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", entry, at)[0])
