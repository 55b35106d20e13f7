"""The shipped forms against the notices, id by id and label by label; a made-up form; what the loader refuses."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from gouji.check import structural, text
from gouji.errors import FormError
from gouji.form.form import Form, Label, Slot, Table
from gouji.form.from_toml import load_structure
from gouji.form.load import load, load_all, load_folder, shipped_forms
from gouji.frozen import replace
from gouji.rule.spell import to_text

THIRD = Path(__file__).parent / "third_form"


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return {form.id: form for form in (*load_all(), load_folder(THIRD))}


# ---------------------------------------------------------------- ids, as design.md lists them

APPLICANTS = (
    "natural_person commercial_enterprise research_institution public_welfare_organization "
    "legal_service_organization other_organization total"
)
RESULTS = (
    "granted partly_granted refused_state_secret refused_forbidden_by_law refused_security_stability "
    "refused_third_party refused_internal_affairs refused_process_information refused_enforcement_file "
    "refused_administrative_inquiry unavailable_not_held unavailable_needs_creation unavailable_still_unclear "
    "rejected_petition rejected_repeated rejected_publication rejected_excessive rejected_reconfirmation "
)
OUTCOMES = "upheld corrected other pending total"
GROUPS = "reconsideration litigation litigation_after_reconsideration"
IDS = {
    "annual_report/2021": [
        ("disclosure", "regulations normative_documents", "made abolished in_force"),
        ("disclosure", "licenses penalties compulsory_measures", "decisions"),
        ("disclosure", "fees", "amount"),
        (
            "applications",
            f"new_received carried_in {RESULTS} other_not_corrected other_fee_unpaid other_reasons "
            "handled_total carried_out",
            APPLICANTS,
        ),
        ("disputes", GROUPS, OUTCOMES),
    ],
    "annual_report/2019": [
        ("disclosure", "regulations normative_documents", "made newly_disclosed total_disclosed"),
        (
            "disclosure",
            "licenses other_services penalties compulsory_measures",
            "previous_items change decisions",
        ),
        ("disclosure", "fees", "previous_items change"),
        ("disclosure", "procurement", "items amount"),
        ("applications", f"new_received carried_in {RESULTS} other handled_total carried_out", APPLICANTS),
        ("disputes", GROUPS, OUTCOMES),
    ],
}
COUNTS = {
    "annual_report/2021": {"disclosure": 10, "applications": 175, "disputes": 15},
    "annual_report/2019": {"disclosure": 22, "applications": 161, "disputes": 15},
}


@pytest.mark.parametrize("id", IDS)
def test_the_ids_are_exactly_those_of_the_contract_in_printed_order(forms: dict[str, Form], id: str) -> None:
    expected = [
        f"{table}.{row}.{column}"
        for table, rows, columns in IDS[id]
        for row, column in product(rows.split(), columns.split())
    ]
    assert list(forms[id].figures) == expected
    assert [slot for table in forms[id].tables for slot in table.figures] == expected
    assert Counter(figure.table for figure in forms[id].figures.values()) == COUNTS[id]


def test_only_changes_are_signed_and_only_money_has_decimals(forms: dict[str, Form]) -> None:
    special = {
        id: {figure.id: figure.kind for figure in form.figures.values() if figure.kind != "count"}
        for id, form in forms.items()
    }
    assert special["annual_report/2021"] == {"disclosure.fees.amount": "money"}
    assert special["annual_report/2019"] == {
        "disclosure.licenses.change": "change",
        "disclosure.other_services.change": "change",
        "disclosure.penalties.change": "change",
        "disclosure.compulsory_measures.change": "change",
        "disclosure.fees.change": "change",
        "disclosure.procurement.amount": "money",
    }
    assert forms["annual_report/2021"].is_money("disclosure.fees.amount")
    assert not forms["annual_report/2021"].is_money("disclosure.licenses.decisions")
    assert forms["annual_report/2021"].figures["disclosure.fees.amount"].unit == "万元"
    assert forms["annual_report/2019"].figures["disclosure.procurement.amount"].unit == ""


def test_basic_information_has_the_fields_of_the_contract(forms: dict[str, Form]) -> None:
    for id in IDS:
        fields = {field.id: field for field in forms[id].info}
        assert " ".join(fields) == "organization year scope credit_code published_on prepared_by approved_by phone"
        assert fields["scope"].choices == ("部门", "乡镇街道", "本政府机关", "本级政府汇总", "系统汇总")
        assert [field.id for field in fields.values() if field.required] == ["organization", "year"]


def test_the_six_sections_carry_the_headings_of_the_notices(forms: dict[str, Form]) -> None:
    for id in IDS:
        assert {section.id: section.heading for section in forms[id].sections} == {
            "overview": "一、总体情况",
            "disclosure": "二、主动公开政府信息情况",
            "applications": "三、收到和处理政府信息公开申请情况",
            "disputes": "四、政府信息公开行政复议、行政诉讼情况",
            "problems": "五、存在的主要问题及改进情况",
            "other": "六、其他需要报告的事项",
        }
        assert [section.id for section in forms[id].sections if section.required] == ["overview", "problems", "other"]
        assert forms[id].section("disputes").accepts == ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",)
        assert forms[id].section("applications").sheet == "三、依申请公开"


def test_each_form_names_its_notice_and_the_years_it_binds(forms: dict[str, Form]) -> None:
    known = [forms[id] for id in (*IDS, "annual_report/2028")]
    facts = {form.id: (form.notice, form.since, form.until, form.encouraged) for form in known}
    assert facts == {
        "annual_report/2019": ("国办公开办函〔2019〕60号", 2019, 2020, (2019,)),
        "annual_report/2021": ("国办公开办函〔2021〕30号", 2021, None, ()),
        "annual_report/2028": ("虚构〔2028〕1号", 2028, None, ()),
    }


# ---------------------------------------------------------------- labels and merges, as forms.md has them
# row column rows×columns text; ⏎ is a line break.

REASONS_2019 = """
7 1 8×1 （三）不予公开
7 2 1×1 1.属于国家秘密
8 2 1×1 2.其他法律行政法规禁止公开
9 2 1×1 3.危及“三安全一稳定”
10 2 1×1 4.保护第三方合法权益
11 2 1×1 5.属于三类内部事务信息
12 2 1×1 6.属于四类过程性信息
13 2 1×1 7.属于行政执法案卷
14 2 1×1 8.属于行政查询事项
15 1 3×1 （四）无法提供
15 2 1×1 1.本机关不掌握相关政府信息
16 2 1×1 2.没有现成信息需要另行制作
17 2 1×1 3.补正后申请内容仍不明确
18 1 5×1 （五）不予处理
18 2 1×1 1.信访举报投诉类申请
19 2 1×1 2.重复申请
20 2 1×1 3.要求提供公开出版物
21 2 1×1 4.无正当理由大量反复申请
22 2 1×1 5.要求行政机关确认或重新出具已获取信息
"""
HEADS = """
0 0 3×3 （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）
0 3 1×7 申请人情况
1 3 2×1 自然人
1 4 1×5 法人或其他组织
1 9 2×1 总计
2 4 1×1 商业⏎企业
2 5 1×1 科研⏎机构
2 6 1×1 社会公益组织
2 7 1×1 法律服务机构
2 8 1×1 其他
3 0 1×3 一、本年新收政府信息公开申请数量
4 0 1×3 二、上年结转政府信息公开申请数量
5 1 1×2 （一）予以公开
6 1 1×2 （二）部分公开（区分处理的，只计这一情形，不计其他情形）
"""
DISPUTES = """
0 0 1×5 行政复议
0 5 1×10 行政诉讼
1 0 2×1 结果⏎维持
1 1 2×1 结果⏎纠正
1 2 2×1 其他⏎结果
1 3 2×1 尚未⏎审结
1 4 2×1 总计
1 5 1×5 未经复议直接起诉
1 10 1×5 复议后起诉
2 5 1×1 结果⏎维持
2 6 1×1 结果⏎纠正
2 7 1×1 其他⏎结果
2 8 1×1 尚未⏎审结
2 9 1×1 总计
2 10 1×1 结果⏎维持
2 11 1×1 结果⏎纠正
2 12 1×1 其他⏎结果
2 13 1×1 尚未⏎审结
2 14 1×1 总计
"""
LABELS = {
    ("annual_report/2021", "disclosure"): """
