"""Splits the digits of a row that run together, where ties leave one way only.

The row's own tie has to leave a single split, and the ties of its columns have to confirm each figure of it. Whoever
reads such a figure says so: it was worked out, and not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.form.form import Form
from gouji.form.severity import Severity
from gouji.rule.evaluate import holds, number
from gouji.rule.expression import names

LONGEST = 40  # digits of a row
_MOST_STEPS = 60_000


def split(digits: str, ids: Sequence[str], form: Form) -> tuple[str, ...] | None:
    """Gives the one way to split digits into the figures of a row so that its ties hold; None where there is none, or
    more than one, or it would take too long."""
    if not (digits.isascii() and digits.isdigit() and len(ids) <= len(digits) <= LONGEST):
        return None
    if not any(_is_told(figure_id, ids[:at], form) for at, figure_id in enumerate(ids)):
        return None
    search = _Search(digits, ids, form)
    search.go(0, 0, {})
    return search.found[0] if len(search.found) == 1 and search.steps < _MOST_STEPS else None


def _is_told(figure_id: str, before: Sequence[str], form: Form) -> bool:
    """Whether a figure is the sum of some that stand before it in its row."""
    computed = form.figures[figure_id].computed_by
    return computed is not None and set(names(computed)) <= set(before)


class _Search:
    """Goes through the splits, figure by figure; a figure without digits in front of it but zero has no zero in
    front."""

    def __init__(self, digits: str, ids: Sequence[str], form: Form) -> None:
        self.digits, self.ids, self.form = digits, ids, form
        self.told = [_is_told(figure_id, ids[:at], form) for at, figure_id in enumerate(ids)]
        self.found: list[tuple[str, ...]] = []
        self.steps = 0

    def go(self, at: int, begin: int, known: dict[str, Decimal]) -> None:
        """Places the figure `at`, whose digits begin at `begin`. known: the figures before it."""
        self.steps += 1
        left = len(self.ids) - at
        if self.steps >= _MOST_STEPS or len(self.found) > 1:
            return
        if not left:
            if begin == len(self.digits):
                self.found.append(tuple(str(known[figure_id]) for figure_id in self.ids))
            return
        for end in self._ends(at, begin, left, known):
            self.go(at + 1, end, known | {self.ids[at]: Decimal(self.digits[begin:end])})

    def _ends(self, at: int, begin: int, left: int, known: Mapping[str, Decimal]) -> Sequence[int]:
        if self.told[at]:
            computed = self.form.figures[self.ids[at]].computed_by
            value = number(computed, known) if computed is not None else None
            spelled = str(value)
            return [begin + len(spelled)] if self.digits.startswith(spelled, begin) else []
        last = len(self.digits) - left + 1
        return [begin + 1] if self.digits[begin : begin + 1] == "0" and begin < last else range(begin + 1, last + 1)


def confirmed(ids: Sequence[str], known: Mapping[str, Decimal], form: Form) -> bool:
    """Whether ties with other rows hold for each of these figures, as far as they can be known, and one can for
    each."""
    own, held = set(ids), set[str]()
    for rule in form.rules:
        if rule.severity is not Severity.ERROR or own.isdisjoint(rule.figures) or own >= set(rule.figures):
            continue
        verdict = holds(rule.expect, known)
        if verdict is False:
            return False
        if verdict:
            held.update(own.intersection(rule.figures))
    return held == own
