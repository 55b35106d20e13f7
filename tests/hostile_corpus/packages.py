"""Zip files made to harm: bombs, lies, doubles, paths that climb out, macros and other passengers."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import workbooks_hostile as hostile
import workbooks_odd as odd
from hostile_corpus.case import DAMAGED, NO_REPORT, OVER, PASSWORD, RELATIONS, SHEET, STRINGS, Case, ours, plain

_MACRO = b"application/vnd.ms-office.vbaProject"


def _flat(megabytes: int, part: str = SHEET, end: bytes = b"</sheetData>") -> bytes:
    return hostile.packed_bomb(plain(), part, megabytes, end)


def _nested() -> bytes:
    """A zip of a zip of a bomb, each level stored ten times: nobody should look inside."""
    data = _flat(30)
    for _ in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for at in range(10):
                archive.writestr(f"{at}.zip", data)
        data = buffer.getvalue()
    return data


def _nested_inside() -> bytes:
    """A workbook that carries a bomb as a part that no relationship leads to."""
    return hostile.with_parts(plain(), ["xl/embeddings/bomb.zip"], _flat(30))


def quoted_overlap(count: int = 250, kernel: int = 1 << 20) -> bytes:
    """Fifield's bomb: every entry's data quotes the next entry's header and goes on into the same kernel."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    inner = packed.compress(bytes(kernel)) + packed.flush()
    tail, content, entries = b"", bytes(kernel), []
    for at in reversed(range(count)):
        name = f"xl/media/{at:04}.bin".encode()
        data = inner if not tail else struct.pack("<BHH", 0, len(tail), len(tail) ^ 0xFFFF) + tail + inner
        content = bytes(kernel) if not tail else tail + content
        entries.append((name, zlib.crc32(content), len(data), len(content)))
        tail = _local(name, zlib.crc32(content), len(data), len(content)) + tail
        if len(tail) > 60_000:
            break
    body, directory, at = tail + inner, b"", 0
    for name, crc, packed_size, size in reversed(entries):
        directory += _record(name, crc, packed_size, size, at)
        at += 30 + len(name)
    return (
        body + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, *[len(entries)] * 2, len(directory), len(body), 0)
    )


def _local(name: bytes, crc: int, packed: int, size: int) -> bytes:
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, crc, packed, size, len(name), 0) + name


def _record(name: bytes, crc: int, packed: int, size: int, at: int) -> bytes:
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, packed, size, len(name), *[0] * 5, at) + name


def _one_entry_shared() -> bytes:
    """Two hundred records of the directory that all lead to one packed megabyte."""
    data = hostile.with_parts(plain(), ["xl/media/a.bin"])
    at, _ = next(each for each in hostile.directory(data) if each[1] == SHEET)
    names, extras, comments = struct.unpack_from("<HHH", data, at + 28)
    record = data[at : at + 46 + names + extras + comments]
    end = data.rfind(b"PK\5\6")
    more = b"".join(record.replace(b"sheet4", b"s%05d" % number) for number in range(200))
    count, size, where = struct.unpack_from("<HII", data, end + 10)
    forged = struct.pack("<HHII", count + 200, count + 200, size + len(more), where)
    return data[:end] + more + data[end : end + 8] + forged + data[end + 20 :]


def _in_end(change: Callable[[bytearray, int], None]) -> bytes:
    data = bytearray(plain())
    change(data, data.rfind(b"PK\5\6"))
    return bytes(data)


def _counted(data: bytearray, end: int, by: int) -> None:
    (count,) = struct.unpack_from("<H", data, end + 10)
    struct.pack_into("<HH", data, end + 8, count + by, count + by)


def _zip64(count: int, at_offset: int) -> bytes:
    """The end of the directory told by zip64: how many entries, and where the directory is said to begin."""
    data = plain()
    end = data.rfind(b"PK\5\6")
    (real, size, where) = struct.unpack_from("<HII", data, end + 10)
    wide = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, *[count or real] * 2, size, where + at_offset)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    return data[:end] + wide + locator + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, size, 0xFFFFFFFF, 0)


def _zip64_elsewhere(at: int) -> bytes:
    data = bytearray(_zip64(0, 0))
    struct.pack_into("<Q", data, data.rfind(b"PK\6\7") + 8, at)
    return bytes(data)


