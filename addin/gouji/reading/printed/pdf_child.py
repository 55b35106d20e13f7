"""Reads the bytes of a PDF from standard input and prints its blocks as JSON. Run as a child process, never imported.

    python -m gouji.reading.printed.pdf_child

Answer: {"blocks": [line | grid, …], "broken": bool} (see `pdf_answer`) or {"problem": missing | password | far |
picture | recognised | unmapped | unreadable}.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from gouji.characters import UNREAD
from gouji.process.lifeline import follow_parent
from gouji.process.limits import limit
from gouji.reading.printed.pdf_answer import spelled

MAX_PAGES = 200
_MOST_UNMAPPED = 10  # one character in so many may be unknown


def main() -> None:
    follow_parent()
    limit()
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(data)
    except ImportError:
        answer = {"problem": "missing"}
    except Exception as error:  # noqa: BLE001  # of any kind: the parent makes a finding of it
        answer = {"problem": _PROBLEMS.get(type(error).__name__, "unreadable")}
    sys.stdout.write(json.dumps(answer))


_PROBLEMS = {"FarError": "far", "PasswordError": "password"}


def _answer(data: bytes) -> dict[str, Any]:
    from gouji.reading.printed.pdf_blocks import blocks  # with PDFium
    from gouji.reading.printed.pdf_page import MAX_CHARACTERS, FarError, pages

    found = []
    count = 0
    for page in pages(data, MAX_PAGES):
        count += len(page.characters)
        if count > MAX_CHARACTERS:
            raise FarError
        found.append(page)
    if not count:
        return {"problem": "picture"}
    visible, invisible = sum(page.visible for page in found), sum(page.invisible for page in found)
    if invisible > visible:
        return {"problem": "recognised"}
    unknown = sum(each.text == UNREAD for page in found for each in page.characters)
    if unknown * _MOST_UNMAPPED > count:
        return {"problem": "unmapped"}
    made, broken = blocks(found)
    return {"blocks": [spelled(block) for block in made], "broken": broken}


if __name__ == "__main__":
    main()
