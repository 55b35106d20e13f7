"""`gouji collect` from its door: what lies in the folder comes to its unit, into the register and out as files."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import doors
import filled_workbooks
import fillings
from gouji.bulk.gather import Item, gather
from gouji.cli.main import main
from gouji.collect import intake
from gouji.collect.arrivals import Arrival, arrivals
from gouji.collect.register.database import open_register
from gouji.collect.register.looking import counting, history, known, reading
from gouji.collect.roster.attribute import index_of
from gouji.collect.roster.roster import read as read_roster
from gouji.form.form import PREVIOUS, Form
from gouji.form.load import load, load_all
from gouji.rule.evaluate import holds

FORM = load("2021")
TOWN, BUREAU, COUNTY = "示例县青山镇人民政府", "示例县档案局", "示例县人民政府"
KINDS = {TOWN: "乡镇街道", BUREAU: "部门", COUNTY: "本级政府汇总"}
ON_TIME = "2025-01-20"


def hand_in(path: Path, name: str, seed: int, year: int = 2024, day: str = ON_TIME, **cells: object) -> Path:
    """A unit's workbook; `cells` with __ for dots replace figures."""
    figures: dict[str, Decimal | str | None] = dict(fillings.consistent(FORM, seed))
    figures |= {id.replace("__", "."): value for id, value in cells.items()}  # type: ignore[misc]
    path.parent.mkdir(parents=True, exist_ok=True)
    filled_workbooks.write(
        FORM, path, fillings.reading(FORM, figures, organization=name, year=year, scope=KINDS.get(name))
    )
    at = datetime.fromisoformat(f"{day}T10:00:00+08:00").timestamp()
    os.utime(path, (at, at))
    return path


def roster(folder: Path, names: Sequence[str] = (BUREAU, TOWN, COUNTY), **also: str) -> Path:
    """花名册.csv of the units; the county is above the others."""
    path = folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("单位名称", "类别", "上级", "曾用名"))
        for name in names:
            above = COUNTY if COUNTY in names and name != COUNTY else ""
            rows.writerow((name, KINDS.get(name, "部门"), above, also.get(name, "")))
    return path


def collected(folder: Path, *words: str) -> int:
    return main(
        ["collect", str(folder / "in"), "--roster", str(folder / "花名册.csv"), "-o", str(folder / "out"), *words]
    )


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path, read_only=False)
    return [row for row in book[sheet].iter_rows(values_only=True) if any(row)]


def files(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def test_a_collection_leaves_everything_in_one_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    hand_in(tmp_path / "in" / "镇" / "b.xlsx", TOWN, 2, disclosure__penalties__decisions="见附件")
    roster(tmp_path)
    assert collected(tmp_path, "--as-of", "2025-02-03") == 1
    assert files(tmp_path / "out") == {
        "催报名单.xlsx",
        "校验结果汇总.xlsx",
        "看板.html",
        "台账.sqlite",
        f"退回意见/{TOWN}.docx",
        f"汇总/{COUNTY}_汇总表.xlsx",
        f"汇总/{COUNTY}_汇总明细.xlsx",
    }
    said = capsys.readouterr().out.splitlines()
    assert said[0] == ("2024 年度收报。截至2025年2月3日，应报3个单位，已报2个，未报1个，退回未改1个。")
    assert said[1] == "共 2 个文件：1 个没有错误，1 个有错误，0 个读不出来。"
    assert said[2] == f"{COUNTY}：没有做差额表：{COUNTY}还没有报，没有可以对照的数。"


def test_what_the_parent_handed_in_is_held_against_the_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    hand_in(tmp_path / "in" / "b.xlsx", TOWN, 2)
    hand_in(tmp_path / "in" / "县.xlsx", COUNTY, 2)  # the bureau was left out
    roster(tmp_path)
    assert collected(tmp_path, "--as-of", "2025-01-25") == 0
    notes = [row[0] for row in rows(tmp_path / "out" / "汇总" / f"{COUNTY}_差额表.xlsx", "差额表")]
    assert any(isinstance(note, str) and BUREAU in note and "没有加进去" in note for note in notes)
    assert f"{COUNTY}：" in capsys.readouterr().out


def test_a_run_on_unchanged_files_reads_none_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    hand_in(tmp_path / "in" / "b.xlsx", TOWN, 2, disclosure__penalties__decisions=None)
    roster(tmp_path)
    assert collected(tmp_path, "--as-of", "2025-01-25") == 1
    before = rows(tmp_path / "out" / "校验结果汇总.xlsx", "问题")
    read: list[int] = []

    def counted(items: Sequence[Item], *rest: Any, **more: Any) -> Any:
        read.append(len(items))
        return gather(items, *rest, **more)

    monkeypatch.setattr(intake, "gather", counted)
    assert collected(tmp_path, "--as-of", "2025-01-25") == 1
    hand_in(tmp_path / "in" / "b.xlsx", TOWN, 2)
    assert collected(tmp_path, "--as-of", "2025-01-25") == 0
    assert read == [0, 1]
    assert before != rows(tmp_path / "out" / "校验结果汇总.xlsx", "问题")


def test_a_letter_that_no_longer_holds_is_put_aside_and_kept(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1, disclosure__penalties__decisions=None)
    roster(tmp_path, (BUREAU,))
    assert collected(tmp_path, "--office", "示例县人民政府办公室", "--until", "2025-02-10") == 1
    letter = (tmp_path / "out" / "退回意见" / f"{BUREAU}.docx").read_bytes()
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1, day="2025-01-22")
    assert collected(tmp_path) == 0
    assert not (tmp_path / "out" / "退回意见" / f"{BUREAU}.docx").exists()
    assert (tmp_path / "out" / "退回意见" / "已办结" / f"{BUREAU}.docx").read_bytes() == letter


