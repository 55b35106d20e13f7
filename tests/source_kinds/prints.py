"""PDFs as Typst and browsers print reports: with lines and without, indented and flush, over page breaks."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from source_kinds import pages
from source_kinds.filling import Cell, Filling, Rows

_SIGNS = frozenset("#$*_`@\\/<>[]=~\"-+'")
Inside = Callable[[Cell], str]


def _spelled(text: str) -> str:
    return "".join(f"\\{char}" if char in _SIGNS else char for char in text).replace("\n", " \\ ")


def _plain(cell: Cell) -> str:
    return _spelled(cell.text)


def _table(rows: Rows, stroke: str, repeats: bool, inside: Inside) -> str:
    width = sum(cell.columns for cell in rows[0])
    spelled = [
        ", ".join(f"table.cell(rowspan: {c.rows}, colspan: {c.columns})[{inside(c)}]" for c in row) for row in rows
    ]
    heads = next(at for at, row in enumerate(rows) if any(cell.is_figure for cell in row))
    head = ", ".join(spelled[:heads])
    head = f"table.header({head})" if repeats else head
    body = ", ".join(spelled[heads:])
    columns = "1fr, " * width
    return f"#table(columns: ({columns}), stroke: {stroke}, align: center + horizon, {head}, {body})"


def typeset(
    filling: Filling,
    stroke: str = "0.5pt",
    indent: str = "2em",
    repeats: bool = False,
    page: str = "",
    inside: Inside = _plain,
    size: str = "8pt",
) -> bytes:
    import typst  # not everywhere

    made = f'#set page(paper: "a4", margin: 2cm{page})\n'
    made += '#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: 10.5pt, lang: "zh")\n'
    made += f"#set par(justify: true, first-line-indent: (amount: {indent}, all: true))\n"
    made += f"#align(center, text(size: 18pt)[{_spelled(filling.title)}])\n\n"
    for section in filling.form.sections:
        made += f'#block(text(weight: "bold")[{_spelled(section.heading)}])\n\n'
        made += "".join(f"{_spelled(text)}\n\n" for text in filling.paragraphs(section.id))
        if rows := filling.table(section.id):
            table = _table(rows, stroke, repeats and len(rows) > 20, inside)
            made += f"#text(size: {size})[#set par(first-line-indent: 0em, justify: false)\n{table}]\n\n"
    return bytes(typst.compile(made.encode()))


def with_lines(filling: Filling) -> bytes:
    return typeset(filling)


def with_lines_and_no_indents(filling: Filling) -> bytes:
    return typeset(filling, indent="0em")


def with_heads_on_every_page(filling: Filling) -> bytes:
    return typeset(filling, repeats=True)


def across(filling: Filling) -> bytes:
    return typeset(filling, page=", flipped: true")


def with_headers_and_footers(filling: Filling) -> bytes:
    return typeset(filling, page=', numbering: "1 / 1", header: [示例市档案服务局政府信息公开年报]')


def with_a_watermark(filling: Filling) -> bytes:
    return typeset(filling, page=", background: rotate(45deg, text(size: 90pt, fill: silver)[内部 2023])")


def with_notes_and_struck_figures(filling: Filling) -> bytes:
    def inside(cell: Cell) -> str:
        return f"#strike[7]{cell.text}#super[1]" if cell.is_figure else _spelled(cell.text)

    return typeset(filling, inside=inside)


def without_lines(filling: Filling) -> bytes:
    return typeset(filling, stroke="none")


def without_lines_and_indents(filling: Filling) -> bytes:
    return typeset(filling, stroke="none", indent="0em")


def turned(filling: Filling) -> bytes:
    """Pages that lie on their side and are shown upright."""
    document = pypdfium2.PdfDocument(typeset(filling))
    for page in document:
        width, height = page.get_size()
        matrix = pdfium.FS_MATRIX(0, 1, -1, 0, height, 0)
        pdfium.FPDFPage_TransFormWithClip(page, matrix, pdfium.FS_RECTF(0, width, height, 0))
        page.set_mediabox(0, 0, height, width)
        page.set_cropbox(0, 0, height, width)
        page.set_rotation(90)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


TYPESET: tuple[Callable[[Filling], bytes], ...] = (
    with_lines,
    with_lines_and_no_indents,
    with_heads_on_every_page,
    across,
    with_headers_and_footers,
    with_a_watermark,
    with_notes_and_struck_figures,
    without_lines,
    without_lines_and_indents,
    turned,
)

_STYLE = (
    "td,th{font-size:11px;text-align:center} h2{font-size:16px} p{text-indent:2em} table{width:100%;border-collapse:"
)


def _by_browser(page: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "a.html").write_bytes(page)
        program = shutil.which("chromium") or "chromium"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        flags += ["--disable-background-networking", f"--user-data-dir={place / 'profile'}"]
        command = [program, *flags, f"--print-to-pdf={place / 'a.pdf'}", (place / "a.html").as_uri()]
        subprocess.run(command, capture_output=True, timeout=120, check=True)
        return (place / "a.pdf").read_bytes()


def a_page_with_headings_as_large_as_its_text(filling: Filling) -> bytes:
    """Nothing but its place tells a heading from a line that goes on with the paragraph."""
    style = _STYLE + "collapse} h2,p{font-size:16px;font-weight:normal;margin:0}"
    return _by_browser(pages.page(pages.body(filling), style))


def a_page_without_lines(filling: Filling) -> bytes:
    return _by_browser(
        pages.page(pages.body(filling, lambda rows: pages.table(rows, attributes="")), _STYLE + "separate}")
    )


BY_BROWSER: tuple[Callable[[Filling], bytes], ...] = (a_page_with_headings_as_large_as_its_text, a_page_without_lines)
