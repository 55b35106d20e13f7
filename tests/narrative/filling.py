"""Draws figures of a form that tie out by construction and are as a template needs them, and moves them so that what a
sentence says is no longer true while every tie still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeAlias

from gouji.form.form import Form
from narrative.cells import Weights, free_cells, in_free_cells, over_free_cells

Number: TypeAlias = int | Decimal
Figures: TypeAlias = dict[str, Number]

# Most applications come from people and end in few ways; the rest of the cells are mostly 0, as in real reports.
_COLUMNS = {
    "natural_person": 24, "commercial_enterprise": 4, "research_institution": 1, "public_welfare_organization": 1,
    "legal_service_organization": 2, "other_organization": 2,
}  # fmt: skip
_ROWS = {"granted": 9, "partly_granted": 4, "unavailable_not_held": 8, "other_reasons": 4, "other": 4}
_TRIES = 60


@dataclass(frozen=True)
class Needs:
    """What figures have to be like, each a sum of free cells: zero, positive, or at least so much. older: all that was
    handled or is left came in the year before."""

    zero: tuple[Weights, ...] = ()
    positive: tuple[Weights, ...] = ()
    least: tuple[tuple[Weights, int], ...] = ()
    older: bool = False

    def __add__(self, more: Needs) -> Needs:
        return Needs(
            self.zero + more.zero,
            self.positive + more.positive,
            self.least + more.least,
            self.older or more.older,
        )

    def hold(self, free: Mapping[str, Number]) -> bool:
        return (
            all(_total(free, each) == 0 for each in self.zero)
            and all(_total(free, each) > 0 for each in self.positive)
            and all(_total(free, each) >= number for each, number in self.least)
        )


def draw(form: Form, rng: Random, size: int, needs: Needs, fixed: Mapping[str, Number] | None = None) -> Figures:
    """Figures as they are needed. Raises LookupError when `_TRIES` attempts find none.

    fixed: free cells that have to be what they are.
    """
    closed = {cell for each in needs.zero for cell in each}
    for _ in range(_TRIES):
        free = dict.fromkeys(free_cells(form), 0) | _disclosure(form, rng, size) | _disputes(form, rng, size)
        _applications(form, free, rng, size, closed)
        free.update(dict.fromkeys(closed, 0))
        for each, least in (*((each, 1) for each in needs.positive), *needs.least):
            _raise(free, each, least, closed, rng, size)
        free.update(fixed or {})
        _carry_in(form, free, rng, closed, needs)
        if needs.hold(free) and _possible(form, free):
            return figures_of(form, free)
    raise LookupError(f"no figures of {form.id} for these needs")


def figures_of(form: Form, free: Mapping[str, Number]) -> Figures:
    return {id: _total(free, weights) for id, weights in in_free_cells(form).items()}


def _total(numbers: Mapping[str, Number], weights: Weights) -> Number:
    return sum(numbers[cell] * weight for cell, weight in weights.items())


def value(figures: Mapping[str, Number], weights: Weights) -> Number:
    """The sum of cells that `weights` stands for."""
    return _total(figures, weights)


# ---------------------------------------------------------------- drawing


def _disclosure(form: Form, rng: Random, size: int) -> Figures:
    found: Figures = {}
    for id in free_cells(form):
        table, row, column = id.split(".")
        if table != "disclosure" or row == "regulations":  # few may make them: where a template asks for them
            continue
        if form.figures[id].kind == "money":
            found[id] = Decimal(rng.randrange(100, 10_000_000)).scaleb(-rng.choice((2, 2, 4, 6)))
        elif form.figures[id].kind == "change":
            found[id] = rng.randrange(-3, 9)
        elif column == "decisions":
            found[id] = 0 if rng.random() < 0.2 else rng.randrange(1, 30 + 20 * size)
        else:
            found[id] = rng.randrange(0, 4 + size // 8)
    for id in found:  # what is valid or disclosed in all is no less than what was made
        if id.endswith((".in_force", ".total_disclosed", ".previous_items")):
            found[id] += sum(found[each] for each in found if each.startswith(id.rpartition(".")[0])) + rng.randrange(
                30
            )
    return found


def _disputes(form: Form, rng: Random, size: int) -> Figures:
    most = 2 + size // 25
    return {
        id: 0 if rng.random() < 0.6 else rng.randrange(1, 1 + most)
        for id in free_cells(form)
        if id.startswith("disputes.")
    }


def _applications(form: Form, free: Figures, rng: Random, size: int, closed: Iterable[str]) -> None:
    weights = {
        id: _ROWS.get(id.split(".")[1], 1) * _COLUMNS[id.split(".")[2]]
        for id in free
        if id.startswith("applications.") and ".carried_" not in id and id not in closed
    }
    if not weights:
        return
    count = rng.randrange(1, 2 + 2 * size)
    spread = rng.sample(sorted(weights), min(len(weights), 12 + size // 4))  # not every row and column is used
    for id in rng.choices(spread, [weights[each] for each in spread], k=min(count, 400)):
        free[id] += max(1, count // 400)
    for id in free:
        if ".carried_out." in id and id not in closed and rng.random() < 0.5:
            free[id] = rng.randrange(0, 1 + max(1, size * _COLUMNS[id.split(".")[2]] // 300))


def _raise(free: Figures, weights: Weights, least: int, closed: set[str], rng: Random, size: int) -> None:
    """Makes a sum at least so much, by one of its cells that is not closed."""
    lacking = least - _total(free, weights)
    open_ = [cell for cell, weight in weights.items() if weight > 0 and cell not in closed]
    if lacking > 0 and open_:
        cell = rng.choices(open_, [_COLUMNS.get(each.split(".")[2], 1) for each in open_])[0]
        free[cell] += lacking + rng.randrange(max(1, size // 8))


def _carry_in(form: Form, free: Figures, rng: Random, closed: set[str], needs: Needs) -> None:
    """Never more came over from last year than was handled or is left: 一 would be negative."""
    for column in _COLUMNS:
        id = f"applications.carried_in.{column}"
        most = _total(free, in_free_cells(form)[f"applications.new_received.{column}"]) + free[id]
        if needs.older:
            free[id] = most
        elif id not in closed and most > 0:
            wanted = free[id] or (rng.randrange(0, 1 + max(1, int(most) // 8)) if rng.random() < 0.5 else 0)
            free[id] = min(wanted, most)


def _possible(form: Form, free: Mapping[str, Number]) -> bool:
    """No count below 0; what is valid or disclosed covers what was made."""
    signed = {id for id, figure in form.figures.items() if figure.kind == "change"}
    if any(number < 0 for id, number in free.items() if id not in signed):
        return False
    weights = in_free_cells(form)
    return all(_total(free, weights[f"applications.new_received.{column}"]) >= 0 for column in _COLUMNS)


# ---------------------------------------------------------------- moving


def moved(
    form: Form,
    figures: Mapping[str, Number],
    target: Weights,
    rng: Random,
    is_right: Callable[[Figures], bool],
    prefer: Callable[[Figures], bool],
) -> Figures | None:
    """Figures with every tie as before in which `is_right` holds, and `prefer` too where that can be had; None when no
    attempt gives any. target: a sum of cells that has to change.

    二 stays unless the target is of 二 alone: whoever tells of this year's applications only is right with any 二.
    """
    free = {id: figures[id] for id in free_cells(form)}
    wanted = over_free_cells(form, target)
    old = [id for id in free if ".carried_in." in id]
    touch = [id for id in wanted if id not in old or not set(wanted) - set(old)]
    others = [id for id in free if id.split(".")[0] == touch[0].split(".")[0] and id not in old and _is_count(form, id)]
    second = None
    for attempt in range(120):
        now = dict(free)
        _step(now, touch, others, rng, attempt)
        if not _possible(form, now):
            continue
        found = figures_of(form, now)
        if not is_right(found):
            continue
        if prefer(found):
            return found
        second = second or found
        if attempt > 40:
            break
    return second


def _is_count(form: Form, id: str) -> bool:
    return form.figures[id].kind == "count"


def _step(free: Figures, touch: Sequence[str], others: Sequence[str], rng: Random, attempt: int) -> None:
    """One figure more or less; half of the time another of the table goes the other way."""
    used = [id for id in touch if free[id]] or list(touch)
    id = rng.choice(used if rng.random() < 0.7 else list(touch))
    by = rng.choice((1, 1, 2, 3, 5, max(1, int(free[id]) // 3), 10 + attempt // 10)) * rng.choice((1, 1, -1))
    free[id] += by
    if others and rng.random() < 0.5:
        free[rng.choice([each for each in others if free[each]] or list(others))] -= by
