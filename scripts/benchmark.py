"""Measures what design 8 sets bars for, as ratios taken in one run on the same files, and prints a table.

python3 scripts/benchmark.py [--files 50] [--rounds 5]

Filled workbooks of every form are made in a temporary folder: as gouji writes them (XlsxWriter), saved again by
openpyxl, and saved again by LibreOffice when soffice is installed. Each comparison takes both sides in turn, round
by round, and compares the fastest rounds. Exit status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from environment import ROOT

sys.path.insert(0, str(ROOT / "addin"))
sys.path.insert(0, str(ROOT / "tests"))

import openpyxl

import samples
from fillings import consistent, reading
from gouji.check.file import check_path
from gouji.check.locate import suspects
from gouji.check.tie import failing
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.reading import from_workbook
from gouji.reading.reading import Paragraph
from gouji.reading.record import to_json
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html
from gouji.workbook import template

PARAGRAPH = "本年度共主动公开政府信息若干条，受理政府信息公开申请若干件，都在法定期限内答复，没有因此发生纠纷。" * 3
FILES_IN_PROCESS = 40  # memory is compared between this many files and four times as many


@dataclass(frozen=True)
class Row:
    """One line of the table. better: the bar is a minimum, else a maximum."""

    what: str
    on: str
    measured: float
    bar: float
    better: bool
    unit: str
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.measured >= self.bar if self.better else self.measured <= self.bar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=50, help="workbooks of each kind (default 50)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each comparison (default 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gouji-benchmark-") as folder:
        kinds = make_files(Path(folder), options.files)
        rows = [row for name, paths in kinds.items() for row in measure(name, paths, options.rounds)]
        name, paths = next(iter(kinds.items()))
        rows.append(start(name, paths[0], options.rounds))
        rows += memory(name, paths)
        rows.append(two_processes(name, paths))
        rows.append(suspect_cells(options.rounds))
        rows += exports(options.rounds)
        rows += in_excel(name, paths[0], options.rounds)
    show(rows)
    return 0 if all(row.holds for row in rows) else 1


# ---------------------------------------------------------------- files


def make_files(folder: Path, count: int) -> dict[str, list[Path]]:
    """Who saved the files → the files. Every form, every figure filled, five paragraphs a section."""
    forms, rng = load_all(), random.Random(1)
    written = folder / "gouji"
    written.mkdir()
    for at in range(count):
        form = forms[at % len(forms)]
        filled = reading(form, consistent(form, seed=at, size=rng.choice((20, 200, 2000))))
        texts = {id: (*each, *(Paragraph(PARAGRAPH),) * 4) for id, each in filled.sections.items()}
        template.write(form, written / f"{at:04}.xlsx", replace(filled, sections=texts))
    paths = sorted(written.iterdir())
    kinds = {"gouji（XlsxWriter）": paths, "openpyxl": _saved_by_openpyxl(paths, folder / "openpyxl")}
    if soffice := shutil.which("soffice"):
        kinds["LibreOffice"] = _saved_by_libreoffice(soffice, paths, folder / "libreoffice")
    else:
        print("没有安装 LibreOffice：少测一种文件。", file=sys.stderr)
    return kinds


def _saved_by_openpyxl(paths: Iterable[Path], folder: Path) -> list[Path]:
    folder.mkdir()
    for path in paths:
        openpyxl.load_workbook(path).save(folder / path.name)
    return sorted(folder.iterdir())


def _saved_by_libreoffice(soffice: str, paths: Iterable[Path], folder: Path) -> list[Path]:
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.iterdir())


# ---------------------------------------------------------------- comparisons


def fastest(sides: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Seconds of each side's fastest round; the sides take turns, so that a busy moment hits them alike."""
    best = [float("inf")] * len(sides)
    for _ in range(rounds):
        for at, side in enumerate(sides):
            began = time.perf_counter()
            side()
            best[at] = min(best[at], time.perf_counter() - began)
    return best


