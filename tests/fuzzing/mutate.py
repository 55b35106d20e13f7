"""A file's bytes in, the same file after an accident or an attack out: bytes, tokens of markup, or the zip around."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence

import workbooks_hostile as hostile

_MARKUP = (
    b"<|>|\"|'|&|&#0;|&#xD800;|&#x110000;|&nothing;|&lt;|\0|\xff|-1|0|1e999|NaN|99999999999999999999|0.1|<!--|-->|]]>|"
    b'<![CDATA[|<!DOCTYPE a []>|<?x ?>|</c>|</row>|</sheetData>|<c r="A1">|<c r="XFD1048576"><v>1</v></c>|<c/>|<row>|'
    b't="s"|t="str"|t="inlineStr"|t="b"|t="e"|t="d"|t="zz"|s="99999"|r="D7"|$D$7|#REF!|#DIV/0!|<f>D7+1</f>|'
    b'<f t="shared" si="0">A1</f>|<f t="shared" si="0"/>|((((((((|_x000D_|_xD800_|xmlns:x="urn:x"|xml:space="preserve"|'
    b'<mergeCell ref="A1:J40"/>|localSheetId="0"|TargetMode="External"|../|/|\\|[|]|{|}|:|,|null|true|"unread"|'
    b'"written"|"\\ud800"|1e400|<table>|<td>|</table>|<script>|<p>|<br>|\t|\n|\r|---'
)
_TOKENS = (*_MARKUP.split(b"|"), "　年".encode(), "总计".encode(), "\u202e".encode(), "１".encode(), b"|", b"\x1b[2J")
_DIGITS = (b"0", b"9", b"-", b".", b"e", b"99999999", b"", b" ")
# Mostly what leaves markup whole: a file that any parser refuses tells little.
_STEPS = (0, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 8, 8)
_PIECE = re.compile(rb"<[^<>]{0,400}>|[^<>]{1,200}")
_LIKELY = re.compile(r"workbook|sheet|Strings|styles|rels|document")


def mutated(data: bytes, ending: str, rng: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """others: further files of this ending, from which pieces and parts may come."""
    if data.startswith(b"PK\3\4"):
        kind = rng.random()
        if kind < 0.15:
            return _bytes(data, rng)
        return _zip(data, rng) if kind < 0.35 else _inside(data, rng, others)
    if data.startswith(b"%PDF"):
        return _bytes(data, rng) if rng.random() < 0.4 else _pdf(data, rng)
    return _bytes(data, rng) if rng.random() < 0.2 else _spoiled(data, rng, rng.choice(others) if others else data)


def _bytes(data: bytes, rng: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(spoiled) + 1), rng.choice((1, 2, 4, 30, 400))
        match rng.randrange(6):
            case 0 if at < len(spoiled):
                spoiled[at] ^= 1 << rng.randrange(8)
            case 1:
                del spoiled[at : at + length]
            case 2:
                spoiled[at : at + length] = bytes(len(spoiled[at : at + length]))
            case 3:
                spoiled[at:at] = spoiled[at : at + length]
            case 4:
                spoiled[at : at + length] = rng.randbytes(length)
            case 5 if rng.random() < 0.2:
                del spoiled[at:]
    return bytes(spoiled)


def _spoiled(text: bytes, rng: random.Random, other: bytes) -> bytes:
    """Tokens put in, taken out, doubled, exchanged, and digits changed; most of it stays what it was."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at = rng.randrange(len(text) + 1)
        piece = _PIECE.search(text, at)
        match rng.choice(_STEPS):
            case 0:
                text = text[:at] + rng.choice(_TOKENS) + text[at + rng.choice((0, 0, 1, 5)) :]
            case 1 if piece:
                text = text[: piece.start()] + text[piece.end() :]
            case 2 if piece:
                text = text[: piece.end()] + piece[0] * rng.choice((1, 2, 50)) + text[piece.end() :]
            case 3 if piece and (second := _PIECE.search(text, rng.randrange(piece.end(), len(text) + 1))):
                a, b = piece.span(), second.span()
                text = text[: a[0]] + second[0] + text[a[1] : b[0]] + piece[0] + text[b[1] :]
            case 4 if digits := [i for i in range(max(0, at - 2000), min(len(text), at + 2000)) if 48 <= text[i] < 58]:
                where = rng.choice(digits)
                text = (
                    text[:where]
                    + rng.choice((b"0", b"9", b"-", b".", b"e", b"99999999", b"", b" "))
                    + text[where + 1 :]
                )
            case 5:
                length = rng.choice((10, 100, 1000))
                text = text[:at] + text[at + length :]
            case 6 if other:
                source = rng.randrange(len(other))
                text = text[:at] + other[source : source + rng.choice((10, 100, 1000))] + text[at:]
            case 7 if piece:
                text = text[: piece.start()] + rng.choice(_TOKENS) + text[piece.end() :]
            case 8 if words := re.findall(rb'\w+="', text[at : at + 500]):
                word = rng.choice(words)
                where = text.find(word, at) + len(word)
                end = text.find(b'"', where)
                text = text[:where] + rng.choice(_TOKENS).replace(b'"', b"") + text[end:]
    return text


