"""Tokens in texts: which figure each names, and that they become figures on export."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import samples
from gouji.form.form import Form
from gouji.form.load import load, load_all, load_folder
from gouji.form.tokens import figure_of
from gouji.frozen import replace
from gouji.reading.reading import Cell, Paragraph
from gouji.report.compose import fill_tokens
from gouji.value import BLANK, plain

FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("applications.new_received.total", "applications.new_received.total"),
        ("本年新收.总计", "applications.new_received.total"),
        (" 本年新收 ． 自然人 ", "applications.new_received.natural_person"),
        ("结转下年度继续办理.其他", "applications.carried_out.other_organization"),
        ("（六）其他处理 3.其他.总计", "applications.other_reasons.total"),
        ("表三.予以公开.总计", "applications.granted.total"),
        ("行政复议.结果纠正", "disputes.reconsideration.corrected"),
        ("行政许可.本年处理决定数量", "disclosure.licenses.decisions"),
        ("行政诉讼.总计", None),
        ("总计", None),
        ("applications.new_received", None),
        ("表九.本年新收.总计", None),
        (".", None),
    ],
)
def test_a_name_means_one_figure_or_none(name: str, id: str | None) -> None:
    assert figure_of(load("2021"), name) == id


@every_form
def test_every_figure_can_be_named_by_its_id_and_by_its_labels(form: Form) -> None:
    by_labels = 0
    for id, figure in form.figures.items():
        assert figure_of(form, id) == id
        table = form.table(figure.table)
        name = f"{table.number}.{table.row_labels[figure.row]}.{table.column_labels[figure.column]}"
        found = figure_of(form, name)
        assert found in (id, None), name
        by_labels += found == id
    assert by_labels == len(form.figures)


@every_form
def test_tokens_become_the_figures_of_the_tables(form: Form) -> None:
    base = samples.plain(form, seed=4)
    ids = list(form.figures)[:3]
    section = form.sections[0].id
    text = Paragraph("甲{" + ids[0] + "}乙｛" + ids[1] + "｝丙{" + ids[2] + "}丁{没有}")
    filled = fill_tokens(form, replace(base, sections={**base.sections, section: (text,)}))
    first, second, third = (plain(base.figures[id].value.number or Decimal(0)) for id in ids)
    assert [each.text for each in filled.sections[section]] == [f"甲{first}乙{second}丙{third}丁{{没有}}"]


def test_a_token_of_a_blank_figure_stays_for_all_to_see() -> None:
    form = load("2021")
    base = samples.plain(form)
    id = "applications.new_received.total"
    blank = replace(
        base,
        figures={**base.figures, id: Cell(BLANK)},
        sections={**base.sections, "overview": (Paragraph("新收{本年新收.总计}件"),)},
    )
    assert fill_tokens(form, blank).sections["overview"][0].text == "新收{本年新收.总计}件"
