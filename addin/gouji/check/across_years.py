"""A report and last year's in; which of last year's figures it is held against, and what is to be said of that, out."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.wording import word
from gouji.form.form import PREVIOUS, Form
from gouji.reading.reading import Reading
from gouji.value import plain


def last_year(
    form: Form, reading: Reading, given: Reading | None, nothing: str
) -> tuple[Reading | None, tuple[Finding, ...]]:
    """The reading of last year that counts, None where there is none, and the findings about it.

    given: what the call named besides the report; it goes before the figures that the report itself keeps. nothing:
    why the call named something and nothing of it is last year's report; "" when it named nothing.
    """
    inside = reading.previous
    said = []
    if inside is not None and (other := _other_year(reading, inside)):
        said.append(other)
        inside = None
    if given is None and nothing:
        said.append(nothing + ("，只按填报表里带的上年数据核对" if inside is not None else ""))
    findings = [word(form.wordings, "previous-not-compared", {"reason": reason}) for reason in said]
    if given is not None and inside is not None:
        findings += _differing(form, inside, given)
    return given or inside, tuple(findings)


def _other_year(reading: Reading, inside: Reading) -> str:
    """Why the figures that the report itself keeps are not last year's, "" when they are or nobody says."""
    if reading.year is None or inside.year is None or inside.year + 1 == reading.year:
        return ""
    return f"填报表里带的上年数据是{inside.year}年度的，这份报告是{reading.year}年度的"


def _differing(form: Form, inside: Reading, given: Reading) -> Iterator[Finding]:
    """The figures that a rule asks for and that the two sources give differently."""
    ours, theirs = inside.numbers(), given.numbers()
    asked = {name.removeprefix(PREVIOUS) for rule in form.across_years for name in rule.figures if PREVIOUS in name}
    for id in sorted(asked & ours.keys() & theirs.keys()):
        if ours[id] != theirs[id]:
            label = form.figures[id].label if id in form.figures else id
            facts = {"of": f"上年“{label}”", "inside": plain(ours[id]), "given": plain(theirs[id])}
            yield word(form.wordings, "previous-differs", facts)
