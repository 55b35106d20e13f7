"""Checks of what the sections say, a kind of check a file.

Each is a function of a form and a reading that yields Findings, and stands in `CHECKS`; what it looks for (patterns,
words) stands with its code and its message in structure.toml, or in narrative.toml where forms differ. A new one: its
entry there, its file here, its line below, its case in tests/cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gouji.check.finding import Finding
from gouji.check.text import completeness, fee, leftovers, length, notices, opening, tokens, undecodable
from gouji.form.form import Form
from gouji.reading.reading import Reading

Check = Callable[[Form, Reading], Iterable[Finding]]

# In the order in which findings are told. Those of a group are told section by section, as a reader meets them.
CHECKS: tuple[tuple[Check, ...], ...] = (
    (undecodable.check,),
    (completeness.check, leftovers.check, notices.check, length.check, fee.check, tokens.check),
    (opening.check,),
)


def check_text(form: Form, reading: Reading) -> Iterator[Finding]:
    """Every finding on what the sections say."""
    order = {f"sections.{section.id}": number for number, section in enumerate(form.sections)}
    for group in CHECKS:
        found = [finding for check in group for finding in check(form, reading)]
        yield from sorted(found, key=lambda finding: order.get(finding.cells[0], -1))
