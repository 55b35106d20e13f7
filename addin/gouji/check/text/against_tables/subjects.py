"""Takes the word that stands next to a figure and the clause on its other side; gives the rows and columns meant.

Each table has its own grammar: applications are told by row and applicant, disputes by kind and outcome, documents by
kind and what was done with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from gouji.check.text.against_tables.setting import OFF, OFF_CLASS, Meaning, Setting, is_about_information
from gouji.check.text.against_tables.tokens import Figure, Token
from gouji.form.spoken import Spoken, Sum, Word

WITHIN = "其中"


class Place(NamedTuple):
    """Where a subject stands. behind: the words behind the figure. between: the words between subject and figure. free:
    how many characters between them are no words. is_behind: whether the subject stands behind its figure."""

    setting: Setting
    spoken: Spoken
    figure: Figure
    behind: Sequence[Token]
    between: Sequence[Token] = ()
    free: int = 0
    is_behind: bool = False

    @property
    def noun(self) -> Word | None:
        """What was named between subject and figure, the surest name first."""
        nouns = [word for token in self.between for word in token.words if word.role == "noun"]
        return min(nouns, key=lambda word: bool(word.trait)) if nouns else None


def meaning(text: str, token: Token, rest: Sequence[Token], place: Place) -> Meaning | None:
    """Gives what a figure next to this word is said of; rest: what stands in the clause before the word."""
    for word in token.words:
        grammar = _GRAMMARS.get(word.trait.partition(" ")[0], _application) if word.role in ("row", "column") else None
        found = grammar(text, token, word, rest, place) if grammar else None
        if found is not None:
            return found
    return None


def usual(table: str, place: Place) -> Meaning:
    """Gives what is meant where only the table is spoken of: any of its usual rows."""
    return Meaning(table, place.spoken.usual[table].rows, ())


# ---------------------------------------------------------------- applications


def _application(text: str, token: Token, word: Word, rest: Sequence[Token], place: Place) -> Meaning | None:
    setting = place.setting
    if setting.topic in (OFF, OFF_CLASS) and not (place.noun and not place.noun.trait):
        return None
    if word.trait == "answer" and (result := _next_to(text, token, rest)):
        return _application(text, result, result.meaning("row") or word, rest[: rest.index(result)], place)
    if word.trait.endswith("vague") and (carried := _strong_before(rest)):
        return _application(text, carried, carried.words[0], rest[: rest.index(carried)], place)
    if word.trait and not _is_sure(word, place):
        return None
    rows = word.rows
    columns = word.columns
    if word.role == "column":
        columns = () if _is_any_of(rest) else _added(columns, rest, "column", word.table)
        row = _nearest(rest, "row", word.table)
        if row is None and setting.topic != word.table:
            return None
        rows = row.rows if row else _of_whole(place, word.table)
    else:
        rows = _for_reasons(word, _summed(word, rest) if not place.is_behind else rows, rest, place.spoken)
        if not rows:
            return None
        columns = _of_applicants(text, word.table, rest, setting)
    # 涉及自然人72件 names the applicants, not what was applied for
    told = rest[:-1] if word.role == "column" and rest and rest[-1].end == token.start else rest
    if any(_spoils(each, ("", "part"), place.noun is not None) for each in told):
        return None
    return Meaning(word.table, rows, columns)


def _of_applicants(text: str, table: str, rest: Sequence[Token], setting: Setting) -> tuple[str, ...]:
    """Whose applications a row counts: of those named before it, or 其中 of those spoken of before; () of all."""
    for at in range(len(rest) - 1, -1, -1):
        word = rest[at].meaning("column")
        if word is not None and word.table == table:
            return () if _is_any_of(rest[:at]) else word.columns
    said = setting.said.get(table)
    if said and table in setting.in_sentence and any(text[each.start : each.end] == WITHIN for each in rest):
        return said.columns
    return ()


def _is_any_of(before: Sequence[Token]) -> bool:
    """Whether an applicant is joined to a word that means everybody: 群众和企业."""
    return len(before) > 1 and before[-1].is_a("and") and not before[-2].is_a("column")


def _for_reasons(word: Word, rows: tuple[Sum, ...], rest: Sequence[Token], spoken: Spoken) -> tuple[Sum, ...]:
    """The rows of an outcome told with its reasons: 因国家秘密不予公开3件 may count what was
    refused for that, 因国家秘密等原因不予公开3件 counts all; () where the reason is none of the form's."""
    words = [each for token in rest for each in token.words]
    traits = {each.trait for each in words}
    items = [row for each in words if each.trait == "item" and each.rows for row in each.rows[0].plus]
    reasons = (Sum(tuple(dict.fromkeys(items)), ()),) if items else ()
    if word.trait == "answer" and "reason" in traits and "and so on" not in traits:
        return reasons
    if word.trait or "and so on" in traits or rows[:1] in [(row,) for row in spoken.carried]:
        return rows
    return (*reasons, *rows) if reasons or "reason" not in traits else ()


