"""Web pages as offices, Word, Excel and content systems write them."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable
from html import escape

from source_kinds.filling import Cell, Filling, Rows

Cells = Callable[[Cell], str]  # what stands in a cell
NO_STYLE = ""


def _plain(cell: Cell) -> str:
    return escape(cell.text).replace("\n", "<br>") or "&nbsp;"


def table(rows: Rows, inside: Cells = _plain, attributes: str = "border=1", cell: str = "td") -> str:
    made = []
    for row in rows:
        cells = "".join(
            f"<{cell}{_span('rowspan', each.rows)}{_span('colspan', each.columns)}>{inside(each)}</{cell}>"
            for each in row
        )
        made.append(f"<tr>{cells}</tr>")
    return f"<table {attributes}>{''.join(made)}</table>"


def _span(name: str, number: int) -> str:
    return f" {name}={number}" if number > 1 else ""


def body(filling: Filling, draw: Callable[[Rows], str] = table) -> str:
    made = [f"<h1>{filling.title}</h1>"]
    for section in filling.form.sections:
        made.append(f"<h2>{section.heading}</h2>")
        made += [f"<p>{text}</p>" for text in filling.paragraphs(section.id)]
        if rows := filling.table(section.id):
            made.append(draw(rows))
    return "".join(made)


def page(content: str, style: str = NO_STYLE) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><style>{style}</style></head><body>{content}</body>".encode()
    )


def _figures(figure: Callable[[str], str], label: Callable[[str], str] = lambda text: text) -> Callable[[Rows], str]:
    """Draws tables whose figures, or labels, are written in some way."""
    return lambda rows: table(
        rows, lambda cell: figure(cell.text) if cell.is_figure else label(_plain(cell)) if cell.text else ""
    )


# ---------------------------------------------------------------- the kinds


def with_spans(filling: Filling) -> bytes:
    return page(body(filling))


def as_word_saves_it(filling: Filling) -> bytes:
    style = (
        "<!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {margin:0cm; font-size:10.5pt;} .gone{display:none} -->"
    )
    inside = _figures(
        lambda text: (
            f"<p class=MsoNormal align=center><span lang=EN-US>{text}<o:p></o:p></span></p>"
            "<!--[if !supportEmptyParas]>&nbsp;<![endif]-->"
        ),
        lambda text: (
            f"<p class=MsoNormal><span style='font-family:宋体'>{text}</span><span lang=EN-US><o:p></o:p></span></p>"
        ),
    )
    made = body(filling, inside).replace(
        "</table>", "<![if !supportMisalignedColumns]><tr height=0><td width=90></td></tr><![endif]></table>"
    )
    return page(made.replace("<td width=90></td>", ""), style)


def as_excel_saves_it(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        width = sum(cell.columns for cell in rows[0])
        measures = "".join("<td width=72 style='width:54pt'></td>" for _ in range(width))
        made = table(rows, lambda c: _plain(c), "border=0 cellpadding=0 style='border-collapse:collapse'")
        made = made.replace("<td", "<td class=xl65")
        return made.replace(
            "</table>",
            "<![if supportMisalignedColumns]><tr height=0 style='display:none'>" + measures + "</tr><![endif]></table>",
        )

    return page(
        body(filling, draw), "<!--table {mso-displayed-decimal-separator:'\\.';} .xl65 {mso-style-parent:style0;}-->"
    )


def with_line_breaks_and_blanks(filling: Filling) -> bytes:
    return page(body(filling, _figures(lambda text: f"&nbsp;{text}<br>&nbsp;", lambda text: f"<br>{text}&ensp;")))


def in_layout_tables(filling: Filling) -> bytes:
    facts = "<table><tr><td>索引号</td><td>0001-2024</td></tr><tr><td>发布机构</td><td>示例</td></tr></table>"
    menu = "<ul style='display: none'><li>二、主动公开政府信息情况</li><li>2022</li></ul>"
    return page(
        f"<table width=100%><tr><td colspan=2>{menu}{facts}</td></tr><tr><td>左栏</td><td>"
        f"<table><tr><td>{body(filling)}</td></tr></table></td></tr></table>"
    )


def with_struck_figures(filling: Filling) -> bytes:
    ways: tuple[str, ...] = ("<s>{}</s>", "<del>{}</del>", "<strike>{}</strike>", "<span class='a old'>{}</span>")
    ways += ("<span style='text-decoration: line-through red'>{}</span>", "<i><u><s>{}</u></s></i>")
    at = iter(range(100_000))

    def figure(text: str) -> str:
        number = next(at)
        old = ways[number % len(ways)].format(number % 7)
        return f"{old}{text}" if number % 2 else f"{text}{old}"

    return page(body(filling, _figures(figure)), ".old { color: red; TEXT-DECORATION : line-through !important }")


def with_inserted_figures(filling: Filling) -> bytes:
    return page(body(filling, _figures(lambda text: f"<del>9</del><ins cite=a>{text}</ins>")))


def with_notes(filling: Filling) -> bytes:
    raised = "<span style='vertical-align:super;font-size:8pt'>[2]</span>"
    return page(
        body(filling, _figures(lambda text: f"{text}<sup><a href=#n>1</a></sup>", lambda text: f"{text}{raised}"))
    )


def with_raised_units(filling: Filling) -> bytes:
    return page(body(filling, _figures(lambda text: f"<p>{text}<sub>件</sub></p>")))


def with_hidden_figures(filling: Filling) -> bytes:
    ways = (
        "<span style='display:none'>7</span>",
        "<span hidden>7</span>",
        "<b class=x>7</b>",
        "<em id=y1><span>7</span></em>",
        "<span style='font-size:0px'>7</span>",
        "<span style='visibility:hidden'>7</span>",
        "<script>7</script><template>7</template>",
    )
    at = iter(range(100_000))
    figure = _figures(lambda text: f"{ways[next(at) % len(ways)]}{text}{ways[next(at) % len(ways)]}")
    return page(
        body(filling, figure), "td .x, div > .z {display:none} #y1{display :none} @media print{td{display:none}}"
    )


def in_a_container_without_letters(filling: Filling) -> bytes:
    """A trick against gaps: the container's letters have no size, those of what is in it have one again."""
    style = ".row{font-size:0;visibility:hidden} .cell{font-size:14px;visibility:visible} p.cell span{font-size:1em}"
    made = body(filling, _figures(lambda text: f"<span>{text}</span>"))
    return page(f"<div class=row><div class='cell a'>{made}</div></div>", style)


