"""The name of a structural check and its facts in, a Finding in the words of structure.toml out."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.check.finding import Finding, Suspect
from gouji.errors import UnreadableError
from gouji.form.form import Wording

_LONGEST = 60


def shown(raw: str) -> str:
    """Text of a file as a message may show it: one line, no control characters, not endless."""
    raw = raw.strip()[: _LONGEST + 1]
    text = "".join(" " if ord(char) < 32 or ord(char) == 127 else char for char in raw).strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def word(
    wordings: Mapping[str, Wording],
    name: str,
    facts: Mapping[str, object] | None = None,
    cells: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    suspects: tuple[Suspect, ...] = (),
) -> Finding:
    """A finding of a check of structure.toml. Facts only fill its placeholders: a cell's text is never a format."""
    wording = wordings[name]
    values = {key: shown(str(value)) for key, value in (facts or {}).items()}
    return Finding(
        code=wording.code,
        name=wording.name,
        severity=wording.severity,
        cells=cells,
        places=places,
        message=wording.message.format_map(values),
        advice=wording.advice.format_map(values),
        suspects=suspects,
    )


def sentence(wordings: Mapping[str, Wording], error: UnreadableError) -> str:
    """What is wrong with a file and what to do, as one line."""
    finding = word(wordings, error.code, error.facts)
    return finding.message + finding.advice
