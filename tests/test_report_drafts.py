"""Sentences that are offered from the tables: every year-on-year case, blanks left out, marked, in drafts only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import fillings
from gouji.check.run import check
from gouji.errors import FormError
from gouji.form.form import Draft, Form
from gouji.form.load import load, load_all, load_folder
from gouji.frozen import replace
from gouji.report.drafts import compared, sentences, suggest

FORMS = load_all()
RECEIVED = "applications.new_received.total"


@pytest.mark.parametrize(
    ("value", "before", "clause"),
    [
        ("50", "0", "（上年为0，由零增至50件）"),
        ("0", "50", "（上年为50件，减至零）"),
        ("0", "0", "（上年也是0）"),
        ("7", "7", "（与上年持平）"),
        ("12", "8", "（比上年增加4件，增长50%）"),
        ("2", "3", "（比上年减少1件，下降33.3%）"),
        ("2001", "2000", "（比上年增加1件，增长0.1%）"),
        ("1.5", "1.2", "（比上年增加0.3件，增长25%）"),
    ],
)
def test_a_figure_is_compared_with_last_years(value: str, before: str, clause: str) -> None:
    assert compared(Decimal(value), Decimal(before), "件") == clause


def with_drafts(form: Form, *texts: str) -> Form:
    report = replace(form.narrative.report, drafts=tuple(Draft("overview", text) for text in texts))
    return replace(form, narrative=replace(form.narrative, report=report))


def test_a_sentence_states_its_figures_and_compares_where_there_is_a_last_year() -> None:
    form = with_drafts(load("2021"), "{year}年{organization}收到{" + RECEIVED + "}件{change:" + RECEIVED + "}。")
    this = fillings.reading(form, fillings.zeros(form) | {RECEIVED: Decimal(6)})
    last = fillings.reading(form, fillings.zeros(form) | {RECEIVED: Decimal(4)})
    assert sentences(form, this) == {"overview": ("2023年示例市档案服务局收到6件。",)}
    assert sentences(form, this, last) == {"overview": ("2023年示例市档案服务局收到6件（比上年增加2件，增长50%）。",)}


def test_a_sentence_with_a_blank_figure_is_left_out() -> None:
    form = with_drafts(load("2021"), "收到{" + RECEIVED + "}件。", "新制作的另说。")
    reading = fillings.reading(form, fillings.zeros(form) | {RECEIVED: None})
    assert sentences(form, reading) == {"overview": ("新制作的另说。",)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_offered_sentences_stand_marked_after_what_is_written_and_are_no_fault(form: Form) -> None:
    reading = fillings.reading(form, fillings.consistent(form, 3))
    offered = suggest(form, reading)
    added = offered.sections["overview"][len(reading.sections["overview"]) :]
    assert len(added) == len(form.narrative.report.drafts) > 0
    assert all(each.text.startswith("【拟写，请核对】") and "{" not in each.text for each in added)
    assert offered.sections["problems"] == reading.sections["problems"]
    assert check(form, FORMS, offered) == check(form, FORMS, reading)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ('section = "nowhere"\ntext = "无"', "没有部分 'nowhere'"),
        ('section = "overview"\ntext = "{nothing.at.all}"', "不认识 'nothing.at.all'"),
        ('section = "overview"\ntext = "{change:nothing}"', "不认识 'change:nothing'"),
        ('section = "overview"\ntext = "{year"', "花括号不成对"),
        ('section = "overview"', "缺少这一项"),
    ],
)
def test_a_draft_that_does_not_fit_its_form_is_refused(draft: str, reason: str, tmp_path: Path) -> None:
    for file in (Path(__file__).parent / "third_form").iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "narrative.toml":
            text += f"\n[[report.draft]]\n{draft}\n"
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=reason):
        load_folder(tmp_path)