def measure(name: str, paths: list[Path], rounds: int) -> list[Row]:
    forms = load_all()
    few = paths[: max(4, len(paths) // 10)]  # openpyxl needs a tenth of a second a file

    def read(some: Iterable[Path]) -> None:
        for path in some:
            from_workbook.read(path, forms)

    def library() -> None:
        for path in few:
            openpyxl.load_workbook(path)

    def check() -> None:
        for path in paths:
            check_path(path, forms)

    ours, theirs = fastest((lambda: read(few), library), rounds)
    whole, inflated = fastest((check, lambda: inflate(paths)), rounds)
    each = f"{ours / len(few) * 1e3:.1f} 毫秒/份，openpyxl {theirs / len(few) * 1e3:.0f} 毫秒/份"
    detail = f"{whole / len(paths) * 1e3:.1f} 毫秒/份，解压 {inflated / len(paths) * 1e3:.2f} 毫秒/份"
    return [
        Row("读表（含公式）快于 openpyxl.load_workbook", name, theirs / ours, 25, True, "倍", each),
        Row("整个检查 ÷ 只解压各部件", name, whole / inflated, 8, False, "倍", detail),
        folder_process(name, paths, few, rounds),
    ]


def inflate(paths: Iterable[Path]) -> None:
    """The least that anything does which looks at every part: read the file, inflate, compare the CRC (zipfile)."""
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                archive.read(name)


def _seconds(command: Sequence[str], caches: str) -> float:
    """Of a whole process, its modules compiled beforehand as they are where gouji is installed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        check=False,
        cwd=ROOT / "addin",
        env=environment | {"PYTHONPYCACHEPREFIX": caches},
    )
    return time.perf_counter() - began


# What the installed `gouji` script does; `-m` would load runpy besides.
GOUJI = ("-c", "from gouji.cli.main import main; raise SystemExit(main())")
READ_ALL = """
import sys, openpyxl
for path in sys.argv[1:]:
    openpyxl.load_workbook(path, data_only=True)
    openpyxl.load_workbook(path)
"""


def folder_process(name: str, paths: list[Path], few: list[Path], rounds: int) -> Row:
    """Whole processes: `gouji check FOLDER`, and a program that reads values and formulas with openpyxl.

    openpyxl gets a tenth of the files; its time a file is then taken for all, its start once.
    """
    caches = str(paths[0].parent.parent / "caches")
    check = [*GOUJI, "check", str(paths[0].parent), "--format", "json"]
    sides = (check, ["-c", READ_ALL, *map(str, few)], ["-c", "import openpyxl"])
    ours, some, bare = fastest([partial(_seconds, side, caches) for side in sides], max(2, rounds // 2))
    theirs = bare + (some - bare) / len(few) * len(paths)
    detail = f"{len(paths)} 份：{ours:.2f} 秒，openpyxl {theirs:.1f} 秒"
    return Row("检查文件夹（整个进程）快于 openpyxl 读值与公式", name, theirs / ours, 40, True, "倍", detail)


def start(name: str, path: Path, rounds: int) -> Row:
    caches = str(path.parent.parent / "caches")
    sides = ([*GOUJI, "check", str(path)], ["-c", "pass"])
    one, bare = fastest([partial(_seconds, side, caches) for side in sides], max(rounds, 5) * 3)
    detail = f"{one * 1e3:.0f} 毫秒，空的 Python {bare * 1e3:.0f} 毫秒"
    return Row("检查一份（整个进程）÷ python -c pass", name, one / bare, 5, False, "倍", detail)


def two_processes(name: str, paths: list[Path]) -> Row:
    """A thousand files, enough to forget the start of two workers."""
    folder = paths[0].parent.parent / "many"
    folder.mkdir(exist_ok=True)
    for number in range(1000):
        shutil.copy(paths[number % len(paths)], folder / f"{number:04}.xlsx")
    caches = str(folder.parent / "caches")
    check = [*GOUJI, "check", str(folder), "--format", "json"]
    one, two = fastest([partial(_seconds, [*check, "--jobs", jobs], caches) for jobs in "12"], 2)
    return Row(
        "检查文件夹，两个进程快于一个", name, one / two, 1.75, True, "倍", f"1000 份：{one:.1f} 秒，{two:.1f} 秒"
    )


def suspect_cells(rounds: int) -> Row:
    """The median over every tied cell of one filling, each one more than it should be."""
    form = load_all()[-1]
    figures = consistent(form, 1)
    spans = []
    for id in figures:
        wrong = {**figures, id: figures[id] + 1}
        broken = failing(form.rules, wrong, None)
        if broken:
            spans += fastest([partial(suspects, form, wrong, broken)], rounds)
    return Row("找疑错单元格，一张表", form.id, sorted(spans)[len(spans) // 2] * 1e3, 1, False, "毫秒")


def exports(rounds: int) -> list[Row]:
    """A report with 5,000 characters a section, from Reading to bytes."""
    form = load_all()[-1]
    document = compose(form, samples.long(form))
    word, page = fastest([partial(to_docx, document), partial(to_html, document)], rounds)
    rows = [Row("导出 Word，每份", "长报告", word * 1e3, 300, False, "毫秒")]
    if find_spec("typst") is not None:
        from gouji.report.to_pdf import to_pdf  # needs the extra pdf

        (pdf,) = fastest([partial(to_pdf, document)], rounds)
        (record,) = fastest([partial(to_json, samples.long(form), form)], rounds)
        whole = word + page + pdf + record
        detail = f"Word {word * 1e3:.0f}，网页 {page * 1e3:.0f}，PDF {pdf * 1e3:.0f}，JSON {record * 1e3:.0f} 毫秒"
        rows.append(Row("导出全部四种，每份", "长报告", whole * 1e3, 2000, False, "毫秒", detail))
    return rows


CHECK_MANY = """
import sys
from pathlib import Path
from gouji.check.file import check_path
from gouji.form.load import load_all
forms = load_all()
for at in range(int(sys.argv[1])):
    check_path(Path(sys.argv[2 + at % (len(sys.argv) - 2)]), forms)
print(Path("/proc/self/status").read_text())
"""


def memory(name: str, paths: list[Path]) -> list[Row]:
    """Peak resident memory of a process that checks some files, and of one that checks four times as many.

    From /proc, so only on Linux: what getrusage says of a child includes its parent's memory before exec.
    """
    if not Path("/proc/self/status").exists():
        return []
    peaks = []
    for count in (FILES_IN_PROCESS, FILES_IN_PROCESS * 4):
        command = [sys.executable, "-c", CHECK_MANY, str(count), *map(str, paths)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "addin").stdout
        peaks.append(int(said.partition("VmHWM:")[2].split()[0]) / 1024)
    detail = f"{FILES_IN_PROCESS} 份 {peaks[0]:.0f} MiB，{FILES_IN_PROCESS * 4} 份 {peaks[1]:.0f} MiB"
    return [Row("一个进程的内存峰值", name, max(peaks), 60, False, "MiB", detail)]


def in_excel(name: str, path: Path, rounds: int) -> list[Row]:
    """校验 as the ribbon runs it, on xlwings' Windows engine over an Excel that answers at once: our own time, and
    how often Excel is called."""
    if find_spec("xlwings") is None:
        print("没有安装 xlwings：不测功能区。", file=sys.stderr)
        return []
    from gouji import ribbon  # before xlwings itself: it keeps xlwings/pro out
    from windows_engine import Workbook, calls, excel_on_windows

    with excel_on_windows() as (app, shown):
        app.books = {path.name: Workbook(app, path)}
        sheets = len(app.books[path.name].sheets)

        def press() -> None:
            calls.clear()
            if not ribbon.validate(()):
                raise RuntimeError(shown[-1])

        (seconds,) = fastest((press,), rounds)
        made = sum(calls.values())
    detail = f"{made} 次调用，{sheets} 张工作表"
    return [
        Row("功能区“校验”，自己用的时间", name, seconds * 1e3, 300, False, "毫秒"),
        Row("功能区“校验”，每张工作表调用 Excel", name, made / sheets, 20, False, "次", detail),
    ]


# ---------------------------------------------------------------- the table


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def show(rows: Sequence[Row]) -> None:
    lines = [("项目", "文件由谁存", "测得", "要求", "结果", "明细")]
    for row in rows:
        sign = "≥" if row.better else "≤"
        result = "达到" if row.holds else "没有达到"
        measured, bar = f"{row.measured:.1f} {row.unit}", f"{sign} {row.bar:g}"
        lines.append((row.what, row.on, measured, bar, result, row.detail))
    widths = [max(_width(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        print("  ".join(_padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    raise SystemExit(main())
