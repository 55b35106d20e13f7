"""Reads everything that the add-in is built from: the folder `ribbon` and the installed xlwings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from gouji.errors import GoujiError
from gouji.shipped import folder
from gouji.xlam.vba import Module

PROJECT = "gouji"  # xlwings' VBA looks for its settings in a sheet of this name with .conf
_XLWINGS_SOURCE = "xlwings/xlwings_custom_addin.bas"


@dataclass(frozen=True)
class Sources:
    """What the add-in is built from. `modules` are the VBA modules besides those of the sheets; `settings` and `texts`
    are the rows of two sheets."""

    custom_ui: str
    modules: tuple[Module, ...]
    settings: Mapping[str, str]
    texts: Mapping[str, str]
    xlwings: str


def read_sources() -> Sources:
    """Reads all sources. Raises GoujiError when xlwings is missing or its VBA does not belong to it."""
    ribbon = folder("ribbon")
    words = tomllib.loads((ribbon / "addin.toml").read_text(encoding="utf-8"))
    version, xlwings = _xlwings()
    modules = (
        Module("ThisWorkbook", (ribbon / "ThisWorkbook.cls").read_text(encoding="ascii"), "workbook"),
        Module("xlwings", xlwings),
        Module("RibbonGouji", (ribbon / "RibbonGouji.bas").read_text(encoding="ascii")),
    )
    custom_ui = (ribbon / "customUI14.xml").read_text(encoding="utf-8")
    return Sources(custom_ui, modules, words["conf"], words["text"], version)


def _xlwings() -> tuple[str, str]:
    """Version and VBA of the installed xlwings, which is not imported: its import alone takes up to a second.

    The VBA talks to the Python package of the same version and no other, so it comes from the installed wheel and the
    add-in is built where it is installed, never kept.
    """
    try:
        found = distribution("xlwings")
    except PackageNotFoundError as error:
        raise GoujiError("没有安装 xlwings，不能生成加载项。请运行 pip install gouji[excel]，再试一次。") from error
    path = Path(str(found.locate_file(_XLWINGS_SOURCE)))
    if not path.is_file():
        raise GoujiError(f"{path}：xlwings 安装不完整。请运行 pip install --force-reinstall xlwings，再试一次。")
    source = path.read_text(encoding="ascii")
    version = re.search(r'^Public Const XLWINGS_VERSION As String = "(.+)"', source, re.MULTILINE)
    if version is None or version[1] != found.version:
        stands = version[1] if version else "没有写明版本"
        raise GoujiError(f"{path}：版本（{stands}）和 xlwings {found.version} 对不上。请重新安装 xlwings。")
    source, count = re.subn(r'^(Public Const PROJECT_NAME As String = )".*"', rf'\1"{PROJECT}"', source, flags=re.M)
    if count != 1:
        raise GoujiError(f"{path}：xlwings {found.version} 的写法变了，不能生成加载项。请换用 gouji 要求的版本。")
    return found.version, source
