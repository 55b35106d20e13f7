"""Loads an .xlsx as a Book: sheets and names are found through relationships, nothing is guessed from part names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from gouji.ooxml import formats, markup, sheets, strings
from gouji.ooxml.book import ALL_AS_STORED, Book
from gouji.ooxml.container import Parts, damaged, over
from gouji.ooxml.defined_names import named_areas
from gouji.place import Area

_Made = TypeVar("_Made")

MAX_NAMES = 20_000
_HIDDEN = ("hidden", "veryHidden")
_USUAL = 100_000  # characters that all names of a form fit in, and all relationships

# Attributes that don't change what a workbook-scope name means; LibreOffice writes three of them.
_PLAIN = r'(?:function|hidden|vbProcedure|xlm|comment)="[^"<>]*"'
_NAME = re.compile(rf'<definedName (?:{_PLAIN} )*name="([^"<>&]+)"(?: {_PLAIN})*>([^<]*)</definedName>')
_SHEET = re.compile(r"<sheet ([^<>]*?)/>")
_RELATIONSHIP = re.compile(r"<Relationship ([^<>]*?)/>")


def load(parts: Parts) -> Book:
    """Loads the parts of an .xlsx. Sheets are parsed when asked for. Raises UnreadableError, HandOverError."""
    root = relations(parts, "")
    main = next((target for kind, target in root.values() if kind == "officeDocument"), None)
    if main is None:
        raise damaged("找不到工作簿部件")
    data = parts.read(main)
    by_id = relations(parts, main)
    by_kind = dict(by_id.values())
    titles, names, areas, local, from_1904 = _workbook(data)
    targets: dict[str, str] = {}
    for title, relation_id, _ in titles:
        if relation_id not in by_id:
            raise damaged(f"工作表“{title}”没有内容")
        targets[title] = by_id[relation_id][1]
    text = _once(lambda: strings.load(parts.read(by_kind["sharedStrings"])) if "sharedStrings" in by_kind else _none)
    styles = _once(lambda: formats.load(parts.read(by_kind["styles"])) if "styles" in by_kind else ALL_AS_STORED)
    custom = next((target for kind, target in root.values() if kind == "custom-properties"), None)
    return Book(
        titles=tuple(targets),
        names=names,
        areas=areas,
        local_names=local,
        parse=lambda title: sheets.parse(title, parts.read(targets[title]), text),
        parse_rows=lambda title, first, last: sheets.parse_rows(title, parts.read(targets[title]), text, first, last),
        styles=styles,
        properties=_once(lambda: _properties(parts.read(custom)) if custom and custom in parts else {}),
        from_1904=from_1904,
        hidden=[title for title, _, state in titles if state in _HIDDEN],
    )


def _none(index: int) -> str:
    raise IndexError(index)


def _once(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """`make` run at most once, when first asked."""
    made: list[_Made] = []

    def get() -> _Made:
        if not made:
            made.append(make())
        return made[0]

    return get


# ---------------------------------------------------------------- relationships


def relations(parts: Parts, part: str) -> Mapping[str, tuple[str, str]]:
    """Gives the relationships of a part, or of the package (""): id → (kind, part that it leads to)."""
    folder, _, name = part.rpartition("/")
    data = parts.read(f"{folder}/_rels/{name}.rels".lstrip("/"))
    return (_usual_relations if len(data) < _USUAL else _relations)(folder, data)


def _relations(folder: str, data: bytes) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for given in _relationship_attributes(data):
        if given.get("TargetMode") != "External" and given.get("Target"):
            kind = given.get("Type", "").rpartition("/")[2]
            # Strict and transitional packages spell this one kind differently.
            kind = "custom-properties" if kind == "customProperties" else kind
            found[given.get("Id", "")] = (kind, _resolved(folder, given["Target"]))
    return found


# The workbooks of a batch come from one template, so their relationships are often the same to the letter. So are their
# sheets and names below.
_usual_relations = lru_cache(maxsize=8)(_relations)


def _relationship_attributes(data: bytes) -> Iterable[dict[str, str]]:
    if b"<!" not in data and data[:1] == b"<":
        text = data.decode("utf-8", "replace")
        given = _RELATIONSHIP.findall(text)
        if given and len(given) == text.count("Relationship ") and "'" not in text:
            return [markup.attributes(each) for each in given]
    return [element.attributes for element in markup.elements(data, ("Relationship",))]


def _resolved(folder: str, target: str) -> str:
    """A target relative to the folder of the part that names it, or absolute, as a part name."""
    if "\\" not in target and "." not in target.partition("/")[0] and target[0] != "/":
        return f"{folder}/{target}" if folder else target
    target = target.replace("\\", "/")
    pieces = [] if target.startswith("/") else folder.split("/")
    for piece in target.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece not in ("", "."):
            pieces.append(piece)
    return "/".join(piece for piece in pieces if piece)


# ---------------------------------------------------------------- workbook.xml

_Names = tuple[Mapping[str, str], Mapping[str, Area], tuple[tuple[str, str], ...]]
_Workbook = tuple[list[tuple[str, str, str]], *_Names, bool]


def _workbook(data: bytes) -> _Workbook:
    """[(sheet title, relationship id, state)], names of the workbook, the cells that they stand for, names of single
    sheets, whether dates start in 1904."""
    text = markup.plain(data, "workbook")
    if text is not None:
        before, _, rest = text.partition("<definedNames>")
        block, _, after = rest.partition("</definedNames>")
        sheets_ = _SHEET.findall(before)
        if (
            len(sheets_) == text.count("<sheet ")
            and "<sheet>" not in text
            and "<definedName" not in before
            and "<definedName" not in after
        ):
            start = text.find("<workbookPr")
            date1904 = re.search(r'date1904="(1|true)"', text[start : text.find(">", start)]) if start >= 0 else None
            titles = list(map(_usual_title, sheets_))
            of_sheets = tuple(title for title, _, _ in titles)
            names = (_usual_names if len(block) < _USUAL else _names)(block, of_sheets)
            if names is not None:
                return (titles, *names, date1904 is not None)
    return _workbook_by_parser(data)


def _names(block: str, titles: tuple[str, ...]) -> _Names | None:
    """Workbook-scope names, the cells that they stand for, and names of single sheets. titles: of the sheets. None when
    they are not written as usual."""
    block = block.replace("&apos;", "'")  # LibreOffice writes it twice in every name
    names, others = _NAME.findall(block), _other_names(block)
    if len(names) + len(others) != block.count("<definedName ") or "<definedName>" in block:
        return None
    says, local = _scoped(names, others)
    return says, named_areas(titles, says), local


_usual_names = lru_cache(maxsize=4)(_names)


def _other_names(text: str) -> list[tuple[str, str]]:
    """(attributes, text) of the defined names that belong to a single sheet or whose own name is escaped."""
    others = []
    for piece in text.split("<definedName ")[1:]:
        given, _, rest = piece.partition(">")
        if ("localSheetId" in given or "&" in given) and "</definedName>" in rest:
            others.append((given, rest.partition("<")[0]))
    return others


def _scoped(
    plain: list[tuple[str, str]], others: list[tuple[str, str]]
) -> tuple[Mapping[str, str], tuple[tuple[str, str], ...]]:
    """Names with their text of the workbook, and of single sheets; `others` come with all their attributes."""
    _cap(len(plain) + len(others))
    names = dict(plain)
    for name, text in plain:
        if "&" in text:
            names[name] = markup.unescape(text)
    local: list[tuple[str, str]] = []
    for given, text in others:
        _add(markup.attributes(given), markup.unescape(text), names, local)
    return names, tuple(local)


def _cap(names: int) -> None:
    if names > MAX_NAMES:
        raise over(f"有 {names} 个名称，最多 {MAX_NAMES} 个")


def _add(given: Mapping[str, str], text: str, names: dict[str, str], local: list[tuple[str, str]]) -> None:
    name = given.get("name", "")
    if "localSheetId" in given:
        local.append((name, text))
    else:
        names[name] = text


def _title(given: Mapping[str, str]) -> tuple[str, str, str]:
    relation_id = next((value for key, value in given.items() if key == "id" or key.endswith(":id")), "")
    return given.get("name", ""), relation_id, given.get("state", "")


@lru_cache(maxsize=200)
def _usual_title(sheet: str) -> tuple[str, str, str]:
    return _title(markup.attributes(sheet))


def _workbook_by_parser(data: bytes) -> _Workbook:
    found = markup.elements(data, ("sheet", "definedName", "workbookPr"))
    _cap(sum(element.name == "definedName" for element in found))
    names: dict[str, str] = {}
    local: list[tuple[str, str]] = []
    titles: list[tuple[str, str, str]] = []
    from_1904 = False
    for name, given, text in found:
        if name == "sheet":
            titles.append(_title(given))
        elif name == "definedName":
            _add(given, text, names, local)
        else:
            from_1904 = given.get("date1904") in ("1", "true")
    return titles, names, named_areas((title for title, _, _ in titles), names), tuple(local), from_1904


def _properties(data: bytes) -> dict[str, str]:
    """The workbook's custom properties that are text."""
    properties: dict[str, str] = {}
    text = ""
    for name, given, content in markup.elements(data, ("property", "lpwstr")):
        if name == "lpwstr":
            text = content
        else:
            properties[given.get("name", "")], text = text, ""
    return properties
