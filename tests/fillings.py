"""A form and a seed in; figures that satisfy every tie and every domain out, whole Readings of them, and damaged ones.

Everything is taken from `form.rules` and `form.figures`: a new form needs no change here.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from graphlib import TopologicalSorter
from itertools import pairwise

from gouji.form.form import PREVIOUS, Form, InfoField, Rule
from gouji.frozen import replace
from gouji.reading.reading import Cell, Paragraph, Reading
from gouji.rule.evaluate import holds, number, sides
from gouji.rule.expression import Compare, names
from gouji.value import BLANK, Kind, Value, from_number

ORGANIZATION = "示例市档案服务局"
WRITTEN = "本单位按时完成了这一部分的工作。"
HOW = ("plus", "minus", "blank", "text", "transposed")

Figures = dict[str, Decimal]
Damaged = dict[str, Decimal | str | None]
NONE_FIXED: Mapping[str, Decimal] = {}


def zeros(form: Form) -> Figures:
    """Every figure 0: what an office without a single case reports. Every rule holds."""
    return dict.fromkeys(form.figures, Decimal(0))


def consistent(form: Form, seed: object, size: int = 60, fixed: Mapping[str, Decimal] = NONE_FIXED) -> Figures:
    """Random figures, the largest inputs about `size`, that satisfy every rule (hints too) and every kind.

    fixed: figures that must be as they are, by id; with `previous.` before it last year's, so that the ties across
    years hold too, as far as last year has the figures that they speak of.
    Same arguments: same figures. Raises RuntimeError when 50 attempts find none.
    """
    rng = random.Random(f"{form.id} {seed} {size}")
    order = _totals(form)
    rules = (*form.rules, *(rule for rule in form.across_years if _known(rule, fixed)))
    for _ in range(50):
        figures = {**{id: _draw(figure.kind, rng, size) for id, figure in form.figures.items()}, **fixed}
        _add_up(form, order, figures)
        if _settle(form, rules, order, figures, rng, size, fixed):
            return {id: figures[id] for id in form.figures}
    raise RuntimeError(f"no consistent filling of {form.id} for seed {seed}")


def reading(form: Form, figures: Mapping[str, Decimal | str | None], **info: object) -> Reading:
    """A Reading of the figures (str is text in the cell, None a blank one) that passes the structural checks.

    `info` overrides basic information by id; None leaves a field blank. Sentences are ours.
    """
    facts = {field.id: info.get(field.id, _default(form, field)) for field in form.info} | info
    year, organization = facts["year"], facts["organization"]
    sections: dict[str, tuple[str, ...]] = {each.id: (WRITTEN,) if each.required else () for each in form.sections}
    period = form.narrative.period_words[0]
    sections[form.narrative.opening_section] = (
        f"本报告由{organization}编制。",
        f"本报告数据的{period}自{year}年1月1日起至{year}年12月31日止。",
    )
    # Said in the last section where the form does not ask for it either: it does no harm.
    sections[form.narrative.fee_section or form.sections[-1].id] = ("本年度未收取信息处理费。",)
    return Reading(
        form=form.id,
        info={id: Cell(_value(fact)) for id, fact in facts.items()},
        figures={id: Cell(_value(figure)) for id, figure in figures.items()},
        sections={id: tuple(map(Paragraph, texts)) for id, texts in sections.items()},
    )


def with_texts(reading: Reading, texts: Mapping[str, Iterable[str]]) -> Reading:
    """The same report with other paragraphs in some sections."""
    sections = {id: tuple(map(Paragraph, each)) for id, each in texts.items()}
    return replace(reading, sections={**reading.sections, **sections})


def damage(figures: Mapping[str, Decimal], id: str, how: str) -> Damaged | None:
    """One cell spoiled: plus (1 more), minus (1 less), blank, text, or two neighbouring digits transposed.

    None when nothing would change (no two neighbouring digits differ). minus makes 0 into −1.
    """
    spoiled: Damaged = dict(figures)
    value = figures[id]
    if how == "transposed":
        swapped = transposed(value)
        if swapped is None:
            return None
        spoiled[id] = swapped
    else:
        spoiled[id] = {"plus": value + 1, "minus": value - 1, "blank": None, "text": "见附件"}[how]
    return spoiled


def transposed(value: Decimal) -> Decimal | None:
    """The number with its first two different neighbouring digits swapped; None when there are none."""
    text = format(value, "f")
    for i, (a, b) in enumerate(pairwise(text)):
        if a != b and a.isdigit() and b.isdigit():
            return Decimal(text[:i] + b + a + text[i + 2 :])
    return None


def year_of(form: Form) -> int:
    """A report year that the form binds."""
    return form.until if form.until is not None else form.since + 2


# ---------------------------------------------------------------- solving


def _draw(kind: str, rng: random.Random, size: int) -> Decimal:
    # Real reports hold many zeros, many small numbers and a few large ones.
    whole = 0 if rng.random() < 0.35 else int(size * rng.random() ** 3) + rng.randrange(2)
    if kind == "change":
        return Decimal(rng.choice((-1, 1)) * whole)
    return Decimal(whole) + Decimal(rng.randrange(10**6)).scaleb(-6) if kind == "money" else Decimal(whole)


def _totals(form: Form) -> tuple[str, ...]:
    """Computed figures, each after those that it adds up."""
    computed = {id: figure.computed_by for id, figure in form.figures.items() if figure.computed_by is not None}
    graph = {id: [name for name in names(by) if name in computed] for id, by in computed.items()}
    return tuple(TopologicalSorter(graph).static_order())


def _add_up(form: Form, order: tuple[str, ...], figures: Figures) -> None:
    for id in order:
        by = form.figures[id].computed_by
        total = number(by, figures) if by is not None else None
        assert total is not None
        figures[id] = total


def _fits(kind: str, value: Decimal) -> bool:
    if kind == "money":
        return value >= 0 and value == round(value, 6)
    return value == int(value) and (kind == "change" or value >= 0)


def _known(rule: Rule, fixed: Mapping[str, Decimal]) -> bool:
    return all(name in fixed for name in names(rule.expect) if name.startswith(PREVIOUS))


def _settle(
    form: Form,
    rules: tuple[Rule, ...],
    order: tuple[str, ...],
    figures: Figures,
    rng: random.Random,
    size: int,
    fixed: Mapping[str, Decimal],
) -> bool:
    """Moves free figures until every rule holds. A figure that only a rule's own totals move is never free."""
    for _ in range(200):
        failing = [rule for rule in rules if not holds(rule.expect, figures)]
        if not failing:
            return all(_fits(figure.kind, figures[id]) for id, figure in form.figures.items())
        moved = [_mend(form, rule, figures, rng, size, fixed) for rule in failing]
        if not any(moved):  # nothing but rules that speak of totals alone: what they add up has to move
            parts = [part for rule in failing for id in rule.figures for part in _parts(form, id)]
            moved = [_redraw(form, _free(form, parts, fixed), figures, rng, size)]
        _add_up(form, order, figures)
        if not any(moved):
            return False
    return False


