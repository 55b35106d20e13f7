"""A file of a collection in, the unit of the roster that it belongs to out; or why that is not sure, and who it may be.

By credit code, then by name, then by former and short names. What is only like a name is asked, never taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gouji.check.similar_names import nearest, same
from gouji.collect.collection import Submission, Unclear, Unit
from gouji.form.by_id import find
from gouji.form.family import newest
from gouji.form.form import Form
from gouji.form.messages import shown

_SAVE_ANEW = "按文件名问单位，请它重新保存、重新报送；不是报告的，把文件移走。"
_OTHER_FAMILY = "问单位是不是拿错了文件，请它重新报送；这一种报告要另收，命令里写 --family {family}。"
_WHOSE = "问清是谁的：名称或者代码写错了，请单位改正后重新报送。"


@dataclass(frozen=True, slots=True)
class Index:
    """A roster to look units up in. spellings: every name and former or short name, each with its unit."""

    by_code: Mapping[str, Unit]
    by_name: Mapping[str, Unit]
    spellings: tuple[tuple[str, Unit], ...]


def index_of(roster: Sequence[Unit]) -> Index:
    """Made once for a roster. A unit's own name goes before another's former or short one."""
    spellings = [(unit.name, unit) for unit in roster]
    spellings += [(other, unit) for unit in roster for other in unit.also]
    by_name: dict[str, Unit] = {}
    for name, unit in spellings:
        by_name.setdefault(same(name), unit)
    return Index({_code(unit.code): unit for unit in roster if unit.code}, by_name, tuple(spellings))


def attribute(
    submission: Submission, index: Index, year: int | None = None, forms: Sequence[Form] = (), family: str = ""
) -> Unit | Unclear:
    """The unit that handed a file in, or what is unclear about it.

    year: the report year that is collected, if files of others are to be told apart; family: of the forms that are
    collected, "" for the default one, if there are `forms` to tell others by. Of what the file states, `doubts` tells
    what doesn't agree with the unit that it went to.
    """
    found = _unit(submission, index)
    candidates = (found,) if isinstance(found, Unit) else found.candidates
    form = find(forms, submission.result.form)
    if form is not None and form.family != (wanted := newest(forms, family)).family:
        reason = f"文件是{form.report_name}，这次收的是{wanted.report_name}"
        return Unclear(submission, reason, candidates, _OTHER_FAMILY.format(family=form.family))
    stated = submission.result.year
    if year is None or stated is None or stated == year:
        return found
    reason = f"文件是 {stated} 年度的，这次收的是 {year} 年度"
    return Unclear(submission, reason, candidates, "问单位是不是拿错了文件，或者写错了年度；请它重新报送。")


def doubts(unit: Unit, submission: Submission) -> tuple[str, ...]:
    """What the file states otherwise than the roster: scope, credit code, name. A wrong scope makes a wrong sum."""
    told = []
    scope = submission.result.scope or ""
    if scope and unit.kind and same(scope) != same(unit.kind):
        told.append(f"统计口径写的是“{shown(scope)}”，花名册里是“{unit.kind}”")
    if submission.credit_code and unit.code and _code(submission.credit_code) != _code(unit.code):
        told.append(f"统一社会信用代码写的是 {shown(submission.credit_code)}，花名册里是 {unit.code}")
    name = same(submission.organization)
    if name and name not in (same(each) for each in (unit.name, *unit.also)):
        told.append(f"机关名称写的是“{shown(submission.organization)}”，花名册里是“{unit.name}”")
    return tuple(told)


def _unit(submission: Submission, index: Index) -> Unit | Unclear:
    organization = submission.organization.strip()
    by_code = index.by_code.get(_code(submission.credit_code)) if submission.credit_code else None
    by_name = index.by_name.get(same(organization)) if same(organization) else None
    if by_code and by_name and by_code is not by_name:
        reason = f"统一社会信用代码是{by_code.name}的，机关名称却是{by_name.name}的"
        return Unclear(submission, reason, (by_code, by_name), _WHOSE)
    if by_name:
        return by_name
    near = _near(organization, index)
    if by_code and near and not nearest(organization, (by_code.name, *by_code.also)):
        # A colleague's workbook that was filled in anew, its code forgotten and the name mistyped.
        reason = f"统一社会信用代码是{by_code.name}的，机关名称却像是{near[0].name}的"
        return Unclear(submission, reason, (by_code, *near), _WHOSE)
    return by_code or _nobodys(submission, index, near)


def _nobodys(submission: Submission, index: Index, near: tuple[Unit, ...]) -> Unclear:
    name = shown(submission.organization)
    if near:
        advice = f"若是其中一个，在花名册那一行的“曾用名”里加上“{name}”，再运行一次；否则问报送的人。"
        return Unclear(submission, f"花名册里没有“{name}”，有相近的", near, advice)
    named = _in_path(submission, index)
    if name:
        advice = f"应当报送的，在花名册里加一行，或者在它的“曾用名”里加上“{name}”；不该报送的，把文件移走。"
        return Unclear(submission, f"花名册里没有“{name}”", named, advice)
    if submission.result.unreadable:
        why = "".join(f"：{each.message.rstrip('。')}" for each in submission.result.findings[:1])
        return Unclear(submission, f"文件读不出来{why}", named, _SAVE_ANEW)
    return Unclear(submission, "文件里没有写机关名称", named, "问报送的人是哪个单位，请它填上机关名称，重新报送。")


def _near(text: str, index: Index) -> tuple[Unit, ...]:
    found = nearest(text, [name for name, _ in index.spellings])
    return tuple(dict.fromkeys(index.spellings[at][1] for at in found))


def _in_path(submission: Submission, index: Index) -> tuple[Unit, ...]:
    """Units that the file's name or its folder names, the longest name first: only to be asked about."""
    parts = [same(part) for part in PurePosixPath(submission.path).with_suffix("").parts]
    found = [(-len(same(name)), unit) for name, unit in index.spellings if any(same(name) in part for part in parts)]
    units = dict.fromkeys(unit for _, unit in sorted(found, key=lambda each: each[0]))
    return tuple(units)[:4] or _near(PurePosixPath(submission.path).stem, index)


def _code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
