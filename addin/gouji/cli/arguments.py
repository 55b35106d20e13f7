"""Parses the command line into an argparse Namespace. Nothing is opened or done here."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from gouji import __version__
from gouji.cli.output import columns
from gouji.errors import UsageError


class _Formatter(argparse.HelpFormatter):
    """argparse makes one for every argument that it is told of, and looks for the terminal's width each time."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns() - 2)

    def _format_action(self, action: argparse.Action) -> str:
        """Of a choice of commands only the commands: argparse would put their common name above them once more."""
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # CI runs the oldest and the newest Python
            return "".join(map(self._format_action, action._choices_actions))  # noqa: SLF001
        return super()._format_action(action)


class Parser(argparse.ArgumentParser):
    """argparse with Chinese headings; a wrong call is raised as UsageError, never printed half in English."""

    def __init__(self, **keywords: object) -> None:
        keywords.setdefault("add_help", False)
        keywords.setdefault("formatter_class", _Formatter)
        super().__init__(**keywords)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：")

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"命令写法不对：{_in_chinese(message)}。用 {self.prog} --help 看说明。")


_ERRORS = (
    ("the following arguments are required: ", "还要写 "),
    ("unrecognized arguments: ", "不认识 "),
    ("one of the arguments ", "要写其中一个："),
    (" is required", ""),
    ("expected one argument", "后面要跟一个值"),
    ("expected at most one argument", "后面最多跟一个值"),
    ("expected at least one argument", "后面至少要跟一个值"),
    ("invalid choice: ", "不能是 "),
    ("invalid int value: ", "应当是整数，写的是 "),
    ("choose from ", "只能是 "),
    ("not allowed with argument ", "不能同时用 "),
    ("ignored explicit argument ", "不能带值 "),
    ("ambiguous option: ", "写得不全："),
    ("could match ", "可能是 "),
    ("argument ", "参数 "),  # the last: others end with it
)


def _in_chinese(message: str) -> str:
    for english, chinese in _ERRORS:
        message = message.replace(english, chinese)
    return message


def parser(command_only: str = "") -> Parser:
    """Makes the parser of the whole command line. `command_only` names the one command whose own options are wanted."""
    top = Parser(
        prog="gouji",
        description="勾稽：政府信息公开工作年度报告的填报、校验与导出。",
        epilog="退出码：0 没有错误；1 有错误；2 命令本身写得不对。",
    )
    top.add_argument("--version", action="version", version=f"gouji {__version__}", help="显示版本")
    # prog: argparse would make a formatter to find the same, and that loads every compressor that Python has.
    commands = top.add_subparsers(
        dest="command", metavar="命令", title="命令", parser_class=Parser, required=True, prog=top.prog
    )
    for name, (words, describe) in _COMMANDS.items():
        if command_only in _COMMANDS and name != command_only:
            continue  # six parsers that this call doesn't need
        description = words.replace("：", "。", 1).rstrip("。") + "。"
        command = commands.add_parser(name, help=words.split("：")[0].rstrip("。"), description=description)
        describe(command)
        command.add_argument("--debug", action="store_true", help="程序出错时显示详情，供维护者查看")
    return top


def _path(text: str) -> str:
    """Python takes "" for the folder that one stands in; who writes it has a variable that is empty."""
    if not text:
        raise argparse.ArgumentTypeError("路径是空的")
    return text


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument("--form", metavar="格式", help="表样，例如 2021 或 annual_report/2021；不写就按报告年度选")
    command.add_argument("--year", type=int, metavar="年度", help="报告年度；不写就是去年")
    command.add_argument("--organization", metavar="机关", default="", help="编制机关全称")
    command.add_argument("--previous", type=_path, metavar="文件", help="上一年的填报表、年报或 JSON，填入上年数据")
    command.add_argument("--roster", action="store_true", help="新建的是空白花名册，供 gouji collect 用")
    command.add_argument("-o", "--output", required=True, type=_path, metavar="文件.xlsx", help="新文件的文件名")
    command.add_argument("--overwrite", action="store_true", help="文件已存在时覆盖它")


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", type=_path, metavar="来源文件", help=_readable())
    command.add_argument("-o", "--output", required=True, type=_path, metavar="文件.xlsx", help="新填报表的文件名")
    command.add_argument("--overwrite", action="store_true", help="文件已存在时覆盖它")
    _which_table(command)


def _which_table(command: argparse.ArgumentParser) -> None:
    command.add_argument("--sheet", default="", metavar="工作表", help="同一张表有几份时，读这张工作表的")
    command.add_argument("--year", type=int, metavar="年度", help="同一张表有几份时，读这一年度的")


