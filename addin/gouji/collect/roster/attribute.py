"""Finds the unit of the roster that a file belongs to, or says why that is not sure and who it may be.

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
from gouji.words import beside

say = beside(__file__)


@dataclass(frozen=True, slots=True)
class Index:
    """A roster to look units up in. spellings: every name and former or short name, each with its unit."""

    by_code: Mapping[str, Unit]
    by_name: Mapping[str, Unit]
    spellings: tuple[tuple[str, Unit], ...]


def index_of(roster: Sequence[Unit]) -> Index:
    """Makes the index of a roster, once. A unit's own name goes before another's former or short one."""
    spellings = [(unit.name, unit) for unit in roster]
    spellings += [(other, unit) for unit in roster for other in unit.also]
    by_name: dict[str, Unit] = {}
    for name, unit in spellings:
        by_name.setdefault(same(name), unit)
    return Index({_code(unit.code): unit for unit in roster if unit.code}, by_name, tuple(spellings))


def attribute(
    submission: Submission, index: Index, year: int | None = None, forms: Sequence[Form] = (), family: str = ""
) -> Unit | Unclear:
    """Gives the unit that handed a file in, or what is unclear about it.

    year: the report year that is collected, if files of others are to be told apart; family: of the forms that are
    collected, "" for the default one, if there are `forms` to tell others by. Of what the file states, `doubts` tells
    what doesn't agree with the unit that it went to.
    """
    found = _unit(submission, index)
    candidates = (found,) if isinstance(found, Unit) else found.candidates
    form = find(forms, submission.result.form)
    if form is not None and form.family != (wanted := newest(forms, family)).family:
        reason = say("unclear.family", report=form.report_name, wanted=wanted.report_name)
        return Unclear(submission, reason, candidates, say("advice.family", family=form.family))
    stated = submission.result.year
    if year is None or stated is None or stated == year:
        return found
    reason = say("unclear.year", year=stated, wanted=year)
    return Unclear(submission, reason, candidates, say("advice.year"))


def doubts(unit: Unit, submission: Submission) -> tuple[str, ...]:
    """Says what the file states otherwise than the roster: scope, credit code, name. A wrong scope makes a wrong
    sum."""
    told = []
    scope = submission.result.scope or ""
    if scope and unit.kind and same(scope) != same(unit.kind):
        told.append(say("doubt.scope", stated=shown(scope), unit=unit.kind))
    if submission.credit_code and unit.code and _code(submission.credit_code) != _code(unit.code):
        told.append(say("doubt.code", stated=shown(submission.credit_code), unit=unit.code))
    name = same(submission.organization)
    if name and name not in (same(each) for each in (unit.name, *unit.also)):
        told.append(say("doubt.name", stated=shown(submission.organization), unit=unit.name))
    return tuple(told)


def _unit(submission: Submission, index: Index) -> Unit | Unclear:
    organization = submission.organization.strip()
    by_code = index.by_code.get(_code(submission.credit_code)) if submission.credit_code else None
    by_name = index.by_name.get(same(organization)) if same(organization) else None
    if by_code and by_name and by_code is not by_name:
        reason = say("unclear.two_units", code=by_code.name, name=by_name.name)
        return Unclear(submission, reason, (by_code, by_name), say("advice.whose"))
    if by_name:
        return by_name
    near = _near(organization, index)
    if by_code and near and not nearest(organization, (by_code.name, *by_code.also)):
        # A colleague's workbook that was filled in anew, its code forgotten and the name mistyped.
        reason = say("unclear.code_and_near", code=by_code.name, name=near[0].name)
        return Unclear(submission, reason, (by_code, *near), say("advice.whose"))
    return by_code or _nobodys(submission, index, near)


def _nobodys(submission: Submission, index: Index, near: tuple[Unit, ...]) -> Unclear:
    name = shown(submission.organization)
    if near:
        return Unclear(submission, say("unclear.near", name=name), near, say("advice.near", name=name))
    named = _in_path(submission, index)
    if name:
        return Unclear(submission, say("unclear.stranger", name=name), named, say("advice.stranger", name=name))
    if submission.result.unreadable:
        why = [each.message.rstrip("。") for each in submission.result.findings[:1]]
        reason = say("unclear.unreadable_because", reason=why[0]) if why else say("unclear.unreadable")
        return Unclear(submission, reason, named, say("advice.save_anew"))
    return Unclear(submission, say("unclear.nameless"), named, say("advice.nameless"))


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
