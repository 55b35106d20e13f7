"""A seed and a number in, one damaged report out: the file, and what a careful reader can tell of it."""

from __future__ import annotations

import random
from typing import NamedTuple

from anyreport import as_page, as_text, as_workbook
from anyreport.changes import CHANGES
from anyreport.document import Report, report
from anyreport.figures import distinct, sparse
from anyreport.told import Print, Told, told
from gouji.form.load import load

KINDS = ("text", "page", "workbook")
FORMS = ("2019", "2021")
_FILLINGS = 4
MOST = 4  # changes in one mutant
_TRIES = 8  # to find a change that fits
_TABLES = ("disclosure", "applications", "applications", "applications", "disputes")  # where changes happen


class Mutant(NamedTuple):
    """name: of the file. shown: what it holds, as text, for people."""

    kind: str
    layout: str
    changes: tuple[str, ...]
    name: str
    data: bytes
    told: dict[str, Told]
    shown: str


def mutant(seed: int, number: int, kind: str | None = None, most: int = MOST) -> Mutant:
    """The mutant of this number. most: changes in it; 0 gives whole reports. Same arguments: same mutant."""
    kind = kind or KINDS[number % len(KINDS)]
    rng = random.Random(f"{seed} {number} {kind}")
    made = _report(rng, kind, whole=most == 0)
    changes = [_change(made, kind, rng) for _ in range(rng.randint(min(1, most), most))]
    names = tuple(change for change in changes if change)
    return {"text": _text, "page": _page, "workbook": _workbook}[kind](made, names, rng)


def _report(rng: random.Random, kind: str, whole: bool) -> Report:
    form = load(rng.choice(FORMS))
    fill = distinct if rng.random() < 0.75 else sparse
    made = report(form, fill(form.id, rng.randrange(_FILLINGS)))
    if kind == "text":
        made.headings = rng.random() < 0.9 or whole
    elif rng.random() < 0.25:
        made.whole = False
        made.headings = rng.random() < 0.5
        if rng.random() < 0.6:
            made.tables = [rng.choice(made.tables)]
        else:
            rng.shuffle(made.tables)
    return made


def _change(made: Report, kind: str, rng: random.Random) -> str:
    names = [name for name, change in CHANGES.items() if kind[0] in change.where]
    for _ in range(_TRIES):
        name = rng.choice(names)
        wanted = rng.choice(_TABLES)
        table = next((each for each in made.tables if each.id == wanted), made.tables[0])
        if CHANGES[name].change(table, rng):
            return name
    return ""


def _told(made: Report, how: Print) -> dict[str, Told]:
    return told(made.tables, how)


def _text(made: Report, names: tuple[str, ...], rng: random.Random) -> Mutant:
    layout = rng.choice(list(as_text.LAYOUTS))
    line_changes = rng.choice((0, 0, 0, 1, 2)) if names else 0
    text = as_text.write(made, layout, rng, line_changes)
    names += ("lines",) * line_changes
    return Mutant("text", layout, names, "report.txt", text.encode(), _told(made, as_text.how_told(layout)), text)


def _page(made: Report, names: tuple[str, ...], rng: random.Random) -> Mutant:
    style = rng.choice(list(as_page.STYLES))
    text = as_page.write(made, style)
    shown = text.replace("</tr>", "</tr>\n")
    return Mutant("page", style, names, "report.html", text.encode(), _told(made, as_page.how_told(style)), shown)


def _workbook(made: Report, names: tuple[str, ...], rng: random.Random) -> Mutant:
    spread = rng.random() < 0.3
    arrange = as_workbook.one_sheet if rng.random() < 0.6 else as_workbook.sheet_a_table
    merges: as_workbook.Merges = rng.choice(("merged", "merged", "unmerged", "repeated"))
    sheets = [as_workbook.unmerged(sheet, merges) for sheet in arrange(made, spread)]
    data = as_workbook.by_xlsxwriter(sheets)
    layout = f"{arrange.__name__}, {merges}{', spread' * spread}"
    shown = as_workbook.text_of(sheets)
    return Mutant("workbook", layout, names, "report.xlsx", data, _told(made, as_workbook.how_told()), shown)
