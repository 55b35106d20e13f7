"""A Reading in, all its Findings out, at once; a path in, a Result out whatever the file holds."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gouji.check.domain import check_cell
from gouji.check.finding import Finding, Result
from gouji.check.info import check_info
from gouji.check.sections import check_sections
from gouji.check.suspicion import with_suspects
from gouji.check.tie import check_ties, failing
from gouji.check.wording import word
from gouji.errors import UnreadableError
from gouji.form.form import PREVIOUS, Form
from gouji.reading import source
from gouji.reading.reading import Reading

FindPrevious = Callable[[Reading], Reading | None]


def check(form: Form, forms: Sequence[Form], reading: Reading, previous: Reading | None = None) -> tuple[Finding, ...]:
    """Every finding of one report, in the order a reader meets them.

    forms: all known forms, to tell which one the year demands.
    previous: the same organisation's reading of the year before, for ties across years.
    """
    known = reading.numbers()
    broken = failing(form.rules, known, reading.year)
    ties = tuple(check_ties(form, reading, broken, known))
    findings = [
        *(word(form.wordings, each.name, each.facts, each.cells, each.places) for each in reading.remarks),
        *check_info(form, forms, reading),
        *_cells(form, reading),
        *with_suspects(form, reading, broken, ties),
    ]
    if previous is not None:
        both = known | {PREVIOUS + id: number for id, number in previous.numbers().items()}
        findings += check_ties(form, reading, failing(form.across_years, both, reading.year), both)
    findings += check_sections(form, reading)
    return tuple(findings)


def _cells(form: Form, reading: Reading) -> Iterator[Finding]:
    for id, figure in form.figures.items():
        cell = reading.figures.get(id)
        finding = check_cell(form.wordings, figure, cell) if cell else None
        if finding:
            yield finding


def check_path(
    path: Path, forms: Sequence[Form], find_previous: FindPrevious | None = None, debug: bool = False
) -> Result:
    """What there is to say of one file. Never raises for what the file holds: a bad file is a finding.

    find_previous: gives last year's reading of the same organisation, or None.
    debug: print the traceback of an error of ours to standard error; the result is the same.
    """
    try:
        reading = source.read(path, forms)
        form = next(each for each in forms if each.id == reading.form)
        previous = find_previous(reading) if find_previous else None
        findings = check(form, forms, reading, previous)
    except UnreadableError as error:
        return _unreadable(path, forms, error.code, error.facts)
    except Exception as error:
        if debug:
            traceback.print_exc(file=sys.stderr)
        return _unreadable(path, forms, "internal-error", {"reason": f"{type(error).__name__}"})
    return Result(
        path=str(path),
        form=form.id,
        year=reading.year,
        organization=reading.text("organization") or None,
        scope=reading.text("scope") or None,
        findings=findings,
    )


def _unreadable(path: Path, forms: Sequence[Form], name: str, facts: dict[str, object]) -> Result:
    finding = word(forms[-1].wordings, name, facts)
    return Result(str(path), None, None, None, None, (finding,), unreadable=True)
