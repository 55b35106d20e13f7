"""Opens a zip file and gives its parts, each inflated only when asked for and never beyond the size that it declares.

A collected file is hostile until shown otherwise: every number of the directory is checked before it is used.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from gouji.errors import UnreadableError
from gouji.frozen import frozen

MAX_ENTRIES = 512
MAX_TOTAL = 64 << 20  # declared by all entries together, bytes
MAX_PART = 16 << 20  # a single part that we parse: a form's sheet has about 0.1 MiB

_END, _END64_LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_ENTRY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_IN_ZIP64 = 0xFFFFFFFF


class HandOverError(Exception):
    """The file is legal, but beyond this reader: the fallback reads it. The argument is the reason in Chinese."""


class _Entry(NamedTuple):
    method: int
    crc: int
    packed: int
    size: int
    start: int
    encrypted: bool


@frozen
class Parts:
    """The parts of a zip file by its directory. Names are compared without case and with either slash, as producers mix
    them."""

    data: bytes
    entries: Mapping[str, _Entry]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.entries

    def read(self, name: str) -> bytes:
        """Gives a part's bytes. Raises UnreadableError when it is absent, damaged or not what the directory says."""
        entry = self.entries.get(name.lower())
        if entry is None:
            raise damaged(f"缺少部件 {name}")
        if entry.encrypted:
            raise UnreadableError("password-protected")
        if entry.size > MAX_PART:
            raise over(f"部件 {name} 展开后有 {entry.size >> 20} MB")
        packed = _packed(self.data, entry, name)
        if entry.method == 0:
            content = packed
        elif entry.method == 8:
            content = _inflated(packed, entry.size, name)
        else:
            raise HandOverError(f"压缩方式 {entry.method}")
        if len(content) != entry.size:
            raise damaged(f"部件 {name} 的大小与目录不符")
        if zlib.crc32(content) != entry.crc:
            raise damaged(f"部件 {name} 的校验码不符")
        return content


def damaged(reason: str) -> UnreadableError:
    """Gives the error for a damaged file; the caller raises it."""
    return UnreadableError("damaged-file", reason=reason)


def over(reason: str) -> UnreadableError:
    """Gives the error for a file that is over a limit; the caller raises it."""
    return UnreadableError("over-limit", reason=reason)


def open_zip(data: bytes) -> Parts:
    """Reads the directory of a zip file. Raises UnreadableError: damaged-file, over-limit."""
    try:
        count, at = _directory(data)
        if count > MAX_ENTRIES:
            raise over(f"有 {count} 个部件，最多 {MAX_ENTRIES} 个")
        entries = _entries(data, count, at)
    except struct.error as error:
        raise damaged("压缩包的目录不完整") from error
    total = sum(entry.size for entry in entries.values())
    if total > MAX_TOTAL:
        raise over(f"展开后有 {total >> 20} MB，最多 {MAX_TOTAL >> 20} MB")
    _refuse_overlap(entries, at)
    return Parts(data, entries)


def _packed(data: bytes, entry: _Entry, name: str) -> bytes:
    if data[entry.start : entry.start + 4] != _LOCAL or entry.start + 30 > len(data):
        raise damaged(f"部件 {name} 的位置不对")
    name_length, extra_length = struct.unpack_from("<HH", data, entry.start + 26)
    start = entry.start + 30 + name_length + extra_length
    packed = data[start : start + entry.packed]
    if len(packed) != entry.packed:
        raise damaged(f"部件 {name} 不完整")
    return packed


def _inflated(packed: bytes, size: int, name: str) -> bytes:
    try:
        # One byte more than declared is enough to see a lie; a bomb never gets to unfold.
        return zlib.decompressobj(-15).decompress(packed, size + 1)
    except zlib.error as error:
        raise damaged(f"部件 {name} 解不开") from error


def _directory(data: bytes) -> tuple[int, int]:
    """(number of entries, offset of the directory)."""
    end = data.rfind(_END, max(0, len(data) - 65557))
    if end < 0 or end + 22 > len(data):
        raise damaged("压缩包没有结尾，多半是传送不完整")
    count, _, at = struct.unpack_from("<HII", data, end + 10)
    if count == 0xFFFF or at == _IN_ZIP64:
        if data[end - 20 : end - 16] != _END64_LOCATOR:
            raise damaged("压缩包的结尾不对")
        (end64,) = struct.unpack_from("<Q", data, end - 12)
        if data[end64 : end64 + 4] != _END64:
            raise damaged("压缩包的结尾不对")
        count, _, at = struct.unpack_from("<QQQ", data, end64 + 32)
    return count, at


def _entries(data: bytes, count: int, at: int) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for _ in range(count):
        if data[at : at + 4] != _ENTRY:
            raise damaged("压缩包的目录不对")
        (flags, method, _, _, crc, packed, size, names, extras, comments, _, _, _, start) = struct.unpack_from(
            "<HHHHIIIHHHHHII", data, at + 8
        )
        name_end = at + 46 + names
        if _IN_ZIP64 in (packed, size, start):
            size, packed, start = _wide(data[name_end : name_end + extras], size, packed, start)
        name = _part_name(data[at + 46 : name_end])
        if name in entries:
            raise damaged(f"部件 {name} 出现两次")
        entries[name] = _Entry(method, crc, packed, size, start, bool(flags & 1))
        at = name_end + extras + comments
    if data[at : at + 4] == _ENTRY:  # other readers would take it: perhaps a second sheet of the same name
        raise damaged("压缩包的目录不对")
    return entries


def _part_name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\\", "/").lstrip("/").lower()


def _wide(extra: bytes, *fields: int) -> list[int]:
    """The fields that a zip64 extra holds, in their order, in place of those marked as too wide."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            return [next(wide, _IN_ZIP64) if each == _IN_ZIP64 else each for each in fields]
        at += 4 + length
    raise damaged("压缩包的目录不对")


def _refuse_overlap(entries: Mapping[str, _Entry], directory: int) -> None:
    """Entries that share bytes are how a small file unfolds into a huge one."""
    reached = 0
    for start, packed in sorted((entry.start, entry.packed) for entry in entries.values()):
        if start + 30 + packed > directory:
            raise damaged("压缩包的部件超出范围")
        if start < reached:
            raise over("压缩包的部件互相重叠")
        reached = start + 30 + packed
