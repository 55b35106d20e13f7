"""Paths in, a line each; what a check says of each and the most memory that it took out, as JSON, a line each.

Run as a process of its own: its workers are forked from it, and the memory of a test's process is not that of a check.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gouji.bulk import pool
from gouji.bulk.gather import SECONDS
from gouji.check.file import check_path
from gouji.form.load import load_all
from peak_memory import peak

FORMS = load_all()


def judged(path: Path) -> tuple[tuple[str, ...], int]:
    """The codes found, each once, in order; the most memory that this process or a child of it had, in bytes."""
    codes = tuple(dict.fromkeys(finding.code for finding in check_path(path, FORMS).findings))
    return codes, peak()


def main() -> None:
    for line in sys.stdin:
        (answer,) = pool.run(judged, [Path(line.rstrip("\n"))], 1, SECONDS)
        said = (
            {"lost": answer.value}
            if isinstance(answer, pool.Lost)
            else dict(zip(("codes", "memory"), answer, strict=True))
        )
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