def test_letters_may_be_plain_texts_for_a_message(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1, disclosure__penalties__decisions=None)
    roster(tmp_path, (BUREAU,))
    assert collected(tmp_path) == 1
    assert collected(tmp_path, "--letters", "txt") == 1
    assert files(tmp_path / "out" / "退回意见") == {f"{BUREAU}.txt", f"已办结/{BUREAU}.docx"}
    text = (tmp_path / "out" / "退回意见" / f"{BUREAU}.txt").read_text(encoding="utf-8-sig")
    assert text.split()[:3] == [f"关于退回{BUREAU}", "2024年政府信息公开工作年度报告的意见", f"{BUREAU}："]
    assert "（AR101）" in text


def test_last_years_figures_come_from_the_register_of_the_same_office(tmp_path: Path) -> None:
    roster(tmp_path, (BUREAU,))
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1, year=2023, day="2024-01-20")
    assert collected(tmp_path) == 0
    shutil.rmtree(tmp_path / "in")
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 2)
    assert collected(tmp_path) == 1
    found = [str(row[4]) for row in rows(tmp_path / "out" / "校验结果汇总.xlsx", "问题")[2:]]
    expected = _across_years(fillings.consistent(FORM, 1), fillings.consistent(FORM, 2))
    assert sorted(found) == sorted(expected) != []


def _across_years(last: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> list[str]:
    """The codes of the ties with last year that two fillings break."""
    both = dict(now) | {PREVIOUS + id: value for id, value in last.items()}
    return [rule.code for rule in FORM.across_years if not holds(rule.expect, both)]


def test_previous_may_be_a_folder_or_a_register_and_says_the_same(tmp_path: Path) -> None:
    hand_in(tmp_path / "last" / "a.xlsx", BUREAU, 1, year=2023, day="2024-01-20")
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 2)
    roster(tmp_path, (BUREAU,))
    register = tmp_path / "last.sqlite"
    words = ["collect", str(tmp_path / "last"), "--roster", str(tmp_path / "花名册.csv"), "-o", str(tmp_path / "old")]
    assert main([*words, "--database", str(register)]) == 0
    assert collected(tmp_path, "--previous", str(tmp_path / "last")) == 1
    by_folder = rows(tmp_path / "out" / "校验结果汇总.xlsx", "问题")
    assert collected(tmp_path, "--previous", str(register)) == 1
    assert rows(tmp_path / "out" / "校验结果汇总.xlsx", "问题") == by_folder


def test_the_year_is_what_most_files_say_unless_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    hand_in(tmp_path / "in" / "b.xlsx", TOWN, 2)
    hand_in(tmp_path / "in" / "old.xlsx", TOWN, 3, year=2023)
    roster(tmp_path, (BUREAU, TOWN))
    assert collected(tmp_path) == 0
    told = capsys.readouterr()
    assert told.out.startswith("2024 年度收报。")
    assert "待确认：old.xlsx：文件是 2023 年度的，这次收的是 2024 年度。" in told.err
    assert collected(tmp_path, "--year", "2023") == 0
    assert capsys.readouterr().out.startswith("2023 年度收报。")


