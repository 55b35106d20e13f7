"""What the text says of the tables: which cell each figure is held against, by every door; the cases of AR521 to AR529
are files."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import fillings
from gouji.check.file import check_path
from gouji.check.run import check
from gouji.check.text.against_tables.explain import text_figures
from gouji.cli.main import main
from gouji.errors import FormError
from gouji.form.form import Form
from gouji.form.from_sentences import load as load_sentences
from gouji.form.load import load, load_all, load_folder
from gouji.frozen import replace
from gouji.place import to_text
from gouji.reading.reading import Paragraph, Reading
from gouji.shipped import folder
from gouji.workbook.mark import mark
from gouji.workbook.template import write

FORMS = load_all()
FORM = load("2021")
THIRD = load_folder(Path(__file__).parent / "third_form")
SENTENCES = folder("schema") / "annual_report" / "sentences.toml"
ONE_REPORT = tomllib.loads((Path(__file__).parent / "one_report.toml").read_text(encoding="utf-8"))
TEXT = "全年收到政府信息公开申请12件，比上年增加约３成，其中予以公开 9 件，部分公开2件；编号第7号；培训50人。"


def reading(text: str, form: Form = FORM, **figures: int) -> Reading:
    ids = {"received": "new_received", "handled": "handled_total", "granted": "granted", "partly": "partly_granted"}
    zeros = fillings.zeros(form)
    for name, number in figures.items():
        for column in ("natural_person", "total"):
            zeros[f"applications.{ids[name]}.{column}"] = Decimal(number)
    return fillings.with_texts(fillings.reading(form, zeros), {"overview": [text]})


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    write(FORM, path, reading(TEXT, received=12, handled=12, granted=10, partly=2))
    return path


def test_json_lists_each_figure_of_the_text_with_its_cells(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(workbook), "--explain-text", "--format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    place = next(each["places"][0] for each in result["findings"] if each["code"] == "AR521")
    assert [(each["clause"], each["number"], each["cells"]) for each in result["text_figures"]] == [
        ("全年收到政府信息公开申请12件", 12, ["applications.new_received.total"]),
        ("其中予以公开 9 件", 9, ["applications.granted.total"]),
        ("部分公开2件", 2, ["applications.partly_granted.total"]),
        ("培训50", 50, None),
    ]
    assert {each["place"] for each in result["text_figures"]} == {place}
    assert result["findings"][0]["cells"] == ["applications.granted.total"]
    assert (result["findings"][0]["left"], result["findings"][0]["right"]) == (9, 10)


def test_without_the_option_nothing_is_listed(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(workbook), "--format", "json"]) == 0
    assert "text_figures" not in capsys.readouterr().out


def test_the_terminal_shows_the_working_paper(
    workbook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    other = workbook.with_name("b.txt")
    other.write_text("开展活动15次，网站发布信息30条。", encoding="utf-8")
    main(["check", str(workbook), str(other), "--explain-text"])
    said = capsys.readouterr().out
    assert "正文里的数字 4 个" in said
    assert "不一致：“（一）予以公开”总计" in said
    assert "“一、本年新收政府信息公开申请数量”总计" in said


def test_figures_without_a_cell_are_named_as_such(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(FORM, path, reading("开展培训15次，占比50%。"))
    assert main(["check", str(path), "--explain-text"]) == 0
    assert capsys.readouterr().out.count("无对应单元格") == 2


@pytest.mark.parametrize("shape", ["html", "xlsx"])
def test_the_working_paper_is_for_terminal_and_json(
    shape: str, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", str(workbook), "--explain-text", "--format", shape, "-o", str(workbook.with_name("r." + shape))]
    assert main(words) == 2
    assert "--explain-text 只用于" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_has_no_figures_in_its_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    assert main(["check", str(tmp_path / "a.xlsx"), "--explain-text", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["results"][0]["text_figures"] == []


def test_the_paragraph_is_marked_in_the_copy(workbook: Path, tmp_path: Path) -> None:
    result = check_path(workbook, FORMS)
    (finding,) = (each for each in result.findings if each.code == "AR521")
    assert [to_text(place) for place in finding.places] == ["一、总体情况!A4"]
    copy = tmp_path / "marked.xlsx"
    mark(workbook, copy, result, FORM)
    assert copy.read_bytes() != workbook.read_bytes()
    assert [each.code for each in check_path(copy, FORMS).findings] == [each.code for each in result.findings]


def test_the_same_text_is_judged_alike_on_every_form() -> None:
    for form in FORMS:
        found = check(form, FORMS, reading(TEXT, form, received=12, handled=12, granted=10, partly=2))
        assert [(each.code, each.cells) for each in found] == [("AR521", ("applications.granted.total",))]


def test_a_form_whose_sentences_nobody_has_described_is_not_judged() -> None:
    bare = replace(FORM, narrative=replace(FORM.narrative, spoken=None))
    said = reading(TEXT, received=12, handled=12, granted=10, partly=2)
    assert check(bare, FORMS, said) == ()
    assert text_figures(bare, said) == ()
    assert THIRD.narrative.spoken is None


def test_a_report_without_any_text_gives_no_finding_on_it() -> None:
    empty = replace(reading(""), sections={"overview": (), "other": (Paragraph(""),)})
    assert {each.code for each in check(FORM, FORMS, empty)} == {"AR501"}
    assert text_figures(FORM, empty) == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('role = "noun"', 'role = "verb"', "只能是"),
        ('words = ["今"]', "", ""),
        ("(信息|事项)公开", "(信息|事项公开", "括号不成对"),
        ('words = ["公开"]', 'words = ["予以公开"]', "已经有一个意思了"),
        ("(?:镇|乡|街道)(?:", "(?:镇|乡|街道)(?:(", "不是正则表达式"),
    ],
)
def test_a_fault_in_the_sentences_is_told(old: str, new: str, reason: str, tmp_path: Path) -> None:
    text = SENTENCES.read_text(encoding="utf-8")
    path = tmp_path / "sentences.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    if not reason:
        assert load_sentences(path, FORM.tables) == FORM.narrative.spoken
        return
    with pytest.raises(FormError, match=reason):
        load_sentences(path, FORM.tables)


def test_section_told_must_exist(tmp_path: Path) -> None:
    source = folder("schema") / "annual_report"
    for name in ("form.toml", "rules.toml", "narrative.toml"):
        text = (source / "2021" / name).read_text(encoding="utf-8")
        text = text.replace('"../', f'"{source.as_posix()}/').replace(
            '"overview", "problems"]', '"overview", "nowhere"]'
        )
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match="没有部分 'nowhere'"):
        load_folder(tmp_path)


def found_in(text: str) -> list[list[str]]:
    """What is found of the kinds of this check in the report of one_report.toml with this text."""
    zeros = fillings.zeros(FORM) | {id: Decimal(number) for id, number in ONE_REPORT["figures"].items()}
    told = fillings.with_texts(fillings.reading(FORM, zeros), {"overview": [text]})
    return [[each.code, *each.cells] for each in check(FORM, FORMS, told) if each.code.startswith("AR52")]


def test_what_agrees_is_silent_and_what_is_wrong_in_one_place_is_found_there() -> None:
    expected = {text: [] for text in ONE_REPORT["agreeing"]["texts"]} | {
        case["text"]: case["findings"] for case in ONE_REPORT["wrong"]
    }
    found = {text: found_in(text) for text in expected}
    assert {text: said for text, said in found.items() if said != expected[text]} == {}


def test_a_paragraph_as_long_as_ten_reports_is_not_read() -> None:
    assert found_in("政府信息公开申请收件总数35件。" * 1000) == []


def test_a_body_whose_name_is_none_of_an_office_is_judged_too() -> None:
    told = fillings.reading(FORM, fillings.zeros(FORM), organization="某某")
    said = fillings.with_texts(told, {"overview": ["收到政府信息公开申请3件。"]})
    assert [each.code for each in check(FORM, FORMS, said) if each.code.startswith("AR52")] == ["AR521"]
