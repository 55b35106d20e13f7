"""Nothing in; the files that mutation begins with out, by name: one of every kind that a check reads."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import openpyxl

import fillings
import rich_workbook
import workbooks_odd as odd
from gouji.report.compose import compose
from gouji.workbook import template
from hostile_corpus import case, reports, texts
from spreadsheet import recalculate


def seeds(with_office: bool = True) -> dict[str, bytes]:
    """File name → bytes. with_office: also a workbook as LibreOffice saves it, where that is installed (seconds)."""
    ours, plain = case.ours(), case.plain()
    info = {id: cell.value.raw for id, cell in case.READING.info.items()}
    nameless = odd.plain_book(case.FORM, dict.fromkeys(case.FORM.figures, 4), info, names=False, stamp=False)
    oldest = case.FORMS[0]
    made = {
        "ours.xlsx": ours,
        "oldest.xlsx": template.to_bytes(oldest, fillings.reading(oldest, fillings.consistent(oldest, 1))),
        "plain.xlsx": plain,
        "nameless.xlsx": nameless,
        "uncalculated.xlsx": _resaved(ours),
        "rich.xlsx": rich_workbook.enriched(rich_workbook.own()),
        "prefixed.xlsx": odd.rewritten(plain, odd.prefixed),
        "strict.xlsx": odd.rewritten(plain, odd.strict),
        "without-refs.xlsx": odd.rewritten(plain, odd.without_refs),
        "runs.xlsx": odd.rewritten(plain, odd.split_runs),
        "utf16.xlsx": odd.rewritten(plain, odd.utf16),
        "inline.xlsx": odd.inline_strings(plain),
        "record.json": json.dumps(case.as_record(), ensure_ascii=False).encode(),
        "report.docx": reports.word(),
        "report.html": texts.page().encode(),
        "report.txt": texts.plain_text().encode(),
        "report.md": texts.plain_text().replace("\n一", "\n## 一").replace("\n二", "\n## 二").encode(),
    }
    if find_spec("typst") and find_spec("pypdfium2"):
        from gouji.report.to_pdf import to_pdf  # an extra: typst

        made["report.pdf"] = to_pdf(compose(case.FORM, case.READING, draft=False, signed=True), ()).data
    if with_office and shutil.which("soffice"):
        made["office.xlsx"] = _by_office(plain)
    return made


def _resaved(data: bytes) -> bytes:
    """As openpyxl saves it: formulas lose their values, texts become runs of references."""
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(buffer)
    return buffer.getvalue()


def _by_office(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)
        (made,) = recalculate([path], Path(folder) / "out")
        return made.read_bytes()
