"""Finds the web page in a file of several parts, as browsers and Word save it (.mht)."""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesParser

_HEAD = re.compile(rb"(?im)^content-type:[ \t]*(?:multipart/(?:related|mixed|alternative)|text/html)\b")
_FIRST = 8192  # bytes in which the head of such a file ends
_MOST_PARTS = 512
_WITHIN = re.compile(rb"(?i)multipart/")
_MOST_WITHIN = 20  # messages in messages: every line is held against the border of each
_OF_A_HEAD = re.compile(rb"[!-9;-~]+:")


def is_mime(data: bytes) -> bool:
    """Whether a file begins as a message does, with a page in it."""
    first = data[:_FIRST].lstrip(b"\xef\xbb\xbf\r\n\t ")
    return bool(_OF_A_HEAD.match(first)) and bool(_HEAD.search(_head(first)))


def page(data: bytes) -> bytes:
    """Gives the page, as bytes that state their encoding; b"" where there is none."""
    if not is_mime(data) or len(_WITHIN.findall(data)) > _MOST_WITHIN:
        return b""
    message = BytesParser().parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
    for at, part in enumerate(message.walk()):
        if at >= _MOST_PARTS:
            break
        if part.get_content_type() == "text/html" and not part.is_multipart():
            return _decoded(part)
    return b""


def _head(first: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", first, maxsplit=1)[0]


def _decoded(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    charset = part.get_content_charset() or ""
    if not isinstance(content, bytes):
        return b""
    try:
        return content.decode(charset).encode() if charset else content
    except (LookupError, UnicodeDecodeError):
        return content