def _wide_sizes(size: int) -> bytes:
    """A sheet whose size stands in a zip64 extra of its record."""
    data = plain()
    at, name = next(each for each in hostile.directory(data) if each[1] == SHEET)
    record = bytearray(data[at : at + 46 + len(name)])
    struct.pack_into("<I", record, 24, 0xFFFFFFFF)
    struct.pack_into("<H", record, 30, 12)
    record += struct.pack("<HHQ", 1, 8, size)
    end = data.rfind(b"PK\5\6")
    (length,) = struct.unpack_from("<I", data, end + 12)
    forged = bytearray(data[:at] + record + data[at + 46 + len(name) :])
    struct.pack_into("<I", forged, len(forged) - (len(data) - end) + 12, length + 12)
    return bytes(forged)


def _hidden_double() -> bytes:
    """A second sheet of the same name behind the last entry that is counted: other readers would take that one."""
    data = bytearray(hostile.twice(plain(), SHEET, SHEET))
    _counted(data, data.rfind(b"PK\5\6"), -1)
    return bytes(data)


def _linked() -> bytes:
    """Symbolic links, as Unix zips keep them, to places outside."""
    buffer = io.BytesIO(plain())
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, target in (("xl/media/a", "/etc/passwd"), ("xl/media/b", "../../../../etc/shadow")):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o120777 << 16
            archive.writestr(entry, target)
    return buffer.getvalue()


def _named(*names: str) -> bytes:
    return hostile.with_parts(plain(), list(names), b"x")


def _nul_name() -> bytes:
    """Python's own writer cuts a name at a NUL, so it is put in afterwards."""
    return _named("xl/media/a@..@etc@passwd").replace(b"a@..@etc@passwd", b"a\0..\0etc\0passwd")


def _passengers() -> bytes:
    """Macros, an OLE object, a DDE link and an outside workbook aboard; nothing of it is run or followed."""
    data = hostile.with_parts(ours(), ["xl/vbaProject.bin", "xl/embeddings/oleObject1.bin"], hostile.ole("VBA", "Book"))
    link = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems><ddeItem name="A1"/></ddeItems></ddeLink>'
        b"</externalLink>"
    )
    data = hostile.with_parts(data, ["xl/externalLinks/externalLink1.xml"], link)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    targets = (
        ("externalLink", 'Target="externalLinks/externalLink1.xml"'),
        ("externalLink", 'Target="file:///etc/passwd" TargetMode="External"'),
        ("externalLink", 'Target="http://127.0.0.1:9/x" TargetMode="External"'),
        ("attachedTemplate", 'Target="\\\\127.0.0.1\\share\\x" TargetMode="External"'),
        ("vbaProject", 'Target="vbaProject.bin"'),
    )
    more = "".join(
        f'<Relationship Id="rId{900 + at}" Type="{kinds}{kind}" {target}/>' for at, (kind, target) in enumerate(targets)
    )
    return hostile.changed(data, RELATIONS, hostile.before_end(more.encode(), b"</Relationships>"))


def _retargeted(target: str) -> bytes:
    """The relationship of the largest sheet leads elsewhere."""
    return hostile.changed(
        plain(), RELATIONS, lambda text: text.replace(b'"worksheets/sheet4.xml"', b'"%s"' % target.encode())
    )


def _main_is_relations() -> bytes:
    """The package's main part is the list of its own relationships."""
    return hostile.changed(plain(), "_rels/.rels", lambda text: text.replace(b"xl/workbook.xml", b"_rels/.rels"))


def _stored(method: int) -> bytes:
    data = bytearray(plain())
    at, _ = next(each for each in hostile.directory(bytes(data)) if each[1] == SHEET)
    struct.pack_into("<H", data, at + 10, method)
    return bytes(data)


