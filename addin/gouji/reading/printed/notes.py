"""The lines of a text in; the lines without what stands above it and is none of it out: notes, front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOTE = r"#\s[a-z]+:\s"  # by whoever stored the text
_FENCE = "---"


def without_notes(lines: Sequence[str]) -> list[str]:
    """Blank lines before the text are left out too."""
    at = next((at for at, line in enumerate(lines) if line.strip() and not re.match(_NOTE, line)), len(lines))
    return list(lines[at:])


def without_front_matter(lines: Sequence[str]) -> list[str]:
    """What a site's generator is told of a page, between two lines of dashes; notes above it are left out too."""
    text = without_notes(lines)
    bare = [line.rstrip() for line in text]
    if bare[:1] == [_FENCE] and _FENCE in bare[1:]:
        text = text[bare.index(_FENCE, 1) + 1 :]
    return without_notes(text)
