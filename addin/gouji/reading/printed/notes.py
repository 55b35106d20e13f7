"""Takes off the lines above a text that are none of it: notes and front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOTE = r"#\s[a-z]+:\s"  # by whoever stored the text
_FENCE = "---"


def without_notes(lines: Sequence[str]) -> list[str]:
    """Gives the lines without notes above them, and without the blank lines before the text."""
    at = next((at for at, line in enumerate(lines) if line.strip() and not re.match(_NOTE, line)), len(lines))
    return list(lines[at:])


def without_front_matter(lines: Sequence[str]) -> list[str]:
    """Gives the lines without what a site's generator is told of a page, between two lines of dashes; notes above it
    are left out too."""
    text = without_notes(lines)
    bare = [line.rstrip() for line in text]
    if bare[:1] == [_FENCE] and _FENCE in bare[1:]:
        text = text[bare.index(_FENCE, 1) + 1 :]
    return without_notes(text)
