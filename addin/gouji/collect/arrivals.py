"""Lists the files of a collected folder, each with what it is known by: its path, its digest, when it came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gouji.errors import UnreadableError
from gouji.reading.stored import MAX_FILE, beginning


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that lies in the collected folder. inside: its path below the folder, with "/". digest, received_at: as in
    Submission."""

    path: Path
    inside: str
    digest: str
    received_at: datetime


def arrivals(files: Iterable[Path], folder: Path, now: datetime) -> Sequence[Arrival]:
    """Gives the files, oldest first, so that of two files of one unit the newer one becomes the later version.

    A file came when it was last written: copying keeps that, and who hands in on the due day is not late because the
    office above looks a week later. A clock that is ahead doesn't count: nothing came after `now` (aware).
    """
    found = [Arrival(file, file.relative_to(folder).as_posix(), digest(file), _written(file, now)) for file in files]
    return sorted(found, key=lambda each: (each.received_at, each.inside))


def digest(path: Path) -> str:
    """Gives the SHA-256 of a file's bytes; of a file larger than any that is read, of its beginning and its size; of
    one that can't be opened or is no plain file, of its path, so that it stays known as what it is."""
    try:
        content = beginning(path)
        return digest_of(content if len(content) <= MAX_FILE else content + str(path.stat().st_size).encode())
    except (OSError, UnreadableError):
        return digest_of(f"unopened {path}".encode(errors="surrogateescape"))


def digest_of(content: bytes) -> str:
    """Gives the SHA-256 of these bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _written(path: Path, now: datetime) -> datetime:
    try:
        return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)
    except (OSError, ValueError, OverflowError):  # it has just vanished, or its clock is off by centuries
        return now
