"""Word files as Word, WPS and content systems write them, each spelled in a few lines of WordprocessingML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape

from source_kinds import pages
from source_kinds.filling import Cell, Filling, Rows

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WIDTH = 9600  # of a table, in twentieths of a point
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "<w:tblBorders>" + "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES) + "</w:tblBorders>"
Inside = Callable[[Cell], str]
_SMALL = '<w:sz w:val="15"/>'  # so that no figure is wrapped
NONE: Mapping[str, str] = {}


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}{_SMALL}</w:rPr><w:t xml:space='preserve'>{escape(text)}</w:t></w:r>"


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def _plain(cell: Cell) -> str:
    return "".join(paragraph(run(line)) for line in cell.text.split("\n"))


def table(rows: Rows, inside: Inside = _plain) -> str:
    """Merges down are cells that say that they go on."""
    made = []
    open_below: dict[int, tuple[int, int]] = {}  # column → rows left, columns
    for row in rows:
        cells, column, left = [], 0, list(row)
        while left or column in open_below:
            if column in open_below:
                rest, columns = open_below.pop(column)
                cells.append(cell(paragraph(""), columns, "<w:vMerge/>"))
                if rest > 1:
                    open_below[column] = rest - 1, columns
                column += columns
                continue
            each = left.pop(0)
            merge = '<w:vMerge w:val="restart"/>' if each.rows > 1 else ""
            cells.append(cell(inside(each), each.columns, merge))
            if each.rows > 1:
                open_below[column] = each.rows - 1, each.columns
            column += each.columns
        made.append(f"<w:tr>{''.join(cells)}</w:tr>")
    width = sum(each.columns for each in rows[0])
    grid = f'<w:gridCol w:w="{_WIDTH // width}"/>' * width
    return f"<w:tbl><w:tblPr>{BORDERS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def cell(inside: str, columns: int = 1, properties: str = "") -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}{properties}</w:tcPr>{inside}</w:tc>"


def _heading(text: str) -> str:
    return paragraph(run(text))


def body(filling: Filling, draw: Callable[[Rows], str] = table, heading: Callable[[str], str] = _heading) -> str:
    made = [paragraph(run(filling.title))]
    for section in filling.form.sections:
        made.append(heading(section.heading))
        made += [paragraph(run(text)) for text in filling.paragraphs(section.id)]
        if rows := filling.table(section.id):
            made.append(draw(rows) + paragraph(""))
    return "".join(made)


def package(content: str, parts: Mapping[str, str] = NONE, main: str = "word/document.xml") -> bytes:
    """parts: further ones by name; `styles` and `numbering` without their root."""
    buffer = io.BytesIO()
    related = "".join(
        f'<Relationship Id="{name.partition(".")[0]}" Type="{_R}/{kind}" Target="{name}"/>'
        for name, kind in ((name, name.partition(".")[0]) for name in parts)
    )
    folder, _, name = main.rpartition("/")
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types([main, *(f"{folder}/{part}" for part in parts)]))
        archive.writestr(
            "_rels/.rels", _relations(f'<Relationship Id="a" Type="{_R}/officeDocument" Target="{main}"/>')
        )
        archive.writestr(f"{folder}/_rels/{name}.rels", _relations(related))
        archive.writestr(main, f"<w:document {_SPACES}><w:body>{content}</w:body></w:document>")
        for name, part in parts.items():
            root = name.partition(".")[0]
            inside = f"<w:{root} {_SPACES}>{part}</w:{root}>" if root in ("styles", "numbering") else part
            archive.writestr(f"{folder}/{name}", inside)
    return buffer.getvalue()


_KINDS = {"document": "document.main", "styles": "styles", "numbering": "numbering"}


def _types(parts: list[str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    said = ""
    for name in parts:
        stem, _, ending = name.rpartition("/")[2].partition(".")
        if ending == "xml":
            said += f'<Override PartName="/{name}" ContentType="{kind}.{_KINDS[stem.rstrip("2")]}+xml"/>'
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="htm" ContentType="text/html"/>{said}</Types>'
    )


def _relations(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _figures(figure: Callable[[str], str]) -> Callable[[Rows], str]:
    """Draws tables whose figures are spelled in some way."""
    return lambda rows: table(rows, lambda each: paragraph(figure(each.text)) if each.is_figure else _plain(each))


# ---------------------------------------------------------------- the kinds


def with_merges(filling: Filling) -> bytes:
    return package(body(filling))


def with_room_in_rows(filling: Filling) -> bytes:
    """Rows that begin and end a column further in than the first."""

    def draw(rows: Rows) -> str:
        made = table(rows)
        width = sum(each.columns for each in rows[0])
        wide = f"<w:tr>{cell(paragraph(''), width + 2)}</w:tr>"
        more = '<w:gridCol w:w="300"/>' * 2
        room = '<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>'
        return made.replace("<w:tr>", room).replace("</w:tblGrid>", f"{more}</w:tblGrid>{wide}")

    return package(body(filling, draw))


def with_old_merges(filling: Filling) -> bytes:
    """Merges across as old programs spell them: each column a cell, and all but the first say that they go on."""

    def draw(rows: Rows) -> str:
        def split(match: re.Match[str]) -> str:
            goes_on = '<w:tc><w:tcPr><w:hMerge w:val="continue"/></w:tcPr><w:p/></w:tc>' * (int(match[1]) - 1)
            return f'<w:tc><w:tcPr><w:hMerge w:val="restart"/>{match[2]}</w:tc>{goes_on}'

        return re.sub(r'<w:tc><w:tcPr><w:gridSpan w:val="(\d+)"/>(.*?)</w:tc>', split, table(rows))

    return package(body(filling, draw))


def with_struck_figures(filling: Filling) -> bytes:
    ways = ("<w:strike/>", '<w:dstrike w:val="1"/>', '<w:rStyle w:val="Old"/>')
    at = iter(range(100_000))

    def figure(text: str) -> str:
        old, new = run("7", ways[next(at) % 3]), run(text, '<w:rStyle w:val="Old"/><w:strike w:val="0"/>')
        return new + old if next(at) % 2 else old + run(text)

    style = '<w:style w:type="character" w:styleId="Base"><w:name w:val="b"/><w:rPr><w:strike/></w:rPr></w:style>'
    style += '<w:style w:type="character" w:styleId="Old"><w:name w:val="o"/><w:basedOn w:val="Base"/></w:style>'
    return package(body(filling, _figures(figure)), {"styles.xml": style})


def with_hidden_figures(filling: Filling) -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="g"/><w:rPr><w:vanish/></w:rPr></w:style>'
    gone = paragraph(run("8"), '<w:pStyle w:val="Gone"/>')

    def inside(each: Cell) -> str:
        if not each.is_figure:
            return _plain(each)
        return gone + paragraph(run(each.text, '<w:vanish w:val="false"/>') + run("9", "<w:vanish/>"))

    return package(body(filling, lambda rows: table(rows, inside)), {"styles.xml": style})


def with_tracked_changes(filling: Filling) -> bytes:
    deleted = '<w:del w:id="1"><w:r><w:delText>7</w:delText></w:r></w:del>'
    before = "<w:rPrChange w:id='2'><w:rPr><w:strike/></w:rPr></w:rPrChange>"
    return package(body(filling, _figures(lambda text: f'{deleted}<w:ins w:id="3">{run(text, before)}</w:ins>')))


def with_a_deleted_row(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        width = sum(each.columns for each in rows[0])
        gone = f'<w:tr><w:trPr><w:del w:id="4"/></w:trPr>{cell(paragraph(run("规章")))}'
        gone += "".join(cell(paragraph(run("7"))) for _ in range(width - 1)) + "</w:tr>"
        hidden = gone.replace('<w:del w:id="4"/>', "<w:hidden/>")
        made = table(rows)
        return f"{made.removesuffix('</w:tbl>')}{gone}{hidden}</w:tbl>"

    return package(body(filling, draw))


def with_moved_figures(filling: Filling) -> bytes:
    def figure(text: str) -> str:
        return f'<w:moveFrom w:id="5">{run("6")}</w:moveFrom><w:moveTo w:id="6">{run(text)}</w:moveTo>'

    return package(body(filling, _figures(figure)))


def with_notes(filling: Filling) -> bytes:
    raised = run("1", '<w:vertAlign w:val="superscript"/>') + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return package(body(filling, _figures(lambda text: run(text) + raised)))


def with_headings_that_word_numbers(filling: Filling) -> bytes:
    style = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    )
    levels += '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    levels += '<w:lvlText w:val="（%2）"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    lists += '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'

    def heading(text: str) -> str:
        return paragraph(run(text.partition("、")[2]), '<w:pStyle w:val="1"/>')

    second = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
    made = re.sub(
        rf"<w:p><w:pPr></w:pPr>(<w:r><w:rPr>{_SMALL}</w:rPr><w:t xml:space='preserve'>)（一）",
        rf"<w:p><w:pPr>{second}</w:pPr>\1",
        body(filling, heading=heading).replace("（一）予以", "@予以").replace("第（一）", "第@"),
    )
    return package(
        made.replace("@予以", "（一）予以").replace("第@", "第（一）"), {"styles.xml": style, "numbering.xml": lists}
    )


def with_labels_that_word_numbers(filling: Filling) -> bytes:
    """The numbers of the smallest labels are Word's; a figure that stands in such a list stays what it is."""
    lists = '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    lists += '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    lists += "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
        for at in range(1, 40)
    )
    of = [0]

    def inside(each: Cell) -> str:
        number = re.match(r"(\d)\.", each.text)
        if each.is_figure or number is None:
            return _plain(each)
        of[0] += number[1] == "1"
        properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{of[0]}"/></w:numPr>'
        return paragraph(run(each.text[2:]), properties)

    return package(body(filling, lambda rows: table(rows, inside)), {"numbering.xml": lists})


