"""A folder in; rows out for what the text of a report costs its check: 5,000 characters full of figures, and without.

The sentences are those that gouji offers for drafts, with the report's own figures, and between them such as every
report has; each paragraph is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmark_parts.clock import fastest
from benchmark_parts.peers import INFLATE
from benchmark_parts.row import Bar, Row, milliseconds, most
from fillings import consistent, reading
from gouji.check.file import check_path
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.form.tokens import filled
from gouji.frozen import replace
from gouji.reading.reading import Paragraph, Reading
from gouji.value import plain
from gouji.workbook import template

CHARACTERS = 5000
PLAIN = (
    "坚持以公开为常态，围绕群众关心的事项及时发布信息，完善制度，加强培训，把公开融入决策、执行、管理、服务各个环节。"
)
_AROUND = 6  # plain sentences after one with figures: a figure in 50 characters, as in a large city's report
_ON = "gouji（XlsxWriter）"


def rows(folder: Path, rounds: int) -> list[Row]:
    """One row for each kind of text, against inflating the same file."""
    form = load_all()[-1]
    base = reading(form, consistent(form, 1))
    texts = {
        f"检查一份，正文 {CHARACTERS:,} 字满是数字 ÷ 只解压": (_dense(form, base), most(11)),
        f"检查一份，正文 {CHARACTERS:,} 字没有数字 ÷ 只解压": (_plain(), most(8)),
    }
    folder.mkdir()
    return [_row(what, folder / f"{at}.xlsx", base, *each, rounds) for at, (what, each) in enumerate(texts.items())]


def _row(what: str, path: Path, base: Reading, text: Iterator[str], bar: Bar, rounds: int) -> Row:
    forms = load_all()
    overview = (*base.sections["overview"], *map(Paragraph, text))
    template.write(forms[-1], path, replace(base, sections={**base.sections, "overview": overview}))
    check, inflate = fastest([partial(check_path, path, forms), partial(INFLATE.run, path)], rounds)
    return Row(what, _ON, milliseconds(check), f"{INFLATE} {milliseconds(inflate)}", check / inflate, "倍", bar)


def _dense(form: Form, base: Reading) -> Iterator[str]:
    numbers = {figure_id: plain(number) for figure_id, number in base.numbers().items()}
    drafts = [re.sub(r"\{(?:change:[^}]*|year|organization)\}", "", each.text) for each in form.narrative.report.drafts]
    return _until_full(filled(form, text, numbers.get) + PLAIN * _AROUND for text in drafts)


def _plain() -> Iterator[str]:
    return _until_full([PLAIN * 3])


def _until_full(paragraphs: Iterator[str] | list[str]) -> Iterator[str]:
    """The paragraphs over and over, each time in other words: who says the same again is heard once."""
    some, length, at = list(paragraphs), 0, 0
    while length < CHARACTERS:
        text = f"{chr(0x4E00 + at)}、{some[at % len(some)]}"
        yield text
        length, at = length + len(text), at + 1
