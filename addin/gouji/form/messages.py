"""Puts the facts of a finding into the wording of its check, and gives message and advice as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.form.form import Wording

_LONGEST = 60  # characters of what a file says
_REASON, _OF_OURS = "reason", 300  # a sentence of our own that names several things


def shown(raw: str, longest: int = _LONGEST) -> str:
    """Gives a text of a file as a message may show it: one line, no control characters, at most `longest`
    characters."""
    raw = raw.strip()[: longest + 1]
    text = "".join(" " if ord(char) < 32 or ord(char) == 127 else char for char in raw).strip()
    return text if len(text) <= longest else text[:longest] + "…"


def said(wording: Wording, facts: Mapping[str, object]) -> tuple[str, str]:
    """Gives message and advice. Facts only fill their placeholders: a cell's text is never a format."""
    values = {key: shown(str(value), _OF_OURS if key == _REASON else _LONGEST) for key, value in facts.items()}
    return wording.message.format_map(values), wording.advice.format_map(values)
