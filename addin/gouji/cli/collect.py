"""`gouji collect` takes in a folder of collected files by a roster, and writes register, reminders, letters, sums and
dashboard."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.bulk.gather import Item, gather
from gouji.check import finding_text
from gouji.check.result import Result
from gouji.check.severity import BAD_VERDICTS
from gouji.cli.files import existing, is_url, planned, real
from gouji.cli.output import say, say_aside
from gouji.cli.progress import interruptible, reported
from gouji.collect import outputs
from gouji.collect.arrivals import Arrival, arrivals
from gouji.collect.collection import Collection, Submission, Unclear, Unit
from gouji.collect.intake import Taken, take_in
from gouji.collect.judged_by import judged_by
from gouji.collect.letters import reminders_xlsx
from gouji.collect.outputs import Asked, Written
from gouji.collect.register import collected
from gouji.collect.register.database import open_register
from gouji.collect.register.looking import counting, years_of
from gouji.collect.register.place import is_postgresql, is_register, sqlite_path
from gouji.collect.register.units import enrol
from gouji.collect.roster import roster
from gouji.collect.roster.attribute import index_of
from gouji.collect.standings import day_of, standings
from gouji.collect.sums.differences_xlsx import outcome
from gouji.errors import GoujiError, UsageError
from gouji.form.family import default_family, due, families, forms_of
from gouji.form.form import Form, family_of
from gouji.form.load import load_all

if TYPE_CHECKING:
    from sqlalchemy import Engine

_ASKED = 20  # files that are looked into for the year, spread over the folder


def run(options: argparse.Namespace) -> int:
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs 要写 1 或更大的整数。")
    forms, now = load_all(), datetime.now(UTC)
    family = _family(forms, options.family)
    folder, out = _folder(options.folder), Path(options.output)
    where = options.database or str(out / outputs.REGISTER)
    listed = existing(options.roster)
    files = _files(folder, out, listed, where)
    out.mkdir(parents=True, exist_ok=True)
    with open_register(where) as engine, interruptible(True) as stopped:
        arrived = arrivals(files, folder, now)
        year = options.year or _year(engine, arrived, forms, family, options.jobs) or day_of(now).year - 1
        form = _form(forms, year, family)
        units = roster.read(listed, form)
        enrol(engine, year, units, family)
        previous = _previous(options.previous)
        judging = judged_by(engine, where, year, forms, previous, options.jobs, options.debug, family)
        taken = list(
            reported(take_in(engine, year, arrived, index_of(units), judging, stopped), len(arrived), is_shown=False)
        )
        if stopped():
            raise GoujiError(
                f"已中断：{len(arrived)} 个文件收了 {len(taken)} 个，都已记入台账。再运行一次，接着收其余的。"
            )
        collection = _collection(units, form, year, options.as_of or day_of(now), engine, taken)
        results = sorted((_submission(each).result for each in taken), key=lambda each: each.path)
        written = outputs.write_all(
            out,
            collection,
            results,
            form,
            forms_of(forms, family),
            collected.readings(engine, forms, form, collection, judging.find_previous),
            collected.reasons(engine, collection),
            Asked(options.office, options.until, options.letters),
            now,
        )
    _tell(collection, results, written, out, where)
    return 1 if any(each.verdict in BAD_VERDICTS for each in results) else 0


# ---------------------------------------------------------------- what the call says


def _folder(text: str) -> Path:
    if is_url(text):
        raise UsageError(f"{text}：收报要用这台电脑上的文件夹；先把文件下载下来。")
    folder = existing(text)
    if not folder.is_dir():
        raise UsageError(f"{text}：这是一个文件，要写的是放着收到的文件的文件夹。")
    return folder


def _files(folder: Path, out: Path, roster: Path, where: str) -> list[Path]:
    """Every file of the folder but the roster and the register. Raises UsageError when results would lie among them."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}：这是一个文件，-o 要写文件夹。")
    if real(out).is_relative_to(real(folder)):
        raise UsageError(f"{out}：结果会混进收到的文件里。-o 换一个不在 {folder} 里面的文件夹。")
    ours = {real(roster)}
    if not is_postgresql(where):
        register = real(sqlite_path(where))
        ours |= {register, *(register.with_name(register.name + ending) for ending in ("-wal", "-shm", "-journal"))}
    return [
        item.path
        for item in planned([str(folder)], None)
        if isinstance(item.path, Path) and real(item.path) not in ours
    ]


