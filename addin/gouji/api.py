"""The functions behind `import gouji`: they read, check and export reports for other programs.

Each is one call of what the commands use, so it says what they say (docs/api.md).
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from gouji.check.file import FindPrevious, check_path, check_reading
from gouji.check.finding import Finding
from gouji.check.previous import among, find_previous
from gouji.check.result import Result
from gouji.check.structural import sentence
from gouji.errors import UnreadableError
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import source
from gouji.reading.reading import Reading


def read(path: str | PathLike[str]) -> Reading:
    """Reads one report, whatever kind of file it is: a workbook (.xlsx, .xls, .et, .ods…), a JSON record, or a
    published report (.docx, .pdf, .html, .txt, .md). Content decides, not the name.

    Nothing is judged: what a file lacks is missing in the Reading, what reading noticed is in its `remarks`.
    Raises UnreadableError when nothing can be read, the file not being there included: `code` is the name of the check
    in schema/structure.toml, `str(error)` names the file and says in Chinese what `gouji check` says of it.
    """
    try:
        return source.read(Path(path), load_all())
    except UnreadableError as error:
        error.sentence = f"{path}：{sentence(newest(load_all()).wordings, error)}"
        raise


def check(reading: Reading, previous: Reading | str | PathLike[str] | None = None) -> tuple[Finding, ...]:
    """Gives every finding of one report, in the order in which a reader meets them; an empty tuple when there is none.

    previous: where last year's report is: a Reading, a file, or a folder of reports of many organisations. Only the
    same organisation's of the year before is taken; when it isn't there, a finding (AR610) says why. Without it, the
    figures of last year that the report itself keeps are compared.
    Raises UsageError when a file named as `previous` can't be read, FormError for a reading on an unknown form.
    """
    return check_reading(_of_type(reading), load_all(), _find(previous))


def check_file(path: str | PathLike[str], previous: Reading | str | PathLike[str] | None = None) -> Result:
    """Checks one file as `gouji check` does: `check(read(path), previous)` with the file's name and its verdict.

    A file that can't be read is no error here: its Result is `unreadable`, with one finding that says why.
    previous: as for `check`. Raises UsageError when a file named as `previous` can't be read.
    """
    return check_path(Path(path), load_all(), _find(previous))


def export(reading: Reading, target: str, draft: bool = False) -> bytes:
    """Gives the content of one file of the report as bytes. target: what `gouji export --to` takes (docx, html, pdf,
    json…).

    Raises RefusedError when a finding of severity error stands in the way, unless it is a tie with last year that an
    explanation lets pass. draft: the file is made all the same, and marked as a draft on every page. Raises UsageError
    for an unknown target, GoujiError where the file can't be made (no font, no package for PDF), FormError for a
    reading on an unknown form.
    """
    # Imported only here: who reads and checks needs none of the writers.
    from gouji.report.export import export

    return export(_of_type(reading), target, draft)


def forms() -> tuple[Form, ...]:
    """Gives every form that gouji knows, oldest first. The ids of the figures of a Reading are those of its form:
    `{form.id: form for form in gouji.forms()}[reading.form].figures`."""
    return load_all()


def _of_type(reading: Reading) -> Reading:
    """Raises TypeError for anything else, such as the path of a file."""
    if not isinstance(reading, Reading):
        raise TypeError(f"要的是 gouji.read(文件) 读到的 Reading，给的是 {reading!r}")
    return reading


def _find(previous: Reading | str | PathLike[str] | None) -> FindPrevious | None:
    if previous is None:
        return None
    return among([previous]) if isinstance(previous, Reading) else find_previous(Path(previous), load_all())
