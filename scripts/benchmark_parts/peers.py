"""The named peers: for each, which packages it needs, what it does with a workbook, and the call that does it.

All get the same files. What a peer does is less than what gouji does with the file, and is stated with its row.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import openpyxl

from gouji.form.load import load_all


@dataclass(frozen=True)
class Peer:
    """modules: what must be installed; does: what it gets out of the file; run: does that with one file."""

    name: str
    does: str
    modules: tuple[str, ...]
    run: Callable[[Path], object]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.modules if find_spec(name) is None)

    def __str__(self) -> str:
        return f"{self.name}（{self.does}）"


def _inflate(path: Path) -> None:
    """The least that anything does which looks at every part: read the file, inflate, compare the CRC."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            archive.read(name)


def _calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook  # extra bench

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _openpyxl_streaming(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _openpyxl_twice(path: Path) -> None:
    openpyxl.load_workbook(path, data_only=True)
    openpyxl.load_workbook(path)


def _pandas(engine: str) -> Callable[[Path], object]:
    def read(path: Path) -> object:
        import pandas  # extra bench

        return pandas.read_excel(path, sheet_name=None, header=None, engine=engine)

    return read


def _frictionless(path: Path) -> None:
    """Each sheet that holds a table of a form: rows read, types of the columns inferred, every row held against them.

    The sheets have heads of several rows, which it has no notion of, so it is told that there are none.
    """
    from frictionless import Dialect, Resource, validate  # extra bench
    from frictionless.formats import ExcelControl

    for sheet in _table_sheets():
        dialect = Dialect(header=False, controls=[ExcelControl(sheet=sheet)])
        validate(Resource(path=path.name, basepath=str(path.parent), dialect=dialect))


@cache
def _table_sheets() -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.sheet for form in load_all() for table in form.tables))


INFLATE = Peer("zipfile", "只解压各部件", (), _inflate)
OPENPYXL = Peer("openpyxl", "读一遍，得公式", ("openpyxl",), openpyxl.load_workbook)
ONLY_READING = (
    Peer("openpyxl", "读两遍，得值与公式", ("openpyxl",), _openpyxl_twice),
    Peer("openpyxl 只读模式", "逐行得值", ("openpyxl",), _openpyxl_streaming),
    Peer("pandas＋openpyxl", "各工作表得值", ("pandas", "openpyxl"), _pandas("openpyxl")),
    Peer("pandas＋calamine", "各工作表得值", ("pandas", "python_calamine"), _pandas("calamine")),
    Peer("python-calamine", "各工作表得值", ("python_calamine",), _calamine),
)
FRICTIONLESS = Peer(
    "frictionless validate", "三张表得值并查类型，不知勾稽", ("frictionless", "openpyxl"), _frictionless
)
PACKAGES = ("openpyxl", "pandas", "python-calamine", "frictionless")  # as their versions are asked for
