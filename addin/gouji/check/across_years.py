"""Decides which figures of last year a report is held against, and gives the findings about that choice."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.structural import word
from gouji.check.tie import in_force
from gouji.form.form import PREVIOUS, Form
from gouji.reading.reading import Reading
from gouji.value import plain

_NAMED = 3  # figures that are named one by one


def last_year(
    form: Form, reading: Reading, given: Reading | None, nothing: str
) -> tuple[Reading | None, tuple[Finding, ...]]:
    """Gives the reading of last year that counts, None where there is none, and the findings about it.

    given: what the call named besides the report; it goes before the figures that the report itself keeps. nothing:
    why the call named something and nothing of it is last year's report; "" when it named nothing.
    """
    inside = reading.previous
    said = []
    if given is not None and given.family != form.family:
        said.append("没有核对，给的上年数据是另一种报告")
        given = None
    if inside is not None and (other := _other_year(reading, inside)):
        said.append(f"没有核对，{other}")
        inside = None
    if given is None and nothing:
        said.append(f"{nothing}，只按填报表里带的上年数据核对" if inside is not None else f"没有核对，{nothing}")
    earlier = given or inside
    if given is None and inside is not None:
        said += _whose(reading, inside)
    if earlier is not None:
        said += _lacking(form, reading, earlier)
    findings = [word(form.wordings, "previous-not-compared", {"reason": reason}) for reason in said]
    if given is not None and inside is not None:
        findings += _differing(form, inside, given)
    return earlier, tuple(findings)


def _whose(reading: Reading, inside: Reading) -> Iterator[str]:
    """A name that has changed is no other organisation for sure, and no other figures are there: they count."""
    ours, theirs = reading.text("organization"), inside.text("organization")
    if ours and theirs and ours != theirs:
        yield f"填报表里带的上年数据是“{theirs}”的，这份报告是“{ours}”的，仍按它核对"


def _lacking(form: Form, reading: Reading, earlier: Reading) -> Iterator[str]:
    """The figures of last year that an error asks for and that nobody can say: blank, or no numbers."""
    known = earlier.numbers()
    rules = [rule for rule in form.across_years if rule.explainable and in_force(rule, reading.year)]
    asked = dict.fromkeys(
        figure_id.removeprefix(PREVIOUS) for rule in rules for figure_id in rule.figures if PREVIOUS in figure_id
    )
    # Last year's form may have been another one, without some of them.
    there = earlier.figures if earlier.form != form.id else form.figures
    lacking = [form.figures[figure_id].label for figure_id in asked if figure_id not in known and figure_id in there]
    if lacking:
        named = "、".join(f"“{label}”" for label in lacking[:_NAMED]) + ("等" if len(lacking) > _NAMED else "")
        yield f"上年数据里{named}没有数字，这 {len(lacking)} 处没有核对"


def _other_year(reading: Reading, inside: Reading) -> str:
    """Why the figures that the report itself keeps are not last year's, "" when they are or nobody says."""
    if reading.year is None or inside.year is None or inside.year + 1 == reading.year:
        return ""
    return f"填报表里带的上年数据是{inside.year}年度的，这份报告是{reading.year}年度的"


def _differing(form: Form, inside: Reading, given: Reading) -> Iterator[Finding]:
    """The figures that a rule asks for and that the two sources give differently."""
    ours, theirs = inside.numbers(), given.numbers()
    asked = {name.removeprefix(PREVIOUS) for rule in form.across_years for name in rule.figures if PREVIOUS in name}
    for figure_id in sorted(asked & ours.keys() & theirs.keys()):
        if ours[figure_id] != theirs[figure_id]:
            label = form.figures[figure_id].label if figure_id in form.figures else figure_id
            facts = {"of": f"上年“{label}”", "inside": plain(ours[figure_id]), "given": plain(theirs[figure_id])}
            yield word(form.wordings, "previous-differs", facts)
