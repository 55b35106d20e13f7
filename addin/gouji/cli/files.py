"""Lists the files to check for paths and URLs as they were typed, each with the place of its marked copy."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from gouji.bulk.gather import Item
from gouji.errors import UsageError, of_system
from gouji.reading.content import Choice
from gouji.reading.stored import Stored

_REMOTE = "gouji.bulk.remote"  # loaded only for a URL


def is_url(text: str) -> bool:
    """Whether a text is a URL. A path of Windows, `C:\\…`, is none."""
    scheme, mark, _ = text.partition("://")
    return bool(mark) and len(scheme) > 1 and scheme.isascii() and scheme[0].isalpha()


def existing(text: str) -> Path:
    """Gives a path that is there. Raises UsageError when it is not, or can't be looked at."""
    path = Path(text)
    try:
        path.stat()
    except (FileNotFoundError, ValueError) as error:  # a NUL is a ValueError
        raise UsageError(f"{text}：没有这个文件或文件夹。检查路径写得对不对。") from error
    except OSError as error:
        raise UsageError(f"{text}：{of_system(error)}。检查路径写得对不对。") from error
    return path


def real(path: Path) -> Path:
    """Gives the place where a path leads, links followed as far as they go: unlike Path.resolve, also that of a link to
    itself."""
    return Path(os.path.realpath(path))


def files(names: Iterable[str]) -> Iterator[Path | Stored]:
    """Gives the files to check: those named, and everything inside the folders named, in order of name.

    Hidden files and the `~$` marks that Excel leaves while a file is open are no submissions.
    """
    return (item.path for item in planned(names, None))


def chosen(options: argparse.Namespace) -> Choice | None:
    """Gives which of several tables is meant; None where nobody said."""
    return Choice(options.sheet, options.year) if options.sheet or options.year else None


def planned(names: Iterable[str], marked: Path | None, *, is_each_needed: bool = False) -> Iterator[Item]:
    """Gives the files to check, each with the place of its marked copy: the file's own path inside its folder.

    Never in place of a file that is checked, nor is anything checked that lies in the folder of the copies.
    is_each_needed: a folder without anything to check is a wrong call, as is a path that isn't there. Raises
    UsageError.
    """
    named = [text if is_url(text) else existing(text) for text in names]
    taken: set[Path] = set()
    for each in named:
        found = False
        for file, inside in _inside(each, marked, len(named) > 1):
            found = True
            yield Item(file, _copy(marked, file, inside, taken) if marked else None)
        if is_each_needed and not found:
            raise UsageError(f"{each}：里面没有可以检查的文件（隐藏的文件和 ~$ 开头的不算）。检查路径写得对不对。")


def _inside(named: str | Path, marked: Path | None, is_one_of_several: bool) -> Iterator[tuple[Path | Stored, Path]]:
    """The files under what was named, each with its path in it; below its own name where several things are named."""
    if isinstance(named, str):
        within = Path(named.rstrip("/").rpartition("/")[2]) if is_one_of_several else Path()
        found = import_module(_REMOTE).listed(named)
        yield from ((file, inside if file.url == named else within / inside) for file, inside in found)
    elif named.is_dir():
        if marked and real(named).is_relative_to(real(marked)):
            raise UsageError(f"{marked}：标记过的副本会混进要检查的文件。--marked 换一个文件夹。")
        within = Path(real(named).name) if is_one_of_several else Path()
        for file in sorted(everything(named)):
            inside = file.relative_to(named)
            if any(part.startswith((".", "~$")) for part in inside.parts):
                continue
            if marked is None or not real(file).is_relative_to(real(marked)):
                yield file, within / inside
    else:
        yield named, Path(named.name)


def everything(folder: Path) -> Iterator[Path]:
    """Gives everything under a folder, in no order, except the folders that can be looked into.

    A folder without permission, a link to a folder (which may lead round in a circle) and what is no plain file come
    too: a check says of each why it can't be read, so that nothing is left out without a word.
    """
    closed: list[Path] = []
    for at, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        yield from (Path(at, name) for name in names)
        yield from (path for name in folders if (path := Path(at, name)).is_symlink())
    yield from closed


def _copy(marked: Path, source: Path | Stored, inside: Path, taken: set[Path]) -> Path:
    # Imported only here: a check without marked copies names no file.
    from gouji.report.file_name import fitted, seen

    *above, name = (seen(each) or "_" for each in inside.parts)
    folder, own = marked.joinpath(*above), Path(name)
    target, number = folder / name, 1
    while target in taken:
        number += 1
        target = folder / fitted(own.stem, f" ({number}){own.suffix}")
    taken.add(target)
    if isinstance(source, Path) and real(target) == real(source):
        raise UsageError(f"{marked}：标记过的副本会盖掉原来的 {source}。--marked 换一个文件夹。")
    return target
