"""Gives every finding on the texts of a report's sections.

A kind of check is a module of this folder, with a function `check(form, reading)` that yields Findings. structure.toml
(`text_checks`) names these modules in the order in which they find, beside what they look for and what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from gouji.check.finding import Finding
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check_text(form: Form, reading: Reading) -> Iterator[Finding]:
    """Gives the findings on all texts. Those of a group of checks come section by section, as a reader meets them."""
    order = {f"sections.{section.id}": number for number, section in enumerate(form.sections)}
    for group in form.text_checks:
        found = [each for name in group for each in import_module(f"{__name__}.{name}").check(form, reading)]
        yield from sorted(found, key=lambda finding: order.get(finding.cells[0], -1))
