"""Exports a checked Reading as files, by one policy for every door: command line, ribbon and public API.

The policy says which kinds of file there are, what refuses them, what a draft says of itself, that tokens are filled,
and that the record keeps to its schema. A door asks, calls and shows the result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gouji.check.explanations import by_ids
from gouji.check.file import check_reading
from gouji.check.finding import Finding
from gouji.check.severity import blocks
from gouji.errors import GoujiError, UsageError
from gouji.form.by_id import by_id
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import record
from gouji.reading.reading import Reading
from gouji.report.compose import compose, fill_tokens, with_figures
from gouji.report.document import Document
from gouji.report.drafts import suggest
from gouji.report.file_name import file_stem
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html, to_pasted_html
from gouji.report.to_markdown import to_markdown
from gouji.report.to_pdf import to_pdf
from gouji.shipped import folder
from gouji.words import beside

say = beside(__file__)


class RefusedError(GoujiError):
    """Raised when findings stand in the way of anything but a draft. count: how many."""

    def __init__(self, count: int) -> None:
        super().__init__(say("export.refused", count=count))
        self.count = count


@dataclass(frozen=True, slots=True)
class Terms:
    """What is wanted of the report's files.

    suggested: sentences offered after the filler's own, compared with `previous` where there is one; a draft only.
    signed: with name and date. gb2312: the older names of the fonts. font_folders: where a PDF may find more fonts.
    """

    draft: bool = False
    suggested: bool = False
    previous: Reading | None = None
    signed: bool = True
    gb2312: bool = False
    font_folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A report that may be exported, ready for every target. name_mark: what a draft's file name must say."""

    form: Form
    reading: Reading
    document: Document
    terms: Terms
    name_mark: str

    def file_name(self, target: Target) -> str:
        return file_stem(self.form, self.reading) + self.name_mark + target.ending


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made. notes: Chinese sentences for the user, such as which font stood in for which."""

    data: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file. make: raises GoujiError, with a Chinese sentence, where it can't be made.

    usual: made when nobody says what is wanted. published: a whole report for people, told from the others by its
    ending alone. needs: the package without which it can't be made.
    """

    label: str
    ending: str
    make: Callable[[Job], Made]
    usual: bool = True
    published: bool = True
    needs: str = ""

    @property
    def is_installed(self) -> bool:
        return not self.needs or find_spec(self.needs) is not None


def export(reading: Reading, target: str, draft: bool = False) -> bytes:
    """Gives one file of the report. Raises RefusedError when findings stand in the way, UsageError for an unknown
    target."""
    forms = load_all()
    findings = check_reading(reading, forms)
    form = by_id(forms, reading.form)
    (wanted,) = targets([target])
    return wanted.make(prepare(form, reading, findings, Terms(draft=draft))).data


def targets(names: Iterable[str]) -> list[Target]:
    """Gives the targets of these names, each once. Raises UsageError for a name that is none."""
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in TARGETS:
            raise UsageError(say("export.unknown", name=name, known="、".join(TARGETS)))
    return [TARGETS[name] for name in wanted]


def prepare(form: Form, reading: Reading, findings: Sequence[Finding], terms: Terms) -> Job:
    """Prepares what every target is made from. findings: of a check of this very reading.

    Raises RefusedError, unless for a draft, when one of them blocks; UsageError when the terms exclude each other.
    """
    if terms.suggested and not terms.draft:
        raise UsageError(say("export.suggested"))
    refuse(findings, terms.draft)
    filled = fill_tokens(form, by_ids(reading, findings))
    if terms.suggested:
        filled = suggest(form, filled, terms.previous)
    document = compose(form, filled, terms.draft, terms.signed, _explanations(form, reading, findings))
    return Job(form, filled, document, terms, f"（{document.draft_mark}）" if terms.draft else "")


def refuse(findings: Iterable[Finding], draft: bool) -> None:
    """Raises RefusedError when findings stand in the way of handing figures on, unless for a draft."""
    count = sum(map(blocks, findings))
    if count and not draft:
        raise RefusedError(count)


def _explanations(form: Form, reading: Reading, findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Section → the explanations that let errors of its table pass, each once: who reads the report may know them."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.explainable and finding.explanation:
            of_section = found.setdefault(form.table(form.figures[finding.cells[0]].table).section, [])
            text = with_figures(form, reading, finding.explanation)
            of_section += [] if text in of_section else [text]
    return found


def _json(job: Job) -> Made:
    # Not at the top: it takes longer to load than a click on any other button of the ribbon.
    from jsonschema import Draft202012Validator

    data = record.to_json(job.reading, job.form)
    schema = json.loads((folder("schema") / "record.schema.json").read_text(encoding="utf-8"))
    fault = next(iter(Draft202012Validator(schema).iter_errors(data)), None)
    if fault is not None:
        raise GoujiError(say("export.misshapen", place=fault.json_path))
    return Made((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _docx(job: Job) -> Made:
    return Made(to_docx(job.document, job.terms.gb2312))


def _html(job: Job) -> Made:
    return Made(to_html(job.document).encode("utf-8"))


def _pasted_html(job: Job) -> Made:
    return Made(to_pasted_html(job.document).encode("utf-8"))


def _markdown(job: Job) -> Made:
    return Made(to_markdown(job.document).encode("utf-8"))


def _pdf(job: Job) -> Made:
    made = to_pdf(job.document, job.terms.font_folders)
    return Made(made.data, made.notes)


# In the order in which they are made and offered.
TARGETS = {
    "json": Target("JSON", ".json", _json, published=False),
    "docx": Target("Word 文档", ".docx", _docx),
    "html": Target("网页", ".html", _html),
    "html-paste": Target("粘贴用网页", "（粘贴用）.html", _pasted_html, usual=False, published=False),
    "pdf": Target("PDF", ".pdf", _pdf, needs="typst"),
    "md": Target("Markdown", ".md", _markdown, usual=False),
}
