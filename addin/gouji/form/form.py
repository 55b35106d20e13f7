"""The dataclasses of a form, which `load` makes from TOML and everyone downstream reads. No work is done here.

Rows and columns of a table are gone after loading, but for layout: a figure is known by its id `table.row.column`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gouji.form.severity import Severity
from gouji.form.spoken import Spoken
from gouji.frozen import frozen
from gouji.rule.expression import Expression

PREVIOUS = "previous."  # before an id: the figure of the year before


def family_of(form_id: str) -> str:
    """Gives the family of a form's id: `annual_report` of `annual_report/2021`."""
    return form_id.rpartition("/")[0]


@frozen
class Figure:
    """One number of the form. kind: count (whole, ≥ 0), change (whole, signed), money (≥ 0, ≤ 6 decimals)."""

    id: str
    table: str
    row: str
    column: str
    kind: str
    unit: str
    label: str  # row and column, as a person names the cell
    computed_by: Expression | None  # the right side of the rule that fills it: a total


@frozen
class Label:
    """A printed cell of a table, row and column counted from zero within the table. text keeps the form's line
    breaks."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: str  # banner, corner, head, stub (the label of a row)
    align: str  # center, left


@frozen
class Slot:
    """The place of a figure in its table, row and column counted from zero within the table."""

    id: str
    row: int
    column: int
    columns: int


@frozen
class Line:
    """A row of figures as a published report prints it, in order: for reading such a report back."""

    id: str  # row id; for tables laid out side by side the rows of one printed line, joined
    labels: tuple[str, ...]  # label path, outermost first
    also: tuple[str, ...]  # other spellings of the last label seen in real reports
    figures: tuple[str, ...]


@frozen
class Block:
    """A part of a table with its own heads (form 2021's table 2 has four)."""

    banner: str
    corner: str
    heads: tuple[tuple[str, ...], ...]  # label path of each column of figures
    lines: tuple[Line, ...]


@frozen
class Table:
    """One table of the form: its printed labels, the places of its figures, and the names of rows and columns in
    rules."""

    id: str
    section: str
    sheet: str
    number: str  # 表二
    head_rows: int  # rows that repeat on a new page
    height: int
    width: int
    widths: tuple[float, ...]  # column widths in characters
    labels: tuple[Label, ...]
    slots: tuple[Slot, ...]
    blocks: tuple[Block, ...]
    sets: Mapping[str, tuple[str, ...]]  # named groups of row or column ids
    set_labels: Mapping[str, str]
    row_labels: Mapping[str, str]
    column_labels: Mapping[str, str]

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(slot.id for slot in self.slots)


@frozen
class Section:
    """One of the narrative sections. accepts: headings met in real reports besides the form's own."""

    id: str
    heading: str
    sheet: str
    accepts: tuple[str, ...]
    required: bool  # whether text is needed besides the table
    table: str | None
    prompt: str
    rows: int  # paragraphs that the sheet has room for before a person inserts more


@frozen
class InfoField:
    """A line of basic information. kind: text, year, date, choice, credit_code."""

    id: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    prompt: str


@frozen
class Deadline:
    """The last day on which reports of some scopes are in time: a day of the year after the report year.

    scopes: choices of the `scope` field. level: 1 for units that add up no other unit of their own scope, 2 for those
    above them, and so on; 0 for every level. A February 29 is the last of February.
    """

    scopes: tuple[str, ...]
    level: int
    month: int
    day: int
    basis: str


@frozen
class Repair:
    """What the checker may offer: set one figure to the value of an expression."""

    set: str
    to: Expression
    apply: str  # ask: proposed, written only after a yes


@frozen
class Example:
    """Figures of a report that breaks the rule, laid over a report of zeros, and the change that mends it."""

    wrong: Mapping[str, int]
    right: Mapping[str, int]
    previous: Mapping[str, int]  # last year's figures, for rules across years


@frozen
class Rule:
    """One tie, already spelled out for one row or column. Rules of one `for_each` share their code."""

    code: str
    name: str
    severity: Severity
    explainable: bool  # an error that its explanation lets pass: only ties with last year may be
    stage: str  # trial, in-force
    since: int | None
    until: int | None
    table: str
    of: str  # label of the row or column that for_each stands at; "" without
    expect: Expression
    figures: tuple[str, ...]  # every figure of `expect`, once, in the order of writing
    aliases: Mapping[str, str]  # name as written in the rule → figure id, for the message
    message: str
    why: str
    basis: str
    repair: Repair | None
    source: Expression  # `expect` as written, before for_each was spelled out
    example: Example


@frozen
class Wording:
    """Code, name, severity and words of a structural check, and what it looks for: one entry of structure.toml."""

    code: str
    name: str
    severity: Severity
    message: str
    advice: str
    why: str
    basis: str
    example: str
    patterns: Mapping[str, str]  # regular expressions, by what they find
    terms: Mapping[str, tuple[str, ...]]  # lists of words and of characters
    phrases: Mapping[str, str]  # what a placeholder of the message is filled with, case by case


@frozen
class Consolidation:
    """Which reports a sum of one scope adds up: those of direct children of these scopes. Others stay out."""

    scope: str
    adds: tuple[str, ...]


@frozen
class Draft:
    """A sentence that can be offered for a section. It states only facts of the tables.

    text: a pattern with {year}, {organization}, {figure id} and {change:figure id}, the comparison with last year.
    """

    section: str
    text: str


@frozen
class Report:
    """The wording of the report made from a reading: `[report]` of narrative.toml."""

    period_statement: str  # pattern with {organization} and {year}, printed where the office states no period
    drafts: tuple[Draft, ...]


@frozen
class Narrative:
    """What the texts of the sections are checked against; each form has one file of it, data only."""

    told_sections: tuple[str, ...]  # where 无 says too little
    opening_section: str  # where title, period and compiling organisation are stated
    period_words: tuple[str, ...]
    fee_section: str | None  # which section must speak of the information processing fee
    fee_words: tuple[str, ...]
    length_section: str | None
    length_limit: int
    leftovers: tuple[str, ...]  # instructions of the form that should have been replaced
    outdated_notices: tuple[str, ...]
    spoken: Spoken | None  # how its sentences speak of the figures; None where nobody has said it yet
    report: Report


@frozen
class Form:
    """One official form as data: its tables, sections and rules, with the words that a check needs.

    figures: by id, `table.row.column`, in printed order, each with its label, kind and unit (件, 项, 万元; "" where the
    form prints none). notice: the document that prescribes it. since, until: report years. Source: schema/<id>/*.toml.
    is_default: whether its family is the one that is meant where nobody names one.
    """

    id: str  # annual_report/2021: the family, and which of its forms
    name: str
    notice: str
    title: str  # pattern with {organization} and {year}
    since: int
    until: int | None
    encouraged: tuple[int, ...]  # years in which the form was encouraged, not binding
    report_name: str  # how a title ends: 政府信息公开工作年度报告
    info: tuple[InfoField, ...]
    consolidations: tuple[Consolidation, ...]  # none: reports on this form are not added up
    deadlines: tuple[Deadline, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    figures: Mapping[str, Figure]
    rules: tuple[Rule, ...]
    across_years: tuple[Rule, ...]  # rules that speak of `previous.` figures too
    narrative: Narrative
    wordings: Mapping[str, Wording]
    text_checks: tuple[tuple[str, ...], ...]  # files of check/text/, in groups, in the order in which they find
    is_default: bool

    @property
    def family(self) -> str:
        return family_of(self.id)

    def binds(self, year: int) -> bool:
        return self.since <= year and (self.until is None or year <= self.until)

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)

    def is_money(self, figure_id: str) -> bool:
        return self.figures[figure_id].kind == "money"
