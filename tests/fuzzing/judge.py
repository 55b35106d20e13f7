"""A file in, a Verdict out: how the check ended, what it reached, and what is wrong with how it ended, if anything.

Runs in a worker process, so that a file that hangs or kills costs one verdict. What must never be: an internal error, a
finding without words, a result that can't be written out, a marked copy that fails for no reason that is told or that
reads otherwise than its original, more memory than a worker may have, and figures that another reader sees otherwise.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from gouji.bulk import results_html
from gouji.check.file import check_path
from gouji.cli.check import as_json, as_text
from gouji.errors import GoujiError
from gouji.form import load
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.reading.workbook import fallback, from_workbook, hand_over
from gouji.value import Kind
from gouji.workbook.mark import mark
from peak_memory import peak

FORMS = load.load_all()
MEMORY = 512 << 20  # bytes
_WATCHED = ("/gouji/ooxml/", "/gouji/reading/", "/gouji/check/", "/gouji/workbook/")

Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """outcome: the first code, "clean", or how it got lost. reached: lines of code that nothing before had reached."""

    outcome: str
    reached: frozenset[Line] = frozenset()
    wrong: str = ""
    memory: int = 0


@dataclass(slots=True)
class _Reached:
    """Lines run in what is watched. A code object all of whose lines are known is not watched any more."""

    lines: set[Line] = field(default_factory=set)
    fresh: set[Line] = field(default_factory=set)
    left: dict[CodeType, set[int]] = field(default_factory=dict)

    def enter(self, frame: FrameType, event: str, given: object) -> Callable[..., Any] | None:
        code = frame.f_code
        left = self.left.get(code)
        if left is None:
            is_ours = any(each in code.co_filename for each in _WATCHED)
            mine = {line for *_, line in code.co_lines() if line} if is_ours else set()
            left = self.left[code] = {line for line in mine if (code.co_filename, line) not in self.lines}
        return self.step if left else None

    def step(self, frame: FrameType, event: str, given: object) -> Callable[..., Any] | None:
        code = frame.f_code
        left = self.left[code]
        if frame.f_lineno in left:
            left.discard(frame.f_lineno)
            self.fresh.add((code.co_filename, frame.f_lineno))
        return self.step if left else None


REACHED = _Reached()  # a worker process has its own, which begins with what its parent knows


def judge(path: Path) -> Verdict:
    REACHED.fresh = set()
    sys.settrace(REACHED.enter)
    try:
        outcome, wrong = _outcome(path)
    finally:
        sys.settrace(None)
    REACHED.lines |= REACHED.fresh
    memory = peak()
    if not wrong and memory > MEMORY:
        wrong = f"{memory >> 20} MB"
    return Verdict(outcome, frozenset(REACHED.fresh), wrong, memory)


def _outcome(path: Path) -> tuple[str, str]:
    result = check_path(path, FORMS)
    codes = [finding.code for finding in result.findings]
    outcome = codes[0] if codes else "clean"
    if any(finding.name == "internal-error" for finding in result.findings):
        return outcome, result.findings[0].message
    if not all(finding.message for finding in result.findings):
        return outcome, "a finding without words"
    for piece in (*as_json([result]), *as_text([result], 1), *results_html.pieces([result])):
        piece.encode()
    json.loads("".join(as_json([result])))
    form = next((form for form in FORMS if form.id == result.form), None)
    if form is None or path.suffix != ".xlsx":
        return outcome, ""
    copy = path.with_name(f"copy-{path.name}")
    try:
        mark(path, copy, result, form)
    except GoujiError:  # told to the person
        return outcome, ""
    again = check_path(copy, FORMS)
    return outcome, "" if again.findings == result.findings else "the marked copy reads otherwise"


# ---------------------------------------------------------------- two readers


def differ(path: Path) -> str:
    """Where the fast reader and openpyxl both read a workbook but not the same figures: which; else ""."""
    data = path.read_bytes()
    try:
        ours = source.read_bytes(data, FORMS)
        said = fallback._by_openpyxl(data)
        theirs = from_workbook.from_book(hand_over._book(json.loads(json.dumps(said)), "xlsx"), FORMS)
    except Exception:  # one of them does not read it: openpyxl raises anything
        return ""
    return "、".join(_disagreements(ours, theirs))


def _disagreements(ours: Reading, theirs: Reading) -> list[str]:
    if ours.form != theirs.form:
        return []  # the stamp may stand in a custom property, which openpyxl's book does not hand over
    found = []
    for id, cell in theirs.figures.items():
        mine = ours.figures.get(id)
        if mine is None:
            if not ours.remarks:
                found.append(f"{id}: nothing for {cell.value}")
        elif _said(mine.value) != _said(cell.value):
            found.append(f"{id}: {mine.value} for {cell.value}")
    return found[:5]


def _said(value: Any) -> object:
    if value.kind is Kind.NUMBER:
        return value.number
    return value.kind, value.raw.strip() if value.kind is Kind.TEXT else ""


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\3\4") and b"word/" not in data[-(1 << 16) :]
