"""What is known of a table while its rows are read, with what is said of it on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.form.form import Form
from gouji.reading.reading import Cell, Remark
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import Labels
from gouji.reading.recognise.rows import Record
from gouji.reading.recognise.spoken import say


@dataclass
class State:
    """How far a table has been read."""

    labels: Labels
    form: Form
    figures: dict[str, Cell] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # of the whole table
    refused: dict[int, tuple[Fault, Record]] = field(default_factory=dict)  # line → why, which row
    lines: dict[int, Record] = field(default_factory=dict)
    worked_out: dict[int, Record] = field(default_factory=dict)  # lines whose digits ran together
    unread: dict[str, Fault] = field(default_factory=dict)  # single figures
    even: dict[int, int] = field(default_factory=dict)  # grid → how many cells its rows have, 0 where they differ
    said: set[tuple[str, str]] = field(default_factory=set)
    rows: Sequence[Record] = ()
    fits: dict[tuple[int, int], bool] = field(default_factory=dict)  # (block, width) → whether most rows are so wide


def say_differs(label: str, found: str, state: State) -> None:
    """Remarks once that a label is spelled otherwise than in the form."""
    facts = {"table": state.labels.table.number, "label": label, "found": found}
    _say_once(Remark("label-differs", facts=facts), (label, found), state)


def say_extra(head: str, state: State) -> None:
    """Remarks once that a column is none of the form's. head: what stands over it, "" for nothing."""
    facts = {"table": state.labels.table.number, "found": "".join(head.split()) or say("cells.bare")}
    _say_once(Remark("extra-column", facts=facts), ("", head), state)


def _say_once(remark: Remark, said: tuple[str, str], state: State) -> None:
    if said not in state.said:
        state.said.add(said)
        state.remarks.append(remark)
