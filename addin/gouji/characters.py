"""Takes a text and tells which of its characters a file may hold and which nobody can see: one policy for all doors."""

from __future__ import annotations

import re
import unicodedata

UNREAD = "\ufffd"  # stands where bytes made no character
# Patterns as texts, for `re` to compile when they are first used: most texts are printable.
_ENDS_A_LINE = "\r\n|[\r\u2028\u2029]"
_IS_A_SPACE = "[\x0b\x0c\x1c-\x1f\x85]"  # controls that keep words apart, and so do figures
_HALF = "[\ud800-\udfff]"
# Control characters (a line feed and a tab are none here) and what Unicode reserves for ever; XML holds few of them.
_NO_TEXT = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
_SPACES = re.compile(r"\s+")
# Blank although Unicode counts them as letters or marks: fillers, joiners, variation selectors.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_JOINERS = "\u200c\u200d"  # they change how letters and emoji look


def writable(text: str) -> str:
    """Gives the text as every file may hold it: without control characters, half a surrogate pair replaced by �."""
    if text.isprintable():
        return text
    text = re.sub(_HALF, UNREAD, _joined(text))
    return re.sub(_NO_TEXT, "", re.sub(_IS_A_SPACE, " ", re.sub(_ENDS_A_LINE, "\n", text)))


def _joined(text: str) -> str:
    """Two halves of a surrogate pair side by side are one character."""
    if re.search(_HALF, text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def one_line(text: str) -> str:
    """Gives what `writable` gives, with one blank for every run of white space."""
    return _SPACES.sub(" ", writable(text)).strip()


def unwritable(text: str) -> list[str]:
    """Gives the characters that `writable` takes out or replaces, each once, spelled `U+0007`."""
    if text.isprintable():
        return []
    found = re.findall(_NO_TEXT, text) + re.findall(_IS_A_SPACE, text) + re.findall(_HALF, _joined(text))
    return names(found)


def unseen(text: str) -> list[str]:
    """Gives the characters of a text that nobody can see and that are no white space, in order."""
    return [] if text.isascii() and text.isprintable() else list(filter(_is_unseen, text))


def seen(text: str) -> str:
    """Gives the text without its `unseen` characters."""
    return text if text.isascii() and text.isprintable() else "".join(char for char in text if not _is_unseen(char))


def is_seen(text: str) -> bool:
    """Whether there is anything to see in it."""
    return any(not char.isspace() and not _is_unseen(char) for char in text)


def without_formatting(text: str) -> str:
    """Gives running text without zero-width spaces, byte order marks, soft hyphens and marks of direction: they say
    nothing."""
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf" or char in _JOINERS)


def names(characters: list[str]) -> list[str]:
    """Spells each of the characters once, as `U+200B`."""
    return [f"U+{ord(char):04X}" for char in dict.fromkeys(characters)]


def _is_unseen(char: str) -> bool:
    return (unicodedata.category(char) in ("Cc", "Cf") and char not in "\t\n\r") or bool(_BLANK.match(char))
