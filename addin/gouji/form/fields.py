"""Takes typed values out of parsed TOML: a key that nobody asks for is refused with file, key and reason."""

from __future__ import annotations

import re
import tomllib
from keyword import iskeyword
from pathlib import Path
from typing import Any, TypeVar

from gouji.errors import FormError, of_system

T = TypeVar("T")
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_MISSING: Any = object()
_NAMES = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    list: "数组",
    dict: "表",
    float: "数",
}


class Fields:
    """One TOML table while it is read. `done()` refuses every key that was not asked for, so no misspelt key is
    overlooked."""

    def __init__(self, file: Path, key: str, values: object) -> None:
        if not isinstance(values, dict):
            raise FormError(file, key, "这里要的是表")
        self.file, self.key, self._values = file, key, dict(values)
        self._owners: dict[str, Fields] = {}  # inherited key → the table that says it

    def over(self, other: Fields) -> Fields:
        """This table laid over another: what it leaves out is as the other says, and faults in it are the other's."""
        for key, value in self._values.items():
            if other._values.get(key, _MISSING) == value:
                raise self.fail(key, "与 extends 的那一条相同，不用再写")
        laid = Fields(self.file, self.key, {**other._values, **self._values})
        laid._owners = {key: other._owner(key) for key in other._values if key not in self._values}
        return laid

    def fail(self, key: str, reason: str) -> FormError:
        """Gives the error that names file and key; the caller raises it."""
        owner = self._owner(key)
        return FormError(owner.file, owner._path(key), reason)

    def _owner(self, key: str) -> Fields:
        return self._owners.get(key, self)

    def take(self, key: str, kind: type[T], default: T = _MISSING) -> T:
        """Takes the value of a key, of exactly this type. Without a default the key must be there. Raises FormError."""
        value = self._values.pop(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                raise self.fail(key, "缺少这一项")
            return default
        if kind is float and type(value) is int:
            return float(value)  # type: ignore[return-value]
        if type(value) is not kind:
            raise self.fail(key, f"要的是{_NAMES[kind]}，写的是 {value!r}")
        return value

    def look(self, key: str, kind: type[T]) -> T:
        """Gives what `take` gives, and leaves the key to be taken."""
        value = self.take(key, kind)
        self._values[key] = value
        return value

    def optional(self, key: str, kind: type[T]) -> T | None:
        """Takes the value of a key as `take` does; None where the key is not there."""
        return self.take(key, kind) if key in self._values else None

    def one_of(self, key: str, allowed: tuple[str, ...], default: str = _MISSING) -> str:
        """Takes a text that has to be one of `allowed`."""
        value = self.take(key, str, default)
        if value not in allowed:
            raise self.fail(key, f"只能是 {'、'.join(allowed)}，写的是 {value!r}")
        return value

    def texts(self, key: str, default: tuple[str, ...] = _MISSING) -> tuple[str, ...]:
        """Takes an array of texts."""
        if default is not _MISSING and key not in self._values:
            return default
        values = self.take(key, list)
        if not all(isinstance(value, str) for value in values):
            raise self.fail(key, "数组里只能是文字")
        return tuple(values)

    def numbers(self, key: str, kind: type[T], default: tuple[T, ...] = _MISSING) -> tuple[T, ...]:
        """Takes an array of int or float; where float is wanted an int will do."""
        if default is not _MISSING and key not in self._values:
            return default
        values = self.take(key, list)
        if any(type(value) is not kind and not (kind is float and type(value) is int) for value in values):
            raise self.fail(key, f"数组里只能是{_NAMES[kind]}")
        return tuple(map(kind, values))

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Takes groups of names that may become names of modules."""
        groups = self.take(key, list, [])
        for group in groups:
            if not isinstance(group, list) or not all(isinstance(name, str) and _ID.match(name) for name in group):
                raise self.fail(key, "应当是名称的数组的数组，名称只用小写英文字母、数字和下划线")
        return tuple(map(tuple, groups))

    def id(self) -> str:
        """Takes the id of a thing: it becomes a part of a name in rules and in the workbook."""
        value = self.take("id", str)
        if not _ID.match(value) or iskeyword(value) or value == "previous":
            raise self.fail("id", f"{value!r} 只能用小写英文字母、数字和下划线，字母开头，并且不是保留词")
        return value

    def tables(self, key: str) -> list[Fields]:
        owner, values = self._owner(key), self.take(key, list, [])
        return [Fields(owner.file, f"{owner._path(key)}[{number}]", value) for number, value in enumerate(values)]

    def table(self, key: str) -> Fields:
        owner = self._owner(key)
        return Fields(owner.file, owner._path(key), self.take(key, dict, {}))

    def _path(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key

    def left(self) -> list[str]:
        """Gives the keys that are not taken yet."""
        return list(self._values)

    def done(self) -> None:
        """Raises FormError when a key was never taken."""
        if self._values:
            raise self.fail(next(iter(self._values)), "不认识这一项")


def read(path: Path) -> Fields:
    """Reads a TOML file as Fields. Raises FormError when it is missing or is not TOML."""
    try:
        with path.open("rb") as stream:
            return Fields(path, "", tomllib.load(stream))
    except OSError as error:
        raise FormError(path, "文件", f"打不开（{of_system(error)}）") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(path, "文件", f"不是合法的 TOML：{error}") from error
