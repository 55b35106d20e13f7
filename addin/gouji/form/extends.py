"""Reads a file of TOML tables that have codes, each laid over the one that it extends.

What several files share is written once, in a file of its own. A file names it at its top, `extends = "../rules.toml"`,
and then an entry can name one of that file's by its code, `extends = "AR301"`, and say only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from gouji.form.fields import Fields, read

Entries = Iterator[tuple[str, list[Fields]]]


def entries(fields: Fields, kinds: tuple[str, ...]) -> Entries:
    """Gives (kind, its entries in order) for each kind, written `[[kind]]`. Raises FormError where there is nothing to
    extend, where an override repeats what it overrides, and where files extend each other in a circle."""
    return _entries(fields, kinds, (fields.file.resolve(),))


def _entries(fields: Fields, kinds: tuple[str, ...], read_already: tuple[Path, ...]) -> Entries:
    base: Mapping[str, Mapping[str, Fields]] = {}
    if named := fields.optional("extends", str):
        path = (fields.file.parent / named).resolve()
        if path in read_already:
            raise fields.fail("extends", f"{named} 又用到这个文件，绕成了一圈")
        other = read(path)
        base = {kind: _by_code(several) for kind, several in _entries(other, kinds, (*read_already, path))}
        other.done()
    for kind in kinds:
        yield kind, [_whole(each, base.get(kind, {}), named) for each in fields.tables(kind)]


def _by_code(several: list[Fields]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for each in several:
        code = each.look("code", str)
        if code in found:
            raise each.fail("code", f"{code} 重复")
        found[code] = each
    return found


def _whole(each: Fields, base: Mapping[str, Fields], named: str | None) -> Fields:
    code = each.optional("extends", str)
    if code is None:
        return each
    if named is None:
        raise each.fail("extends", '文件开头没有写 extends = "文件"，不知道到哪里找')
    if code not in base:
        raise each.fail("extends", f"{named} 里没有 {code}；现有 {'、'.join(base) or '（无）'}")
    return each.over(base[code])
