"""Reads the styles of a Word file: which take text out of the line, which are titles, which number their paragraphs."""

from __future__ import annotations

from typing import NamedTuple

from gouji.reading.block import Why
from gouji.reading.printed.guarded_xml import parse

SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
SKIPPED = frozenset(  # how something was before a change: no longer so
    {"rPrChange", "pPrChange", "tcPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "sectPrChange"}
    | {"tblGridChange", "numberingChange"}
)
_DEEPEST = 20  # styles made from styles
_NO = frozenset({"0", "false", "off"})
_RAISED = frozenset({"superscript", "subscript"})


class Look(NamedTuple):
    """What a run's or a style's own properties say; None where they say nothing."""

    struck: bool | None = None
    twice: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None

    def over(self, under: Look) -> Look:
        """What holds where both speak: this one."""
        return Look(*(own if own is not None else other for own, other in zip(self, under, strict=True)))

    @property
    def why(self) -> Why | None:
        """Why text that looks so is no part of what is read."""
        if self.hidden:
            return Why.HIDDEN
        if self.struck or self.twice:
            return Why.STRUCK
        return Why.RAISED if self.raised else None


class Number(NamedTuple):
    """The list that a paragraph belongs to and its level; None where nothing is said."""

    list: str | None = None
    level: int | None = None

    def over(self, under: Number) -> Number:
        """What holds where both speak: this one."""
        return Number(
            self.list if self.list is not None else under.list, self.level if self.level is not None else under.level
        )


class Style(NamedTuple):
    name: str = ""
    based_on: str = ""
    look: Look = Look()
    number: Number = Number()


class Styles(NamedTuple):
    """The styles of a document by id, each with what it has from the styles that it is made from."""

    by_id: dict[str, Style]

    def look(self, paragraph: str, run: str, own: Look) -> Look:
        """How a run looks. What both styles say of striking or hiding cancels out, as Word has it; own properties have
        the last word."""
        one = self.by_id.get(paragraph, Style()).look
        other = self.by_id.get(run, Style()).look
        styled = other.over(one)._replace(
            struck=bool(one.struck) != bool(other.struck), hidden=bool(one.hidden) != bool(other.hidden)
        )
        return own.over(styled)

    def number(self, paragraph: str) -> Number:
        return self.by_id.get(paragraph, Style()).number

    def is_title(self, paragraph: str) -> bool:
        style = self.by_id.get(paragraph)
        return (style.name if style else paragraph).lower() == "title"


def read(data: bytes) -> Styles:
    """Reads the part with the styles; of no part there are none. Raises UnreadableError: damaged-file,
    forbidden-xml."""
    reader = _Reader()
    if data:
        parse(data, reader.start, reader.end, lambda text: None)
    return Styles({name: _whole(name, reader.styles) for name in reader.styles})


def is_on(given: dict[str, str], space: str) -> bool:
    """Whether a property that is only named, or given a value, holds."""
    return given.get(f"{space} val", "") not in _NO


def with_property(look: Look, local: str, given: dict[str, str], space: str) -> Look:
    """The look with one more property of a run."""
    match local:
        case "strike":
            return look._replace(struck=is_on(given, space))
        case "dstrike":
            return look._replace(twice=is_on(given, space))
        case "vanish":
            return look._replace(hidden=is_on(given, space))
        case "vertAlign":
            return look._replace(raised=given.get(f"{space} val") in _RAISED)
    return look


def with_number(number: Number, local: str, given: dict[str, str], space: str) -> Number:
    """The number with one more of its properties."""
    said = given.get(f"{space} val", "")
    match local:
        case "numId":
            return number._replace(list=said)
        case "ilvl" if said.isascii() and said.isdigit() and len(said) == 1:
            return number._replace(level=int(said))
    return number


class _Reader:
    """Collects styles as they stand in the part."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self._id = ""
        self._skipped = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space not in SPACES:
            return
        if self._skipped or local in SKIPPED:
            self._skipped += 1
        elif local == "style":
            self._id = given.get(f"{space} styleId", "")
            self.styles[self._id] = Style()
        elif self._id in self.styles:
            style = self.styles[self._id]
            said = given.get(f"{space} val", "")
            if local == "name":
                style = style._replace(name=said)
            elif local == "basedOn":
                style = style._replace(based_on=said)
            self.styles[self._id] = style._replace(
                look=with_property(style.look, local, given, space),
                number=with_number(style.number, local, given, space),
            )

    def end(self, name: str) -> None:
        if self._skipped and name.rpartition(" ")[0] in SPACES:
            self._skipped -= 1
        elif name.endswith(" style"):
            self._id = ""


def _whole(name: str, styles: dict[str, Style]) -> Style:
    """A style with what the styles below it say."""
    whole = styles[name]
    under = whole.based_on
    for _ in range(_DEEPEST):
        if under not in styles:
            break
        below = styles[under]
        whole = whole._replace(look=whole.look.over(below.look), number=whole.number.over(below.number))
        under = below.based_on
    return whole
