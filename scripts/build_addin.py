"""Builds the Excel add-in from addin/ribbon and the installed xlwings: a thin door to `gouji addin build`.

python3 scripts/build_addin.py [-o out/gouji.xlam] [--interpreter PATH]
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from environment import ROOT, prepare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "out" / "gouji.xlam", help="where the .xlam goes")
    parser.add_argument("--interpreter", help="the Python that it starts; by default the installer's")
    options = parser.parse_args()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    command = [str(prepare("excel")), "-m", "gouji", "addin", "build", "-o", str(options.output), "--overwrite"]
    if options.interpreter:
        command += ["--interpreter", options.interpreter]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    raise SystemExit(main())
