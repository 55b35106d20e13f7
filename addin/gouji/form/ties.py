"""Reads rules.toml of a form into Rules, each spelled out for every row or column it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern

from gouji.errors import ExpressionError, FormError
from gouji.form.extends import entries
from gouji.form.fields import Fields, read
from gouji.form.form import PREVIOUS, Example, Figure, Repair, Rule, Table
from gouji.form.severity import Severity
from gouji.frozen import replace
from gouji.rule.expression import Compare, Expression, Ref, is_truth, names, resolve
from gouji.rule.parse import parse


@dataclass(frozen=True, slots=True)
class Ties:
    """The rules of a form: those within one year, those across years, and how its totals are computed."""

    rules: tuple[Rule, ...]
    across_years: tuple[Rule, ...]
    fills: Mapping[str, Expression]  # figure id → what computes it
    codes: frozenset[str]  # retired ones too


@dataclass(frozen=True, slots=True)
class _Scope:
    """What names mean at one row or column of a table (axis "" means names are `row.column`)."""

    table: Table
    axis: str
    at: str
    figures: Mapping[str, Figure]

    @property
    def label(self) -> str:
        labels = {"row": self.table.row_labels, "column": self.table.column_labels}
        return labels[self.axis][self.at] if self.axis else ""

    def ids(self, name: str) -> tuple[str, ...]:
        """The figures that a name of the rule stands for here."""
        before = PREVIOUS if name.startswith(PREVIOUS) else ""
        bare = name.removeprefix(PREVIOUS)
        ids = tuple(self._id(member) for member in self.table.sets.get(bare, (bare,)))
        for figure_id in ids:
            if figure_id not in self.figures:
                raise ExpressionError(f"没有单元格 {figure_id}（算式里写的是 {name}）")
        return tuple(
            intern(before + figure_id) for figure_id in ids
        )  # each id once, in memory and in the compiled forms

    def _id(self, name: str) -> str:
        if self.axis == "row":
            return f"{self.table.id}.{self.at}.{name}"
        if self.axis == "column":
            return f"{self.table.id}.{name}.{self.at}"
        return name if name.count(".") == 2 else f"{self.table.id}.{name}"


def load(path: Path, tables: Mapping[str, Table], figures: Mapping[str, Figure]) -> Ties:
    """Reads and spells out rules.toml. Raises FormError when a rule does not fit the form."""
    fields = read(path)
    rules: dict[str, list[Rule]] = {"rule": [], "across": []}
    fills: dict[str, Expression] = {}
    codes: set[str] = set()
    for kind, several in entries(fields, tuple(rules)):
        for each in several:
            loaded, filled = _rule(each, tables, figures)
            if loaded[0].code in codes:  # a fault of this file, though the code may come from another
                raise FormError(each.file, f"{each.key}.code", f"{loaded[0].code} 重复")
            if any(name.startswith(PREVIOUS) for rule in loaded for name in rule.figures) != (kind == "across"):
                raise each.fail("expect", "说到上年数字（previous.）的规则要写在 [[across]] 里，其余写在 [[rule]] 里")
            if loaded[0].explainable and (kind, loaded[0].severity) != ("across", Severity.ERROR):
                raise each.fail("explainable", "只有与上年数字比较的错误，才可以写明理由后上报")
            codes.add(loaded[0].code)
            rules[kind] += loaded
            for figure_id, expression in filled.items():
                fills.setdefault(figure_id, expression)  # the first rule that fills a cell wins
    retired = tuple(each.take("code", str) for each in fields.tables("retired"))
    for code in retired:
        if code in codes:
            raise fields.fail("retired", f"{code} 已停用，编号不能再用")
    fields.done()
    return Ties(tuple(rules["rule"]), tuple(rules["across"]), fills, frozenset(codes.union(retired)))


def with_totals(figures: Mapping[str, Figure], fills: Mapping[str, Expression]) -> dict[str, Figure]:
    """Gives the figures, each total with the expression that computes it."""
    return {figure_id: replace(figure, computed_by=fills.get(figure_id)) for figure_id, figure in figures.items()}


def _scopes(fields: Fields, table: Table, figures: Mapping[str, Figure]) -> Iterator[_Scope]:
    axis = fields.one_of("for_each", ("row", "column", ""), "")
    if not axis:
        yield _Scope(table, "", "", figures)
        return
    known = table.row_labels if axis == "row" else table.column_labels
    only = fields.texts("only", tuple(known))
    if not only:
        raise fields.fail("only", "至少要有一个")
    for at in only:
        if at not in known:
            raise fields.fail("only", f"{table.id} 没有 {at}")
        yield _Scope(table, axis, at, figures)


def _rule(
    fields: Fields, tables: Mapping[str, Table], figures: Mapping[str, Figure]
) -> tuple[list[Rule], dict[str, Expression]]:
    table_id = fields.take("table", str)
    if table_id not in tables:
        raise fields.fail("table", f"没有表 {table_id}")
    expect, fill = fields.take("expect", str), fields.take("fills", bool, False)
    repair = fields.table("repair") if "repair" in fields.left() else None
    steps = _repair(repair) if repair else None
    try:
        source = parse(expect)
    except ExpressionError as error:
        raise fields.fail("expect", str(error)) from error
    written = list(dict.fromkeys(names(source)))
    if not is_truth(source) or not written:
        raise fields.fail("expect", "规则要是一个判断（例如 a == b），并且说到单元格")
    scopes = list(_scopes(fields, tables[table_id], figures))
    words = {
        "code": fields.take("code", str),
        "name": fields.take("name", str),
        "stage": fields.one_of("stage", ("trial", "in-force")),
        "message": fields.take("message", str),
        "why": fields.take("why", str),
        "basis": fields.take("basis", str),
    }
    severity = Severity(fields.one_of("severity", tuple(Severity)))
    explainable = fields.take("explainable", bool, False)
    since, until = fields.optional("since", int), fields.optional("until", int)
    example = _example(fields.table("example"), figures)
    fields.done()
    rules, fills = [], {}
    for scope in scopes:
        try:
            resolved = resolve(source, scope.ids)
            rule = Rule(
                **words,
                severity=severity,
                explainable=explainable,
                since=since,
                until=until,
                table=table_id,
                of=scope.label,
                expect=resolved,
                figures=tuple(dict.fromkeys(names(resolved))),
                aliases={name: ids[0] for name in written if len(ids := scope.ids(name)) == 1},
                repair=Repair(*_resolved(steps, scope), steps[2]) if steps else None,
                source=source,
                example=example,
            )
        except ExpressionError as error:
            raise fields.fail("expect", str(error)) from error
        _check_message(fields, rule)
        rules.append(rule)
        if fill:
            if not (isinstance(resolved, Compare) and resolved.operator == "==" and isinstance(resolved.left, Ref)):
                raise fields.fail("fills", "能自动计算的规则要写成 名称 == 算式")
            fills[resolved.left.name] = resolved.right
    return rules, fills


def _check_message(fields: Fields, rule: Rule) -> None:
    """Every placeholder of a message must be something that the check can fill in."""
    known = {"of", *rule.aliases} | ({"left", "right", "difference"} if isinstance(rule.expect, Compare) else set())
    for placeholder in re.findall(r"\{(.*?)\}", rule.message):
        if placeholder not in known:
            raise fields.fail("message", f"不知道 {{{placeholder}}} 是什么")


def _repair(fields: Fields) -> tuple[str, Expression, str]:
    try:
        to = parse(fields.take("to", str))
    except ExpressionError as error:
        raise fields.fail("to", str(error)) from error
    steps = (fields.take("set", str), to, fields.one_of("apply", ("ask",)))
    fields.done()
    return steps


def _resolved(steps: tuple[str, Expression, str], scope: _Scope) -> tuple[str, Expression]:
    # As a Ref: a set of figures can not be repaired in one go.
    (cell,) = names(resolve(Ref(steps[0]), scope.ids))
    return cell, resolve(steps[1], scope.ids)


def _example(fields: Fields, figures: Mapping[str, Figure]) -> Example:
    sides = []
    for key in ("wrong", "right", "previous"):
        values = fields.table(key)
        changes: dict[str, int] = {}
        for figure_id in values.left():
            if figure_id not in figures:
                raise values.fail(figure_id, "没有这个单元格")
            changes[figure_id] = values.take(figure_id, int)
        sides.append(changes)
    fields.done()
    return Example(*sides)
