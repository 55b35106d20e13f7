"""Compiles the shipped forms into `schema/forms.pickle`; `--check` only says whether it is stale.

python3 scripts/build_forms.py [--check]
"""

from __future__ import annotations

import argparse
import sys

from environment import ROOT

sys.path.insert(0, str(ROOT / "addin"))

from gouji.form import compiled
from gouji.form.load import load_folder, shipped_forms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the compiled forms are stale")
    forms = tuple(map(load_folder, shipped_forms().values()))
    if compiled.read() == forms:
        return 0
    if parser.parse_args().check:
        print("stale: schema/forms.pickle; run python3 scripts/build_forms.py")
        return 1
    compiled.path().write_bytes(compiled.write(forms))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
