"""The bytes of a published report or a JSON record in, a Reading out: text, web page, Word, PDF, JSON.

Apart from `source`, since a check of workbooks must not pay for all these readers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gouji.characters import UNREAD
from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.messages import shown
from gouji.frozen import replace
from gouji.ooxml.container import HandOverError, damaged, open_zip
from gouji.reading import from_record
from gouji.reading.encoding import Decoded, decode
from gouji.reading.limits import within
from gouji.reading.printed import from_docx, from_report
from gouji.reading.reading import Reading
from gouji.reading.source import ZIP
from gouji.reading.unread import UNDECODABLE
from gouji.reading.workbook import from_workbook

MAX_TEXT = 2_000_000  # characters; a report has some ten thousand, a web page around it some hundred thousand
_PDF = b"%PDF"
_BINARY = (b"\xd0\xcf\x11\xe0", b"{\\rtf")
_ESCAPED = re.compile(r"\\(?:[^u]|u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w))", re.ASCII)


def read_bytes(data: bytes, name: str, forms: Sequence[Form]) -> Reading:
    """Raises UnreadableError, with the name of a check in structure.toml. `name` is only for messages."""
    if data.startswith(ZIP):
        parts = open_zip(data)
        if from_docx.is_word(parts):
            try:
                items = from_docx.items(parts)
            except HandOverError as error:  # legal in a zip, but nothing writes a Word file so
                raise damaged(str(error)) from error
            return within(from_report.read_items(items, forms, broken=False))
        return from_workbook.read_bytes(data, name, forms)
    if data.startswith(_PDF):
        # Imported only here: it starts a child process.
        from gouji.reading.printed import from_pdf

        items, broken = from_pdf.items(data)
        return within(from_report.read_items(items, forms, broken))
    decoded = None if data.startswith(_BINARY) else decode(data)
    if decoded is None:
        return from_workbook.read_bytes(data, name, forms)
    if len(decoded.text) > MAX_TEXT:
        raise UnreadableError("over-limit", reason=f"文字超过 {MAX_TEXT // 10_000} 万字")
    if decoded.text.lstrip().startswith("{"):
        return within(from_record.from_json(_json(decoded), forms))
    return within(_report(decoded, forms))


def _report(decoded: Decoded, forms: Sequence[Form]) -> Reading:
    """What can't be read, in part or as a whole, is said with the encoding that was taken."""
    taken = f"（按 {decoded.encoding} 读）"
    try:
        reading = from_report.read(decoded.text, forms)
    except UnreadableError as error:
        if error.code != "not-a-report" or decoded.encoding == "UTF-8":
            raise
        raise UnreadableError(error.code, reason=f"{error.facts['reason']}{taken}") from error
    remarks = tuple(
        replace(each, facts={**each.facts, "taken": taken}) if each.name == UNDECODABLE else each
        for each in reading.remarks
    )
    return replace(reading, remarks=remarks)


def _json(decoded: Decoded) -> dict[str, Any]:
    if decoded.bad:  # a record is exact, or it is none
        line = decoded.text.count("\n", 0, decoded.text.index(UNREAD)) + 1
        reason = f"JSON 第 {line} 行有读不出来的字节（按 {decoded.encoding} 读）"
        raise UnreadableError("not-a-report", reason=reason)
    # Half of a surrogate pair is no character: nothing could write it out again.
    text = _ESCAPED.sub(lambda match: r"\ufffd" if match[1] else match[0], decoded.text)
    try:
        data = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated
        )
    except (ValueError, RecursionError) as error:
        where = _fault(error)
        raise UnreadableError("not-a-report", reason=f"JSON 写得不对（{where}）") from error
    if not isinstance(data, dict):
        raise UnreadableError("not-a-report", reason="JSON 不是一份记录")
    return data


class _WrongError(ValueError):
    """What JSON allows and a record doesn't, in Chinese."""


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行"
    if isinstance(error, _WrongError):
        return str(error)
    return "套得太深" if isinstance(error, RecursionError) else "有写不下的数"


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON allows a key twice, and every program takes another one of the two."""
    data = dict(pairs)
    if len(data) < len(pairs):
        repeated = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise _WrongError(f"{shown(repeated)} 写了两次")
    return data


def _refuse_constant(name: str) -> None:
    raise _WrongError(f"{name} 不是数字")
