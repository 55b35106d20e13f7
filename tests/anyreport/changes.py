"""CHANGES names what typists, web editors, printers and converters do to a table, and the kinds of document in which it
can happen."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from anyreport import changes_of_columns as columns
from anyreport import changes_of_rows as rows
from anyreport import changes_of_words as words
from anyreport.tables import Table

Change = Callable[[Table, random.Random], bool]  # whether anything could be changed


class Kind(NamedTuple):
    """where: the kinds of document in which it happens: t(ext), p(age), w(orkbook)."""

    change: Change
    where: str


CHANGES = {
    "drop a cell": Kind(rows.drop_cell, "tpw"),
    "blank a cell": Kind(rows.blank_cell, "tpw"),
    "exchange cells": Kind(rows.exchange_cells, "tpw"),
    "merge cells": Kind(rows.merge_cells, "tpw"),
    "run a row together": Kind(rows.run_together, "tp"),
    "wrap digits": Kind(rows.wrap_digits, "t"),
    "drop a row": Kind(rows.drop_row, "tpw"),
    "drop a group of rows": Kind(rows.drop_rows, "tpw"),
    "duplicate a row": Kind(rows.duplicate_row, "tpw"),
    "exchange rows": Kind(rows.exchange_rows, "tpw"),
    "exchange parts": Kind(rows.exchange_parts, "tpw"),
    "stray row": Kind(rows.stray_row, "tpw"),
    "nameless row": Kind(rows.nameless_row, "tpw"),
    "number row": Kind(rows.number_row, "tpw"),
    "blank row": Kind(rows.blank_row, "pw"),
    "note between rows": Kind(rows.note_row, "tpw"),
    "repeat heads": Kind(rows.repeat_heads, "tpw"),
    "drop a column": Kind(columns.drop_column, "tpw"),
    "duplicate a column": Kind(columns.duplicate_column, "tpw"),
    "exchange columns": Kind(columns.exchange_columns, "tpw"),
    "exchange groups of columns": Kind(columns.exchange_groups, "tpw"),
    "stray column": Kind(columns.stray_column, "tpw"),
    "headless column": Kind(columns.headless_column, "tpw"),
    "exchange heads": Kind(words.exchange_heads, "tpw"),
    "exchange labels": Kind(words.exchange_labels, "tpw"),
    "duplicate a head": Kind(words.duplicate_head, "tpw"),
    "duplicate a label": Kind(words.duplicate_label, "tpw"),
    "lose a head": Kind(words.lose_head, "tpw"),
    "lose a label": Kind(words.lose_label, "tpw"),
    "lose two labels": Kind(words.lose_two_labels, "tpw"),
    "cut words": Kind(words.cut_words, "tpw"),
    "garble words": Kind(words.garble_words, "tpw"),
    "explain words": Kind(words.explain_words, "tpw"),
}
