"""Runs one command and gives its exit status: 0 no error-level finding, 1 some, 2 the call itself is wrong."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from gouji.cli.arguments import parser
from gouji.cli.output import let_go, say_aside
from gouji.errors import GoujiError, UsageError, of_system
from gouji.process.safe_path import forget_current_folder

# A command's module is imported only when it is called: `check` must not pay for the template writer.
_COMMANDS = {
    "new": "gouji.cli.new",
    "import": "gouji.cli.import_report",
    "check": "gouji.cli.check",
    "export": "gouji.cli.export",
    "fill": "gouji.cli.fill",
    "collect": "gouji.cli.collect",
    "register": "gouji.cli.register",
    "addin": "gouji.cli.addin",
    "excel": "gouji.cli.excel",
    "explain": "gouji.cli.explain",
}

# What only some commands need: the extra of pyproject.toml that a missing package comes with.
_EXTRAS = {"sqlalchemy": "register", "alembic": "register"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Every error is one Chinese line on standard error; --debug adds the traceback."""
    # Forms and modules are tens of thousands of objects that stay: looking for garbage among them costs a tenth.
    gc.set_threshold(100_000)
    words = list(sys.argv[1:] if arguments is None else arguments)
    _have_streams(words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A Windows console in a code page without ² or √ must not end the run, nor half a character in a path.
            stream.reconfigure(errors="replace")
    debug = "--debug" in words
    try:
        options = parser(next(iter(words), "")).parse_args(words)
        run: Callable[[object], int] = import_module(_COMMANDS[options.command]).run
        return run(options)
    except BrokenPipeError:  # results were to go there, and not all of them went
        let_go(sys.stdout)
        return 1
    except KeyboardInterrupt:
        say_aside("已中断。")
        return 1
    except Exception as error:  # noqa: BLE001  # a user sees words, not Python
        if debug:
            import traceback  # not at the top: it costs more than a small check

            traceback.print_exc()
        say_aside(_line(error))
        return 2 if isinstance(error, UsageError) else 1


def console() -> NoReturn:
    """What the `gouji` command runs: `main`, and the end of the process."""
    forget_current_folder()  # an empty entry of PYTHONPATH, as of `PYTHONPATH=$PYTHONPATH:...`, is one
    _have_file_names()
    try:
        status = main()
    except SystemExit as ended:  # --help, --version
        status = int(ended.code or 0)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:  # who read it has gone
            let_go(stream)
        except (OSError, ValueError) as error:
            let_go(stream)
            if not status:  # else it is said already, or the results were
                say_aside(_line(error))
                status = 1
    if "threading" not in sys.modules:  # else somebody may wait for the end of Python to tidy up
        os._exit(status)  # Python would take forms and modules apart one by one: a tenth of a small check
    raise SystemExit(status)


def _have_file_names() -> None:
    """Starts the program anew where Python took file names for ASCII (LC_ALL=C): it could name none of our files."""
    try:
        "勾稽".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        os.environ["PYTHONUTF8"] = "1"  # for the processes that we start
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # ourselves again


def _have_streams(words: Sequence[str]) -> None:
    """The null device in place of each stream that is closed (`>&-`) or that there never was (pythonw): what is said
    goes nowhere, and no file of ours is opened as number 1, where every child would write."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None and words[:1] != ["excel"]:  # the ribbon has a box for what it can't write
        sys.stderr = _nowhere()


def _nowhere() -> TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")


def _line(error: Exception) -> str:
    if isinstance(error, GoujiError):
        return f"错误：{error}"
    if isinstance(error, ModuleNotFoundError) and error.name in _EXTRAS:
        return f'错误：这里要用 {error.name}，还没有装：先运行 pip install "gouji[{_EXTRAS[error.name]}]"。'
    if isinstance(error, OSError):
        return f"错误：{error.filename or '文件'}：{of_system(error)}。检查路径、权限和磁盘空间后再试。"
    return f"程序出错（{type(error).__name__}）。请加 --debug 再运行一次，把显示的内容发给维护者。"
