"""Words for people stand in the words.toml of a room: what code says of them is there, and nothing else is."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import gouji
from gouji.words import Words

PACKAGE = Path(gouji.__file__).parent
ROOMS = [path.parent for path in sorted(PACKAGE.rglob("words.toml"))]

# Chinese that stays in Python, in rooms whose products have a words.toml: file → how many literals, and why. What is
# raised and the names of an Enum's members are not counted. The numbers may only fall.
STAYS = {
    "bulk/batch.py": (1, "why a worker refuses, beside what it found"),
    "bulk/cluster.py": (13, "what the command says of a cluster, beside what the cluster did"),
    "bulk/gather.py": (4, "what the command says of one file, beside what happened to it"),
    "bulk/remote.py": (6, "what the command says of a store, beside the store's own error"),
    "collect/dashboard/totals.py": (3, "names of standings that the page's script compares with"),
    "collect/outputs.py": (10, "names of files, by which they are found again"),
    "collect/register/attributing.py": (6, "what the register notes of a move, beside the move"),
    "collect/register/database.py": (18, "refusals, each beside the driver's own error"),
    "collect/register/deciding.py": (12, "what the register notes of a verdict, beside its condition"),
    "collect/register/explanations.py": (2, "the hint of a refusal"),
    "collect/register/receiving.py": (1, "what the register notes of a move"),
    "collect/register/units.py": (2, "the hint of a refusal"),
    "collect/roster/columns.py": (1, "what separates the parts of a head"),
    "collect/roster/csv_text.py": (2, "faults of a file, part of a refusal"),
    "collect/roster/roster.py": (40, "faults of a roster, each beside its condition; all are raised as one refusal"),
    "collect/roster/table.py": (3, "the place of such a fault in a text file"),
    "collect/sums/consolidate.py": (1, "part of a refusal"),
}


class Said(NamedTuple):
    """One call of a room's words. keys: what it may ask for; facts: None for those that can't be told (`**facts`)."""

    where: str
    keys: tuple[str, ...]
    facts: frozenset[str]
    has_more: bool


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def leaves(table: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{key}.")
        else:
            yield before + key, value


@cache
def texts_of(room: Path) -> dict[str, Any]:
    return dict(leaves(tomllib.loads((room / "words.toml").read_text(encoding="utf-8"))))


@cache
def voices(module: Path) -> dict[str, Path]:
    """The names by which a module asks for words → the room whose words they are."""
    found: dict[str, Path] = {}
    for node in tree(module).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gouji."):
            of = PACKAGE.joinpath(*node.module.split(".")[1:]).parent
            spoken = [each for each in node.names if each.name in ("say", "CannotError") and of in ROOMS]
            found |= {each.asname or each.name: of for each in spoken}
        elif isinstance(node, ast.Assign) and ast.unparse(node) == "say = beside(__file__)":
            found["say"] = module.parent
    return found


def constants(node: ast.AST) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def asked(room: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module that asks for the words of a room."""
    for module in sorted(PACKAGE.rglob("*.py")):
        if room in voices(module).values():
            yield module, tree(module)


def calls(room: Path) -> Iterator[Said]:
    for module, parsed in asked(room):
        names = [name for name, of in voices(module).items() if of == room]
        for node in ast.walk(parsed):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                given = frozenset(each.arg for each in node.keywords if each.arg)
                keys = tuple(keys_in(node.args[0]))
                has_more = any(each.arg is None for each in node.keywords)
                yield Said(f"{module.name}:{node.lineno}", keys, given, has_more)


def keys_in(asked_for: ast.expr) -> Iterator[str]:
    """The keys that an expression may come to, where it writes them whole."""
    if isinstance(asked_for, ast.IfExp):
        yield from keys_in(asked_for.body)
        yield from keys_in(asked_for.orelse)
    elif isinstance(asked_for, ast.Constant):
        yield str(asked_for.value)


def taken_whole(room: Path) -> set[str]:
    """The keys that code takes as they stand: `say.of(key)`."""
    found = set()
    for module, parsed in asked(room):
        takes = {f"{name}.of" for name, of in voices(module).items() if of == room}
        for node in ast.walk(parsed):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in takes:
                found |= set(keys_in(node.args[0]))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_key_that_code_asks_for_is_in_the_words_of_its_room(room: Path) -> None:
    known = texts_of(room)
    tables = {key.rpartition(".")[0] for key in known} | {key.partition(".")[0] for key in known}
    for said in calls(room):
        for key in said.keys:
            assert isinstance(known.get(key), str), f"{said.where}: {key} is no text"
    assert taken_whole(room) <= known.keys() | tables


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_key_of_the_words_of_a_room_is_asked_for(room: Path) -> None:
    known, used = texts_of(room), set[str]()
    for _, parsed in asked(room):
        found = set(constants(parsed))
        starts = {
            each.values[0].value
            for each in ast.walk(parsed)
            if isinstance(each, ast.JoinedStr) and each.values and isinstance(each.values[0], ast.Constant)
        }
        used |= known.keys() & found
        used |= {key for key in known if any(key.startswith(str(start)) for start in starts if str(start)[-1:] == ".")}
    used |= {key for key in known if any(f"{key}.".startswith(f"{whole}.") for whole in taken_whole(room))}
    assert not known.keys() - used


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_facts_that_code_gives_are_those_that_the_words_have_room_for(room: Path) -> None:
    for said in calls(room):
        wanted = [placeholders(texts_of(room)[key]) for key in said.keys]
        for key, names in zip(said.keys, wanted, strict=True):
            assert said.has_more or names <= said.facts, f"{said.where}: {key} lacks {names - said.facts}"
        if wanted:
            assert said.facts <= set().union(*wanted), f"{said.where}: nobody reads {said.facts}"


def test_chinese_stands_in_the_words_of_a_room_and_not_in_its_code() -> None:
    found = {}
    for room in ("bulk", "collect"):
        for module in sorted((PACKAGE / room).rglob("*.py")):
            if count := len(list(chinese(tree(module)))):
                found[module.relative_to(PACKAGE).as_posix()] = count
    assert found == {name: count for name, (count, _) in STAYS.items()}, "the numbers of STAYS may only fall"


def chinese(module: ast.Module) -> Iterator[str]:
    """The literals with Chinese letters, but for docstrings, what is raised, and the names of an Enum's members."""
    apart: set[ast.AST] = set()
    for node in ast.walk(module):
        is_named = isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Enum" for base in node.bases)
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_named or is_docstring or isinstance(node, ast.Raise):
            apart |= set(ast.walk(node))
    for node in ast.walk(module):
        if node not in apart and isinstance(node, ast.Constant) and re.search(r"[\u4e00-\u9fff]", str(node.value)):
            yield str(node.value)


def test_a_fact_is_never_a_format(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[a]\nb = "{name}：{count}"\nc = ["一", ["二", 3]]\n', encoding="utf-8")
    say = Words(tmp_path / "words.toml")
    assert say("a.b", name="{count}{0.__class__}", count=2) == "{count}{0.__class__}：2"
    assert say.of("a.c") == ("一", ("二", 3))
    assert say.of("a") == {"b": "{name}：{count}", "c": ("一", ("二", 3))}
