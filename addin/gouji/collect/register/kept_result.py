"""Turns a Result into what the register keeps of it, and back, exactly: `result(head(r), map(body, r.findings)) == r`.

Not the JSON of `gouji check`: that one writes a decimal as a text, so 1.5 in a cell and the text "1.5" look alike, and
it says nothing of what a person sees twice. Here a number is always the text of its Decimal, and a text that stands in
a suspect's place is in a list of its own. What has its default is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gouji.check.finding import Finding, Suspect
from gouji.check.result import Result
from gouji.form.severity import Severity
from gouji.place import from_text, to_text

_TEXTS = ("code", "name", "severity", "message", "advice")
_NUMBERS = ("left", "right", "difference")
_HEAD = ("path", "form", "year", "organization", "scope", "unreadable")


def head(result: Result) -> dict[str, Any]:
    """Gives all of a Result but its findings."""
    return {name: getattr(result, name) for name in _HEAD}


def body(finding: Finding) -> dict[str, Any]:
    """Gives a finding as JSON data, without what has its default."""
    kept: dict[str, Any] = {name: getattr(finding, name) for name in _TEXTS}
    kept |= {"cells": list(finding.cells), "places": [to_text(place) for place in finding.places]}
    kept |= {name: _text(getattr(finding, name)) for name in _NUMBERS}
    kept["suspects"] = [
        [s.cell, to_text(s.place), [s.value] if isinstance(s.value, str) else _text(s.value), str(s.to), s.reason]
        for s in finding.suspects
    ]
    kept["explainable"] = finding.explainable
    kept = {name: value for name, value in kept.items() if value not in (None, "", [], False)}
    return kept if finding.explanation is None else kept | {"explanation": finding.explanation}


def result(head: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> Result:
    """Gives the Result back from its head and the bodies of its findings."""
    return Result(**head, findings=tuple(map(_finding, findings)))


def _finding(body: Mapping[str, Any]) -> Finding:
    return Finding(
        code=body.get("code", ""),
        name=body.get("name", ""),
        severity=Severity(body["severity"]),
        cells=tuple(body.get("cells", ())),
        places=tuple(map(from_text, body.get("places", ()))),
        message=body.get("message", ""),
        advice=body.get("advice", ""),
        left=_number(body.get("left")),
        right=_number(body.get("right")),
        difference=_number(body.get("difference")),
        suspects=tuple(_suspect(*kept) for kept in body.get("suspects", ())),
        explanation=body.get("explanation"),
        explainable=body.get("explainable", False),
    )


def _suspect(cell: str, place: str, value: list[str] | str | None, to: str, reason: str) -> Suspect:
    said = value[0] if isinstance(value, list) else _number(value)
    return Suspect(cell, from_text(place), said, Decimal(to), reason)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
