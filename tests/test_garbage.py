"""A check leaves nothing that only the garbage collector can free: a worker that checks thousands looks for it seldom.

Found by `scripts/benchmark.py --growth`: workers grew from 19 to 56 MiB over 10,000 files.
"""

from __future__ import annotations

import gc
from decimal import Decimal
from pathlib import Path

import pytest

import fillings
from gouji.check.file import check_path
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.workbook import template

FORMS = load_all()


def wrong(form: Form, count: int) -> fillings.Figures:
    """A filling whose largest table has `count` wrong cells, far from each other."""
    figures = fillings.consistent(form, 3)
    table = max(form.tables, key=lambda each: len(each.figures)).figures
    spoiled = table[:: len(table) // count][:count] if count else ()
    return figures | {id: figures[id] + Decimal(7) for id in spoiled}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_checked_workbook_leaves_no_garbage(tmp_path: Path, form: Form, count: int) -> None:
    path = tmp_path / "年报.xlsx"
    template.write(form, path, fillings.reading(form, wrong(form, count)))
    assert left_behind(path) == 0


def test_nor_does_a_file_that_is_no_report_or_no_workbook(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04 nothing more", "没有表格的文字".encode(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        path = tmp_path / "年报.xlsx"
        path.write_bytes(content)
        assert left_behind(path) == 0, content


def left_behind(path: Path) -> int:
    """Unreachable objects after a check; what is loaded on the first call does not count."""
    expected = check_path(path, FORMS)
    gc.collect()
    gc.disable()
    try:
        assert check_path(path, FORMS) == expected
        return gc.collect()
    finally:
        gc.enable()
