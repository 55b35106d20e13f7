"""`gouji register` shows who stands where and a unit's history, and takes down what a person decides of it."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.check import finding_text
from gouji.check.result import Result
from gouji.check.severity import WORDS
from gouji.cli.output import say, table
from gouji.collect.collection import State, Submission
from gouji.collect.register.database import open_register
from gouji.collect.register.deciding import UNLOCK, set_state
from gouji.collect.register.explanations import explain
from gouji.collect.register.looking import (
    GivenExplanation,
    History,
    Version,
    by_receipt,
    counting,
    history,
    roster,
    unattributed,
    year_of,
)
from gouji.collect.register.receipt import belongs, typed
from gouji.collect.standings import BEIJING
from gouji.errors import GoujiError, UsageError
from gouji.form.form import Form
from gouji.form.load import load_all

if TYPE_CHECKING:
    from sqlalchemy import Engine

DECISIONS = {each.value: each for each in (State.RETURNED, State.PASSED, State.LOCKED)} | {UNLOCK: State.RECEIVED}
_COUNTS = "／".join(WORDS.values())
_NOTHING = "未报"
_LONGEST = 120  # letters of a changed text that are shown


def run(options: argparse.Namespace) -> int:
    with open_register(options.database, create=False) as engine:
        if options.action == "receipt":
            return _receipt(engine, options)
        year = options.year or year_of(engine, options.family)
        _ACTIONS[options.action](engine, year, options)
    return 0


def _list(engine: Engine, year: int, options: argparse.Namespace) -> None:
    came, units = counting(engine, year, options.family), roster(engine, year, options.family)
    if not units:
        raise GoujiError(f"{options.database}：台账里没有 {year} 年度。")
    rows: list[tuple[str, ...]] = []
    for name, (unit, state) in units.items():
        submission = came[name][0] if name in came else None
        cells = _in_short(submission) if submission else ("", "", "", "")
        rows.append((name, unit.kind, state.value if state else _NOTHING, *cells))
    _table(("单位", "类别", "状态", "版", "报送码", "收到", _COUNTS), rows, (30, 12, 14, 3, 19, 16, 18))
    states = Counter(row[2] for row in rows)
    order = (*(state.value for state in State), _NOTHING)
    say(f"\n{year} 年度 {len(rows)} 个单位：" + "，".join(f"{name} {states[name]}" for name in order) + "。")
    waiting = unattributed(engine, year, options.family)
    if waiting:
        say(f"\n还有 {len(waiting)} 个文件不知道是哪个单位的：")
        _table(("文件", "文件里写的机关"), [(w.path, w.organization) for w in waiting], (60, 40))


def _history(engine: Engine, year: int, options: argparse.Namespace) -> None:
    found = history(engine, options.unit, year, options.family)
    code = f"（{found.unit.code}）" if found.unit.code else ""
    say(f"{found.unit.name}{code}　{year} 年度　{found.state.value if found.state else _NOTHING}")
    if not found.versions:
        return
    say("\n收到的文件")
    files = [(*_in_short(each.submission), each.submission.path, _standing(each)) for each in found.versions]
    _table(("版", "报送码", "收到", _COUNTS, "文件", ""), files, (3, 19, 16, 18, 40, 14))
    say("\n状态")
    moves = [(_time(e.at), _state(e.before), _state(e.after), e.who, e.reason) for e in found.states]
    _table(("时间", "从", "到", "谁", "原因"), moves, (16, 6, 6, 12, 60))
    _changes(found)
    if found.explanations:
        say("\n出错说明")
        explanations = [(str(e.number), e.code, _who(e), _time(e.at), e.text) for e in found.explanations]
        _table(("版", "编号", "谁", "时间", "说明"), explanations, (3, 8, 18, 16, 60))


def _changes(found: History) -> None:
    for each in found.versions:
        if each.changes:
            say(f"\n第 {each.submission.number} 版与上一版不同的地方")
            # Its own form first; another one knows the cells that the version before had and this one hasn't.
            own = sorted(load_all(), key=lambda form: form.id != each.submission.result.form)
            rows = [(_label(own, c.cell), _short(c.before), _short(c.after)) for c in each.changes]
            _table(("单元格", "原来", "现在"), rows, (50, 30, 30))


def _set(engine: Engine, year: int, options: argparse.Namespace) -> None:
    decided = DECISIONS[options.state]
    state = set_state(engine, options.unit, year, decided, options.by, reason=options.reason, family=options.family)
    say(f"{options.unit}：{year} 年度现在是“{state.value}”。")


def _explain(engine: Engine, year: int, options: argparse.Namespace) -> None:
    spoken = explain(engine, options.unit, year, options.code, options.text, options.by, family=options.family)
    state = history(engine, options.unit, year, options.family).state
    say(f"{options.unit}：已记下对 {len(spoken)} 处 {spoken[0].code} 的说明，{year} 年度现在是“{_state(state)}”。")


def _receipt(engine: Engine, options: argparse.Namespace) -> int:
    code = typed(options.receipt)
    if code is None:
        raise UsageError(f"{options.receipt}：不是报送码，或者抄错了（最后一位是校验码）。")
    if options.file:
        path = Path(options.file)
        if not path.is_file():
            raise UsageError(f"{path}：没有这个文件。检查路径写得对不对。")
        is_right = belongs(code, hashlib.sha256(path.read_bytes()).hexdigest())
        say(f"{path}：{'是' if is_right else '不是'}报送码 {code} 的文件。")
        if not is_right:
            return 1
    found = by_receipt(engine, code)
    if not found:
        raise GoujiError(f"台账里没有报送码 {code}。")
    rows = [(unit.name, *_in_short(each), each.path) for unit, each in found]
    _table(("单位", "版", "报送码", "收到", _COUNTS, "文件"), rows, (30, 3, 19, 16, 18, 40))
    return 0


_ACTIONS: Mapping[str, Callable[[Engine, int, argparse.Namespace], None]] = {
    "list": _list,
    "history": _history,
    "set": _set,
    "explain": _explain,
}


# ---------------------------------------------------------------- in words


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for line in table(heads, rows, widths):
        say(line)


def _in_short(submission: Submission) -> tuple[str, str, str, str]:
    """Version, receipt, when it came, what is wrong with it."""
    return str(submission.number), submission.receipt, _time(submission.received_at), _counts(submission.result)


def _counts(result: Result) -> str:
    return "读不出来" if result.unreadable else "／".join(map(str, finding_text.counts(result).values()))


def _standing(version: Version) -> str:
    if version.is_moved:
        return "改归别的单位"
    return "计入" if version.counts else "锁定后收到" if version.submission.after_lock else ""


def _label(forms: Sequence[Form], cell: str) -> str:
    """A cell as a person names it, by the first form that knows it."""
    for form in forms:
        names = {"form": "表样"}
        names |= {f"info.{field.id}": field.label for field in form.info}
        names |= {f"sections.{section.id}": section.heading for section in form.sections}
        if cell in form.figures:
            figure = form.figures[cell]
            return f"{form.table(figure.table).number} {figure.label}"
        if cell in names:
            return names[cell]
    return cell


def _short(text: str | None) -> str:
    if text is None:
        return "（没有这一格）"
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（共 {len(text)} 字）") or "（空）"


def _who(reason: GivenExplanation) -> str:
    return f"填报人 {reason.who}" if reason.is_of_file else reason.who


def _state(state: State | None) -> str:
    return state.value if state else ""


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
