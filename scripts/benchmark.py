"""Measures what design 8 sets bars for, against named peers, in one run on the same files, and prints a table.

    python3 scripts/benchmark.py            every row, some minutes; --growth adds runs of 100 to 10,000 files
    python3 scripts/benchmark.py --quick    a smoke test: everything runs once, nothing is judged

Filled workbooks of every form are made in a temporary folder: as gouji writes them, and saved again by openpyxl and by
LibreOffice. The sides of a row take turns, and their fastest calls are compared; of a folder the means, since one side
takes half a minute. A peer that is not installed is named as such. docs/benchmark.md says what each row means. Exit
status 1 when a bar is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

from environment import ROOT, prepare

NEEDED = ("openpyxl", "xlsxwriter", "pytest")  # without them nothing can be measured; peers may be missing
FOLDERS = ("scripts", "addin", "tests")


def main(words: list[str]) -> int:
    """Runs benchmark_parts with this Python where it has what is needed, else in `.venv`."""
    python = sys.executable if all(map(find_spec, NEEDED)) else str(prepare("dev"))
    paths = os.pathsep.join(str(ROOT / name) for name in FOLDERS)
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([python, "-m", "benchmark_parts", *words], env=environment).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
