"""Paths in, a line each; what a check says of each and the most memory that it took out, as JSON, a line each.

Run as a process of its own: its worker is forked from it, and the memory of a test's process is not that of a check.
One worker judges file after file, until one of them took so much memory that the next could not be told from it.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from gouji.bulk.gather import SECONDS
from gouji.check.file import check_path
from gouji.form.load import load_all
from peak_memory import peak

FORMS = load_all()
MUCH = 128 << 20  # bytes
_FORK = "spawn" if sys.platform == "win32" else "fork"


def judged(path: Path) -> tuple[tuple[str, ...], int]:
    """The codes found, each once, in order; the most memory that this process or a child of it had, in bytes."""
    codes = tuple(dict.fromkeys(finding.code for finding in check_path(path, FORMS).findings))
    return codes, peak()


def main() -> None:
    worker: ProcessPoolExecutor | None = None
    for line in sys.stdin:
        worker = worker or ProcessPoolExecutor(1, multiprocessing.get_context(_FORK))
        try:
            codes, memory = worker.submit(judged, Path(line.rstrip("\n"))).result(SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            print(json.dumps({"lost": type(error).__name__}), flush=True)
            for child in multiprocessing.active_children():
                child.kill()
            worker = None
            continue
        print(json.dumps({"codes": codes, "memory": memory}), flush=True)
        if memory > MUCH:
            worker.shutdown()
            worker = None


if __name__ == "__main__":
    main()
