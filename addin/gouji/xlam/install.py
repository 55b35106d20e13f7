"""Puts the add-in into Excel's start folder, takes it out, or looks at what stands there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Literal

from gouji.errors import GoujiError
from gouji.process.private_folder import private_folder
from gouji.xlam.build import Stamp, addin_bytes, stamp

FILE_NAME = "gouji.xlam"
# Excel opens every file of this folder when it starts and trusts it, so that no macro warning appears.
START_FOLDER = ("Microsoft", "Excel", "XLSTART")
START_FOLDER_TEXT = "%APPDATA%\\" + "\\".join(START_FOLDER)


@dataclass(frozen=True)
class Installed:
    """What stands at the add-in's place: nothing, a file that isn't ours, or ours with its stamp."""

    path: Path
    state: Literal["absent", "foreign", "ours"]
    stamp: Stamp | None = None


def start_folder(environment: Mapping[str, str]) -> Path | None:
    """Gives Excel's start folder of this user, which may not exist yet; None where there is none (APPDATA is not
    set)."""
    roaming = environment.get("APPDATA")
    return Path(roaming, *START_FOLDER) if roaming else None


def look(folder: Path) -> Installed:
    """Gives what stands in the start folder. Reads one file, changes nothing."""
    path = folder / FILE_NAME
    if not path.exists():
        return Installed(path, "absent")
    said = stamp(path)
    return Installed(path, "ours" if said else "foreign", said)


def install(folder: Path, interpreter: str) -> Path:
    """Builds the add-in for `interpreter` into the start folder, whole or not at all; an older one is replaced.

    Raises GoujiError when xlwings is missing, when a file of that name is not ours, or when Excel holds it open.
    """
    found = look(folder)
    _keep_foreign(found)
    content = addin_bytes(interpreter)
    folder.mkdir(parents=True, exist_ok=True)
    # The unfinished file must not lie in the start folder: Excel would open it.
    with private_folder(folder.parent) as beside:
        unfinished = beside / FILE_NAME
        unfinished.write_bytes(content)
        try:
            unfinished.replace(found.path)
        except PermissionError as error:
            raise _in_use(found.path) from error
    return found.path


def remove(folder: Path) -> Path | None:
    """Deletes our add-in and nothing else; gives its path, or None when there was none.

    Raises GoujiError when the file is not ours, or when Excel holds it open.
    """
    found = look(folder)
    _keep_foreign(found)
    if found.state == "absent":
        return None
    try:
        found.path.unlink()
    except PermissionError as error:
        raise _in_use(found.path) from error
    return found.path


def this_interpreter(environment: Mapping[str, str], executable: str = sys.executable) -> str:
    """Gives the Python that runs now, as the settings sheet names it: below %LOCALAPPDATA% or %USERPROFILE% where it
    is.

    The start folder may roam with the user from PC to PC; a path spelled with a variable comes along.
    """
    path = PureWindowsPath(executable)
    for variable in ("LOCALAPPDATA", "USERPROFILE"):
        base = environment.get(variable)
        if base and path.is_relative_to(base):  # PureWindowsPath compares without case
            return str(PureWindowsPath(f"%{variable}%") / path.relative_to(base))
    return executable


def starts(interpreter: str, environment: Mapping[str, str]) -> bool:
    """Whether the Python that an add-in names is there. Variables are Windows' own, written %NAME%."""
    for name, value in environment.items():
        interpreter = interpreter.replace(f"%{name}%", value)
    return Path(interpreter).is_file()


def _keep_foreign(found: Installed) -> None:
    if found.state == "foreign":
        raise GoujiError(f"{found.path}：这个文件不是年报勾稽的加载项，没有动它。请先把它改名或移走，再试一次。")


def _in_use(path: Path) -> GoujiError:
    return GoujiError(f"{path}：文件正被占用，没有改动。请先关闭所有 Excel 窗口，再试一次。")
