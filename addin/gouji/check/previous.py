"""Reads last year's file or folder, and finds in it the same organisation's report of the year before.

The same organisation is known by its credit code where both have one, else by its exact name; a stated scope must
agree, since a sum and its parts don't tie. A name that is only near is never taken: it is told, to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.check.structural import sentence
from gouji.errors import UnreadableError, UsageError
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.reading import source, stored
from gouji.reading.reading import Reading

_NAMES = ("credit_code", "organization")  # what an organisation is known by, the surest first


class Stated(NamedTuple):
    """What a report states of itself: organisation, year (None where none can be read), scope and kind of report
    (family)."""

    organization: str
    credit_code: str
    year: int | None
    scope: str
    family: str


class Among(NamedTuple):
    """Readings of other years, found by credit code or name of their organisation. It is a
    gouji.check.file.FindPrevious."""

    readings: tuple[Reading, ...]
    by_name: Mapping[tuple[str, str], Sequence[Reading]]

    def __call__(self, reading: Reading) -> Reading | None:
        candidates = (each for key in _NAMES for each in self.by_name.get((key, reading.text(key)), ()))
        return next((each for each in candidates if precedes(each, reading)), None)

    def nothing(self, reading: Reading) -> str:
        return why_nothing(stated(reading), map(stated, self.readings))


def find_previous(path: Path, forms: Sequence[Form]) -> Among:
    """Reads every report under `path` once, and gives what finds among them. A single file must be readable, since
    someone named it on purpose: else raises UsageError."""
    if path.is_dir():
        return among(reading for file in sorted(path.rglob("*")) if (reading := readable(file, forms)))
    try:
        return among([source.read(path, forms)])
    except UnreadableError as error:
        raise UsageError(f"{path}（上年数据）：{sentence(newest(forms).wordings, error)}") from error


def among(candidates: Iterable[Reading]) -> Among:
    """Gives what finds among these readings, as `find_previous` does for files."""
    readings = tuple(candidates)
    by_name: dict[tuple[str, str], list[Reading]] = {}
    for each in readings:
        for key in _NAMES:
            by_name.setdefault((key, each.text(key)), []).append(each)
    return Among(readings, by_name)


def readable(file: Path | stored.Stored, forms: Sequence[Form]) -> Reading | None:
    """Gives the reading of a file that may be a report; None when it isn't one."""
    if file.name.startswith((".", "~$")) or (isinstance(file, Path) and not file.is_file()):
        return None
    try:
        return source.read(file, forms)
    except UnreadableError:
        return None


def precedes(earlier: Reading, reading: Reading) -> bool:
    """Whether the earlier reading is of the same organisation, of the year before, and of the same kind of report."""
    if earlier.year is None or reading.year is None or earlier.year + 1 != reading.year:
        return False
    if earlier.family != reading.family:
        return False
    for key in _NAMES:
        a, b = earlier.text(key), reading.text(key)
        if a and b:
            scopes = {each.text("scope") for each in (earlier, reading)} - {""}
            return a == b and len(scopes) < 2
    return False


def stated(reading: Reading) -> Stated:
    """Gives what a report states of itself."""
    organization, credit_code = reading.text("organization"), reading.text("credit_code")
    return Stated(organization, credit_code, reading.year, reading.text("scope"), reading.family)


# ---------------------------------------------------------------- nothing to compare with


def why_nothing(wanted: Stated, found: Iterable[Stated]) -> str:
    """Says in Chinese why none of the reports that were found is last year's of the organisation, and names the nearest
    ones: its other years, its other scope or code, organisations of a similar name."""
    if wanted.year is None:
        return "这份报告没有写明年度，不知道哪一份是上年的"
    if not (wanted.organization or wanted.credit_code):
        return "这份报告没有写明单位，不知道哪一份是它上年的"
    all_kinds = list(found)
    before = [each for each in all_kinds if each.family == wanted.family]
    who, year = wanted.organization or wanted.credit_code, wanted.year - 1
    same = [each for each in before if _is_named(each, wanted)]
    if not same and any(_is_named(each, wanted) for each in all_kinds):
        return f"上年数据里{who}的是另一种报告"
    if not same:
        near = _near(wanted, [each for each in before if each.year == year] or before)
        return f"上年数据里没有{who}的报告" + (f"，名称相近的有{near}，问清是不是同一个单位" if near else "")
    last = [each for each in same if each.year == year]
    if not last:
        years = "、".join(sorted({f"{each.year}" for each in same if each.year is not None}))
        return f"上年数据里{who}的是{years or '没有写明'}年度的，要的是{year}年度的"
    if all(each.credit_code and wanted.credit_code and each.credit_code != wanted.credit_code for each in last):
        return f"上年数据里的{who}统一社会信用代码是{last[0].credit_code}，这份是{wanted.credit_code}"
    scopes = "、".join(dict.fromkeys(each.scope for each in last if each.scope))
    return f"上年数据里{who}的统计口径是{scopes}，这份是{wanted.scope}"


def _is_named(each: Stated, wanted: Stated) -> bool:
    """By its code or by its name: whose reports these may be, told before it is judged which of them fits."""
    by_code = bool(wanted.credit_code) and each.credit_code == wanted.credit_code
    return by_code or (bool(wanted.organization) and each.organization == wanted.organization)


def _near(wanted: Stated, found: Sequence[Stated]) -> str:
    # Imported only here: most reports are found, and difflib costs as much as a small check.
    from gouji.check.similar_names import nearest

    names = sorted({each.organization for each in found if each.organization})
    letters = set(wanted.organization)
    # A name that shares fewer than half of its characters is near to nobody; looking closer at each costs much more.
    likely = [name for name in names if 2 * len(letters & set(name)) >= min(len(letters), len(set(name)))]
    return "、".join(f"“{likely[at]}”" for at in nearest(wanted.organization, likely))
