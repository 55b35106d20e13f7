"""Replaces a file whole or not at all: a path goes in, and a temporary path beside it comes out to write to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.errors import GoujiError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a temporary file in the same folder; on success it takes the place of `path`, else it is removed.
    What killed processes have left there goes too (`unfinished`).

    Raises GoujiError when the file can't be replaced, as when Excel holds it open on Windows, and when something else
    than a file stands there: whoever may write into /dev would replace /dev/null by a file. OSError, of `path`, when it
    can't be written.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise GoujiError(f"{path}：这不是普通文件，没有写入。换一个文件名。")
    from gouji.process.unfinished import name, remove_left  # not at the top: most checks write nothing

    remove_left(path.parent)
    unfinished = path.with_name(name(path.name))
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
