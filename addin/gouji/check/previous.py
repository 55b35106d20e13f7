"""Last year's file or folder in, a function that finds the same organisation's reading of the year before out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from gouji.check.wording import sentence
from gouji.errors import UnreadableError, UsageError
from gouji.form.form import Form
from gouji.reading import sniff, source
from gouji.reading.reading import Reading


def find_previous(path: Path, forms: Sequence[Form]) -> Callable[[Reading], Reading | None]:
    """Reads what can be read under `path` once. A single file must be readable: someone named it on purpose.

    The same organisation is known by its credit code where both have one, else by its exact name;
    a stated scope must agree, since a sum and its parts don't tie.
    """
    if path.is_dir():
        return among(reading for file in sorted(path.rglob("*")) if (reading := readable(file, forms)))
    try:
        return among([source.read(path, forms)])
    except UnreadableError as error:
        raise UsageError(f"{path}（上年数据）：{sentence(forms[-1].wordings, error)}") from error


def among(candidates: Iterable[Reading]) -> Callable[[Reading], Reading | None]:
    """As `find_previous`, of readings that are there already."""
    by_name: dict[tuple[str, str], list[Reading]] = {}
    for each in candidates:
        for key in _NAMES:
            by_name.setdefault((key, each.text(key)), []).append(each)
    return partial(_preceding, by_name)  # unlike a closure it can travel to a worker process


_NAMES = ("credit_code", "organization")  # what an organisation is known by, the surest first


def _preceding(by_name: Mapping[tuple[str, str], Sequence[Reading]], reading: Reading) -> Reading | None:
    candidates = (each for key in _NAMES for each in by_name.get((key, reading.text(key)), ()))
    return next((each for each in candidates if precedes(each, reading)), None)


def readable(file: Path | sniff.Stored, forms: Sequence[Form]) -> Reading | None:
    """The reading of a file that may be one; None when it isn't."""
    if file.name.startswith((".", "~$")) or (isinstance(file, Path) and not file.is_file()):
        return None
    try:
        return source.read(file, forms)
    except UnreadableError:
        return None


def precedes(earlier: Reading, reading: Reading) -> bool:
    """Whether a reading is the same organisation's of the year before."""
    if earlier.year is None or reading.year is None or earlier.year + 1 != reading.year:
        return False
    for key in _NAMES:
        a, b = earlier.text(key), reading.text(key)
        if a and b:
            scopes = {each.text("scope") for each in (earlier, reading)} - {""}
            return a == b and len(scopes) < 2
    return False
