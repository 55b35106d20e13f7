"""The Result of checking one file, and its JSON by the contract of `gouji check --format json`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gouji.check.finding import Finding
from gouji.check.severity import Verdict, makes_of_report
from gouji.form.severity import Severity
from gouji.frozen import frozen
from gouji.place import Where, to_text
from gouji.value import plain


@frozen
class TextFigure:
    """A figure of the text. clause: the words that it is said in. cells: those that agree with it, or else those that
    contradict it; None where it has no cell. named: the cells in words. agrees: whether they do."""

    clause: str
    place: Where | None
    number: Decimal
    unit: str
    cells: tuple[str, ...] | None
    named: str
    agrees: bool


@frozen
class Result:
    """What a check says of one file. form, year, organization, scope are None when they can't be read.

    path: as it was given. findings: in the order in which a reader meets them. unreadable: nothing could be read, and
    the one finding says why. text_figures: where they were asked for.
    """

    path: str
    form: str | None
    year: int | None
    organization: str | None
    scope: str | None
    findings: tuple[Finding, ...]
    unreadable: bool = False
    text_figures: tuple[TextFigure, ...] | None = None

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict that any of its findings leads to, or that the file is unreadable."""
        if self.unreadable:
            return Verdict.UNREADABLE
        found = set(map(makes_of_report, self.findings))
        return next((Verdict(severity) for severity in Severity if severity in found), Verdict.CLEAN)


def _number(number: Decimal | None) -> int | str | None:
    """Counts are integers; a number with decimals is a string, so that no reader makes a float of it."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() and number.adjusted() < 19 else plain(number)


def to_json(result: Result) -> dict[str, Any]:
    """Gives a Result as plain JSON data, key by key as the contract has it (`advice` is one more)."""
    asked = {} if result.text_figures is None else {"text_figures": list(map(_text_figure, result.text_figures))}
    return {
        "path": result.path,
        "form": result.form,
        "year": result.year,
        "organization": result.organization,
        "scope": result.scope,
        "verdict": result.verdict,
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.severity,
                "cells": list(finding.cells),
                "places": [to_text(place) for place in finding.places],
                "message": finding.message,
                "advice": finding.advice,
                "left": _number(finding.left),
                "right": _number(finding.right),
                "difference": _number(finding.difference),
                "explainable": finding.explainable,
                "suspects": [
                    {
                        "cell": suspect.cell,
                        "place": to_text(suspect.place),
                        "from": suspect.value if isinstance(suspect.value, str) else _number(suspect.value),
                        "to": _number(suspect.to),
                        "reason": suspect.reason,
                    }
                    for suspect in finding.suspects
                ],
                "explanation": finding.explanation,
            }
            for finding in result.findings
        ],
        **asked,
    }


def _text_figure(figure: TextFigure) -> dict[str, Any]:
    return {
        "clause": figure.clause,
        "place": to_text(figure.place),
        "number": _number(figure.number),
        "cells": None if figure.cells is None else list(figure.cells),
    }
