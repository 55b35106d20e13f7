"""Runs every check on one Reading and gives all its Findings at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.check.across_years import last_year
from gouji.check.domain import check_cell
from gouji.check.explanations import explained
from gouji.check.finding import Finding, Suspect
from gouji.check.info import check_info
from gouji.check.structural import of_remark, word
from gouji.check.text import check_text
from gouji.check.tie import check_ties, failing
from gouji.form.form import PREVIOUS, Form, Rule
from gouji.form.row_names import by_row
from gouji.form.severity import Severity
from gouji.frozen import replace
from gouji.reading.reading import Reading
from gouji.rule.evaluate import number


def check(
    form: Form, forms: Sequence[Form], reading: Reading, previous: Reading | None = None, nothing: str = ""
) -> tuple[Finding, ...]:
    """Gives every finding of one report, in the order a reader meets them.

    forms: all known forms, to tell which one the year demands. previous: the same organisation's reading of the year
    before, for ties across years; without it the figures of last year that the report itself keeps are taken. nothing:
    why there is no `previous` although last year's reports were named; "" when none were.
    """
    known = reading.numbers()
    broken = failing(form.rules, known, reading.year)
    findings = [
        *(of_remark(form.wordings, each) for each in reading.remarks),
        *check_info(form, forms, reading),
        *_absent(form, reading),
        *_cells(form, reading),
        *_ties(form, reading, broken, known),
    ]
    earlier, said = last_year(form, reading, previous, nothing)
    findings += said
    if earlier is not None:
        both = known | {PREVIOUS + figure_id: figure for figure_id, figure in earlier.numbers().items()}
        findings += check_ties(form, reading, failing(form.across_years, both, reading.year), both)
    findings += check_text(form, replace(reading, previous=earlier))
    return explained(findings, reading.explanations)


def _absent(form: Form, reading: Reading) -> Iterator[Finding]:
    """The figures that a reading lacks and no error of reading speaks of: whatever was read, from whatever kind of
    file, is never clean without all its figures."""
    if len(reading.figures) == len(form.figures):
        return
    grave = (each for each in reading.remarks if form.wordings[each.name].severity == Severity.ERROR)
    spoken_of = {figure_id for remark in grave for figure_id in remark.cells}
    lacking = frozenset(form.figures).difference(reading.figures, spoken_of)
    for table in form.tables:
        for name, ids in by_row(form, table, lacking):
            yield word(form.wordings, "cell-missing", {"of": name}, ids, (None,) * len(ids))


def _cells(form: Form, reading: Reading) -> Iterator[Finding]:
    for figure_id, figure in form.figures.items():
        cell = reading.figures.get(figure_id)
        finding = check_cell(form.wordings, figure, cell) if cell else None
        if finding:
            yield finding


def _ties(form: Form, reading: Reading, broken: Sequence[Rule], known: Mapping[str, Decimal]) -> Iterator[Finding]:
    """The findings of the failing rules, each with the cells that are probably wrong."""
    if not broken:
        return
    # Imported only here: most files tie, and a check of one file is over before these four modules are read.
    from gouji.check.locate import for_rule, suspects

    diagnoses = suspects(form, known, broken, _intact(form, reading, known))
    for rule, finding in zip(broken, check_ties(form, reading, broken, known), strict=True):
        found = for_rule(diagnoses, rule, lambda figure_id: reading.figures[figure_id].place)
        if found:
            finding = replace(finding, suspects=found, advice=_advice(form, found))
        yield finding


def _advice(form: Form, found: Sequence[Suspect]) -> str:
    """The likeliest cell mends every tie at once; the rule's own repair would mend one. Equals are named together."""
    labels = list(dict.fromkeys(f"“{form.figures[suspect.cell].label}”" for suspect in found))
    if len(labels) == 1:
        return f"先核对{labels[0]}：{found[0].reason}。"
    return f"可能填错的有{'、'.join(labels)}，逐一核对原始登记。"


def _intact(form: Form, reading: Reading, known: Mapping[str, Decimal]) -> frozenset[str]:
    """The totals whose cell holds a formula that gives what it should: the fault lies in what they add up."""
    return frozenset(
        figure_id
        for figure_id, figure in form.figures.items()
        if figure.computed_by is not None
        and (cell := reading.figures.get(figure_id))
        and cell.formula is not None
        and cell.value.number is not None
        and cell.value.number == number(figure.computed_by, known)
    )
