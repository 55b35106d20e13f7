"""`gouji excel` does what a button of the ribbon does, on the Excel that is running."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec

from gouji.errors import UsageError


def run(options: argparse.Namespace) -> int:
    """Runs the action; 0 when it came to its end. What there is to say is said in Excel, or on standard error without
    one."""
    if find_spec("xlwings") is None:
        raise UsageError("这里没有装控制 Excel 用的 xlwings。请重新运行安装程序，或者执行 pip install gouji[excel]。")
    # Imported only here: xlwings costs more than everything else that a command loads.
    actions = import_module("gouji.ribbon").ACTIONS
    return 0 if actions[options.action](("--wps",) if options.wps else ()) else 1
