"""Writes the progress of a collection as HTML: numbers at the top, tables by kind and due day, the course over time.

Nothing here needs a script. Numbers that can be clicked once the script runs carry `data-state`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouji.check.severity import VERDICT_WORDS
from gouji.collect.collection import Collection, State, Unclear
from gouji.collect.dashboard.charts import rising_line, stacked_bar
from gouji.collect.dashboard.totals import (
    LATE,
    MISSING,
    ORDER,
    REPEATED,
    Tally,
    by_due_day,
    by_kind,
    received_by_day,
    tally,
)
from gouji.day import day_in_words
from gouji.report.page_text import escaped
from gouji.words import beside

say = beside(__file__)

_WORK = (State.RETURNED.value, State.REVIEW.value, MISSING, LATE)  # numbers that someone has to act on


def tiles(collection: Collection) -> str:
    """Writes the numbers of the whole collection, one beside the other."""
    drawn = "".join(
        f'<li data-state="{"" if at == 0 else name}"{_tone(name, number)}><b>{number}</b>'
        f"<span>{_short(name)}</span></li>"
        for at, (name, number) in enumerate(_numbers(tally(collection.standings)).items())
    )
    unclear = len(collection.unclear)
    return (
        f'<ul class="tiles">{drawn}<li data-part="unclear"{_tone(LATE, unclear)}><b>{unclear}</b>'
        f"<span>{say('unclear.title')}</span></li></ul>"
    )


def _tone(name: str, number: int) -> str:
    return ' class="work"' if number and name in _WORK else ""


def _numbers(of: Tally) -> dict[str, int]:
    states = [of.states.get(state, 0) for state in ORDER]
    return dict(zip(_columns(), (of.due, of.reported, *states, of.late, of.repeated), strict=True))


def _columns() -> tuple[str, ...]:
    return (say("progress.due"), say("progress.reported"), *ORDER, LATE, REPEATED)


def _short(name: str) -> str:
    """A state's name where ten of them stand side by side."""
    return say("progress.review") if name == State.REVIEW.value else name


def progress(collection: Collection) -> Iterator[str]:
    kinds = {kind or say("progress.no_kind"): each for kind, each in by_kind(collection.standings).items()}
    days = by_due_day(collection.standings)
    whole = tally(collection.standings)
    yield f'<section id="progress"><h2>{say("progress.title")}</h2>'
    yield _table(say("progress.by_kind"), say("progress.kind"), kinds, whole if len(kinds) > 1 else None)
    yield f'<ul class="legend" aria-label="{say("progress.legend")}">{_legend()}</ul><div class="pair">'
    by_day = {day_in_words(day): each for day, each in days.items()}
    yield _table(say("progress.by_day"), say("progress.day"), by_day, None)
    rising = received_by_day(collection.standings)
    if rising:
        due = {day: each.due for day, each in days.items()}
        yield f"<figure><figcaption>{say('progress.course')}</figcaption>"
        yield rising_line(rising, whole.due, collection.as_of, due)
        yield "</figure>"
    yield "</div></section>\n"


def _legend() -> str:
    swatch = '<svg viewBox="0 0 8 8" aria-hidden="true"><rect class="s{}" width="8" height="8"/></svg>'
    return "".join(f"<li>{swatch.format(number)}{_short(state)}</li>" for number, state in enumerate(reversed(ORDER)))


def _table(caption: str, first: str, rows: Mapping[str, Tally], whole: Tally | None) -> str:
    heads = "".join(f'<th scope="col">{_short(name)}</th>' for name in (first, *_columns(), say("progress.bar")))
    body = "".join(_row(name, each) for name, each in rows.items())
    foot = f"<tfoot>{_row(say('progress.sum'), whole)}</tfoot>" if whole else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table class="tally">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
    )


def _row(name: str, of: Tally) -> str:
    cells = "".join(f"<td>{number or '·'}</td>" for number in _numbers(of).values())
    share = f"{100 * of.reported // of.due}%" if of.due else ""
    bar = stacked_bar([of.states.get(state, 0) for state in reversed(ORDER)])
    return f'<tr><th scope="row">{escaped(name)}</th>{cells}<td class="share">{bar}<span>{share}</span></td></tr>'


def unclear(files: Sequence[Unclear]) -> Iterator[str]:
    """Writes the files that belong to no unit for sure, with the units that they may belong to."""
    if not files:
        return
    title = say("unclear.title")
    yield f'<section id="unclear"><h2>{title}</h2><p>{say("unclear.note")}</p>'
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{title}"><table><thead><tr>'
    yield "".join(f'<th scope="col">{name}</th>' for name in say.of("unclear.columns"))
    yield "</tr></thead><tbody>\n"
    for each in files:
        file = each.submission
        stated = " ".join(filter(None, (file.organization or file.result.organization, file.credit_code)))
        near = "、".join(unit.name for unit in each.candidates)
        texts = (file.path, stated, each.reason, near, each.advice, VERDICT_WORDS[file.result.verdict])
        yield f"<tr>{''.join(f'<td>{escaped(text)}</td>' for text in texts)}</tr>\n"
    yield "</tbody></table></div></section>\n"
