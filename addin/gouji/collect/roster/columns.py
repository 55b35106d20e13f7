"""The columns of a roster, as data; a sheet in, where each of them stands out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gouji.check.similar_names import same
from gouji.collect.roster.table import RosterSheet
from gouji.form.form import Form

NAME = "name"
_LOOK_IN = 30  # rows in which the heads must stand
_PARTS = re.compile(r"[、；;，,|｜\n]")
_HEAD_PARTS = re.compile(r"[/／、（(【\[\n]|或者?")


@dataclass(frozen=True, slots=True)
class Column:
    """id: a field of Unit. info: the form's field that says the same of a file, "" for none: its label is a head too.

    also: other heads met in real rosters, the likeliest first. prompt, example: for who fills in a roster.
    """

    id: str
    head: str
    also: tuple[str, ...]
    info: str
    required: bool
    width: int
    prompt: str
    example: str


COLUMNS = (
    Column(
        NAME,
        "单位名称",
        ("机关名称", "单位全称", "机关全称", "机构名称", "报送单位", "填报单位", "编制机关", "单位", "机关", "名称"),
        "organization",
        True,
        36,
        "写与公章一致的全称，每个单位一行。",
        "示例县教育局",
    ),
    Column(
        "code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "机构代码", "代码"),
        "credit_code",
        False,
        24,
        "18 位，有就填：文件先凭它认单位。",
        "",
    ),
    Column(
        "kind",
        "类别",
        ("口径", "单位类别", "单位类型", "类型", "性质"),
        "scope",
        True,
        14,
        "每个单位选一个，截止日期和汇总都看它：",
        "",
    ),
    Column(
        "parent",
        "上级",
        ("汇总单位", "上级单位", "汇总到", "汇总机关", "主管部门", "所属"),
        "",
        False,
        30,
        "由谁汇总这个单位的数字，写它在本表里的单位名称；不由表里的单位汇总的留空。",
        "示例县人民政府",
    ),
    Column("contact", "联系人", ("经办人", "联络员", "姓名"), "", False, 12, "催报时找谁。", "张三"),
    Column(
        "phone",
        "电话",
        ("联系方式", "手机", "办公电话"),
        "phone",
        False,
        18,
        "催报时打哪个电话。",
        "0000-0000000",
    ),
    Column(
        "also",
        "曾用名",
        ("简称", "别名", "又名", "曾用名称", "其他名称"),
        "",
        False,
        30,
        "文件里可能写的旧名、简称，几个之间用顿号隔开。",
        "示例县教育体育局、县教育局",
    ),
    Column(
        "due",
        "截止日期",
        ("报送期限", "期限", "截止时间", "报送截止日期"),
        "",
        False,
        16,
        "与法定期限不同时才填，例如 2026年1月25日。",
        "",
    ),
)


def find_columns(sheet: RosterSheet, form: Form) -> tuple[dict[str, int], int]:
    """Field id → one-based column, and the number of the row of heads; ({}, 0) where no row names the units."""
    spellings = _spellings(form)
    best: tuple[dict[str, int], int] = ({}, 0)
    for row in sheet.rows[:_LOOK_IN]:
        found: dict[str, tuple[int, int]] = {}  # id → rank of its head, column: 单位名称 goes before 单位
        for at, cell in enumerate(row.cells, 1):
            for part in _HEAD_PARTS.split(cell) if cell else ():
                id, rank = spellings.get(same(part), ("", 0))
                if id and (rank, at) < found.get(id, (len(spellings), 0)):
                    found[id] = (rank, at)
        if NAME in found and len(found) > len(best[0]):
            best = ({id: at for id, (_, at) in found.items()}, row.number)
    return best


def name_heads(form: Form) -> frozenset[str]:
    """Every head of the column of names, in the form that `same` gives."""
    return frozenset(head for head, (id, _) in _spellings(form).items() if id == NAME)


def parts_of(text: str) -> tuple[str, ...]:
    """The names of a cell that holds several."""
    return tuple(filter(None, (part.strip() for part in _PARTS.split(text))))


def _spellings(form: Form) -> Mapping[str, tuple[str, int]]:
    labels = {field.id: field.label for field in form.info}
    spellings: dict[str, tuple[str, int]] = {}
    for column in COLUMNS:
        for rank, head in enumerate((column.head, labels.get(column.info, ""), *column.also)):
            if head:
                spellings.setdefault(same(head), (column.id, rank))
    return spellings
