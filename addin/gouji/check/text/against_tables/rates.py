"""Finds percentages that fit no figures: 同比增长20% where last year's figure says 12%, 占33.9% of no known whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from gouji.check.finding import Finding
from gouji.check.structural import compiled, word
from gouji.check.text.against_tables.claim import Claim
from gouji.check.text.against_tables.listen import Told
from gouji.check.text.against_tables.readings import cells, named, readings
from gouji.check.text.against_tables.setting import Meaning
from gouji.check.text.against_tables.tokens import Figure
from gouji.form.form import Form
from gouji.form.spoken import Spoken
from gouji.value import plain

GROWTH, SHARE = "text-growth-differs", "text-share-differs"
_HUNDRED = Decimal(100)
_COUNTED = ("count", "bare", "things")
_MANY = 12  # figures of a paragraph of which no sums are tried


def growth(form: Form, claims: Sequence[Claim], previous: Mapping[str, Decimal]) -> Iterator[Finding]:
    """Gives the comparisons with last year that its figures don't bear out. previous: those figures."""
    for claim, figure, said in _following(form, claims):
        match = compiled(form.wordings, GROWTH, "compared").fullmatch(said)
        before = [value for each in claim.readings if (value := each.value(previous)) is not None]
        if match is None or figure.kind == "other" or not before or len(before) < len(claim.readings):
            continue
        sign = -1 if match["down"] else 1
        if figure.kind == "percent":
            if 0 in before or any(_fits(sign * (claim.value - old) / old * _HUNDRED, figure.value) for old in before):
                continue
        elif any(claim.value - old == sign * figure.value for old in before):
            continue
        facts = {"clause": claim.clause, "value": plain(claim.value), "unit": figure.unit}
        reason = f"上年{named(form, claim.readings[0])}是 {plain(before[0])}"
        yield word(form.wordings, GROWTH, facts | {"reason": reason}, cells(claim.readings), (claim.told.at.place,))


def shares(
    form: Form, spoken: Spoken, told: Told, claims: Sequence[Claim], numbers: Mapping[str, Decimal]
) -> Iterator[Finding]:
    """Gives the shares that fit none of the wholes that the table or the paragraph has."""
    for claim, figure, said in _following(form, claims):
        if figure.kind != "percent" or not compiled(form.wordings, SHARE, "share").fullmatch(said):
            continue
        wholes = _wholes(told, claim.value)
        for row in spoken.usual[form.figures[claim.readings[0].plus[0]].table].rows:
            of = Meaning(form.figures[claim.readings[0].plus[0]].table, (row,), ())
            wholes |= {value for each in readings(form, spoken, of) if (value := each.value(numbers)) is not None}
        likely = [whole for whole in wholes if whole and whole >= claim.value]
        if likely and not any(_fits(claim.value / whole * _HUNDRED, figure.value) for whole in likely):
            facts = {"clause": claim.clause, "value": plain(figure.value)}
            yield word(form.wordings, SHARE, facts, cells(claim.readings), (told.at.place,))


def applicants(
    form: Form, spoken: Spoken, told: Told, claims: Sequence[Claim], numbers: Mapping[str, Decimal]
) -> Iterator[Finding]:
    """Gives the shares told without their counts: 收到申请84件，自然人占72.62%."""
    for claim in claims:
        said = claim.sentence.meanings.get(claim.at) if claim.at is not None else None
        if said is None or said.columns or claim.step:
            continue
        tokens, text = claim.sentence.tokens, claim.sentence.plain.text
        for of, rate in zip(tokens[claim.at or 0 :], tokens[(claim.at or 0) + 1 :], strict=False):
            column, percent = of.meaning("column"), rate.figure
            if column is None or column.table != said.table or percent is None or percent.kind != "percent":
                continue
            if not compiled(form.wordings, SHARE, "share").fullmatch(text[of.end : rate.start]):
                continue
            parts = readings(form, spoken, said._replace(columns=column.columns))
            both = [
                (part.value(numbers), whole.value(numbers)) for part, whole in zip(parts, claim.readings, strict=False)
            ]
            if both and not any(
                part is None or not whole or _fits(part / whole * _HUNDRED, percent.value) for part, whole in both
            ):
                facts = {"clause": told.quoted(claim.sentence, of.start, rate.end), "value": plain(percent.value)}
                yield word(form.wordings, SHARE, facts, cells((*parts, *claim.readings)), (told.at.place,))


def listed_shares(form: Form, told: Told) -> Iterator[Finding]:
    """Gives the shares of what the form doesn't count that no count of the paragraph bears out: 信息139条，其中民生类
    47条，占55%."""
    for sentence in told.sentences:
        text = sentence.plain.text
        figures = [(token, token.figure, at) for at, token in enumerate(sentence.tokens) if token.figure]
        for (of, whole, _), (each, part, at), (rate, percent, _) in zip(
            figures, figures[1:], figures[2:], strict=False
        ):
            if percent.kind != "percent" or at in sentence.meanings or not _is_whole_of(whole, part):
                continue
            has_own_unit = part.kind == "things" and not part.unit  # 146篇: one that is not known
            between = text[each.end + has_own_unit : rate.start]
            is_part = compiled(form.wordings, SHARE, "part").fullmatch(text[of.end : each.start])
            if not is_part or not compiled(form.wordings, SHARE, "share").fullmatch(between):
                continue
            wholes = _wholes(told, part.value)  # 网站发布2000条，微信发布2000条: of two together, too
            sums = {one + other for one, other in combinations(wholes, 2)} if len(wholes) <= _MANY else set()
            if not any(_fits(part.value / whole * _HUNDRED, percent.value) for whole in (*wholes, *sums) if whole):
                facts = {"clause": told.quoted(sentence, of.start, rate.end), "value": plain(percent.value)}
                yield word(form.wordings, SHARE, facts, (f"sections.{told.section.id}",), (told.at.place,))


def _following(form: Form, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Figure, str]]:
    """Each claim of a count with the next figure of its sentence and the words between them; with the one after, where
    the next compares with last year: 2件，比上年减少3件，下降60%."""
    compared = compiled(form.wordings, GROWTH, "compared")
    for claim in claims:
        if claim.at is None or claim.step:
            continue
        tokens, start = claim.sentence.tokens, claim.end
        figures = [at for at in range(claim.at + 1, len(tokens)) if tokens[at].figure]
        for at in figures:
            figure, said = tokens[at].figure, claim.sentence.plain.text[start : tokens[at].start]
            if figure is None or at in claim.sentence.meanings:
                break
            yield claim._replace(end=tokens[at].end), figure, said
            if not compared.fullmatch(said):
                break
            start = tokens[at].end


def _fits(exact: Decimal, said: Decimal) -> bool:
    """Whether a percentage is this number, rounded or cut at its last place."""
    exponent = said.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(exact - said) < Decimal(1).scaleb(min(exponent, 0))


def _is_whole_of(whole: Figure, part: Figure) -> bool:
    """Whether one figure may be the whole of another: exact, of the same unit, and no smaller."""
    return whole.kind in _COUNTED and whole.kind == part.kind and whole.unit == part.unit and whole.value >= part.value


def _wholes(told: Told, part: Decimal) -> set[Decimal]:
    """What the paragraph counts that may be the whole of a part."""
    return {each.value for each in _counts(told) if each.value >= part}


def _counts(told: Told) -> Iterator[Figure]:
    for sentence in told.sentences:
        for token in sentence.tokens:
            if token.figure is not None and token.figure.kind in _COUNTED:
                yield token.figure
