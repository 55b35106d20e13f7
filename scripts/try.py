"""Runs the main job on an example, from nothing: makes `.venv`, imports a report, checks, corrects and exports it.

    python3 scripts/try.py

The example has the figures of a real report of 2020 (three cells of table 2 were left blank in it) and sentences
of our own. Everything made is left in `out/`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import ROOT, prepare

EXAMPLE = ROOT / "scripts" / "example" / "report_2020.txt"
OUT = ROOT / "out"


def gouji(python: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One `gouji` command, its output kept."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [str(python), "-m", "gouji", *words], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )


def expect(done: subprocess.CompletedProcess[str], status: int) -> None:
    """Ends the program when a command did not do what this example is about."""
    if done.returncode != status:
        raise SystemExit(f"{' '.join(done.args[2:])} 的退出码是 {done.returncode}：\n{done.stdout}{done.stderr}")


def fill_blanks(record: Path, corrected: Path) -> int:
    """Writes the record again with 0 in every blank figure, as the office would after asking; returns how many."""
    data = json.loads(record.read_text(encoding="utf-8"))
    filled = 0
    for rows in data["figures"].values():
        for columns in rows.values():
            for column, value in columns.items():
                if value is None:
                    columns[column] = 0
                    filled += 1
    corrected.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return filled


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    python = prepare()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(exist_ok=True)
    first, second = OUT / "1-导入的填报表.xlsx", OUT / "4-改正后的填报表.xlsx"
    listing, findings, corrected = OUT / "2-校验结果.txt", OUT / "2-校验结果.json", OUT / "3-补齐的数据.json"

    print("一、把一份公布过的年报（网页文字）变成填报表")
    done = gouji(python, "import", str(EXAMPLE), "-o", str(first))
    expect(done, 0)
    print("二、校验")
    done = gouji(python, "check", str(first))
    expect(done, 1)
    print(done.stdout)
    listing.write_text(done.stdout, encoding="utf-8")
    done = gouji(python, "check", str(first), "--format", "json", "-o", str(findings))
    expect(done, 1)
    print("三、补齐空着的单元格（这里代填 0；实际由填报人在 Excel 里填），再校验一遍")
    expect(gouji(python, "export", str(first), "-o", str(OUT), "--to", "json", "--draft"), 0)
    draft = next(OUT.glob("*（草稿）.json"))
    filled = fill_blanks(draft, corrected)
    draft.unlink()
    expect(gouji(python, "import", str(corrected), "-o", str(second)), 0)
    done = gouji(python, "check", str(second))
    expect(done, 0)
    print(f"补了 {filled} 格。\n{done.stdout}")
    print("四、导出数据（JSON）和报告（Word、网页；装了 gouji[pdf] 的还有 PDF）")
    done = gouji(python, "export", str(second), "-o", str(OUT))
    expect(done, 0)
    print("\n都在 out 文件夹里：")
    for path in sorted(OUT.iterdir()):
        print(f"  out/{path.name}")
    print("用 Excel 或 WPS 打开两份填报表，看红色、黄色的单元格和“校验结果”。")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
