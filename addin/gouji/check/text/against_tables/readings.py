"""Takes a meaning; gives the sums of figures of the form that it may stand for, compares them, and names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.check.text.against_tables.setting import Meaning
from gouji.form.form import Form, Table
from gouji.form.spoken import Spoken


class Reading(NamedTuple):
    """Figures of the form by id: those of `plus` added up, those of `minus` taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    def value(self, numbers: Mapping[str, Decimal]) -> Decimal | None:
        """Its sum; None where a figure isn't known."""
        try:
            return sum((numbers[each] for each in self.plus), Decimal(0)) - sum(numbers[each] for each in self.minus)
        except KeyError:
            return None


_KEPT: dict[int, tuple[Form, dict[Meaning, tuple[Reading, ...]]]] = {}


def readings(form: Form, spoken: Spoken, meaning: Meaning) -> tuple[Reading, ...]:
    """Gives what a meaning may stand for on this form, the likeliest first; () where the form has no such cell."""
    kept = _KEPT.get(id(form))
    if kept is None or kept[0] is not form:
        kept = _KEPT[id(form)] = form, {}
    found = kept[1].get(meaning)
    if found is None:
        found = kept[1][meaning] = _readings(form, spoken, meaning)
    return found


def _readings(form: Form, spoken: Spoken, meaning: Meaning) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for rows in meaning.rows:
        plus, minus = ([each for row in side for each in _cells(form, spoken, meaning, row)] for side in rows)
        if plus and all(figure_id in form.figures for figure_id in (*plus, *minus)):
            found.append(Reading(tuple(plus), tuple(minus)))
    return tuple(dict.fromkeys(found))


def _cells(form: Form, spoken: Spoken, meaning: Meaning, row: str) -> list[str]:
    start = f"{meaning.table}.{row}."
    if meaning.columns:
        return [start + column for column in meaning.columns]
    usual = spoken.usual[meaning.table].columns
    return [next((start + column for column in usual if start + column in form.figures), start)]


def cells(sums: Sequence[Reading]) -> tuple[str, ...]:
    """Gives the ids of all figures that these sums hold."""
    return tuple(dict.fromkeys(each for one in sums for each in (*one.plus, *one.minus)))


def named(form: Form, one: Reading) -> str:
    """Names a sum as a clerk would: `“一、本年新收政府信息公开申请数量”总计`."""
    table = form.table(form.figures[one.plus[0]].table)
    plus = _side(form, table, one.plus)
    return f"{plus}减{_side(form, table, one.minus)}" if one.minus else plus


def _side(form: Form, table: Table, ids: Sequence[str]) -> str:
    rows = tuple(dict.fromkeys(form.figures[each].row for each in ids))
    columns = tuple(dict.fromkeys(form.figures[each].column for each in ids))
    return f"“{_of(rows, table.row_labels, table)}”{_of(columns, table.column_labels, table)}"


def _of(members: Sequence[str], labels: Mapping[str, str], table: Table) -> str:
    if len(members) > 1:
        for name, of in table.sets.items():
            if set(of) == set(members):
                return table.set_labels[name]
    return "”加“".join(labels[each] for each in members)
