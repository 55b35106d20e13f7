"""Reads the text of a JSON record into a Reading; JSON that programs read differently is refused."""

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
from gouji.reading import from_record
from gouji.reading.content import Content
from gouji.reading.encoding import Decoded
from gouji.reading.limits import within
from gouji.reading.reading import Reading

_ESCAPED = re.compile(r"\\(?:[^u]|u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w))", re.ASCII)


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the record. Raises UnreadableError: not-a-report, over-limit."""
    assert content.decoded is not None  # the table of sources asks here only with a text
    return within(from_record.from_json(_json(content.decoded), forms))


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
