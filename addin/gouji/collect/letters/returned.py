"""Writes the letter 退回意见 for a returned submission, as Word or plain text: what to mend, till when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouji.atomic import replacing
from gouji.characters import one_line
from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.severity import WORDS, blocks, is_unexplained
from gouji.collect.collection import Collection, Standing, State, Submission
from gouji.collect.roster.attribute import doubts
from gouji.collect.standings import BEIJING
from gouji.day import day_in_words
from gouji.form.form import Form
from gouji.form.messages import shown
from gouji.form.severity import Severity
from gouji.report import to_docx as word
from gouji.report.compose import title_lines, title_parts
from gouji.report.document import Block, Document, Heading, Paragraph, Signature
from gouji.report.file_name import stem, unused
from gouji.report.measure import width
from gouji.words import beside

say = beside(__file__)

DOCX = "docx"
SHAPES = (DOCX, "txt")
_NAMED = 3  # cells that are named one by one
_WIDE = 28  # characters of a line of plain text


@dataclass(frozen=True, slots=True)
class Terms:
    """What a letter says besides the findings. office: who signs, "" for no signature. until: the last day to hand in
    again; None for the due day while it lies ahead. reason: in whose words a person returned it, "" for the program.
    """

    year: int
    as_of: date
    office: str = ""
    until: date | None = None
    reason: str = ""


def to_docx(standing: Standing, form: Form, terms: Terms) -> bytes:
    """Gives the letter as a Word document, set as GB/T 9704-2012 has it. The same letter is the same bytes.

    standing: must have a submission. form: the form of the collected year, for the report's name and its labels.
    """
    return word.to_docx(letter(standing, form, terms))


def to_txt(standing: Standing, form: Form, terms: Terms) -> str:
    """Gives the letter as plain text, for a message or a mail: one line per paragraph, indented by two characters."""
    document = letter(standing, form, terms)
    lines = [*(_centred(line) for line in document.title_lines), "", document.addressee]
    for block in (*document.preface, *document.blocks):
        text = block.lead + block.text if isinstance(block, Paragraph) else getattr(block, "text", "")
        lines.append(f"　　{text}")
    if document.signature:
        lines += ["", *(_right(text) for text in (document.signature.organization, document.signature.date))]
    return "\n".join(lines) + "\n"


def write_all(
    collection: Collection,
    folder: Path,
    form: Form,
    office: str = "",
    until: date | None = None,
    reasons: Mapping[str, str] | None = None,
    shape: str = DOCX,
) -> list[Path]:
    """Writes a letter for each returned unit, named as the unit; gives the paths. The folder is made where there is
    none.

    reasons: name of a unit → why a person returned it. shape: one of SHAPES; a text begins with the mark that Windows
    knows UTF-8 by. Raises GoujiError or OSError when a file can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: set[str] = set()
    for standing in collection.standings:
        if standing.state is not State.RETURNED or standing.submission is None:
            continue
        path = folder / f"{unused(stem(standing.unit.name) or say('letter.file_name'), taken)}.{shape}"
        reason = (reasons or {}).get(standing.unit.name, "")
        terms = Terms(collection.year, collection.as_of, office, until, reason)
        content = to_docx(standing, form, terms) if shape == DOCX else to_txt(standing, form, terms).encode("utf-8-sig")
        with replacing(path) as unfinished:
            unfinished.write_bytes(content)
        written.append(path)
    return written


def letter(standing: Standing, form: Form, terms: Terms) -> Document:
    """Gives the letter as a neutral document, with everything that a check said of the submission that counts."""
    submission, unit = standing.submission, standing.unit
    if submission is None:
        raise ValueError(f"{unit.name} has handed nothing in")
    report_head, report_tail = title_parts(form, unit.name, str(terms.year))
    head, tail = say("letter.title_head", report=report_head), say("letter.title_tail", report=report_tail)
    return Document(
        title=one_line(head + tail),
        title_lines=title_lines(one_line(head), one_line(tail)),
        subject=form.report_name,
        keywords=(say("letter.file_name"), form.report_name, str(terms.year)),
        preface=tuple(_opening(submission, report_head + report_tail, terms)),
        blocks=tuple(_blocks(standing, submission, form, terms)),
        signature=_signature(terms),
        draft_mark="",
        draft_note="",
        addressee=say("letter.addressee", unit=one_line(unit.name)),
    )


# ---------------------------------------------------------------- the text


