"""`typing.NamedTuple` for modules that every check loads: the same to a reader and to mypy, at a fifth of the price.

Importing `typing` costs a check of one file a twentieth of its time, and `typing.NamedTuple` compiles the annotation of
every field; so names that only annotations speak of are imported under TYPE_CHECKING there (docs/decisions/0006).
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Fields(type):
        """Makes a class body of annotated fields a named tuple, with the methods that the body has."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.pop("__annotations__")
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for each, value in body.items():
                setattr(made, each, value)
            return made

    class NamedTuple(metaclass=_Fields):
        pass
