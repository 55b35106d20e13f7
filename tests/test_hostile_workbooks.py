"""Whatever a file holds, reading it either succeeds or raises UnreadableError with the check that says why: soon, and
without eating memory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import workbooks_hostile as hostile
import workbooks_odd as odd
from gouji.errors import UnreadableError
from gouji.form import load
from gouji.reading import source
from gouji.reading.workbook import hand_over
from workbooks_hostile import SHEET, STRINGS

FORMS = load.load_all()
FORM = FORMS[1]
GOOD = odd.plain_book(FORM, dict.fromkeys(FORM.figures, 4), {"organization": "示例市档案服务局"})

# Generous: the largest part that is parsed may be 16 MiB, and parsing holds a few copies of it.
MEMORY = 200 << 20


def _refused(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        source.read_bytes(data, FORMS)
    assert caught.value.code in FORM.wordings
    wording = FORM.wordings[caught.value.code]
    assert "{" not in wording.message.format(**caught.value.facts)
    return caught.value


def _laughing(part: str, root: bytes, use: bytes, end: bytes, doctype: bytes = hostile.LAUGHS) -> bytes:
    return hostile.changed(GOOD, part, hostile.with_doctype(doctype, root, use, end))


def _secret(scheme: str) -> bytes:
    return f'<!DOCTYPE a [<!ENTITY x SYSTEM "{scheme}">]>'.encode()


def _far(ref: bytes, row: bytes) -> bytes:
    return hostile.changed(
        GOOD, SHEET, hostile.before_end(b'<row r="' + row + b'"><c r="' + ref + b'"><v>1</v></c></row>')
    )


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty-file"),
    "zeros": (lambda: bytes(10_000), "damaged-file"),
    "text": (lambda: "年报".encode() * 100, "not-a-report"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "not-a-report"),
    "a web page with a declaration": (lambda: b"\xef\xbb\xbf<!DOCTYPE html><p>1</p>", "not-a-report"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "damaged-file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "not-a-report"),
    "a Word file": (lambda: _zip({"[Content_Types].xml": b"", "word/document.xml": b""}), "not-a-report"),
    "any zip": (lambda: _zip({"a.txt": b"a"}), "not-a-report"),
    "a workbook with a password": (lambda: hostile.ole("Root Entry", "EncryptedPackage"), "password-protected"),
    "an old Word file": (lambda: hostile.ole("Root Entry", "WordDocument"), "damaged-file"),
    "a part encrypted by zip": (lambda: hostile.flagged(GOOD, SHEET), "password-protected"),
    "half a file": (lambda: GOOD[: len(GOOD) // 2], "damaged-file"),
    "the last byte missing": (lambda: GOOD[:-1], "damaged-file"),
    "a bit flipped in a part": (lambda: _flipped(SHEET), "damaged-file"),
    "only the first four bytes": (lambda: GOOD[:4], "damaged-file"),
    "a part that is missing": (
        lambda: odd.rewritten(GOOD, lambda n, c: (n, None if n == SHEET else c)),
        "damaged-file",
    ),
    "no relationships": (
        lambda: odd.rewritten(GOOD, lambda n, c: (n, None if n == "_rels/.rels" else c)),
        "damaged-file",
    ),
    "a bomb of white space": (lambda: hostile.packed_bomb(GOOD, SHEET, 300), "over-limit"),
    "a bomb under the total": (lambda: hostile.packed_bomb(GOOD, SHEET, 40), "over-limit"),
    "a string bomb": (lambda: hostile.packed_bomb(GOOD, STRINGS, 40, b"</sst>"), "over-limit"),
    "a bomb that understates its size": (
        lambda: hostile.declared(hostile.packed_bomb(GOOD, SHEET, 300), SHEET, 24, 15_000),
        "damaged-file",
    ),
    "a part that overstates its size": (lambda: hostile.declared(GOOD, SHEET, 24, 9_999_999), "damaged-file"),
    "a packed size beyond the file": (lambda: hostile.declared(GOOD, SHEET, 20, 0x7FFFFFFF), "damaged-file"),
    "a zip64 size without its extra": (lambda: hostile.declared(GOOD, SHEET, 24, 0xFFFFFFFF), "damaged-file"),
    "an offset beyond the file": (lambda: hostile.declared(GOOD, SHEET, 42, 0x7FFFFFFF), "damaged-file"),
    "parts that overlap": (lambda: hostile.overlapping(GOOD), "over-limit"),
    "zips in zips": (lambda: hostile.nested(GOOD), "not-a-report"),
    "a part stored twice": (lambda: hostile.twice(GOOD, SHEET, SHEET), "damaged-file"),
    "a part stored twice in other case": (lambda: hostile.twice(GOOD, SHEET, SHEET.upper()), "damaged-file"),
    "a part stored twice with a backslash": (lambda: hostile.twice(GOOD, SHEET, "\\" + SHEET), "damaged-file"),
    "sixty thousand parts": (
        lambda: hostile.with_parts(GOOD, [f"xl/media/{at}" for at in range(60_000)]),
        "over-limit",
    ),
    "laughs in the strings": (
        lambda: _laughing(STRINGS, b"sst", b"<si><t>&lol9;</t></si>", b"</sst>"),
        "forbidden-xml",
    ),
    "laughs in the workbook": (
        lambda: _laughing(
            "xl/workbook.xml", b"workbook", b'<definedName name="x">&lol9;</definedName>', b"</definedNames>"
        ),
        "forbidden-xml",
    ),
    "laughs in a sheet": (
        lambda: _laughing(SHEET, b"worksheet", b'<row r="99"><c r="A99"><v>&lol9;</v></c></row>', b"</sheetData>"),
        "forbidden-xml",
    ),
    "laughs in relationships": (
        lambda: _laughing("xl/_rels/workbook.xml.rels", b"Relationships", b"&lol9;", b"</Relationships>"),
        "forbidden-xml",
    ),
    "an outside file as an entity": (
        lambda: _laughing(STRINGS, b"sst", b"<si><t>&x;</t></si>", b"</sst>", _secret("file:///etc/passwd")),
        "forbidden-xml",
    ),
    "an outside address as an entity": (
        lambda: _laughing(SHEET, b"worksheet", b"", b"</sheetData>", _secret("http://127.0.0.1:9/x")),
        "forbidden-xml",
    ),
    "an entity that nobody defined": (
        lambda: hostile.changed(
            GOOD, "xl/workbook.xml", lambda t: t.replace(b"</definedName>", b"&x;</definedName>", 1)
        ),
        "forbidden-xml",
    ),
    "the last cell there is": (lambda: _far(b"XFD1048576", b"1048576"), "over-limit"),
    "a far row": (lambda: _far(b"A2001", b"2001"), "over-limit"),
    "a far column": (lambda: _far(b"CW99", b"99"), "over-limit"),
    "a far cell without r": (
        lambda: hostile.changed(GOOD, SHEET, hostile.before_end(b'<row r="2001"><c><v>1</v></c></row>')),
        "over-limit",
    ),
    "a row beyond counting": (
        lambda: hostile.changed(
            GOOD, SHEET, hostile.before_end(b'<row r="2001"><c r="A99999999999"><v>1</v></c></row>')
        ),
        "over-limit",
    ),
    "two hundred thousand merges": (
        lambda: hostile.changed(
            GOOD,
            SHEET,
            hostile.before_end(
                b"".join(b'<mergeCell ref="Z%d:AA%d"/>' % (k, k) for k in range(1, 200_001)), b"</mergeCells>"
            ),
        ),
        "over-limit",
    ),
    "a cell twice": (
        lambda: hostile.changed(GOOD, SHEET, hostile.before_end(b'<row r="7"><c r="D7"><v>9</v></c></row>')),
        "damaged-file",
    ),
    "a string that does not exist": (
        lambda: hostile.changed(
            GOOD,
            SHEET,
            lambda text: text.replace(b'<c r="D7" ', b'<c r="D7" t="s" ').replace(b"<v>4</v>", b"<v>99999</v>"),
        ),
        "damaged-file",
    ),
    "an element that never ends": (
        lambda: hostile.changed(
            GOOD, SHEET, lambda text: text.replace(b"</worksheet>", b"").replace(b"<c r", b"<c  r")
        ),
        "damaged-file",
    ),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _flipped(part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        at = archive.getinfo(part).header_offset + 200
    return GOOD[:at] + bytes([GOOD[at] ^ 0x55]) + GOOD[at + 1 :]


def test_the_good_file_is_good() -> None:
    assert set(source.read_bytes(GOOD, FORMS).figures) == set(FORM.figures)


@pytest.mark.parametrize(("make", "code"), CASES.values(), ids=CASES)
def test_a_bad_file_is_refused_with_the_check_that_says_why(make: Callable[[], bytes], code: str) -> None:
    assert _refused(make()).code == code


LEGAL: dict[str, Callable[[], bytes]] = {
    "a dimension that lies": lambda: hostile.changed(
        GOOD, SHEET, lambda text: text.replace(b'<dimension ref="', b'<dimension ref="A1:XFD1048576" was="')
    ),
    "a merge over the rest of the sheet": lambda: hostile.changed(
        GOOD, SHEET, hostile.before_end(b'<mergeCell ref="A60:XFD1048576"/>', b"</mergeCells>")
    ),
    "a hundred thousand styled empty cells": lambda: hostile.changed(
        GOOD,
        SHEET,
        hostile.before_end(
            b"".join(
                b'<row r="%d">%s</row>' % (r, b"".join(b'<c r="%c%d" s="1"/>' % (65 + c, r) for c in range(20)))
                for r in range(100, 5_100)
            )
        ),
    ),
    "parts whose names climb out": lambda: hostile.with_parts(
        GOOD, ["../../../tmp/x", "/etc/passwd", "C:\\Windows\\x", "xl/../../x"], b"x"
    ),
    "relationships to the outside": lambda: hostile.changed(
        GOOD,
        "xl/_rels/workbook.xml.rels",
        hostile.before_end(
            b'<Relationship Id="rId900" Type="http://x/externalLink" Target="file:///etc/passwd" '
            b'TargetMode="External"/>',
            b"</Relationships>",
        ),
    ),
    "bytes after the end": lambda: GOOD + bytes(100),
}


@pytest.mark.parametrize("make", LEGAL.values(), ids=LEGAL)
def test_a_file_that_only_looks_bad_is_read(make: Callable[[], bytes]) -> None:
    found = source.read_bytes(make(), FORMS)
    assert {cell.value.raw for cell in found.figures.values()} == {"4"}
    assert found.remarks == ()


@pytest.mark.parametrize(
    "name",
    [
        "a bomb of white space",
        "a bomb that understates its size",
        "a string bomb",
        "laughs in the strings",
        "two hundred thousand merges",
        "sixty thousand parts",
    ],
)
def test_a_bomb_costs_little_memory(name: str) -> None:
    data = CASES[name][0]()
    tracemalloc.start()
    try:
        _refused(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 600, 100))
def test_damage_by_chance_never_brings_anything_but_a_reading_or_a_refusal(start: int) -> None:
    outcomes: dict[str, int] = {}
    for seed in range(start, start + 100):
        data = hostile.mutated(GOOD, seed)
        try:
            found = source.read_bytes(data, FORMS)
        except UnreadableError as error:
            assert error.code in FORM.wordings, seed
            FORM.wordings[error.code].message.format(**error.facts)
            outcomes[error.code] = outcomes.get(error.code, 0) + 1
        else:
            assert found.form in {form.id for form in FORMS}
            outcomes["read"] = outcomes.get("read", 0) + 1
    assert outcomes.get("read", 0) > 0
    assert outcomes.get("damaged-file", 0) > 0


# ---------------------------------------------------------------- paths


def _path_refused(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        source.read(path, FORMS)
    return caught.value.code


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    assert _path_refused(tmp_path) == "not-a-report"


def test_a_file_that_has_gone_is_said(tmp_path: Path) -> None:
    assert _path_refused(tmp_path / "没有.xlsx") == "in-use"


def test_a_lock_file_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "~$年报.xlsx"
    path.write_bytes(b"\x05admin" + bytes(159))
    assert _path_refused(path) == "lock-file"


def test_a_file_over_twenty_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(3 << 30)  # sparse: takes no room
    assert _path_refused(path) == "over-limit"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    path.chmod(0)
    assert _path_refused(path) == "in-use"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.xlsx"
    os.mkfifo(path)
    assert _path_refused(path) == "not-a-report"


# ---------------------------------------------------------------- the child process


def test_an_old_workbook_without_its_library_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_over, "_asked", lambda *_: b'{"problem": "missing"}')
    error = _refused(hostile.ole("Root Entry", "Workbook"))
    assert (error.code, error.facts["kind"]) == ("old-format", "XLS")


def test_a_child_that_answers_nothing_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_over, "_asked", lambda *_: b"")
    assert _refused(hostile.ole("Root Entry", "Workbook")).code == "damaged-file"


def test_a_child_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 60)

    monkeypatch.setattr(subprocess.Popen, "communicate", hang)
    error = _refused(hostile.ole("Root Entry", "Workbook"))
    assert (error.code, error.facts) == ("timed-out", {"seconds": 60})


def test_an_old_workbook_that_is_no_workbook_is_damaged() -> None:
    pytest.importorskip("python_calamine")
    assert _refused(hostile.ole("Root Entry", "Workbook")).code == "damaged-file"


def test_a_kind_that_is_packed_oddly_is_a_damaged_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", b"application/zip", zipfile.ZIP_LZMA)
    assert _refused(buffer.getvalue()).code == "damaged-file"


def test_laughs_in_what_is_handed_over_are_refused_there_too() -> None:
    data = odd.compressed_otherwise(_laughing(STRINGS, b"sst", b"<si><t>&lol9;</t></si>", b"</sst>"))
    assert _refused(data).code == "forbidden-xml"
