"""Checks one file, whatever it holds, and gives its Result."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from gouji.check.explanations import by_ids
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.run import check
from gouji.check.structural import word
from gouji.errors import UnreadableError
from gouji.form.by_id import by_id
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.reading import source, stored
from gouji.reading.content import Choice
from gouji.reading.reading import Reading


class FindPrevious(Protocol):
    """Finds the reading of last year that belongs to a report. It is sent to worker processes."""

    def __call__(self, reading: Reading) -> Reading | None:
        """Last year's reading of the same organisation; None when it isn't there."""

    def nothing(self, reading: Reading) -> str:
        """Tells in Chinese why there is no such reading: what was found instead, and similar names to ask about."""


class Checked(NamedTuple):
    """The Result of a file with what was read from it; the reading is missing where nothing could be read."""

    result: Result
    reading: Reading | None = None
    content: bytes = b""


def check_path(
    path: Path | stored.Stored, forms: Sequence[Form], find_previous: FindPrevious | None = None, debug: bool = False
) -> Result:
    """Checks one file and gives its Result. Never raises for what the file holds: a bad file is a finding.

    find_previous: finds last year's reading of the same organisation, or says why there is none. debug: prints the
    traceback of an error of ours to standard error; the result is the same.
    """
    return check_and_keep(path, forms, find_previous, debug).result


def check_and_keep(
    path: Path | stored.Stored,
    forms: Sequence[Form],
    find_previous: FindPrevious | None = None,
    debug: bool = False,
    choice: Choice | None = None,
) -> Checked:
    """Does what `check_path` does, and keeps the very figures and bytes that were judged. choice: which of several
    tables is meant."""
    content = b""
    try:
        content = stored.content(path)
        reading = source.read_bytes(content, forms, choice)
        findings = check_reading(reading, forms, find_previous)
        reading = by_ids(reading, findings)
    except UnreadableError as error:
        return Checked(unreadable(path, forms, error.code, error.facts), None, content)
    except Exception as error:  # noqa: BLE001  # a fault of ours costs the one file
        if debug:
            import traceback  # not at the top: it costs more than a small check

            traceback.print_exc(file=sys.stderr)
        reason = {"reason": f"{type(error).__name__}"}
        return Checked(unreadable(path, forms, "internal-error", reason), None, content)
    result = Result(
        path=str(path),
        form=reading.form,
        year=reading.year,
        organization=reading.text("organization") or None,
        scope=reading.text("scope") or None,
        findings=findings,
    )
    return Checked(result, reading, content)


def check_reading(
    reading: Reading, forms: Sequence[Form], find_previous: FindPrevious | None = None
) -> tuple[Finding, ...]:
    """Gives every finding of one report that was read. find_previous: as for `check_path`. Raises FormError when the
    reading's form is none of `forms`."""
    form = by_id(forms, reading.form)
    previous = find_previous(reading) if find_previous else None
    nothing = find_previous.nothing(reading) if find_previous and previous is None else ""
    return check(form, forms, reading, previous, nothing)


def unreadable(path: Path | stored.Stored, forms: Sequence[Form], name: str, facts: Mapping[str, object]) -> Result:
    """Gives the Result of a file that nothing could be read from. name: a check of structure.toml; facts fill its
    words."""
    finding = word(newest(forms).wordings, name, facts)
    return Result(str(path), None, None, None, None, (finding,), unreadable=True)