def _is_sure(word: Word, place: Place) -> bool:
    """Whether a word that says too little alone is said of applications here."""
    setting, noun = place.setting, place.noun
    is_topic = setting.topic == word.table
    if word.trait == "item":
        return is_topic or noun is not None
    if word.trait == "bare":
        return is_topic and word.table in setting.said and place.free == 0 and not place.is_behind and noun is None
    if noun is not None:
        return noun.trait != "weak" or is_topic
    behind = next(iter(place.behind), None)
    if behind is not None and not place.is_behind and (named := behind.meaning("noun")):
        return named.trait != "weak" or is_topic
    return is_topic and place.free <= 2


def _next_to(text: str, token: Token, rest: Sequence[Token]) -> Token | None:
    """The result that 答复 follows: 部分公开答复, 予以公开的答复."""
    before = next((each for each in reversed(rest) if not each.is_a("filler")), None)
    if before is None or not before.is_a("row") or text[before.end : token.start] not in ("", "的"):
        return None
    return before


def _strong_before(rest: Sequence[Token]) -> Token | None:
    """The row that says by itself what was handled: 上年结转…办理1件; in 含上年结转，共办理 it is only a part."""
    at = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].is_a("row")), None)
    if at is None or rest[at].words[0].trait or (at and rest[at - 1].is_a("filler")):
        return None
    return rest[at]


def _of_whole(place: Place, table: str) -> tuple[Sum, ...]:
    """The rows whose applicants may be told: what was said last, and what is usual."""
    said = place.setting.said.get(table)
    usual_rows = place.spoken.usual[table].rows
    if said and said.rows[:1] == usual_rows[:1]:
        return said.rows
    return tuple(dict.fromkeys((*(said.rows if said else ()), *usual_rows)))


# ---------------------------------------------------------------- disputes


def _dispute(text: str, token: Token, word: Word, rest: Sequence[Token], place: Place) -> Meaning | None:
    setting = place.setting
    row = word if word.role == "row" else _nearest(rest, "row", word.table)
    is_named = any(each.is_a("context", "noun") for each in (*rest, *place.behind))
    if row is not None and not (is_named or is_about_information(setting, row.trait)):
        return None
    if row is None and setting.topic != word.table:
        return None
    if any(_spoils(each, ("",), True) for each in rest):
        return None
    if row is None:
        said = setting.said.get(word.table)
        rows: tuple[Sum, ...] = said.rows if said else ()
    else:
        rows = _narrowed(row, rest) or _summed(row, rest)
    columns = _added(word.columns, rest, "column", word.table) if word.role == "column" else ()
    return Meaning(word.table, rows, columns) if rows else None


def _narrowed(word: Word, rest: Sequence[Token]) -> tuple[Sum, ...]:
    """The rows of the kind that is named before its genus: 未经复议直接起诉的行政诉讼 are no suits after review."""
    kind = _nearest(rest, "row", word.table)
    if kind is None or not kind.rows or not word.rows or any(token.is_a("and") for token in rest):
        return ()
    return kind.rows if set(kind.rows[0].plus) < set(word.rows[0].plus) else ()


# ---------------------------------------------------------------- documents and acts


