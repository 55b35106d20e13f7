"""Writes a collection as one self-contained web page, in pieces.

It opens from a disk, fetches nothing and says so to the browser: its policy allows the one style sheet and the one
script that it carries, by their digests. What needs no script stands in the page as HTML; units, findings and the
forms are data, from which the script draws.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from gouji.collect.collection import Collection
from gouji.collect.dashboard import payload, progress_html, years_html
from gouji.collect.standings import BEIJING
from gouji.day import day_in_words
from gouji.form.form import Form
from gouji.report.severity_css import coloured
from gouji.words import beside

say = beside(__file__)

_FOLDER = Path(__file__).parent
_SCRIPTS = ("make", "data", "choice", "count", "filters", "rules", "heat", "units", "detail", "print", "start")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def page(collection: Collection, forms: Sequence[Form], sums: years_html.Sums, made_at: datetime) -> Iterator[str]:
    """Gives the page in pieces, to be written as they come (UTF-8).

    forms: all known forms, oldest first. sums: year → figure id → the whole collection's sum, None where it isn't
    known. made_at: aware; shown as clocks in Beijing show it.
    """
    yield from _head(collection, made_at)
    yield progress_html.tiles(collection)
    yield f'<noscript><p class="note">{say("no_script")}</p></noscript>\n'
    yield from progress_html.progress(collection)
    yield '<div id="app" hidden></div>\n'
    yield from years_html.years(sums, forms)
    yield from progress_html.unclear(collection.unclear)
    yield '</main>\n<script type="application/json" id="data">'
    yield from payload.pieces(collection, forms)
    yield f"</script>\n<script>{_script()}</script></body></html>\n"


def _head(collection: Collection, made_at: datetime) -> Iterator[str]:
    title = say("title", year=collection.year)
    policy = f"default-src 'none';style-src {_digest(_style())};script-src {_digest(_script())}"
    policy += ";base-uri 'none';form-action 'none';require-trusted-types-for 'script'"
    yield f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<style>{_style()}</style></head>\n<body><main><header><h1>{title}</h1>"
    made = made_at.astimezone(BEIJING)
    today = {"today": day_in_words(made.date()), "time": f"{made:%H:%M}"}
    yield f"<p>{say('made', day=day_in_words(collection.as_of), **today)}</p></header>\n"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _style() -> str:
    written = (_FOLDER / "dashboard.css").read_text(encoding="utf-8")
    return _shortened(coloured(_COMMENT.sub("", written)))


@cache
def _script() -> str:
    parts = (_shortened((_FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8")) for name in _SCRIPTS)
    return '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"


def _shortened(text: str) -> str:
    """Without indentation, empty lines and lines of comment. No text of ours runs over a line's end."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
