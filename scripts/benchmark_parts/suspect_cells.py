"""A form in; rows out for finding the wrong cells of its largest table: gouji's time, and R errorlocate's, on the
same figures with the same ties."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

from benchmark_parts.clock import fastest
from benchmark_parts.row import CEILING, Row, least, milliseconds, most
from fillings import Figures, consistent
from gouji.check.linear import system
from gouji.check.locate import suspects
from gouji.check.tie import failing
from gouji.form.family import newest
from gouji.form.form import Form, Table
from gouji.form.load import load_all

PEER = "R errorlocate"
_PROGRAM = Path(__file__).with_suffix(".R")


@dataclass(frozen=True)
class Located:
    """What R says. seconds: a table; cells: of each table, those that it would change."""

    version: str
    seconds: float
    cells: tuple[frozenset[str], ...]


def rows(tables: int, rounds: int) -> list[Row]:
    """tables: how often R is asked, each time with another cell one too high; gouji is asked for every tied cell."""
    form = newest(load_all())
    table = max(form.tables, key=lambda each: len(each.figures))
    figures = consistent(form, 1)
    tied = [id for id in table.figures if id in system(form).touching]
    wrong = [{**figures, id: figures[id] + 1} for id in tied]
    ours, cells = _ours(form, wrong, rounds)
    asked = sorted(random.Random(1).sample(range(len(tied)), min(tables, len(tied))))
    located, lacks = _errorlocate(form, table, tied, [wrong[at] for at in asked])
    on = f"{form.id} {table.number}，{len(tied)} 格，{len(_ties(form, table))} 条勾稽"
    return [
        Row("找疑错单元格，一张表", on, milliseconds(ours, "表"), CEILING, ours * 1e3, "毫秒", most(1)),
        _against(on, ours, [cells[at] for at in asked], located, lacks),
    ]


def _against(on: str, ours: float, cells: Sequence[frozenset[str]], located: Located | None, lacks: str) -> Row:
    what, bar = "找疑错单元格，一张表，快几倍", least(1000)
    if located is None:
        return Row(what, on, milliseconds(ours, "表"), f"{PEER}：{lacks}", None, "倍", bar)
    same = sum(theirs <= our for our, theirs in zip(cells, located.cells, strict=True))
    said = f"{milliseconds(located.seconds, '表')}，{len(cells)} 张表中 {same} 张，它指的格 gouji 也指"
    theirs = f"{PEER} {located.version}，{said}"
    return Row(what, on, milliseconds(ours, "表"), theirs, located.seconds / ours, "倍", bar)


def _ours(form: Form, wrong: Sequence[Figures], rounds: int) -> tuple[float, list[frozenset[str]]]:
    """Median seconds a table, each the fastest of its rounds; and of each table all cells that are named."""
    spans, cells = [], []
    for figures in wrong:
        broken = failing(form.rules, figures, None)
        spans += fastest([partial(suspects, form, figures, broken)], rounds)
        named = (change.cell for diagnosis in suspects(form, figures, broken) for change in diagnosis.changes)
        cells.append(frozenset(named))
    return median(spans), cells


# ---------------------------------------------------------------- R


def _errorlocate(form: Form, table: Table, tied: Sequence[str], wrong: Sequence[Figures]) -> tuple[Located | None, str]:
    """What R says of these tables, or why it can't be asked. R's own start and the reading of the rules don't count."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None, "没有安装 R"
    if subprocess.run([rscript, "-e", "library(errorlocate)"], capture_output=True).returncode:
        return None, "R 里没有安装 errorlocate"
    with tempfile.TemporaryDirectory(prefix="gouji-errorlocate-") as folder:
        rules, figures = Path(folder, "rules.txt"), Path(folder, "rows.csv")
        equations = [_equation(tie) for tie in _ties(form, table)]
        signs = [f"{id} >= 0" for id in tied if form.figures[id].kind != "change"]
        rules.write_text("\n".join([*equations, *signs]) + "\n", encoding="utf-8")
        with figures.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([tied, *([each[id] for id in tied] for each in wrong)])
        command = [rscript, str(_PROGRAM), str(rules), str(figures)]
        version, seconds, *lines = subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    cells = tuple(frozenset(line.split(",")) for line in lines)
    return Located(version, float(seconds) / len(wrong), cells), ""


def _ties(form: Form, table: Table) -> list[Mapping[str, Decimal]]:
    """The ties that speak of no other table: gouji looks at all of the form."""
    return [tie for tie in system(form).ties if tie.keys() <= {"", *table.figures}]


def _equation(tie: Mapping[str, Decimal]) -> str:
    return " + ".join(f"{factor} * {id}" if id else str(factor) for id, factor in tie.items()) + " == 0"
