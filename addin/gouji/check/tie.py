"""Checks the ties: gives a Finding for every rule that the known figures break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gouji.check.finding import Finding
from gouji.check.severity import of_rule
from gouji.form.form import PREVIOUS, Form, Rule
from gouji.reading.reading import Reading
from gouji.rule.evaluate import difference, hold, number, sides
from gouji.value import plain

_MAY_EXPLAIN = "数字属实、另有原因的（机构改革、上年公布的数有误等），在“出错说明”里写明理由。"
_PLACEHOLDER = r"\{([a-z0-9_.]+)\}"  # a text: compiled for the first tie that fails


def in_force(rule: Rule, year: int | None) -> bool:
    """Whether a rule applies to a report of this year. Where the year is unknown every rule applies."""
    if year is None:
        return True
    return (rule.since is None or rule.since <= year) and (rule.until is None or year <= rule.until)


def failing(rules: Iterable[Rule], known: Mapping[str, Decimal], year: int | None) -> list[Rule]:
    """Gives the rules that are in force and do not hold. Where a figure is unknown there is no verdict."""
    applying = [rule for rule in rules if in_force(rule, year)]
    verdicts = hold((rule.expect for rule in applying), known)
    return [rule for rule, verdict in zip(applying, verdicts, strict=True) if verdict is False]


def check_ties(form: Form, reading: Reading, rules: Iterable[Rule], known: Mapping[str, Decimal]) -> Iterator[Finding]:
    """Gives a finding for each rule that fails. `known` holds last year's figures too, under `previous.`."""
    for rule in rules:
        both = sides(rule.expect, known)
        gap = difference(both) if both else None
        facts = {name: plain(known[figure_id]) for name, figure_id in rule.aliases.items()} | {"of": rule.of}
        if both and gap is not None:
            facts |= {"left": plain(both[0]), "right": plain(both[1]), "difference": plain(abs(gap))}
        cells = tuple(figure_id for figure_id in rule.figures if not figure_id.startswith(PREVIOUS))
        yield Finding(
            code=rule.code,
            name=rule.name,
            severity=of_rule(rule),
            cells=cells,
            places=tuple(reading.figures[figure_id].place for figure_id in cells),
            message=_filled(rule.message, facts),
            advice=_advice(form, rule, known) + (_MAY_EXPLAIN if rule.explainable else ""),
            left=both[0] if both else None,
            right=both[1] if both else None,
            difference=gap,
            explainable=rule.explainable,
        )


def _filled(message: str, facts: Mapping[str, str]) -> str:
    # Not str.format: it would read `previous.carried_out` as an attribute.
    return re.sub(_PLACEHOLDER, lambda match: facts[match[1]], message)


def _advice(form: Form, rule: Rule, known: Mapping[str, Decimal]) -> str:
    """What the rule's own repair would do, where the outcome is possible."""
    if rule.repair is None:
        return ""
    to = number(rule.repair.to, known)
    figure = form.figures[rule.repair.set]
    if to is None or (to < 0 and figure.kind != "change"):
        return "逐项核对原始登记。"
    return f"逐项核对原始登记；若其他各项无误，“{figure.label}”应为 {plain(to)}。"
