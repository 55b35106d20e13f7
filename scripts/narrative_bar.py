"""Measures the text against the tables on sentences of our own: how many contradictions the check sees, and how often
it is wrong.

    python3 scripts/narrative_bar.py --half tuning --list
    python3 scripts/narrative_bar.py --half held --rounds 3 --seed 7

Prints a row for each kind of sentence and one for whole reports. --list shows what failed, for the tuning half alone:
who has read the held half can't measure with it any more. PYTHONPATH
may name another gouji to measure. tests/narrative/README.md tells how the sentences are made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from environment import ROOT, prepare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuning", "held"), help="one half of the templates (both)")
    parser.add_argument("--list", action="store_true", help="show what failed in the tuning half")
    parser.add_argument("--seed", type=int, default=1, help="of chance (1)")
    parser.add_argument("--rounds", type=int, default=1, help="reports for each template and form (1)")
    parser.add_argument("--whole", type=int, default=40, help="whole reports in each half (40)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.list and options.half == "held":
        parser.error("the sentences of the held half are not to be looked at")
    if not options.inside:  # in the environment that has everything
        return subprocess.run([str(prepare("dev")), __file__, "--inside", *sys.argv[1:]]).returncode
    for half in (options.half,) if options.half else ("tuning", "held"):
        _measure(half, options)
    return 0


def _measure(half: str, options: argparse.Namespace) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    if "PYTHONPATH" not in os.environ:  # which may name another gouji, to be measured with these sentences
        sys.path.insert(0, str(ROOT / "addin"))
    from narrative.measure import measure, measure_whole  # beside the tests, which need the environment
    from narrative.pairs import pairs
    from narrative.whole import whole_reports

    start = time.perf_counter()
    sentences = measure(pairs(half, options.seed, options.rounds))
    whole = measure_whole(whole_reports(half, options.seed, options.whole))
    count = sentences.total.texts + sentences.total.contradictions + 2 * options.whole
    print(f"{half}: {count} texts in {time.perf_counter() - start:.0f} s")
    print("\n".join([*sentences.lines(), *list(whole.lines())[1:]]), end="\n\n")
    if options.list and half == "tuning":
        for failed in (*sentences.failing, *whole.failing):
            print("\t".join(failed).replace("\n", "⏎"))


if __name__ == "__main__":
    raise SystemExit(main())
