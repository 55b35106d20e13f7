"""The tab in customUI, the VBA behind it and the functions that it calls agree, button by button."""

from __future__ import annotations

import re
import tomllib
from xml.etree import ElementTree

import pytest

from gouji import ribbon
from gouji.shipped import folder

RIBBON = folder("ribbon")
UI = "{http://schemas.microsoft.com/office/2009/07/customui}"

# group, label, Sub, function in gouji.ribbon, works only on a report workbook
BUTTONS = [
    ("填报", "新建年报", "GoujiNewReport", "new_report", False),
    ("填报", "导入上年数据", "GoujiImportPrevious", "import_previous", True),
    ("填报", "导入已有报告", "GoujiImportReport", "import_report", False),
    ("校验", "校验", "GoujiValidate", "validate", True),
    ("校验", "上一处", "GoujiPrevious", "previous_finding", True),
    ("校验", "下一处", "GoujiNext", "next_finding", True),
    ("校验", "采纳建议", "GoujiAdopt", "adopt", True),
    ("校验", "填写说明", "GoujiExplain", "explain", True),
    ("校验", "清除标记", "GoujiClear", "clear", True),
    ("导出", "JSON", "GoujiExportJson", "export_json", True),
    ("导出", "报告", "GoujiExportReport", "export_report", True),
    ("导出", "草稿", "GoujiExportDraft", "export_draft", True),
    ("导出", "汇总用副本", "GoujiExportCopy", "export_copy", True),
    ("帮助", "填表说明", "GoujiShowGuide", "show_guide", True),
    ("帮助", "本条规则", "GoujiShowRule", "show_rule", True),
    ("帮助", "关于", "GoujiAbout", "about", False),
]


def tree() -> ElementTree.Element:
    return ElementTree.parse(RIBBON / "customUI14.xml").getroot()


def source(name: str) -> str:
    return (RIBBON / name).read_text(encoding="ascii")


def buttons() -> list[tuple[str, ElementTree.Element]]:
    return [(group.get("label", ""), each) for group in tree().iter(f"{UI}group") for each in group.iter(f"{UI}button")]


def test_every_button_calls_its_sub_and_every_sub_its_function() -> None:
    subs = {
        name: (function, needs == "True")
        for name, function, needs in re.findall(
            r'^Public Sub (\w+)\(control As IRibbonControl\)\n    GoujiRun "(\w+)", (True|False)\nEnd Sub$',
            source("RibbonGouji.bas"),
            re.MULTILINE,
        )
    }
    found = [
        (group, each.get("label"), name, *subs[name])
        for group, each in buttons()
        for name in [each.get("onAction", "").removeprefix("RibbonGouji.")]
    ]
    assert found == BUTTONS
    assert sorted(subs) == sorted(name for _, _, name, _, _ in BUTTONS)


def test_the_package_that_python_runs_has_exactly_these_functions() -> None:
    functions = {name for name, value in vars(ribbon).items() if value in ribbon.ACTIONS.values()}
    assert sorted(functions) == sorted(function for _, _, _, function, _ in BUTTONS)


def test_exactly_the_buttons_that_need_a_report_turn_grey_without_one() -> None:
    greys = {each.get("label"): each.get("getEnabled") for _, each in buttons()}
    assert greys == {label: "RibbonGouji.GoujiEnabled" if needs else None for _, label, _, _, needs in BUTTONS}


def test_every_callback_of_the_customui_is_a_public_sub_of_the_module_that_it_names() -> None:
    callbacks = {value for each in tree().iter() for key, value in each.attrib.items() if key.startswith(("on", "get"))}
    public = {f"RibbonGouji.{name}" for name in re.findall(r"^Public Sub (\w+)\(", source("RibbonGouji.bas"), re.M)}
    assert callbacks - public == set()
    assert {"RibbonGouji.GoujiOnLoad", "RibbonGouji.GoujiEnabled"} <= callbacks


def test_the_tab_is_named_and_only_validate_is_large() -> None:
    assert [tab.get("label") for tab in tree().iter(f"{UI}tab")] == ["年报勾稽"]
    assert [each.get("label") for _, each in buttons() if each.get("size") == "large"] == ["校验"]


@pytest.mark.parametrize("attribute", ["screentip", "supertip"])
def test_every_button_explains_itself_in_chinese_and_briefly(attribute: str) -> None:
    for _, each in buttons():
        text = each.get(attribute, "")
        assert re.search("[一-鿿]", text), each.get("id")
        assert len(text) <= {"screentip": 20, "supertip": 120}[attribute], each.get("id")


@pytest.mark.parametrize("attribute", ["id", "keytip"])
def test_no_two_controls_share_an_id_or_a_keytip(attribute: str) -> None:
    values = [value for each in tree().iter() if (value := each.get(attribute))]
    assert len(values) == len(set(values)) >= len(BUTTONS)


def test_every_icon_is_on_the_list_of_icons_that_every_excel_has() -> None:
    allowed = [line for line in source("images.txt").splitlines() if not line.startswith("#")]
    assert allowed == sorted(set(allowed))
    used = {value for each in tree().iter() if (value := each.get("imageMso"))}
    assert used - set(allowed) == set()
    assert len(used) == len(BUTTONS)


@pytest.mark.parametrize("name", ["RibbonGouji.bas", "ThisWorkbook.cls"])
def test_vba_source_is_ascii_so_that_no_code_page_can_garble_it(name: str) -> None:
    assert (RIBBON / name).read_bytes().isascii()


def test_every_word_that_the_vba_looks_up_is_in_the_sheet_of_words_and_none_is_left_over() -> None:
    words = tomllib.loads((RIBBON / "addin.toml").read_text(encoding="utf-8"))["text"]
    vba = source("RibbonGouji.bas")
    quoted = set(re.findall(r'Gouji(?:Say|Text)\(?\s*"(\w+)"', vba)) | set(re.findall(r', "(\w+)", "(\w+)"\)', vba)[0])
    assert quoted | {"running"} == set(words)
