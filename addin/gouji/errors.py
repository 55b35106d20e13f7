"""The exceptions that gouji raises: each carries a Chinese sentence for the person who sees it.

A filler's mistake is a Finding and is returned. What is raised is a mistake of the caller, of the
installation, or a file that nothing can be read from.
"""

from __future__ import annotations


class GoujiError(Exception):
    """Base of all. `str(error)` is one Chinese line: what is wrong, where, what to do."""


class FormError(GoujiError):
    """A form's own data does not fit: names the file, the key and the reason."""

    def __init__(self, file: object, key: str, reason: str) -> None:
        super().__init__(f"表样数据有误：{file}，{key}：{reason}")
        self.file, self.key, self.reason = str(file), key, reason


class ExpressionError(GoujiError):
    """A rule's expression says something outside the closed list of nodes."""


class UsageError(GoujiError):
    """The call itself is wrong (a path that does not exist, options that exclude each other)."""


class UnreadableError(GoujiError):
    """Nothing can be read from a file.

    `code` is the structural finding that says why (see `schema/structure.toml`); `facts` fill its message.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts

    def __reduce__(self) -> tuple[object, tuple[str, dict[str, object]]]:
        """Survive the trip between processes (keyword arguments are lost by default)."""
        return (_unreadable, (self.code, self.facts))


class MarkError(GoujiError):
    """A workbook can't be marked without changing what is not ours. `str(error)` says why."""


def _unreadable(code: str, facts: dict[str, object]) -> UnreadableError:
    return UnreadableError(code, **facts)
