"""The names of the sheets and blocks of our own workbooks, for who draws them, who reads them and who marks them."""

from __future__ import annotations

from gouji.form.form import Form, Table

# Titles of the sheets that hold no report.
GUIDE, RESULTS, PREVIOUS = "填表说明", "校验结果", "上年数据"
PREVIOUS_TOP = 3  # the row below title and heads

# Defined names of blocks: last year's figures (id, what a person calls it, figure), explanations, findings.
PREVIOUS_BLOCK, EXPLANATIONS_BLOCK, FINDINGS_BLOCK = "gouji.previous", "gouji.explanations", "gouji.findings"

# Hidden names, and custom properties, that state a text: the form's id, the template's version, the receipt code.
FORM_STAMP, TEMPLATE_STAMP, RECEIPT_STAMP = "gouji.form", "gouji.template", "gouji.receipt"


def marks_of(table: Table) -> str:
    """Gives the name of the hidden mirror of a table, in which its marks stand."""
    return f"标记{table.number}"


def own_sheets(form: Form) -> set[str]:
    """Gives the titles of all sheets of a form's own workbook."""
    return {GUIDE, RESULTS, PREVIOUS, *map(marks_of, form.tables)}
