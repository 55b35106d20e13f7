"""A returned submission in; the letter 退回意见 to its unit out, as Word or plain text: what to mend, till when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouji.atomic import replacing
from gouji.characters import one_line
from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.severity import blocks, is_unexplained
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

DOCX = "docx"
SHAPES = (DOCX, "txt")
_ORDINALS = "一二三四五六"
_DOUBT = "请核对：写错的请改正，花名册不对的请告知。"
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
    """The letter as a Word document, set as GB/T 9704-2012 has it. The same letter is the same bytes.

    standing: must have a submission. form: the form of the collected year, for the report's name and its labels.
    """
    return word.to_docx(letter(standing, form, terms))


def to_txt(standing: Standing, form: Form, terms: Terms) -> str:
    """The letter as plain text, for a message or a mail: a paragraph a line, indented by two characters."""
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
    """A letter for each returned unit, named as the unit; the paths written. The folder is made where there is none.

    reasons: name of a unit → why a person returned it. shape: one of SHAPES; a text begins with the mark that Windows
    knows UTF-8 by. Raises GoujiError or OSError when a file can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: set[str] = set()
    for standing in collection.standings:
        if standing.state is not State.RETURNED or standing.submission is None:
            continue
        path = folder / f"{unused(stem(standing.unit.name) or '退回意见', taken)}.{shape}"
        reason = (reasons or {}).get(standing.unit.name, "")
        terms = Terms(collection.year, collection.as_of, office, until, reason)
        content = to_docx(standing, form, terms) if shape == DOCX else to_txt(standing, form, terms).encode("utf-8-sig")
        with replacing(path) as unfinished:
            unfinished.write_bytes(content)
        written.append(path)
    return written


def letter(standing: Standing, form: Form, terms: Terms) -> Document:
    """The letter as a neutral document, with everything that a check said of the submission that counts."""
    submission, unit = standing.submission, standing.unit
    if submission is None:
        raise ValueError(f"{unit.name} has handed nothing in")
    head, tail = title_parts(form, unit.name, str(terms.year))
    head, tail = f"关于退回{head}", f"{tail}的意见"
    return Document(
        title=one_line(head + tail),
        title_lines=title_lines(one_line(head), one_line(tail)),
        subject=form.report_name,
        keywords=("退回意见", form.report_name, str(terms.year)),
        preface=tuple(_opening(submission, head.removeprefix("关于退回") + tail.removesuffix("的意见"), terms)),
        blocks=tuple(_blocks(standing, submission, form, terms)),
        signature=_signature(terms),
        draft_mark="",
        draft_note="",
        addressee=f"{one_line(unit.name)}：",
    )


# ---------------------------------------------------------------- the text


def _opening(submission: Submission, report: str, terms: Terms) -> Iterator[Paragraph]:
    received = submission.received_at.astimezone(BEIJING)
    facts = [f"文件“{shown(submission.path)}”", f"{day_in_words(received.date())}{received:%H:%M}收到"]
    facts += [f"报送码 {submission.receipt}"] if submission.receipt else []
    facts += [f"第{submission.number}次报送"] if submission.number > 1 else []
    counts = finding_text.counts(submission.result)
    unexplained = len(_unexplained(submission))
    found = [f"必须改正的错误{counts[Severity.ERROR]}处"] if counts[Severity.ERROR] else []
    found += [f"需要说明理由的{unexplained}处"] if unexplained else []
    found += [f"提示{counts[Severity.HINT]}处"] if counts[Severity.HINT] else []
    result = f"有{'、'.join(found)}，" if found else ""
    yield Paragraph(
        "",
        one_line(f"你单位报送的《{report}》（{'，'.join(facts)}）已经审核，{result}现予退回。")
        + "请按下列意见改正，重新报送。",
    )
    if terms.reason:
        yield Paragraph("", f"退回的理由：{one_line(terms.reason).rstrip('。')}。")


def _blocks(standing: Standing, submission: Submission, form: Form, terms: Terms) -> Iterator[Block]:
    findings = submission.result.findings
    parts: list[tuple[str, list[Paragraph]]] = [
        ("必须改正的错误", [_finding(each, form) for each in findings if blocks(each)]),
        (
            "与花名册不一致的地方",
            [Paragraph("", one_line(f"{told}。{_DOUBT}")) for told in doubts(standing.unit, submission)],
        ),
        ("需要改正或者说明理由的情况", [_finding(each, form) for each in _unexplained(submission)]),
        ("提示（请核对，不影响报送）", [_finding(each, form) for each in findings if each.severity == Severity.HINT]),
        ("重新报送的要求", [Paragraph("", text) for text in _demands(standing, submission, terms)]),
    ]
    filled = [(name, paragraphs) for name, paragraphs in parts if paragraphs]
    for ordinal, (name, paragraphs) in zip(_ORDINALS, filled, strict=False):
        yield Heading(1, f"{ordinal}、{name}")
        for number, each in enumerate(paragraphs, 1):
            lead = f"{number}." + each.lead
            yield Paragraph(lead, each.text) if each.lead else Paragraph("", lead + each.text)


def _finding(finding: Finding, form: Form) -> Paragraph:
    """Where, what is wrong, what it should be, what to do, and the rule's code."""
    should = finding_text.should(finding)
    reason = finding.suspects[0].reason.rstrip("。") if finding.suspects else ""
    text = finding.message
    text += f"应为：{should}" + (f"（{reason}）。" if reason else "。") if should else ""
    text += f"建议：{finding.advice}" if finding.advice else ""
    return Paragraph(one_line(f"{_where(finding, form)}："), one_line(f"{text}（{finding.code}）"))


def _where(finding: Finding, form: Form) -> str:
    """`三、依申请公开 J7 等7格`; the labels of the cells where nothing was read from a workbook; or the whole file."""
    places = [place for place in finding.places if place]
    if places:
        first = f"“{places[0].sheet}”{places[0].ref}"
        return first if len(places) == 1 else f"{first} 等{len(places)}格"
    labels = [form.figures[id].label for id in finding.cells if id in form.figures]
    return "、".join(labels[:_NAMED]) + ("等" if len(labels) > _NAMED else "") if labels else "整个文件"


def _demands(standing: Standing, submission: Submission, terms: Terms) -> Iterator[str]:
    if submission.result.unreadable:
        yield "请用原来的填报表重新保存；打不开的，新建填报表重新填写。"
    else:
        yield "请在原来的填报表里改正，改好后再校验一次，直到没有错误。"
    if _unexplained(submission):
        yield "数字属实、确有原因的，请在填报表的“校验结果”里逐处写明理由；没有写明理由的不予通过。"
    if terms.until:
        yield f"请于{day_in_words(terms.until)}前（含当日）重新报送。"
    elif terms.as_of <= standing.due:
        yield f"报送期限是{day_in_words(standing.due)}，请在期限内重新报送。"
    else:
        yield f"报送期限（{day_in_words(standing.due)}）已过，请收到后立即改正、重新报送。"


def _signature(terms: Terms) -> Signature | None:
    if not terms.office:
        return None
    return Signature(one_line(terms.office), day_in_words(terms.as_of), terms.as_of.isoformat())


def _unexplained(submission: Submission) -> Sequence[Finding]:
    return list(filter(is_unexplained, submission.result.findings))


# ---------------------------------------------------------------- setting


def _centred(line: str) -> str:
    return "　" * max(0, int((_WIDE - width(line)) / 2)) + line


def _right(line: str) -> str:
    return "　" * max(0, int(_WIDE - width(line) - 2)) + line
