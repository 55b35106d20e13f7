"""Reads a form from its folder of TOML. What doesn't fit is refused, naming file, key and reason.

`for_each` in rules is spelled out here: nobody downstream knows rows and columns.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from pathlib import Path
from string import Formatter

from gouji.errors import FormError
from gouji.form import from_sentences, grid, ties
from gouji.form.fields import Fields, read
from gouji.form.form import (
    Consolidation,
    Deadline,
    Draft,
    Figure,
    Form,
    InfoField,
    Narrative,
    Report,
    Section,
    Table,
    Wording,
    family_of,
)
from gouji.form.severity import Severity
from gouji.shipped import folder


def load_folder(path: Path, structure: Path | None = None) -> Form:
    """Reads the form whose form.toml, rules.toml and narrative.toml stand in `path`. Raises FormError.

    Structural wordings come from `structure`, by default the shipped `schema/structure.toml`.
    """
    fields = read(path / "form.toml")
    drawn = [grid.table(each) for each in fields.tables("table")]
    tables = tuple(table for table, _ in drawn)
    if not tables:
        raise fields.fail("table", "至少要有一个表")
    figures = _figures([figure for _, of_table in drawn for figure in of_table], fields)
    sections = tuple(map(_section, fields.tables("section")))
    info = tuple(map(_info, fields.tables("info")))
    for key, ids in (("table", tables), ("section", sections), ("info", info)):
        _check_unique(key, [each.id for each in ids], fields)
    _check_sections(sections, tables, fields)
    rules = ties.load(path / "rules.toml", {table.id: table for table in tables}, figures)
    wordings, text_checks = load_structure(structure)
    for taken in {wording.code for wording in wordings.values()} & rules.codes:
        raise FormError(path / "rules.toml", "rule.code", f"{taken} 是结构检查的编号，不能再用")
    form_id = fields.take("id", str)
    form = Form(
        id=form_id,
        name=fields.take("name", str),
        notice=fields.take("notice", str),
        title=_pattern(fields, "title", fields.take("title", str)),
        since=fields.take("since", int),
        until=fields.optional("until", int),
        encouraged=fields.numbers("encouraged", int, ()),
        report_name=fields.take("report_name", str),
        info=info,
        consolidations=_consolidations(fields, info),
        deadlines=tuple(_deadline(each, info) for each in fields.tables("deadline")),
        sections=sections,
        tables=tables,
        figures=ties.with_totals(figures, rules.fills),
        rules=rules.rules,
        across_years=rules.across_years,
        narrative=_narrative(read(path / "narrative.toml"), sections, tables, figures),
        wordings=wordings,
        text_checks=text_checks,
        is_default=family_of(form_id) == _default_family(),
    )
    fields.done()
    return form


def _default_family() -> str:
    """The family that is meant where nobody names one: `schema/families.toml`."""
    fields = read(folder("schema") / "families.toml")
    default = fields.take("default", str)
    fields.done()
    return default


def load_structure(path: Path | None = None) -> tuple[dict[str, Wording], tuple[tuple[str, ...], ...]]:
    """Reads the structural checks: their wordings by name, and the modules of check/text/ that check texts, in
    groups."""
    fields = read(path or folder("schema") / "structure.toml")
    text_checks = fields.groups("text_checks")
    wordings: dict[str, Wording] = {}
    codes: set[str] = set()
    for each in fields.tables("check"):
        wording = Wording(
            code=each.take("code", str),
            name=each.take("name", str),
            severity=Severity(each.one_of("severity", tuple(Severity))),
            message=each.take("message", str),
            advice=each.take("advice", str),
            why=each.take("why", str),
            basis=each.take("basis", str),
            example=each.take("example", str),
            patterns=_patterns(each.table("patterns")),
            terms=_terms(each.table("terms")),
            phrases=_phrases(each.table("phrases")),
        )
        each.done()
        if wording.code in codes or wording.name in wordings:
            raise each.fail("code", f"{wording.code} {wording.name} 重复")
        codes.add(wording.code)
        wordings[wording.name] = wording
    fields.done()
    return wordings, text_checks


def _patterns(fields: Fields) -> dict[str, str]:
    patterns = _phrases(fields)
    for key, pattern in patterns.items():
        try:
            re.compile(pattern)
        except re.error as error:
            raise fields.fail(key, f"不是正则表达式：{error}") from error
    return patterns


def _terms(fields: Fields) -> dict[str, tuple[str, ...]]:
    return {key: fields.texts(key) for key in fields.left()}


def _phrases(fields: Fields) -> dict[str, str]:
    return {key: fields.take(key, str) for key in fields.left()}


def _check_unique(key: str, ids: list[str], fields: Fields) -> None:
    for figure_id in ids:
        if ids.count(figure_id) > 1:
            raise fields.fail(f"{key}.id", f"{figure_id} 重复")


def _figures(drawn: list[Figure], fields: Fields) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for figure in drawn:
        if figure.id in figures:
            raise fields.fail("table", f"单元格 {figure.id} 出现了两次")
        figures[figure.id] = figure
    return figures


def _section(fields: Fields) -> Section:
    section = Section(
        id=fields.id(),
        heading=fields.take("heading", str),
        sheet=fields.take("sheet", str),
        accepts=fields.texts("accepts", ()),
        required=fields.take("required", bool),
        table=fields.optional("table", str),
        prompt=fields.take("prompt", str),
        rows=fields.take("rows", int),
    )
    fields.done()
    return section


def _check_sections(sections: tuple[Section, ...], tables: tuple[Table, ...], fields: Fields) -> None:
    by_table = {section.table: section for section in sections if section.table}
    for table in tables:
        section = by_table.get(table.id)
        if section is None or section.id != table.section:
            raise fields.fail(
                f"table.{table.id}.section", f"没有 id 是 {table.section!r}、table 是 {table.id!r} 的部分"
            )
        if section.sheet != table.sheet:
            raise fields.fail(f"table.{table.id}.sheet", f"与部分 {section.id} 的工作表名不一致")
    sheets = [section.sheet for section in sections]
    for sheet in sheets:
        if sheets.count(sheet) > 1 or len(sheet) > 31 or set(sheet) & set("[]:*?/\\"):
            raise fields.fail("section.sheet", f"工作表名 {sheet!r} 重复、过长或含有不允许的字符")


def _info(fields: Fields) -> InfoField:
    info = InfoField(
        id=fields.id(),
        label=fields.take("label", str),
        kind=fields.one_of("kind", ("text", "year", "date", "choice", "credit_code")),
        required=fields.take("required", bool),
        choices=fields.texts("choices", ()),
        prompt=fields.take("prompt", str),
    )
    fields.done()
    return info


def _deadline(fields: Fields, info: tuple[InfoField, ...]) -> Deadline:
    deadline = Deadline(
        scopes=fields.texts("scopes"),
        level=fields.take("level", int, 0),
        month=fields.take("month", int),
        day=fields.take("day", int),
        basis=fields.take("basis", str),
    )
    choices = {choice for field in info if field.id == "scope" for choice in field.choices}
    for scope in deadline.scopes:
        if scope not in choices:
            raise fields.fail("scopes", f"{scope!r} 不是 scope 的选项")
    if not (1 <= deadline.month <= 12 and 1 <= deadline.day <= monthrange(2024, deadline.month)[1]):
        raise fields.fail("day", f"没有 {deadline.month} 月 {deadline.day} 日")
    fields.done()
    return deadline


def _consolidations(fields: Fields, info: tuple[InfoField, ...]) -> tuple[Consolidation, ...]:
    """Which scope adds up which, all of them choices of the info field `scope`."""
    known = next((field.choices for field in info if field.id == "scope"), ())
    made: list[Consolidation] = []
    for each in fields.tables("consolidation"):
        one = Consolidation(each.take("scope", str), each.texts("adds"))
        each.done()
        unknown = [scope for scope in (one.scope, *one.adds) if scope not in known]
        if unknown:
            raise each.fail("adds", f"统计口径里没有 {unknown[0]!r}；现有 {'、'.join(known) or '（无）'}")
        if one.scope in [other.scope for other in made]:
            raise each.fail("scope", f"{one.scope} 重复")
        made.append(one)
    return tuple(made)


def _narrative(
    fields: Fields, sections: tuple[Section, ...], tables: tuple[Table, ...], figures: Collection[str]
) -> Narrative:
    sentences = fields.optional("sentences", str)
    narrative = Narrative(
        told_sections=fields.texts("told_sections", ()),
        opening_section=fields.take("opening_section", str),
        period_words=fields.texts("period_words"),
        fee_section=fields.optional("fee_section", str),
        fee_words=fields.texts("fee_words"),
        length_section=fields.optional("length_section", str),
        length_limit=fields.take("length_limit", int, 0),
        leftovers=fields.texts("leftovers"),
        outdated_notices=fields.texts("outdated_notices"),
        spoken=from_sentences.load(fields.file.parent / sentences, tables) if sentences else None,
        report=_report(fields.table("report"), sections, figures),
    )
    known = {section.id for section in sections} | {None}
    named = [(key, getattr(narrative, key)) for key in ("opening_section", "fee_section", "length_section")]
    for key, section_id in (*named, *(("told_sections", each) for each in narrative.told_sections)):
        if section_id not in known:
            raise fields.fail(key, f"没有部分 {section_id!r}")
    fields.done()
    return narrative


def _report(fields: Fields, sections: tuple[Section, ...], figures: Collection[str]) -> Report:
    statement = _pattern(fields, "period_statement", fields.take("period_statement", str, ""))
    known = {section.id for section in sections}
    drafts = []
    for each in fields.tables("draft"):
        draft = Draft(each.take("section", str), each.take("text", str))
        if draft.section not in known:
            raise each.fail("section", f"没有部分 {draft.section!r}")
        _pattern(each, "text", draft.text, (*figures, *(f"change:{figure_id}" for figure_id in figures)))
        each.done()
        drafts.append(draft)
    fields.done()
    return Report(statement, tuple(drafts))


def _pattern(fields: Fields, key: str, text: str, more: Collection[str] = ()) -> str:
    """A text that is printed with organization and year filled in, and whatever `more` names."""
    try:
        parsed = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise fields.fail(key, f"花括号不成对：{text}") from error
    names = {f"{name}:{spec}" if spec else name for name, spec in parsed}
    unknown = names - {"organization", "year"} - set(more)
    if unknown:
        allowed = "只能用 organization、year 和数字的 id" if more else "只能用 organization 和 year"
        raise fields.fail(key, f"不认识 {min(unknown)!r}，{allowed}")
    return text