0 0 1×4 第二十条第（一）项
1 0 1×1 信息内容
1 1 1×1 本年制发件数
1 2 1×1 本年废止件数
1 3 1×1 现行有效件数
2 0 1×1 规章
3 0 1×1 行政规范性文件
4 0 1×4 第二十条第（五）项
5 0 1×1 信息内容
5 1 1×3 本年处理决定数量
6 0 1×1 行政许可
7 0 1×4 第二十条第（六）项
8 0 1×1 信息内容
8 1 1×3 本年处理决定数量
9 0 1×1 行政处罚
10 0 1×1 行政强制
11 0 1×4 第二十条第（八）项
12 0 1×1 信息内容
12 1 1×3 本年收费金额（单位：万元）
13 0 1×1 行政事业性收费
""",
    ("annual_report/2021", "applications"): HEADS
    + """
5 0 22×1 三、本年度办理结果
27 0 1×3 四、结转下年度继续办理
"""
    + REASONS_2019
    + """
23 1 3×1 （六）其他处理
23 2 1×1 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
24 2 1×1 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
25 2 1×1 3.其他
26 1 1×2 （七）总计
""",
    ("annual_report/2021", "disputes"): DISPUTES,
    ("annual_report/2019", "disclosure"): """
0 0 1×7 第二十条第（一）项
1 0 1×1 信息内容
1 1 1×2 本年新⏎制作数量
1 3 1×2 本年新⏎公开数量
1 5 1×2 对外公开总数量
2 0 1×1 规章
3 0 1×1 规范性文件
4 0 1×7 第二十条第（五）项
5 0 1×1 信息内容
5 1 1×2 上一年项目数量
5 3 1×2 本年增/减
5 5 1×2 处理决定数量
6 0 1×1 行政许可
7 0 1×1 其他对外管理服务事项
8 0 1×7 第二十条第（六）项
9 0 1×1 信息内容
9 1 1×2 上一年项目数量
9 3 1×2 本年增/减
9 5 1×2 处理决定数量
10 0 1×1 行政处罚
11 0 1×1 行政强制
12 0 1×7 第二十条第（八）项
13 0 1×1 信息内容
13 1 1×3 上一年项目数量
13 4 1×3 本年增/减
14 0 1×1 行政事业性收费
15 0 1×7 第二十条第（九）项
16 0 1×1 信息内容
16 1 1×3 采购项目数量
16 4 1×3 采购总金额
17 0 1×1 政府集中采购
""",
    ("annual_report/2019", "applications"): HEADS
    + """
