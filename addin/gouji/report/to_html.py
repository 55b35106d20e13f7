"""Writes a Document as one self-contained web page: no script, nothing loaded, readable by people and screen readers.

`to_html` is a page of its own with a style sheet, `to_pasted_html` one for a website's editor, which keeps only
styles written at each element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from gouji.report import official
from gouji.report.document import Block, Document, Grid, Heading, Paragraph, Signature
from gouji.report.fonts import Font, fonts, latin
from gouji.report.html_table import table
from gouji.report.measure import has_long_word, width
from gouji.words import beside

say = beside(__file__)
_style = beside(__file__, "web.toml")  # `sheet`, the style sheet; `inline`, the styles of single elements


def to_html(document: Document) -> str:
    """Writes a web page with its own style sheet."""
    skip = f'<a class="skip" href="#main">{escape(say("web.skip"))}</a>'
    draft = f' data-draft="{escape(document.draft_mark)}"' if document.draft_mark else ""
    note = f'<p class="draft" role="note">{escape(document.draft_note)}</p>' if document.draft_note else ""
    title = "".join(f"<span>{escape(line)}</span>" for line in document.title_lines)
    preface = "".join(map(_paragraph, document.preface))
    return (
        f"{_head(document, _sheet(document))}<body{draft}>{skip}"
        f'<main id="main">{note}<h1>{title}</h1>{preface}{_sections(document.blocks)}'
        f"{_signature(document.signature)}</main></body></html>\n"
    )


def to_pasted_html(document: Document) -> str:
    """Writes the page for a website's editor: open it in a browser, select all, copy, and paste it there."""
    style = _style.of("inline")
    parts = [f'<h1 style="{style["h1"]}">{"<br>".join(map(escape, document.title_lines))}</h1>']
    if document.draft_note:
        parts.insert(0, f'<p style="{style["draft"]}">{escape(document.draft_note)}</p>')
    parts += [_pasted(block, style) for block in (*document.preface, *document.blocks)]
    if document.signature:
        parts += [
            f'<p style="{style["signature"]};padding-right:{inset:g}em">{escape(text)}</p>'
            for text, inset in _insets(document.signature)
        ]
    return f"{_head(document, '')}<body>{''.join(parts)}</body></html>\n"


def _head(document: Document, sheet: str) -> str:
    signature = document.signature
    facts = {
        "ArticleTitle": document.title,
        "PubDate": signature.iso_date if signature else "",
        "ContentSource": signature.organization if signature else "",
        "Keywords": ";".join(filter(None, document.keywords)),
        "Description": document.title,
    }
    meta = "".join(f'<meta name="{name}" content="{escape(fact)}">' for name, fact in facts.items() if fact)
    style = f"<style>{sheet}</style>" if sheet else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.title)}</title>{meta}{style}</head>"
    )


def _sheet(document: Document) -> str:
    """The style sheet, with the fonts and the numbers of the official page before it."""
    families = {role: _families(font) for role, font in fonts().items()}
    families["latin"] = ",".join(f'"{name}"' for name in latin())
    sizes = {
        "size": official.BODY,
        "pitch": official.PITCH,
        "tracking": official.TRACKING,
        "title-size": official.TITLE,
        "title-pitch": official.TITLE_PITCH,
    }
    variables = [f"--{name}:{value}" for name, value in families.items()]
    variables += [f"--{name}:{value:g}pt" for name, value in sizes.items()]
    margins = " ".join(f"{each:g}mm" for each in (official.TOP, official.RIGHT, official.BOTTOM, official.LEFT))
    number = f'"— " counter(page) " —";font:{official.PAGE_NUMBER:g}pt/1 {families["page"]};vertical-align:top'
    # The dash stands in the middle of a line one character high.
    below = official.DASH_BELOW - official.PAGE_NUMBER / 2 / official.POINTS_A_MM
    pages = "".join(
        f"@page :{side}{{@bottom-{side}{{content:{number};padding:{below:.2f}mm {official.PAGE_NUMBER:g}pt 0}}}}"
        for side in ("right", "left")
    )
    return f":root{{{';'.join(variables)}}}@page{{size:A4;margin:{margins}}}{pages}{_style.of('sheet')}"


def _families(font: Font) -> str:
    return ",".join([*(f'"{name}"' for name in font.names), font.generic])


def _sections(blocks: Iterable[Block]) -> str:
    """Each heading of the first level begins a section that it names."""
    parts: list[str] = []
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            parts.append("</section>" if number else "")
            number += 1
            parts.append(f'<section aria-labelledby="s{number}"><h2 id="s{number}">{escape(block.text)}</h2>')
        else:
            parts.append(_block(block))
    return "".join(parts) + ("</section>" if number else "")


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return _paragraph(block)
        case Grid():
            return table(block, None)


def _paragraph(block: Paragraph) -> str:
    lead = f'<span class="lead">{escape(block.lead)}</span>' if block.lead else ""
    ragged = ' class="ragged"' if has_long_word(block.text) else ""
    return f"<p{ragged}>{lead}{escape(block.text)}</p>"


def _pasted(block: Block, style: Mapping[str, str]) -> str:
    match block:
        case Heading():
            tag = f"h{block.level + 1}"
            return f'<{tag} style="{style[tag]}">{escape(block.text)}</{tag}>'
        case Paragraph():
            lead = f'<span style="{style["lead"]}">{escape(block.lead)}</span>' if block.lead else ""
            return f'<p style="{style["p"]}">{lead}{escape(block.text)}</p>'
        case Grid():
            return table(block, style)


def _signature(signature: Signature | None) -> str:
    if signature is None:
        return ""
    (name, of_name), (date, of_date) = _insets(signature)
    return (
        f'<div class="signature"><p style="padding-right:{of_name:g}em">{escape(name)}</p>'
        f'<p style="padding-right:{of_date:g}em"><time datetime="{signature.iso_date}">{escape(date)}</time></p></div>'
    )


def _insets(signature: Signature) -> tuple[tuple[str, float], tuple[str, float]]:
    of_name, of_date = official.signature_indents(width(signature.organization), width(signature.date))
    return (signature.organization, of_name), (signature.date, of_date)
