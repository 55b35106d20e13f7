"""Makes the project's own `.venv` and runs things in it. Standard library only: this is what a new machine has.

python3 scripts/environment.py --extra dev
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MINIMUM = (3, 11)
_PIP = (str(PYTHON), "-m", "pip", "--disable-pip-version-check")
LOCK = ROOT / ".ci" / "constraints.txt"  # CONTRIBUTING.md says how to renew it


def prepare(extra: str = "") -> Path:
    """The interpreter of `.venv` with gouji (and an extra of pyproject.toml) installed. Works offline once done.

    The extra dev is installed in the versions of the lock, everything else as a user would get it.

    Ends the program with one Chinese line when Python is too old or the download fails.
    """
    if sys.version_info < MINIMUM:
        raise SystemExit(f"需要 Python {MINIMUM[0]}.{MINIMUM[1]} 或更新的版本，现在是 {sys.version.split()[0]}。")
    stamp = FOLDER / f".installed-{extra or 'plain'}"
    locks = [LOCK] if extra == "dev" else []
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in (ROOT / "pyproject.toml", *locks))).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return PYTHON
    print("正在准备运行环境 .venv（只有第一次需要联网）……", flush=True)
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    target = f".[{extra}]" if extra else "."
    words = ["--quiet", "--editable", target, *(word for lock in locks for word in ("--constraint", str(lock)))]
    if not (locks and _by_uv(words)) and subprocess.run([*_PIP, "install", *words], cwd=ROOT).returncode:
        raise SystemExit("安装没有成功：请检查网络，再运行一次。")
    stamp.write_text(wanted)
    return PYTHON


def _by_uv(words: list[str]) -> bool:
    """Whether uv, which pip installs, could install it too: 12 seconds of one processor, where pip takes 85.

    Where it could not (no uv for this machine, an index that only pip knows how to reach), pip has to.
    """
    if subprocess.run([*_PIP, "install", "--quiet", "--constraint", str(LOCK), "uv"]).returncode:
        return False
    told = subprocess.run([*_PIP, "config", "list"], capture_output=True, encoding="utf-8").stdout
    uv = [str(PYTHON), "-m", "uv", "pip", "install", "--python", str(PYTHON), *mirror(told)]
    return subprocess.run([*uv, *words], cwd=ROOT).returncode == 0


def mirror(settings: str) -> list[str]:
    """What `pip config list` says, in; the words that tell uv of the same index out: by itself it asks pypi.org."""
    return [f"--default-index={url}" for url in re.findall(r"^\S+\.index-url='(.*)'$", settings, re.M)[:1]]


def install_packages(packages: list[str], lack: str) -> None:
    """Installs Debian's packages where it may (root on Debian or Ubuntu); else says what lacks and the one line to run.

    lack: what follows from the missing packages, a Chinese sentence without its full stop.
    """
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    may = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if not may:
        print(f"{lack}。在 Debian 或 Ubuntu 上可以这样装：sudo {line}")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment)
    subprocess.run([*line.split()[:2], "-qq", *line.split()[2:]], env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--extra", default="", help="an extra of pyproject.toml, such as dev")
    print(prepare(parser.parse_args().extra))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
