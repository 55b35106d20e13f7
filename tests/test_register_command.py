"""`gouji register`: what it says and does, by the words that a clerk types."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.cli.main import main
from gouji.collect.collection import State, Unit
from gouji.collect.register.database import open_register
from gouji.collect.register.looking import history
from gouji.collect.register.receipt import receipt
from gouji.collect.register.receiving import receive
from gouji.collect.register.units import enrol
from register_samples import CODE, FORM, FORMS, OTHER, UNIT, WARNING, YEAR, delivered, explained, total, wrong
from register_samples import reading as sample

CELL = next(iter(FORM.figures))
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def where(new_register: Callable[[], str]) -> str:
    """A register of three units: one returned after its second version, one that waits, one that sent nothing."""
    found = new_register()
    with open_register(found) as engine:
        enrol(engine, YEAR, [UNIT, OTHER, Unit("示例市\x1b[31m统计局")])
        first = explained(sample(prepared_by="赵六"), WARNING, (CELL,), "机构\n合并")
        receive(engine, YEAR, [delivered(UNIT, first), delivered(OTHER, sample(OTHER), warned=(CELL,))])
        receive(engine, YEAR, [delivered(UNIT, wrong()), delivered(None, sample(seed=3), path="二/\u202e无名.xlsx")])
    return found


@pytest.fixture
def said(where: str, capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*words: str, database: str = where) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["register", *words, "--database", database])
        out, err = capsys.readouterr()
        return status, out + err

    return call


def test_list_names_every_unit_with_its_state_and_counts_them(said: Said) -> None:
    status, text = said("list")
    assert status == 0
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.startswith("示例市")}
    assert [rows[unit.name][1:3] for unit in (UNIT, OTHER)] == [["退回", "2"], ["已收", "1"]]
    assert rows[UNIT.name][-1] == "1／0／0"
    assert f"{YEAR} 年度 3 个单位：已收 1，退回 1，待审（有说明） 0，通过 0，锁定 0，未报 1。" in text
    assert "还有 1 个文件不知道是哪个单位的" in text


def test_nothing_that_a_terminal_would_take_for_a_command_gets_there(said: Said) -> None:
    text = said("list")[1] + said("history", UNIT.name)[1]
    assert [char for char in text if (char < " " and char != "\n") or char == "\u202e"] == []


def test_history_tells_versions_states_changes_and_explanations(said: Said) -> None:
    status, text = said("history", CODE)
    assert (status, text.splitlines()[0]) == (0, f"{UNIT.name}（{CODE}）　{YEAR} 年度　退回")
    label = f"{FORM.table(FORM.figures[total()].table).number} {FORM.figures[total()].label}"
    for words in ("收到第 2 版", "有 1 处错误", "第 2 版与上一版不同的地方", label, "填报人 赵六", "机构 合并"):
        assert words in text
    (changed,) = [line for line in text.splitlines() if line.startswith(label[:10])]
    assert int(changed.split()[-1]) == int(changed.split()[-2]) + 1


def test_cells_of_the_form_before_are_named_too(said: Said, where: str) -> None:
    old = next(form for form in FORMS if form is not FORM)
    gone = next(id for id in old.figures if id not in FORM.figures)
    unit = Unit("示例市司法局", kind="部门")
    with open_register(where) as engine:
        receive(engine, YEAR, [delivered(unit, sample(unit, form=old)), delivered(unit, sample(unit))])
    text = said("history", unit.name)[1]
    label = f"{old.table(old.figures[gone].table).number} {old.figures[gone].label}"
    assert next(line for line in text.splitlines() if line.startswith(label)).endswith("（没有这一格）")
    assert [line for line in text.splitlines() if line.startswith("表样")] == [
        line for line in text.splitlines() if old.id in line and FORM.id in line
    ]


def test_history_of_a_unit_that_sent_nothing_is_one_line(said: Said) -> None:
    assert said("history", "示例市\x1b[31m统计局") == (0, f"示例市�[31m统计局　{YEAR} 年度　未报\n")


def test_a_person_returns_passes_locks_and_unlocks(said: Said, where: str) -> None:
    steps = (("通过",), ("退回", "--reason", "缺附件"), ("通过",), ("锁定",), ("解锁", "--reason", "补报"))
    told = [said("set", OTHER.name, *step, "--by", "王五")[1].strip().rpartition("现在是")[2] for step in steps]
    assert told == ["“通过”。", "“退回”。", "“通过”。", "“锁定”。", "“通过”。"]
    with open_register(where) as engine:
        found = history(engine, OTHER.name, YEAR)
    assert (found.state, {each.who for each in found.states[1:]}) == (State.PASSED, {"王五"})


def test_a_person_explains(said: Said) -> None:
    status, text = said("explain", OTHER.name, WARNING, "电话核实", "--by", "王五")
    assert (status, text) == (0, f"{OTHER.name}：已记下对 1 处 {WARNING} 的说明，{YEAR} 年度现在是“通过”。\n")


def test_a_receipt_finds_its_unit_and_its_file(said: Said, where: str, tmp_path: Path) -> None:
    path, other = tmp_path / "年报.xlsx", tmp_path / "别的.xlsx"
    path.write_bytes(b"1")
    other.write_bytes(b"2")
    digest = hashlib.sha256(b"1").hexdigest()
    with open_register(where) as engine:
        receive(engine, YEAR, [delivered(OTHER, sample(OTHER, seed=2), digest=digest)])
    code = receipt(YEAR, digest)
    status, text = said("receipt", code.lower(), str(path))
    assert (status, f"是报送码 {code} 的文件" in text, OTHER.name in text) == (0, True, True)
    status, text = said("receipt", code, str(other))
    assert (status, f"不是报送码 {code} 的文件" in text) == (1, True)
    wrong_code = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    assert said("receipt", wrong_code) == (2, f"错误：{wrong_code}：不是报送码，或者抄错了（最后一位是校验码）。\n")
    unknown = receipt(YEAR, "unknown")
    assert said("receipt", unknown) == (1, f"错误：台账里没有报送码 {unknown}。\n")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("set", UNIT.name, "通过", "--by", "王五"), 1, "有 1 处错误，不能通过"),
        (("set", OTHER.name, "退回", "--by", "王五"), 2, "退回要写明原因"),
        (("set", OTHER.name, "通过", "--by", " "), 2, "--by 姓名"),
        (("set", OTHER.name, "作废", "--by", "王五"), 2, "命令写法不对"),
        (("set", OTHER.name, "通过"), 2, "还要写 --by"),
        (("explain", UNIT.name, "AR000", "说明", "--by", "王五"), 1, "没有 AR000 这个问题"),
        (("history", "没有的局"), 1, "台账里没有“没有的局”这个单位"),
        (("list", "--year", "1999"), 1, "台账里没有 1999 年度"),
        (("receipt", "2025"), 2, "不是报送码"),
        (("history",), 2, "还要写 单位"),
        ((), 2, "还要写 动作"),
    ],
)
def test_what_cannot_be_done_is_one_chinese_line(said: Said, words: tuple[str, ...], status: int, says: str) -> None:
    got, text = said(*words) if words else (main(["register"]), says)
    assert (got, says in text, len(text.splitlines())) == (status, True, 1)


def test_a_register_is_not_made_by_looking_for_it(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "无.sqlite"
    assert said("list", database=str(path)) == (2, f"错误：{path}：没有这个台账。检查路径写得对不对。\n")
    assert not path.exists()


def test_an_empty_register_says_what_to_do(said: Said, new_register: Callable[[], str]) -> None:
    empty = new_register()
    with open_register(empty):
        pass
    assert said("list", database=empty) == (1, "错误：台账里还没有单位。先用 gouji collect 收一次。\n")


def test_without_sqlalchemy_the_extra_is_named(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("gouji.collect.register.", "gouji.cli.register"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    status, text = said("list")
    assert (status, 'pip install "gouji[register]"' in text) == (1, True)
