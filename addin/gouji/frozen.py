"""A decorator that makes a class of annotated fields a class of immutable values with positional and named arguments.

The same to a reader and to mypy as `@dataclass(frozen=True)`, for modules that every check loads: `dataclasses`
costs 16 ms to import (it needs `inspect`) and compiles source for each class; all of Python starts in 11 ms.
Modules off the check's path use `dataclasses` (ADR 0006).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


class _Nothing(Mapping[Any, Any]):
    """A mapping without entries that stays so. MappingProxyType can't travel between processes."""

    def __getitem__(self, key: object) -> NoReturn:
        raise KeyError(key)

    def __iter__(self) -> Iterator[NoReturn]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()  # the default of a field that is a mapping; equal to {}


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """Makes a class frozen. Raises TypeError for a mutable default: every instance would share its changes."""
    names = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    _refuse_mutable(cls, defaults)

    def __init__(self: object, *values: object, **named: object) -> None:  # noqa: N807
        fields = self.__dict__
        fields.update(defaults)
        fields.update(zip(names, values, strict=False))
        fields.update(named)
        if len(fields) != len(names) or len(values) > len(names):
            raise TypeError(f"{cls.__name__} takes {', '.join(names)}; got {', '.join(fields)}")

    made = {"__init__": __init__, "__match_args__": names, "__eq__": _equal, "__hash__": _hash, "__repr__": _repr}
    for name, value in (made | {"__setattr__": _refuse, "__delattr__": _refuse}).items():
        setattr(cls, name, value)
    return cls


def _refuse_mutable(cls: type, defaults: Mapping[str, object]) -> None:
    for name, default in defaults.items():
        try:
            hash(default)
        except TypeError as error:
            raise TypeError(f"{cls.__name__}.{name}: a default must be immutable; got {default!r}") from error


def replace(value: T, **changes: object) -> T:
    """Gives a copy of the value with some fields changed."""
    return type(value)(**{**value.__dict__, **changes})


def _equal(self: object, other: object) -> bool:
    return type(self) is type(other) and self.__dict__ == other.__dict__


def _hash(self: Any) -> int:
    return hash(tuple(self.__dict__[name] for name in self.__match_args__))


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.__match_args__)
    return f"{type(self).__name__}({fields})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} can't be changed: {name}")
