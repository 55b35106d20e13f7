"""Replaces some parts of a zip file by new content; every other part is copied as it stands.

Copied, not written anew: compressed bytes, order, dates, flags and comments stay what they were.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from gouji.errors import MarkError

_END, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_STORED, _DEFLATED = 0, 8
_HAS_DESCRIPTOR = 0x08
_ZIP64 = 1


class _Record(NamedTuple):
    """An entry of the directory. raw: its bytes there."""

    name: str
    raw: bytes
    start: int


def replaced(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Gives the bytes of the zip file with these parts replaced. parts: name → content, names as `ooxml.container`
    compares them, without case and with forward slashes.

    The directory must have been read by `container.open_zip` before: nothing is checked a second time here. Raises
    MarkError for a zip64 package and for a part that is not there.
    """
    if not parts:
        return data
    end = data.rfind(_END, max(0, len(data) - 65557))
    count, size, at = struct.unpack_from("<HII", data, end + 10)
    if data[end - 20 : end - 16] == _END64_LOCATOR or 0xFFFFFFFF in (size, at):
        raise MarkError("文件用了 zip64 格式，不能在里面做标记")
    records = _records(data, count, at)
    missing = set(parts) - {record.name for record in records}
    if missing:
        raise MarkError(f"文件里没有部件 {'、'.join(sorted(missing))}")
    by_place = sorted(records, key=lambda record: record.start)
    limits = [record.start for record in by_place[1:]] + [at]
    made = bytearray(data[: by_place[0].start])
    directory: dict[str, bytes] = {}
    for record, limit in zip(by_place, limits, strict=True):
        place = len(made)
        if record.name in parts:
            entry, head = _written(data, record, parts[record.name])
        else:
            entry, head = data[record.start : limit], record.raw
        made += entry
        directory[record.name] = head[:42] + struct.pack("<I", place) + head[46:]
    place = len(made)
    made += b"".join(directory[record.name] for record in records)
    made += data[end : end + 12] + struct.pack("<II", len(made) - place, place) + data[end + 20 :]
    return bytes(made)


def _records(data: bytes, count: int, at: int) -> list[_Record]:
    records = []
    for _ in range(count):
        names, extras, comments = struct.unpack_from("<HHH", data, at + 28)
        (start,) = struct.unpack_from("<I", data, at + 42)
        end = at + 46 + names + extras + comments
        name = data[at + 46 : at + 46 + names].decode("utf-8", "replace").replace("\\", "/").lstrip("/").lower()
        records.append(_Record(name, data[at:end], start))
        at = end
    return records


def _written(data: bytes, record: _Record, content: bytes) -> tuple[bytes, bytes]:
    """The entry with new content, and its record in the directory: same name, date, attributes and comment."""
    flags, method = struct.unpack_from("<HH", data, record.start + 6)
    names, extras = struct.unpack_from("<HH", data, record.start + 26)
    name_at = record.start + 30
    method = _STORED if method == _STORED else _DEFLATED
    packed = content if method == _STORED else _deflated(content)
    flags &= ~_HAS_DESCRIPTOR
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    extra = _without_zip64(data[name_at + names : name_at + names + extras])
    entry = (
        data[record.start : record.start + 6]
        + struct.pack("<HH", flags, method)
        + data[record.start + 10 : record.start + 14]
        + sizes
        + struct.pack("<HH", names, len(extra))
        + data[name_at : name_at + names]
        + extra
        + packed
    )
    raw = record.raw
    return entry, raw[:8] + struct.pack("<HH", flags, method) + raw[12:16] + sizes + raw[28:]


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _without_zip64(extra: bytes) -> bytes:
    """The local header's extra fields; the sizes that zip64 would give are in the header itself now."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
