"""How well the text is held against the tables, on sentences of our own: the bars of the issue that asked for it.

A part of what scripts/narrative_bar.py measures, the same every time. Whoever tunes the check looks at the sentences of
the tuning half alone; a failure here tells of the held half nothing but numbers.
"""

from __future__ import annotations

from functools import cache

import pytest

from narrative.measure import Measured, measure, measure_whole
from narrative.pairs import pairs
from narrative.whole import whole_reports

PAIRS_RIGHT = {"tuning": 0.95, "held": 0.90}
PAIRS_RIGHT_WHOLE = 0.80  # of twelve reports; of forty 85 %
FALSE_ALARMS = 0.01
EVERY = 3  # of the templates on each form: a third of both halves is checked in a few seconds
WHOLE = 12  # reports in each half


@cache
def measured(half: str) -> Measured:
    return measure(pairs(half, every=EVERY))


def told(half: str, measured: Measured) -> str:
    """The table, and what failed where it may be seen."""
    failing = ["\t".join(each) for each in measured.failing] if half == "tuning" else []
    return "\n".join(("", *measured.lines(), *failing))


@pytest.mark.parametrize("half", PAIRS_RIGHT)
def test_most_pairs_are_right(half: str) -> None:
    found = measured(half)
    total = found.total  # an assertion shows what it compares: of the held half that may not be the sentences
    assert total.contradictions >= 200
    assert total.pairs_right >= PAIRS_RIGHT[half], told(half, found)


@pytest.mark.parametrize("half", PAIRS_RIGHT)
def test_hardly_an_agreeing_sentence_raises_an_alarm(half: str) -> None:
    found = measured(half)
    total = found.total
    assert total.texts >= 150
    assert total.false <= FALSE_ALARMS, told(half, found)


@pytest.mark.parametrize("half", PAIRS_RIGHT)
def test_whole_reports_that_agree_are_silent_and_most_contradictions_in_them_are_seen(half: str) -> None:
    found = measure_whole(whole_reports(half, count=WHOLE))
    total = found.total
    assert total.alarms == 0, told(half, found)
    assert total.pairs_right >= PAIRS_RIGHT_WHOLE, told(half, found)