5 0 20×1 三、本年度办理结果
25 0 1×3 四、结转下年度继续办理
"""
    + REASONS_2019
    + """
23 1 1×2 （六）其他处理
24 1 1×2 （七）总计
""",
    ("annual_report/2019", "disputes"): DISPUTES,
    ("annual_report/2028", "disclosure"): """
0 0 1×1 项目
0 1 1×1 件数
0 2 1×1 金额⏎（万元）
1 0 1×1 罚没
2 0 1×1 收费
3 0 1×1 合计
""",
    ("annual_report/2028", "accounts"): """
0 0 1×6 新媒体账号
1 0 1×3 微博
1 3 1×3 微信
2 0 1×1 上年
2 1 1×1 增减
2 2 1×1 本年
2 3 1×1 上年
2 4 1×1 增减
2 5 1×1 本年
""",
}


@pytest.mark.parametrize(("form", "table"), LABELS)
def test_labels_and_merges_are_those_of_the_notice(forms: dict[str, Form], form: str, table: str) -> None:
    drawn = [
        f"{label.row} {label.column} {label.rows}×{label.columns} {label.text}".replace("\n", "⏎")
        for label in forms[form].table(table).labels
    ]
    assert sorted(drawn) == sorted(filter(None, LABELS[form, table].splitlines()))


def _tables() -> list[tuple[str, Table]]:
    return [(form.id, table) for form in (*load_all(), load_folder(THIRD)) for table in form.tables]


@pytest.mark.parametrize(("form", "table"), _tables(), ids=lambda each: each if isinstance(each, str) else each.id)
def test_labels_and_figures_cover_the_grid_without_gap_or_overlap(form: str, table: Table) -> None:
    drawn: list[Label | Slot] = [*table.labels, *table.slots]
    covered = Counter(
        (row, column)
        for each in drawn
        for row in range(each.row, each.row + (1 if isinstance(each, Slot) else each.rows))
        for column in range(each.column, each.column + each.columns)
    )
    assert covered == Counter(product(range(table.height), range(table.width)))
    assert len(table.widths) == table.width


def test_equal_labels_under_different_parents_are_not_merged(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(THIRD, tmp_path / "form"))
    _edit(folder / FORM, '["申请人", "自然人"]', '["甲", "申请", "自然人"]')
    _edit(folder / FORM, '["申请人", "组织"]', '["乙", "申请", "组织"]')
    heads = [label for label in load_folder(folder).table("applications").labels if label.role == "head"]
    assert [(label.row, label.column, label.rows, label.columns, label.text) for label in heads] == [
        (0, 2, 1, 1, "甲"),
        (0, 3, 1, 1, "乙"),
        (0, 4, 3, 1, "总计"),
        (1, 2, 1, 1, "申请"),
        (1, 3, 1, 1, "申请"),
        (2, 2, 1, 1, "自然人"),
        (2, 3, 1, 1, "组织"),
    ]


def test_tables_have_the_size_that_the_notice_prints(forms: dict[str, Form]) -> None:
    sizes = {(id, table.id): (table.height, table.width) for id in IDS for table in forms[id].tables}
    assert sizes == {
        ("annual_report/2021", "disclosure"): (14, 4),
        ("annual_report/2021", "applications"): (28, 10),
        ("annual_report/2021", "disputes"): (4, 15),
        ("annual_report/2019", "disclosure"): (18, 7),
        ("annual_report/2019", "applications"): (26, 10),
        ("annual_report/2019", "disputes"): (4, 15),
    }


def test_a_figure_is_named_so_that_a_person_finds_it(forms: dict[str, Form]) -> None:
    labels = {id: forms["annual_report/2021"].figures[id].label for id in forms["annual_report/2021"].figures}
    assert labels["applications.granted.other_organization"] == "（一）予以公开，其他（法人或其他组织）"
    assert labels["applications.refused_state_secret.total"] == "（三）不予公开 1.属于国家秘密，总计"
    assert labels["disputes.litigation.pending"] == "行政诉讼（未经复议直接起诉），尚未审结"


def test_printed_lines_know_their_labels_and_their_figures(forms: dict[str, Form]) -> None:
    third = forms["annual_report/2028"]
    (line,) = third.table("accounts").blocks[0].lines
    assert (line.id, line.labels, line.figures) == ("weibo,wechat", (), third.table("accounts").figures)
    block = third.table("applications").blocks[0]
    assert block.heads == (("申请人", "自然人"), ("申请人", "组织"), ("总计",))
    assert [line.labels for line in block.lines][2] == ("三、办理结果", "（一）公开")
    assert third.table("disclosure").blocks[0].lines[1].also == ("行政收费",)
    assert [table.head_rows for table in third.tables] == [1, 2, 3]
    assert forms["annual_report/2021"].table("disclosure").head_rows == 0


# ---------------------------------------------------------------- rules


def test_every_tie_of_the_notices_is_spelled_out_for_each_row_and_column(forms: dict[str, Form]) -> None:
    counts = {id: Counter(rule.code for rule in forms[id].rules) for id in IDS}
    assert counts == {
        "annual_report/2021": {"AR201": 2, "AR301": 7, "AR302": 25, "AR303": 7, "AR401": 3},
        "annual_report/2019": {
            "AR202": 2,
            "AR203": 5,
            "AR204": 4,
            "AR301": 7,
            "AR302": 23,
            "AR303": 7,
            "AR401": 3,
        },
    }


def test_every_total_is_computed_and_nothing_else(forms: dict[str, Form]) -> None:
    for id in IDS:
        computed = {figure.id for figure in forms[id].figures.values() if figure.computed_by is not None}
        assert computed == {
            figure.id
            for figure in forms[id].figures.values()
            if figure.column == "total" or figure.row == "handled_total"
        }
    total = forms["annual_report/2021"].figures["applications.handled_total.total"].computed_by
    assert total is not None
    applicants = APPLICANTS.split()[:-1]
    assert to_text(total) == f"sum({', '.join(f'applications.handled_total.{each}' for each in applicants)})"


def test_codes_mean_the_same_in_every_shipped_form_and_are_not_those_of_structural_checks(
    forms: dict[str, Form],
) -> None:
    names: dict[str, set[str]] = {}
    for form in load_all():
        for rule in (*form.rules, *form.across_years):
            names.setdefault(rule.code, set()).add(rule.name)
    assert all(len(each) == 1 for each in names.values())
    assert not names.keys() & {wording.code for wording in load_structure()[0].values()}


def test_a_rule_is_spelled_out_with_aliases_repair_and_example(forms: dict[str, Form]) -> None:
    rule = next(rule for rule in forms["annual_report/2021"].rules if rule.code == "AR301")
    column = "applications.{}.natural_person"
    assert rule.of == "自然人"
    assert to_text(rule.expect) == (
        f"{column.format('new_received')} + {column.format('carried_in')} == "
        f"{column.format('handled_total')} + {column.format('carried_out')}"
    )
    assert to_text(rule.source) == "new_received + carried_in == handled_total + carried_out"
    assert rule.aliases == {
        name: column.format(name) for name in ("new_received", "carried_in", "handled_total", "carried_out")
    }
    assert rule.figures == tuple(rule.aliases.values())
    assert rule.repair is not None
    assert (rule.repair.set, rule.repair.apply) == (column.format("carried_out"), "ask")
    assert rule.example.wrong == {column.format("new_received"): 10, column.format("carried_out"): 3}
    assert rule.example.right == {column.format("carried_out"): 10}


# ---------------------------------------------------------------- finding forms


def test_shipped_forms_are_found_by_id_and_by_year(forms: dict[str, Form]) -> None:
    assert list(shipped_forms())[:2] == ["annual_report/2019", "annual_report/2021"]
    assert load("2021") == forms["annual_report/2021"] == load("annual_report/2021")
    with pytest.raises(FormError, match="没有这个表样；现有 annual_report/2019、annual_report/2021"):
        load("2022")


def test_a_made_up_form_loads_from_a_folder(forms: dict[str, Form]) -> None:
    third = forms["annual_report/2028"]
    assert Counter(figure.table for figure in third.figures.values()) == {
        "disclosure": 6,
        "applications": 21,
        "accounts": 6,
    }
    assert [rule.of for rule in third.rules if rule.code == "AR906"] == ["微博", "微信公众号"]
    (free,) = [rule for rule in third.rules if rule.code == "AR907"]
    assert (free.of, free.since, free.until, free.stage) == ("", 2029, 2035, "trial")
    assert free.figures == ("accounts.weibo.now", "accounts.wechat.now", "applications.granted.total")
    (across,) = third.across_years
    assert to_text(across.expect) == "accounts.weibo.before == previous.accounts.weibo.now"
    assert third.narrative.fee_section is None


# ---------------------------------------------------------------- what the loader refuses
# file, what stands there, what stands there instead, the key and the reason that must be named

FORM, RULES, NARRATIVE = "form.toml", "rules.toml", "narrative.toml"
REFUSED = [
    (FORM, 'id = "annual_report/2028"', "", "id", "缺少这一项"),
    (FORM, 'title = "{organization}', 'title = "{organisation}', "title", "不认识 'organisation'"),
    (FORM, 'title = "{organization}', 'title = "{organization', "title", "花括号不成对"),
    (FORM, "since = 2028", 'since = "2028"', "since", "要的是整数，写的是 '2028'"),
    (FORM, "since = 2028", "since = 2028\nencouraged = [true]", "encouraged", "数组里只能是整数"),
    (FORM, "since = 2028", "since = 2028\nsinse = 1", "sinse", "不认识这一项"),
    (FORM, 'kind = "year"', 'kind = "number"', "info[1].kind", "只能是 text、year、date、choice、credit_code"),
    (FORM, 'choices = ["部门"', 'choices = [1, "部门"', "info[2].choices", "数组里只能是文字"),
    (FORM, "required = true", "required = 1", "info[0].required", "要的是true 或 false，写的是 1"),
    (FORM, 'prompt = "四位数字。"', 'prompt = "四位数字。"\nhint = ""', "info[1].hint", "不认识这一项"),
    (FORM, 'id = "year"', 'id = "organization"', "info.id", "organization 重复"),
    (FORM, 'id = "overview"', 'id = "other"', "section.id", "other 重复"),
    (FORM, "rows = 10", "rows = 10\nlines = 1", "section[0].lines", "不认识这一项"),
    (FORM, 'id = "accounts"\nsection', 'id = "disclosure"\nsection', "table.id", "disclosure 重复"),
    (FORM, 'table = "accounts"', 'table = "account"', "table.accounts.section", "没有 id 是 'accounts'"),
    (FORM, 'section = "accounts"', 'section = "other"', "table.accounts.section", "没有 id 是 'other'"),
    (
        FORM,
        'sheet = "四、政务新媒体"\nnumber',
        'sheet = "四"\nnumber',
        "table.accounts.sheet",
        "与部分 accounts 的工作表名不一致",
    ),
    (FORM, 'sheet = "五、其他事项"', 'sheet = "一、总体情况"', "section.sheet", "重复、过长或含有不允许的字符"),
    (FORM, 'sheet = "五、其他事项"', f'sheet = "{"五" * 32}"', "section.sheet", "重复、过长或含有不允许的字符"),
    (FORM, 'sheet = "五、其他事项"', 'sheet = "五/六"', "section.sheet", "重复、过长或含有不允许的字符"),
    (FORM, 'id = "wechat"', 'id = "weibo"', "table", "单元格 accounts.weibo.before 出现了两次"),
    (FORM, 'id = "weibo"', 'id = "Weibo"', "rows[0].id", "只能用小写英文字母、数字和下划线"),
    (FORM, 'id = "weibo"', 'id = "not"', "rows[0].id", "不是保留词"),
    (FORM, 'id = "weibo"', 'id = "previous"', "rows[0].id", "不是保留词"),
    (FORM, 'label = ["微博"]', "label = []", "rows[0].label", "至少要有一层，每层都要有文字"),
    (FORM, 'label = ["微博"]', 'label = [""]', "rows[0].label", "至少要有一层，每层都要有文字"),
    (FORM, 'label = ["微博"]', 'label = ["微博"], units = "个"', "rows[0].units", "不认识这一项"),
    (FORM, 'label = ["微博"]', 'label = ["微博"], unit = 1', "rows[0].unit", "要的是文字"),
    (FORM, 'label = ["微博"]', 'label = ["微博"], kind = ""', "rows[0].kind", "只能是 count、change、money"),
    (FORM, 'kind = "change"', 'kind = "changes"', "columns[1].kind", "只能是 count、change、money"),
    (FORM, "label_widths = [20]", "label_widths = [20, 1]", "table[0].label_widths", "要有 1 个宽度"),
    (FORM, "label_widths = [20]", 'label_widths = ["20"]', "table[0].label_widths", "数组里只能是数"),
    (FORM, "figure_width = 16", "figure_width = true", "table[0].figure_width", "要的是数，写的是 True"),
    (FORM, "figure_columns = 6", "figure_columns = 5", "block[0].columns", "6 列数字不能均分 5 个格"),
    (FORM, "figure_columns = 2\n", "figure_columns = 0\n", "table[0].figure_columns", "至少要有一列"),
    (FORM, "label_columns = 2\nfigure_columns = 3\nlabel_widths = [12, 24]", "label_columns = 1\nfigure_columns = 3\n"
     "label_widths = [12]", "block[0].rows", "label 的层数多于 1"),
    (FORM, 'arrangement = "side-by-side"', 'arrangement = "beside"', "table[2].arrangement", "只能是 stacked、"),
    (FORM, 'banner = "新媒体账号"', 'banner = "新媒体账号"\nfoot = ""', "table[2].block[0].foot", "不认识这一项"),
    (FORM, 'number = "表三"', 'number = "表三"\nblok = 1', "table[2].blok", "不认识这一项"),
    (FORM, 'of = ["people", "organizations"]', 'of = ["people", "granted"]', "sets.applicants", "集合名与行列重名"),
    (FORM, 'of = ["people", "organizations"]', "of = []", "sets.applicants", "集合里没有成员"),
    (FORM, "applicants = {", "granted = {", "sets.granted", "集合名与行列重名"),
    (FORM, "applicants = {", "total = {", "sets.total", "集合名与行列重名"),
    (FORM, 'of = ["people", "organizations"] }', 'of = ["people"], x = 1 }', "sets.applicants.x", "不认识这一项"),
    (FORM, "[table.sets]\n", "sets = 1\n[table.unknown]\n", "table[1].sets", "要的是表，写的是 1"),
    (FORM, "columns = [\n", "columns = [\n  1,\n", "table[0].block[0].columns[0]", "这里要的是表"),
    (RULES, 'code = "AR902"', "", "rule[0].code", "缺少这一项"),
    (RULES, 'code = "AR903"', 'code = "AR902"', "rule[1].code", "AR902 重复"),
    (RULES, 'code = "AR901"', 'code = "AR902"', "retired", "AR902 已停用，编号不能再用"),
    (RULES, 'code = "AR902"', 'code = "AR101"', "rule.code", "AR101 是结构检查的编号，不能再用"),
    (RULES, 'severity = "hint"', 'severity = "fatal"', "rule[5].severity", "只能是 error、warning、hint"),
    (RULES, 'stage = "trial"', 'stage = "draft"', "rule[5].stage", "只能是 trial、in-force"),
    (RULES, 'table = "disclosure"', 'table = "money"', "rule[0].table", "没有表 money"),
    (RULES, 'for_each = "column"', 'for_each = "cell"', "rule[0].for_each", "只能是 row、column、"),
    (RULES, 'only = ["weibo"]', 'only = ["twitter"]', "across[0].only", "accounts 没有 twitter"),
    (RULES, 'only = ["weibo"]', "only = []", "across[0].only", "至少要有一个"),
    (RULES, "both == fines + charges", "both = fines", "rule[0].expect", "算式写法不对"),
    (RULES, "both == fines + charges", "fines + charges", "rule[0].expect", "规则要是一个判断"),
    (RULES, "both == fines + charges", "1 == 1", "rule[0].expect", "并且说到单元格"),
    (RULES, "both == fines + charges", "both == fine", "rule[0].expect", "没有单元格 disclosure.fine.items"),
    (RULES, "both == fines + charges", "fines + charges == both", "rule[0].fills", "要写成 名称 == 算式"),
    (RULES, "both == fines + charges", "both >= fines + charges", "rule[0].fills", "要写成 名称 == 算式"),
    (RULES, "both == fines + charges", "not (both == fines + charges)", "rule[0].message", "不知道 {left} 是什么"),
    (RULES, "两类申请人之和是 {right}", "{applicants}", "rule[1].message", "不知道 {applicants} 是什么"),
    (RULES, "total == sum(applicants)", "total == applicants", "rule[1].expect", "applicants 代表 2 个单元格"),
    (RULES, 'previous.now"\nmessage = "{of}：上年填的是 {before}，上一年报告是 {previous.now}。"', 'now"\nmessage = ""',
     "across[0].expect", "要写在 [[across]] 里"),
    (RULES, "[[across]]", "[[rule]]", "rule[6].expect", "要写在 [[across]] 里"),
    (RULES, 'set = "both"', 'set = "bothe"', "rule[0].expect", "没有单元格 disclosure.bothe.items"),
    (RULES, 'repair = { set = "total"', 'repair = { set = "applicants"', "rule[1].expect", "只能放在 sum() 里"),
    (RULES, 'to = "fines + charges"', 'to = "fines +"', "rule[0].repair.to", "算式写法不对"),
    (RULES, 'apply = "ask" }', 'apply = "yes" }', "rule[0].repair.apply", "只能是 ask"),
    (RULES, 'apply = "ask" }', 'apply = "ask", x = 1 }', "rule[0].repair.x", "不认识这一项"),
    (RULES, '"disclosure.fines.items" = 2', '"disclosure.fine.items" = 2', "example.wrong.disclosure.fine.items",
     "没有这个单元格"),
    (RULES, '"disclosure.fines.items" = 2', '"disclosure.fines.items" = 2.5', "disclosure.fines.items", "要的是整数"),
    (RULES, "[rule.example]", "[rule.example]\nbad = 1", "rule[0].example.bad", "不认识这一项"),
    (RULES, 'why = "合计', 'wy = "合计', "rule[0].why", "缺少这一项"),
    (RULES, 'why = "合计', 'note = ""\nwhy = "合计', "rule[0].note", "不认识这一项"),
    (RULES, "[[retired]]", "[[retierd]]", "retierd", "不认识这一项"),
    (NARRATIVE, 'opening_section = "overview"', 'opening_section = "one"', "opening_section", "没有部分 'one'"),
    (NARRATIVE, 'length_section = "overview"', 'length_section = "one"', "length_section", "没有部分 'one'"),
    (NARRATIVE, "length_limit = 500", 'fee_section = "fees"', "fee_section", "没有部分 'fees'"),
    (NARRATIVE, "length_limit = 500", 'length_limit = "500"', "length_limit", "要的是整数，写的是 '500'"),
    (NARRATIVE, "length_limit = 500", "limit = 500", "limit", "不认识这一项"),
    (NARRATIVE, "length_limit = 500", '[report]\nperiod_statement = "{yaer}年"', "report.period_statement", "'yaer'"),
    (NARRATIVE, "length_limit = 500", "[report]\nperiod = 1", "report.period", "不认识这一项"),
    (NARRATIVE, "period_words = [", "period_words = [2, ", "period_words", "数组里只能是文字"),
    (NARRATIVE, 'period_words = ["统计期限"]', "", "period_words", "缺少这一项"),
    (NARRATIVE, "length_limit = 500", "length_limit = ", "文件", "不是合法的 TOML"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(THIRD, tmp_path / "form"))


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"), REFUSED, ids=[f"{key}-{reason}" for _, _, _, key, reason in REFUSED]
)
def test_what_does_not_fit_is_refused_naming_file_key_and_reason(
    folder: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    _edit(folder / file, old, new)
    with pytest.raises(FormError) as refused:
        load_folder(folder)
    assert refused.value.file == str(folder / file)
    assert refused.value.key.endswith(key)
    assert reason in refused.value.reason
    assert str(refused.value) == f"表样数据有误：{folder / file}，{refused.value.key}：{refused.value.reason}"


# ---------------------------------------------------------------- rules that extend those of another file

SHARED = """[[rule]]
code = "AR902"
name = "both-differs"
severity = "error"
stage = "in-force"
table = "disclosure"
for_each = "column"
expect = "both == fines + charges"
fills = true
message = "{of}：合计填的是 {left}，罚没 {fines} 加收费 {charges} 是 {right}，相差 {difference}。"
why = "合计是两项之和。"
repair = { set = "both", to = "fines + charges", apply = "ask" }
[rule.example]
wrong = { "disclosure.fines.items" = 2, "disclosure.both.items" = 1 }
right = { "disclosure.both.items" = 2 }
"""
EXTENDING = 'extends = "../shared.toml"\n[[rule]]\nextends = "AR902"\nbasis = "虚构〔2028〕1号"\n'


@pytest.fixture
def extending(folder: Path) -> Path:
    """The made-up form with its first rule written in a file beside its folder."""
    text = (folder / RULES).read_text("utf-8")
    first, second = (text.index(f'[[rule]]\ncode = "{code}"') for code in ("AR902", "AR903"))
    (folder / RULES).write_text(EXTENDING + text[second:], "utf-8")
    (folder.parent / "shared.toml").write_text(SHARED, "utf-8")
    assert text[first:second].replace('basis = "虚构〔2028〕1号"\n', "").strip() == SHARED.strip()
    return folder


def test_a_rule_that_extends_another_is_the_rule_written_out(extending: Path) -> None:
    assert load_folder(extending) == load_folder(THIRD)


def test_what_a_rule_says_itself_stands_before_what_it_extends(extending: Path) -> None:
    _edit(extending / RULES, "basis", 'code = "AR909"\nseverity = "hint"\nbasis')
    rule, written_out = load_folder(extending).rules[0], load_folder(THIRD).rules[0]
    assert (rule.code, rule.severity) == ("AR909", "hint")
    assert replace(rule, code="AR902", severity="error") == written_out


def test_every_shared_rule_is_extended_by_a_shipped_form() -> None:
    for family in {folder.parent for folder in shipped_forms().values() if (folder.parent / RULES).exists()}:
        shared = {rule["code"] for kind in ("rule", "across") for rule in _toml(family / RULES)[kind]}
        forms = [_toml(folder / RULES) for folder in shipped_forms().values() if folder.parent == family]
        extended = [rule.get("extends") for form in forms for kind in ("rule", "across") for rule in form[kind]]
        assert all(extended.count(code) > 1 for code in shared)


# which file is edited, what stands there, what stands there instead; which file, key and reason must be named
MINE, OTHERS = "form/rules.toml", "shared.toml"
NOT_EXTENDED = [
    (MINE, 'extends = "AR902"', 'extends = "AR910"', MINE, "rule[0].extends", "里没有 AR910；现有 AR902"),
    (MINE, "[[rule]]", "[[across]]", MINE, "across[0].extends", "../shared.toml 里没有 AR902；现有 （无）"),
    (MINE, 'extends = "../shared.toml"', "", MINE, "rule[0].extends", '文件开头没有写 extends'),
    (MINE, "../shared.toml", "../none.toml", "none.toml", "文件", "打不开（"),
    (MINE, "../shared.toml", "rules.toml", MINE, "extends", "rules.toml 又用到这个文件，绕成了一圈"),
    (OTHERS, "[[rule]]", 'extends = "form/rules.toml"\n[[rule]]', OTHERS, "extends", "又用到这个文件，绕成了一圈"),
    (MINE, "basis", 'severity = "error"\nbasis', MINE, "rule[0].severity", "与 extends 的那一条相同，不用再写"),
    (MINE, "basis", "fills = true\nbasis", MINE, "rule[0].fills", "与 extends 的那一条相同，不用再写"),
    (MINE, "basis", 'severity = "fatal"\nbasis', MINE, "rule[0].severity", "只能是 error、warning、hint"),
    (MINE, 'code = "AR903"\nname', 'extends = "AR902"\nname', MINE, "rule[1].severity", "相同，不用再写"),
    (MINE, 'basis = "虚构〔2028〕1号"', "", MINE, "rule[0].basis", "缺少这一项"),
    (OTHERS, "in-force", "draft", OTHERS, "rule[0].stage", "只能是 trial、in-force"),
    (OTHERS, "both == fines", "both = fines", OTHERS, "rule[0].expect", "算式写法不对"),
    (OTHERS, 'apply = "ask"', 'apply = "yes"', OTHERS, "rule[0].repair.apply", "只能是 ask"),
    (OTHERS, '.fines.items" = 2', '.fine.items" = 2', OTHERS, "example.wrong.disclosure.fine.items", "没有这个单元格"),
    (OTHERS, 'code = "AR902"', "", OTHERS, "rule[0].code", "缺少这一项"),
    (OTHERS, "[[rule]]", "[[retired]]\n[[rule]]", OTHERS, "retired", "不认识这一项"),
]  # fmt: skip


@pytest.mark.parametrize(("edited", "old", "new", "file", "key", "reason"), NOT_EXTENDED)
def test_what_can_not_be_extended_is_refused_in_the_file_that_is_wrong(
    extending: Path, edited: str, old: str, new: str, file: str, key: str, reason: str
) -> None:
    _edit(extending.parent / edited, old, new)
    with pytest.raises(FormError) as refused:
        load_folder(extending)
    assert refused.value.file == str(extending.parent / file)
    assert refused.value.key.endswith(key)
    assert reason in refused.value.reason


def test_a_code_that_two_rules_bring_is_refused_where_the_second_stands(extending: Path) -> None:
    _edit(extending / RULES, "[[rule]]\ncode", '[[rule]]\nextends = "AR902"\nbasis = "虚构"\n[[rule]]\ncode')
    with pytest.raises(FormError, match=r"form/rules\.toml，rule\[1\]\.code：AR902 重复"):
        load_folder(extending)
    (extending.parent / "shared.toml").write_text(SHARED + SHARED, "utf-8")
    with pytest.raises(FormError, match=r"shared\.toml，rule\[1\]\.code：AR902 重复"):
        load_folder(extending)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("kept", ["columns", "rows"])
def test_a_block_without_rows_or_columns_is_refused(folder: Path, kept: str) -> None:
    text = (folder / FORM).read_text("utf-8")
    start = text.index('[[table.block]]\ncorner = "项目"')
    end = text.index("# ----", start)
    block = f'[[table.block]]\n{kept} = [{{ id = "a", label = ["甲"] }}]\n'
    (folder / FORM).write_text(text[:start] + block + text[end:], "utf-8")
    with pytest.raises(FormError, match="每一块都要有行和列"):
        load_folder(folder)


def test_a_table_without_figures_and_a_form_without_tables_are_refused(folder: Path) -> None:
    text = (folder / FORM).read_text("utf-8")
    first = text.index("[[table]]")
    (folder / FORM).write_text(text[:first], "utf-8")
    with pytest.raises(FormError, match="table：至少要有一个表"):
        load_folder(folder)
    (folder / FORM).write_text(text[: text.index("[[table.block]]")], "utf-8")
    with pytest.raises(FormError, match="表里没有数字单元格"):
        load_folder(folder)


def test_a_missing_or_unreadable_file_is_refused(folder: Path) -> None:
    (folder / NARRATIVE).write_bytes(b'opening_section = "\xd7\xdc"')
    with pytest.raises(FormError, match=r"narrative\.toml，文件：不是合法的 TOML"):
        load_folder(folder)
    (folder / NARRATIVE).unlink()
    with pytest.raises(FormError, match=r"narrative\.toml，文件：打不开"):
        load_folder(folder)


# ---------------------------------------------------------------- structural wordings

CHECK = """[[check]]
code = "AR101"
name = "blank"
severity = "error"
message = "{of}：这里空着。"
advice = "填上数字。"
why = "空着不等于 0。"
basis = "—"
example = "留空 → 0"
"""


def test_structural_wordings_are_known_by_name(tmp_path: Path) -> None:
    file = tmp_path / "structure.toml"
    file.write_text(CHECK, "utf-8")
    assert [(name, wording.code) for name, wording in load_structure(file)[0].items()] == [("blank", "AR101")]
    assert load_folder(THIRD, file).wordings == load_structure(file)[0]


def test_what_a_check_looks_for_is_named_in_its_entry_and_asked_for_by_that_name() -> None:
    code = "".join(file.read_text("utf-8") for file in Path(structural.__file__).parent.rglob("*.py"))
    for wording in load_structure()[0].values():
        for key in (*wording.patterns, *wording.terms, *wording.phrases):
            assert f'"{key}"' in code, (wording.code, key)


def test_every_file_of_text_checks_is_named_once() -> None:
    folder = Path(text.__file__).parent
    files = {file.stem for file in folder.glob("*.py")} | {file.parent.name for file in folder.glob("*/__init__.py")}
    files -= {"__init__", "section"}
    assert sorted(name for group in load_structure()[1] for name in group) == sorted(files)


@pytest.mark.parametrize("groups", ["['fee']", "[[1]]", "[['../fee']]"])
def test_text_checks_that_can_be_no_files_are_refused(tmp_path: Path, groups: str) -> None:
    file = tmp_path / "structure.toml"
    file.write_text(f"text_checks = {groups}\n{CHECK}", "utf-8")
    with pytest.raises(FormError) as refused:
        load_structure(file)
    reason = "应当是名称的数组的数组，名称只用小写英文字母、数字和下划线"
    assert (refused.value.file, refused.value.key, refused.value.reason) == (str(file), "text_checks", reason)


@pytest.mark.parametrize(
    ("more", "key", "reason"),
    [
        (CHECK.replace("blank", "empty"), "check[1].code", "AR101 empty 重复"),
        (CHECK.replace("AR101", "AR102"), "check[1].code", "AR102 blank 重复"),
        (CHECK.replace('"error"', '"fatal"'), "check[1].severity", "只能是 error、warning、hint，写的是 'fatal'"),
        (CHECK + "note = 1", "check[1].note", "不认识这一项"),
        (
            CHECK + "[check.patterns]\nyear = '(['",
            "check[1].patterns.year",
            "不是正则表达式：unterminated character set at position 1",
        ),
        (CHECK + "[check.patterns]\nyear = 4", "check[1].patterns.year", "要的是文字，写的是 4"),
        (CHECK + "[check.terms]\nyears = '今年'", "check[1].terms.years", "要的是数组，写的是 '今年'"),
        (CHECK + "[check.phrases]\nyear = ['今年']", "check[1].phrases.year", "要的是文字，写的是 ['今年']"),
        ("[checks]", "checks", "不认识这一项"),
    ],
)
def test_structural_wordings_that_do_not_fit_are_refused(tmp_path: Path, more: str, key: str, reason: str) -> None:
    file = tmp_path / "structure.toml"
    file.write_text(CHECK + more, "utf-8")
    with pytest.raises(FormError) as refused:
        load_structure(file)
    assert (refused.value.file, refused.value.key, refused.value.reason) == (str(file), key, reason)
