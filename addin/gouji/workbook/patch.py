"""Opens an .xlsx whose parts can be given new content, and gives its bytes with just those parts changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gouji.ooxml import markup, package
from gouji.ooxml.book import Book
from gouji.ooxml.container import Parts
from gouji.ooxml.zip_parts import replaced


@dataclass(slots=True)
class Package:
    """parts: the source. new: name of a part → what it will hold. sheets: title → (part, id in calculation chains).
    main: the part of the workbook itself."""

    parts: Parts
    book: Book
    sheets: Mapping[str, tuple[str, str]]
    by_kind: Mapping[str, str]
    main: str
    new: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        return self.new[name.lower()] if name.lower() in self.new else self.parts.read(name)

    def put(self, name: str, content: bytes) -> None:
        self.new[name.lower()] = content


def is_signed(parts: Parts) -> bool:
    """Whether a change would break a digital signature. Raises UnreadableError, HandOverError."""
    root = package.relations(parts, "")
    return any(name.startswith("_xmlsignatures/") for name in parts.entries) or any(
        kind == "origin" for kind, _ in root.values()
    )


def opened(parts: Parts) -> Package:
    """Opens a package, nothing changed. Raises UnreadableError, HandOverError."""
    root = package.relations(parts, "")
    main = next(part for kind, part in root.values() if kind == "officeDocument")
    by_id = package.relations(parts, main)
    sheets = {
        given["name"]: (by_id[given["id"]][1], given.get("sheetId", ""))
        for _, given, _ in markup.elements(parts.read(main), ("sheet",))
        if by_id.get(given.get("id", ""), ("", ""))[0] == "worksheet"
    }
    return Package(parts, package.load(parts), sheets, dict(by_id.values()), main)


def patched(data: bytes, pack: Package) -> bytes:
    """Gives the bytes of the file with the parts that have changed; the others as they are. Raises MarkError."""
    return replaced(data, {name: new for name, new in pack.new.items() if new != pack.parts.read(name)})
