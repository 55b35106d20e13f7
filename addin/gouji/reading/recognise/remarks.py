"""Makes the remarks of a table that was read: what was refused, what is none of the form's, what is not there."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.place import Where
from gouji.reading.reading import Remark
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.place_rows import Placing
from gouji.reading.recognise.rows import Loose, Record
from gouji.reading.recognise.spoken import say
from gouji.reading.recognise.state import State

_LONGEST, _MOST_SHOWN = 20, 20  # characters of a figure and figures of a row that are quoted


def in_words(fault: Fault) -> str:
    """Spells why something was refused."""
    return say(f"refused.{fault.code}", **fault.facts)


def refusals(state: State) -> list[Remark]:
    """Names each row and each figure that was refused, with the reason."""
    remarks = []
    for line, (fault, row) in state.refused.items():
        ids = state.labels.lines[line].figures
        facts = {
            "table": state.labels.table.number,
            "row": state.labels.label(line),
            "reason": in_words(fault),
        }
        remarks.append(Remark("row-unreadable", ids, (row.place,) * len(ids), facts))
    by_reason: dict[str, list[str]] = {}
    for figure_id, fault in state.unread.items():
        if figure_id not in state.figures:
            by_reason.setdefault(in_words(fault), []).append(figure_id)
    for reason, unread in by_reason.items():
        of = state.form.figures[unread[0]].label
        facts = {"of": of, "more": "" if len(unread) == 1 else say("cells.more", count=len(unread)), "reason": reason}
        remarks.append(Remark("cell-unreadable", tuple(unread), nowhere(unread), facts))
    return remarks


def others(placing: Placing, state: State) -> list[Remark]:
    """Names the rows and figures that are none of the form's."""
    remarks = []
    for row in placing.extra:
        facts = {"sheet": state.labels.table.sheet, "found": row.text}
        remarks.append(Remark("extra-row", (), _at(row), facts))
    for each in placing.stray:
        text = each.text if isinstance(each, Loose) else " ".join(cell.text for cell in each.values if cell.text)
        remarks.append(
            Remark(
                "extra-row", (), (each.place,) if each.place else (), {"sheet": state.labels.table.sheet, "found": text}
            )
        )
    return remarks


def absent(placing: Placing, state: State) -> list[Remark]:
    """Names each group printed as one row, and each line that is not there at all."""
    remarks = []
    known = set(state.lines) | set(state.refused)
    explained: set[int] = set()
    printed = _printed(placing.collapsed)
    for row in placing.collapsed:
        assert row.named is not None
        members = [line for line in row.named.lines if line not in known and line not in explained]
        if not members and not explained.isdisjoint(row.named.lines):
            continue  # the same group again
        if not members:  # a subtotal beside its parts
            remarks.append(
                Remark("extra-row", (), _at(row), {"sheet": state.labels.table.sheet, "found": row.named.found})
            )
            continue
        explained.update(members)
        ids = tuple(figure_id for line in members for figure_id in state.labels.lines[line].figures)
        facts = {
            "of": row.named.label,
            "found": printed[row.named.lines] or say("cells.blank"),
            "notice": state.form.notice,
            "count": str(len(row.named.lines)),
        }
        remarks.append(Remark("one-row-other-processing", ids, nowhere(ids), facts))
    unplaced = [row for row in placing.rows if row.fault and row.line is None]
    for number, line in enumerate(state.labels.lines):
        lacking = tuple(each for each in line.figures if each not in state.figures and each not in state.unread)
        if number in state.refused or number in explained or not lacking:
            continue
        of = state.labels.table.row_labels.get(line.id, state.labels.table.number)
        if unplaced:
            assert unplaced[0].fault is not None
            facts = {"table": state.labels.table.number, "row": of, "reason": in_words(unplaced[0].fault)}
            remarks.append(Remark("row-unreadable", lacking, nowhere(lacking), facts))
        else:
            remarks.append(Remark("cell-missing", lacking, nowhere(lacking), {"of": of}))
    return remarks


def _printed(collapsed: Sequence[Record]) -> dict[tuple[int, ...], str]:
    """The figures of rows that stand for a whole group, by the group's lines."""
    rows: dict[tuple[int, ...], list[str]] = {}
    for row in collapsed:
        assert row.named is not None
        said = "、".join(cell.text[:_LONGEST] for cell in row.values[:_MOST_SHOWN] if cell.text)
        rows.setdefault(row.named.lines, []).extend([said] if said else [])
    return {lines: "；".join(said[:_MOST_SHOWN]) for lines, said in rows.items()}


def _at(row: Record) -> tuple[Where | None, ...]:
    return (row.place,) if row.place is not None else ()


def nowhere(ids: Sequence[str]) -> tuple[None, ...]:
    """Gives the places of figures that have none."""
    return (None,) * len(ids)
