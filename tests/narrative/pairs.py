"""Gives pairs of reports from the families of a half: one whose text agrees with its tables, and the same contradicting
them, once because the figures were moved and once because a figure of the text was."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.value import plain
from narrative.cells import FOLDER, UnknownWordError
from narrative.families import Family, Office, load, offices_for
from narrative.filling import Figures, Needs, draw, moved, value
from narrative.sentence import Claim, Frame, Sentence, chosen, needs_last_year, needs_of, write
from narrative.skins import skin

BREAK = "¶"  # between paragraphs of a template
NEUTRAL: Mapping[str, str] = tomllib.loads((FOLDER / "report.toml").read_text(encoding="utf-8"))["neutral"]


@dataclass(frozen=True)
class Report:
    """Figures with texts: section id → paragraphs. previous: last year's report, where a text compares with it."""

    form: Form
    year: int
    office: Office
    figures: Figures
    sections: Mapping[str, tuple[str, ...]]
    previous: Report | None = None

    def record(self) -> dict[str, object]:
        """The report as a JSON record of gouji."""
        figures: dict[str, dict[str, dict[str, int | str]]] = {}
        for id, figure in self.form.figures.items():
            number = self.figures[id]
            written = plain(Decimal(number)) if figure.kind == "money" else int(number)
            figures.setdefault(figure.table, {}).setdefault(figure.row, {})[figure.column] = written
        info = {"organization": self.office.name, "year": self.year, "scope": self.office.scope}
        sections = {id: list(texts) for id, texts in self.sections.items()}
        return {"form": self.form.id, "info": info, "figures": figures, "sections": sections}


@dataclass(frozen=True)
class Contradiction:
    """how: moved (the figures), typed (a figure of the text), inner (the text within itself). right: the cells of which
    a warning has to name one; empty where any will do."""

    how: str
    report: Report
    right: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """One text in both states. without: the agreeing report without the text, for what is wrong with it anyway."""

    family: Family
    section: str
    agreeing: Report
    without: Report
    contradictions: tuple[Contradiction, ...]

    @property
    def text(self) -> str:
        return said_in(self.agreeing, self.section)


def said_in(report: Report, section: str) -> str:
    """What a template says in a report, in one line."""
    return BREAK.join(text for text in report.sections[section] if text != NEUTRAL.get(section))


