"""Files in; rows out for what one process does with a file: reading it, checking it, against each named peer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean

from benchmark_parts.clock import fastest
from benchmark_parts.material import Kind
from benchmark_parts.peers import FRICTIONLESS, INFLATE, ONLY_READING, OPENPYXL, Peer
from benchmark_parts.row import Row, least, milliseconds, most
from gouji.check.file import check_path
from gouji.form.load import load_all
from gouji.reading import source

READ = "读一份（值、公式、合并、名称、位置），快几倍"
CHECK = "检查一份（读，并判断），快几倍"
FLOOR = "检查一份 ÷ 只解压"


def rows(kind: Kind, rounds: int) -> list[Row]:
    """All sides take turns on each of a tenth of the files: a slow peer needs up to a second a file."""
    few = kind.paths[: max(4, len(kind.paths) // 10)]
    forms = load_all()
    peers = [OPENPYXL, INFLATE, *ONLY_READING, FRICTIONLESS]
    installed = [peer for peer in peers if not peer.missing]
    does: list[Callable[[Path], object]] = [
        partial(source.read, forms=forms),
        partial(check_path, forms=forms),
        *(peer.run for peer in installed),
    ]
    spans_of = [fastest([partial(do, path) for do in does], rounds) for path in few]
    read, check, *spans = (mean(spans) for spans in zip(*spans_of, strict=True))
    took = dict(zip(map(str, installed), spans, strict=True))
    return [_row(kind, peer, took.get(str(peer)), read, check) for peer in peers]


def _row(kind: Kind, peer: Peer, theirs: float | None, read: float, check: float) -> Row:
    what, ours, bar = {OPENPYXL: (READ, read, least(25)), INFLATE: (FLOOR, check, most(8))}.get(
        peer, (CHECK, check, None)
    )
    if theirs is None:
        lacks = f"{peer}：没有安装 {'、'.join(peer.missing)}"
        return Row(what, kind.saved_by, milliseconds(ours), lacks, None, "倍", bar)
    ratio = ours / theirs if peer is INFLATE else theirs / ours
    return Row(what, kind.saved_by, milliseconds(ours), f"{peer} {milliseconds(theirs)}", ratio, "倍", bar)
