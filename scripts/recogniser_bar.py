"""Reads workbooks as offices make them of their own, and prints what was read of every kind.

    python3 scripts/recogniser_bar.py [--kind NAME] [--fillings 3] [--saved-as xls|ods] [--list] [--keep FOLDER]

tests/anyreport/office.py says what kinds there are. Where ../shared/reports/truth is beside the project, the figures of
the published reports are among the fillings. Exit status: 0 when nothing was read wrongly without a word and every kind
with whole heads and labels was read in full.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, prepare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", help="one kind only")
    parser.add_argument("--fillings", type=int, default=3, help="of each form (3)")
    parser.add_argument("--list", action="store_true", help="name the figures that were read wrongly")
    parser.add_argument("--keep", type=Path, help="folder for the workbooks")
    parser.add_argument("--saved-as", choices=("xlsx", "xls", "ods"), default="xlsx", help="by LibreOffice first")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:  # in the environment that has everything
        return subprocess.run([str(prepare("dev")), __file__, "--inside", *sys.argv[1:]]).returncode
    sys.path.append(str(ROOT / "tests"))
    if "gouji" not in os.environ.get("PYTHONPATH", ""):
        sys.path.append(str(ROOT / "addin"))
    from anyreport import bar, office  # beside the tests, which need the environment
    from anyreport.published import published

    missed = 0
    print(bar.HEAD)
    for kind in [options.kind] if options.kind else office.KINDS:
        books = [*office.books(kind, options.fillings), *published(kind)]
        with tempfile.TemporaryDirectory() as folder:
            result = bar.measure(books, options.keep or Path(folder), options.saved_as)
        print(bar.row(kind, result), flush=True)
        missed += result.counts["wrong"] + (office.KINDS[kind].whole and result.counts["refused"])
        for book, fault in result.faults if options.list else ():
            print(f"    {book.form} {fault.id}: read {fault.read}, right {fault.right}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
