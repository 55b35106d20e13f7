"""Yields a folder for temporary files that nobody else may look into."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.process.unfinished import name, remove_left


@contextmanager
def private_folder(beside: Path | None = None) -> Iterator[Path]:
    """Yields a folder that nobody else may look into. It is removed afterwards; that of a killed process is removed by
    the next process.

    beside: the folder that it lies in; None: the system's own for such things.
    """
    place = beside or Path(tempfile.gettempdir())
    remove_left(place)
    with tempfile.TemporaryDirectory(prefix=name(""), dir=place) as folder:
        yield Path(folder)
