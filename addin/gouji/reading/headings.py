"""The items of a report and a Form in, the items of each of its sections out, and what is wrong with the headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.form.form import Form, Section
from gouji.reading.bare_text import alike, bare, squash
from gouji.reading.lines import Item
from gouji.reading.reading import Remark

_NUMBERED = re.compile(r"\s*([一二三四五六七八九十]{1,2})\s*[、.．,，:：]\s*(\S.*)\Z")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Heading:
    at: int  # index of the item
    section: Section
    printed: str
    ordinal: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Parts:
    preface: tuple[Item, ...]  # before the first heading
    sections: Mapping[str, tuple[Item, ...]]  # only sections whose heading was found
    remarks: tuple[Remark, ...]


def parts(items: Sequence[Item], form: Form) -> Parts:
    """Cuts a report at its headings. A heading may carry a wrong number, or none; its words make it one."""
    lines = [(at, text) for at, item in enumerate(items) if (text := _line(item))]
    found: list[_Heading] = []
    for section in form.sections:
        found += _headings(section, lines)
    found.sort(key=lambda heading: heading.at)
    starts = [*(heading.at for heading in found), len(items)]
    bodies = {start: tuple(items[start + 1 : end]) for start, end in pairwise(starts)}
    found = [h for h in found if bodies[h.at] or not _again(h, found, bodies)]  # an empty one is a table of contents
    sections: dict[str, tuple[Item, ...]] = {}
    for heading in found:
        sections[heading.section.id] = sections.get(heading.section.id, ()) + bodies[heading.at]
    preface = tuple(items[: found[0].at]) if found else tuple(items)
    if found:
        contents = {h.at for section in form.sections for h in _headings(section, lines)} - {h.at for h in found}
        preface = tuple(item for at, item in enumerate(preface) if at not in contents)
    return Parts(preface, sections, tuple(_faults(found, form)))


def _line(item: Item) -> str:
    """The text of an item that may be a heading: a short paragraph, or the only filled cell of a row."""
    if isinstance(item, tuple):
        filled = [cell for cell in item if cell]
        item = filled[0] if len(filled) == 1 else ""
    return item if len(item) <= _LONGEST else ""


def _headings(section: Section, lines: Sequence[tuple[int, str]]) -> list[_Heading]:
    """Where a section's heading stands: its own words; failing that without a number; failing that nearly its words."""
    cores = {bare(heading) for heading in (section.heading, *section.accepts)}
    own = ordinal(section.heading)[0]
    numbered = [(at, text, *ordinal(text)) for at, text in lines]
    exact = [_Heading(at, section, text, n, True) for at, text, n, words in numbered if n and squash(words) in cores]
    if exact:
        return exact
    plain = [(at, text) for at, text, n, words in numbered if not n and squash(words) in cores]
    if plain:
        return [_Heading(plain[0][0], section, plain[0][1], "", True)]
    near = [
        _Heading(at, section, text, n, False)
        for at, text, n, words in numbered
        if n == own and max(alike(squash(words), core) for core in cores) >= 0.8 and words[-1] not in "。；;，,"
    ]
    return near[:1]


def ordinal(heading: str) -> tuple[str, str]:
    """`("二", "主动公开政府信息情况")` of `二、主动公开政府信息情况`; the number is "" where none is printed."""
    match = _NUMBERED.match(heading)
    return (match[1], match[2]) if match else ("", heading)


def _again(heading: _Heading, found: Sequence[_Heading], bodies: Mapping[int, tuple[Item, ...]]) -> bool:
    return any(other.section is heading.section and other is not heading and bodies[other.at] for other in found)


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
            remarks.append(Remark("section-repeated", facts=facts | {"found": "、".join(h.printed for h in several)}))
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