def _readable() -> str:
    from gouji.reading.source import endings  # not at the top: a new workbook or a look at a rule reads nothing

    return f"已公布的年报、JSON 或填报表：{' '.join(endings())}；认内容，不认后缀"


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", type=_path, metavar="路径", help="文件或文件夹，可以写多个；也可以是 s3://桶/文件夹"
    )
    command.add_argument("--previous", type=_path, metavar="路径", help="上一年的文件、文件夹或台账，用来核对跨年勾稽")
    command.add_argument(
        "--format", choices=("text", "json", "html", "xlsx"), default="text", help="输出的样子（默认 text）"
    )
    command.add_argument("-o", "--output", type=_path, metavar="文件", help="写到文件里，不显示在屏幕上")
    command.add_argument(
        "--marked",
        type=_path,
        metavar="文件夹",
        help="把标出问题的副本写到这个文件夹，原文件不动；有副本没做成的，退出码是 1",
    )
    _which_table(command)
    command.add_argument(
        "--explain-text", action="store_true", help="列出正文里的每个数字和与它核对的单元格（只用于 text 和 json）"
    )
    command.add_argument("--jobs", type=int, metavar="个数", help="同时检查几个文件（默认按处理器个数）")
    command.add_argument("--cluster", metavar="地址", help="在这个 dask 集群上检查，例如 tcp://10.0.0.5:8786")


def _export(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=_path, metavar="文件.xlsx", help="填好的填报表")
    command.add_argument("-o", "--output", required=True, type=_path, metavar="文件夹", help="导出到哪个文件夹")
    command.add_argument("--to", metavar="种类", help=_kinds())
    command.add_argument("--draft", action="store_true", help="有错误也导出，每一页和文件名都标明草稿")
    command.add_argument("--suggest", action="store_true", help="在草稿里按表格拟写句子，供核对后采用")
    command.add_argument("--previous", type=_path, metavar="文件", help="上一年的报告；拟写的句子与它比较")
    command.add_argument("--no-signature", action="store_true", help="不要署名和成文日期（没有填公布日期的本来就没有）")
    command.add_argument("--gb2312", action="store_true", help="Word 文档用仿宋_GB2312、楷体_GB2312")
    command.add_argument(
        "--font-dir", action="append", type=_path, metavar="文件夹", help="PDF 还可以用这里的字体，可以写多次"
    )


def _fill(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=_path, metavar="年报", help="填好的填报表、已公布的年报或 JSON")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--into", type=_path, metavar="表.xlsx", help="填进这份表：上级或本单位自己的工作簿，原文件不动")
    command.add_argument("-o", "--output", required=True, type=_path, metavar="文件.xlsx", help="填好的表的文件名")
    command.add_argument("--sheet", default="", metavar="工作表", help="表里同一张表有几份时，填这张工作表的")
    command.add_argument("--replace", action="store_true", help="表里已有的别的数也换成报告的；公式不换")
    command.add_argument("--draft", action="store_true", help="报告有错误也填")
    command.add_argument("--overwrite", action="store_true", help="文件已存在时覆盖它")


def _kinds() -> str:
    from gouji.report.export import TARGETS  # not at the top: no other command makes a report

    known = "、".join(f"{name}（{target.label}）" for name, target in TARGETS.items())
    usual = "、".join(name for name, target in TARGETS.items() if target.usual)
    return f"导出成什么，逗号分开：{known}；不写就是 {usual}"


