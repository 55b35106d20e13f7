"""Texts of a workbook in which characters are written as &#…;: many are read by another way than few, to the same
end."""

from __future__ import annotations

import pytest

from gouji.errors import UnreadableError
from gouji.ooxml.markup import unescape

MANY = "".join(f"&#{ord(char)};" for char in "政府信息公开工作年度报告填报表")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        (" a\tb\nc&#10;&#13;", " a\tb\nc\n\r"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("&lt;t&gt; &amp;amp; &quot;&apos;", "<t> &amp; \"'"),
        ("&#x4E2D;&#x1F600;&#128512;", "中😀😀"),
        ("中文 > 英文]]>", "中文 > 英文]]>"),
        ("&#11;&#65535;\x0b", "\x0b\uffff\x0b"),  # no characters of XML, and a workbook has them all the same
    ],
)
def test_many_references_are_read_as_few_are(written: str, read: str) -> None:
    assert unescape(written) == read
    assert unescape(MANY + written + MANY) == unescape(MANY) + read + unescape(MANY)


def test_many_references_are_read_right() -> None:
    assert unescape(MANY) == "政府信息公开工作年度报告填报表"


@pytest.mark.parametrize(
    ("written", "code"),
    [("&who;", "forbidden-xml"), ("a & b", "damaged-file"), ("&#0;", "damaged-file"), ("&#55357;", "damaged-file")],
)
def test_what_is_wrong_is_named_among_many_as_among_few(written: str, code: str) -> None:
    for text in (written, MANY + written + MANY):
        with pytest.raises(UnreadableError) as caught:
            unescape(text)
        assert caught.value.code == code
