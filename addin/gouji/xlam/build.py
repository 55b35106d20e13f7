"""Builds the add-in at a path, and reads what an add-in says about itself."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from gouji import __version__
from gouji.atomic import replacing
from gouji.xlam.package import xlam
from gouji.xlam.sources import read_sources

_VERSION, _XLWINGS, _INTERPRETER = "gouji.addin", "gouji.xlwings", "gouji.interpreter"
_INTERPRETER_SETTING = "INTERPRETER_WIN"
_STAMPS_PART, _STAMPS_LIMIT = "docProps/custom.xml", 64 * 1024


@dataclass(frozen=True)
class Stamp:
    """What an add-in says about itself: versions, and the Python that it starts (may hold %VARIABLES%)."""

    version: str
    xlwings: str
    interpreter: str


def addin_bytes(interpreter: str | None = None) -> bytes:
    """Gives the bytes of the add-in for the installed xlwings. interpreter: the Python to start, by default the
    installer's.

    Raises GoujiError when xlwings is missing.
    """
    sources = read_sources()
    python = interpreter or sources.settings[_INTERPRETER_SETTING]
    sources = replace(sources, settings={**sources.settings, _INTERPRETER_SETTING: python})
    return xlam(sources, {_VERSION: __version__, _XLWINGS: sources.xlwings, _INTERPRETER: python})


def build(path: Path, interpreter: str | None = None) -> None:
    """Writes the add-in, whole or not at all. Raises GoujiError as `addin_bytes` does, or when `path` is in use."""
    content = addin_bytes(interpreter)
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


def stamp(path: Path) -> Stamp | None:
    """Gives what the file says about itself, or None when it is not an add-in of ours (or no add-in at all)."""
    try:
        with zipfile.ZipFile(path) as package, package.open(_STAMPS_PART) as part:
            root = ElementTree.fromstring(part.read(_STAMPS_LIMIT))  # noqa: S314  # a file of this user; expat stops bombs
    except (
        OSError,
        KeyError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        zlib.error,
        NotImplementedError,
        RuntimeError,
    ):
        return None
    said = {each.get("name", ""): "".join(each.itertext()) for each in root}
    if _VERSION not in said:
        return None
    return Stamp(said[_VERSION], said.get(_XLWINGS, ""), said.get(_INTERPRETER, ""))
