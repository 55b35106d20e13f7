"""Draws numbers as small SVG charts. Every number that they show is printed beside them too, or in their label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from gouji.day import day_in_words
from gouji.report.page_text import escaped
from gouji.words import beside

say = beside(__file__)

_WIDE, _HIGH = 520, 168  # of the rising line, in its own units
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 20, 22
_NEAR = 50  # units that a date takes


def stacked_bar(parts: Sequence[int]) -> str:
    """Draws one bar of 100 units, its parts in the order and colours of the states."""
    total = sum(parts) or 1
    drawn, at = "", 0.0
    for number, part in enumerate(parts):
        wide = 100 * part / total
        if part:
            drawn += f'<rect class="s{number}" x="{at:.4g}" width="{wide:.4g}" height="8"/>'
        at += wide
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'


def small_bars(values: Sequence[Decimal | None]) -> str:
    """Draws a bar for each year, an unknown one left out; a negative one hangs down from the line."""
    known = [value for value in values if value is not None]
    top, low = max((*known, Decimal(0))), min((*known, Decimal(0)))
    scale = 20 / float(top - low) if top > low else 0.0
    zero = 22 - scale * -float(low)
    drawn = ""
    for number, value in enumerate(values):
        if value is not None:
            high = abs(float(value)) * scale
            y = zero - high if value > 0 else zero
            last = ' class="last"' if number == len(values) - 1 else ""
            drawn += f'<rect{last} x="{number * 10 + 1}" y="{y:.3g}" width="8" height="{max(high, 0.6):.3g}"/>'
    wide = max(10 * len(values), 20)
    line = f'<path d="M0 {zero:.3g}H{wide}"/>'
    return (
        f'<svg class="years" viewBox="0 0 {wide} 24" width="{wide}" height="24" aria-hidden="true">{drawn}{line}</svg>'
    )


def rising_line(rising: Sequence[tuple[date, int]], total: int, until: date, due_days: Mapping[date, int]) -> str:
    """Draws how many units had reported by each day, up to `until`; due days as dashed lines, in the order of their
    dates.

    rising: days with the sum so far, ascending, not empty. due_days: day → units due on it.
    """
    start = rising[0][0]
    end = max(until, rising[-1][0])
    days = max((end - start).days, 1)
    inner, tall = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BOTTOM

    def x(day: date) -> float:
        return _LEFT + inner * (day - start).days / days

    def y(count: int) -> float:
        return _TOP + tall * (1 - count / max(total, 1))

    path = f"M{x(start):.4g} {y(0):.4g}" + "".join(f"H{x(day):.4g}V{y(sum_):.4g}" for day, sum_ in rising)
    path += f"H{x(end):.4g}"
    shown = [day for day in due_days if start <= day <= end]
    marks = "".join(f'<path class="due" d="M{x(day):.4g} {_TOP}V{_HIGH - _BOTTOM}"/>' for day in shown)
    levels = "".join(
        f'<path class="level" d="M{_LEFT} {y(level):.4g}H{_WIDE - _RIGHT}"/>'
        f'<text class="number" x="{_LEFT - 5}" y="{y(level) + 4:.4g}">{level}</text>'
        for level in dict.fromkeys((0, total // 2, total))
    )
    above = _dates([(day, x(day)) for day in shown], _TOP - 6, say("progress.until"))
    below = _dates([(start, x(start)), (end, x(end))], _HIGH - 6, "")
    days_of = {"start": day_in_words(start), "end": day_in_words(end)}
    said = say("progress.course_read", **days_of, total=total, reported=rising[-1][1])
    return (
        f'<svg class="rising" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{escaped(said)}">'
        f'{levels}{marks}<path class="area" d="{path}V{y(0):.4g}Z"/><path class="line" d="{path}"/>{above}{below}</svg>'
    )


def _dates(places: Sequence[tuple[date, float]], y: float, before: str) -> str:
    """The dates over or under their places; one too near to its neighbour is left out: the table has it."""
    drawn, last = "", -1e9
    for day, place in places:
        half = (_NEAR + 12 * len(before)) / 2
        at = min(max(place, _LEFT + half - 20), _WIDE - half)
        if at - half >= last:
            said = before + say("progress.date", month=day.month, day=day.day)
            drawn += f'<text class="date" x="{at:.4g}" y="{y}">{said}</text>'
            last = at + half
    return drawn
