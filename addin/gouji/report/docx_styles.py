"""Writes styles.xml and fontTable.xml from the fonts of fonts.toml and the measures of GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.report import official
from gouji.report.docx_xml import HEAD, NAMESPACE, attribute
from gouji.report.fonts import Font, fonts, latin

_PANOSE = {
    "仿宋": "02010609060101010101",
    "仿宋_GB2312": "02010609030101010101",
    "楷体": "02010609060101010101",
    "楷体_GB2312": "02010609030101010101",
    "黑体": "02010609060101010101",
    "宋体": "02010600030101010101",
    "方正小标宋简体": "03000509000000000000",
}


def styles(gb2312: bool) -> str:
    """Writes styles.xml. gb2312: with the names 仿宋_GB2312 and 楷体_GB2312."""
    named = {role: font.gb2312 if gb2312 else font.name for role, font in fonts().items()}
    body, plain = named["body"], latin()[0]
    return (
        f'{HEAD}<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault>'
        f'<w:rPr>{_fonts(body, plain)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        f"</w:rPrDefault><w:pPrDefault/></w:docDefaults>{_paragraphs(named, plain)}{_DEFAULT_CHARACTER}"
        '<w:style w:type="character" w:customStyle="1" w:styleId="Lead"><w:name w:val="Lead"/>'
        f"<w:rPr>{_fonts(named['heading'], plain)}</w:rPr></w:style>{_DEFAULT_TABLE}</w:styles>"
    )


def _paragraphs(named: Mapping[str, str], plain: str) -> str:
    """The paragraph styles. named: the font of each role; plain: that of Latin letters in the text."""
    body, section, heading, title, page = (named[role] for role in ("body", "section", "heading", "title", "page"))
    first = f'<w:ind w:firstLineChars="{official.FIRST_LINE * 100}" w:firstLine="{_first_line()}"/>'
    no_grid = '<w:snapToGrid w:val="0"/>'
    normal = f"{_TYPOGRAPHY}{_spacing(official.PITCH)}{_ALIGN_BOTH}"
    of_title = f"{_KEEP}{no_grid}{_spacing(official.TITLE_PITCH)}{_CENTER}"
    level = f'{_KEEP}{first}<w:outlineLvl w:val="{{}}"/>'
    return "".join(
        (
            _style("Normal", "Normal", "", normal, _run(body, plain, official.BODY, official.TRACKING), default=True),
            _style("BodyText", "Body Text", "Normal", first, ""),
            _style("Title", "Title", "Normal", of_title, _run(title, title, official.TITLE, 0)),
            _style("Heading1", "heading 1", "Normal", level.format(0), _run(section, section, official.BODY)),
            _style("Heading2", "heading 2", "Normal", level.format(1), _run(heading, plain, official.BODY)),
            _style("Signature", "Signature", "Normal", '<w:jc w:val="right"/>', ""),
            _style("TableText", "Table Text", "", f"{no_grid}{_CENTER}", _run(body, plain, official.BODY)),
            _style("Footer", "footer", "", no_grid, _run(page, page, official.PAGE_NUMBER)),
        )
    )


def font_table(gb2312: bool) -> str:
    """Writes fontTable.xml: every East-Asian font with the names of what may stand in for it."""
    entries = {(font.gb2312 if gb2312 else font.name): font for font in fonts().values()}
    inside = "".join(_font(name, font) for name, font in entries.items())
    inside += (
        f'<w:font w:name="{latin()[0]}"><w:altName w:val="{latin()[1]}"/><w:panose1 w:val="02020603050405020304"/>'
        '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return f'{HEAD}<w:fonts xmlns:w="{NAMESPACE}">{inside}</w:fonts>'


_DEFAULT_CHARACTER = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
)
_DEFAULT_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
_KEEP = "<w:keepNext/><w:keepLines/>"
# Kinsoku and hanging punctuation on; a long address breaks anywhere instead of leaving the line before it torn.
_TYPOGRAPHY = (
    '<w:widowControl w:val="0"/><w:kinsoku/><w:wordWrap w:val="0"/><w:overflowPunct/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
)
_ALIGN_BOTH = '<w:jc w:val="both"/>'
_CENTER = '<w:jc w:val="center"/>'


def _first_line() -> int:
    return official.twips(official.FIRST_LINE * (official.BODY + official.TRACKING))


def _spacing(pitch: float) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{official.twips(pitch)}" w:lineRule="exact"/>'


def _fonts(east_asian: str, plain: str) -> str:
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{plain}" w:hAnsi="{plain}" w:eastAsia="{east_asian}" w:cs="{plain}"/>'


def _run(east_asian: str, plain: str, size: float, tracking: float | None = None) -> str:
    spaced = "" if tracking is None else f'<w:spacing w:val="{official.twips(tracking)}"/>'
    half_points = round(size * 2)
    return (
        f'{_fonts(east_asian, plain)}<w:b w:val="0"/><w:color w:val="000000"/>{spaced}<w:kern w:val="0"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


def _style(style_id: str, name: str, base: str, paragraph: str, letters: str, default: bool = False) -> str:
    mark = ' w:default="1"' if default else ""
    custom = ' w:customStyle="1"' if style_id == "TableText" else ""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    properties = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return (
        f'<w:style w:type="paragraph"{mark}{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>{properties}</w:style>"
    )


def _font(name: str, font: Font) -> str:
    # An alternative name is one string of at most 255 characters in some versions of Word; the best stand first.
    others = ",".join(other for other in font.names if other != name)
    return (
        f"<w:font w:name={attribute(name)}><w:altName w:val={attribute(others[:250].rpartition(',')[0])}/>"
        f'<w:panose1 w:val="{_PANOSE[name]}"/><w:charset w:val="86"/><w:family w:val="{font.family}"/>'
        f'<w:pitch w:val="fixed"/></w:font>'
    )
