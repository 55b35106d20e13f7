"""Writes a template for given figures: the text, and what it says of which cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import product
from random import Random

from gouji.form.form import Form
from gouji.value import plain
from narrative.cells import COMPARED, Meaning, Weights, meaning, over_free_cells
from narrative.families import Family
from narrative.filling import Figures, Needs, Number, value

_BRACES = re.compile(r"\{([^{}]*)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Claim:
    """One thing that a text says. target: what moves it. at: which piece of the text is its figure; None where it is
    said in words. otherwise: another figure in its place that is false."""

    target: Weights
    cells: frozenset[str]
    is_true: Callable[[Figures], bool]
    at: int | None = None
    otherwise: Callable[[Random], str] | None = None


@dataclass(frozen=True)
class Sentence:
    """pieces: literal texts and written figures in turn. inner: a text that contradicts itself, where there is one."""

    family: Family
    pieces: tuple[str, ...]
    claims: tuple[Claim, ...]
    inner: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def with_piece(self, at: int, text: str) -> str:
        return "".join((*self.pieces[:at], text, *self.pieces[at + 1 :]))


@dataclass(frozen=True)
class Frame:
    """What a text is written for: words in braces, this year's figures, and last year's where a text compares."""

    form: Form
    words: Mapping[str, str]
    figures: Figures
    previous: Figures | None = None


def chosen(text: str, rng: Random) -> str:
    """A template with one of the choices of each [a|b|c]."""
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)


def needs_last_year(text: str) -> bool:
    return "{growth:" in text or "{change:" in text


def needs_of(form: Form, family: Family, text: str) -> Needs:
    """What the figures have to be for a text to be true. Raises UnknownWordError when the form lacks a cell."""
    zero: list[Weights] = []
    positive: list[Weights] = []
    least: list[tuple[Weights, int]] = []
    for word in _figures_in(text):
        means = over_free_cells(form, meaning(form, word).value)
        if not family.zeros:
            positive.append(means)
    for each in (*family.states, *family.needs):
        left, operator, right = re.split(r" (=|>=|>) ", each)
        weights = meaning(form, left).value
        if operator == ">=":
            least.append((over_free_cells(form, weights), int(right)))
            continue
        if right != "0":
            other = meaning(form, right).value
            weights = {id: weights.get(id, 0) - other.get(id, 0) for id in {**weights, **other}}
        weights = {id: weight for id, weight in over_free_cells(form, weights).items() if weight}
        (zero if operator == "=" else positive).append(weights)
    return Needs(tuple(zero), tuple(positive), tuple(least), family.older)


def _figures_in(text: str) -> list[str]:
    """The words of figures with cells, without those of percentages and growth."""
    found = []
    for inside in _BRACES.findall(text):
        word = inside.partition("|")[0]
        if "#" in word or word.startswith("="):
            continue
        if ":" in word or "/" in word:
            found += re.split("[/]", word.partition(":")[2] or word)
        elif word not in _PLAIN:
            found.append(word)
    return found


_PLAIN = frozenset({"year", "last", "next", "office", "we", "area", "above", "part"})


def write(family: Family, text: str, frame: Frame, rng: Random) -> Sentence:
    """The sentence of a template whose choices are made. The figures must be as `needs_of` has it."""
    free = _free_figures(family, frame, rng)
    pieces = re.split(r"(\{[^{}]*\})", text)
    claims = []
    for at, piece in enumerate(pieces):
        if not piece.startswith("{"):
            continue
        inside, _, form_of_number = piece[1:-1].partition("|")
        if inside in frame.words:
            pieces[at] = frame.words[inside]
        elif "#" in inside:
            pieces[at] = _written(_free_value(free, inside), form_of_number)
        else:
            claim, pieces[at] = _claim(frame, inside, form_of_number, least=0 if family.zeros else 1)
            claims.append(replace(claim, at=at))
    claims += [_said_in_words(frame.form, each) for each in family.states]
    return Sentence(family, tuple(pieces), tuple(claims), _broken(family, text, frame, free, pieces))


# ---------------------------------------------------------------- figures without a cell


def _free_figures(family: Family, frame: Frame, rng: Random) -> dict[str, int]:
    """Each drawn from its range, or the sum of others; a sum may take in words of figures.toml."""
    names = {name for text in family.texts for name in re.findall(r"#(\w+)", text)}
    given = {**{name: [2, 200] for name in sorted(names)}, **(family.free or {})}
    found = {name: rng.randint(*given[name]) for name in sorted(given) if not isinstance(given[name], str)}
    sums = {name: sum_ for name, sum_ in given.items() if isinstance(sum_, str)}
    words = {word for sum_ in sums.values() for word in re.findall(r"[a-z_.]+", sum_)} - given.keys()
    cells = {word: int(value(frame.figures, meaning(frame.form, word).value)) for word in words}
    return found | {name: _free_sum(found | cells, sum_) for name, sum_ in sums.items()}


def _free_sum(free: Mapping[str, int], text: str) -> int:
    terms = re.findall(r"([+-]?)\s*([\w.]+)", text)
    return sum((-1 if sign == "-" else 1) * free[name] for sign, name in terms)


def _free_value(free: Mapping[str, int], inside: str) -> Number:
    left, slash, right = inside.replace("#", "").partition("/")
    return _percent(Decimal(free[left]), Decimal(free[right]), 1) if slash else _free_sum(free, left)


def _broken(family: Family, text: str, frame: Frame, free: dict[str, int], pieces: list[str]) -> str:
    """The text with the figures of `broken` in it; "" where the family has none."""
    if not family.broken:
        return ""
    wrong = free | {name: _free_sum(free, sum_) for name, sum_ in family.broken.items()}
    written = list(pieces)
    for at, piece in enumerate(re.split(r"(\{[^{}]*\})", text)):
        if piece.startswith("{#"):
            inside, _, form_of_number = piece[1:-1].partition("|")
            written[at] = _written(_free_value(wrong, inside), form_of_number)
    return "".join(written)


# ---------------------------------------------------------------- claims


def _claim(frame: Frame, inside: str, form_of_number: str, least: int) -> tuple[Claim, str]:
    if ":" in inside:
        how, _, word = inside.partition(":")
        return _growth(frame, how, word, form_of_number)
    if "/" in inside:
        part, whole = (meaning(frame.form, each) for each in inside.split("/"))
        return _share(frame.figures, part, whole, int(form_of_number[1:] or 1))
    means = meaning(frame.form, inside)
    now = value(frame.figures, means.value)

    def otherwise(rng: Random) -> str:
        for _ in range(100):
            other = now + rng.choice((1, 1, 2, 3, 5, 10, max(1, int(now) // 3))) * rng.choice((1, -1))
            if other >= least and not _fits(means, frame.figures, other):
                return _written(other, form_of_number)
        return ""

    claim = Claim(means.value, means.cells, lambda figures: _fits(means, figures, now), None, otherwise)
    return claim, _written(now, form_of_number)


def _fits(means: Meaning, figures: Figures, said: Number) -> bool:
    if any(value(figures, each) == said for each in means.readings):
        return True
    return means.within is not None and value(figures, means.within[0]) <= said <= value(figures, means.within[1])


def _share(figures: Figures, part: Meaning, whole: Meaning, places: int) -> tuple[Claim, str]:
    def shares(now: Figures) -> list[Decimal]:
        pairs = product(part.readings, whole.readings)
        return [Decimal(value(now, a)) / Decimal(value(now, b)) * 100 for a, b in pairs if value(now, b)]

    said = _percent(Decimal(value(figures, part.value)), Decimal(value(figures, whole.value)), places)

    def is_true(now: Figures) -> bool:
        return any(said in (_rounded(each, places, how) for how in _ROUNDINGS) for each in shares(now))

    def otherwise(rng: Random) -> str:
        far = [
            other
            for by in (3, 5, 8, 12, -3, -5, -9)
            if 0 < (other := said + Decimal(by) + Decimal(rng.randrange(10)).scaleb(-places)) < 100
            and all(abs(other - each) > 1 for each in shares(figures))
        ]
        return f"{_rounded(rng.choice(far), places)}" if far else ""

    return Claim(part.value, part.cells | whole.cells, is_true, None, otherwise), f"{said}"


def _growth(frame: Frame, how: str, word: str, places: str) -> tuple[Claim, str]:
    """`growth` in per cent and `change` in cases, against last year's figure of the same word."""
    assert frame.previous is not None
    means, previous = meaning(frame.form, word), frame.previous

    def compared(now: Figures, before: Weights) -> tuple[bool, Decimal]:
        a, b = Decimal(value(now, before)), Decimal(value(previous, before))
        return a > b, abs(a - b) if how == "change" else _percent(abs(a - b), b, int(places or 1))

    rose, by = compared(frame.figures, means.value)
    words = COMPARED[how][0 if rose else 1]

    def otherwise(rng: Random) -> str:
        most = 100 if how == "growth" and not rose else 10**9  # nothing falls by more than all
        others = [by + step for step in (3, 4, 7, -3, -4, -7) if 0 < by + step < most]
        return words.format(plain(rng.choice(others)))

    def is_true(now: Figures) -> bool:
        return any(compared(now, each) == (rose, by) for each in means.readings)

    return Claim(means.value, means.cells, is_true, None, otherwise), words.format(plain(by))