# ---------------------------------------------------------------- zip


def _parts(data: bytes) -> list[tuple[str, bytes]] | None:
    """None where a mutation before has broken the zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > 32 << 20:
                return None
            return [(entry.filename, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return None


def _packed(parts: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # of doubled names
        for name, content in parts:
            archive.writestr(name, content, method, 1)
    return buffer.getvalue()


def _inside(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """Parts spoiled in a zip that is whole."""
    parts = _parts(data)
    if not parts:
        return _bytes(data, rng)
    likely = [
        at for at, (name, _) in enumerate(parts) if re.search(r"workbook|sheet|Strings|styles|rels|document", name)
    ]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.choice(likely or range(len(parts)))
        name, content = parts[at]
        other = dict(_parts(rng.choice(others)) or ()).get(name, content) if others else content
        parts[at] = name, _spoiled(content, rng, other)
    return _packed(parts, rng.choice((zipfile.ZIP_DEFLATED,) * 9 + (zipfile.ZIP_STORED,)))


def _zip(data: bytes, rng: random.Random) -> bytes:
    """The directory forged, parts dropped, doubled, renamed, exchanged or packed otherwise."""
    parts = _parts(data)
    if not parts:
        return _bytes(data, rng)
    first, second = rng.randrange(len(parts)), rng.randrange(len(parts))
    match rng.randrange(8):
        case 0:
            del parts[first]
        case 1:
            parts.append(parts[first])
        case 2:
            parts[first] = rng.choice(("../", "\\", "/", "A", "xl/")) + parts[first][0], parts[first][1]
        case 3:
            parts[first], parts[second] = (parts[first][0], parts[second][1]), (parts[second][0], parts[first][1])
        case 4:
            return _packed(parts, rng.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED)))
        case 5:
            part = parts[first][0]
            field = rng.choice((10, 16, 20, 24, 42))
            value = rng.choice((0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, rng.randrange(len(data))))
            try:
                return hostile.declared(data, part, field, value)
            except (StopIteration, struct.error, UnicodeDecodeError):
                return _bytes(data, rng)
        case 6:
            end = data.rfind(b"PK\5\6")
            at = end + rng.choice((8, 10, 12, 16))
            return data[:at] + rng.randbytes(2) + data[at + 2 :]
        case 7:
            return rng.choice((data + rng.randbytes(200), rng.randbytes(3) + data, data + data))
    return _packed(parts)


def _pdf(data: bytes, rng: random.Random) -> bytes:
    """A stream unpacked and spoiled, or the tokens around the streams."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S))
    if not streams or rng.random() < 0.5:
        return _spoiled(data, rng, data)
    chosen = rng.choice(streams)
    try:
        content = zlib.compress(_spoiled(zlib.decompress(chosen[1]), rng, b""))
    except zlib.error:
        content = _bytes(chosen[1], rng)
    return data[: chosen.start(1)] + content + data[chosen.end(1) :]
