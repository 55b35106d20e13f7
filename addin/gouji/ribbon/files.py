"""The buttons that make or take files: new workbooks, last year's figures, exported files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.previous import find_previous
from gouji.check.severity import blocks
from gouji.check.structural import sentence
from gouji.errors import GoujiError, UnreadableError, of_system
from gouji.form import own_workbook
from gouji.form.by_id import by_id
from gouji.form.family import due, newest
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.form.own_workbook import PREVIOUS_BLOCK
from gouji.frozen import replace
from gouji.ooxml.defined_names import target
from gouji.place import Place
from gouji.reading import source, stored
from gouji.reading.reading import Cell, Reading
from gouji.reading.workbook.find_previous import rows as previous_rows
from gouji.report.export import TARGETS, RefusedError, Terms, prepare, targets
from gouji.report.file_name import file_stem
from gouji.ribbon import explanations as explanations_of
from gouji.ribbon import results
from gouji.ribbon.dialogs import confirmed, file_asked, target_asked, tell, text_asked
from gouji.ribbon.errors import CannotError
from gouji.ribbon.findings import entry
from gouji.ribbon.host import Host
from gouji.ribbon.log import failure, note
from gouji.ribbon.seen import Seen, look
from gouji.value import Kind, Value, from_number
from gouji.words import beside
from gouji.workbook import taken_over, template
from gouji.workbook.left_behind import Elsewhere, left_behind
from gouji.workbook.result_sheets import previous_title

say = beside(__file__)

_LINES, _WIDE = 12, 100  # of a dialog, characters of one of them: Excel's shows some thousand characters
_PUBLISHED = tuple(name for name, target in TARGETS.items() if target.published)


def new_report(host: Host) -> None:
    """Asks for year and organisation, and draws and opens a workbook with nothing else filled in."""
    asked = text_asked(host, say("file.ask_year"), str(date.today().year - 1))  # noqa: DTZ011  # the calendar of who types
    if asked is None:
        return
    if not (len(asked) == 4 and asked.isascii() and asked.isdigit()):
        raise CannotError("file.bad_year", text=asked)
    form = due(load_all(), int(asked))
    if form is None:
        raise CannotError("file.no_form", year=asked)
    organization = text_asked(host, say("file.ask_organization"))
    if organization is None:
        return
    info = {"year": Cell(from_number(int(asked)))}
    if organization:
        info["organization"] = Cell(Value(Kind.TEXT, None, organization))
    reading = Reading(form.id, info, {}, {})
    path = _new_workbook(host, say("file.save_new"), form, reading)
    if path is not None:
        _write_workbook(host, path, form, reading, None)
        host.app.books.open(str(path))


def import_report(host: Host) -> None:
    """Asks for a report, and draws a workbook filled with it."""
    origin = file_asked(host, say("file.open_report"), _readable())
    if origin is None:
        return
    forms = load_all()
    data, reading = _content(origin, forms)
    form = by_id(forms, reading.form)
    apart = left_behind(data, forms, reading)
    if not confirmed(host, _preview(form, reading, apart)):
        return
    path = _new_workbook(host, say("file.save_new"), form, reading)
    if path is None:
        return
    _write_workbook(host, path, form, reading, None, apart.left)
    host.app.books.open(str(path))
    tell(host, say("file.imported", path=path))


def import_previous(host: Host) -> None:
    """Puts last year's figures into the hidden sheet, id by id, with one write."""
    seen = look(host)
    stands = target(seen.book, PREVIOUS_BLOCK)
    if stands is None:
        raise CannotError("file.no_previous_sheet", sheet=own_workbook.PREVIOUS)
    origin = file_asked(host, say("file.open_previous"), _readable())
    if origin is None:
        return
    given = _read(origin, seen.forms)
    if given.family != seen.reading.family:
        raise CannotError("file.other_family", path=origin)
    facts = {"organization": given.text("organization"), "year": given.text("year")}
    if find_previous(origin, seen.forms)(seen.reading) is None:
        own = {"own": seen.reading.text("organization"), "own_year": seen.reading.text("year")}
        if not confirmed(host, say("file.other_previous", **facts, **own)):
            return
    numbers = given.numbers()
    rows = [[entry(numbers[figure_id]) if figure_id in numbers else None] for _, figure_id in previous_rows(seen.book)]
    assert host.book is not None
    sheet = host.book.sheets[stands.sheet]
    with results.writing(host):
        sheet.range((stands.top, stands.left + 2), (stands.bottom, stands.left + 2)).raw_value = rows
        sheet.range((1, 1)).raw_value = previous_title(**facts)
    count = sum(row[0] is not None for row in rows)
    tell(host, say("file.previous_done", count=count, **facts))


def export_json(host: Host) -> None:
    """Exports the JSON record."""
    _export(host, say("file.save_json"), ["json"], Terms())


