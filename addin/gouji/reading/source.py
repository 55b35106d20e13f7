"""A path in, a Reading out, whatever kind of file it is: a workbook, a JSON record, or a published report.

Content decides, not the file's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.reading import sniff
from gouji.reading.reading import Reading
from gouji.reading.workbook import from_workbook

ZIP = b"PK\x03\x04"
_DIRECTORY = 1 << 16  # bytes at the end of a zip file in which the names of its first-rate parts stand


def read(path: Path | sniff.Stored, forms: Sequence[Form]) -> Reading:
    """Reads one file. Raises UnreadableError, with the name of a check in structure.toml, when nothing can be read."""
    return read_bytes(sniff.content(path), path.name, forms)


def read_bytes(data: bytes, name: str, forms: Sequence[Form]) -> Reading:
    """Reads the content of one file. name: of the file, for what is told by its ending. Raises as `read` does."""
    if not data:
        raise UnreadableError("empty-file")
    if data.startswith(ZIP) and b"word/" not in data[-_DIRECTORY:]:
        return from_workbook.read_bytes(data, name, forms)
    # Imported only here: a batch of workbooks never needs the readers of published reports.
    from gouji.reading import published

    return published.read_bytes(data, name, forms)
