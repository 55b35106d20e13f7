"""Records and published reports as text made to harm: JSON, web pages, plain text, Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache, partial
from typing import Any

from gouji.report.compose import compose
from gouji.report.to_html import to_html
from hostile_corpus.case import DAMAGED, FORM, NO_REPORT, OVER, READING, Case, as_record

_FIGURE = '"natural_person": '


def _record(change: Callable[[Any], object]) -> bytes:
    data = deepcopy(as_record())
    change(data)
    return json.dumps(data, ensure_ascii=False).encode()


def _unread(number: object) -> bytes:
    """The record with a figure of which only raw text and this number are kept."""
    kept = {"kind": "number", "raw": "1", "number": number}
    return _record(lambda d: d.__setitem__("unread", {"applications.new_received.natural_person": kept}))


def _said(old: str, new: str) -> bytes:
    """The record's text with the first `old` written otherwise."""
    text = json.dumps(as_record(), ensure_ascii=False)
    assert old in text
    return text.replace(old, new, 1).encode()


def _first_count(raw: str) -> bytes:
    """The first count of a record written as `raw`, which need not be JSON that Python would write."""
    text = json.dumps(as_record(), ensure_ascii=False)
    return re.sub(r'("applications": \{.*?"natural_person": )\d+', lambda m: m[1] + raw, text, count=1).encode()


def _sections(texts: list[str]) -> bytes:
    return _record(lambda data: data["sections"].__setitem__("problems", texts))


@cache
def page() -> str:
    """A published report as a web page."""
    return to_html(compose(FORM, READING, draft=False, signed=True))


def _page(extra: str, before: str = "</body>") -> bytes:
    assert before in page()
    return page().replace(before, extra + before, 1).encode()


@cache
def plain_text() -> str:
    """The same report as plain text, a row a line."""
    lines = [f"{READING.text('organization')}{READING.text('year')}年{FORM.report_name}"]
    for section in FORM.sections:
        lines.append(section.heading)
        if section.table:
            table = FORM.table(section.table)
            for block in table.blocks:
                heads = (path[-1].replace("\n", "") for path in block.heads)
                lines.append("| " + " | ".join([block.corner, *heads] if block.lines[0].labels else heads) + " |")
                for line in block.lines:
                    raws = [READING.figures[id].value.raw for id in line.figures]
                    label = line.labels[-1].replace("\n", "") if line.labels else ""
                    lines.append("| " + " | ".join([label, *raws]) + " |")
        lines += [each.text for each in READING.sections.get(section.id, ())]
    return "\n".join(lines) + "\n"


def _text(extra: str) -> bytes:
    return (plain_text() + extra).encode()