def _explain(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("code", nargs="?", metavar="编号", help="规则编号，例如 AR301")
    which.add_argument("--all", action="store_true", help="列出全部规则")


EXCEL_ACTIONS = {
    "new": "新建年报",
    "import-previous": "导入上年数据",
    "import-report": "导入已有报告",
    "validate": "校验",
    "previous": "上一处",
    "next": "下一处",
    "adopt": "采纳建议",
    "explain": "填写说明",
    "clear": "清除标记",
    "export-json": "导出 JSON",
    "export-report": "导出报告",
    "export-draft": "导出草稿",
    "export-copy": "导出汇总用副本",
    "guide": "填表说明",
    "rule": "本条规则",
    "about": "关于",
}


def _excel(command: argparse.ArgumentParser) -> None:
    words = "，".join(f"{name} {label}" for name, label in EXCEL_ACTIONS.items())
    command.add_argument("action", choices=tuple(EXCEL_ACTIONS), metavar="按钮", help=words)
    command.add_argument("--wps", action="store_true", help="改用正开着的 WPS 表格（试验）")


def _addin(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=_ADDIN_ACTIONS, metavar="动作", help=_ADDIN_HELP)
    command.add_argument("-o", "--output", type=_path, metavar="文件.xlam", help="build：加载项写到哪里")
    command.add_argument(
        "--interpreter", type=_path, metavar="路径", help="build：加载项运行哪个 Python；不写就是安装程序装的那个"
    )
    command.add_argument("--overwrite", action="store_true", help="build：文件已存在时覆盖它")


_ADDIN_ACTIONS = ("build", "install", "remove", "status")
_ADDIN_HELP = "build 生成，install 装进 Excel，remove 移除，status 查看"


_FAMILY = "哪一种报告，例如 annual_report；有几种表样时才用写，不写就是默认的那一种"


def _collect(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=_path, metavar="文件夹", help="放着收到的文件的文件夹，里面可以再分文件夹")
    command.add_argument("--roster", required=True, type=_path, metavar="花名册", help="应报单位的名单，.xlsx 或 .csv")
    command.add_argument("-o", "--output", required=True, type=_path, metavar="文件夹", help="结果写到哪个文件夹")
    command.add_argument(
        "--previous", type=_path, metavar="路径", help="上一年的文件、文件夹或台账；不写就用台账里的上一年"
    )
    command.add_argument(
        "--database", type=_path, metavar="台账", help="SQLite 文件或 postgresql://…；不写就在结果文件夹里"
    )
    command.add_argument("--year", type=int, metavar="年度", help="收哪一年度的报告；不写就看大多数文件是哪一年度")
    command.add_argument("--family", metavar="报告", help=_FAMILY)
    command.add_argument("--as-of", type=_date, metavar="日期", help="按哪一天算逾期，例如 2026-02-01；不写就是今天")
    command.add_argument("--office", default="", metavar="机关", help="退回意见由谁落款；不写就没有落款")
    command.add_argument("--until", type=_date, metavar="日期", help="退回的最迟哪一天重新报送；不写就是原来的截止日期")
    command.add_argument(
        "--letters",
        choices=("docx", "txt"),
        default="docx",
        metavar="格式",
        help="退回意见写成 docx（公文格式，默认）还是 txt",
    )
    command.add_argument("--jobs", type=int, metavar="个数", help="同时检查几个文件（默认按处理器个数）")


def _date(text: str) -> object:
    """A day. Raises ArgumentTypeError."""
    from datetime import date  # not at the top: no other command needs it

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写成 2026-02-01 这样，写的是 {text}") from None


def _register(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="动作", title="动作", parser_class=Parser, required=True)
    for name, (words, describe) in _REGISTER.items():
        action = actions.add_parser(name, help=words, description=f"{words}。")
        describe(action)
        action.add_argument(
            "--database",
            type=_path,
            metavar="台账",
            default="台账.sqlite",
            help="SQLite 文件或 postgresql://…（默认 台账.sqlite）",
        )
        action.add_argument("--year", type=int, metavar="年度", help="报告年度；不写就是台账里最新的")
        action.add_argument("--family", metavar="报告", default="", help=_FAMILY)
        action.add_argument("--debug", action="store_true", help="程序出错时显示详情，供维护者查看")


def _register_history(action: argparse.ArgumentParser) -> None:
    action.add_argument("unit", metavar="单位", help="单位名称、曾用名或统一社会信用代码")


def _register_set(action: argparse.ArgumentParser) -> None:
    _register_history(action)
    action.add_argument(
        "state", metavar="状态", choices=("退回", "通过", "锁定", "解锁"), help="退回、通过、锁定、解锁"
    )
    action.add_argument("--by", metavar="姓名", required=True, help="谁决定的")
    action.add_argument("--reason", metavar="原因", default="", help="为什么；退回和解锁一定要写")


def _register_explain(action: argparse.ArgumentParser) -> None:
    _register_history(action)
    action.add_argument("code", metavar="编号", help="规则编号，例如 AR601")
    action.add_argument("text", metavar="说明", help="为什么是这样")
    action.add_argument("--by", metavar="姓名", required=True, help="谁说明的")


def _register_receipt(action: argparse.ArgumentParser) -> None:
    action.add_argument("receipt", metavar="报送码", help="例如 2025-7K3M-X9QA-R2T6")
    action.add_argument("file", nargs="?", type=_path, metavar="文件", help="这个文件是不是它的")


_REGISTER: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "list": ("每个单位报了没有、第几版、什么状态", lambda action: None),
    "history": ("一个单位的全部经过：文件、状态、改动、说明", _register_history),
    "set": ("退回、通过、锁定或者解锁一个单位", _register_set),
    "explain": ("替单位记下对一个需说明问题的说明", _register_explain),
    "receipt": ("查一个报送码，核对一个文件是不是它的", _register_receipt),
}

_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "new": ("新建一份空白填报表，或空白花名册", _new),
    "import": (
        "把已公布的年报变成填报表：也认得 gouji 的 JSON、损坏或旧的填报表。",
        _import,
    ),
    "check": ("校验：填报表、已公布的年报、JSON，或者整个文件夹。", _check),
    "export": ("导出：把校验过的填报表导出为 JSON 和可以公布的报告；有错误的不导出。", _export),
    "fill": ("填表：把校验过的年报里的数字填进上级或自己的表；拿不准的格不填，列出来。", _fill),
    "collect": ("收报：核对谁报了、谁没报，校验、退回、催报、汇总，做看板。", _collect),
    "register": ("台账：谁报了、哪一版、什么状态；退回、通过、锁定。", _register),
    "addin": ("Excel 加载项：生成、安装、移除、查看。", _addin),
    "excel": ("在正开着的 Excel 里执行功能区的一个按钮，例如 validate（只在 Windows）。", _excel),
    "explain": ("说明一条规则：查什么、为什么、怎么改。", _explain),
}
