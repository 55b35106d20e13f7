"""Gives each code one short Chinese line that says what it checks, for readers of the dashboard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.check.rule_page import label_of
from gouji.form.form import Form, Rule
from gouji.rule.spell import to_chinese

_PLACEHOLDER = re.compile(r"\{[^{}]+\}")
_BLANK_LEAD = re.compile(r"\A……：")


def titles(forms: Sequence[Form]) -> dict[str, str]:
    """Gives the line of each code. Where forms differ the newest one's words count."""
    found: dict[str, str] = {}
    for form in reversed(forms):
        for rule in (*form.rules, *form.across_years):
            if rule.code not in found:
                found[rule.code] = _spelled(form, rule)
        for wording in form.wordings.values():
            line = _BLANK_LEAD.sub("", _PLACEHOLDER.sub("……", wording.message)).rstrip("。").removesuffix("：……")
            found.setdefault(wording.code, line)
    return found


def _spelled(form: Form, rule: Rule) -> str:
    return f"{form.table(rule.table).number}：{to_chinese(rule.source, lambda name: label_of(form, rule, name))}"