def _opening(submission: Submission, report: str, terms: Terms) -> Iterator[Paragraph]:
    received = submission.received_at.astimezone(BEIJING)
    facts = [say("opening.file", path=shown(submission.path))]
    facts += [say("opening.received", day=day_in_words(received.date()), time=f"{received:%H:%M}")]
    facts += [say("opening.receipt", receipt=submission.receipt)] if submission.receipt else []
    facts += [say("opening.number", number=submission.number)] if submission.number > 1 else []
    counts = finding_text.counts(submission.result)
    unexplained = len(_unexplained(submission))
    found = [say("opening.errors", count=counts[Severity.ERROR])] if counts[Severity.ERROR] else []
    found += [say("opening.unexplained", count=unexplained)] if unexplained else []
    if counts[Severity.HINT]:
        found.append(say("opening.hints", hint=WORDS[Severity.HINT], count=counts[Severity.HINT]))
    result = say("opening.found", each="、".join(found)) if found else ""
    text = one_line(say("opening.text", report=report, facts="，".join(facts), found=result))
    yield Paragraph("", text + say("opening.ask"))
    if terms.reason:
        yield Paragraph("", say("opening.reason", reason=one_line(terms.reason).rstrip("。")))


def _blocks(standing: Standing, submission: Submission, form: Form, terms: Terms) -> Iterator[Block]:
    findings = submission.result.findings
    parts: list[tuple[str, list[Paragraph]]] = [
        ("part.errors", [_finding(each, form) for each in findings if blocks(each)]),
        (
            "part.doubts",
            [Paragraph("", one_line(say("finding.doubt", doubt=told))) for told in doubts(standing.unit, submission)],
        ),
        ("part.unexplained", [_finding(each, form) for each in _unexplained(submission)]),
        ("part.hints", [_finding(each, form) for each in findings if each.severity == Severity.HINT]),
        ("part.demands", [Paragraph("", text) for text in _demands(standing, submission, terms)]),
    ]
    filled = [(say(key, hint=WORDS[Severity.HINT]), paragraphs) for key, paragraphs in parts if paragraphs]
    for ordinal, (name, paragraphs) in zip(say("letter.ordinals"), filled, strict=False):
        yield Heading(1, say("letter.heading", ordinal=ordinal, name=name))
        for number, each in enumerate(paragraphs, 1):
            lead = f"{number}." + each.lead
            yield Paragraph(lead, each.text) if each.lead else Paragraph("", lead + each.text)


def _finding(finding: Finding, form: Form) -> Paragraph:
    """Where, what is wrong, what it should be, what to do, and the rule's code."""
    should = finding_text.should(finding)
    reason = finding.suspects[0].reason.rstrip("。") if finding.suspects else ""
    text = finding.message
    if should:
        text += say("finding.should_because" if reason else "finding.should", should=should, reason=reason)
    text += say("finding.advice", advice=finding.advice) if finding.advice else ""
    return Paragraph(one_line(f"{_where(finding, form)}："), one_line(f"{text}（{finding.code}）"))


def _where(finding: Finding, form: Form) -> str:
    """`三、依申请公开 J7 等7格`; the labels of the cells where nothing was read from a workbook; or the whole file."""
    places = [place for place in finding.places if place]
    if places:
        first = say("finding.cell", sheet=places[0].sheet, cell=places[0].ref)
        return first if len(places) == 1 else say("finding.cells", first=first, count=len(places))
    labels = [form.figures[figure_id].label for figure_id in finding.cells if figure_id in form.figures]
    if not labels:
        return say("finding.whole_file")
    named = "、".join(labels[:_NAMED])
    return say("finding.more_labels", labels=named) if len(labels) > _NAMED else named


def _demands(standing: Standing, submission: Submission, terms: Terms) -> Iterator[str]:
    if submission.result.unreadable:
        yield say("demand.save_anew")
    else:
        yield say("demand.mend")
    if _unexplained(submission):
        yield say("demand.explain")
    if terms.until:
        yield say("demand.until", day=day_in_words(terms.until))
    elif terms.as_of <= standing.due:
        yield say("demand.due", day=day_in_words(standing.due))
    else:
        yield say("demand.overdue", day=day_in_words(standing.due))


def _signature(terms: Terms) -> Signature | None:
    return (
        Signature(one_line(terms.office), day_in_words(terms.as_of), terms.as_of.isoformat()) if terms.office else None
    )


def _unexplained(submission: Submission) -> Sequence[Finding]:
    return list(filter(is_unexplained, submission.result.findings))


# ---------------------------------------------------------------- setting


def _centred(line: str) -> str:
    return "　" * max(0, int((_WIDE - width(line)) / 2)) + line


def _right(line: str) -> str:
    return "　" * max(0, int(_WIDE - width(line) - 2)) + line