def _said_in_words(form: Form, state: str) -> Claim:
    left, _, right = state.partition(" = ")
    means = meaning(form, left)
    if right == "0":
        return Claim(means.value, means.cells, lambda figures: _fits(means, figures, 0))
    other = meaning(form, right)
    target = {id: means.value.get(id, 0) - other.value.get(id, 0) for id in {**means.value, **other.value}}
    pairs = tuple(zip(means.readings, other.readings, strict=True))
    return Claim(
        {id: weight for id, weight in target.items() if weight},
        means.cells | other.cells,
        lambda figures: any(value(figures, a) == value(figures, b) for a, b in pairs),
    )


# ---------------------------------------------------------------- numbers

_ROUNDINGS = (ROUND_HALF_UP, ROUND_DOWN)


def _percent(part: Decimal, whole: Decimal, places: int) -> Decimal:
    return _rounded(part / whole * 100, places) if whole else Decimal(0)


def _rounded(number: Decimal, places: int, how: str = ROUND_HALF_UP) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-places), how)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def _written(number: Number, how: str) -> str:
    if how == "cn":
        return in_chinese(int(number))
    text = plain(Decimal(number))
    if how == "wide":
        return text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    return text


def in_chinese(number: int) -> str:
    """A whole number as it is spoken, up to 9999; as digits above that."""
    if number > 9999:
        return str(number)
    text, gap = "", False
    for weight, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // weight % 10
        if digit:
            text += ("零" if gap and text else "") + _NUMERALS[digit] + name
            gap = False
        else:
            gap = True
    text = text or _NUMERALS[0]
    return text.removeprefix("一") if text.startswith("一十") else text
