"""Writes the small pieces of WordprocessingML around a text: runs, paragraphs, indents."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from gouji.report import official

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def attribute(text: str) -> str:
    """Gives a text as a quoted attribute value."""
    return quoteattr(text)


def run(text: str, style: str = "", properties: str = "") -> str:
    """Writes one run; a line feed becomes a line break. Chinese quotes and dashes take the East-Asian font by the
    styles' hint."""
    if not text:
        return ""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    inside = f"<w:rPr>{named}{properties}</w:rPr>" if named or properties else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{inside}{lines}</w:r>"


def paragraph(style: str, runs: str, properties: str = "", keep: bool = False) -> str:
    """Writes a paragraph. keep: on one page with the next paragraph. properties: what follows keepNext in CT_PPr's
    order."""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{properties}</w:pPr>{runs}</w:p>'


def indent(characters: float) -> str:
    """Writes an indent from the right, in characters of the body's size."""
    points = characters * (official.BODY + official.TRACKING)
    return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{official.twips(points)}"/>'
