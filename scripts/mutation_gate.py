"""Damages reports, reads them, and counts what was read right, refused, and read wrongly without a word.

    python3 scripts/mutation_gate.py --count 10000 --seed 1 [--kind text|page|workbook] [--list] [--keep FOLDER]

Each mutant is a report of one to four changes: cells, rows, columns, groups, heads dropped, merged, exchanged,
duplicated, inserted; labels and heads cut, garbled, lost, duplicated; digits and lines wrapped or joined. What a
careful reader could still tell is worked out from the damaged tables themselves; tests/anyreport/told.py says how, and
changes.py what each change is. A figure's fate:

  right    what the document says there
  refused  told by the document and not read
  wrong    read, and not what stands there, and no remark names the cell: the fault that this gate is about
  marked   the same, but a remark names the cell
  unsaid   (of those refused) absent from the figures, and no remark names it
  open     read where a careful reader could not be sure, and one of the values that he might take

Exit status: 0 when no figure was silently wrong.
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
    parser.add_argument("--count", type=int, default=10_000, help="how many mutants (10000)")
    parser.add_argument("--seed", type=int, default=1, help="of chance (1)")
    parser.add_argument("--kind", choices=("text", "page", "workbook"), help="one kind only")
    parser.add_argument("--only", type=int, help="the mutant of this number alone, shown in full")
    parser.add_argument("--list", action="store_true", help="name every mutant with a figure silently wrong")
    parser.add_argument("--keep", type=Path, help="folder for the files of such mutants")
    parser.add_argument("--by", choices=("layout", "change"), help="a row of the table for each, not only each kind")
    parser.add_argument("--most", type=int, default=4, help="changes in one report (4); 0 reads them whole")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:  # in the environment that has everything
        return subprocess.run([str(prepare("dev")), __file__, "--inside", *sys.argv[1:]]).returncode
    sys.path.append(str(ROOT / "tests"))
    if "gouji" not in os.environ.get("PYTHONPATH", ""):
        sys.path.append(str(ROOT / "addin"))
    from anyreport.gate import Wanted, run  # beside the tests, which need the environment

    wanted = Wanted(options.count, options.seed, options.kind, options.only, options.list, options.by, options.most)
    with tempfile.TemporaryDirectory() as folder:
        return run(wanted, Path(folder), options.keep)


if __name__ == "__main__":
    raise SystemExit(main())
