"""What a file, a roster or a person says in; text that may stand in a web page out."""

from __future__ import annotations

from html import escape


def clean(text: str | None) -> str:
    """Without what may stand in no page: half surrogates become ?, control characters blanks."""
    shown = (text or "").encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char >= " " and not "\x7f" <= char < "\xa0" else " " for char in shown)


def escaped(text: str | None) -> str:
    """Clean, and no markup: to stand between tags or in a quoted attribute."""
    return escape(clean(text))
