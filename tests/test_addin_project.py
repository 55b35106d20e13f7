"""The writer of vbaProject.bin against two readers that others wrote: oletools with olefile, and pyOpenVBA."""

from __future__ import annotations

import io
import random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream
from pyopenvba.cfb import CFB

from gouji.xlam.compound_file import compound_file
from gouji.xlam.compression import compress
from gouji.xlam.vba import Module, vba_project

_LINES = ("Option Explicit\r\n", "    If x Then\r\n", "End Sub\r\n", "' \x80\xff\r\n", "\r\n", "x", "MsgBox y(1)\r\n")
source_texts = st.lists(st.one_of(st.sampled_from(_LINES), st.text(max_size=9).map(str)), max_size=900).map(
    lambda parts: "".join(parts).encode()
)


def decompressed(container: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(container)))


@given(source_texts)
def test_what_is_compressed_decompresses_to_itself(data: bytes) -> None:
    assert decompressed(compress(data)) == data


@pytest.mark.parametrize("size", [1, 2, 3, 4, 16, 17, 32, 33, 4095, 4096, 4097, 8191, 8192, 8193])
@pytest.mark.parametrize("pattern", [b"a", b"ab", bytes(range(256))])
def test_runs_and_chunk_borders_survive_compression(pattern: bytes, size: int) -> None:
    data = (pattern * size)[:size]
    assert decompressed(compress(data)) == data
    assert len(compress(data)) < size or size < 600


def test_a_whole_chunk_that_does_not_shrink_is_kept_as_it_is() -> None:
    data = random.Random(1).randbytes(4096)
    assert decompressed(compress(data)) == data
    assert len(compress(data)) == 1 + 2 + 4096


def test_a_partial_chunk_that_does_not_shrink_is_refused_rather_than_filled_up_with_zeros() -> None:
    with pytest.raises(ValueError, match="too short to stand uncompressed"):
        compress(random.Random(1).randbytes(4095))


names = st.text("abcdefgXYZ_1", min_size=1, max_size=20)
sizes = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70000])
streams = st.dictionaries(names, sizes, max_size=8)


@given(streams, streams)
def test_olefile_reads_every_stream_of_a_compound_file_and_finds_no_defect(
    top: dict[str, int], below: dict[str, int]
) -> None:
    by_case = {name.upper(): (name, size) for name, size in top.items() if name.upper() != "FOLDER"}
    inside = {name.upper(): (name, size) for name, size in below.items()}
    tree = {name: random.Random(name).randbytes(size) for name, size in by_case.values()}
    folder = {name: random.Random(name + "/").randbytes(size) for name, size in inside.values()}
    with olefile.OleFileIO(
        io.BytesIO(compound_file({**tree, "Folder": folder})), raise_defects=olefile.DEFECT_UNSURE
    ) as found:
        read = {tuple(path): found.openstream(path).read() for path in found.listdir()}
    wanted = {(name,): data for name, data in tree.items()} | {("Folder", name): data for name, data in folder.items()}
    assert read == wanted


def test_a_compound_file_that_needs_difat_sectors_is_refused() -> None:
    with pytest.raises(ValueError, match="DIFAT"):
        compound_file({"large": bytes(8 * 1024 * 1024)})


def test_a_project_holds_its_modules_their_kinds_and_two_references() -> None:
    modules = (
        Module("ThisWorkbook", "Option Explicit\n", "workbook"),
        Module("Sheet1", kind="sheet"),
        Module("Work", 'Attribute VB_Name = "Other"\nSub Go()\nEnd Sub\n'),
    )
    project = CFB.from_bytes(vba_project("Demo", modules))
    text = project.get_stream("PROJECT").decode("ascii")
    assert [line for line in text.splitlines() if line.startswith(("Document=", "Module=", "Name="))] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=Work",
        'Name="Demo"',
    ]
    with olefile.OleFileIO(io.BytesIO(vba_project("Demo", modules))) as found:
        assert found.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
        directory = decompressed(found.openstream("VBA/dir").read())
        work = decompressed(found.openstream("VBA/Work").read())
    assert work == b'Attribute VB_Name = "Work"\r\nSub Go()\r\nEnd Sub\r\n'
    assert [name for name in (b"stdole2.tlb", b"MSO.DLL") if name in directory] == [b"stdole2.tlb", b"MSO.DLL"]


def test_source_that_is_not_ascii_is_refused_because_its_meaning_would_depend_on_the_code_page() -> None:
    with pytest.raises(UnicodeEncodeError):
        vba_project("Demo", [Module("Work", "' 校验")])
