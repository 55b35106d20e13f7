"""Makers of files that were made, or have come, to harm a reader. Each is small on disk and built in a moment."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator

import workbooks_odd as odd

SHEET = "xl/worksheets/sheet4.xml"  # the largest table
STRINGS = "xl/sharedStrings.xml"

LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (k, (b"&lol%s;" % (b"" if k == 1 else b"%d" % (k - 1))) * 10) for k in range(1, 10)
    )
    + b"]>"
)


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    found = odd.rewritten(data, odd.in_part(part, change))
    assert found != data
    return found


def before_end(extra: bytes, end: bytes = b"</sheetData>") -> Callable[[bytes], bytes]:
    return lambda text: text.replace(end, extra + end)


def with_doctype(doctype: bytes, root: bytes, entity: bytes, end: bytes) -> Callable[[bytes], bytes]:
    """A DOCTYPE before the root element and a use of what it defines."""
    return lambda text: text.replace(b"<" + root, doctype + b"<" + root, 1).replace(end, entity + end)


def packed_bomb(data: bytes, part: str, megabytes: int, end: bytes = b"</sheetData>") -> bytes:
    """White space by the hundred megabytes inside a part, packed a thousand times smaller."""

    def pieces(text: bytes) -> Iterator[bytes]:
        head, _, tail = text.partition(end)
        yield head
        for _ in range(megabytes):
            yield b" " * (1 << 20)
        yield end + tail

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry.filename, old.read(entry))
                continue
            with new.open(entry.filename, "w") as stream:
                for piece in pieces(old.read(entry)):
                    stream.write(piece)
    return buffer.getvalue()


def directory(data: bytes) -> list[tuple[int, str]]:
    """(offset, part name) of every directory entry."""
    (at,) = struct.unpack_from("<I", data, data.rfind(b"PK\5\6") + 16)
    found = []
    while data[at : at + 4] == b"PK\1\2":
        names, extras, comments = struct.unpack_from("<HHH", data, at + 28)
        found.append((at, data[at + 46 : at + 46 + names].decode()))
        at += 46 + names + extras + comments
    return found


def declared(data: bytes, part: str, field: int, value: int) -> bytes:
    """One 32-bit number of a directory entry forged: 16 CRC, 20 packed size, 24 size, 42 offset."""
    forged = bytearray(data)
    at = next(at for at, name in directory(data) if name == part)
    struct.pack_into("<I", forged, at + field, value)
    return bytes(forged)


def flagged(data: bytes, part: str) -> bytes:
    """The entry marked as encrypted by zip."""
    forged = bytearray(data)
    at = next(at for at, name in directory(data) if name == part)
    forged[at + 8] |= 1
    return bytes(forged)


def overlapping(data: bytes) -> bytes:
    """Two parts that share the same bytes."""
    entries = {name: at for at, name in directory(data)}
    (start,) = struct.unpack_from("<I", data, entries[SHEET] + 42)
    return declared(data, "docProps/app.xml", 42, start)


def twice(data: bytes, part: str, name: str) -> bytes:
    """A part stored again under a name that means the same."""
    buffer = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of the doubled name, which is what is wanted
        archive.writestr(name, archive.read(part).replace(b"<v>4</v>", b"<v>9</v>"))
    return buffer.getvalue()


def with_parts(data: bytes, names: list[str], content: bytes = b"") -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def nested(data: bytes) -> bytes:
    """A workbook in a workbook in a zip, ten times over: nobody should look inside."""
    for _ in range(10):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", data)
        data = buffer.getvalue()
    return data


def ole(root: str, *streams: str) -> bytes:
    """An OLE file whose streams lead nowhere: as much of it as tells what it is."""
    entries = [_ole_entry(root, 5, child=1 if streams else _NO_SECTOR)]
    entries += [
        _ole_entry(name, 2, right=at + 1 if at < len(streams) else _NO_SECTOR) for at, name in enumerate(streams, 1)
    ]
    directory = b"".join(entries)
    directory += bytes(-len(directory) % 512)
    sectors = len(directory) // 512
    chain = [*range(2, sectors + 1), 0xFFFFFFFE]  # the directory begins in sector 1
    table = struct.pack("<128I", 0xFFFFFFFD, *chain, *[_NO_SECTOR] * (127 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return (head + struct.pack("<108I", *[_NO_SECTOR] * 108) + table + directory).ljust(4096, b"\0")


_NO_SECTOR = 0xFFFFFFFF


def _ole_entry(name: str, kind: int, right: int = _NO_SECTOR, child: int = _NO_SECTOR) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text) + 2, kind, 1, _NO_SECTOR, right, child)
    return (text.ljust(64, b"\0") + links).ljust(116, b"\0") + struct.pack("<IQ", 9999, 5000 if kind == 2 else 0)


def mutated(data: bytes, seed: int) -> bytes:
    """A file after an accident: bits flipped, a piece cut, zeroed, doubled or swapped for noise; the CRC of a changed
    part is mended every second time, so that the damage gets past it."""
    rng = random.Random(seed)
    if seed % 2:
        return _mutated_inside(data, rng)
    spoiled = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(spoiled)), rng.randint(1, 400)
        match rng.randrange(6):
            case 0:
                spoiled[at] ^= 1 << rng.randrange(8)
            case 1:
                del spoiled[at : at + length]
            case 2:
                spoiled[at : at + length] = bytes(len(spoiled[at : at + length]))
            case 3:
                spoiled[at:at] = spoiled[at : at + length]
            case 4:
                spoiled[at : at + length] = rng.randbytes(length)
            case 5:
                del spoiled[at:]
                spoiled += b"\0"
    return bytes(spoiled)


_TOKENS = (
    b"<",
    b">",
    b'"',
    b"&",
    b"&#0;",
    b"&#x110000;",
    b"&nothing;",
    b"\0",
    b"\xff",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"</c>",
    b'<c r="A1">',
    b'<c r="XFD1048576"><v>1</v></c>',
    b't="s"',
    b't="zz"',
    b's="99999"',
    b"$D$7",
    b"#REF!",
    b"((((((((",
    "\u3000年".encode(),
)


def _mutated_inside(data: bytes, rng: random.Random) -> bytes:
    """Damage in the text of one part, in a zip that is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if re.search(r"workbook|sheet|Strings|styles|rels", name)]
    chosen = rng.choice(parts)

    def spoil(text: bytes) -> bytes:
        spoiled = bytearray(text)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(spoiled) + 1)
            match rng.randrange(4):
                case 0:
                    spoiled[at : at + rng.randint(0, 12)] = rng.choice(_TOKENS)
                case 1:
                    del spoiled[at : at + rng.randint(1, 40)]
                case 2:
                    spoiled[at:at] = spoiled[at : at + rng.randint(1, 200)]
                case 3:
                    digits = [i for i, byte in enumerate(spoiled) if 48 <= byte < 58]
                    spoiled[rng.choice(digits)] = rng.choice(b"0123456789.-eE")
        return bytes(spoiled)

    return odd.rewritten(data, odd.in_part(chosen, spoil))
