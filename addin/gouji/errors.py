"""The exceptions that gouji raises, each with a Chinese sentence for the person who sees it, and the operating system's
errors put into Chinese.

A filler's mistake is a Finding and is returned. What is raised is a mistake of the caller, of the
installation, or a file that nothing can be read from.
"""

from __future__ import annotations

import errno

_SYSTEM = {  # by the name of the number: Windows lacks some
    "ENOENT": "没有这个文件或文件夹",
    "EACCES": "没有权限，或者正被别的程序使用",
    "EPERM": "没有权限",
    "EROFS": "这个位置只能读，不能写",
    "ENOSPC": "磁盘满了",
    "EDQUOT": "磁盘满了（超出了给这个用户的空间）",
    "EFBIG": "文件太大，这个位置放不下",
    "EISDIR": "这是一个文件夹，不是文件",
    "ENOTDIR": "路径中间有一段不是文件夹",
    "ENOTEMPTY": "文件夹里还有东西",
    "EEXIST": "已经有同名的文件或文件夹",
    "ENAMETOOLONG": "文件名或路径太长",
    "EINVAL": "这个名字或位置不能用",
    "ELOOP": "链接绕成了圈",
    "EXDEV": "不能从一个磁盘换到另一个磁盘",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "ENOMEM": "内存不够",
    "EBUSY": "正被别的程序使用",
    "ETXTBSY": "正被别的程序使用",
    "EIO": "磁盘或网络读写出错",
    "ENODEV": "磁盘或网络位置不见了",
    "ENXIO": "磁盘或网络位置不见了",
    "ESTALE": "网络位置上的文件变了或断开了",
    "ETIMEDOUT": "网络位置没有响应",
    "EPIPE": "接收的程序已经结束",
}
# Windows says these more exactly than the number of C that Python makes of them.
_WINDOWS = {
    32: "正被别的程序使用",
    33: "正被别的程序使用",
    53: "找不到网络位置",
    64: "找不到网络位置",
    67: "找不到网络位置",
    112: "磁盘满了",
    123: "这个名字或位置不能用",
    206: "文件名或路径太长",
    225: "被杀毒软件拦下了",
    1224: "正被别的程序使用",
}


def of_system(error: OSError) -> str:
    """What the operating system says, as a Chinese clause without full stop: never its own words, which are English
    on most systems."""
    name = errno.errorcode.get(error.errno or 0, "")
    words = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _SYSTEM.get(name)
    if words is None and isinstance(error, PermissionError):  # raised by hand, without a number
        words = _SYSTEM["EACCES"]
    number = f"错误号 {error.errno}" if error.errno else type(error).__name__
    return words or f"系统没有完成读写（{number}）"


class GoujiError(Exception):
    """Base of all. `str(error)` is one Chinese line: what is wrong, where, what to do."""


class FormError(GoujiError):
    """A form's own data does not fit. The message names the file, the key and the reason."""

    def __init__(self, file: object, key: str, reason: str) -> None:
        super().__init__(f"表样数据有误：{file}，{key}：{reason}")
        self.file, self.key, self.reason = str(file), key, reason


class ExpressionError(GoujiError):
    """A rule's expression says something outside the closed list of nodes."""


class UsageError(GoujiError):
    """The call itself is wrong (a path that does not exist, options that exclude each other)."""


class UnreadableError(GoujiError):
    """Nothing can be read from a file.

    `code` is the structural finding that says why (see `schema/structure.toml`); `facts` fill its message. `sentence`
    is that message, where who raised it had the words at hand, as `gouji.read` has.
    """

    sentence = ""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return self.sentence or f"{self.code} {self.facts}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between processes (keyword arguments are lost by default)."""
        return (_unreadable, (self.code, self.facts), self.__dict__)


class MarkError(GoujiError):
    """A workbook can't be marked without changing what is not ours. `str(error)` is the reason in Chinese."""


def _unreadable(code: str, facts: dict[str, object]) -> UnreadableError:
    return UnreadableError(code, **facts)
