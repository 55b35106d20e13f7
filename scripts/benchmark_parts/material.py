"""A folder and a number in; filled workbooks of every form in it out, as three programs save them."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl

from fillings import consistent, damage, reading
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.reading.reading import Paragraph
from gouji.workbook import template

PARAGRAPH = "本年度共主动公开政府信息若干条，受理政府信息公开申请若干件，按规定的期限答复申请人，各项工作平稳有序。" * 3
SIZES = (20, 200, 2000)  # the largest figures of an office, an average city's, a ministry's
WRONG = 5  # every fifth workbook has one wrong figure, so that findings and suspect cells are paid for too


@dataclass(frozen=True)
class Kind:
    """Workbooks that one program saved; the same ones in every kind."""

    saved_by: str
    paths: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        return self.paths[0].parent


def kinds(folder: Path, count: int) -> list[Kind]:
    """`count` workbooks as gouji writes them, then saved again by openpyxl, and by LibreOffice where there is one."""
    written = write(folder / "gouji", count)
    made = [
        Kind("gouji（XlsxWriter）", written),
        Kind("openpyxl", _saved_by_openpyxl(written, folder / "openpyxl")),
    ]
    if soffice := shutil.which("soffice"):
        made.append(Kind("LibreOffice", _saved_by_libreoffice(soffice, written, folder / "libreoffice")))
    else:
        print("没有安装 LibreOffice：少测它存的一种文件。", file=sys.stderr)
    return made


def write(folder: Path, count: int) -> tuple[Path, ...]:
    """Every form in turn, every figure filled, five paragraphs a section."""
    folder.mkdir()
    forms, rng = load_all(), random.Random(1)
    for at in range(count):
        form = forms[at % len(forms)]
        figures = _figures(form, at, rng)
        filled = reading(form, figures, organization=organization(at))
        texts = {id: (*each, *(Paragraph(PARAGRAPH),) * 4) for id, each in filled.sections.items()}
        template.write(form, folder / f"{at:05}.xlsx", replace(filled, sections=texts))
    return tuple(sorted(folder.iterdir()))


def organization(at: int) -> str:
    """Whose the workbook of this number is: each is another's."""
    return f"示例市第{at + 1}局"


def _figures(form: Form, at: int, rng: random.Random) -> Mapping[str, Decimal | str | None]:
    figures = consistent(form, seed=at, size=rng.choice(SIZES))
    wrong = damage(figures, rng.choice(sorted(figures)), "plus") if at % WRONG == WRONG - 1 else None
    return wrong or figures


def many(paths: Sequence[Path], count: int, folder: Path) -> Path:
    """A folder of `count` names for the same few files: links where the disk has them, so that it takes no room."""
    folder.mkdir()
    put: Callable[[Path, Path], object] = os.link
    for number in range(count):
        source, target = paths[number % len(paths)], folder / f"{number:05}.xlsx"
        try:
            put(source, target)
        except OSError:  # a disk without links, or no more of them to one file
            put = shutil.copy
            put(source, target)
    return folder


def _saved_by_openpyxl(paths: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    folder.mkdir()
    for path in paths:
        openpyxl.load_workbook(path).save(folder / path.name)
    return tuple(sorted(folder.iterdir()))


def _saved_by_libreoffice(soffice: str, paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    made = tuple(sorted(folder.iterdir()))
    if len(made) != len(paths):
        raise RuntimeError(f"LibreOffice saved {len(made)} of {len(paths)} workbooks")
    return made
