"""A class body of annotated fields in; a class of immutable values with positional and named arguments out.

The same to a reader and to mypy as `@dataclass(frozen=True)`, for modules that every check loads: `dataclasses`
costs 16 ms to import (it needs `inspect`) and compiles source for each class; all of Python starts in 11 ms.
Modules off the check's path use `dataclasses` (ADR 0006).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, TypeVar, dataclass_transform

    T = TypeVar("T")
else:  # importing typing costs a third of the same (gouji.named_tuple)

    def dataclass_transform(**_):
        return lambda decorator: decorator


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """Decorator. Defaults must be immutable or never changed: every instance shares them."""
    names = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}

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


def replace(value: T, **changes: object) -> T:
    """The same value with some fields changed."""
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
