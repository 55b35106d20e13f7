"""Finds lists that don't add up: 发布2139条，其中 … 2160, or a list that ends in 其他 and falls short of its whole.

A list may name only some parts, and what follows it may be no part any more: it is wrong where it runs over its whole
or ends in 其他. Ways of telling it (网站, 公众号) may count one thing twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.check.finding import Finding
from gouji.check.structural import compiled, word
from gouji.check.text.against_tables.listen import Told
from gouji.form.form import Form
from gouji.value import plain

OVER, SHORT, NEARLY = "text-parts-over", "text-parts-short", "text-parts-nearly"
_PAIR, _MANY, _SHORT = 2, 5, 8  # fewest parts of a list, parts that look like all there are, a short name
_MOST = Decimal("0.85")  # of a whole that so many parts nearly make up


class Part(NamedTuple):
    """A part of a list: what stands before its figure, and the figure."""

    name: str
    value: Decimal


class List(NamedTuple):
    """A whole with its parts. start, end: their span in the plain text. is_mixed: whether some were counted in another
    unit, and left out."""

    start: int
    end: int
    unit: str
    whole: Decimal
    parts: Sequence[Part]
    is_mixed: bool


def findings(form: Form, told: Told) -> Iterator[Finding]:
    """Gives the lists of a paragraph that don't add up."""
    text = told.sentences[0].plain.text
    if sum(token.figure is not None for sentence in told.sentences for token in sentence.tokens) <= _PAIR:
        return
    for each in _lists(form, told, text):
        total = sum((part.value for part in each.parts), Decimal(0))
        name = _name(form, each, text)
        if name:
            origin = told.sentences[0].plain.origin
            clause = " ".join(told.at.text[origin[each.start] : origin[each.end]].split())
            facts = {"clause": clause, "whole": plain(each.whole), "total": plain(total), "count": len(each.parts)}
            yield word(form.wordings, name, facts, (f"sections.{told.section.id}",), (told.at.place,))


def _lists(form: Form, told: Told, text: str) -> Iterator[List]:
    """The lists of a text that can be judged: two parts or more, none of them a figure of the form, none a list."""
    judged = {sentence.tokens[at].start for sentence in told.sentences for at in sentence.meanings}
    for whole in compiled(form.wordings, OVER, "whole").finditer(text):
        found = _list(form, text, whole, judged)
        if found is not None and len(found.parts) >= _PAIR:
            yield found


def _list(form: Form, text: str, whole: re.Match[str], judged: Collection[int]) -> List | None:
    """The parts behind a whole, in its unit and parted alike; None of a list that nobody can judge."""
    found: list[Part] = []
    is_mixed = False
    start = end = whole.end()
    is_enclosed = "（" in whole["opens"]
    separator = ""
    for match in compiled(form.wordings, OVER, "part").finditer(text, start):
        name = match["name"] if found else match["name"].lstrip("，：、")
        if match.start() != start or compiled(form.wordings, OVER, "ends").search(name):
            break
        start = match.end()
        if match["unit"] != whole["unit"]:
            is_mixed = True
            continue
        if match.start("number") in judged or compiled(form.wordings, OVER, "nested").search(name):
            return None
        if len(found) == 1:
            separator = name[:1]
        elif len(found) > 1 and name[:1] != separator:
            break
        found.append(Part(name.lstrip("，；、：和及"), Decimal(match["number"])))
        end = start
    is_closed = is_enclosed and text[end : end + 1] == "）"
    if is_enclosed and not is_closed:
        return None
    return List(whole.start(), end + is_closed, whole["unit"], Decimal(whole["number"]), found, is_mixed)


def _name(form: Form, each: List, text: str) -> str:
    """The check that a list fails; "" where it adds up, or where nobody can say."""
    whole, values = each.whole, [part.value for part in each.parts]
    total, last = sum(values, Decimal(0)), each.parts[-1].name
    if any(sum(values[:count], Decimal(0)) == whole for count in range(1, len(values) + 1)):
        return ""
    has_rest = compiled(form.wordings, OVER, "rest").match(last) is not None
    is_over = total > whole >= max(values)
    if any(compiled(form.wordings, OVER, "overlapping").search(part.name) for part in each.parts):
        return OVER if has_rest and is_over else ""
    if len(values) == _PAIR and not has_rest:
        return OVER if is_over and _is_parted(form, each, text) else ""
    if total > whole:
        is_sure = has_rest or text[each.end - 1] == "）" or total - values[-1] > whole
        return OVER if is_sure and is_over else ""
    if each.is_mixed or text.startswith("等", each.end):
        return ""
    if has_rest:
        return SHORT
    return NEARLY if len(values) >= _MANY and total >= whole * _MOST else ""


def _is_parted(form: Form, each: List, text: str) -> bool:
    """Whether two parts share nothing: 原创、转载, 已答复、正在办理; 已答复、公开答复 may count one letter twice."""
    is_last = text[each.end : each.end + 1] in ("", "。", "；", "\n")
    if not is_last or any(len(part.name) > _SHORT for part in each.parts):
        return False
    if not compiled(form.wordings, OVER, "things").fullmatch(each.unit):
        return False  # a meeting may have had both, a person may be both
    if compiled(form.wordings, OVER, "opposite").match(each.parts[-1].name):
        return True
    return not any(compiled(form.wordings, OVER, "twofold").search(part.name) for part in each.parts)
