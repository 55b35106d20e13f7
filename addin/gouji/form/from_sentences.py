"""Reads what the words of a text mean out of sentences.toml, for the tables of one form.

Rows and columns that the form lacks make a word mean nothing there, and it still stands in the way of a wrong guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from gouji.form.fields import Fields, read
from gouji.form.form import Table
from gouji.form.spellings import spellings
from gouji.form.spoken import Reporter, Spoken, Sum, Usual, Word

ROLES = (
    *("noun", "row", "column", "carry", "go_on", "context", "off", "thing", "doubt", "filler", "and", "respectively"),
    *("zero", "all", "rate", "except", "last", "next", "this", "compare", "scope"),
)


def load(path: Path, tables: Sequence[Table]) -> Spoken:
    """Reads the file for these tables. Raises FormError."""
    fields = read(path)
    by_id = {table.id: table for table in tables}
    words: list[tuple[str, Word]] = []
    taken: set[tuple[str, str]] = set()
    for each in fields.tables("word"):
        word = _word(each, by_id)
        texts = each.texts("words")
        each.done()
        spelled = spellings(texts)
        for spelling in spelled:
            if not spelling or set(spelling) & set("[]()|"):
                raise each.fail("words", f"“{spelling}”的括号不成对，或者什么也没有写")
            if (spelling, word.table) in taken:
                raise each.fail("words", f"“{spelling}”已经有一个意思了")
            taken.add((spelling, word.table))
        words.append(("\n".join(spelled), word))
    carry = next(word for _, word in words if word.role == "carry")
    spoken = Spoken(
        agency=_pattern(fields, "agency"),
        name_ends=fields.texts("name_ends", ()),
        units=fields.texts("units"),
        numeral_units=fields.texts("numeral_units"),
        other_units=fields.texts("other_units"),
        money=_money(fields.table("money")),
        act_units=fields.texts("act_units"),
        denies=_pattern(fields, "denies"),
        finishes=_pattern(fields, "finishes"),
        usual=dict(_usual(each, by_id) for each in fields.tables("usual")),
        carried_table=carry.table,
        carried=carry.rows,
        words=tuple(words),
        reporters=tuple(map(_reporter, fields.tables("reporter"))),
    )
    fields.done()
    return spoken


def _usual(fields: Fields, tables: Mapping[str, Table]) -> tuple[str, Usual]:
    name = fields.take("table", str)
    rows = [_sum(text, tables.get(name)) for text in fields.texts("rows")]
    usual = Usual(tuple(row for row in rows if row is not None), fields.texts("columns"))
    fields.done()
    return name, usual


def _word(fields: Fields, tables: Mapping[str, Table]) -> Word:
    table = tables.get(fields.take("table", str, ""))
    rows = [_sum(text, table) for text in fields.texts("rows", ())]
    column = fields.take("column", str, "")
    needed = fields.take("where", str, column)
    has_both = table is not None and all(_members(each, table, is_row=False) for each in (column, needed))
    columns = _members(column, table, is_row=False) if table and column and has_both else ()
    return Word(
        role=fields.one_of("role", ROLES),
        trait=fields.take("trait", str, ""),
        table=table.id if table else "",
        rows=tuple(row for row in rows if row is not None),
        columns=columns,
    )


def _sum(text: str, table: Table | None) -> Sum | None:
    """Reads `new_received + carried_in` or `handled_total - carried_in`; None where the table lacks one of them."""
    plus, *minus = text.split(" - ")
    sides = [_members(side, table, is_row=True) if table else () for side in (plus, *minus)]
    return Sum(sides[0], tuple(row for side in sides[1:] for row in side)) if all(sides) else None


def _members(text: str, table: Table, is_row: bool) -> tuple[str, ...]:
    """Rows or columns that a sum of ids and of sets names; () where the table lacks one of them."""
    known = table.row_labels if is_row else table.column_labels
    found: list[str] = []
    for name in text.split(" + "):
        members = (name,) if name in known else table.sets.get(name, ())
        if not members or not set(members) <= set(known):
            return ()
        found += members
    return tuple(found)


def _money(fields: Fields) -> dict[str, int]:
    return {unit: fields.take(unit, int) for unit in fields.left()}


def _pattern(fields: Fields, key: str) -> str:
    text = fields.take(key, str, "")
    try:
        re.compile(text)
    except re.error as error:
        raise fields.fail(key, f"不是正则表达式：{error}") from error
    return text


def _reporter(fields: Fields) -> Reporter:
    reporter = Reporter(fields.take("scope", str, ""), _pattern(fields, "name"), fields.texts("fits"))
    fields.done()
    return reporter
