"""Writes every generated file that is committed, each after those that it is made from; `--check` only compares.

.venv/bin/python scripts/build_all.py           writes what is stale
.venv/bin/python scripts/build_all.py --check   writes nothing; exit status 1 when a file is stale
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from environment import ROOT

# What is compiled first is read by those below it.
BUILDERS = ("build_forms", "build_record_schema", "build_rule_pages", "build_templates")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a generated file is stale")
    words = ["--check"] if parser.parse_args().check else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "addin")}  # this checkout's, whichever is installed
    stale = False
    for name in BUILDERS:
        command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), *words]
        stale |= bool(subprocess.run(command, cwd=ROOT, env=environment).returncode)
    return int(stale)


if __name__ == "__main__":
    raise SystemExit(main())
