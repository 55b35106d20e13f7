"""Throws mutated files at everything that reads collected files, as long as you like; the tests do it for a minute.

    python3 scripts/fuzz.py --files 10000 --jobs 2 --seed 1

A file that crashes the check, hangs it, eats memory, can't be written out, or is read otherwise by openpyxl is kept in
out/fuzz (--keep). Exit status: 0 when there was none. docs/hostile.md says what is thrown.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from environment import ROOT, prepare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)), help="of chance; printed")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / "out" / "fuzz", help="folder for the failing files (out/fuzz)"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:  # in the environment that has everything
        words = [f"--{name}={getattr(options, name)}" for name in ("files", "jobs", "seed", "keep")]
        return subprocess.run([str(prepare("dev")), __file__, "--inside", *words]).returncode
    sys.path[:0] = [str(ROOT / "addin"), str(ROOT / "tests")]
    from fuzzing.loop import fuzz  # beside the tests, which need the environment
    from fuzzing.seeds import seeds

    report = fuzz(
        seeds(), options.files, options.seed, options.keep, options.jobs, lambda line: print(line, flush=True)
    )
    print(report)
    return 1 if report.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
