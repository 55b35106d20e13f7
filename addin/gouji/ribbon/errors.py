"""The one exception of the ribbon: why something can't be done, in words for the person."""

from __future__ import annotations

from gouji.errors import GoujiError
from gouji.words import beside

say = beside(__file__)


class CannotError(GoujiError):
    """Raised with a key of words.toml and its facts."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(say(key, **facts))
        self.key = key
