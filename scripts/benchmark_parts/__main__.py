"""The words of the command in; every row measured and the table printed. Run by scripts/benchmark.py."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmark_parts import (
    exports,
    growth,
    in_excel,
    material,
    one_file,
    suspect_cells,
    texts,
    unchanged,
    whole_process,
)
from benchmark_parts.peers import PACKAGES
from benchmark_parts.row import Row, machine, markdown, text


@dataclass(frozen=True)
class Scale:
    """How much is measured. for_two: files for two processes against openpyxl's two; many: for our two against our one;
    tables: that R is asked about; distinct, growth: different workbooks, and how many names for them each run has."""

    files: int
    for_two: int
    rounds: int
    many: int
    tables: int
    distinct: int
    growth: tuple[int, ...]


FULL = Scale(files=50, for_two=300, rounds=5, many=1000, tables=10, distinct=200, growth=(100, 1000, 10_000))
QUICK = Scale(files=4, for_two=2, rounds=1, many=8, tables=1, distinct=4, growth=(4, 12))


def main() -> int:
    options = _options()
    given = {name: each for name in ("files", "rounds") if (each := getattr(options, name)) is not None}
    scale = replace(QUICK if options.quick else FULL, **given)
    print(machine(PACKAGES) + "\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="gouji-benchmark-") as folder:
        rows = list(_rows(Path(folder), scale, options.growth))
    show = markdown if options.format == "markdown" else text
    print(show(rows, judged=not options.quick))
    return 0 if options.quick or not any(row.is_missed for row in rows) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmark.py", description="Measures gouji against named peers; see docs/benchmark.md."
    )
    parser.add_argument("--files", type=int, help=f"workbooks of each kind (default {FULL.files})")
    parser.add_argument("--rounds", type=int, help=f"rounds of each comparison (default {FULL.rounds})")
    parser.add_argument("--growth", action="store_true", help="also runs of 100, 1,000 and 10,000 files")
    parser.add_argument("--quick", action="store_true", help="everything once on a few files, nothing is judged")
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="how the table is printed")
    return parser.parse_args()


def _rows(folder: Path, scale: Scale, with_growth: bool) -> Iterator[Row]:
    caches = folder / "caches"
    kinds = material.kinds(folder, scale.files)
    for kind in kinds:
        yield from one_file.rows(kind, scale.rounds)
        yield from whole_process.folder(kind, caches, scale.rounds, scale.for_two)
    ours = kinds[0]
    yield whole_process.start(ours, caches, scale.rounds)
    yield whole_process.memory(ours, caches)
    yield whole_process.two_processes(ours, caches, scale.many, scale.rounds)
    yield from unchanged.rows(ours, folder / "registers", scale.rounds)
    if with_growth:
        yield from growth.rows(folder / "growth", scale.distinct, scale.growth, caches)
    yield from texts.rows(folder / "texts", scale.rounds)
    yield from suspect_cells.rows(scale.tables, scale.rounds)
    yield from exports.rows(scale.rounds)
    yield from in_excel.rows(ours, scale.rounds)


if __name__ == "__main__":
    raise SystemExit(main())
