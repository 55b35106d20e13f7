"""Seeds and a number in, a Report out: mutates, judges, and keeps what reached new code as a seed of its own."""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fuzzing import judge
from fuzzing.mutate import mutated
from gouji.bulk import pool

SECONDS = 30.0  # the deadline of a file, as `gouji check` has it
_ROUND = 100
_EVERY = 3  # of so many workbooks that are read, one is read by openpyxl too


@dataclass(slots=True)
class Report:
    """failures: (what is wrong, where the file is kept)."""

    seed: int
    files: int = 0
    compared: int = 0
    kept: int = 0
    lines: int = 0
    memory: int = 0  # bytes, the most of a worker or its child
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, Path]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.files} files in {self.seconds:.0f} s, {len(self.failures)} failures, "
            f"{self.compared} read twice, {self.lines} lines reached, {self.kept} kept, {self.memory >> 20} MB\n"
            + ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.most_common())
        )


def fuzz(
    seeds: Mapping[str, bytes],
    files: int,
    seed: int,
    keep: Path,
    jobs: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """keep: folder that failing files are written to. The same seed brings the same mutations of the seeds; what is
    kept as a further seed depends on the lines that are reached."""
    report, rng, begun = Report(seed), random.Random(seed), time.monotonic()
    corpus: dict[str, list[bytes]] = {}
    for name, data in seeds.items():
        corpus.setdefault(name, []).append(data)
    known: set[judge.Line] = set()
    told = 0
    while report.files < files:
        names = [rng.choice(list(corpus)) for _ in range(min(_ROUND, files - report.files))]
        inputs = [_next(name, corpus, rng) for name in names]
        with tempfile.TemporaryDirectory(prefix="gouji-fuzz-") as folder:
            _round(Path(folder), names, inputs, corpus, known, report, jobs, keep)
        report.lines, report.seconds = len(known), time.monotonic() - begun
        for wrong, path in report.failures[told:]:
            say(f"{path}: {wrong}")
        told = len(report.failures)
        say(str(report).partition("\n")[0])
    return report


def _round(
    folder: Path,
    names: Sequence[str],
    inputs: Sequence[bytes],
    corpus: Mapping[str, list[bytes]],
    known: set[judge.Line],
    report: Report,
    jobs: int,
    keep: Path,
) -> None:
    """Judges each input. corpus gains those that reached new code, known the lines, report the rest."""
    paths = [folder / f"{at}{Path(name).suffix}" for at, name in enumerate(names)]
    for path, data in zip(paths, inputs, strict=True):
        path.write_bytes(data)
    judge.REACHED.lines, judge.REACHED.left = set(known), {}  # workers are forked with it
    read: list[tuple[str, Path]] = []
    for name, path, data, answer in zip(names, paths, inputs, pool.run(judge.judge, paths, jobs, SECONDS), strict=True):
        verdict = _answered(answer)
        report.files += 1
        report.outcomes[verdict.outcome] += 1
        report.memory = max(report.memory, verdict.memory)
        if verdict.wrong:
            report.failures.append((verdict.wrong, _kept(keep, name, data)))
        elif verdict.reached - known:
            corpus[name].append(data)
            report.kept += 1
        known |= verdict.reached
        if judge.is_workbook(data) and verdict.outcome not in ("AR705", "AR706", "AR707", "AR709"):
            read.append((name, path))
    _compare(read[::_EVERY], report, jobs, keep)


def _next(name: str, corpus: Mapping[str, list[bytes]], rng: random.Random) -> bytes:
    ending = Path(name).suffix
    others = [each for other, kept in corpus.items() if other.endswith(ending) for each in kept]
    return mutated(rng.choice(corpus[name]), ending, rng, rng.sample(others, min(2, len(others))))


def _answered(answer: judge.Verdict | pool.Lost) -> judge.Verdict:
    if isinstance(answer, pool.Lost):
        return judge.Verdict(answer.value, wrong=answer.value)
    return answer


def _compare(read: Sequence[tuple[str, Path]], report: Report, jobs: int, keep: Path) -> None:
    answers = pool.run(judge.differ, [path for _, path in read], jobs, SECONDS)
    for (name, path), said in zip(read, answers, strict=True):
        if isinstance(said, pool.Lost):
            continue  # openpyxl hangs or dies: in a check it does so in a child with limits
        report.compared += 1
        if said:
            report.failures.append((f"two readers: {said}", _kept(keep, name, path.read_bytes())))


def _kept(keep: Path, name: str, data: bytes) -> Path:
    """Written at once, named after its content."""
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{hashlib.sha256(data).hexdigest()[:12]}-{name}"
    path.write_bytes(data)
    return path
