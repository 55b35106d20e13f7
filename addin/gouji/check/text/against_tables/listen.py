"""Takes the paragraphs of a report; gives the sentences that may speak of its figures, each figure with its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.check.text.against_tables.carried import joined
from gouji.check.text.against_tables.meaning import meaning
from gouji.check.text.against_tables.plain import Plain, plain
from gouji.check.text.against_tables.readings import readings
from gouji.check.text.against_tables.setting import SUBJECTS, TELLING, Meaning, Setting, ended, heard
from gouji.check.text.against_tables.tokens import Token, sentences
from gouji.form.form import Form, Section
from gouji.form.spellings import lexicon
from gouji.form.spoken import Spoken
from gouji.reading.reading import Paragraph, Reading

_SAID = ("count", "money", "bare")  # kinds of figures that may be the form's
_LONGEST = 10_000  # characters of a paragraph: ten times what a whole report should have
_SHORTEST = 3  # characters of a name
_HEADING = 30  # characters, without 。: it names what the next paragraphs are about
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十\d]+[）)、.．][^。\d]+。?\s*")  # （二）依申请公开。


class Sentence(NamedTuple):
    """A sentence as it is understood.

    meanings: by the index of a figure what it is said of; ends: where those words end. settings: by the index of each
    token what was left standing before it. roles: those of its words. start: where it begins in the plain text.
    """

    plain: Plain
    tokens: Sequence[Token]
    meanings: Mapping[int, Meaning]
    ends: Mapping[int, int]
    settings: Sequence[Setting]
    roles: frozenset[str]
    start: int


class Told(NamedTuple):
    """A paragraph with its sentences."""

    section: Section
    at: Paragraph
    sentences: Sequence[Sentence]
    has_figures: bool

    def quoted(self, sentence: Sentence, start: int, end: int) -> str:
        """Gives the words of the paragraph from one place of the plain text to another."""
        origin = sentence.plain.origin
        return " ".join(self.at.text[origin[start] : origin[end]].split())


def listen(form: Form, spoken: Spoken, reading: Reading, once: bool = False) -> Iterator[Told]:
    """Gives the paragraphs that have figures, or say that something did not happen or was done in full. once: whether
    a paragraph that stands there again is left out."""
    told_already: set[tuple[str, str]] = set()
    fits = fitting(spoken, reading)
    is_left = _is_left(form, spoken, reading)
    for section in form.sections:
        topic = section.table or ""
        for paragraph in reading.sections.get(section.id, ()):
            is_again = once and (topic, paragraph.text) in told_already
            if not is_again and _is_worth_reading(paragraph.text, spoken, is_left):
                told_already.add((topic, paragraph.text))
                told = _told(section, paragraph, Setting(topic=topic), spoken, reading, fits)
                if told.sentences:
                    yield told
            if _is_heading(paragraph.text):
                topic = _topic(paragraph, spoken) or section.table or ""


def _is_heading(text: str) -> bool:
    return len(text) <= _HEADING and ("。" not in text or _NUMBERED.fullmatch(text) is not None)


@cache
def _figure(units: Sequence[str]) -> re.Pattern[str]:
    """A figure that is no date."""
    digits = r"(?<![\d０-９])[\d０-９]++(?![\s\d０-９]*[年月日号\d])"
    return re.compile(rf"{digits}|[一二两三四五六七八九十百千](?:{'|'.join(units)})")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_worth_reading(text: str, spoken: Spoken, is_left: bool) -> bool:
    """Whether a paragraph may speak of the form's figures. Few do: the others cost next to nothing. is_left: whether
    saying that all applications were handled would be wrong without more figures."""
    if len(text) > _LONGEST:
        return False
    if _figure(spoken.numeral_units).search(text) or _compiled(spoken.denies).search(text):
        return True
    return is_left and _compiled(spoken.finishes).search(text) is not None


def _is_left(form: Form, spoken: Spoken, reading: Reading) -> bool:
    """Whether the report carries more over than came in from last year: those may be what goes on."""
    came, left = (
        sum(_number(reading, figure_id) for each in readings(form, spoken, meaning) for figure_id in each.plus)
        for meaning in (Meaning(spoken.carried_table, (row,), ()) for row in spoken.carried)
    )
    return left > came


def _number(reading: Reading, figure_id: str) -> Decimal:
    cell = reading.figures.get(figure_id)
    return (cell and cell.value.number) or Decimal(0)


def fitting(spoken: Spoken, reading: Reading) -> tuple[str, ...]:
    """Gives the scopes whose sentences speak of this report's figures."""
    scope, name = reading.text("scope"), reading.text("organization")
    named = (each for each in spoken.reporters if each.scope in ("", scope))
    return next((each.fits for each in named if re.search(f"(?:{each.name})$", name)), ())


