"""Splits the items of a report into the sections of its form, and says what is wrong with the headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gouji.form.form import Form, Section
from gouji.reading.bare_text import alike, bare, ordinal, squash
from gouji.reading.reading import Remark
from gouji.reading.recognise.rows import Item, Row

_LONGEST = 60
_SHOWN = 6
_ALIKE = 0.8  # a slip in a heading leaves more than this; another heading less
_MID_SENTENCE = "。；;，,"


@dataclass(frozen=True, slots=True)
class _Heading:
    at: int  # index of the item
    section: Section
    printed: str
    ordinal: str
    exact: bool


class _Line(NamedTuple):
    """A short line that may be a heading."""

    at: int
    printed: str
    ordinal: str
    words: str  # without the ordinal, squashed


@dataclass(frozen=True, slots=True)
class Parts:
    """A report cut at its headings."""

    preface: tuple[Item, ...]  # before the first heading
    sections: Mapping[str, tuple[Item, ...]]  # only sections whose heading was found
    remarks: tuple[Remark, ...]


def parts(items: Sequence[Item], form: Form) -> Parts:
    """Cuts a report at its headings. A heading is known by its words: its number may be wrong or missing."""
    lines = [_parse(at, text) for at, item in enumerate(items) if (text := _line(item))]
    found: list[_Heading] = []
    for section in form.sections:
        found += _headings(section, lines)
    found.sort(key=lambda heading: heading.at)
    starts = [*(heading.at for heading in found), len(items)]
    bodies = {start: tuple(items[start + 1 : end]) for start, end in pairwise(starts)}
    filled = {h.section.id for h in found if bodies[h.at]}
    contents = {h.at for h in found if not bodies[h.at] and h.section.id in filled}  # a table of contents
    found = [h for h in found if h.at not in contents]
    collected: dict[str, list[Item]] = {}
    for heading in found:
        collected.setdefault(heading.section.id, []).extend(bodies[heading.at])
    first = found[0].at if found else len(items)
    preface = tuple(item for at, item in enumerate(items[:first]) if at not in contents)
    sections = {section_id: tuple(body) for section_id, body in collected.items()}
    return Parts(preface, sections, tuple(_faults(found, form)))


def _line(item: Item) -> str:
    """The text of an item that may be a heading: a short paragraph, or the only filled cell of a row."""
    if isinstance(item, Row):
        filled = [cell.text for cell in item.cells if cell.text]
        text = filled[0] if len(filled) == 1 else ""
    else:
        text = item.text
    return text if len(text) <= _LONGEST else ""


def _parse(at: int, text: str) -> _Line:
    number, words = ordinal(text)
    return _Line(at, text, number, squash(words))


def _headings(section: Section, lines: Sequence[_Line]) -> list[_Heading]:
    """Where a section's heading stands: its own words; failing that without a number; failing that nearly its words."""
    cores = {bare(heading) for heading in (section.heading, *section.accepts)}
    own = ordinal(section.heading)[0]
    same = [line for line in lines if line.words in cores]
    exact = [_Heading(line.at, section, line.printed, line.ordinal, True) for line in same if line.ordinal]
    if exact:
        return exact
    if same:
        return [_Heading(same[0].at, section, same[0].printed, "", True)]
    for line in lines:
        if line.ordinal == own and line.printed[-1] not in _MID_SENTENCE and _nearly(line.words, cores):
            return [_Heading(line.at, section, line.printed, line.ordinal, False)]
    return []


def _nearly(words: str, cores: set[str]) -> bool:
    return max(alike(words, core) for core in cores) >= _ALIKE


def _faults(found: Sequence[_Heading], form: Form) -> list[Remark]:
    remarks = []
    ranks = {section.id: rank for rank, section in enumerate(form.sections)}
    highest: _Heading | None = None
    by_section: dict[str, list[_Heading]] = {}
    for heading in found:
        by_section.setdefault(heading.section.id, []).append(heading)
    for heading in found:
        section = heading.section
        several = by_section[section.id]
        if heading is several[0] and len(several) > 1:
            facts = {"heading": section.heading, "count": str(len(several))}
            remarks.append(
                Remark("section-repeated", facts=facts | {"found": "、".join(h.printed for h in several[:_SHOWN])})
            )
        if heading is several[0]:
            remarks += _order(heading, highest, ranks)
        if not heading.exact:
            facts = {"table": "标题", "label": section.heading, "found": heading.printed}
            remarks.append(Remark("label-differs", facts=facts))
        if highest is None or ranks[section.id] > ranks[highest.section.id]:
            highest = heading
    return remarks


def _order(heading: _Heading, highest: _Heading | None, ranks: Mapping[str, int]) -> list[Remark]:
    section = heading.section
    due = ordinal(section.heading)[0]
    faults = []
    if heading.ordinal != due:
        faults.append(f"写成了“{heading.printed}”" if heading.ordinal else "标题没有序号")
    if highest is not None and ranks[section.id] < ranks[highest.section.id]:
        faults.append(f"排在“{highest.section.heading}”后面")
    return [Remark("section-order", facts={"heading": section.heading, "found": "，".join(faults)})] if faults else []
