"""Adds up the readings of a parent's children to a Sum of every figure, and says who is not in it and why.

Every figure of a form adds up, of whatever kind (count, change, money): each body reports its own acts, applications,
cases and charges, and a government reports its departments, towns, own office and lower governments together (both
notices; article 49 of the regulation; whose figures a scope adds up stands in the form, `[[consolidation]]`). What two
bodies both report (an item that many towns handle, a lawsuit with two defendants) counts twice there too: a sum of
reports, not of things. So do the totals; and since ties are linear, a sum of children that tie out ties out. Money
without a unit on the form (`Figure.unit` is "") adds up only where all offices wrote the same unit: nobody can see
that from here, so whoever shows such a sum says so.

Unknown spreads: a child without a proper figure makes that figure of the sum unknown. One row of shared numbers is
kept for each child, 1.5 KB for the forms there are, so that differences can be followed child by child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from gouji.check.domain import fault_of_number
from gouji.collect.collection import Unit
from gouji.errors import UsageError
from gouji.form.form import Consolidation, Form
from gouji.form.messages import shown
from gouji.reading.reading import EMPTY, Cell, Reading
from gouji.value import Kind
from gouji.words import beside

say = beside(__file__)

Figures = tuple[Decimal | None, ...]


class Part(Enum):
    """What a unit is to the sum."""

    COUNTED = "计入"
    MISSING = "未报"
    REFUSED = "没有计入"  # its report can't be added as it is: something has to be mended
    OUTSIDE = "不计入"  # its kind never counts here: nothing is amiss


@dataclass(frozen=True, slots=True)
class Member:
    """A child and what it is to the sum. reason: one Chinese clause, "" for one that counts.

    figures: in the order of `Form.figures`, None where there is no proper figure; () without a report on this form.
    """

    unit: Unit
    part: Part
    figures: Figures = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """A unit that counts and has no proper figure in one cell. raw: what stands there, "" for nothing."""

    unit: Unit
    raw: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What the children of one parent add up to in one year. members: every child, in the order given.

    figures: id → the sum, None where a child that counts lacks it or where none counts. known: id → what those that
    have it add up to. lacking: id → those that don't, only ids where there are some.
    """

    form: str
    year: int
    parent: Unit
    members: tuple[Member, ...]
    figures: Mapping[str, Decimal | None]
    known: Mapping[str, Decimal]
    lacking: Mapping[str, tuple[Lack, ...]]

    def of(self, part: Part) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.part is part)


def adds_up(form: Form, unit: Unit) -> bool:
    """Whether a unit of this kind adds up others on this form."""
    return any(rule.scope == unit.kind for rule in form.consolidations)


def consolidate(form: Form, year: int, parent: Unit, children: Iterable[tuple[Unit, Reading | None]]) -> Sum:
    """Adds up the children of a parent. children: each unit whose `parent` it is, once, with the reading that counts,
    None for one that has not reported; read one by one and let go.

    Raises UsageError when the parent's kind adds up nobody, or a child comes twice or belongs to another parent.
    """
    rule = next((rule for rule in form.consolidations if rule.scope == parent.kind), None)
    if rule is None:
        kinds = "、".join(each.scope for each in form.consolidations) or "（无）"
        raise UsageError(f"{parent.name}：类别是“{parent.kind}”，不汇总别的单位；能汇总的类别是{kinds}。")
    members: dict[str, Member] = {}
    known = dict.fromkeys(form.figures, Decimal(0))
    lacking: dict[str, list[Lack]] = {}
    proper: dict[tuple[str, Decimal], Decimal | None] = {}
    for unit, reading in children:
        if unit.parent != parent.name or unit.name in members:
            raise UsageError(f"{unit.name}：不是{parent.name}的下级，或者给了两次。")
        member = _member(form, rule, year, unit, reading, proper)
        members[unit.name] = member
        if member.part is not Part.COUNTED or reading is None:
            continue
        for figure_id, figure in zip(form.figures, member.figures, strict=True):
            if figure is None:
                lacking.setdefault(figure_id, []).append(
                    Lack(unit, shown(reading.figures.get(figure_id, EMPTY).value.raw.strip()))
                )
            else:
                known[figure_id] += figure
    counts = any(member.part is Part.COUNTED for member in members.values())
    return Sum(
        form=form.id,
        year=year,
        parent=parent,
        members=tuple(members.values()),
        figures={
            figure_id: figure if counts and figure_id not in lacking else None for figure_id, figure in known.items()
        },
        known=known,
        lacking={figure_id: tuple(lacking[figure_id]) for figure_id in form.figures if figure_id in lacking},
    )


