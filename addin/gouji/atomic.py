"""A path in, a temporary path beside it out: what is written there replaces the file whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.errors import GoujiError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a temporary file in the same folder; on success it takes the place of `path`, else it is removed.

    Raises GoujiError when the file can't be replaced, as when Excel holds it open on Windows; OSError, of `path`, when
    it can't be written.
    """
    # Not the whole name: one of eighty Chinese characters leaves no room for anything before it.
    unfinished = path.with_name(f".gouji-{os.getpid()}-{path.name[-40:]}")
    try:
        unfinished.touch()
        yield unfinished
        try:
            unfinished.replace(path)
        except PermissionError as error:
            raise GoujiError(f"{path}：文件正被占用，没有写入。关掉正在使用它的 Excel 或 WPS，再试一次。") from error
    except OSError as error:
        if error.filename in (None, str(unfinished)):  # nobody has heard of the temporary name
            error.filename = str(path)
        raise
    finally:
        unfinished.unlink(missing_ok=True)
