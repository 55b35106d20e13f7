"""`gouji addin build|install|remove|status` builds the ribbon's add-in, puts it into Excel, takes it out or looks at
it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gouji import __version__
from gouji.cli.output import say
from gouji.errors import UsageError
from gouji.xlam import build as builder
from gouji.xlam import install as place


def run(options: argparse.Namespace) -> int:
    if options.action == "build":
        return _build(options)
    if options.output or options.interpreter:
        raise UsageError(f"-o 和 --interpreter 只用于 gouji addin build，不能用于 {options.action}。")
    folder = place.start_folder(os.environ)
    if folder is None:
        return _elsewhere(options.action)
    return {"install": _install, "remove": _remove, "status": _status}[options.action](folder)


def _build(options: argparse.Namespace) -> int:
    if not options.output:
        raise UsageError("还要写 -o 文件.xlam，说明加载项写到哪里。")
    path = Path(options.output)
    if path.suffix.lower() != ".xlam":
        raise UsageError(f"{path}：加载项的文件名要以 .xlam 结尾。")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}：文件夹不存在。先建好文件夹，或者换一个位置。")
    if path.exists() and not options.overwrite:
        raise UsageError(f"{path}：文件已存在，没有动它。换一个文件名；确实要覆盖就加 --overwrite。")
    builder.build(path, options.interpreter)
    said = builder.stamp(path)
    assert said is not None, "what was just built carries its stamp"
    say(f"已生成加载项：{path}（gouji {said.version}，xlwings {said.xlwings}）。")
    say(f"它运行的 Python：{said.interpreter}")
    return 0


def _install(folder: Path) -> int:
    path = place.install(folder, place.this_interpreter(os.environ))
    say(f"已安装加载项：{path}")
    say("重新打开 Excel，就能看到“年报勾稽”选项卡。")
    return 0


def _remove(folder: Path) -> int:
    path = place.remove(folder)
    say(f"已移除加载项：{path}" if path else f"没有安装加载项，不用移除：{folder / place.FILE_NAME}")
    return 0


def _status(folder: Path) -> int:
    """0 when the ribbon can work, 1 when something is missing or old."""
    found = place.look(folder)
    say(f"位置：{found.path}")
    if found.state == "foreign":
        say("状态：这里有一个同名文件，但不是年报勾稽的加载项。请把它改名或移走，再运行 gouji addin install。")
    if found.state == "absent":
        say("状态：没有安装。运行 gouji addin install 安装。")
    if found.stamp is None:
        return 1
    said, problems = found.stamp, []
    if said.version != __version__:
        problems.append(f"加载项是 {said.version} 版，程序是 {__version__} 版。运行 gouji addin install 更新。")
    if not place.starts(said.interpreter, os.environ):
        problems.append("它要运行的 Python 不在。运行 gouji addin install 更新，或者重新运行安装程序。")
    say(f"状态：{'要处理' if problems else '已安装'}（gouji {said.version}，xlwings {said.xlwings}）。")
    say(f"它运行的 Python：{said.interpreter}")
    for problem in problems:
        say(problem)
    return 1 if problems else 0


def _elsewhere(action: str) -> int:
    """Not Windows: says what would happen there."""
    place_text = f"{place.START_FOLDER_TEXT}\\{place.FILE_NAME}"
    would = {
        "install": f"在 Windows 上，这条命令会生成加载项，放到 {place_text}，Excel 启动时自动打开它。",
        "remove": f"在 Windows 上，这条命令会删除 {place_text}，不动别的文件。",
        "status": f"在 Windows 上，这条命令会查看 {place_text} 的版本和它要运行的 Python。",
    }
    say("这台电脑不是 Windows，没有做任何改动。")
    say(would[action])
    say("要在这里生成加载项文件，用 gouji addin build -o gouji.xlam。")
    return 0
