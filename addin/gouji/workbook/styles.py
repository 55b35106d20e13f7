"""The styles of the workbook by name: properties as XlsxWriter's add_format takes them.

The printed form is black on white in the typefaces of official documents; colour is left to what is live.
"""

from __future__ import annotations

from collections.abc import Mapping

from gouji.check.severity import COLOURS, GOOD
from gouji.form.severity import Severity

Look = Mapping[str, object]

SONG, HEI, TITLE = "宋体", "黑体", "方正小标宋简体"
INK, GREY, LINE, WASH, LINK = "#000000", "#6B7280", "#C9CED6", "#F3F5F8", "#1F4E79"
_MIDDLE: Look = {"valign": "vcenter", "text_wrap": True}
_CENTER: Look = {**_MIDDLE, "align": "center"}
_LEFT: Look = {**_MIDDLE, "align": "left"}
_PRINTED: Look = {"font_name": SONG, "font_size": 10.5, "font_color": INK, "border": 1, "border_color": INK}
_LIVE: Look = {"font_name": SONG, "font_size": 9, "font_color": GREY, "border": 1, "border_color": LINE}
_LIST: Look = {"font_name": SONG, "font_size": 10, "border": 1, "border_color": LINE}
_PARAGRAPH: Look = {
    "font_name": SONG,
    "font_size": 12,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "left",
    "bottom": 4,
    "bottom_color": LINE,
}
_OPEN: Look = {"locked": False}
_WRONG, _HINT = (
    {"bg_color": COLOURS[each].fill, "font_color": COLOURS[each].letters} for each in (Severity.ERROR, Severity.WARNING)
)

STYLES: Mapping[str, Look] = {
    # headings
    "title": {"font_name": TITLE, "font_size": 18, **_CENTER},
    "title_line": {"font_name": HEI, "font_size": 14, **_CENTER},
    "heading": {"font_name": HEI, "font_size": 16, **_CENTER},
    "whose": {"font_name": SONG, "font_size": 10.5, "font_color": GREY, **_CENTER},
    "subtitle": {"font_name": HEI, "font_size": 12, "font_color": LINK, "valign": "vcenter"},
    "plain": {"font_name": SONG, "font_size": 10.5, **_LEFT},
    "note": {"font_name": SONG, "font_size": 9, "font_color": GREY, **_LEFT},
    "note_top": {"font_name": SONG, "font_size": 9, "font_color": GREY, **_LEFT, "valign": "top"},
    # the printed table
    "label": {**_PRINTED, **_CENTER},
    "label_left": {**_PRINTED, **_LEFT},
    "banner": {**_PRINTED, **_CENTER, "font_name": HEI},
    "corner": {**_PRINTED, **_CENTER},
    "figure": {**_PRINTED, **_CENTER, **_OPEN},
    "total": {**_PRINTED, **_CENTER, **_OPEN, "bg_color": "#F7F7F7"},
    "paragraph": {**_PARAGRAPH, **_OPEN},
    "closing": {},
    # basic information
    "field": {**_PRINTED, **_CENTER, "font_name": HEI},
    "field_value": {**_PRINTED, **_LEFT, **_OPEN, "indent": 1, "num_format": "@", "font_size": 11},
    "field_year": {**_PRINTED, **_LEFT, **_OPEN, "indent": 1, "font_size": 11},
    "field_prompt": {**_PRINTED, **_LEFT, "indent": 1, "font_size": 9, "font_color": GREY},
    # live parts, never printed with the form
    "live_head": {**_LIVE, **_CENTER, "bg_color": WASH},
    "live": {**_LIVE, **_CENTER},
    "live_count": {**_LIVE, **_CENTER, "num_format": '0;-0;"";@'},
    "live_words": {**_LIVE, **_LEFT, "indent": 1},
    "live_state": {**_LIVE, **_CENTER, "font_name": HEI, "font_size": 11},
    "live_caption": {"font_name": HEI, "font_size": 9, "font_color": GREY, "valign": "vcenter"},
    # lists
    "list_head": {**_LIST, **_CENTER, "font_name": HEI, "bg_color": WASH},
    "list_center": {**_LIST, **_CENTER},
    "list_left": {**_LIST, **_LEFT, "indent": 1},
    "list_number": {**_LIST, **_CENTER},
    "list_sum": {**_LIST, **_CENTER, "font_name": HEI, "bg_color": WASH},
    "list_link": {**_LIST, **_CENTER, "font_color": LINK, "underline": 1},
    "list_link_left": {**_LIST, **_LEFT, "indent": 1, "font_color": LINK, "underline": 1},
    "list_open": {**_LIST, **_LEFT, **_OPEN},
    "list_entry": {**_LIST, **_CENTER, **_OPEN},
    # what the ribbon writes: open, since a protected sheet takes values in open cells only
    "finding": {"font_name": SONG, "font_size": 10, **_CENTER, **_OPEN},
    "finding_left": {"font_name": SONG, "font_size": 10, **_LEFT, "indent": 1, **_OPEN},
    "finding_link": {"font_name": SONG, "font_size": 10, **_CENTER, "font_color": LINK, "underline": 1, **_OPEN},
    "subtitle_open": {"font_name": HEI, "font_size": 12, "font_color": LINK, "valign": "vcenter", **_OPEN},
    "verdict": {"font_name": HEI, "font_size": 14, **_CENTER, "border": 1, "border_color": LINE},
    "sample_blank": {**_LIST, **_CENTER, "bg_color": "#FFF8E1"},
    "sample_wrong": {**_LIST, **_CENTER, **_WRONG},
    "sample_hint": {**_LIST, **_CENTER, **_HINT},
    "sample_total": {**_LIST, **_CENTER, "bg_color": "#F7F7F7"},
}

# Only fills, fonts' colour and weight: what a conditional format may change everywhere alike.
TINTS: Mapping[str, Look] = {
    "wrong": _WRONG,
    "hint": _HINT,
    "blank": {"bg_color": "#FFF8E1"},
    "right_word": {"font_color": GOOD.solid},
    "wrong_word": {**_WRONG, "bold": True},
    "hint_word": {**_HINT, "bold": True},
    "pending_word": {"font_color": "#9A7B1F"},
    "ruled": {"border": 1, "border_color": LINE},
    "wrong_level": {**_WRONG, "border": 1, "border_color": LINE},
    "hint_level": {**_HINT, "border": 1, "border_color": LINE},
}


def tint_of(severity: Severity) -> str:
    """Gives how the names of a severity's tints begin: a warning and a hint look alike."""
    return "wrong" if severity == Severity.ERROR else "hint"
