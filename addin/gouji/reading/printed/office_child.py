"""Reads the bytes of an old Word file or of RTF from standard input and prints it as .docx, made by Word, WPS or
LibreOffice. Run as a child process at the head of its group, never imported.

    python -m gouji.reading.printed.office_child doc|rtf

Answer: a .docx, or NONE where no such program is, or FAILED.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from gouji.process.lifeline import follow_parent
from gouji.process.private_folder import private_folder
from gouji.reading.printed import office_by_com

NONE, FAILED = b"none", b"failed"
SECONDS = 45  # less than the parent waits
_MEMORY = 3 << 30  # bytes of address space: LibreOffice takes two thirds of it before it opens anything
_PLACES = (
    r"%ProgramFiles%\LibreOffice\program\soffice.com",
    r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# No macro runs, no link outside is followed, no question is asked.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SET = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)


def main() -> None:
    follow_parent()
    data, ending = sys.stdin.buffer.read(), sys.argv[1]
    with private_folder() as folder:
        source, target = folder / f"in.{ending}", folder / "out" / "in.docx"
        target.parent.mkdir()
        source.write_bytes(data)
        tried = office_by_com.save(source, target) if sys.platform == "win32" else False
        if not target.exists() and (program := _libreoffice()):
            tried = True
            _convert(program, source, target, folder / "profile")
        said = target.read_bytes() if target.exists() else FAILED if tried else NONE
    sys.stdout.buffer.write(said)


def _libreoffice() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for each in _PLACES if Path(place := os.path.expandvars(each)).exists()), None)


def _convert(program: str, source: Path, target: Path, profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SET)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    command += ["--nodefault", "--nolockcheck", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target.parent)]
    _limit()
    with subprocess.Popen(  # noqa: S603  # an office program that is installed; the names of the files are ours
        [*command, str(source)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            if sys.platform != "win32":
                os.killpg(0, signal.SIGKILL)  # with what it has started itself, and with us
            process.kill()


def _limit() -> None:
    """Limits this process and what it starts."""
    if sys.platform != "win32":
        import resource  # Unix only

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
