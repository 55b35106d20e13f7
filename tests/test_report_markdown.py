"""The report as Markdown: what renderers show of it is what was written, and other people's Markdown is read."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import samples
from gouji.form.form import Form
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.reading.block import Line
from gouji.reading.printed import markdown
from gouji.report.compose import compose
from gouji.report.document import Document, Heading, Paragraph
from gouji.report.to_markdown import to_markdown

FORMS = load_all()
FORM = load("2021")
COMMON, GITHUB = MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False, "html": True})
every_renderer = pytest.mark.parametrize("renderer", [COMMON, GITHUB], ids=["CommonMark", "GitHub"])

# No %: markdown-it shows what the %41 of an address stands for.
SIGNS = "\\`*_{}[]()#+-.!|<>&~$^=:;\"'/@,?1 23aZ甲乙。，（）"
WORDS = ("https://www.cn/a_b/_c_?d=1&amp=2", "http://a.cn/&copy;", "<b>", "&lt;", "**甲。**乙", "1. ", "    ")
TEXTS = (
    st.lists(st.one_of(st.text(st.sampled_from(SIGNS), max_size=12), st.sampled_from(WORDS)), min_size=1, max_size=6)
    .map(lambda pieces: " ".join("".join(pieces).split()))
    .filter(bool)
)


def document(*blocks: Heading | Paragraph) -> Document:
    return Document("示例局年度报告", ("示例局年度报告",), "", (), (), blocks, None, "", "")


class _Shown(HTMLParser):
    """The text of each heading and paragraph of a page, and the other elements in it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.others: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p" or re.fullmatch("h[1-6]", tag):
            self.texts.append("")
        elif tag != "a":
            self.others.append(tag)

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


@every_renderer
@given(text=TEXTS)
@example(text="---")
@example(text="1) 甲")
@example(text="(a) 甲")
@example(text="- - -")
@example(text="甲 #")
@example(text="\\")
@example(text="==甲==")
@example(text="=")
@example(text=": 甲")
@example(text="|甲|乙|")
def test_a_text_is_shown_and_read_back_to_the_letter_whatever_signs_it_holds(renderer: MarkdownIt, text: str) -> None:
    made = to_markdown(document(Heading(2, text), Paragraph("", text), Paragraph("（一）甲。", text)))
    shown = _Shown(renderer.render(made))
    expected = ["示例局年度报告", text, text, f"（一）甲。{text}"]
    assert [each.rstrip("\n") for each in shown.texts] == expected
    assert shown.others == []
    assert (items(made), markdown.blocks(made)[1]) == (expected, False)


@every_renderer
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_tables_are_shown_with_their_merged_heads(renderer: MarkdownIt, form: Form) -> None:
    page = renderer.render(to_markdown(compose(form, samples.plain(form), draft=True)))
    assert page.startswith("<blockquote>\n<p>草稿：")
    assert page.count("<table>") == page.count("</table>") == len(form.tables)
    for table in form.tables:
        for label in table.labels:
            spans = (f' rowspan="{label.rows}"' if label.rows > 1 else "") + (
                f' colspan="{label.columns}"' if label.columns > 1 else ""
            )
            words = label.text.replace("\n", "")
            heads = re.findall(rf"<th{spans}(?: align=\"left\")?>(.*?)</th>", page)
            assert not words or words in [unescape(head.replace("<br>", "")) for head in heads]


# ---------------------------------------------------------------- Markdown of others


def items(text: str) -> list[object]:
    """Paragraphs, and rows as tuples of cells."""
    found: list[object] = []
    for block in markdown.blocks(text)[0]:
        found += [block.text] if isinstance(block, Line) else [tuple(cell.text for cell in row) for row in block.rows]
    return found


def test_markdown_as_others_write_it_is_read_without_its_signs() -> None:
    text = (
        "# url: https://www.example.gov.cn/\n---\ntitle: 年报\n---\n\n"
        "# 示例局2023年政府信息公开工作年度报告 #\r\n\r\n"
        "<p align='center'>发布日期：2024-01-30</p>\n\n"
        "一、总体情况\n===\n\n"
        "**（一）**甲\\*乙&nbsp;丙<span>丁</span>\\\n* 戊\n1. 己\n> 庚 <https://a.cn/_b_> <c@d.cn>\n---\n"
        "```\n辛\n```\n\n"
        "| 规章 | 1<br>2 | \\|3 |\n|:---|---:|---|\n| 甲 | | 4 |\n\n"
        '[子](http://a.cn/ "丑")和![寅](b.png)\n\n表头\t1\t2\n\n'
        "<table>\n<tr><td>a\\*</td>\n\n<td>5</td></tr>\n<tr><td>b</td><td>6</td></tr></table>\n\n尾"
    )
    assert items(text) == [
        "示例局2023年政府信息公开工作年度报告",
        "发布日期：2024-01-30",
        "一、总体情况",
        "（一）甲*乙\xa0丙丁",
        "戊",
        "1. 己",
        "庚 https://a.cn/_b_ c@d.cn",
        "辛",
        ("规章", "1 2", "|3"),
        ("甲", "", "4"),
        "子和寅",
        ("表头", "1", "2"),
        ("a\\*", "5"),
        ("b", "6"),
        "尾",
    ]


def test_lines_below_each_other_may_be_one_paragraph_and_blank_lines_part_them() -> None:
    assert markdown.blocks("# 甲\n乙\n丙\n")[1]
    assert not markdown.blocks("# 甲\n\n乙\n\n丙\n- 丁\n- 戊\n")[1]


def test_plain_text_with_a_sign_of_markdown_inside_stays_plain_text() -> None:
    text = "示例局2023年政府信息公开工作年度报告\n一、总体情况\n使用C\\#和_下划线_。\n## 二、主动公开政府信息情况\n"
    assert [each.text for each in source.read_bytes(text.encode(), FORMS).sections["overview"]] == [
        "使用C#和_下划线_。"
    ]