def pairs(half: str, seed: int = 1, rounds: int = 1, every: int = 1) -> Iterator[Pair]:
    """The pairs of a half, `rounds` for each template and each form that it fits. every: only each so-manieth of these,
    as chance has it.

    Same arguments: same pairs.
    """
    asked = [(form, family, text) for family in load(half) for text in family.texts for form in load_all()]
    if every > 1:
        asked = Random(seed).sample(asked, len(asked) // every)
    for form, family, text in asked:
        for number in range(rounds):
            pair = _pair(form, family, text, Random(f"{seed} {form.id} {text} {number}"))
            if pair:
                yield pair


def _pair(form: Form, family: Family, template: str, rng: Random) -> Pair | None:
    """None where the form has no such cells, or no office may say so."""
    if family.forms and form.id.rpartition("/")[2] not in family.forms:
        return None
    text = chosen(template, rng)
    try:
        frame, office = _somewhere(form, family, text, rng)
    except UnknownWordError:
        return None
    sentence = write(family, text, frame, rng)
    worn, section = skin(rng), _section(form, family, rng)
    year = int(frame.words["year"])
    before = Report(form, year - 1, office, frame.previous, _paragraphs({})) if frame.previous else None

    def report(figures: Figures, said: str) -> Report:
        return Report(form, year, office, figures, _paragraphs({section: worn(said)}), before)

    without = Report(form, year, office, frame.figures, _paragraphs({}), before)
    found = () if family.may else tuple(_contradictions(frame, sentence, report, rng))
    return Pair(family, section, report(frame.figures, sentence.text), without, found)


def _somewhere(form: Form, family: Family, text: str, rng: Random) -> tuple[Frame, Office]:
    """A frame for an office that may say the text: for another one where the figures don't come out for the first."""
    offices = offices_for(text, family)
    for office in (*rng.sample(offices, len(offices)), *offices):
        with suppress(LookupError):
            return frame_for(form, ((family, text),), office, rng), office
    raise LookupError(f"no figures of {form.id} are as this needs them: {text}")


def _section(form: Form, family: Family, rng: Random) -> str:
    """Where a text stands: as a rule where its family says; now and then beside the table it speaks of."""
    own = family.paragraph if any(section.id == family.paragraph for section in form.sections) else family.section
    return own if family.section == "overview" and rng.random() < 0.1 else family.section


def _paragraphs(said: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The neutral texts with what is said in their place; in the overview, after it."""
    texts: dict[str, tuple[str, ...]] = {id: (text,) for id, text in NEUTRAL.items()}
    for id, text in said.items():
        texts[id] = (*(texts[id] if id == "overview" else ()), *text.split(BREAK))
    return texts


def frame_for(form: Form, templates: Sequence[tuple[Family, str]], office: Office, rng: Random) -> Frame:
    """Figures of which all the templates are true, and what stands in their braces. Raises LookupError when no figures
    are found, UnknownWordError when the form lacks a cell."""
    needs = sum((needs_of(form, family, text) for family, text in templates), Needs())
    figures = draw(form, rng, office.size, needs)
    compares = any(needs_last_year(text) for _, text in templates)
    previous = _last_year(form, figures, needs.positive, office, rng) if compares else None
    year = rng.choice([form.since + 1] if form.until is not None else range(form.since, form.since + 5))
    words = {word: rng.choice(choices) for word, choices in office.words.items()}
    return Frame(form, words | {"year": f"{year}", "last": f"{year - 1}", "next": f"{year + 1}"}, figures, previous)


def _last_year(
    form: Form, figures: Figures, positive: Sequence[Mapping[str, int]], office: Office, rng: Random
) -> Figures:
    """Last year's figures, which left what this year's began with; what a text compares is neither 0 nor the same."""
    left = {id.replace(".carried_in.", ".carried_out."): figures[id] for id in figures if ".carried_in." in id}
    fixed = {id: number for id, number in left.items() if not id.endswith(".total")}
    for _ in range(40):
        found = draw(form, rng, office.size, Needs(positive=tuple(positive)), fixed)
        if all(value(found, each) != value(figures, each) < 4 * value(found, each) for each in positive):
            return found
    raise LookupError("no year before")


def _contradictions(
    frame: Frame, sentence: Sentence, report: Callable[[Figures, str], Report], rng: Random
) -> Iterator[Contradiction]:
    if sentence.inner:
        yield Contradiction("inner", report(frame.figures, sentence.inner), frozenset())
    if not sentence.claims:
        return
    figures = figures_against(frame, rng.choice(sentence.claims), sentence.claims, rng)
    if figures:
        yield Contradiction("moved", report(figures, sentence.text), false_cells(sentence.claims, figures))
    text, right = mistyped(sentence, rng)
    if text:
        yield Contradiction("typed", report(frame.figures, text), right)


def figures_against(frame: Frame, claim: Claim, claims: Sequence[Claim], rng: Random) -> Figures | None:
    """Figures that tie out and make a claim false, and if it can be had only that one; None when none are found."""
    others = [each for each in claims if each is not claim]
    return moved(
        frame.form,
        frame.figures,
        claim.target,
        rng,
        lambda now: not claim.is_true(now),
        lambda now: all(each.is_true(now) for each in others),
    )


def mistyped(sentence: Sentence, rng: Random) -> tuple[str, frozenset[str]]:
    """The text with one of its figures changed so that it is false, and the cells it speaks of; "" when none can be."""
    for claim in rng.sample(sentence.claims, len(sentence.claims)):
        other = claim.otherwise(rng) if claim.otherwise else ""
        if other and claim.at is not None:
            return sentence.with_piece(claim.at, other), claim.cells
    return "", frozenset()


def false_cells(claims: Sequence[Claim], figures: Figures) -> frozenset[str]:
    """The cells of every claim that these figures contradict."""
    return frozenset(cell for each in claims if not each.is_true(figures) for cell in each.cells)
