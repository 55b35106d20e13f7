"""Reads the units of a collection from a roster's file, or tells every fault of it at once, each with its place.

Columns are known by their heads, in any order, below any title; every visible sheet that has such heads counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.check.info import is_credit_code
from gouji.check.similar_names import nearest, same
from gouji.collect.collection import Unit
from gouji.collect.roster.columns import NAME, find_columns, known_columns, name_heads, parts_of
from gouji.collect.roster.table import RosterSheet, readings
from gouji.errors import UsageError
from gouji.form.form import Form
from gouji.report.compose import parsed_date

_ERROR_VALUES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_ROUNDED = "太长的数字在表格里会丢掉末几位：先把这一列设成文本，再重新填。"
_SHOWN = 30  # faults that the message names; the exception has them all
_AROUND = 30  # units of a circle that are named


class RosterError(UsageError):
    """A roster that can't be used as it is. faults: one Chinese sentence each: place, what is wrong, what to do."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        lines = [f"{path}：花名册有 {len(faults)} 处要改："]
        lines += [f"  {fault}" for fault in faults[:_SHOWN]]
        lines += [f"  ……还有 {len(faults) - _SHOWN} 处"] if len(faults) > _SHOWN else []
        super().__init__("\n".join(lines))
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type[UsageError], tuple[str]]:
        """Survives the trip between processes as its words."""
        return (UsageError, (str(self),))


class _Line(NamedTuple):
    """A unit's row. at: field id → `花名册!B5`; texts: field id → text, "" where there is none."""

    at: Mapping[str, str]
    texts: Mapping[str, str]


def read(path: Path, form: Form) -> tuple[Unit, ...]:
    """Gives the units in the order of the file, each parent by its full name.

    Raises RosterError with every fault, UsageError when nothing can be read. Kinds are the choices of the form's
    `scope` field; a form without one takes any kind.
    """
    sheets = max((_headed(each, form) for each in readings(path, form)), key=_recognised)
    faults = [fault for sheet, _, _ in sheets for fault in sheet.faults]
    # A sheet that only explains the columns has one of their heads in a row, never two.
    headed = [each for each in sheets if len(each[1]) > 1] or [each for each in sheets if each[1]]
    if not headed:
        needed = "、".join(column.head for column in known_columns() if column.required)
        missing = f"没有找到表头：应当有一行写着{needed}等列名。可以用空白花名册样表重新填写。"
        raise RosterError(path, (*faults, missing))
    for sheet, columns, below in headed:
        faults += _missing_columns(sheet, columns, below, form, len(headed) > 1)
    if faults:
        raise RosterError(path, faults)
    lines = [line for sheet, columns, below in headed for line in _lines(sheet, columns, below, form)]
    parents, strangers = _parents(lines)
    faults += [fault for line in lines for fault in _faults(line, form)]
    faults += [*_doubles(lines), *strangers, *_circles(lines, parents)]
    if not lines:
        faults.append("表头下面一个单位也没有。每个单位填一行。")
    if faults:
        raise RosterError(path, faults)
    names = [line.texts[NAME] for line in lines]
    return tuple(
        _unit(line, form, "" if parent is None else names[parent]) for line, parent in zip(lines, parents, strict=True)
    )


# ---------------------------------------------------------------- rows

_Headed = tuple[RosterSheet, dict[str, int], int]  # sheet, field id → column, number of the row of heads


def _headed(sheets: Sequence[RosterSheet], form: Form) -> list[_Headed]:
    return [(sheet, *find_columns(sheet, form)) for sheet in sheets]


def _recognised(sheets: Sequence[_Headed]) -> int:
    """How many columns a way to read the file finds: the right separator finds the most."""
    return sum(len(columns) for _, columns, _ in sheets)


def _missing_columns(
    sheet: RosterSheet, columns: Mapping[str, int], row: int, form: Form, is_one_of_many: bool
) -> Iterator[str]:
    for column in known_columns():
        if column.id in columns or not column.required or (column.id == "kind" and not kinds_of(form)):
            continue
        aside = "不是花名册的工作表请隐藏或移走。" if is_one_of_many else ""
        yield f"{sheet.place(row, columns[NAME])}：这一行表头里没有“{column.head}”这一列。加上这一列再填。{aside}"


def _lines(sheet: RosterSheet, columns: Mapping[str, int], below: int, form: Form) -> Iterator[_Line]:
    heads = name_heads(form)  # they repeat on every page of a print-out
    for row in sheet.rows:
        if row.number <= below:
            continue
        texts = {column_id: row.cells[at - 1] if at <= len(row.cells) else "" for column_id, at in columns.items()}
        if any(texts.values()) and same(texts[NAME]) not in heads:
            at = {column_id: sheet.place(row.number, column) for column_id, column in columns.items()}
            yield _Line(at, {column.id: texts.get(column.id, "") for column in known_columns()})


# ---------------------------------------------------------------- faults of a row