def _family(forms: Sequence[Form], asked: str | None) -> str:
    """The family of forms that is collected."""
    known = families(forms)
    if asked and asked not in known:
        raise UsageError(f"--family {asked}：没有这一种报告；现有 {'、'.join(known)}。")
    return asked or default_family(forms)


def _year(
    engine: Engine, arrived: Sequence[Arrival], forms: Sequence[Form], family: str, jobs: int | None
) -> int | None:
    """The year that most files of the family are of: as the register knows them, else as a few of them say."""
    years = Counter(years_of(engine, [each.digest for each in arrived], family))
    if not years:
        spread = arrived[:: max(1, len(arrived) // _ASKED)]
        found = gather([Item(each.path) for each in spread], forms, jobs=jobs)
        ours = (each.result for each in found if family_of(each.result.form or "") == family)
        years = Counter(each.year for each in ours if each.year is not None)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _previous(text: str | None) -> str | None:
    if not text:
        return None
    return text if is_register(text) else str(existing(text))


def _form(forms: Sequence[Form], year: int, family: str) -> Form:
    form = due(forms, year, family)
    if form is None:
        raise UsageError(f"{year} 年度没有对应的表样。用 --year 写明收的是哪一年度。")
    return form


# ---------------------------------------------------------------- what the register says


def _submission(taken: Taken) -> Submission:
    return taken.submission if isinstance(taken, Unclear) else taken[1]


def _collection(
    units: Sequence[Unit], form: Form, year: int, as_of: date, engine: Engine, taken: Sequence[Taken]
) -> Collection:
    present = [each for each in taken if not isinstance(each, Unclear)]
    unclear = tuple(each for each in taken if isinstance(each, Unclear))
    came = counting(engine, year, form.family)
    return Collection(year, as_of, standings(units, form, year, as_of, came, present), unclear, form.family)


# ---------------------------------------------------------------- what is said


def _tell(collection: Collection, results: Sequence[Result], written: Written, out: Path, where: str) -> None:
    say(f"{collection.year} 年度收报。{reminders_xlsx.summary(collection)}")
    totals = finding_text.totals(Counter(each.verdict for each in results))
    say(totals if results else "一份也没有收到：文件夹里没有可以收的文件（隐藏的文件和 ~$ 开头的不算）。")
    for line in _sums(written):
        say(line)
    say(f"结果在 {out}：")
    for line in _listed(written, out, where):
        say(f"  {line}")
    for each in collection.unclear:
        say_aside(f"待确认：{each.submission.path}：{each.reason}。{each.advice}")


def _sums(written: Written) -> Iterator[str]:
    for each in written.summed:
        what = outcome(each.comparison) if each.comparison else f"没有做差额表：{each.refusal}。"
        yield f"{each.sum.parent.name}：{what}"


def _listed(written: Written, out: Path, where: str) -> Iterator[str]:
    yield f"{outputs.DASHBOARD}　收报情况，用浏览器打开"
    yield f"{outputs.REMINDERS}　要催的单位，和不知道是谁的文件"
    yield f"{outputs.RESULTS}　每个文件的问题"
    if written.letters:
        yield f"{outputs.LETTERS}　{written.letters} 个单位的退回意见"
    if written.summed:
        yield f"{outputs.SUMS}　各级的汇总表、汇总明细、差额表"
    if where == str(out / outputs.REGISTER):
        yield f"{outputs.REGISTER}　台账，用 gouji register 查看；不要删除，下次收报接着用它"
