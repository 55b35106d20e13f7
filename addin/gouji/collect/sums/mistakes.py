"""Lists every mistake that a parent may have made when it added up its children's reports.

Each is a `Candidate`: by how much it would put every cell off, in the cells that can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gouji.collect.collection import Unit
from gouji.collect.sums.causes import Candidate, Mistake, Vector
from gouji.collect.sums.consolidate import Figures, Part, Sum, figures_of
from gouji.form.form import Form
from gouji.reading.reading import Reading
from gouji.words import beside

say = beside(__file__)


def mistakes(
    form: Form,
    consolidated: Sum,
    theirs: Mapping[str, Decimal | None],
    last_year: Mapping[str, Reading],
    earlier: Iterable[tuple[Unit, Reading]],
) -> Iterable[Candidate]:
    """Gives the candidates: a unit, or all of a kind, left out or added twice; one added that doesn't belong; an old
    report added.

    theirs: the parent's figures by id. last_year and earlier as `differences.compare` takes them.
    """
    ids = [
        figure_id if consolidated.figures[figure_id] is not None and theirs[figure_id] is not None else ""
        for figure_id in form.figures
    ]
    counted = {member.unit.name: member.figures for member in consolidated.of(Part.COUNTED)}
    for name, figures in counted.items():
        yield from _both_ways(name, _vector(ids, figures))
    for subject, group in _groups(consolidated).items():
        yield from _both_ways(subject, _total(ids, group))
    for part, mistake in ((Part.OUTSIDE, Mistake.OUTSIDER), (Part.REFUSED, Mistake.REFUSED)):
        for member in consolidated.of(part):
            yield Candidate(mistake, member.unit.name, _vector(ids, member.figures))
    for member in consolidated.of(Part.MISSING):
        before = last_year.get(member.unit.name)
        if before is not None and before.form == form.id:
            yield Candidate(Mistake.LAST_YEAR, member.unit.name, _vector(ids, figures_of(form, before)))
    for unit, reading in earlier:
        now = counted.get(unit.name)
        if now is not None and reading.form == form.id:
            changes = [
                a - b if a is not None and b is not None else None
                for a, b in zip(figures_of(form, reading), now, strict=True)
            ]
            yield Candidate(Mistake.EARLIER, unit.name, _vector(ids, changes))


def _both_ways(subject: str, vector: Vector) -> Iterable[Candidate]:
    yield Candidate(Mistake.LEFT_OUT, subject, vector, -1)
    yield Candidate(Mistake.TWICE, subject, vector)


def _groups(consolidated: Sum) -> Mapping[str, list[Figures]]:
    """Units that are easily forgotten or doubled together: all of a kind, and all there are."""
    kinds: dict[str, list[Figures]] = {}
    for member in consolidated.of(Part.COUNTED):
        kind = member.unit.kind
        kinds.setdefault(say("group.kind", kind=kind) if kind else say("group.no_kind"), []).append(member.figures)
    everybody = {say("group.everybody"): [figures for group in kinds.values() for figures in group]}
    groups = everybody if len(kinds) == 1 else kinds | everybody
    return {subject: group for subject, group in groups.items() if len(group) > 1}


def _total(ids: list[str], group: list[Figures]) -> Vector:
    total: dict[str, Decimal] = {}
    for figures in group:
        for figure_id, figure in _vector(ids, figures).items():
            total[figure_id] = total.get(figure_id, Decimal(0)) + figure
    return {figure_id: figure for figure_id, figure in total.items() if figure}


def _vector(ids: list[str], figures: Iterable[Decimal | None]) -> Vector:
    """Figures that are known and not 0, in the cells that can be compared ("" stands for one that can't)."""
    return {figure_id: figure for figure_id, figure in zip(ids, figures, strict=False) if figure_id and figure}
