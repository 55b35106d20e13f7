"""Nothing in; a folder for what is of no use to anybody afterwards out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.process.unfinished import name, remove_left


@contextmanager
def private_folder(beside: Path | None = None) -> Iterator[Path]:
    """Nobody else may look into it. It is removed afterwards, and that of a killed process by the next one.

    beside: the folder that it lies in; None: the system's own for such things.
    """
    place = beside or Path(tempfile.gettempdir())
    remove_left(place)
    with tempfile.TemporaryDirectory(prefix=name(""), dir=place) as folder:
        yield Path(folder)