def _document(text: str, token: Token, word: Word, rest: Sequence[Token], place: Place) -> Meaning | None:
    said = place.setting.said.get(word.table) if word.table in place.setting.in_sentence else None
    if word.role == "column" and said is None and not any(each.is_a("off", "thing", "noun") for each in rest):
        said = next(iter(place.setting.document), None)
    # 新制发1件规范性文件 names the document behind its figure
    row = word if word.role == "row" else _nearest((*place.behind[::-1], *rest), "row", word.table, "document")
    column = word if word.role == "column" else _nearest(rest, "column", word.table)
    if row is None and (word.role == "row" or said is None):
        return None
    rows = _summed(row, rest) if row else said.rows if said else ()
    if column is None:
        columns = said.columns if said and not any(each.is_a("off", "thing", "row", "doubt") for each in rest) else ()
    else:
        columns = column.columns
    doubts = ("", "document") if column is not None and column.trait.endswith("made") else ("",)
    if not columns or any(_spoils(each, doubts, True) for each in rest):
        return None
    return Meaning(word.table, rows, columns)


def _act(text: str, token: Token, word: Word, rest: Sequence[Token], place: Place) -> Meaning | None:
    if place.free or place.is_behind or any(not _counts(each, place.figure) for each in place.between):
        return None
    if place.figure.kind == "count" and place.figure.unit not in place.spoken.act_units:
        return None
    if any(each.is_a("off", "thing", "doubt", "zero", "column") for each in rest):
        return None
    return Meaning(word.table, _summed(word, rest), ())


_GRAMMARS: Mapping[str, Callable[[str, Token, Word, Sequence[Token], Place], Meaning | None]] = {
    "dispute": _dispute,
    "document": _document,
    "act": _act,
}


def _counts(token: Token, figure: Figure) -> bool:
    """Whether a word only leads to the figure: 行政许可共16件, 许可、处罚均为0件; 行政许可信息16件 is another thing."""
    return (token.is_a("all") and not figure.value) or only_counts(token)


def only_counts(token: Token) -> bool:
    """Whether a word says no more than that a number follows: 共, 总数."""
    return any(word.role == "filler" and word.trait == "count" for word in token.words)


# ---------------------------------------------------------------- clauses


def _nearest(rest: Sequence[Token], role: str, table: str, trait: str = "") -> Word | None:
    """The nearest word of a role and a table in what stands before."""
    for token in reversed(rest):
        for word in token.words:
            if word.role == role and word.table == table and (not trait or word.trait == trait):
                return word
    return None


def _summed(word: Word, rest: Sequence[Token]) -> tuple[Sum, ...]:
    """The rows of a word and of those that 及, 、 join to it: 予以公开及部分公开."""
    rows = word.rows
    for other in _joined(word, rest, "row"):
        if word.trait.startswith(("weak", "answer")):
            rows = tuple(dict.fromkeys((*rows, *other.rows)))  # 收到并办结: either may be meant
        elif rows and other.rows:
            rows = (Sum((*other.rows[0].plus, *rows[0].plus), ()),)
    return rows


def _added(columns: tuple[str, ...], rest: Sequence[Token], role: str, table: str) -> tuple[str, ...]:
    for token, before in zip(reversed(rest), reversed(rest[:-1]), strict=False):
        word = before.meaning(role)
        if not token.is_a("and") or word is None or word.table != table:
            break
        columns = tuple(dict.fromkeys((*word.columns, *columns)))
    return columns


def _joined(word: Word, rest: Sequence[Token], role: str) -> list[Word]:
    """The words of the same kind that 和 joins to one, from the nearest on."""
    found: list[Word] = []
    at = len(rest)
    while at >= 2 and rest[at - 1].is_a("and"):
        other = next((each for each in rest[at - 2].words if each.role == role and each.table == word.table), None)
        if other is None or other.trait.startswith("weak") != word.trait.startswith(("weak", "answer")):
            break
        found.append(other)
        at -= 2
    return found


def _spoils(token: Token, doubts: tuple[str, ...], is_named: bool) -> bool:
    """Whether a word before the subject leaves open what is counted."""
    for word in token.words:
        if word.role == "zero" or (word.role == "off" and not is_named):
            return True
        if word.role == "doubt" and word.trait in doubts:
            return True
    return False
