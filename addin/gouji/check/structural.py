"""Makes Findings of the structural checks, in the words and with the patterns of structure.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from gouji.check.finding import Finding, Suspect
from gouji.errors import UnreadableError
from gouji.form.form import Wording
from gouji.form.messages import said
from gouji.place import Where
from gouji.reading.reading import Remark


def word(
    wordings: Mapping[str, Wording],
    name: str,
    facts: Mapping[str, object] | None = None,
    cells: tuple[str, ...] = (),
    places: tuple[Where | None, ...] = (),
    suspects: tuple[Suspect, ...] = (),
) -> Finding:
    """Makes the finding of a check of structure.toml. Facts only fill its placeholders: a cell's text is never a
    format."""
    wording = wordings[name]
    message, advice = said(wording, facts or {})
    return Finding(
        code=wording.code,
        name=wording.name,
        severity=wording.severity,
        cells=cells,
        places=places,
        message=message,
        advice=advice,
        suspects=suspects,
    )


def compiled(wordings: Mapping[str, Wording], name: str, key: str) -> re.Pattern[str]:
    """Gives a regular expression of a check of structure.toml, compiled when it is first asked for."""
    return _compile(wordings[name].patterns[key])


@cache
def _compile(text: str) -> re.Pattern[str]:
    return re.compile(text)


def of_remark(wordings: Mapping[str, Wording], remark: Remark) -> Finding:
    """Makes the finding of a remark, which reading made. A remark from a record has its words already: its facts are
    gone."""
    if not remark.message:
        return word(wordings, remark.name, remark.facts, remark.cells, remark.places)
    wording = wordings[remark.name]
    return Finding(
        code=wording.code,
        name=wording.name,
        severity=wording.severity,
        cells=remark.cells,
        places=remark.places,
        message=remark.message,
        advice="" if "{" in wording.advice else wording.advice,
    )


def sentence(wordings: Mapping[str, Wording], error: UnreadableError) -> str:
    """Says on one line what is wrong with a file and what to do."""
    finding = word(wordings, error.code, error.facts)
    return finding.message + finding.advice
