"""The buttons of the group 校验, and 本条规则: they mark, jump, repair and explain in the workbook of a Host."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gouji.check.explanations import is_of_substance
from gouji.check.finding import Finding, Suspect
from gouji.check.rule_page import page
from gouji.check.severity import WORDS, asks_explanation, blocks
from gouji.form.own_workbook import FINDINGS_BLOCK, GUIDE, RESULTS
from gouji.form.severity import Severity
from gouji.ooxml.defined_names import target
from gouji.place import Place, position
from gouji.reading.reading import Cell
from gouji.ribbon import explanations as explanations_of
from gouji.ribbon import results
from gouji.ribbon.dialogs import confirmed, tell, text_asked
from gouji.ribbon.errors import CannotError
from gouji.ribbon.findings import counts, entry
from gouji.ribbon.host import Host, is_busy, is_refused
from gouji.ribbon.log import note
from gouji.ribbon.seen import Seen, look
from gouji.value import plain
from gouji.words import beside
from gouji.workbook.block_columns import FINDING_LEVEL, FINDING_PLACE
from gouji.workbook.finding_rows import label, level, places

say = beside(__file__)

_SHOWN = 8  # messages of findings that one dialog can bear


def validate(host: Host) -> None:
    """Checks the workbook, and marks and lists what was found."""
    seen = look(host)
    if not results.has_room(seen):
        messages = [each.message for each in seen.findings[:_SHOWN]]
        raise CannotError("cannot.no_marks", summary="\n".join((_summary(seen.findings), *messages)))
    findings, told = _mark(seen, explanations_of.collected(seen))
    said = [_summary(findings)]
    if findings:
        said.append(say("check.listed", sheet=RESULTS))
        unplaced = [each.message for each in findings if not places(each)]
        if unplaced:
            lines = "\n".join(unplaced[:_SHOWN])
            said.append(say("check.unplaced", count=len(unplaced), messages=lines))
    tell(host, "\n".join((*said, *told)))


def clear(host: Host) -> None:
    """Takes marks and list out again; explanations typed beside findings move into their block first."""
    seen = look(host)
    if not results.has_room(seen):
        raise CannotError("cannot.no_marks", summary=_summary(seen.findings))
    with results.writing(host):
        told = results.write_explanations(seen, explanations_of.collected(seen))
    results.clear(seen)
    tell(host, "\n".join(filter(None, (say("check.cleared"), told))))


def next_finding(host: Host) -> None:
    """Selects the cell of the next finding."""
    _go(host, forward=True)


def previous_finding(host: Host) -> None:
    """Selects the cell of the finding before."""
    _go(host, forward=False)


def adopt(host: Host) -> None:
    """Offers to put what the finding at the active cell suggests into its suspect cell, and does so when the person
    agrees."""
    seen = look(host)
    here = _standing(seen)
    finding = _current(seen, here, lambda each: bool(each.suspects))
    if finding is None:
        raise CannotError("adopt.none")
    suspect = _suspect(finding, here)
    assert suspect.place is not None  # an open workbook's figures stand in its cells
    cell = seen.reading.figures[suspect.cell]
    if confirmed(host, _question(seen, finding, suspect, cell)):
        assert host.book is not None
        with results.writing(host):
            host.book.sheets[suspect.place.sheet].range(suspect.place.ref).raw_value = entry(suspect.to)
        note(f"adopted {suspect.cell}")
        _again(host)


def explain(host: Host) -> None:
    """Asks for the explanation of the finding at the active cell, and keeps it."""
    seen = look(host)
    here = _standing(seen)
    finding = _current(seen, here, asks_explanation)
    if finding is None:
        if wrong := _current(seen, here, blocks):
            raise CannotError("explain.error", message=wrong.message)
        raise CannotError("explain.none", warning=WORDS[Severity.WARNING])
    if not results.has_room(seen):
        raise CannotError("cannot.no_marks", summary=finding.message)
    explanations = explanations_of.collected(seen)
    said, lapsed = explanations_of.judged(seen, explanations)
    number = seen.findings.index(finding)
    text = text_asked(
        host, say("explain.ask", message=finding.message), said[number].explanation or lapsed.get(number, "")
    )
    if text is None:
        return
    if text and finding.explainable and not is_of_substance(text):
        raise CannotError("explain.empty", text=text)
    _, told = _mark(seen, explanations_of.with_explanation(seen, explanations, finding, text))
    if told:
        tell(host, "\n".join(told))


def show_rule(host: Host) -> None:
    """Shows the page of the rule whose finding stands at the active cell."""
    seen = look(host)
    finding = _current(seen, _standing(seen), lambda each: True)
    found = page(finding.code, seen.forms) if finding else None
    if finding is None or found is None:
        raise CannotError("rule.none")
    parts = ["\n".join((f"【{heading}】", *lines)) for heading, lines in found.parts]
    tell(host, "\n\n".join((level(finding), finding.message, *parts)))


def show_guide(host: Host) -> None:
    """Goes to the sheet 填表说明."""
    assert host.book is not None
    if GUIDE not in [sheet.name for sheet in host.book.sheets]:
        raise CannotError("cannot.no_guide", sheet=GUIDE)
    host.book.sheets[GUIDE].activate()


# ---------------------------------------------------------------- checking


def _mark(seen: Seen, explanations: Sequence[explanations_of.KeptExplanation]) -> tuple[Sequence[Finding], list[str]]:
    findings, lapsed = explanations_of.judged(seen, explanations)
    told = results.write(seen, findings, lapsed, explanations)
    note(f"checked: {counts(findings) or 'clean'}")
    return findings, told


def _again(host: Host) -> None:
    """Marks anew after a change of ours, where there is room for marks; says nothing."""
    seen = look(host)
    if results.has_room(seen):
        _mark(seen, explanations_of.collected(seen))


def _summary(findings: Sequence[Finding]) -> str:
    return say("check.summary", counts=counts(findings)) if findings else say("check.clean")


# ---------------------------------------------------------------- where the person stands


def _standing(seen: Seen) -> Place:
    """The active cell."""
    assert seen.host.book is not None
    sheet = seen.host.book.sheets.active.name
    selection = seen.host.app.selection
    if selection is None:  # a drawing is selected
        return Place(sheet, 1, 1)
    first = selection.address.replace("$", "").partition(",")[0].partition(":")[0]
    try:
        return Place(sheet, *position(first))
    except ValueError:  # whole columns or rows: `A:C`
        return Place(sheet, 1, 1)


def _current(seen: Seen, here: Place, fits: Callable[[Finding], bool]) -> Finding | None:
    """The finding that the active cell stands for: in the list of results that of its row, elsewhere one of its cell,
    the likeliest wrong cell first."""
    listed = _listed(seen, here)
    if listed is not None:
        return listed if fits(listed) else None
    fitting = [each for each in seen.findings if fits(each)]
    for known in (lambda each: [suspect.place for suspect in each.suspects], lambda each: each.places):
        for finding in fitting:
            if here in known(finding):
                return finding
    return None


def _listed(seen: Seen, here: Place) -> Finding | None:
    stands = target(seen.book, FINDINGS_BLOCK)
    if stands is None or stands.sheet != here.sheet or not stands.top <= here.row <= stands.bottom:
        return None
    columns = (stands.left + at for at in (FINDING_LEVEL, FINDING_PLACE))
    said, place = (seen.book.sheet(here.sheet).text(here.row, column) for column in columns)
    return next((each for each in seen.findings if level(each) == said and label(each) == place), None)


def _suspect(finding: Finding, here: Place) -> Suspect:
    at_hand = (each for each in finding.suspects if each.place == here)
    return next(at_hand, finding.suspects[0])


def _question(seen: Seen, finding: Finding, suspect: Suspect, cell: Cell) -> str:
    now = cell.value.raw if cell.value.number is None else plain(cell.value.number)
    asked = say(
        "adopt.ask",
        message=finding.message,
        place=suspect.place.spaced if suspect.place else "",
        label=seen.form.figures[suspect.cell].label,
        now=now,
        to=plain(suspect.to),
        reason=suspect.reason,
    )
    return asked + (say("adopt.formula") if cell.formula is not None else "")


# ---------------------------------------------------------------- going from one to the next


def _go(host: Host, forward: bool) -> None:
    """Selects the next place with a finding, in the order of the sheets; after the last comes the first."""
    seen = look(host)
    assert host.book is not None
    order = {title: number for number, title in enumerate(seen.book.titles)}
    stops: dict[tuple[int, int, int], Finding] = {}
    for finding in seen.findings:
        if found := places(finding):
            sheet, row, column = found[0]
            stops.setdefault((order[sheet], row, column), finding)
    if not stops:
        left = say("go.no_place", sheet=RESULTS) if seen.findings else say("go.nothing")
        raise CannotError("go.none", text=left)
    sheet, row, column = _standing(seen)
    # The list of results stands behind the tables: from there the way begins anew.
    here = (-1, 0, 0) if sheet == RESULTS else (order[sheet], row, column)
    ways = sorted(stops)
    if forward:
        stop = next((each for each in ways if each > here), ways[0])
    else:
        stop = next((each for each in reversed(ways) if each < here), ways[-1])
    title = seen.book.titles[stop[0]]
    page_ = host.book.sheets[title]
    try:
        page_.activate()
        page_.range((stop[1], stop[2])).select()
    except Exception as error:
        if is_refused(error) and not is_busy(error):
            raise CannotError("go.hidden", sheet=title) from error
        raise
    message = stops[stop].message
    host.app.status_bar = say("go.at", number=ways.index(stop) + 1, count=len(ways), message=message)