def in_text_boxes(filling: Filling) -> bytes:
    """The title in a box that older programs have again, and a box beside the text."""
    title = run(filling.title)
    box = f"<w:txbxContent>{paragraph(title)}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    made = body(filling)
    assert title in made
    return package(made.replace(title, both, 1))


def in_content_controls(filling: Filling) -> bytes:
    def draw(rows: Rows) -> str:
        made = table(rows).replace("<w:tc>", "<w:sdt><w:sdtPr><w:rPr><w:strike/></w:rPr></w:sdtPr><w:sdtContent><w:tc>")
        return made.replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>")

    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("单击输入文字") + "</w:sdtContent></w:sdt>"
    )
    return package(body(filling, draw) + f"<w:p>{prompt}</w:p>")


def with_fields_and_links(filling: Filling) -> bytes:
    def figure(text: str) -> str:
        begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
        code = "<w:r><w:instrText> MERGEFIELD a7 </w:instrText></w:r>"
        half = (len(text) + 1) // 2
        smart = f'<w:smartTag w:element="chmetcnv"><w:hyperlink r:id="x">{run(text[half:])}</w:hyperlink></w:smartTag>'
        return f"{begin}{code}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run(text[:half])}{end}{smart}"

    return package(body(filling, _figures(figure)))


def in_a_layout_table(filling: Filling) -> bytes:
    return package(f"<w:tbl><w:tr>{cell(body(filling))}</w:tr></w:tbl>")


def with_its_text_in_another_part(filling: Filling) -> bytes:
    return package(body(filling), main="word/document2.xml")


def with_a_page_inside(filling: Filling) -> bytes:
    """As content systems make a Word file of a page: the page is a part of it."""
    chunk = "aFChunk.htm"
    return package('<w:altChunk r:id="aFChunk"/>', {chunk: pages.with_spans(filling).decode()})


KINDS: tuple[Callable[[Filling], bytes], ...] = (
    with_merges,
    with_room_in_rows,
    with_old_merges,
    with_struck_figures,
    with_hidden_figures,
    with_tracked_changes,
    with_a_deleted_row,
    with_moved_figures,
    with_notes,
    with_headings_that_word_numbers,
    with_labels_that_word_numbers,
    in_text_boxes,
    in_content_controls,
    with_fields_and_links,
    in_a_layout_table,
    with_its_text_in_another_part,
    with_a_page_inside,
)