def export_report(host: Host) -> None:
    """Exports the report as the kind of file that is asked for."""
    _export(host, say("file.save_report"), _PUBLISHED, Terms())


def export_draft(host: Host) -> None:
    """Exports a draft, with whatever errors there are: every page and the file's name say that it is a draft."""
    _export(host, say("file.save_draft"), [*_PUBLISHED, "json"], Terms(draft=True))


def export_copy(host: Host) -> None:
    """Draws a new workbook from what was read: no marks, no list of results, nothing but the report."""
    seen = _explained(look(host))
    errors = sum(map(blocks, seen.findings))
    if errors and not confirmed(host, say("file.copy_with_errors", count=errors)):
        return
    path = _new_workbook(host, say("file.save_copy"), seen.form, seen.reading)
    if path is not None:
        _write_workbook(host, path, seen.form, seen.reading, seen.reading.previous)
        _exported(host, path)


# ---------------------------------------------------------------- parts


def _preview(form: Form, reading: Reading, apart: Elsewhere) -> str:
    """What will be written: a dialog shows some lines, and whoever wants all of them has the command line."""
    said = [*taken_over.notices(form, reading), *taken_over.elsewhere(apart.joined, apart.left)]
    more = [say("file.preview_more", count=len(said) - _LINES)] if len(said) > _LINES else []
    whose = say("file.preview", form=form.name, organization=reading.text("organization"), year=reading.text("year"))
    lines = [each if len(each) <= _WIDE else f"{each[:_WIDE]}……" for each in said[:_LINES]]
    return "\n".join([whose, taken_over.counts(form, reading), *lines, *more, "", say("file.preview_ask")])


def _export(host: Host, title: str, kinds: Sequence[str], terms: Terms) -> None:
    """The one file that is asked for, of one of these kinds."""
    seen = _explained(look(host))
    try:
        job = prepare(seen.form, seen.reading, seen.findings, terms)
    except RefusedError as error:
        raise CannotError("file.errors", count=error.count) from error
    offered = targets(kinds)
    endings = [(target.label, target.ending) for target in offered]
    path = target_asked(host, title, job.file_name(offered[0]), endings, job.name_mark)
    if path is None:
        return
    target = next(each for each in offered if each.ending == path.suffix.lower())
    try:
        made = target.make(job)
    except GoujiError as error:
        failure("export")
        raise CannotError("file.not_made", label=target.label, reason=error) from error
    with _written(path) as unfinished:
        unfinished.write_bytes(made.data)
    _exported(host, path, made.notes)


def _readable() -> str:
    """The files that can be read, as Excel's dialog wants them named."""
    return say("file.open_filter", kinds=";".join(f"*{ending}" for ending in source.endings()))


def _explained(seen: Seen) -> Seen:
    """With the explanations typed beside findings since the last check."""
    explanations = explanations_of.collected(seen)
    reading = replace(seen.reading, explanations=explanations_of.holding(seen, explanations))
    return replace(seen, reading=reading, findings=explanations_of.judged(seen, explanations)[0])


def _content(origin: Path, forms: Sequence[Form]) -> tuple[bytes, Reading]:
    """A file to import, and what it says."""
    try:
        data = stored.content(origin)
        return data, source.read_bytes(data, forms)
    except UnreadableError as error:
        reason = taken_over.refusal(newest(forms).wordings, error)
        raise CannotError("file.unreadable", path=origin, reason=reason) from error


def _read(origin: Path, forms: Sequence[Form]) -> Reading:
    try:
        return source.read(origin, forms)
    except UnreadableError as error:
        raise CannotError("file.unreadable", path=origin, reason=sentence(newest(forms).wordings, error)) from error


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """A temporary file that becomes `path`. Raises CannotError where it can't."""
    if not path.parent.is_dir():
        raise CannotError("file.missing_folder", folder=path.parent)
    try:
        with replacing(path) as unfinished:
            yield unfinished
    except OSError as error:
        raise CannotError("file.not_written", path=path, reason=of_system(error)) from error


def _write_workbook(
    host: Host,
    path: Path,
    form: Form,
    reading: Reading,
    previous: Reading | None,
    others: Sequence[tuple[Place, str]] = (),
) -> None:
    if path.name.lower() in [book.name.lower() for book in host.app.books]:
        raise CannotError("file.opened_elsewhere", name=path.name)
    data = template.to_bytes(form, reading, previous, others)
    with _written(path) as unfinished:
        unfinished.write_bytes(data)


def _new_workbook(host: Host, title: str, form: Form, reading: Reading) -> Path | None:
    return target_asked(host, title, f"{file_stem(form, reading)}.xlsx", [(say("file.workbook"), ".xlsx")])


def _exported(host: Host, path: Path, notes: Sequence[str] = ()) -> None:
    note(f"exported {path.suffix}")
    tell(host, "\n".join((say("file.exported", path=path), *notes)))
