"""The readings that every renderer of the report is tried on: short, long, seven digits everywhere, hostile, draft."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

import fillings
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.reading import Paragraph, Reading

SENTENCE = (
    "本机关及时准确公开政府信息，全年公开各类信息{}条，网址为https://www.example.gov.cn/zwgk/nianbao/index.html，"
)
LONG_NAME = "示例市示例区住房和城乡建设与交通运输管理委员会"


def plain(form: Form, seed: int = 1) -> Reading:
    return fillings.reading(
        form, fillings.consistent(form, seed), year=year(form), published_on=f"{year(form) + 1}-01-25"
    )


def year(form: Form) -> int:
    return form.since + 2 if form.until is None else form.until


def long(form: Form, letters: int = 5000) -> Reading:
    """At least so many letters in every section that must be written, with headings and addresses among them."""
    paragraphs: list[Paragraph] = []
    while sum(len(paragraph.text) for paragraph in paragraphs) < letters:
        number = "一二三四五六七八九十"[len(paragraphs) // 3 % 10]
        sentences = "".join(SENTENCE.format(17 * each) for each in range(4)) + "已按期办结。"
        paragraphs += [
            Paragraph(f"（{number}）主动公开工作持续推进"),
            Paragraph(f"（{number}）机制建设。{sentences}"),
            Paragraph(sentences),
        ]
    base = fillings.reading(
        form,
        fillings.consistent(form, 2),
        organization=LONG_NAME,
        year=year(form),
        published_on=f"{year(form) + 1}年1月25日",
    )
    sections = {
        section.id: (*paragraphs, *base.sections[section.id][-1:]) if section.required else base.sections[section.id]
        for section in form.sections
    }
    opening = form.narrative.opening_section
    return replace(base, sections={**sections, opening: tuple(paragraphs)})  # no statement of the period


def wide(form: Form) -> Reading:
    """Seven digits in every cell, six decimals where there is money."""
    figures = {
        id: Decimal("1234567.123456") if figure.kind == "money" else Decimal(1234567)
        for id, figure in form.figures.items()
    }
    return fillings.reading(form, figures, year=year(form), published_on=f"{year(form) + 1}-01-25")


def hostile(form: Form) -> Reading:
    """Texts that are markup, control characters and code somewhere."""
    base = plain(form)
    texts = (
        '<script>alert("1")</script>&amp;<b>粗</b>',
        "]]></w:t>\x00\x0b\x1f控制字符\ufffe",
        "#panic() $x$ *强调* _下划_ \\ `代码` @引用 <标签> // 注释 /* */ [方括号] = 标题",
        "生僻字喆镕堃𠮷",
        "=HYPERLINK(1)",
    )
    required = [section.id for section in form.sections if section.required]
    return replace(base, sections={**base.sections, required[-1]: tuple(map(Paragraph, texts))})


def need_chinese_fonts() -> None:
    """Skips a test that makes a PDF where Typst or a Chinese font is missing; fails it in CI."""
    try:
        import typst

        missing = not any("CJK SC" in name or "Song" in name for name in typst.Fonts().families())
    except ImportError:
        missing = True
    if missing and os.environ.get("CI") == "true":
        pytest.fail("CI needs Typst and a Chinese font (fonts-noto-cjk)")
    if missing:
        pytest.skip("no Typst, or no Chinese font on this machine")
