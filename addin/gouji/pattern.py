"""A regular expression in; the same out, compiled when it is first used.

Most of those on the path of a check are for what few files hold; together they would cost it a twentieth of its start.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr


class _Later:
    def __init__(self, text: Any, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        """A method of the compiled pattern, kept so that it is asked for here only once."""
        method = getattr(re.compile(*self._given), name)
        setattr(self, name, method)
        return method


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` would return, to whoever calls its methods. A wrong expression is noticed at its first use."""
    return _Later(text, flags)  # type: ignore[return-value]
