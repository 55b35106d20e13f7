"""Writes the sums of several years as HTML: the figures that a report speaks of, side by side with their change.

Which figures those are the form says itself: the sentences that it offers for a report (`[[report.draft]]`) name them,
and those with `{change:…}` are the chief ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.collect.dashboard.charts import small_bars
from gouji.form.family import due
from gouji.form.form import Form
from gouji.report.page_text import escaped
from gouji.value import plain
from gouji.words import beside

say = beside(__file__)

Sums = Mapping[int, Mapping[str, Decimal | None]]

_NAMED = re.compile(r"\{(change:)?([^{}]+)\}")
_UNKNOWN = "—"


def years(sums: Sums, forms: Sequence[Form]) -> Iterator[str]:
    """Writes the table; nothing where there is only one year. A figure that a year's form doesn't have is unknown in
    that year."""
    listed = sorted(sums)
    form = due(forms, listed[-1]) if len(listed) > 1 else None
    if form is None:
        return
    chief, others = key_figures(form)
    yield f'<section id="years"><h2>{say("years.title")}</h2><p>{say("years.note")}</p>'
    yield _table(say("years.chief"), chief, form, sums, listed)
    if others:
        yield f"<details><summary>{say('years.others')}</summary>"
        yield _table(say("years.others"), others, form, sums, listed)
        yield "</details>"
    yield "</section>\n"


def key_figures(form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gives the chief figures and the others that the form's own sentences name, each in the form's order.

    A form that offers no sentences is shown by its totals, one without totals whole.
    """
    named = [match for draft in form.narrative.report.drafts for match in _NAMED.findall(draft.text)]
    compared = {figure_id for change, figure_id in named if change}
    mentioned = {figure_id for _, figure_id in named}
    totals = {figure_id for figure_id, figure in form.figures.items() if figure.computed_by is not None}
    chosen = compared or mentioned or totals or set(form.figures)
    chief = tuple(figure_id for figure_id in form.figures if figure_id in chosen)
    return chief, tuple(figure_id for figure_id in form.figures if figure_id in mentioned - chosen)


def _table(caption: str, ids: Sequence[str], form: Form, sums: Sums, listed: Sequence[int]) -> str:
    heads = "".join(f'<th scope="col">{say("years.year", year=year)}</th>' for year in listed)
    heads = f'<th scope="col">{say("years.figure")}</th>{heads}'
    heads += "".join(f'<th scope="col">{say(key)}</th>' for key in ("years.change", "years.rate", "years.course"))
    rows = "".join(_row(form, figure_id, [sums[year].get(figure_id) for year in listed]) for figure_id in ids)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table class="compared">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(form: Form, figure_id: str, values: Sequence[Decimal | None]) -> str:
    figure = form.figures[figure_id]
    name = f"{form.table(figure.table).number} {figure.label}"
    name = say("years.unit", figure=name, unit=figure.unit) if figure.unit else name
    now, before = values[-1], values[-2]
    change = now - before if now is not None and before is not None else None
    cells = "".join(f"<td>{_UNKNOWN if value is None else plain(value)}</td>" for value in values)
    moved = f"<td>{_signed(change)}</td><td>{_rate(change, before)}</td><td>{small_bars(values)}</td>"
    return f'<tr><th scope="row">{escaped(name)}</th>{cells}{moved}</tr>'


def _signed(change: Decimal | None) -> str:
    if change is None:
        return _UNKNOWN
    if not change:
        return say("years.same")
    return say("years.more" if change > 0 else "years.fewer", number=plain(abs(change)))


def _rate(change: Decimal | None, before: Decimal | None) -> str:
    if change is None or not before:
        return _UNKNOWN
    return f"{100 * change / abs(before):+.1f}%".replace("-", "−")
