"""Reads the bytes of a file, or says why they can't be had: a pipe, a folder, a lock, a file too large."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from gouji.errors import UnreadableError, of_system
from gouji.ooxml.container import over

_AT_LEAST = 1 << 16  # bytes
# A pipe that somebody has just put there opens without a writer, too. (O_BINARY is Windows' own.)
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

MAX_FILE = 20 << 20  # bytes


class Stored(Protocol):
    """A file that lies in a store, not in a folder of this machine (gouji.bulk.remote). str() of it is what a user
    calls it."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int:
        """Bytes, as last heard of."""

    def first(self, most: int) -> bytes:
        """Gives the first `most` bytes. Raises UnreadableError (in-use)."""


def content(path: Path | Stored) -> bytes:
    """Gives the bytes of a file. Raises UnreadableError: lock-file, in-use, over-limit, not-a-report."""
    if path.name.startswith("~$"):
        raise UnreadableError("lock-file")
    if isinstance(path, Path):
        data = _local(path)
    else:
        _refuse_over(path.size)  # before it is fetched
        data = path.first(MAX_FILE + 1)
    _refuse_over(len(data))
    return data


def _refuse_over(size: int) -> None:
    if size > MAX_FILE:
        raise over(f"文件大于 {MAX_FILE >> 20} MB")


def _local(path: Path) -> bytes:
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise PermissionError
            raise UnreadableError("not-a-report", reason="这是文件夹")
        return beginning(path)
    except FileNotFoundError as error:
        raise UnreadableError("in-use", reason="文件不存在") from error
    except PermissionError as error:
        raise UnreadableError("in-use", reason="正被别的程序使用，或者没有读取权限") from error
    except OSError as error:
        raise UnreadableError("in-use", reason=of_system(error)) from error
    except ValueError as error:
        raise UnreadableError("in-use", reason="路径不对") from error


def beginning(path: Path, most: int = MAX_FILE + 1) -> bytes:
    """Gives all of a file, or the first `most` bytes of a larger one. Raises OSError, UnreadableError (not-a-report).

    What is no plain file is refused: a pipe would be waited for without end, a device may do anything.
    """
    _refuse_no_file(path.stat())  # before it is opened: a tape would be wound back
    file = os.open(path, _AT_ONCE)
    try:
        found = os.fstat(file)
        _refuse_no_file(found)  # something else may stand there by now
        # Asked for more than there is, Python gets memory for all of that: 20 MB for each small file.
        # At once as much as most files have: of one that is emptied and written anew a first byte alone is no workbook.
        data, wanted = b"", min(max(found.st_size, _AT_LEAST), most - 1) + 1
        while piece := os.read(file, wanted - len(data)):
            data += piece
            if len(data) == wanted:  # it has just grown, or is too large
                wanted = most
        return data
    finally:
        os.close(file)


def _refuse_no_file(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("not-a-report", reason="这不是普通文件")
