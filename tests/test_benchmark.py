"""scripts/benchmark.py prints every row with both sides; how fast anything is on a busy machine does not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("gouji（XlsxWriter）", "openpyxl", "LibreOffice")
# What is compared → the peers it is compared with, for files of every kind.
FOR_EVERY_KIND = {
    "读一份（值、公式、合并、名称、位置），快几倍": ("openpyxl（读一遍，得公式）",),
    "检查一份 ÷ 只解压": ("zipfile（只解压各部件）",),
    "检查一份（读，并判断），快几倍": (
        "openpyxl（读两遍，得值与公式）",
        "openpyxl 只读模式（逐行得值）",
        "pandas＋openpyxl（各工作表得值）",
        "pandas＋calamine（各工作表得值）",
        "python-calamine（各工作表得值）",
        "frictionless validate（三张表得值并查类型，不知勾稽）",
    ),
    "检查文件夹，整个程序，各用 1 个进程，快几倍": ("openpyxl（读两遍，得值与公式）",),
    "检查文件夹，整个程序，各用 2 个进程，快几倍": ("openpyxl（读两遍，得值与公式）",),
}
ONCE = {
    "检查一份，整个程序 ÷ 空的 Python": "python -c pass",
    "内存峰值，任何一个进程": "openpyxl 一个进程",
    "检查文件夹，两个进程比一个快几倍": "gouji 一个",
    "没有改动的文件：认出来并取回上次的结果，比检查快几倍": "gouji 检查",
    "没有改动的文件：收报（归到单位，记入台账），比第一次快几倍": "gouji 第一次",
    "一次检查 12 份，每份的时间 ÷ 4 份的": "秒",
    "一次检查 12 份，任何一个进程的内存峰值": "4 份",
    "一次检查 12 份，工作进程自己的内存，跑完 ÷ 跑到十分之一": "MiB",
    "检查一份，正文 5,000 字满是数字 ÷ 只解压": "zipfile（只解压各部件）",
    "检查一份，正文 5,000 字没有数字 ÷ 只解压": "zipfile（只解压各部件）",
    "找疑错单元格，一张表": "（没有对方，只有上限）",
    "找疑错单元格，一张表，快几倍": "R errorlocate",
    "导出 Word": "（没有对方，只有上限）",
    "导出全部四种": "（没有对方，只有上限）",
    "功能区“校验”，自己用的时间": "（没有对方，只有上限）",
    "功能区“校验”，每张工作表调用 Excel": "（没有对方，只有上限）",
}
# What CI installs measures; R errorlocate is on CRAN alone, so that row may say that it is not installed.
FROM_ELSEWHERE = "R errorlocate"


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    words = ["--files", "2", "--rounds", "1", "--quick", "--growth", "--format", "markdown"]
    command = [sys.executable, str(ROOT / "scripts/benchmark.py"), *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=1200)
    assert done.returncode == 0, done.stderr
    heads, _, *rows = (line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|"))
    assert heads == ["项目", "文件", "gouji", "对方", "测得", "要求", "结果"]
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.slow
def test_every_row_is_printed_once_with_both_sides(table: list[dict[str, str]]) -> None:
    kinds = [kind for kind in KINDS if any(row["文件"].startswith(kind) for row in table)]
    if os.environ.get("CI") == "true":
        assert kinds == list(KINDS)
    expected = [(what, peer) for _ in kinds for what, peers in FOR_EVERY_KIND.items() for peer in peers]
    expected += ONCE.items()
    printed = [(row["项目"], row["对方"]) for row in table]
    assert sorted(what for what, _ in printed) == sorted(what for what, _ in expected)
    for what, peer in expected:
        assert any(what == shown and peer in theirs for shown, theirs in printed), (what, peer)


@pytest.mark.slow
def test_a_side_has_a_figure_with_its_unit_or_the_row_says_what_is_not_installed(table: list[dict[str, str]]) -> None:
    for row in table:
        if row["测得"] == "没有测":
            assert row["结果"] == "没有测", row
            assert "没有安装" in row["对方"] + row["gouji"], row
            assert os.environ.get("CI") != "true" or FROM_ELSEWHERE in row["对方"], row
        else:
            assert any(letter.isdigit() for letter in row["gouji"]), row
            assert row["对方"] == "（没有对方，只有上限）" or any(letter.isdigit() for letter in row["对方"]), row


@pytest.mark.slow
def test_a_quick_run_judges_nothing(table: list[dict[str, str]]) -> None:
    assert {row["结果"] for row in table} <= {"不作数", "仅供比较", "没有测"}