def _topic(heading: Paragraph, spoken: Spoken) -> str:
    text = plain(heading.text, None, spoken.numeral_units).text
    setting = Setting()
    for tokens in sentences(text, spoken, lexicon(spoken)):
        for token in tokens:
            setting = heard(setting, token, None, ())
    return setting.topic if setting.topic != "off class" else ""


@lru_cache(maxsize=1)  # of one report after the other, and a report has many paragraphs
def _own_names(agency: str, name_ends: tuple[str, ...], organization: str) -> re.Pattern[str] | None:
    """The ways to call the body of a report that end its name: 市水务局 of 青禾县水务局; None where there are none."""
    ends = (end for end in ("", *name_ends) if organization.endswith(end))
    names = [organization.removesuffix(end) for end in ends]
    found = {name[at:] for name in names if re.search(agency, name) for at in range(len(name) - _SHORTEST + 1)}
    if not found:
        return None
    either = "|".join(sorted(found, key=lambda each: (-len(each), each)))
    return re.compile(f"(?<![省市县区州旗])(?:{either})(?:{'|'.join(name_ends)})?")


def _without_name(whole: Plain, names: re.Pattern[str] | None) -> Plain:
    """Gives a text in which the report's own body is no word: neither 规划 of its name nor 街道."""
    if names is None or not names.search(whole.text):
        return whole
    return whole._replace(text=names.sub(lambda match: "·" * len(match.group()), whole.text))


def _told(
    section: Section, at: Paragraph, setting: Setting, spoken: Spoken, reading: Reading, fits: tuple[str, ...]
) -> Told:
    names = _own_names(spoken.agency, spoken.name_ends, reading.text("organization"))
    whole = _without_name(plain(at.text, reading.year, spoken.numeral_units), names)
    found: list[Sentence] = []
    for tokens in sentences(whole.text, spoken, lexicon(spoken)):
        if understood := joined(tokens):  # a 转 alone is no word
            sentence, setting = _understood(whole, understood, setting, spoken, fits)
            found.append(sentence)
    return Told(section, at, found, any(token.figure for each in found for token in each.tokens))


def _counts_part(tokens: Sequence[Token], at: int) -> bool:
    """Whether a figure that nobody judges counts applications of some kind: what follows is said of these."""
    while at > 0 and not tokens[at - 1].mark and tokens[at - 1].figure is None:
        at -= 1
        if tokens[at].is_a("noun"):
            return True
    return False


def _is_of_part(tokens: Sequence[Token], at: int, meanings: Mapping[int, Meaning]) -> bool:
    """Whether what is told next is a part of applications of some kind: 涉及征地的18件，占60%，其中予以公开12件."""
    opens = next((i for i in range(at - 1, -1, -1) if tokens[i].figure or _is_of_which(tokens[i])), None)
    if opens is None or not _is_of_which(tokens[opens]):
        return False
    count = next((i for i in range(opens - 1, -1, -1) if (of := tokens[i].figure) and of.kind == "count"), None)
    if count is None or count in meanings:
        return False
    before = next((i for i in range(count - 1, -1, -1) if tokens[i].figure or tokens[i].mark), -1)
    return any(word.trait == "part" for token in tokens[before + 1 : count] for word in token.words)


def _is_of_which(token: Token) -> bool:
    return any(word.trait == "of which" for word in token.words)


def _understood(
    whole: Plain, tokens: Sequence[Token], setting: Setting, spoken: Spoken, fits: tuple[str, ...]
) -> tuple[Sentence, Setting]:
    meanings: dict[int, Meaning] = {}
    ends: dict[int, int] = {}
    settings: list[Setting] = []
    before: Token | None = None
    roles: frozenset[str] = frozenset().union(*(token.roles for token in tokens))
    is_other = any(word.trait == "unrelated" for token in tokens for word in token.words)
    speaks = not (is_other or roles.isdisjoint(SUBJECTS))
    for at, token in enumerate(tokens):
        if token.figure is not None and not setting.is_part and _is_of_part(tokens, at, meanings):
            setting = setting._replace(is_part=True)
        settings.append(setting)
        if token.figure is not None and speaks and token.figure.kind in _SAID:
            found, end = meaning(whole.text, tokens, at, max(ends.values(), default=0), setting, spoken)
            if found is not None:
                meanings[at], ends[at] = found, end
                setting = setting._replace(
                    said={**setting.said, found.table: found},
                    in_sentence=(*setting.in_sentence, found.table),
                    topic=found.table if spoken.usual[found.table].rows else setting.topic,
                )
            elif setting.topic not in setting.in_sentence and _counts_part(tokens, at):
                setting = setting._replace(is_part=True)
        elif token.words and not token.roles.isdisjoint(TELLING):
            setting = heard(setting, token, before, fits)
        before = token
    start = max(whole.text.rfind(end, 0, tokens[0].start) for end in "。；") + 1
    return Sentence(whole, tokens, meanings, ends, settings, roles, start), ended(setting, bool(meanings))
