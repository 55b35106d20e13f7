"""Old Word files and RTF: told by their directory, opened by an office program, refused with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import spreadsheet
import workbooks_hostile as hostile
from gouji.errors import UnreadableError
from gouji.form.load import load_all
from gouji.reading import child_process, source
from gouji.reading.content import Content
from gouji.reading.printed import office_by_com
from hostile_corpus.reports import word
from placeless import placeless

FORMS = load_all()
RTF = b"{\\rtf1 a}"
DOC = bytes.fromhex("eca5c100") + bytes(6) + b"\x00\x00"  # how the text of a Word file begins


def doc(begin: bytes = DOC) -> bytes:
    """An old Word file whose text begins so, with words in it that are names of other things."""
    data = bytearray(hostile.ole("Root Entry", "WordDocument", "Data"))
    entry = data.index("WordDocument".encode("utf-16-le"))
    data[entry + 116 : entry + 120] = (8).to_bytes(4, "little")  # the sector in which it begins
    return bytes(data).ljust(9 * 512, b"\0") + begin.ljust(5000, b"\0") + "Book Title, Workbook".encode("utf-16-le")


def answers(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(child_process, "ask", lambda *_, **__: said)


def refused(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        source.read_bytes(data, FORMS)
    return caught.value


def test_words_in_a_file_are_no_streams_of_it() -> None:
    content = Content(doc())
    assert source.which(content) is source.SOURCES["doc"]
    assert content.streams["WordDocument"].startswith(DOC)


@pytest.mark.parametrize("data", [doc(), RTF], ids=["doc", "rtf"])
def test_what_an_office_program_makes_of_it_is_read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, word())
    assert source.read_bytes(data, FORMS) == source.read_bytes(word(), FORMS)


@pytest.mark.parametrize(
    ("data", "said", "code"),
    [
        (RTF, b"none", "needs-office"),
        (RTF, b"failed", "damaged-file"),
        (RTF, b"what", "damaged-file"),
        (RTF, b"", "timed-out"),
        (doc(DOC[:10] + b"\x00\x01"), word(), "password-protected"),
        (doc(b"text"), word(), "damaged-file"),
    ],
    ids=["no program", "it can't", "an odd answer", "it hangs", "a password", "no text"],
)
def test_what_can_not_be_read_says_why(data: bytes, said: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, said)
    error = refused(data)
    assert error.code == code
    message = FORMS[1].wordings[code].message.format(**error.facts)
    assert ("LibreOffice" in message) == (said in (b"none", b"failed", b"what"))


def test_without_any_office_program_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refused(RTF).code == "needs-office"
    assert "另存为 .docx" in FORMS[1].wordings["needs-office"].advice


@pytest.mark.slow
def test_what_libreoffice_saves_as_an_old_word_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word())
    (old,) = spreadsheet.convert([tmp_path / "a.docx"], "doc", tmp_path / "old")
    assert placeless(source.read_bytes(old.read_bytes(), FORMS)) == placeless(source.read_bytes(word(), FORMS))


# ---------------------------------------------------------------- Word and WPS, by stand-ins


class Document:
    def __init__(self, program: Program) -> None:
        self._program = program

    def SaveAs(self, path: str, FileFormat: int) -> None:  # noqa: N802, N803  # as Word has it
        if self._program.fails:
            raise OSError("refused")
        Path(path).write_bytes(f"{self._program.name} {FileFormat}".encode())

    def Close(self, save: bool) -> None:  # noqa: N802
        self._program.said.append(f"closed {save}")


class Program:
    """Word, or WPS, as far as it is asked."""

    def __init__(self, name: str, fails: bool = False) -> None:
        self.name, self.fails = name, fails
        self.said: list[str] = []
        self.Documents = self

    def Open(self, path: str, **given: Any) -> Document:  # noqa: N802
        assert given["ReadOnly"] and not given["AddToRecentFiles"] and self.AutomationSecurity == 3
        return Document(self)

    def Quit(self, save: bool) -> None:  # noqa: N802
        self.said.append(f"quit {save}")

    AutomationSecurity = 1


def test_the_first_program_that_can_saves_the_file_and_all_are_closed(tmp_path: Path) -> None:
    programs = {"Word.Application": Program("word", fails=True), "WPS.Application": Program("wps")}
    assert office_by_com.save(tmp_path / "a.doc", tmp_path / "a.docx", lambda name: programs[name])
    assert (tmp_path / "a.docx").read_bytes() == b"wps 12"
    assert [each.said for each in programs.values()] == [["closed False", "quit False"]] * 2


def test_without_word_and_wps_nothing_is_found(tmp_path: Path) -> None:
    programs: dict[str, Program] = {}
    assert not office_by_com.save(tmp_path / "a.doc", tmp_path / "a.docx", lambda name: programs[name])