def test_of_two_files_of_a_unit_the_newer_one_counts_and_the_other_is_named(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "z.xlsx", BUREAU, 1, day="2025-01-10")
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 2, day="2025-01-15")
    roster(tmp_path, (BUREAU,))
    collected(tmp_path, "--as-of", "2025-01-25")
    with open_register(tmp_path / "out" / "台账.sqlite") as engine:
        submission, _ = counting(engine, 2024)[BUREAU]
        assert (submission.path, submission.number) == ("a.xlsx", 2)
        assert reading(engine, submission, load_all()).numbers() == fillings.consistent(FORM, 2)
    calls = rows(tmp_path / "out" / "催报名单.xlsx", "催报名单")
    assert any("z.xlsx" in str(cell) for row in calls for cell in row if cell)


def test_a_name_that_the_roster_learns_gives_a_waiting_file_to_its_unit(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", "示例县挡案局", 1)
    roster(tmp_path, (BUREAU,))
    collected(tmp_path)
    waiting = rows(tmp_path / "out" / "催报名单.xlsx", "待确认")
    assert [BUREAU in str(cell) for cell in waiting[-1]].count(True) == 1
    roster(tmp_path, (BUREAU,), **{BUREAU: "示例县挡案局"})
    collected(tmp_path)
    with open_register(tmp_path / "out" / "台账.sqlite") as engine:
        assert counting(engine, 2024)[BUREAU][0].receipt


def test_a_broken_file_is_told_and_never_stops_the_others(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    (tmp_path / "in" / "b.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "in" / "~$a.xlsx").write_bytes(b"lock")
    roster(tmp_path, (BUREAU,))
    assert collected(tmp_path) == 1
    found = {row[0]: row[4] for row in rows(tmp_path / "out" / "校验结果汇总.xlsx", "汇总")[2:]}
    assert found == {"a.xlsx": "没有问题", "b.xlsx": "读不出来"}


def test_a_file_whose_worker_died_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    hand_in(tmp_path / "in" / "b.xlsx", TOWN, 2)
    roster(tmp_path, (BUREAU, TOWN))
    words = ("collect", "in", "--roster", "花名册.csv", "-o", "out", "--year", "2024")
    environment = doors.environment(**doors.fault("crash:b.xlsx"))
    assert subprocess.run(doors.command("fork", *words), cwd=tmp_path, env=environment).returncode == 1
    assert collected(tmp_path, "--year", "2024") == 0
    with open_register(tmp_path / "out" / "台账.sqlite") as engine:
        assert set(counting(engine, 2024)) == {BUREAU, TOWN}


def test_the_collected_folder_is_never_written_to(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    roster(tmp_path, (BUREAU,))
    shutil.copy(tmp_path / "花名册.csv", tmp_path / "in" / "花名册.csv")
    before = {path: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    words = [
        "collect",
        str(tmp_path / "in"),
        "--roster",
        str(tmp_path / "in" / "花名册.csv"),
        "-o",
        str(tmp_path / "out"),
    ]
    assert main(words) == 0
    assert {path: path.read_bytes() for path in (tmp_path / "in").iterdir()} == before
    assert [row[0] for row in rows(tmp_path / "out" / "校验结果汇总.xlsx", "汇总")[2:]] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["{in}", "--roster", "{no}", "-o", "{out}"], "没有这个文件或文件夹"),
        (["{no}", "--roster", "{roster}", "-o", "{out}"], "没有这个文件或文件夹"),
        (["{roster}", "--roster", "{roster}", "-o", "{out}"], "这是一个文件，要写的是放着收到的文件的文件夹。"),
        (["{in}", "--roster", "{roster}", "-o", "{in}"], "结果会混进收到的文件里"),
        (["{in}", "--roster", "{roster}", "-o", "{in}/结果"], "结果会混进收到的文件里"),
        (["{in}", "--roster", "{roster}", "-o", "{roster}"], "这是一个文件，-o 要写文件夹。"),
        (["{in}", "--roster", "{roster}", "-o", "{out}", "--year", "1990"], "1990 年度没有对应的表样"),
        (["{in}", "--roster", "{roster}", "-o", "{out}", "--as-of", "明天"], "日期要写成 2026-02-01 这样"),
        (["{in}", "--roster", "{roster}", "-o", "{out}", "--database", "mysql://x"], "台账只能放在 SQLite 文件或"),
        (["{in}", "--roster", "{roster}", "-o", "{out}", "--previous", "{no}"], "没有这个文件或文件夹"),
        (["s3://x/y", "--roster", "{roster}", "-o", "{out}"], "收报要用这台电脑上的文件夹"),
    ],
)
def test_a_wrong_call_is_one_chinese_line(
    words: Sequence[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    at = {"in": tmp_path / "in", "out": tmp_path / "out", "no": tmp_path / "no", "roster": roster(tmp_path, (BUREAU,))}
    assert main(["collect", *(word.format(**at) for word in words)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


def test_a_wrong_roster_is_told_before_anything_is_taken_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    roster(tmp_path, (BUREAU, BUREAU))
    assert collected(tmp_path) == 2
    assert BUREAU in capsys.readouterr().err
    with closing(sqlite3.connect(tmp_path / "out" / "台账.sqlite")) as register:
        assert register.execute("select count(*) from versions").fetchone() == (0,)


def test_what_an_interrupted_run_has_taken_down_the_next_one_goes_on_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"示例县第{number}局" for number in range(6)]
    for seed, name in enumerate(names):
        hand_in(tmp_path / "in" / f"{seed}.xlsx", name, seed)
    roster(tmp_path, names)
    form_roster = read_roster(tmp_path / "花名册.csv", FORM)
    arrived = arrived_in(tmp_path / "in")
    with open_register(tmp_path / "r.sqlite") as engine:
        monkeypatch.setattr(intake, "_BATCH", 2)
        judging = intake.Judging(load_all(), None, "basis", jobs=1)
        taken = intake.take_in(engine, 2024, arrived, index_of(form_roster), judging)
        done = [next(taken) for _ in range(3)]  # the fourth is taken down too, and nobody has been told
        assert isinstance(taken, Generator)
        taken.close()
        assert len(done) == 3
        kept = known(engine, [each.digest for each in arrived], "basis")
        assert {each.path for each in kept.values()} == {"0.xlsx", "1.xlsx", "2.xlsx", "3.xlsx"}
        rest = list(intake.take_in(engine, 2024, arrived, index_of(form_roster), judging))
        assert len(rest) == 6
        assert {each.number for name in names for each in [history(engine, name, 2024).versions[-1].submission]} == {1}


def arrived_in(folder: Path) -> Sequence[Arrival]:
    return arrivals(sorted(folder.iterdir()), folder, datetime.now(UTC))


@pytest.mark.parametrize("hidden", [False, True])
def test_a_folder_to_which_nothing_has_come_yet_makes_the_reminders_and_says_so(
    hidden: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    if hidden:
        (tmp_path / "in" / "~$a.xlsx").write_bytes(b"x")
    roster(tmp_path)
    assert collected(tmp_path, "--year", "2024") == 0
    out = capsys.readouterr().out
    assert "应报3个单位，已报0个，未报3个" in out and "\n一份也没有收到：" in out and "共 0 个文件" not in out
    called = rows(tmp_path / "out" / "催报名单.xlsx", "催报名单")[3:]
    assert len(called) == 3 and {BUREAU, TOWN, COUNTY} <= {cell for row in called for cell in row}


def test_a_roster_with_a_stray_quote_is_refused_and_nobody_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    path = roster(tmp_path)
    path.write_text(path.read_text(encoding="utf-8-sig").replace(TOWN, f'"{TOWN}'), encoding="utf-8")
    assert collected(tmp_path) == 2
    assert "第3行第1列：引号不成对" in capsys.readouterr().err
    assert not (tmp_path / "out" / "催报名单.xlsx").exists()


def test_a_wrong_number_of_jobs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    roster(tmp_path)
    assert collected(tmp_path, "--jobs", "-1") == 2
    assert capsys.readouterr().err == "错误：--jobs 要写 1 或更大的整数。\n"


def test_nothing_comes_in_the_future(tmp_path: Path) -> None:
    path = hand_in(tmp_path / "in" / "a.xlsx", BUREAU, 1)
    ahead = (datetime.now(UTC) + timedelta(days=400)).timestamp()
    os.utime(path, (ahead, ahead))
    (arrival,) = arrived_in(tmp_path / "in")
    assert arrival.received_at <= datetime.now(UTC)
    assert arrival.received_at.date() >= date(2026, 1, 1)


@pytest.mark.parametrize("form", load_all(), ids=lambda form: form.id)
def test_a_blank_roster_is_made_and_can_be_read_back(
    form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "花名册.xlsx"
    assert main(["new", "--roster", "--form", form.id.rpartition("/")[2], "-o", str(path)]) == 0
    assert "已新建空白花名册" in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    heads = {cell.value: cell.column for row in page.iter_rows(max_row=3) for cell in row if cell.value}
    page.cell(4, heads["单位名称"], BUREAU)
    page.cell(4, heads["类别"], "部门")
    book.save(path)
    assert [unit.name for unit in read_roster(path, form)] == [BUREAU]
