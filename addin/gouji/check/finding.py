"""The dataclasses that a check returns, and their JSON by the contract of `gouji check --format json`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gouji.frozen import frozen
from gouji.value import plain

SEVERITIES = ("error", "warning", "hint")


@frozen
class Suspect:
    """A cell that is probably the wrong one, and what it would have to be for every tie to hold."""

    cell: str
    place: str
    value: Decimal | str | None  # what stands there: text where it is no number
    to: Decimal
    reason: str


@frozen
class Finding:
    """One thing that is wrong, worth explaining (warning) or worth a look (hint). Words are Chinese.

    cells and places run in parallel; places are empty strings where nothing was read from a workbook.
    left, right, difference: both sides of a tie and left − right; None for anything but a comparison.
    explainable: whether a written reason lets an error pass (only ties with last year; see `blocks`).
    """

    code: str
    name: str
    severity: str
    cells: tuple[str, ...]
    places: tuple[str, ...]
    message: str
    advice: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    suspects: tuple[Suspect, ...] = ()
    explanation: str | None = None
    explainable: bool = False


@frozen
class Result:
    """What a check says of one file. form, year, organization, scope are None when they can't be read."""

    path: str
    form: str | None
    year: int | None
    organization: str | None
    scope: str | None
    findings: tuple[Finding, ...]
    unreadable: bool = False

    @property
    def verdict(self) -> str:
        """clean, hint, warning, error, or unreadable. What is explained counts a degree less: a warning may be reported
        then, an error that may be explained waits for a person who accepts its reason."""
        if self.unreadable:
            return "unreadable"
        severities = {_weight(finding) for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in severities), "clean")


def blocks(finding: Finding) -> bool:
    """Whether a report with this finding may not be exported or passed: an error that no written reason lets pass."""
    return finding.severity == "error" and not (finding.explainable and finding.explanation)


def counts_as(finding: Finding) -> str:
    """error, warning or hint: an error that its reason lets pass counts as a warning."""
    return "warning" if finding.severity == "error" and not blocks(finding) else finding.severity


def _weight(finding: Finding) -> str:
    """What a finding makes of its report: a warning with its reason may be reported."""
    return "hint" if finding.severity == "warning" and finding.explanation else counts_as(finding)


def _number(number: Decimal | None) -> int | str | None:
    """Counts are integers; a number with decimals is a string, so that no reader makes a float of it."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() and number.adjusted() < 19 else plain(number)


def to_json(result: Result) -> dict[str, Any]:
    """A Result as plain JSON data, key by key as the contract has it (`advice` is one more)."""
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
                "places": list(finding.places),
                "message": finding.message,
                "advice": finding.advice,
                "left": _number(finding.left),
                "right": _number(finding.right),
                "difference": _number(finding.difference),
                "explainable": finding.explainable,
                "suspects": [
                    {
                        "cell": suspect.cell,
                        "place": suspect.place,
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
    }
