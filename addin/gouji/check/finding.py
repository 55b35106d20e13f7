"""The dataclasses of a finding: what a check says of a report, with the cells that are probably wrong."""

from __future__ import annotations

from decimal import Decimal

from gouji.form.severity import Severity
from gouji.frozen import frozen
from gouji.place import Where


@frozen
class Suspect:
    """A cell that is probably the wrong one, and what it would have to be for every tie to hold.

    cell: id of a figure. reason: why it is suspected, in Chinese. An offer to look at the source, never an order.
    """

    cell: str
    place: Where | None
    value: Decimal | str | None  # what stands there: text where it is no number
    to: Decimal
    reason: str


@frozen
class Finding:
    """One thing that is wrong, worth explaining (warning) or worth a look (hint). Words are Chinese.

    cells and places run in parallel; places are None where nothing was read from a workbook.
    left, right, difference: both sides of a tie and left − right; None for anything but a comparison.
    explainable: whether an explanation lets an error pass (only ties with last year; see `severity.blocks`).
    code: two letters and three digits, never given another meaning (docs/rules); name: the same as a word.
    cells: ids of figures, of which a tie names all that it holds together; () where no figure is meant.
    explanation: the filler's, where one speaks of this very finding.
    """

    code: str
    name: str
    severity: Severity
    cells: tuple[str, ...]
    places: tuple[Where | None, ...]
    message: str
    advice: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    suspects: tuple[Suspect, ...] = ()
    explanation: str | None = None
    explainable: bool = False