def _faults(line: _Line, form: Form) -> Iterator[str]:
    name = line.texts[NAME]
    if not name:
        yield f"{line.at[NAME]}：没有写单位名称。补上名称，或者删掉这一行。"
    elif name in _ERROR_VALUES:
        yield f"{line.at[NAME]}：公式出错（{name}）。改成单位的全称。"
    kind, kinds = line.texts["kind"], kinds_of(form)
    if kinds and not kind:
        yield f"{line.at['kind']}：{name}没有写类别。应当是{'、'.join(kinds)}之一。"
    elif kinds and not _kind(kind, form):
        yield f"{line.at['kind']}：没有“{kind}”这个类别。应当是{'、'.join(kinds)}之一。"
    code = _code(line)
    if code and not is_credit_code(code):
        hint = (
            "位数太长的数字在表格里会丢掉末几位：先把这一列设成文本，再重新填。" if "E+" in code or "." in code else ""
        )
        yield f"{line.at['code']}：统一社会信用代码 {code} 不对，应当是 18 位并且校验位相符。{hint or '核对每一位。'}"
    due = line.texts["due"]
    if due and parsed_date(due) is None:
        yield f"{line.at['due']}：截止日期“{due}”认不出来。应当写年月日，例如 2026年1月31日；按法定期限的留空。"


def kinds_of(form: Form) -> tuple[str, ...]:
    """Gives what a unit can be: the choices of the form's `scope`."""
    return next((field.choices for field in form.info if field.id == "scope"), ())


def _kind(text: str, form: Form) -> str:
    kinds = kinds_of(form)
    return next((kind for kind in kinds if same(kind) == same(text)), "") if kinds else text


def _code(line: _Line) -> str:
    return line.texts["code"].replace(" ", "").upper()


# ---------------------------------------------------------------- faults between rows


def _doubles(lines: Sequence[_Line]) -> Iterator[str]:
    """Two units of one name or one code, and a former or short name that is another unit's too."""
    names: dict[str, _Line] = {}
    codes: dict[str, _Line] = {}
    for line in lines:
        name, code = same(line.texts[NAME]), _code(line)
        if name and names.setdefault(name, line) is not line:
            yield f"{line.at[NAME]}：“{line.texts[NAME]}”与 {names[name].at[NAME]} 是同一个单位名称。只留一行。"
        if code and codes.setdefault(code, line) is not line:
            yield f"{line.at['code']}：统一社会信用代码 {code} 与 {codes[code].at['code']} 相同。核对两处，改正写错的。"
    also: dict[str, _Line] = {}
    for line in lines:
        for other in parts_of(line.texts["also"]):
            first = names.get(same(other), also.setdefault(same(other), line))
            if first is not line:
                yield (
                    f"{line.at['also']}：“{other}”也是 {first.texts[NAME]}（{first.at[NAME]}）的名称，"
                    "分不清文件是谁的。只在一个单位下写它。"
                )


def _parents(lines: Sequence[_Line]) -> tuple[list[int | None], list[str]]:
    """The index of each unit's parent, None at the top; and a fault for each name that no unit has."""
    known = {same(other): index for index, line in enumerate(lines) for other in parts_of(line.texts["also"])}
    known |= {same(line.texts[NAME]): index for index, line in enumerate(lines)}
    parents: list[int | None] = []
    unknown: dict[str, list[str]] = {}
    for line in lines:
        text = line.texts["parent"]
        parents.append(known.get(same(text)) if text else None)
        if text and parents[-1] is None:
            unknown.setdefault(text, []).append(line.at["parent"])
    names = [line.texts[NAME] for line in lines]
    faults = [
        _no_such_parent(text, at, names if number < _SHOWN else ())  # a search through them all: not for thousands
        for number, (text, at) in enumerate(unknown.items())
    ]
    return parents, faults


def _no_such_parent(text: str, at: Sequence[str], names: Sequence[str]) -> str:
    near = nearest(text, names)
    hint = f"是不是“{names[near[0]]}”？" if near else ""
    where = at[0] if len(at) == 1 else f"{at[0]} 等 {len(at)} 处"
    return (
        f"{where}：上级“{text}”不在花名册里。{hint}写它在本表里的单位名称，或者给它也加一行；不由表里的单位汇总的留空。"
    )


def _circles(lines: Sequence[_Line], parents: Sequence[int | None]) -> list[str]:
    """Each circle of parents once."""
    faults: list[str] = []
    settled: set[int] = set()
    for start in range(len(lines)):
        path: dict[int, None] = {}  # in order
        at: int | None = start
        while at is not None and at not in settled and at not in path:
            path[at] = None
            at = parents[at]
        if at is not None and at not in settled:
            on = list(path)
            names = [lines[index].texts[NAME] for index in on[on.index(at) :]]
            around = " → ".join([*names[:_AROUND], *(["……"] if len(names) > _AROUND else []), names[0]])
            faults.append(f"{lines[at].at['parent']}：上级绕成了圈：{around}。改正其中一个单位的上级。")
        settled.update(path)
    return faults


def _unit(line: _Line, form: Form, parent: str) -> Unit:
    texts = line.texts
    return Unit(
        name=texts[NAME],
        code=_code(line),
        kind=_kind(texts["kind"], form),
        parent=parent,
        contact=texts["contact"],
        phone=texts["phone"],
        also=parts_of(texts["also"]),
        due=parsed_date(texts["due"]),
    )
