"""Makes the page of a code for the command line and the handbook: 查什么, 为什么, 算式, 错例与改法, 依据."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.check.severity import DEMAND_OF_EXPLAINABLE, DEMANDS, WORDS
from gouji.form.form import PREVIOUS, Form, Rule, Wording
from gouji.rule.spell import to_chinese, to_text

_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Page:
    """One rule or structural check, in words. parts: heading → lines."""

    code: str
    name: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def pages(forms: Sequence[Form]) -> tuple[Page, ...]:
    """Makes the pages of every code of every form, in order of code."""
    found: dict[str, Page] = {}
    for form in forms:
        for rule in (*form.rules, *form.across_years):
            if rule.code not in found:
                found[rule.code] = _rule_page(rule.code, forms)
        for wording in form.wordings.values():
            found.setdefault(wording.code, _wording_page(wording))
    return tuple(found[code] for code in sorted(found))


def page(code: str, forms: Sequence[Form]) -> Page | None:
    """Makes the page of a code (or of a name); None when there is no such check."""
    wanted = code.strip().lower()
    return next((each for each in pages(forms) if wanted in (each.code.lower(), each.name)), None)


def _rules(code: str, form: Form) -> list[Rule]:
    return [rule for rule in (*form.rules, *form.across_years) if rule.code == code]


def _rule_page(code: str, forms: Sequence[Form]) -> Page:
    using = [(form, rules) for form in forms if (rules := _rules(code, form))]
    form, rules = max(using, key=lambda each: each[0].since)
    rule = rules[0]
    where = "、".join(dict.fromkeys(f"{form.name}{form.table(rule.table).number}" for form, _ in using))
    spelled = to_chinese(rule.source, lambda name: label_of(form, rule, name))
    each = f"（逐项：{'、'.join(one.of for one in rules)}）" if rule.of else ""
    parts = [
        ("查什么", (f"{where}：{spelled}。{each}",)),
        ("级别", (_severity(rule),)),
        ("为什么", (rule.why,)),
        ("算式", (to_text(rule.source),)),
        ("错例与改法", tuple(_example(form, rule))),
        ("依据", tuple(dict.fromkeys(rules[0].basis for _, rules in using))),
    ]
    return Page(rule.code, rule.name, tuple(parts))


def _severity(check: Rule | Wording) -> str:
    is_explainable = isinstance(check, Rule) and check.explainable
    return f"{WORDS[check.severity]}（{DEMAND_OF_EXPLAINABLE if is_explainable else DEMANDS[check.severity]}）"


def label_of(form: Form, rule: Rule, name: str) -> str:
    """Spells a name that is written in a rule in Chinese."""
    table = form.table(rule.table)
    before = "上一年的" if name.startswith(PREVIOUS) else ""
    bare = name.removeprefix(PREVIOUS)
    for labels in (table.set_labels, table.row_labels, table.column_labels):
        if bare in labels:
            return before + labels[bare]
    return before + form.figures[rule.aliases[name].removeprefix(PREVIOUS)].label


def _example(form: Form, rule: Rule) -> Iterator[str]:
    def said(values: Mapping[str, int]) -> str:
        return "；".join(f"“{form.figures[figure_id].label}”填 {value}" for figure_id, value in values.items())

    before = f"上一年{said(rule.example.previous)}；本年" if rule.example.previous else ""
    yield f"错例：{before}{said(rule.example.wrong)}，其余各格为 0。"
    yield f"改法：{said(rule.example.right)}。"


def _wording_page(wording: Wording) -> Page:
    parts = (
        ("查什么", (_PLACEHOLDER.sub("……", wording.message),)),
        ("级别", (_severity(wording),)),
        ("为什么", (wording.why,)),
        ("错例与改法", (wording.example, _PLACEHOLDER.sub("……", wording.advice))),
        ("依据", (wording.basis,)),
    )
    return Page(wording.code, wording.name, parts)
