"""Tells which ties of one part of a form would still fail after some of its figures were changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gouji.check.linear import System
from gouji.form.form import Form
from gouji.frozen import frozen


@frozen
class FailingTies:
    """The failing ties that a change has to mend. off: failing tie → left − right; holding: ties that must go on
    holding."""

    form: Form
    system: System
    figures: Mapping[str, Decimal]
    off: Mapping[int, Decimal]
    holding: frozenset[int]

    def allows(self, figure_id: str, value: Decimal) -> bool:
        """Whether a figure may have this value by its kind."""
        kind = self.form.figures[figure_id].kind
        if kind == "money":
            return value >= 0 and value == round(value, 6)
        return value == int(value) and (kind == "change" or value >= 0)

    def after(self, off: Mapping[int, Decimal], figure_id: str, change: Decimal) -> dict[int, Decimal]:
        """Gives the ties that are still off once a figure has grown by `change`."""
        rest = dict(off)
        for tie, factor in self.system.touching[figure_id]:
            gap = rest.get(tie)
            if gap is None and tie not in self.holding and tie not in self.off:
                continue  # nothing is known of this tie: a figure is missing
            gap = (gap or 0) + factor * change
            if gap:
                rest[tie] = Decimal(gap)
            else:
                rest.pop(tie, None)
        return rest

    def left_by(self, values: Mapping[str, Decimal]) -> dict[int, Decimal]:
        """Gives the ties that are still off once the figures have these values."""
        rest = dict(self.off)
        for figure_id, value in values.items():
            rest = self.after(rest, figure_id, value - self.figures[figure_id])
        return rest
