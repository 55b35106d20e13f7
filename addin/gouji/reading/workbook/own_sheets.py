"""The titles of those sheets of our own workbooks that hold no report: for who draws them and who reads round them."""

from __future__ import annotations

from gouji.form.form import Form, Table

GUIDE, RESULTS, PREVIOUS = "填表说明", "校验结果", "上年数据"


def marks_of(table: Table) -> str:
    """The hidden mirror of a table, in which its marks stand."""
    return f"标记{table.number}"


def own_sheets(form: Form) -> set[str]:
    return {GUIDE, RESULTS, PREVIOUS, *map(marks_of, form.tables)}