def _mend(
    form: Form, rule: Rule, figures: Figures, rng: random.Random, size: int, fixed: Mapping[str, Decimal]
) -> bool:
    """Moves one free figure of a failing rule: to where both sides are equal, or at random where that says nothing."""
    free = _free(form, rule.figures, fixed)
    rng.shuffle(free)
    for id in free if isinstance(rule.expect, Compare) else ():
        now, next_ = (sides(rule.expect, {**figures, id: figures[id] + step}) for step in (0, 1))
        assert now is not None and next_ is not None
        gap, slope = now[0] - now[1], next_[0] - next_[1] - (now[0] - now[1])
        value = figures[id] - gap / slope if slope else figures[id]
        if _fits(form.figures[id].kind, value) and holds(rule.expect, {**figures, id: value}):
            figures[id] = value
            return True
    return _redraw(form, free, figures, rng, size)


def _redraw(form: Form, ids: list[str], figures: Figures, rng: random.Random, size: int) -> bool:
    for id in ids:
        figures[id] = _draw(form.figures[id].kind, rng, size)
    return bool(ids)


def _free(form: Form, ids: Iterable[str], fixed: Mapping[str, Decimal]) -> list[str]:
    return [id for id in ids if id in form.figures and id not in fixed and form.figures[id].computed_by is None]


def _parts(form: Form, id: str) -> Iterable[str]:
    """What a total adds up."""
    by = form.figures[id].computed_by if id in form.figures else None
    return names(by) if by is not None else ()


# ---------------------------------------------------------------- wrapping


def _default(form: Form, field: InfoField) -> object:
    if field.kind == "year":
        return year_of(form)
    if field.kind == "choice":
        return field.choices[0]
    return ORGANIZATION if field.id == "organization" else None


def _value(fact: object) -> Value:
    if fact is None:
        return BLANK
    if isinstance(fact, Decimal | int):
        return from_number(fact)
    return Value(Kind.TEXT, None, str(fact))
