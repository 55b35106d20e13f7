"""Says in sentences what an import takes over of a Reading and what it doesn't, before or after it is written: the same
on the command line and in the ribbon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.check.structural import of_remark, word
from gouji.errors import UnreadableError
from gouji.form.form import Form, Wording
from gouji.place import Place
from gouji.reading.reading import Reading, Remark
from gouji.value import Kind
from gouji.words import beside
from gouji.workbook.held import taken_out

say = beside(__file__)

_SHOWN = 20  # of what is kept on its sheet


def refusal(wordings: Mapping[str, Wording], error: UnreadableError) -> str:
    """Says why a file can't be imported and what to do: what a check advises is for who hands a workbook in."""
    finding = word(wordings, error.code, error.facts)
    own: Mapping[str, str] = say.of("take.advice")
    return finding.message + own.get(error.code, finding.advice)


def counts(form: Form, reading: Reading) -> str:
    """Counts what is taken over: figures that were read, blank ones apart, and paragraphs."""
    filled = sum(cell.value.kind is not Kind.BLANK for cell in reading.figures.values())
    blank = len(reading.figures) - filled
    lost = len(form.figures) - len(reading.figures)
    formulas = sum(
        cell.formula is not None and form.figures[figure_id].computed_by is None
        for figure_id, cell in reading.figures.items()
    )
    return "".join(
        (
            say("take.counts", filled=filled, every=len(form.figures)),
            say("take.blank", count=blank) if blank else "",
            say("take.lost", count=lost) if lost else "",
            say("take.texts", count=sum(map(len, reading.sections.values()))),
            say("take.formulas", count=formulas) if formulas else "",
            say("take.explanations", count=len(reading.explanations)) if reading.explanations else "",
            say("take.previous", count=len(reading.previous.numbers())) if reading.previous else "",
            "。",
        )
    )


def notices(form: Form, reading: Reading) -> list[str]:
    """Says what was refused or is remarkable, each with its reason and place, and what no workbook can hold."""
    return [*taken_out(form, reading), *(_notice(form, each) for each in reading.remarks)]


def _notice(form: Form, remark: Remark) -> str:
    finding = of_remark(form.wordings, remark)
    places = [str(each) for each in remark.places if each is not None]
    at = "" if not places or places[0] in finding.message else say("take.at", place=places[0])
    count = say("take.cells", count=len(remark.cells)) if len(remark.cells) > 1 else ""
    return at + finding.message.rstrip("。") + count + "。"


def elsewhere(joined: Sequence[tuple[Place, str]], left: Sequence[tuple[Place, str]]) -> list[str]:
    """Says what stood beside the places where a workbook has its contents: joined to a text, or kept on a sheet of its
    own, where it is no part of the report."""
    said = [say("take.joined", place=place, text=text) for place, text in joined]
    if left:
        said.append(say("take.left", count=len(left), sheet=say("take.left_sheet")))
        said += [f"  {place}：{text}" for place, text in left[:_SHOWN]]
    if len(left) > _SHOWN:
        said.append(say("take.left_more", count=len(left) - _SHOWN))
    return said
