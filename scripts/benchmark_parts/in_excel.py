"""A workbook in; rows out for 校验 as the ribbon runs it: our own time, and how often Excel is called.

On xlwings' Windows engine over an Excel that answers at once (tests/windows_engine.py): no real Excel takes part.
"""

from __future__ import annotations

from importlib.util import find_spec

from benchmark_parts.clock import fastest
from benchmark_parts.material import Kind
from benchmark_parts.row import CEILING, Row, milliseconds, most


def rows(kind: Kind, rounds: int) -> list[Row]:
    time, calls = "功能区“校验”，自己用的时间", "功能区“校验”，每张工作表调用 Excel"
    if find_spec("xlwings") is None:
        lacks = "没有测：没有安装 xlwings"
        return [
            Row(time, kind.saved_by, lacks, CEILING, None, "毫秒", most(300)),
            Row(calls, kind.saved_by, lacks, CEILING, None, "次", most(20)),
        ]
    seconds, made, sheets = _press(kind, rounds)
    return [
        Row(time, kind.saved_by, milliseconds(seconds, "次"), CEILING, seconds * 1e3, "毫秒", most(300)),
        Row(calls, kind.saved_by, f"{made} 次，{sheets} 张工作表", CEILING, made / sheets, "次", most(20)),
    ]


def _press(kind: Kind, rounds: int) -> tuple[float, int, int]:
    from gouji import ribbon  # before xlwings itself: it keeps xlwings/pro out
    from windows_engine import Workbook, calls, excel_on_windows

    path = kind.paths[0]
    with excel_on_windows() as (app, shown):
        app.books = {path.name: Workbook(app, path)}

        def press() -> None:
            calls.clear()
            if not ribbon.validate(()):
                raise RuntimeError(shown[-1])

        (seconds,) = fastest([press], rounds)
        return seconds, sum(calls.values()), len(app.books[path.name].sheets)
