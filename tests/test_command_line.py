"""The command line: exit status, Chinese words on one line, nothing overwritten, nothing lost, never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import fillings
from filled_workbooks import write
from gouji.check import rule_page
from gouji.cli.files import files
from gouji.cli.main import main
from gouji.form.load import load, load_all
from gouji.reading import source

FORMS = load_all()
FORM = load("2021")


def workbook(path: Path, seed: int = 0, **info: object) -> Path:
    write(FORM, path, fillings.reading(FORM, fillings.consistent(FORM, seed), **info))
    return path


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "还要写 命令"),
        (["shout"], "命令"),
        (["check"], "还要写 路径"),
        (["check", "nowhere.xlsx"], "nowhere.xlsx：没有这个文件或文件夹"),
        (["check", ".", "--format", "xml"], "不能是 'xml'"),
        (["check", "."], ".：里面没有可以检查的文件"),
        (["check", ".", "--loud"], "不认识 --loud"),
        (["import", "nowhere.txt", "-o", "new.xlsx"], "nowhere.txt：没有这个文件"),
        (["import", "x.txt", "-o", "new.xls"], "要以 .xlsx 结尾"),
        (["export", "nowhere.xlsx", "-o", "out"], "nowhere.xlsx：没有这个文件"),
        (["export", "nowhere.xlsx", "-o", "out", "--to", "odt"], "odt"),
        (["new", "-o", "nowhere/new.xlsx"], "文件夹不存在"),
        (["new", "-o", "new.xlsx", "--year", "1990"], "1990年度没有对应的表样"),
        (["new", "-o", "new.xlsx", "--year", "last"], "应当是整数"),
        (["new", "-o", "new.xlsx", "--form", "1999"], "没有这个表样"),
        (["new", "-o", "new.xlsx", "--previous", "nowhere.xlsx"], "nowhere.xlsx：没有这个文件"),
        (["explain"], "要写其中一个：编号 --all。"),
        (["explain", "AR301", "--all"], "参数 --all: 不能同时用 编号。"),
        (["new", "--overwrite=1", "-o", "new.xlsx"], "参数 --overwrite: 不能带值 '1'。"),
        (["new", "--o", "new.xlsx"], "写得不全：--o 可能是 --organization, --output, --overwrite。"),
        (["check", "x.xlsx", "--jobs"], "参数 --jobs: 后面要跟一个值。"),
        (["register", "set", "示例局", "退"], "参数 状态: 不能是 '退' (只能是 "),
        (["explain", "AR000"], "没有编号是 AR000 的规则"),
    ],
)
def test_a_wrong_call_is_one_chinese_line_and_status_2(
    words: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    out, err = said(capsys)
    assert out == "" and err.count("\n") == 1
    assert err.startswith("错误：") and expected in err
    assert list(tmp_path.iterdir()) == []


PATHS = [
    (["check", ""], "路径"),
    (["check", "good.xlsx", ""], "路径"),
    (["check", "good.xlsx", "--previous", ""], "--previous"),
    (["check", "good.xlsx", "--marked", ""], "--marked"),
    (["check", "good.xlsx", "-o", ""], "-o/--output"),
    (["export", "", "-o", "out"], "文件.xlsx"),
    (["export", "good.xlsx", "-o", ""], "-o/--output"),
    (["export", "good.xlsx", "-o", "out", "--draft", "--suggest", "--previous", ""], "--previous"),
    (["export", "good.xlsx", "-o", "out", "--font-dir", ""], "--font-dir"),
    (["import", "", "-o", "new.xlsx"], "来源文件"),
    (["import", "good.xlsx", "-o", ""], "-o/--output"),
    (["new", "-o", ""], "-o/--output"),
    (["new", "-o", "new.xlsx", "--previous", ""], "--previous"),
    (["collect", "", "--roster", "good.xlsx", "-o", "out"], "文件夹"),
    (["collect", ".", "--roster", "", "-o", "out"], "--roster"),
    (["collect", ".", "--roster", "good.xlsx", "-o", ""], "-o/--output"),
    (["collect", ".", "--roster", "good.xlsx", "-o", "out", "--database", ""], "--database"),
    (["collect", ".", "--roster", "good.xlsx", "-o", "out", "--previous", ""], "--previous"),
    (["register", "list", "--database", ""], "--database"),
    (["addin", "build", "-o", ""], "-o/--output"),
]


@pytest.mark.parametrize(("words", "which"), PATHS, ids=lambda each: " ".join(each) if isinstance(each, list) else None)
def test_an_empty_path_is_a_wrong_call_and_not_the_folder_that_one_stands_in(
    words: list[str], which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "good.xlsx")
    assert main(words) == 2
    out, err = said(capsys)
    assert out == "" and f"参数 {which}: 路径是空的" in err and err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["good.xlsx"]


def test_a_folder_without_anything_to_check_is_a_wrong_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("empty", "hidden/.git", "locks", "nested/a/b"):
        Path(name).mkdir(parents=True)
    for name in ("hidden/.DS_Store", "hidden/.git/config", "locks/~$a.xlsx"):
        Path(name).write_bytes(b"x")
    workbook(tmp_path / "good.xlsx")
    for shape in ("text", "json", "html"):
        for name in ("empty", "hidden", "locks", "nested"):
            assert main(["check", name, "--format", shape]) == 2
            assert said(capsys) == (
                "",
                f"错误：{name}：里面没有可以检查的文件（隐藏的文件和 ~$ 开头的不算）。检查路径写得对不对。\n",
            )
    assert main(["check", "good.xlsx", "--previous", "nowhere"]) == 2
    assert said(capsys)[1].startswith("错误：nowhere：没有这个文件或文件夹")
    assert main(["check", "good.xlsx", "empty"]) == 2  # no less wrong than a path that is not there
    assert said(capsys)[0] == ""
    assert main(["check", "长" * 100]) == 2
    assert said(capsys)[1] == f"错误：{'长' * 100}：文件名或路径太长。检查路径写得对不对。\n"


def test_a_marked_copy_that_is_not_made_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = workbook(tmp_path / "good.xlsx")
    assert main(["export", str(good), "-o", str(tmp_path / "out"), "--to", "json"]) == 0
    (record,) = (tmp_path / "out").iterdir()
    said(capsys)
    assert main(["check", str(record)]) == 0
    assert main(["check", str(record), "--marked", str(tmp_path / "copies")]) == 1
    assert said(capsys)[1] == f"没有做标记：{record}：不是 .xlsx 工作簿，不能在里面做标记\n"
    (tmp_path / "taken").write_bytes(b"a file")
    assert main(["check", str(good), "--marked", str(tmp_path / "taken")]) == 1
    assert said(capsys)[1] == f"没有做标记：{good}：写不进去：已经有同名的文件或文件夹\n"
    assert main(["check", str(good), "--marked", str(tmp_path / "copies")]) == 0


@pytest.mark.parametrize("words", [["new", "--year", "2025"], ["import", "old.xlsx"]])
def test_an_existing_file_is_not_overwritten_unasked(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "old.xlsx")
    (tmp_path / "kept.xlsx").write_bytes(b"precious")
    assert main([*words, "-o", "kept.xlsx"]) == 2
    assert "文件已存在，没有动它" in said(capsys)[1]
    assert (tmp_path / "kept.xlsx").read_bytes() == b"precious"
    assert main([*words, "-o", "kept.xlsx", "--overwrite"]) == 0
    assert (tmp_path / "kept.xlsx").read_bytes().startswith(b"PK")
    assert {path.name for path in tmp_path.iterdir()} == {"old.xlsx", "kept.xlsx"}


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = workbook(tmp_path / "kept.xlsx")
    before = kept.read_bytes()

    def broken(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", broken)
    assert main(["new", "--year", "2025", "-o", str(kept), "--overwrite"]) == 1
    assert kept.read_bytes() == before
    assert list(tmp_path.iterdir()) == [kept]


def test_a_new_workbook_has_its_year_organisation_and_form(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert main(["new", "--year", "2020", "--organization", "示例局", "-o", str(path)]) == 0
    reading = source.read(path, FORMS)
    assert (reading.form, reading.year, reading.text("organization")) == ("annual_report/2019", 2020, "示例局")
    assert reading.numbers() == {}


def test_a_new_workbook_takes_the_organisation_from_last_years(tmp_path: Path) -> None:
    last = workbook(tmp_path / "last.xlsx", organization="示例市某局")
    assert main(["new", "--year", "2025", "--previous", str(last), "-o", str(tmp_path / "new.xlsx")]) == 0
    assert source.read(tmp_path / "new.xlsx", FORMS).text("organization") == "示例市某局"


def test_last_years_file_that_can_not_be_read_is_said_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "last.xlsx").write_bytes(b"")
    assert main(["new", "--previous", str(tmp_path / "last.xlsx"), "-o", str(tmp_path / "new.xlsx")]) == 2
    assert "文件是空的" in said(capsys)[1]
    assert not (tmp_path / "new.xlsx").exists()


def test_one_bad_file_never_stops_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    workbook(tmp_path / "a" / "good.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"")
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 cut")
    workbook(tmp_path / "d.xlsx", seed=1)
    (tmp_path / "~$d.xlsx").write_bytes(b"\x05owner")
    (tmp_path / ".hidden").write_bytes(b"x")
    assert main(["check", str(tmp_path), "--format", "json"]) == 1
    results = json.loads(said(capsys)[0])["results"]
    assert [(Path(each["path"]).name, each["verdict"]) for each in results] == [
        ("good.xlsx", "clean"),
        ("b.xlsx", "unreadable"),
        ("c.xlsx", "unreadable"),
        ("d.xlsx", "clean"),
    ]
    assert [finding["code"] for each in results for finding in each["findings"]] == ["AR702", "AR705"]
    assert main(["check", str(tmp_path / "a"), str(tmp_path / "d.xlsx")]) == 0
    assert "共 2 个文件：2 个没有错误，0 个有错误，0 个读不出来。" in said(capsys)[0]


def test_files_of_a_folder_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("乙.xlsx", "a.xlsx", "b.json"):
        (tmp_path / name).touch()
    assert [path.name for path in files([str(tmp_path)])] == ["a.xlsx", "b.json", "乙.xlsx"]


def test_the_text_names_sheet_cell_problem_value_and_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    figures = fillings.consistent(FORM, 5)
    figures["applications.granted.total"] += 3
    path = tmp_path / "wrong.xlsx"
    write(FORM, path, fillings.reading(FORM, figures))
    assert main(["check", str(path)]) == 1
    out = said(capsys)[0].replace("\n", "")
    for words in ("AR302", "AR303", "三、依申请公开", "改为", "先核对“（一）予以"):
        assert words in out


def test_results_can_be_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "good.xlsx")
    report = tmp_path / "result.json"
    assert main(["check", str(path), "--format", "json", "-o", str(report)]) == 0
    assert "结果已写入" in said(capsys)[0]
    assert json.loads(report.read_text(encoding="utf-8"))["results"][0]["verdict"] == "clean"


def test_last_years_file_or_folder_ties_two_years_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = [f"applications.{row}.{c}" for row in ("new_received", "carried_out") for c in ("natural_person", "total")]
    last = fillings.zeros(FORM) | dict.fromkeys(moved, Decimal(2))
    (tmp_path / "last").mkdir()
    write(FORM, tmp_path / "last" / "ours.xlsx", fillings.reading(FORM, last, year=2023))
    write(
        FORM,
        tmp_path / "last" / "theirs.xlsx",
        fillings.reading(FORM, fillings.zeros(FORM), year=2023, organization="别的局"),
    )
    (tmp_path / "last" / "broken.xlsx").write_bytes(b"")
    this = tmp_path / "this.xlsx"
    write(FORM, this, fillings.reading(FORM, fillings.zeros(FORM), year=2024))
    expected = [
        ("AR311", ["applications.carried_in.natural_person"], 0, 2, -2),
        ("AR311", ["applications.carried_in.total"], 0, 2, -2),
    ]
    for previous in (tmp_path / "last", tmp_path / "last" / "ours.xlsx"):
        assert main(["check", str(this), "--previous", str(previous), "--format", "json"]) == 1
        (result,) = json.loads(said(capsys)[0])["results"]
        got = [(f["code"], f["cells"], f["left"], f["right"], f["difference"]) for f in result["findings"]]
        assert got == expected
    # Another year, another organisation or another scope is not last year's report.
    assert main(["check", str(this), "--previous", str(tmp_path / "last" / "theirs.xlsx")]) == 0
    for info in (
        {"year": 2025},
        {"year": 2024, "scope": FORM.info[2].choices[1]},
        {"year": 2024, "organization": None},
    ):
        write(FORM, this, fillings.reading(FORM, fillings.zeros(FORM), **info))
        main(["check", str(this), "--previous", str(tmp_path / "last"), "--format", "json"])
        assert "AR311" not in said(capsys)[0]
    said(capsys)
    assert main(["check", str(this), "--previous", str(tmp_path / "last" / "broken.xlsx")]) == 2
    assert "（上年数据）：文件是空的" in said(capsys)[1]


def test_a_credit_code_tells_the_same_organisation_before_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "91350100M000100Y43"
    moved = [f"applications.carried_out.{column}" for column in ("natural_person", "total")]
    last = fillings.zeros(FORM) | dict.fromkeys(moved, Decimal(1))
    write(
        FORM, tmp_path / "last.xlsx", fillings.reading(FORM, last, year=2023, organization="旧名局", credit_code=code)
    )
    write(FORM, tmp_path / "this.xlsx", fillings.reading(FORM, fillings.zeros(FORM), year=2024, credit_code=code))
    main(["check", str(tmp_path / "this.xlsx"), "--previous", str(tmp_path / "last.xlsx"), "--format", "json"])
    (result,) = json.loads(said(capsys)[0])["results"]
    assert [finding["code"] for finding in result["findings"]] == ["AR311", "AR311"]


def test_no_cell_can_name_a_path(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", organization="../../etc/甲\\乙:*?局")
    assert main(["export", str(path), "-o", str(tmp_path / "out")]) == 0
    names = [each.name for each in (tmp_path / "out").iterdir()]
    assert names
    assert all(re.fullmatch(r"etc甲乙局\d{4}年政府信息公开工作年度报告\.\w+", name) for name in names)


def test_an_error_of_ours_is_a_finding_and_debug_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path / "good.xlsx")

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(source, "read_bytes", broken)
    assert main(["check", str(path), "--format", "json"]) == 1
    out, err = said(capsys)
    (result,) = json.loads(out)["results"]
    assert result["verdict"] == "unreadable" and [f["code"] for f in result["findings"]] == ["AR799"]
    assert "secret" not in out + err
    main(["check", str(path), "--debug"])
    assert "RuntimeError: secret detail" in said(capsys)[1]


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (RuntimeError("secret"), 1, "程序出错（RuntimeError）"),
        (OSError(28, "No space left on device", "out.json"), 1, "out.json：磁盘满了。"),
        (KeyboardInterrupt(), 1, "已中断"),
    ],
)
def test_whatever_happens_a_user_sees_one_line(
    error: BaseException,
    status: int,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("gouji.cli.explain.load_all", broken)
    assert main(["explain", "AR301"]) == status
    out, err = said(capsys)
    assert out == "" and expected in err and err.count("\n") == 1 and "secret" not in err


def test_every_code_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--all"]) == 0
    codes = [line.split()[0] for line in said(capsys)[0].splitlines()]
    known = {rule.code for form in FORMS for rule in (*form.rules, *form.across_years)}
    known |= {wording.code for form in FORMS for wording in form.wordings.values()}
    assert codes == sorted(known)
    for code in codes:
        assert main(["explain", code.lower()]) == 0
        out = said(capsys)[0]
        assert out.startswith(code)
        for heading in ("查什么", "为什么", "错例与改法", "依据"):
            assert f"\n{heading}\n" in out


def test_a_rule_is_explained_in_the_words_of_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "AR311"]) == 0
    out = said(capsys)[0]
    assert "二、上年结转政府信息公开申请数量＝上一年的四、结转下年度继续办理" in out
    assert "carried_in == previous.carried_out" in out
    page = rule_page.page("applications-out-of-balance", FORMS)
    assert page is not None and page.code == "AR301"


PAGES = [
    [],
    *([command] for command in ("new", "import", "check", "export", "fill", "collect", "addin", "excel", "explain")),
    ["register"],
    *(["register", action] for action in ("list", "history", "set", "explain", "receipt")),
]


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_help_is_chinese(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    out = said(capsys)[0]
    assert out.startswith("用法：") and "选项" in out
    # What is neither an option, a command, a name (JSON, Excel) nor an example: none of argparse's own words.
    assert not re.search(r"\b(None|usage|options?|show|help message|positional|arguments?|default|choose)\b(?!\])", out)


def test_the_commands_stand_below_one_heading(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = said(capsys)[0].partition("命令:\n")[2].partition("\n\n")[0]
    names = "new import check export fill collect register addin excel explain"
    assert [line.split()[0] for line in listed.splitlines()] == names.split()


def test_a_reader_that_closes_early_is_no_error(tmp_path: Path) -> None:
    """`gouji explain --all | head -1`."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gouji", "explain", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    error = process.stderr.read().decode()
    process.stderr.close()
    process.wait()
    assert "Traceback" not in error and "Exception ignored" not in error


def test_a_console_that_can_not_show_a_character_does_not_end_the_run(tmp_path: Path) -> None:
    path = workbook(tmp_path / "good.xlsx", organization="喆镕堃局")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", "gouji", "check", str(path)], env=environment, capture_output=True)
    assert done.returncode == 0 and b"Traceback" not in done.stderr


def test_a_missing_section_says_where_it_is_to_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.xlsx"
    main(["new", "--year", "2025", "-o", str(path)])
    said(capsys)
    main(["check", str(path), "--format", "json"])
    (result,) = json.loads(said(capsys)[0])["results"]
    places = {finding["cells"][0]: finding["places"] for finding in result["findings"] if finding["code"] == "AR501"}
    required = [section for section in FORM.sections if section.required]
    assert places == {f"sections.{each.id}": [f"{each.sheet}!A4"] for each in required}
