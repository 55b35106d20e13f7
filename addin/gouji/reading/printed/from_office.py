"""Reads a report out of an old Word file (.doc, .wps) or RTF: an office program of this machine makes a .docx of it,
which is read as any other."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import damaged
from gouji.reading import child_process
from gouji.reading.content import Content
from gouji.reading.printed import from_docx
from gouji.reading.printed.office_child import FAILED, NONE, SECONDS
from gouji.reading.reading import Reading

MAX_ANSWER = 32 << 20  # bytes
_WORD = "WordDocument"
_IS_WORD = b"\xa5"  # the second byte of every Word since 6.0
_FLAGS, _ENCRYPTED = 10, 0x0100  # where the head of the text says that it has a password


def read_doc(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads an old Word file. Raises UnreadableError: as `from_docx.read`; password-protected, timed-out,
    needs-office where no program is that opens it."""
    head = content.streams.get(_WORD, b"")
    if head[1:2] != _IS_WORD:
        raise damaged("旧格式的 Word 文件，里面没有正文")
    if int.from_bytes(head[_FLAGS : _FLAGS + 2], "little") & _ENCRYPTED:
        raise UnreadableError("password-protected")
    return _read(content, forms, "doc", "旧格式的 Word 文件（.doc 或 .wps）")


def read_rtf(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads RTF. Raises as `read_doc`."""
    return _read(content, forms, "rtf", "RTF 文件")


def _read(content: Content, forms: Sequence[Form], ending: str, kind: str) -> Reading:
    try:
        said = child_process.ask(content.data, MAX_ANSWER, "gouji.reading.printed.office_child", ending, apart=True)
    except OSError:
        said = NONE
    if said == NONE:
        raise UnreadableError("needs-office", kind=kind)
    if not said:
        raise UnreadableError("timed-out", seconds=SECONDS)
    made = Content(said)
    if said == FAILED or not made.is_zip:
        raise damaged(f"{kind}，这台电脑上的 Word、WPS 或 LibreOffice 也打不开")
    return from_docx.read(made, forms)
