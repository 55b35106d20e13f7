"""The web page: complete by itself, every figure with its heads, nothing of a text becomes markup, axe-core content."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import html

import samples
from browser_here import Open, violations
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.report.compose import compose
from gouji.report.to_html import to_html, to_pasted_html
from gouji.value import plain

FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
KINDS = {"plain": samples.plain, "long": samples.long, "wide": samples.wide, "hostile": samples.hostile}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@every_form
def test_every_figure_stands_in_its_cell_and_names_every_head_above_and_beside_it(form: Form) -> None:
    reading = samples.plain(form)
    page = html.fromstring(to_html(compose(form, reading)))
    by_id = {each.get("id"): each for each in page.iter("th")}
    cells = {each.get("data-cell"): each for each in page.iter("td") if each.get("data-cell")}
    assert {id: cell.text for id, cell in cells.items()} == {
        id: plain(cell.value.number) for id, cell in reading.figures.items() if cell.value.number is not None
    }
    for table in form.tables:
        for block in table.blocks:
            for line in block.lines:
                for place, id in enumerate(line.figures):
                    heads = [by_id[each].text_content() for each in cells[id].get("headers", "").split()]
                    expected = {block.banner, *line.labels, *block.heads[place]} - {""}
                    assert set(heads) == {label.replace("\n", "") for label in expected}, id


@every_form
def test_rows_and_spans_fill_every_table_exactly(form: Form) -> None:
    for page in (to_html(compose(form, samples.plain(form))), to_pasted_html(compose(form, samples.plain(form)))):
        for table, drawn in zip(form.tables, html.fromstring(page).iter("table"), strict=True):
            cells = list(drawn.iter("td", "th"))
            area = sum(int(each.get("rowspan", 1)) * int(each.get("colspan", 1)) for each in cells)
            assert area == table.height * table.width
            assert len(list(drawn.iter("tr"))) == table.height


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing_and_runs_nothing(kind: str) -> None:
    form = FORMS[1]
    for page in (to_html(compose(form, KINDS[kind](form))), to_pasted_html(compose(form, KINDS[kind](form)))):
        tree = html.fromstring(page)
        assert not tree.xpath("//script | //link | //img | //iframe | //object | //@src | //@onclick | //b")
        assert "url(" not in page and "@import" not in page
        assert [each.get("href") for each in tree.iter("a")] in (["#main"], [])


def test_the_pasted_page_has_no_class_no_id_and_no_style_sheet() -> None:
    tree = html.fromstring(to_pasted_html(compose(FORMS[1], samples.plain(FORMS[1]))))
    assert not tree.xpath("//style | //@class | //@id")
    styled = {"h1", "h2", "h3", "p", "table", "td", "th", "col"}
    assert all(each.get("style") for each in tree.xpath("//body//*") if each.tag in styled)


def test_a_hostile_text_is_shown_letter_by_letter() -> None:
    form = FORMS[1]
    texts = [each.text_content() for each in html.fromstring(to_html(compose(form, samples.hostile(form)))).iter("p")]
    assert '<script>alert("1")</script>&amp;<b>粗</b>' in texts
    assert "生僻字喆镕堃𠮷" in texts


def test_every_tag_is_closed() -> None:
    class Nesting(HTMLParser):
        open: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br", "col"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    for form in FORMS:
        parser = Nesting()
        parser.feed(to_html(compose(form, samples.long(form, 500), draft=True)))
        assert parser.open == []


def test_a_draft_says_so_in_words_and_across_the_page() -> None:
    form = FORMS[1]
    draft = html.fromstring(to_html(compose(form, samples.plain(form), draft=True)))
    assert draft.xpath("//body/@data-draft") == ["草稿"]
    assert [each.text for each in draft.xpath("//p[@class='draft']")] == ["草稿：数据有误或未经校验，不得公布。"]
    final = to_html(compose(form, samples.plain(form)))
    assert "草稿" not in re.sub(r"<style>.*?</style>", "", final, flags=re.DOTALL)


def test_the_print_style_has_the_margins_of_gb_t_9704() -> None:
    assert "@page{size:A4;margin:37mm 26mm 35mm 28mm}" in to_html(compose(FORMS[1], samples.plain(FORMS[1])))


@pytest.mark.slow
@every_form
@pytest.mark.parametrize("draft", [False, True], ids=["final", "draft"])
def test_axe_core_finds_no_violation(form: Form, draft: bool, open_page: Open) -> None:
    assert violations(open_page(to_html(compose(form, samples.long(form, 600), draft=draft)))) == []
