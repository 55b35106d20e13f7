"""`gouji export` from a checkout: the same code, the same options (`--help`).

python3 scripts/export.py --help
"""

from __future__ import annotations

import sys

from environment import ROOT

sys.path.insert(0, str(ROOT / "addin"))

from gouji.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main(["export", *sys.argv[1:]]))