def _longest(line: str, total: int = 1_900_000) -> bytes:
    """As many such lines as a text may have."""
    return _text(line * ((total - len(plain_text())) // len(line)))


_MANY = "\n".join(f"第{at}段" for at in range(200_000))


def _markdown(text: str) -> bytes:
    return f"# 示例局2023年{FORM.report_name}\n\n{text}".encode()


_SPANNED = "<tr><td rowspan=999999999 colspan=999999999999>1<td colspan=-1 rowspan=x>2"
_PART = b'--a\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n<p>1</p>'


def _message(body: bytes) -> bytes:
    return b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="a"\r\n\r\n' + body + b"\r\n--a--\r\n"


def _parts_in_parts() -> bytes:
    part = b"--a%d\r\nContent-Type: multipart/mixed; boundary=a%d\r\n\r\n"
    return _message(b"".join(part % (at, at + 1) for at in range(50_000)))


CASES = (
    Case("record", lambda: _record(lambda data: None), (), ".json"),
    Case("record of 100,000 brackets", lambda: b'{"a":' * 100_000, (NO_REPORT,), ".json"),
    Case(
        "record of 100,000 arrays", lambda: b'{"form":' + b"[" * 100_000 + b"]" * 100_000 + b"}", (NO_REPORT,), ".json"
    ),
    Case("array of records", lambda: b"[" * 100_000, (NO_REPORT,), ".json"),
    Case("half a record", lambda: _record(lambda data: None)[:2000], (NO_REPORT,), ".json"),
    Case("count of 5,000 digits", lambda: _first_count("9" * 5_000), (NO_REPORT,), ".json"),
    Case("count of a million digits", lambda: _first_count("9" * 1_000_000), (NO_REPORT,), ".json"),
    Case("count of 4,000 digits", lambda: _first_count("9" * 4_000), ("AR701",), ".json"),
    Case("count 1e308", lambda: _first_count("1e308"), ("AR114", "AR302", "AR301"), ".json"),
    Case("count 1e999999", lambda: _first_count("1e999999"), ("AR701",), ".json"),
    Case("count 1e999999999999", lambda: _first_count("1e999999999999"), ("AR701",), ".json"),
    Case("count 1e-999999999999", lambda: _first_count("1e-999999999999"), ("AR701",), ".json"),
    Case("count with a million decimals", lambda: _first_count("1." + "0" * 1_000_000 + "1"), ("AR701",), ".json"),
    *(
        Case(f"count {raw}", partial(_first_count, raw), (NO_REPORT,), ".json")
        for raw in ("NaN", "Infinity", "-Infinity", "0x10", "01", "+1", "1_0", "[]", "{}", "true")
    ),
    Case(
        "money of a million digits",
        lambda: _record(lambda d: d["figures"]["disclosure"]["fees"].__setitem__("amount", "9" * 1_000_000)),
        ("AR706",),
        ".json",
    ),
    *(
        Case(
            f"unread number {number}",
            partial(_unread, number),
            (NO_REPORT,),
            ".json",
        )
        for number in ("NaN", "sNaN", "Infinity", "1e999999999", None, [0, [1], 5], {"a": 1}, True)
    ),
    Case(
        "unread number without one",
        lambda: _record(
            lambda d: d.__setitem__(
                "unread", {"applications.new_received.natural_person": {"kind": "number", "raw": "1"}}
            )
        ),
        (NO_REPORT,),
        ".json",
    ),
    Case(
        "unread text with a number",
        lambda: _record(
            lambda d: d.__setitem__(
                "unread", {"applications.new_received.natural_person": {"kind": "text", "raw": "x", "number": "1"}}
            )
        ),
        (NO_REPORT,),
        ".json",
    ),
    Case(
        "key of a million characters",
        lambda: _record(lambda d: d.__setitem__("a" * 1_000_000, 1)),
        (NO_REPORT,),
        ".json",
    ),
    Case(
        "form of a million characters",
        lambda: _record(lambda d: d.__setitem__("form", "\x1b[2J" * 200_000)),
        (NO_REPORT,),
        ".json",
    ),
    Case("key twice", lambda: _said('"year": ', '"year": 1999, "year": '), ("AR701",), ".json"),
    Case(
        "half a surrogate in a record",
        lambda: _said('"organization": "', '"organization": "\\ud800'),
        ("AR613",),
        ".json",
    ),
    Case(
        "half a surrogate in every paragraph",
        lambda: _record(lambda d: d["sections"].__setitem__("problems", ["@@"])).replace(b"@@", b"\\udfff\\ud800"),
        ("AR728",),
        ".json",
    ),
    Case("200,000 paragraphs", lambda: _sections(["某某市"] * 200_000), (OVER,), ".json"),
    Case("paragraph of 1.9 million brackets", lambda: _sections(["（" * 1_900_000]), (), ".json"),
    Case(
        "organization of 1.9 million brackets",
        lambda: _record(
            lambda d: (d["info"].__setitem__("organization", "（" * 1_800_000), d.__setitem__("organization", None))
        ),
        ("AR706",),
        ".json",
    ),
    Case("paragraph of 100,000 tokens", lambda: _sections(["{a.b}" * 300_000]), ("AR508",), ".json"),
    Case(
        "100,000 explanations",
        lambda: _record(
            lambda d: d.__setitem__("explanations", [{"code": "AR211", "cells": [], "text": "x"}] * 40_000)
        ),
        (OVER,),
        ".json",
    ),
    Case("record in UTF-16", lambda: _record(lambda data: None).decode().encode("utf-16"), (), ".json"),
    Case("record in UTF-7", lambda: _record(lambda data: None).decode().encode("utf-7"), ("AR604", "AR503"), ".json"),
    Case("record with a NUL", lambda: _said('"organization": "', '"organization": "\0'), (NO_REPORT,), ".json"),
    Case("record of more than two million characters", lambda: _sections(["字" * 2_000_000]), (OVER,), ".json"),
    # ---------------------------------------------------------------- web pages
    Case("page", lambda: _page(""), (), ".html"),
    Case("page of 10 MB of tables in tables", lambda: _page("<table><tr><td>" * 700_000), (OVER,), ".html"),
    Case("page of 1.9 MB of tables in tables", lambda: _page("<table><tr><td>" * 125_000), (), ".html"),
    Case("page of a million cells", lambda: _page("<table><tr>" + "<td>1" * 1_000_000), (OVER,), ".html"),
    Case("page of 350,000 cells", lambda: _page("<table><tr>" + "<td>1" * 350_000), ("AR706",), ".html"),
    Case("page of 350,000 rows", lambda: _page("<table>" + "<tr><td>1" * 200_000), ("AR706",), ".html"),
    Case("page of 200,000 headings", lambda: _page("<p>" + "<p>一、a".join([""] * 250_000)), ("AR706",), ".html"),
    Case("page of 300,000 paragraphs", lambda: _page("<p>x" * 450_000), (OVER,), ".html"),
    Case(
        "page of cells over a billion columns",
        lambda: _page("<table>" + _SPANNED * 2000 + "</table>"),
        (),
        ".html",
    ),
    Case("page of cells over all rows", lambda: _page("<table>" + "<tr><td rowspan=0>a" * 1500), (), ".html"),
    Case("page of styles", lambda: _page("<style>" + ".a{display:none}" * 100_000 + "</style>"), (), ".html"),
    Case(
        "page of selectors in selectors",
        lambda: _page("<style>" + "b " * 300_000 + "{display:none}</style>" + "<b>" * 20_000),
        (),
        ".html",
    ),
    Case("page of styles without end", lambda: _page("<style>@media a{" * 100_000), (), ".html"),
    Case("page of formatting without end", lambda: _page("<p><s>a" * 20_000), (), ".html"),
    Case("message of parts in parts", _parts_in_parts, (DAMAGED,), ".mht"),
    Case("message of 100,000 parts", lambda: _message(b"--a\r\n\r\nb\r\n" * 100_000), (DAMAGED,), ".mht"),
    Case("message of a page that is no text", lambda: _message(_PART + bytes(99_999)), (DAMAGED,), ".mht"),
    Case(
        "message of a page of another encoding",
        lambda: _message(_PART.replace(b"utf-8", b"no\xff")),
        (NO_REPORT,),
        ".mht",
    ),
    Case("page of half tags", lambda: _page("<" * 1_800_000), (), ".html"),
    Case("page of half comments", lambda: _page("<!--" * 450_000), (), ".html"),
    Case("page of declarations", lambda: _page("<!a" * 600_000 + ">"), (), ".html"),
    Case("page of marked sections", lambda: _page("<![" * 600_000 + ">"), (), ".html"),
    Case("page of processing instructions", lambda: _page("<?" * 900_000 + ">"), (), ".html"),
    Case("page of half scripts", lambda: _page("<script>" * 200_000 + "</"), (), ".html"),
    Case("page of ends of scripts", lambda: _page("<script>" + "</scrip " * 200_000), (), ".html"),
    Case("page of 400,000 attributes", lambda: _page("<p " + "a=b " * 400_000 + ">"), (), ".html"),
    Case("page of attributes without values", lambda: _page("<p " + "a " * 900_000 + ">"), (), ".html"),
    Case("page of quotes", lambda: _page('<p a="' + "'\"" * 900_000 + ">"), (), ".html"),
    Case("page of references", lambda: _page("&" * 1_800_000), (), ".html"),
    Case("page of numbered references", lambda: _page("&#x110000;&#xd800;&#0;" * 80_000), ("AR728",), ".html"),
    Case("page with scripts in its title", lambda: _page("<script>alert(1)</script>", "</head>"), (), ".html"),
    # ---------------------------------------------------------------- plain text
    Case("text", lambda: _text(""), (), ".txt"),
    Case("text of bookmarks without end", lambda: _longest("[bookmark:"), (), ".txt"),
    Case("text of a rule that never ends", lambda: _text("| ---" + " " * 1_800_000 + "x"), (), ".txt"),
    Case(
        "text of head rows",
        lambda: _longest("| 信息内容 | 本年制发件数甲 | 本年废止件数 | 现行有效件数 |\n"),
        ("AR706",),
        ".txt",
    ),
    Case(
        "text of other head rows",
        lambda: _text(
            "".join(f"| 信息内容 | 本年制发件数{at} | 本年废止件数 | 现行有效件数 |\n" for at in range(18_000))
        ),
        (),
        ".txt",
    ),
    Case(
        "text of rows that nobody knows",
        lambda: _text("".join(f"| 某某{at} | 1 | 2 | 3 |\n" for at in range(20_000))),
        (),
        ".txt",
    ),
    Case("text of one row again and again", lambda: _longest("| 规章 | 1 | 2 | 3 |\n"), ("AR706",), ".txt"),
    Case("text of figures", lambda: _longest("1 2 3 4 5 6 7\n"), ("AR706",), ".txt"),
    Case("text of one long figure", lambda: _text("| 规章 | " + "9" * 1_800_000 + " | 0 | 0 |\n"), (), ".txt"),
    Case("text of one long label", lambda: _text("| " + "规章 " * 600_000 + " | 1 | 0 | 0 |\n"), (), ".txt"),
    Case("text of words in cells", lambda: _longest("| " + "规 章 " * 19 + " | 1 | 2 | 3 |\n"), ("AR706",), ".txt"),
    Case("text of cells", lambda: _text("|" * 1_800_000), (), ".txt"),
    Case("text of tabs", lambda: _text("\t" * 1_800_000), (), ".txt"),
    Case("text of cells on lines", lambda: _longest("\t1\n"), ("AR706",), ".txt"),
    Case("text of headings", lambda: _longest("一、总体情\n"), ("AR706",), ".txt"),
    Case("text of titles", lambda: _longest("某某局2023年政府信息公开工作年度报\n"), (), ".txt"),
    Case("text of the same title", lambda: _longest(f"某某局2023年{FORM.report_name}\n"), (), ".txt"),
    Case("text of empty lines", lambda: _text("\n" * 1_900_000), (), ".txt"),
    Case("text of letters that unfold", lambda: _longest("\ufdfa" * 50 + "\n"), ("AR706",), ".txt"),
    Case("text of control characters", lambda: _text("".join(map(chr, range(1, 32))) * 1000), (), ".txt"),
    Case("text in UTF-16 without an end", lambda: plain_text().encode("utf-16")[:-1], ("AR728",), ".txt"),
    Case("text that is no text", lambda: bytes(range(1, 256)) * 1000, (NO_REPORT,), ".txt"),
    # ---------------------------------------------------------------- Markdown
    Case("Markdown of bars", lambda: _markdown("|" * 1_800_000), ("AR706",), ".md"),
    Case("Markdown of brackets", lambda: _markdown("[" * 1_800_000), ("AR721", "AR506", "AR501"), ".md"),
    Case("Markdown of pages", lambda: _markdown("<p>\n\n" * 300_000), ("AR721", "AR501"), ".md"),
    Case("Markdown of tables in tables", lambda: _markdown("<table>" * 250_000), ("AR721", "AR501"), ".md"),
    Case(
        "Markdown with scripts",
        lambda: _markdown("<script>alert(1)</script>\n\n[a](javascript:alert(1))<img src=x onerror=alert(1)>"),
        ("AR721", "AR501"),
        ".md",
    ),
)
