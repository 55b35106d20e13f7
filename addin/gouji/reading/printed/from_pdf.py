"""The bytes of a PDF in, its items out: a child process with limits reads it, as a hostile file may hang a library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gouji.errors import UnreadableError
from gouji.reading.printed.lines import Item
from gouji.reading.workbook_parts.container import damaged, over

SECONDS = 60
MAX_ANSWER = 16 << 20  # bytes

_PACKAGES = Path(__file__).parents[3]
_PROBLEMS = {
    "missing": "读 PDF 要先装一个组件：pip install gouji[pdf]",
    "picture": "这个 PDF 里只有图片，没有文字",
}


def items(data: bytes) -> tuple[list[Item], bool]:
    """The items and whether a paragraph may be several of them (see `from_report.read_items`).

    Raises UnreadableError: not-a-report, password-protected, damaged-file, over-limit, timed-out.
    """
    try:
        said = json.loads(_asked(data))
    except ValueError as error:
        raise damaged("读取程序没有答复") from error
    match said.get("problem"):
        case None:
            return [tuple(item) if isinstance(item, list) else item for item in said["items"]], said["broken"]
        case "password":
            raise UnreadableError("password-protected")
        case "far":
            raise over("PDF 的页数或字数比任何年报都多")
        case "missing" | "picture" as known:
            raise UnreadableError("not-a-report", reason=_PROBLEMS[known])
        case _:
            raise damaged("PDF 打开时出错")


def _asked(data: bytes) -> bytes:
    """What the child says, b"" when it came to grief."""
    search = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "gouji.reading.printed.pdf_child"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("timed-out", seconds=SECONDS) from error
    except OSError as error:
        raise UnreadableError("not-a-report", reason="这台电脑不能启动读取 PDF 的程序") from error
    return b"" if done.returncode or len(done.stdout) > MAX_ANSWER else done.stdout