def figures_of(form: Form, reading: Reading) -> Figures:
    """Gives every proper figure of a reading on this form, in the order of `Form.figures`; None for the others."""
    return _figures(form, reading, {})


def shares(form: Form, consolidated: Sum, figure_id: str) -> tuple[tuple[Unit, Decimal | None], ...]:
    """Gives one figure of every unit that counts, None where it has none."""
    at = list(form.figures).index(figure_id)
    return tuple((member.unit, member.figures[at]) for member in consolidated.of(Part.COUNTED))


def unclear_money(form: Form) -> str:
    """Gives a whole Chinese sentence about the money for which the form prints no unit; "" when there is none."""
    labels = [figure.label for figure in form.figures.values() if figure.kind == "money" and not figure.unit]
    return say("money.unclear", labels="、".join(labels)) if labels else ""


def _member(
    form: Form,
    rule: Consolidation,
    year: int,
    unit: Unit,
    reading: Reading | None,
    proper: dict[tuple[str, Decimal], Decimal | None],
) -> Member:
    figures = _figures(form, reading, proper) if reading is not None and reading.form == form.id else ()
    if unit.kind and unit.kind not in rule.adds:
        return Member(unit, Part.OUTSIDE, figures, say("reason.outside", kind=unit.kind, sum=rule.scope))
    if reading is None:
        return Member(unit, Part.MISSING, (), say("reason.missing"))
    reason = _refusal(form, rule, year, unit, reading)
    return Member(unit, Part.REFUSED if reason else Part.COUNTED, figures, reason)


def _refusal(form: Form, rule: Consolidation, year: int, unit: Unit, reading: Reading) -> str:
    """Why a report can't be added though its unit belongs to the sum; "" when it can."""
    if reading.form != form.id:
        return say("reason.form", form=reading.form.rpartition("/")[2], wanted=form.name)
    if reading.year != year:
        return say("reason.year", year=shown(reading.text("year")), wanted=year)
    stated, summing = shown(reading.text("scope")), {each.scope for each in form.consolidations}
    kind = unit.kind or stated
    if kind not in rule.adds:
        return say("reason.scope", scope=stated, sum=rule.scope) if stated else say("reason.no_kind")
    # Two kinds of bodies that report only themselves are as good as equal here; a sum for a part, or the other way
    # round, is the mistake that spoils totals.
    if stated and stated != kind and (stated in summing or kind in summing or not _is_choice(form, stated)):
        return say("reason.kind", scope=stated, kind=kind)
    return ""


def _is_choice(form: Form, scope: str) -> bool:
    return any(scope in field.choices for field in form.info if field.id == "scope")


def _figures(form: Form, reading: Reading, proper: dict[tuple[str, Decimal], Decimal | None]) -> Figures:
    return tuple(
        _proper(figure.kind, reading.figures.get(figure_id, EMPTY), proper)
        for figure_id, figure in form.figures.items()
    )


def _proper(kind: str, cell: Cell, proper: dict[tuple[str, Decimal], Decimal | None]) -> Decimal | None:
    """The number of a cell, None when it is none of its kind (-3 applications). Equal numbers are one object: most of
    the million figures of five thousand units are small."""
    number = cell.value.number
    if number is None or cell.value.kind is not Kind.NUMBER:
        return None
    key = kind, number
    if key not in proper:
        proper[key] = None if fault_of_number(kind, number) else number
    return proper[key]
