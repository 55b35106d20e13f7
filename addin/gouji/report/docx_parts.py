"""Writes the parts of a Word document around its text: content types, relations, properties, footers, watermark."""

from __future__ import annotations

from xml.sax.saxutils import escape

from gouji.report import official
from gouji.report.document import Document
from gouji.report.docx_xml import HEAD, NAMESPACE, RELATIONS, attribute, paragraph, run

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PART_TYPES = {
    "word/document.xml": f"{_OFFICE}.document.main+xml",
    "word/styles.xml": f"{_OFFICE}.styles+xml",
    "word/settings.xml": f"{_OFFICE}.settings+xml",
    "word/fontTable.xml": f"{_OFFICE}.fontTable+xml",
    "word/footer1.xml": f"{_OFFICE}.footer+xml",
    "word/footer2.xml": f"{_OFFICE}.footer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_DRAFT_TYPES = {f"word/header{number}.xml": f"{_OFFICE}.header+xml" for number in (1, 2)}
_RELATED = {
    "styles": "styles.xml",
    "settings": "settings.xml",
    "fontTable": "fontTable.xml",
}
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{RELATIONS}/extended-properties" Target="docProps/app.xml"/></Relationships>'
)
APP_PROPERTIES = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>gouji</Application></Properties>"
)
SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{NAMESPACE}"><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:balanceSingleByteDoubleByteWidth/>'
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_VML = "urn:schemas-microsoft-com:vml"


def content_types(draft: bool) -> str:
    """Writes [Content_Types].xml."""
    types = _PART_TYPES | (_DRAFT_TYPES if draft else {})
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def document_relations(draft: bool) -> str:
    """Writes the relationships of the document's main part."""
    related = [(kind, target, f"rId{number}") for number, (kind, target) in enumerate(_RELATED.items(), 1)]
    related += [("footer", f"footer{number}.xml", f"footer{number}") for number in (1, 2)]
    related += [("header", f"header{number}.xml", f"header{number}") for number in (1, 2) if draft]
    inside = "".join(
        f'<Relationship Id="{relation_id}" Type="{RELATIONS}/{kind}" Target="{to}"/>'
        for kind, to, relation_id in related
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def core_properties(document: Document) -> str:
    """Writes the document's properties, without dates: the same report is the same file."""
    author = document.signature.organization if document.signature else ""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{escape(document.subject)}</dc:subject>"
        f"<dc:creator>{escape(author)}</dc:creator><cp:keywords>{escape(';'.join(document.keywords))}</cp:keywords>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def document_xml(body: str, draft: bool) -> str:
    """Writes the part of the text with its one section: the page of GB/T 9704-2012."""
    page, margins = official.PAGE, (official.TOP, official.RIGHT, official.BOTTOM, official.LEFT)
    across, down = (official.twips(official.points(each)) for each in page)
    top, right, bottom, left = (official.twips(official.points(each)) for each in margins)
    # The footer's line is about 6.4 mm high and the dashes stand in its middle.
    footer = official.twips(official.points(official.BOTTOM - official.DASH_BELOW - 3.2))
    header = official.twips(official.points(15))
    references = "".join(
        f'<w:{kind}Reference w:type="{pages}" r:id="{kind}{number}"/>'
        for kind in (["header", "footer"] if draft else ["footer"])
        for number, pages in ((1, "default"), (2, "even"))
    )
    return (
        f'{HEAD}<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"><w:body>{body}<w:sectPr>{references}'
        f'<w:pgSz w:w="{across}" w:h="{down}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" '
        f'w:left="{left}" w:header="{header}" w:footer="{footer}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{official.twips(official.PITCH)}"/></w:sectPr></w:body></w:document>'
    )


def footer(side: str) -> str:
    """Writes the footer `— 1 —` one character in from the outer edge: right on odd pages, left on even ones."""
    inner = official.twips(official.PAGE_NUMBER_IN * official.PAGE_NUMBER)
    place = f'<w:ind w:{side}Chars="{official.PAGE_NUMBER_IN * 100}" w:{side}="{inner}"/><w:jc w:val="{side}"/>'
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>{after}'
        for part, after in (
            ("begin", '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'),
            ("separate", run("1")),
            ("end", ""),
        )
    )
    line = paragraph("Footer", run("— ") + field + run(" —"), place)
    return f'{HEAD}<w:ftr xmlns:w="{NAMESPACE}">{line}</w:ftr>'


def watermark(text: str, number: int) -> str:
    """Writes a word across the page behind the text, as Word itself makes watermarks (VML; WPS and LibreOffice show
    it)."""
    high = 180
    shape = (
        f'<v:shape id="gouji-draft-{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{high * max(len(text), 1)}pt;height:{high}pt;'
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d0d0d0" stroked="f">'
        '<v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" '
        f"string={attribute(text)}/>"
        "</v:shape>"
    )
    kind = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    )
    line = paragraph("Footer", f"<w:r><w:pict>{kind}{shape}</w:pict></w:r>")
    return (
        f'{HEAD}<w:hdr xmlns:w="{NAMESPACE}" xmlns:v="{_VML}" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"{line}</w:hdr>"
    )
