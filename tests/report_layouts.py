"""A form and figures in, the text of a report out, in each layout that published reports were seen in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gouji.form.form import Form, Table

ORGANIZATION, YEAR = "示例市档案服务局", 2020
Rows = list[list[str]]
Layout = Callable[[Rows], str]


def texts(form: Form) -> dict[str, tuple[str, ...]]:
    """The paragraphs that `report` writes into each section."""
    return {
        section.id: () if section.table else (f"这是{section.sheet}的第一段。", f"（一）这是{section.sheet}的第二段。")
        for section in form.sections
    }


def report(form: Form, figures: Mapping[str, str], layout: Layout) -> str:
    """A whole report: title, headings, paragraphs, tables. Covered cells of a merge are blank ones."""
    blocks = [form.title.format(organization=ORGANIZATION, year=YEAR)]
    paragraphs = texts(form)
    for section in form.sections:
        blocks.append(section.heading)
        blocks += paragraphs[section.id]
        if section.table:
            blocks.append(layout(grid(form.table(section.table), figures)))
    if layout is html:
        return "".join(block if block.startswith("<table") else f"<p>{block}</p>" for block in blocks)
    return "\n".join(blocks) + "\n"


def grid(table: Table, figures: Mapping[str, str]) -> Rows:
    """The table as printed; a cell covered by a merge from above is "" and so is one covered from the left."""
    rows = [[""] * table.width for _ in range(table.height)]
    covered = {
        (label.row + down, label.column + right)
        for label in table.labels
        for down in range(label.rows)
        for right in range(label.columns)
        if right
    }
    covered |= {(slot.row, slot.column + right) for slot in table.slots for right in range(1, slot.columns)}
    for label in table.labels:
        rows[label.row][label.column] = label.text.replace("\n", "")
    for slot in table.slots:
        rows[slot.row][slot.column] = figures[slot.id]
    return [[cell for c, cell in enumerate(row) if (r, c) not in covered] for r, row in enumerate(rows)]


def numbered(form: Form) -> dict[str, str]:
    """Figures that are all different: a figure in the wrong place shows."""
    return {id: str(1000 + number) for number, id in enumerate(form.figures)}


def bars(rows: Rows) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def bars_between(rows: Rows) -> str:
    return "\n".join(" | ".join(row) + " |" for row in map(_printed, rows))


def markdown(rows: Rows) -> str:
    lines = bars(rows).split("\n")
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def tabs(rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in rows if len(row) > 1)


def tab_led(rows: Rows) -> str:
    return "\n\n".join("\n".join("\t" + cell for cell in row) for row in rows) + "\n"


def cell_a_line(rows: Rows) -> str:
    return "\n\n".join(cell for row in rows for cell in _printed(row))


def cell_and_bar(rows: Rows) -> str:
    return "\n".join("\n".join(f"{cell} |" for cell in _printed(row)) + "\n|" for row in rows)


def spaced(rows: Rows) -> str:
    return "\n".join(" ".join(_printed(row)) for row in rows)


def html(rows: Rows) -> str:
    """A table inside one that lays the page out, split spans, blanks as non-breaking spaces."""
    cells = ["".join(f"<td colspan=2><p><span>{_entity(c)}</span><o:p></o:p></p></td>" for c in row) for row in rows]
    inner = "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"
    return f"<table><tr><td>{inner}</td><td>&nbsp;</td></tr></table>"


def _entity(cell: str) -> str:
    return cell or "&nbsp;"


def _printed(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


KEEP_BLANKS: tuple[Layout, ...] = (bars, markdown, tabs, tab_led, html)
DROP_BLANKS: tuple[Layout, ...] = (bars_between, cell_a_line, cell_and_bar, spaced)
