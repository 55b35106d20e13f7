"""Writes named streams as an MS-CFB version 3 compound file: the container of `vbaProject.bin`.

The writer knows what a VBA project needs and no more: streams below 4,096 bytes live in the mini stream, larger ones
in sectors of 512 bytes, and there is no DIFAT sector, so a file ends at about 7 MB.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

Tree = Mapping[str, "bytes | Tree"]

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI_SECTOR, _MINI_LIMIT = 512, 64, 4096
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_FAT_IN_HEADER = 109
_ENTRY = "<64sHBBIII16sIQQIQ"  # a directory entry, 128 bytes


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0


@dataclass
class _Sectors:
    """Sectors of 512 bytes in file order, and the chain (FAT) that links them."""

    data: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Appends a chain that holds `data`; its first sector, or the end mark when there is no data."""
        first, count = len(self.data), -(-len(data) // _SECTOR)
        for index in range(count):
            self.data.append(data[index * _SECTOR : (index + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
        self.fat += _chain(first, count)
        return first if count else _END


def compound_file(tree: Tree) -> bytes:
    """Gives the file that holds `tree`: a name leads to a stream's bytes or to a storage. Same input, same bytes.

    Raises ValueError when it would need more than 109 FAT sectors.
    """
    entries: list[_Entry] = []
    _enter(entries, "Root Entry", _ROOT, tree)
    sectors = _Sectors()
    mini, mini_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        if len(entry.data) >= _MINI_LIMIT:
            entry.start = sectors.add(entry.data)
        else:
            first, count = len(mini_fat), -(-len(entry.data) // _MINI_SECTOR)
            entry.start = first if count else _END
            mini += entry.data.ljust(count * _MINI_SECTOR, b"\0")
            mini_fat += _chain(first, count)
    entries[0].data, entries[0].start = bytes(mini), sectors.add(bytes(mini))
    mini_fat_at = sectors.add(_whole_sectors(mini_fat))
    directory_at = sectors.add(_directory(entries))
    return _file(sectors, directory_at, mini_fat_at, len(_whole_sectors(mini_fat)) // _SECTOR)


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END] if count else []


def _enter(entries: list[_Entry], name: str, kind: int, content: bytes | Tree) -> int:
    """Adds an entry and all below it; its index. Siblings hang in a balanced tree ordered as MS-CFB 2.6.4 says."""
    index = len(entries)
    if isinstance(content, bytes):
        entries.append(_Entry(name, kind, content))
        return index
    entries.append(_Entry(name, kind))
    below = {
        child: _enter(entries, child, _STREAM if isinstance(inside, bytes) else _STORAGE, inside)
        for child, inside in content.items()
    }
    ordered = [below[child] for child in sorted(below, key=lambda child: (len(child), child.upper()))]
    entries[index].child = _balance(entries, ordered)
    return index


def _balance(entries: list[_Entry], ordered: list[int]) -> int:
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    top = ordered[middle]
    entries[top].left = _balance(entries, ordered[:middle])
    entries[top].right = _balance(entries, ordered[middle + 1 :])
    return top


def _directory(entries: list[_Entry]) -> bytes:
    out = bytearray()
    for entry in entries:
        name = entry.name.encode("utf-16-le") + b"\0\0"
        # Every node is black (1) and no time is written: the bytes depend on the content alone.
        node = (len(name), entry.kind, 1, entry.left, entry.right, entry.child)
        out += struct.pack(_ENTRY, name, *node, bytes(16), 0, 0, 0, entry.start, len(entry.data))
    while len(out) % _SECTOR:
        out += struct.pack(_ENTRY, b"", 0, 0, 0, _NONE, _NONE, _NONE, bytes(16), 0, 0, 0, 0, 0)
    return bytes(out)


def _whole_sectors(numbers: list[int]) -> bytes:
    data = struct.pack(f"<{len(numbers)}I", *numbers)
    return data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\xff")


def _file(sectors: _Sectors, directory_at: int, mini_fat_at: int, mini_fat_count: int) -> bytes:
    each = _SECTOR // 4
    count = 1
    while count * each < len(sectors.data) + count:
        count += 1
    if count > _FAT_IN_HEADER:
        raise ValueError("too large for a compound file without DIFAT sectors")
    at = list(range(len(sectors.data), len(sectors.data) + count))
    fat = sectors.fat + [_FAT] * count
    fat += [_FREE] * (count * each - len(fat))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, count, directory_at, 0, _MINI_LIMIT, mini_fat_at, mini_fat_count, _END, 0)
    header += struct.pack(f"<{_FAT_IN_HEADER}I", *at, *[_FREE] * (_FAT_IN_HEADER - count))
    return header + b"".join(sectors.data) + struct.pack(f"<{len(fat)}I", *fat)