CASES = (
    Case("flat bomb of 300 MB", lambda: _flat(300), (OVER,)),
    Case("flat bomb under the total", lambda: _flat(40), (OVER,)),
    Case("flat bomb in the strings", lambda: _flat(40, STRINGS, b"</sst>"), (OVER,)),
    Case("flat bomb just below the limit of a part", lambda: _flat(15), ()),
    Case("bomb that understates its size", lambda: hostile.declared(_flat(300), SHEET, 24, 15_000), (DAMAGED,)),
    Case("part that overstates its size", lambda: hostile.declared(plain(), SHEET, 24, 9_999_999), (DAMAGED,)),
    Case("zips of zips of a bomb", _nested, (NO_REPORT,)),
    Case("bomb carried inside", _nested_inside, ()),
    Case("entries that quote each other", quoted_overlap, (OVER,)),
    Case("records that share an entry", _one_entry_shared, (OVER,)),
    Case("two parts on the same bytes", lambda: hostile.overlapping(plain()), (OVER,)),
    Case("100,000 entries", lambda: hostile.with_parts(plain(), [f"m/{at}" for at in range(100_000)]), (OVER,)),
    Case("600 entries", lambda: hostile.with_parts(plain(), [f"m/{at}" for at in range(600)]), (OVER,)),
    Case("part twice", lambda: hostile.twice(plain(), SHEET, SHEET), (DAMAGED,)),
    Case("part twice in other case", lambda: hostile.twice(plain(), SHEET, SHEET.upper()), (DAMAGED,)),
    Case("part twice behind the counted ones", _hidden_double, (DAMAGED,)),
    Case("directory that counts one too many", lambda: _in_end(lambda d, e: _counted(d, e, 1)), (DAMAGED,)),
    Case("directory that counts one too few", lambda: _in_end(lambda d, e: _counted(d, e, -1)), (DAMAGED,)),
    Case("zip64 end that is honest", lambda: _zip64(0, 0), ()),
    Case("zip64 end with 2^60 entries", lambda: _zip64(1 << 60, 0), (OVER,)),
    Case("zip64 directory beyond the file", lambda: _zip64(0, 1 << 62), (DAMAGED,)),
    Case("zip64 end beyond the file", lambda: _zip64_elsewhere(1 << 63), (DAMAGED,)),
    Case("zip64 size of 2^60", lambda: _wide_sizes(1 << 60), (OVER,)),
    Case("zip64 size without its extra", lambda: hostile.declared(plain(), SHEET, 24, 0xFFFFFFFF), (DAMAGED,)),
    Case("offset beyond the file", lambda: hostile.declared(plain(), SHEET, 42, 0x7FFFFFFF), (DAMAGED,)),
    Case("packed size beyond the file", lambda: hostile.declared(plain(), SHEET, 20, 0x7FFFFFFF), (DAMAGED,)),
    Case("wrong check sum", lambda: hostile.declared(plain(), SHEET, 16, 1), (DAMAGED,)),
    Case("part encrypted by zip", lambda: hostile.flagged(plain(), SHEET), (PASSWORD,)),
    Case("unknown compression", lambda: _stored(99), (DAMAGED,)),
    Case("data before the archive", lambda: b"MZ" + bytes(5000) + plain(), (NO_REPORT,)),
    Case("zip data before the archive", lambda: plain()[:5000] + plain(), (DAMAGED,)),
    Case("data after the archive", lambda: plain() + bytes(60_000), ()),
    Case("a second archive behind", lambda: plain() + hostile.with_parts(plain(), ["a"]), (DAMAGED,)),
    Case("end of the directory only", lambda: b"PK\5\6" + bytes(18), (NO_REPORT,)),
    Case("first four bytes only", lambda: b"PK\3\4", (DAMAGED,)),
    Case("half of the file", lambda: plain()[: len(plain()) // 2], (DAMAGED,)),
    Case("names that climb out", lambda: _named("../../../tmp/x", "/etc/passwd", "xl/../../x"), ()),
    Case(
        "names with drive letters",
        lambda: _named("C:\\Windows\\x", "c:/x", "\\\\server\\share\\x", "NUL", "con.xml"),
        (),
    ),
    Case("names with NUL", _nul_name, ()),
    Case("names of 60,000 characters", lambda: _named("a" * 60_000, "甲/" * 16_000), ()),
    Case("names with escape sequences", lambda: _named("\x1b[2J", "a\r\nb", "\u202excod.x"), ()),
    Case("symbolic links", _linked, ()),
    Case("macros, OLE, DDE and outside links", _passengers, ()),
    Case("sheet that is outside", lambda: _retargeted("file:///etc/passwd"), (DAMAGED,)),
    Case("sheet that climbs out", lambda: _retargeted("../../../../../etc/passwd"), (DAMAGED,)),
    Case("sheet that is the workbook", lambda: _retargeted("workbook.xml"), ("AR727", "AR101")),
    Case("workbook that is its relationships", _main_is_relations, (DAMAGED,)),
    Case("nothing", lambda: b"", ("AR702",)),
    Case("zeros", lambda: bytes(10_000), (DAMAGED,)),
    Case(
        "no relationships",
        lambda: odd.rewritten(plain(), lambda n, c: (n, None if n == "_rels/.rels" else c)),
        (DAMAGED,),
    ),
)
