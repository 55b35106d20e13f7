"""The dataclasses of what the words of a report's text mean: rows and columns of its form, other things, scopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gouji.frozen import frozen


class Sum(NamedTuple):
    """Rows of a table that a word means together: those of `plus` added up, those of `minus` taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]


@frozen
class Word:
    """What a word means. role: how a sentence uses it (sentences.toml says it of each). trait: what else it asks for.

    table: of which table it speaks; "" for none. rows: any of these sums may be meant. columns: column ids, added up.
    """

    role: str
    trait: str
    table: str
    rows: tuple[Sum, ...]
    columns: tuple[str, ...]


@frozen
class Reporter:
    """Whose report it is: by its scope, else by a pattern for the end of its organisation's name ("" fits any).

    fits: the scopes (traits of the words of that role) whose sentences speak of this report's figures.
    """

    scope: str
    name: str
    fits: tuple[str, ...]


@frozen
class Usual:
    """What is meant where a text names only the table, or only a row of it: any of the rows, the first of the columns
    that the row has."""

    rows: tuple[Sum, ...]
    columns: tuple[str, ...]


@frozen
class Spoken:
    """How the text of a report on a form speaks of its figures: sentences.toml.

    words: every spelling of each word, one on a line, and what it means (see `spellings`).
    """

    agency: str  # a regular expression for the name of a body, in what stands before a figure
    name_ends: tuple[str, ...]  # what may be left out at the end of a body's name
    units: tuple[str, ...]
    numeral_units: tuple[str, ...]
    other_units: tuple[str, ...]  # what stands behind a unit and makes another of it: 个 → 个工作日
    money: Mapping[str, int]  # unit → how many 元 it is
    act_units: tuple[str, ...]
    denies: str  # regular expressions: a paragraph without figures is read where it says that something did not happen
    finishes: str  # or that all was handled
    usual: Mapping[str, Usual]  # by table
    carried_table: str
    carried: tuple[Sum, ...]  # the rows of what came in from last year, and of what goes on to the next
    words: tuple[tuple[str, Word], ...]
    reporters: tuple[Reporter, ...]
