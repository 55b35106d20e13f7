"""Takes a figure of a sentence with the words round it; gives the rows and columns of the form that it is said of.

What stands before the figure is asked first (不予公开3件), then what stands behind it (3件不予公开). Wherever a word
may make it a part of something, or another thing, there is no meaning: a figure that nobody judges does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.check.text.against_tables import subjects
from gouji.check.text.against_tables.setting import OFF_CLASS, Meaning, Setting
from gouji.check.text.against_tables.subjects import Place
from gouji.check.text.against_tables.tokens import Token
from gouji.form.spoken import Spoken, Sum

_FREE, _FREE_BEFORE_SUBJECT = 6, 5  # characters that are no words, between a subject and its figure
_PASSED = ("filler", "and", "go_on", "this", "scope", "context", "all", "except", "next", "last")
BRACKET = "bracket"  # the mark of a pair of brackets with what they hold, before a figure: 其他处理（含撤回）3件


def meaning(
    text: str, sentence: Sequence[Token], at: int, taken: int, setting: Setting, spoken: Spoken
) -> tuple[Meaning | None, int]:
    """Gives what the figure at an index of a sentence is said of, None where that isn't sure, and where the words for
    it end: with the figure, or behind it. taken: where those of the figure before end."""
    figure = sentence[at].figure
    assert figure is not None
    if _is_of_another_time(sentence[:at]):
        return None, sentence[at].end
    if _is_in_brackets(sentence, at):  # 予以公开（3件）
        sentence, at = (*sentence[: at - 1], *sentence[at:]), at - 1
    place = Place(setting, spoken, figure, _behind(sentence, at))
    stop = sentence[at].start
    is_listed = at > 0 and sentence[at - 1].is_a("and") and any(token.is_a("row", "column") for token in place.behind)
    # In 3件予以公开、2件不予公开 the word before the second belongs to the first.
    for crossed, clause in enumerate(() if is_listed else _clauses(sentence, at, taken)):
        if crossed and stop == sentence[at].start and any(token.is_a("row") for token in place.behind):
            break  # 因跨年办理，2件申请结转下年
        found, is_closed = _before(text, clause, stop, place)
        if found or (is_closed and not crossed):
            return found, sentence[at].end
        if clause:
            stop = clause[0].start
    found, end = _after(text, sentence[at].end, place)
    if found is None:
        found, end = _left_over(sentence, at, place)
    if found is None:
        found, end = _of_all(text, sentence, at, place)
    if found is not None and at and sentence[at - 1].is_a("except") and found.rows[:1] == _handled(found, spoken):
        return None, end  # 除1件外均已办结 says that one was not
    return found, end


def _of_all(text: str, sentence: Sequence[Token], at: int, place: Place) -> tuple[Meaning | None, int]:
    """What 全年253件政府信息公开申请中 counts: all, where nothing stands before it in the sentence."""
    noun = place.behind[0] if place.behind else None
    word = noun and noun.meaning("noun")
    if noun is None or not word or word.trait or not text.startswith("中，", noun.end):
        return None, 0
    is_first = all(token.is_a("this", "scope") or subjects.only_counts(token) for token in sentence[:at])
    is_first = is_first and _free(text, max(text.rfind("。", 0, sentence[at].start), 0), sentence[at].start) < _FREE
    return (subjects.usual(word.table, place), noun.end) if is_first else (None, 0)


def _is_in_brackets(sentence: Sequence[Token], at: int) -> bool:
    """Whether a figure stands alone in brackets right behind a word that it may be said of."""
    if at < 2 or at + 1 == len(sentence):
        return False
    word, opens, closes = sentence[at - 2], sentence[at - 1], sentence[at + 1]
    return (opens.mark, closes.mark) == ("open", "close") and opens.start == word.end and word.is_a("row", "column")


def _is_of_another_time(before: Sequence[Token]) -> bool:
    """Whether a sentence has spoken of a part of the year, or of several, and not of the whole year since."""
    for token in reversed(before):
        if token.is_a("this"):
            return False
        if any(word.trait == "period" for word in token.words):
            return True
    return False


def _left_over(sentence: Sequence[Token], at: int, place: Place) -> tuple[Meaning | None, int]:
    """Looks behind the clause of a figure for what is said of applications left over: 1件未到期限，结转下年办理."""
    table, rows = place.spoken.carried_table, place.spoken.carried[1:]
    if place.setting.topic != table and not any(each.is_a("noun") for each in place.behind):
        return None, 0
    for index, token in enumerate(sentence[at + 1 :], at + 1):
        if token.figure is not None or token.mark in ("open", "colon"):
            break
        word = token.meaning("row")
        if word is not None and word.rows[:1] == rows and not word.trait:
            is_next = index + 1 < len(sentence) and sentence[index + 1].figure is not None
            return (None, 0) if is_next else (Meaning(table, rows, ()), token.end)
        if word is not None and not word.trait.startswith("weak"):
            break
    return None, 0


def _handled(found: Meaning, spoken: Spoken) -> tuple[Sum, ...]:
    return spoken.usual[found.table].rows[-1:]


def _clauses(sentence: Sequence[Token], at: int, taken: int) -> list[list[Token]]:
    """The clause before a figure, and the one before that: neither reaches over the figure before."""
    found: list[list[Token]] = [[]]
    before = at - 1
    while before >= 0 and sentence[before].figure is None and sentence[before].mark != "open":
        token = sentence[before]
        if token.start < taken:
            break
        opens = opening(sentence, before) if token.mark == "close" else None
        if opens is not None:
            token, before = Token(sentence[opens].start, token.end, mark=BRACKET), opens
        if token.mark in ("", BRACKET):
            found[-1].insert(0, token)
        elif len(found) < 2:
            found.append([])
        else:
            break
        before -= 1
    if before >= 0 and sentence[before].figure is not None and len(found) == 2:
        found.pop()  # 1件被撤销，2件: what stands right behind a figure is said of that one
    return found


def opening(sentence: Sequence[Token], close: int) -> int | None:
    """Gives where the bracket opens that closes at an index; None where none does."""
    return next((at for at in range(close, -1, -1) if sentence[at].mark == "open"), None)


def _behind(sentence: Sequence[Token], at: int) -> list[Token]:
    """What stands behind a figure in its clause, but for what belongs to the next figure."""
    found: list[Token] = []
    for token in sentence[at + 1 :]:
        if token.figure is not None:
            # 35件予以公开、1件部分公开 are two; in 34件予以公开12件 the words belong to the second
            return found[:-1] if found and found[-1].is_a("and") else []
        if token.mark:
            break
        found.append(token)
    return found


def _free(text: str, start: int, end: int) -> int:
    """Counts the characters between two tokens that are no words."""
    return sum(char not in '，：（）、“”"《》·' for char in text[start:end])


def _before(text: str, clause: Sequence[Token], stop: int, place: Place) -> tuple[Meaning | None, bool]:
    """Looks from a figure to the left. Second: whether that settles it."""
    free = 0
    for at in range(len(clause) - 1, -1, -1):
        token = clause[at]
        gap = _free(text, token.end, stop)
        free += gap
        stop = token.start
        if free > _FREE or (gap and _is_any_application(clause[at + 1 :])):
            return None, True
        if token.mark or token.is_a(*_PASSED):
            continue
        if token.is_a("noun"):
            continue
        return subjects.meaning(text, token, clause[:at], place._replace(between=clause[at + 1 :], free=free)), True
    noun = place._replace(between=clause).noun
    if noun is not None and not noun.trait and place.setting.topic != OFF_CLASS:
        return subjects.usual(noun.table, place), True
    return None, free > _FREE_BEFORE_SUBJECT or noun is not None


def _is_any_application(clause: Sequence[Token]) -> bool:
    """Whether a clause begins with 申请 alone: behind another word it is an application for that, 政策兑现申请."""
    noun = clause[0].meaning("noun") if clause else None
    return noun is not None and noun.trait == "weak"


def _after(text: str, end: int, place: Place) -> tuple[Meaning | None, int]:
    """Looks from a figure to the right. Second: where what it found ends."""
    free = 0
    for at, token in enumerate(place.behind):
        free += _free(text, end, token.start)
        end = token.end
        if free > _FREE:
            break
        if token.is_a("row", "column"):
            here = place._replace(free=free, is_behind=True, between=place.behind[:at])
            return subjects.meaning(text, token, place.behind[:at], here), end
        if not (token.is_a(*_PASSED, "noun") or any(word.trait == "part" for word in token.words)):
            break
    return None, end
