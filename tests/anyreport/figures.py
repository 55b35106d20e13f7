"""A form and a seed in; figures that tie out and differ from each other out, so that a misplaced one shows."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from functools import cache

import fillings
from gouji.form.form import Form, Rule
from gouji.form.load import load
from gouji.rule.evaluate import holds
from gouji.rule.expression import names

Figures = dict[str, Decimal]
_ATTEMPTS = 50
_SAME = 6  # figures that may occur twice: sums fall where they fall


@cache
def distinct(form_id: str, seed: int) -> Figures:
    """Consistent figures without a zero, hardly any of them twice. Raises RuntimeError when no attempt finds any."""
    form = load(form_id)
    rng = random.Random(f"{form_id} {seed} distinct")
    totals = {id for id, figure in form.figures.items() if figure.computed_by is not None}
    held = totals | _balancing(form, totals)
    free = [id for id in form.figures if id not in held]
    for attempt in range(_ATTEMPTS):
        pool = rng.sample(range(11, 990), len(free))
        fixed = {id: _drawn(form.figures[id].kind, number, rng) for id, number in zip(free, pool, strict=True)}
        _settle(form, fixed, rng)
        try:
            found = fillings.consistent(form, f"{seed} {attempt}", 900, fixed)
        except RuntimeError:
            continue
        if sum(times - 1 for times in Counter(found.values()).values()) <= _SAME and all(found.values()):
            return found
    raise RuntimeError(f"no distinct filling of {form_id} for seed {seed}")


@cache
def sparse(form_id: str, seed: int) -> Figures:
    """Consistent figures as most offices have them: many zeros, many small numbers."""
    return fillings.consistent(load(form_id), seed)


def _drawn(kind: str, number: int, rng: random.Random) -> Decimal:
    if kind == "change":
        return Decimal(number if rng.random() < 0.5 else -number)
    return Decimal(number) + Decimal(rng.randrange(1, 10**4)).scaleb(-4) if kind == "money" else Decimal(number)


def _balancing(form: Form, totals: set[str]) -> set[str]:
    """Figures that are left to the rules: one of every equation between totals and free figures that no total of its
    own satisfies."""
    sums = {id: set(_parts(form, id)) for id in totals}
    left = set()
    for rule in form.rules:
        own = any(id in totals and sums[id] < set(rule.figures) for id in rule.figures)
        free = [name for name in rule.figures if name not in totals]
        if free and not own and totals & set(rule.figures):
            left.add(free[0])
    return left


def _parts(form: Form, id: str) -> tuple[str, ...]:
    by = form.figures[id].computed_by
    return tuple(names(by)) if by is not None else ()


def _settle(form: Form, fixed: Figures, rng: random.Random) -> None:
    """Redraws the figures of rules that speak of nothing else (a total disclosed is no smaller than what is new)."""
    rules = [rule for rule in form.rules if all(name in fixed for name in rule.figures)]
    while failing := [rule for rule in rules if not holds(rule.expect, fixed)]:
        _redraw(form, failing[0], fixed, rng)


def _redraw(form: Form, rule: Rule, fixed: Figures, rng: random.Random) -> None:
    for id, number in zip(rule.figures, rng.sample(range(11, 990), len(rule.figures)), strict=True):
        fixed[id] = _drawn(form.figures[id].kind, number, rng)
