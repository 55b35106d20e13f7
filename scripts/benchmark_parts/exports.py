"""Rounds in; rows out for the exports of one long report, from a Reading to bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import samples
from benchmark_parts.clock import fastest
from benchmark_parts.row import CEILING, Row, milliseconds, most
from gouji.form.family import newest
from gouji.form.load import load_all
from gouji.reading.record import to_json
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html

ON = "每部分 5000 字的报告"


def rows(rounds: int) -> list[Row]:
    form = newest(load_all())
    reading = samples.long(form)
    document = compose(form, reading)
    sides: list[Callable[[], object]] = [
        partial(to_docx, document),
        partial(to_html, document),
        partial(to_json, reading, form),
    ]
    what, unit, bar = "导出全部四种", "毫秒", most(2000)
    if find_spec("typst") is None:
        word, page, record = fastest(sides, rounds)
        whole = Row(what, ON, "PDF 没有测：没有安装 typst", CEILING, None, unit, bar)
    else:
        from gouji.report.to_pdf import to_pdf  # needs the extra pdf

        word, page, record, pdf = fastest([*sides, partial(to_pdf, document)], rounds)
        spans = {"Word": word, "网页": page, "PDF": pdf, "JSON": record}
        detail = "，".join(f"{name} {span * 1e3:.0f}" for name, span in spans.items()) + " 毫秒"
        whole = Row(what, ON, detail, CEILING, sum(spans.values()) * 1e3, unit, bar)
    return [Row("导出 Word", ON, milliseconds(word), CEILING, word * 1e3, unit, most(300)), whole]
