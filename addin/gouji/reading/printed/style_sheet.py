"""Takes a page's style sheet; gives the declarations, of those that can take text out of a page, that hold for an
element.

Plain selectors are understood: names, classes, ids, and one inside another. A rule with anything else (a state, an
attribute) or for some media only says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

_OF_INTEREST = (
    *("display", "visibility", "font-size"),
    *("text-decoration", "text-decoration-line", "vertical-align"),
)
_MOST_RULES = 2000
_MOST_PARTS = 8  # of a selector
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMPOUND = re.compile(r"(?:([a-zA-Z][\w:\\-]*)|\*)?((?:[.#][\w-]+)*)\Z")
_MARK = re.compile(r"[.#][\w-]+")


class Element(NamedTuple):
    """An element as selectors see it."""

    tag: str
    id: str
    classes: frozenset[str]


class _Compound(NamedTuple):
    """What one element must be. directly: the next part of the selector has to be a child of it."""

    tag: str
    id: str
    classes: frozenset[str]
    directly: bool = False

    def fits(self, element: Element) -> bool:
        return self.tag in ("", element.tag) and self.id in ("", element.id) and self.classes <= element.classes

    @property
    def key(self) -> str:
        """What an element must have: the rarest of it."""
        if self.id:
            return f"#{self.id}"
        return f".{min(self.classes)}" if self.classes else self.tag or "*"


class _Rule(NamedTuple):
    weight: tuple[int, int, int]
    own: _Compound
    around: tuple[_Compound, ...]  # innermost first
    style: Mapping[str, str]


class Sheet(NamedTuple):
    """The rules that may take text out of a page, the weightiest last, by a mark or name that an element must have."""

    rules: Mapping[str, Sequence[tuple[int, _Rule]]]

    def style(self, element: Element, around: Sequence[Element], inline: str) -> dict[str, str]:
        """Gives what holds for an element. around: what it stands in, outermost first. inline: its own style."""
        found: dict[str, str] = {}
        if not self.rules and not inline:
            return found
        if self.rules:
            keys = ("*", element.tag, f"#{element.id}", *(f".{name}" for name in element.classes))
            for _, rule in sorted((each for key in keys for each in self.rules.get(key, ())), key=itemgetter(0)):
                if rule.own.fits(element) and _stands(rule.around, around):
                    found.update(rule.style)
        if inline:
            found.update(declared(inline))
        return found


def read(text: str) -> Sheet:
    """Reads a style sheet; what is wrong in it is passed over."""
    rules: list[_Rule] = []
    for selectors, body in _rules(_COMMENT.sub(" ", text)):
        if style := declared(body):
            rules += [rule for each in selectors.split(",") if (rule := _rule(each, style))]
        if len(rules) >= _MOST_RULES:
            break
    by_key: dict[str, list[tuple[int, _Rule]]] = {}
    for rank, rule in enumerate(sorted(rules[:_MOST_RULES], key=lambda rule: rule.weight)):
        by_key.setdefault(rule.own.key, []).append((rank, rule))
    return Sheet(by_key)


def declared(text: str) -> dict[str, str]:
    """Gives the declarations of a style that can take text out of a page."""
    found = {}
    for declaration in text.split(";"):
        name, sign, value = declaration.partition(":")
        if sign and (name := name.strip().lower()) in _OF_INTEREST:
            found[name] = value.lower().replace("!important", "").strip()
    return found


def _rules(text: str) -> list[tuple[str, str]]:
    """Selectors and body of each rule that holds always: rules inside `@media` and the like hold for some media."""
    found = []
    at = 0
    while (start := text.find("{", at)) >= 0:
        head = text[at:start].rpartition(";")[2].strip()
        end = text.find("}", start)
        if head.startswith("@"):
            end = _end_of_group(text, start)
        elif end >= 0:
            found.append((head, text[start + 1 : end]))
        if end < 0:
            break
        at = end + 1
    return found


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for sign in re.finditer(r"[{}]", text[start:]):
        depth += 1 if sign[0] == "{" else -1
        if not depth:
            return start + sign.start()
    return -1


def _rule(selector: str, style: Mapping[str, str]) -> _Rule | None:
    parts: list[_Compound] = []
    for word in selector.replace(">", " > ").split():
        if word == ">":
            if not parts:
                return None
            parts[-1] = parts[-1]._replace(directly=True)
            continue
        match = _COMPOUND.match(word)
        if match is None:
            return None
        marks = _MARK.findall(match[2])
        classes = frozenset(mark[1:] for mark in marks if mark[0] == ".")
        ids = [mark[1:] for mark in marks if mark[0] == "#"]
        parts.append(_Compound((match[1] or "").lower(), ids[0] if ids else "", classes))
    if not 0 < len(parts) <= _MOST_PARTS or parts[-1].directly:
        return None
    weight = (sum(bool(p.id) for p in parts), sum(len(p.classes) for p in parts), sum(bool(p.tag) for p in parts))
    return _Rule(weight, parts[-1], tuple(reversed(parts[:-1])), style)


def _stands(parts: Sequence[_Compound], around: Sequence[Element]) -> bool:
    """Whether an element stands in others as a selector says. The nearest that fits is taken each time: for the few
    selectors of a page that are more subtle it says no."""
    at = len(around) - 1
    for part in parts:
        while at >= 0 and not part.fits(around[at]):
            if part.directly:
                return False
            at -= 1
        if at < 0:
            return False
        at -= 1
    return True