def with_wrong_spans(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        wrong = [[cell._replace(columns=cell.columns + 1) for cell in rows[0]], *rows[1:]]
        return table(wrong)

    return page(body(filling, draw))


def with_spans_beyond_the_end(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        last = len(rows) - 1
        return table(
            [
                [c._replace(rows=c.rows + 9 if at + c.rows > last else c.rows) for c in row]
                for at, row in enumerate(rows)
            ]
        )

    return page(body(filling, draw))


def without_end_tags(filling: Filling) -> bytes:
    return page(
        re.sub(r"</(?:td|tr|p|h1|h2)>", "", body(filling, _figures(lambda text: f"<p>{text}", lambda t: f"<p>{t}")))
    )


def with_figures_in_pieces(filling: Filling) -> bytes:
    def figure(text: str) -> str:
        return "".join(f"<font color=black><span>{char}</span></font><!-- a -->" for char in text)

    return page(body(filling, _figures(figure, lambda text: f"\u200b{text}\ufeff")))


def with_groups_of_rows(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        made = table(rows, attributes="", cell="th")
        head, end, rest = made.removeprefix("<table >").removesuffix("</table>").partition("</tr>")
        columns = "<caption>表</caption><colgroup><col></colgroup>"
        return f"<table>{columns}<thead>{head}{end}</thead><tbody>{rest}</tbody></table>"

    return page(body(filling, draw))


def with_fields_to_fill(filling: Filling) -> bytes:
    return page(body(filling, _figures(lambda text: f"<input value='{text}'><input type=hidden value=8>")))


def with_empty_rows_and_columns(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        wider = [[*row, Cell("")] for row in rows]
        return table([[], *wider, [], [Cell("", 1, sum(cell.columns for cell in wider[0]))]])

    return page(body(filling, draw))


def in_one_file(filling: Filling) -> bytes:
    """As a browser or Word saves a page with its pictures (.mht), in GBK and quoted-printable."""
    content = page(body(filling)).decode().replace("charset=utf-8", "charset=gb2312").encode("gb18030")
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="==a"\r\n\r\n'
    part = "--==a\r\nContent-Location: a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    part += 'Content-Type: text/html; charset="gb2312"\r\n\r\n'
    end = "\r\n--==a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBOR\r\n--==a--\r\n"
    return (head + part).encode() + quopri.encodestring(content).replace(b"\n", b"\r\n") + end.encode()


KINDS: tuple[Callable[[Filling], bytes], ...] = (
    with_spans,
    as_word_saves_it,
    as_excel_saves_it,
    with_line_breaks_and_blanks,
    in_layout_tables,
    with_struck_figures,
    with_inserted_figures,
    with_notes,
    with_raised_units,
    with_hidden_figures,
    in_a_container_without_letters,
    with_wrong_spans,
    with_spans_beyond_the_end,
    without_end_tags,
    with_figures_in_pieces,
    with_groups_of_rows,
    with_fields_to_fill,
    with_empty_rows_and_columns,
    in_one_file,
)
