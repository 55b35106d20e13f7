"""Looks at the bytes of a file for what tells its kind, each feature worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from gouji.ooxml.container import HandOverError, Parts, damaged, open_zip, over
from gouji.reading import ole
from gouji.reading.encoding import Decoded, decode

MAX_TEXT = 2_000_000  # characters; a report has some ten thousand, a web page around it some hundred thousand
_ZIP = b"PK\x03\x04"


class Choice(NamedTuple):
    """Which of several tables a person wants: that of a sheet, or that of a year."""

    sheet: str = ""
    year: int | None = None


class Content:
    """The content of a file, as the table of sources and the readers look at it. Nothing of it is trusted.

    choice: which of several tables for one place in the form a person wants, None where nobody said.
    """

    def __init__(self, data: bytes, choice: Choice | None = None) -> None:
        self.data = data
        self.choice = choice

    @property
    def is_zip(self) -> bool:
        return self.data.startswith(_ZIP)

    @property
    def is_ole(self) -> bool:
        """Whether it is a container of Microsoft's old formats, or one of today's that has a password."""
        return self.data.startswith(ole.MARK)

    @cached_property
    def parts(self) -> Parts:
        """The parts of a zip file. Raises UnreadableError: damaged-file, over-limit."""
        return open_zip(self.data)

    @cached_property
    def mimetype(self) -> bytes:
        """What an OpenDocument package says that it is; b"" for any other file. Raises as `parts`."""
        try:
            return self.parts.read("mimetype") if self.is_zip and "mimetype" in self.parts else b""
        except HandOverError as error:  # packed as nothing that writes OpenDocument packs it
            raise damaged(str(error)) from error

    @cached_property
    def decoded(self) -> Decoded | None:
        """The text with its encoding; None when the content is no text. Raises UnreadableError (over-limit)."""
        found = None if self.is_zip or self.is_ole else decode(self.data)
        if found and len(found.text) > MAX_TEXT:
            raise over(f"文字超过 {MAX_TEXT // 10_000} 万字")
        return found

    @property
    def text(self) -> str:
        """The text; "" when the content is none. Raises as `decoded`."""
        return self.decoded.text if self.decoded else ""

    def has_part(self, name: str) -> bool:
        return self.is_zip and name in self.parts

    def has_folder(self, name: str) -> bool:
        return self.is_zip and any(part.startswith(name) for part in self.parts.entries)

    @cached_property
    def streams(self) -> Mapping[str, bytes]:
        """What is directly in a container of an old format, by name, each with its first bytes. Raises UnreadableError
        (damaged-file)."""
        return ole.top(self.data) if self.is_ole else {}
