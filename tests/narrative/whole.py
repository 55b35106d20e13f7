"""Makes whole reports of the templates of a half: six sections with several paragraphs, agreeing with the tables, and
the same with one contradiction."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from gouji.form.form import Form
from gouji.form.load import load_all
from narrative.cells import FOLDER, UnknownWordError
from narrative.families import Family, Office, load, offices, offices_for
from narrative.filling import Figures
from narrative.pairs import (
    BREAK,
    NEUTRAL,
    Contradiction,
    Report,
    false_cells,
    figures_against,
    frame_for,
    mistyped,
)
from narrative.sentence import Frame, Sentence, chosen, needs_last_year, needs_of, write
from narrative.skins import Skin, skin


@dataclass(frozen=True)
class Whole:
    """A report in both states. without: the same figures with neutral texts."""

    agreeing: Report
    without: Report
    contradiction: Contradiction


Template = tuple[Family, str]
_TRIES = 20


@cache
def _paragraphs() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads((FOLDER / "report.toml").read_text(encoding="utf-8"))["paragraph"])


def whole_reports(half: str, seed: int = 1, count: int = 40) -> Iterator[Whole]:
    """So many reports of the templates of a half. Same arguments: same reports."""
    for number in range(count):
        form = load_all()[number % len(load_all())]
        rngs = (Random(f"whole {half} {seed} {number} {attempt}") for attempt in range(_TRIES))
        yield next(filter(None, (_whole(form, half, rng.choice(offices()), rng) for rng in rngs)))


def _whole(form: Form, half: str, office: Office, rng: Random) -> Whole | None:
    """None where nothing that the report says can be contradicted."""
    templates = [list(_taken(form, half, office, paragraph, rng)) for paragraph in _paragraphs()]
    frame = _frame(form, templates, office, rng)
    written = [[write(family, text, frame, rng) for family, text in each] for each in templates]
    worn = skin(rng)
    agreeing = _report(frame, office, frame.figures, _texts(frame, written, worn))
    without = _report(frame, office, frame.figures, {id: (text,) for id, text in NEUTRAL.items()})
    contradiction = _contradiction(frame, office, written, worn, rng)
    return Whole(agreeing, without, contradiction) if contradiction else None


def _taken(form: Form, half: str, office: Office, paragraph: Mapping[str, Any], rng: Random) -> Iterator[Template]:
    """Templates for a paragraph, of different families, that the office may say on this form."""
    families = [family for family in load(half) if family.paragraph in paragraph["take"]]
    rng.shuffle(families)
    left = rng.randint(1, paragraph["most"]) if families else 0
    for family in families:
        text = chosen(rng.choice(family.texts), rng)
        if left and office in offices_for(text, family) and _fits(form, family, text):
            left -= 1
            yield family, text


def _fits(form: Form, family: Family, text: str) -> bool:
    """Whether the form has the cells; comparisons with last year and lone figures of older applications are for the
    pairs."""
    if needs_last_year(text) or family.older or (family.forms and form.id.rpartition("/")[2] not in family.forms):
        return False
    try:
        needs_of(form, family, text)
    except UnknownWordError:
        return False
    return True


def _frame(form: Form, templates: list[list[Template]], office: Office, rng: Random) -> Frame:
    """The frame of all the templates. What can't be true beside the others is taken out of them."""
    kept: list[Template] = []
    for paragraph in templates:
        for each in tuple(paragraph):
            try:
                frame_for(form, (*kept, each), office, rng)
                kept.append(each)
            except LookupError:
                paragraph.remove(each)
    return frame_for(form, kept, office, rng)


def _texts(
    frame: Frame, written: Sequence[Sequence[Sentence]], worn: Skin, instead: Mapping[int, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Section id → paragraphs. instead: texts of some sentences, by their identity."""
    found: dict[str, tuple[str, ...]] = {}
    for paragraph, sentences in zip(_paragraphs(), written, strict=True):
        opening = paragraph["opening"].format(**frame.words)
        text = opening + "".join((instead or {}).get(id(each), each.text) for each in sentences)
        section = paragraph["section"]
        found[section] = (*found.get(section, ()), *(worn(text) if text else NEUTRAL[section]).split(BREAK))
    return found


def _report(frame: Frame, office: Office, figures: Figures, texts: Mapping[str, tuple[str, ...]]) -> Report:
    return Report(frame.form, int(frame.words["year"]), office, figures, texts)


def _contradiction(
    frame: Frame, office: Office, written: Sequence[Sequence[Sentence]], worn: Skin, rng: Random
) -> Contradiction | None:
    """One thing that is false: half of the time because the figures were moved."""
    sentences = [each for paragraph in written for each in paragraph if not each.family.may]
    claims = [claim for each in sentences for claim in each.claims]
    said = [each for each in sentences if any(claim.otherwise for claim in each.claims)]
    if claims and (not said or rng.random() < 0.5):
        figures = figures_against(frame, rng.choice(claims), claims, rng)
        if figures:
            texts = _texts(frame, written, worn)
            return Contradiction("moved", _report(frame, office, figures, texts), false_cells(claims, figures))
    for sentence in rng.sample(said, len(said)):
        text, right = mistyped(sentence, rng)
        if text:
            texts = _texts(frame, written, worn, {id(sentence): text})
            return Contradiction("typed", _report(frame, office, frame.figures, texts), right)
    return None
