"""The dashboard as text: what stands there without a script, what it weighs, and that no text can leave its place."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from lxml import html

import collection_samples as samples
import fillings
from dashboard_pages import ALL, FORMS, MADE_AT, THIRD, Sums, forms_for, sums
from dashboard_pages import html as drawn
from gouji.collect.collection import Collection, Standing, State, Unit
from gouji.collect.dashboard.page import page as pieces_of
from gouji.collect.dashboard.years_html import key_figures
from gouji.form.form import Form

every_form = pytest.mark.parametrize("form", ALL, ids=lambda form: form.id)
TILES = ["应报", "已报", "未报", "退回", "待审", "已收", "通过", "锁定", "逾期", "重复", "待确认文件"]


def data(page: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(html.fromstring(page).xpath("//script[@id='data']")[0].text)
    return found


def tiles(page: str) -> dict[str, int]:
    items = html.fromstring(page).xpath("//ul[@class='tiles']/li")
    return {each.findtext("span"): int(each.findtext("b")) for each in items}


@every_form
def test_the_numbers_at_the_top_are_those_of_the_collection(form: Form) -> None:
    collection = samples.collection(form, 110)
    listed = collection.standings
    found = tiles(drawn(collection, form))
    assert list(found) == TILES
    states = {state.value.partition("（")[0]: sum(each.state is state for each in listed) for state in State}
    assert found == {
        "应报": 110,
        "已报": sum(each.submission is not None for each in listed),
        "未报": sum(each.submission is None for each in listed),
        **states,
        "逾期": sum(each.is_late for each in listed),
        "重复": sum(bool(each.others) for each in listed),
        "待确认文件": 3,
    }


def test_tables_by_kind_and_by_due_day_add_up_to_the_whole() -> None:
    collection = samples.collection(FORMS[1], 110)
    tree = html.fromstring(drawn(collection, FORMS[1]))
    for caption in ("按类别", "按截止日"):
        table = tree.xpath(f"//table[caption='{caption}']")[0]
        rows = [[int(cell.text.replace("·", "0")) for cell in row.findall("td")[:9]] for row in table.iter("tr")][1:]
        parts = rows[:-1] if caption == "按类别" else rows
        numbers = list(tiles(drawn(collection, FORMS[1])).values())[:9]
        assert [sum(column) for column in zip(*parts, strict=True)] == numbers, caption
        if caption == "按类别":
            assert rows[-1] == numbers


def test_unclear_files_stand_in_a_table_with_whom_they_may_belong_to() -> None:
    collection = samples.collection(FORMS[1], 20)
    rows = html.fromstring(drawn(collection, FORMS[1])).xpath("//section[@id='unclear']//tbody/tr")
    assert [[cell.text for cell in row][:5] for row in rows] == [
        [each.submission.path, each.submission.organization, each.reason, each.candidates[0].name, each.advice]
        for each in collection.unclear
    ]


@every_form
def test_the_years_show_what_the_form_s_own_sentences_name_and_the_change(form: Form) -> None:
    year = fillings.year_of(form)
    chief, _ = key_figures(form)
    values = dict.fromkeys(form.figures, Decimal(8))
    two: Sums = {year - 1: dict(values), year: {**values, chief[0]: Decimal(10), chief[-1]: None}}
    page = html.fromstring(drawn(samples.collection(form, 3), form, two))
    rows = {row.findtext("th"): [cell.text for cell in row.findall("td")[:4]] for row in page.xpath("//table//tr")}
    first, last = (
        next(cells for name, cells in rows.items() if name and form.figures[id].label in name)
        for id in (chief[0], chief[-1])
    )
    assert first == ["8", "10", "增加 2", "+25.0%"]
    assert last == ["8", "—", "—", "—"]


def test_the_chief_figures_are_those_that_the_form_compares_with_last_year() -> None:
    chief, others = key_figures(FORMS[1])
    assert chief == (
        "disclosure.normative_documents.made",
        "disclosure.licenses.decisions",
        "disclosure.penalties.decisions",
        "disclosure.compulsory_measures.decisions",
        "applications.new_received.total",
        "applications.handled_total.total",
        "disputes.reconsideration.total",
        "disputes.litigation.total",
        "disputes.litigation_after_reconsideration.total",
    )
    assert "disclosure.fees.amount" in others
    assert not set(chief) & set(others)


def test_one_year_alone_is_compared_with_nothing() -> None:
    form = FORMS[1]
    one = {fillings.year_of(form): sums(form)[fillings.year_of(form)]}
    assert "年度对比" not in drawn(samples.collection(form, 3), form, one)


def test_a_year_of_the_form_before_leaves_out_what_that_form_did_not_have() -> None:
    form = FORMS[1]
    old, new = FORMS[0], form
    two: Sums = {2020: dict(fillings.consistent(old, 1)), 2021: dict(fillings.consistent(new, 1))}
    page = html.fromstring(drawn(samples.collection(form, 3), form, two))
    rows = {row.findtext("th"): row.findall("td")[0].text for row in page.xpath("//table[@class='compared']/tbody/tr")}
    label = new.figures["disclosure.normative_documents.abolished"].label
    assert rows[f"表二 {label}（件）"] == "—"
    total = new.figures["applications.new_received.total"].label
    assert rows[f"表三 {total}（件）"] == str(two[2020]["applications.new_received.total"])


@every_form
def test_an_empty_roster_and_one_without_a_single_report_make_pages_too(form: Form) -> None:
    nobody = Collection(fillings.year_of(form), date(2026, 2, 10), ())
    unit = Unit("示例局")
    waiting = replace(nobody, standings=(Standing(unit, None, None, date(2026, 1, 31), is_late=True),))
    assert set(tiles(drawn(nobody, form)).values()) == {0}
    assert tiles(drawn(waiting, form))["未报"] == 1
    assert data(drawn(nobody, form))["units"] == []
    for page in (drawn(nobody, form), drawn(waiting, form)):
        assert [each["id"] for each in data(page)["forms"]] == [form.id]  # type: ignore[attr-defined]


def test_a_made_up_third_form_is_drawn_from_its_own_data() -> None:
    page = drawn(samples.collection(THIRD, 20), THIRD)
    forms = {each["id"]: each for each in data(page)["forms"]}  # type: ignore[attr-defined]
    labels = json.dumps(forms[THIRD.id], ensure_ascii=False)
    assert all(label.text.replace("\n", "\\n") in labels for table in THIRD.tables for label in table.labels)


def test_hostile_texts_stay_inside_their_element() -> None:
    page = drawn(samples.hostile(FORMS[1]), FORMS[1])
    harmless = drawn(samples.collection(FORMS[1], 20), FORMS[1])
    assert page.count("</script") == harmless.count("</script") == 2
    tree = html.fromstring(page)
    assert {each.tag for each in tree.iter()} <= {each.tag for each in html.fromstring(harmless).iter()}
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert not set("<>&\u2028\u2029") & set(block[1])
    page.encode("utf-8")  # no half surrogate is left
    assert not set(page) & (set(map(chr, range(32))) - {"\n"})


def test_the_policy_allows_exactly_the_style_and_the_script_of_the_page() -> None:
    page = drawn(samples.collection(FORMS[1], 3), FORMS[1])
    tree = html.fromstring(page)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    carried = {
        kind: re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        for kind, tag in (("style", "style"), ("script", "script"))
    }
    digests = {kind: b64encode(sha256(found[1].encode()).digest()).decode() for kind, found in carried.items() if found}
    assert policy == (
        f"default-src 'none';style-src 'sha256-{digests['style']}';script-src 'sha256-{digests['script']}';"
        "base-uri 'none';form-action 'none';require-trusted-types-for 'script'"
    )
    assert not tree.xpath("//@style | //@src | //link | //@onclick")


def test_a_page_does_not_outgrow_its_purpose() -> None:
    """A charting library alone weighs more than five times what 110 units take with everything that is drawn."""
    form = FORMS[1]
    small = len(drawn(samples.collection(form, 110), form, sums(form)).encode())
    large = len(drawn(samples.collection(form, 5000), form, sums(form)).encode())
    assert small < 120_000
    assert large < 2_000_000


def test_the_page_comes_in_pieces_and_the_same_each_time() -> None:
    form = FORMS[1]
    collection = samples.collection(form, 1000)
    pieces = list(pieces_of(collection, forms_for(form), {}, MADE_AT))
    assert max(map(len, pieces)) < len("".join(pieces)) / 3
    assert "".join(pieces) == "".join(pieces_of(collection, forms_for(form), {}, MADE_AT))
