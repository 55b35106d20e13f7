"""The dashboard in Chromium: what is clicked, typed and printed shows what the collection holds; nothing else runs."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import collection_samples as samples
from browser_here import Open, lacking, violations
from dashboard_pages import ALL, FORMS, html, names, sums
from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.severity import WORDS
from gouji.collect.collection import Collection, State
from gouji.form.form import Form
from gouji.form.severity import Severity
from gouji.reading.reading import Reading
from gouji.report.compose import grid
from gouji.report.page_text import clean

if TYPE_CHECKING:
    from playwright.sync_api import Page

every_form = pytest.mark.parametrize("form", ALL, ids=lambda form: form.id)
FORM = FORMS[1]
HALF = 40  # units, few enough for one page of the list


def is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def listed(page: Page) -> list[str]:
    return page.locator(".units tbody .link").all_inner_texts()


def shown(text: str) -> str:
    """As a page shows it: letter by letter, but for what may stand in none, and one blank for many."""
    return re.sub(" +", " ", clean(text))


def status(page: Page) -> str:
    return page.locator("#found").inner_text()


@pytest.fixture(scope="module")
def collection() -> Collection:
    return samples.collection(FORM, HALF)


@pytest.fixture
def page(open_page: Open, collection: Collection) -> Page:
    return open_page(html(collection, FORM, sums(FORM)))


def test_every_unit_is_listed_as_the_roster_has_it(page: Page, collection: Collection) -> None:
    assert listed(page) == [each.unit.name for each in collection.standings]
    assert status(page) == f"共 {HALF} 个单位"


def test_a_rule_s_bar_says_how_many_units_break_it_and_lists_them(page: Page, collection: Collection) -> None:
    found = [f for each in collection.standings if each.submission for f in each.submission.result.findings]
    codes = Counter(finding.code for finding in found)
    assert page.locator(".bars button").count() == len(codes)
    for code, times in codes.items():
        bar = page.locator(f'[data-rule="{code}"]')
        units = names(collection, lambda finding, code=code: finding.code == code)  # type: ignore[misc]
        assert bar.locator(".many").inner_text() == f"{len(units)} 个单位 {times} 处"
        bar.click()
        assert listed(page) == units
        assert bar.get_attribute("aria-pressed") == "true"
        assert status(page) == f"筛选到 {len(units)} 个单位，共 {HALF} 个"
        page.get_by_role("button", name="清除筛选").click()


@every_form
def test_the_map_is_the_form_and_each_cell_counts_the_units_with_an_error_there(open_page: Open, form: Form) -> None:
    collection = samples.collection(form, HALF)
    page = open_page(html(collection, form))
    files = [each.submission.result for each in collection.standings if each.submission]
    wrong = Counter(
        id for file in files for id in {id for each in file.findings if is_error(each) for id in each.cells}
    )
    shown = page.evaluate(
        """() => [...document.querySelectorAll('table.form')].map(table => [...table.rows].map(row =>
        [...row.cells].map(cell => [cell.dataset.cell || '', cell.innerText, cell.rowSpan, cell.colSpan])))"""
    )
    for table, rows in zip(form.tables, shown, strict=True):
        drawn = grid(form, table, Reading(form.id, {}, {}, {})).rows()
        for cells, texts in zip(drawn, rows, strict=True):
            for cell, (id, text, height, width) in zip(cells, texts, strict=True):
                assert (id, height, width) == (f"{form.id}/{cell.id}" if cell.id else "", cell.rows, cell.columns)
                assert text == (str(wrong.get(cell.id) or "") if cell.id else cell.text)


def test_a_cell_of_the_map_lists_the_units_that_it_counts(page: Page, collection: Collection) -> None:
    cells = {
        id
        for each in collection.standings
        if each.submission
        for f in each.submission.result.findings
        for id in f.cells
    }
    for id in sorted(cells & set(FORM.figures))[::9]:
        wrong = names(collection, lambda f, id=id: is_error(f) and id in f.cells)  # type: ignore[misc]
        button = page.locator(f'[data-cell="{FORM.id}/{id}"] button')
        assert button.get_attribute("aria-label") == f"{FORM.figures[id].label}：{len(wrong)} 个单位"
        button.click()
        assert listed(page) == wrong
        page.get_by_role("button", name="清除筛选").click()


def test_the_likeliest_cells_are_counted_where_they_are_asked_for(page: Page, collection: Collection) -> None:
    def likely(finding: Finding, id: str) -> bool:
        return id in ([suspect.cell for suspect in finding.suspects] or finding.cells)

    page.get_by_role("button", name="最可能填错的格").click()
    for id in FORM.figures:
        wrong = names(collection, lambda f, id=id: is_error(f) and likely(f, id))  # type: ignore[misc]
        assert page.locator(f'[data-cell="{FORM.id}/{id}"]').inner_text() == (str(len(wrong)) if wrong else "")
    assert "at=likely" in page.url


@pytest.mark.parametrize(
    ("typed", "number"),
    [("示例市第2局", 1), ("联系人3", 2), ("0000-0000007", 7), ("示例市 号镇 联系人10", 9)],
    ids=["name", "contact", "telephone", "several words"],
)
def test_a_unit_is_found_by_what_is_typed(page: Page, collection: Collection, typed: str, number: int) -> None:
    page.get_by_label("搜索", exact=True).fill(typed)
    assert collection.standings[number].unit.name in listed(page)
    words = typed.split()
    assert listed(page) == [
        each.unit.name
        for each in collection.standings
        if all(word in f"{each.unit.name}\n{each.unit.contact}\n{each.unit.phone}" for word in words)
    ]


def test_a_unit_is_found_by_its_code(page: Page, collection: Collection) -> None:
    page.get_by_label("搜索", exact=True).fill(collection.standings[5].unit.code.lower())
    assert listed(page) == [collection.standings[5].unit.name]


def test_filters_narrow_each_other(page: Page, collection: Collection) -> None:
    page.get_by_label("状态", exact=True).select_option("退回")
    page.get_by_label("类别", exact=True).select_option("部门")
    page.get_by_label("上级", exact=True).select_option("示例市1号县")
    page.get_by_label("级别", exact=True).select_option("error")
    assert listed(page) == [
        each.unit.name
        for each in collection.standings
        if each.state is State.RETURNED and each.unit.kind == "部门" and each.unit.parent == "示例市1号县"
    ]
    assert page.locator(".bars .many").first.inner_text().startswith(tuple("123456789"))


def test_every_number_at_the_top_lists_as_many_units(page: Page) -> None:
    for tile in page.locator(".tiles button[data-state]").all():
        number, _ = tile.inner_text().split()
        tile.click()
        assert len(listed(page)) == int(number)


def test_a_head_sorts_by_its_column_then_the_other_way_then_not_at_all(page: Page, collection: Collection) -> None:
    errors = [
        finding_text.counts(each.submission.result)[Severity.ERROR] if each.submission else 0
        for each in collection.standings
    ]
    roster = listed(page)
    head = page.locator("th", has=page.locator("[data-sort=error]"))
    orders = []
    for _ in range(3):
        head.locator("button").click()
        orders.append((head.get_attribute("aria-sort"), [errors[roster.index(name)] for name in listed(page)]))
    assert orders == [("descending", sorted(errors, reverse=True)), ("ascending", sorted(errors)), (None, errors)]


def test_a_unit_opens_with_everything_that_was_found_in_its_file(page: Page, collection: Collection) -> None:
    standing = next(each for each in collection.standings if each.submission and each.state is State.RETURNED)
    assert standing.submission
    file = standing.submission
    page.locator(".units .link", has_text=standing.unit.name).first.click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").inner_text() == standing.unit.name
    facts = dialog.locator("dl").inner_text()
    assert all(text in facts for text in (file.path, file.receipt, standing.unit.contact, standing.unit.code, "退回"))
    rows = [[cell.inner_text() for cell in row.locator("td").all()] for row in dialog.locator("tbody tr").all()]
    assert rows == [
        [
            f"{WORDS[each.severity]} {each.code}",
            f"{finding_text.sheets(each)} {finding_text.cells(each)}".strip(),
            each.message,
            finding_text.should(each),
            each.advice,
            each.explanation or "",
        ]
        for each in file.result.findings
    ]


def test_an_explanation_stands_beside_the_warning_that_it_answers(page: Page, collection: Collection) -> None:
    explained = names(collection, lambda finding: bool(finding.explanation))
    page.get_by_label("级别", exact=True).select_option("warning")
    page.get_by_role("button", name=explained[0], exact=True).click()
    assert "已逐件核对登记簿" in page.get_by_role("dialog").inner_text()


def test_an_opened_unit_is_left_and_walked_from_by_keyboard(page: Page) -> None:
    first, second = listed(page)[:2]
    page.get_by_role("button", name=first, exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="下一个").press("Enter")
    assert page.get_by_role("dialog").get_by_role("heading").inner_text() == second
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.innerText") == second


def test_what_is_chosen_stands_in_the_address_and_comes_back_from_it(open_page: Open, collection: Collection) -> None:
    page = open_page(html(collection, FORM))
    page.get_by_label("类别", exact=True).select_option("部门")
    page.locator(".bars button").first.click()
    page.locator("[data-sort=error]").click()
    before, fragment = listed(page), page.evaluate("location.hash")
    page.reload()
    assert listed(page) == before
    again = open_page(html(collection, FORM), fragment)
    assert listed(again) == before
    page.go_back()
    assert page.locator("[aria-sort]").count() == 0
    page.go_back()
    page.go_back()
    assert listed(page) == [each.unit.name for each in collection.standings]


@pytest.mark.parametrize(
    "fragment", ["#", "#units", "#rule=AR999&cell=x&page=77&sort=none&unit=没有", "#%%%=&state=%E4"]
)
def test_an_address_that_says_nothing_sensible_does_no_harm(
    open_page: Open, collection: Collection, fragment: str
) -> None:
    page = open_page(html(collection, FORM), fragment)
    assert page.locator("#found").inner_text().endswith(("个单位", f"共 {HALF} 个"))


def test_several_forms_in_one_collection_are_drawn_and_counted_apart(open_page: Open) -> None:
    old, new = samples.collection(FORMS[0], 10), samples.collection(FORMS[1], 20)
    both = Collection(new.year, new.as_of, (*new.standings, *old.standings[5:]))
    page = open_page(html(both, FORM))
    assert page.locator(".map h4").all_inner_texts() == [form.name for form in FORMS]
    id = "applications.granted.total"
    for form, part in ((FORMS[0], old.standings[5:]), (FORMS[1], new.standings)):
        wrong = names(Collection(0, old.as_of, part), lambda f: is_error(f) and id in f.cells)
        assert page.locator(f'[data-cell="{form.id}/{id}"]').inner_text() == (str(len(wrong)) if wrong else "")


@pytest.mark.slow
def test_five_thousand_units_are_shown_fifty_at_a_time(open_page: Open) -> None:
    many = samples.collection(FORM, 5000)
    page = open_page(html(many, FORM))
    assert listed(page) == [each.unit.name for each in many.standings[:50]]
    page.get_by_role("button", name="末页").click()
    assert listed(page) == [each.unit.name for each in many.standings[-50:]]
    page.get_by_label("搜索", exact=True).fill("示例市500号县")
    assert listed(page) == ["示例市500号县"]
    page.get_by_label("搜索", exact=True).fill("")
    page.locator(".bars button").first.click()
    code = page.locator(".bars button[aria-pressed=true]").get_attribute("data-rule")
    assert status(page) == f"筛选到 {len(names(many, lambda f: f.code == code))} 个单位，共 5000 个"
    assert page.locator("*").count() < 4000


def test_no_text_becomes_markup_or_runs_with_the_policy_and_without_it(open_page: Open) -> None:
    hostile = samples.hostile(FORM)
    tags = "[...new Set([...document.querySelectorAll('*')].map(each => each.localName))].sort()"
    harmless = open_page(html(samples.collection(FORM, HALF), FORM))
    harmless.locator("[data-sort=error]").click()
    harmless.locator(".units .link").first.click()
    expected = set(harmless.evaluate(tags))
    for bypass in (False, True):
        page = open_page(html(hostile, FORM), bypass_csp=bypass)
        assert listed(page) == [shown(each.unit.name) for each in hostile.standings]
        page.locator(".bars button").first.click()
        page.get_by_label("搜索", exact=True).fill("<script>")
        page.get_by_role("button", name="清除筛选").click()
        for number in range(len(hostile.standings)):
            page.locator(".units .link").nth(number).click()
            assert shown(hostile.standings[number].unit.name) in page.get_by_role("dialog").inner_text()
            assert set(page.evaluate(tags)) <= expected
            page.keyboard.press("Escape")
        assert page.evaluate("document.querySelectorAll('script').length") == 2
        assert page.title() == f"{hostile.year}年度报告收报情况"


def test_the_policy_forbids_markup_from_text_scripts_and_the_network(open_page: Open, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.set_content(html(samples.collection(FORM, 3), FORM))
    tried = page.evaluate(
        """async () => {
        const refused = [];
        try { document.body.innerHTML = '<b>x</b>' } catch { refused.push('markup') }
        try {
            const made = document.createElement('script');
            made.text = "document.title = 'owned'";
            document.body.append(made);
        } catch { refused.push('script') }
        await fetch('data:text/plain,x').catch(() => refused.push('network'));
        return refused }"""
    )
    page.close()
    assert tried == ["markup", "script", "network"]


def test_without_a_script_the_totals_are_still_there(open_page: Open, collection: Collection) -> None:
    page = open_page(html(collection, FORM, sums(FORM)), java_script_enabled=False)
    shown = page.locator("body").inner_text()
    assert "浏览器没有运行脚本" in shown
    assert all(text in shown for text in ("按类别", "按截止日", "年度对比", "待确认文件"))
    assert "筛选" not in shown


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_the_page_is_never_wider_than_its_window(open_page: Open, collection: Collection, width: int) -> None:
    page = open_page(html(collection, FORM, sums(FORM)), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".units .link").first.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width


def printed(page: Page, folder: Path) -> str:
    """The text of what the browser prints."""
    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    try:
        done = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"], capture_output=True, check=True)
    except FileNotFoundError:
        lacking("pdftotext")
    return "".join(done.stdout.decode().split())


def test_paper_has_every_unit_of_the_list_and_what_was_found_in_it(open_page: Open, tmp_path: Path) -> None:
    collection = samples.collection(FORM, 120)
    page = open_page(html(collection, FORM, sums(FORM)))
    text = printed(page, tmp_path)
    rows = [each.unit.code for each in collection.standings]
    assert [code for code in rows if code not in text] == []
    for each in collection.standings:
        for finding in each.submission.result.findings[:1] if each.submission else ():
            assert finding.message.partition("：")[0][:6] in text
    assert "其余数字" in text and "问题明细" in text
    assert "清除筛选" not in text and "末页" not in text
    assert page.locator(".units tbody tr").count() == 50
    assert not page.locator("details").evaluate("each => each.open")


def test_paper_says_what_was_chosen(page: Page, tmp_path: Path) -> None:
    page.get_by_label("状态", exact=True).select_option("退回")
    page.get_by_label("搜索", exact=True).fill("号镇")
    number = len(listed(page))
    assert f"只列出：“号镇”；退回。{number}个单位，共{HALF}个。" in printed(page, tmp_path)


def test_paper_has_the_opened_unit_alone(open_page: Open, collection: Collection, tmp_path: Path) -> None:
    page = open_page(html(collection, FORM))
    returned = next(each for each in collection.standings if each.state is State.RETURNED)
    page.get_by_role("button", name=returned.unit.name, exact=True).click()
    text = printed(page, tmp_path)
    assert returned.unit.code in text
    assert [each.unit.code for each in collection.standings if each.unit.code in text] == [returned.unit.code]


@pytest.mark.slow
@every_form
def test_axe_core_finds_no_violation_in_any_state(open_page: Open, form: Form) -> None:
    page = open_page(html(samples.collection(form, 60), form, sums(form)), bypass_csp=True)
    assert violations(page) == []
    page.locator(".bars button").first.click()
    page.locator("[data-sort=error]").click()
    assert violations(page) == []
    page.locator("table.form button").first.click()
    page.get_by_role("button", name="最可能填错的格").click()
    assert violations(page) == []
    page.get_by_role("button", name="清除筛选").click()
    page.locator(".units .link").nth(2).click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_label("搜索", exact=True).fill("没有这样的名称")
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert violations(page) == []
