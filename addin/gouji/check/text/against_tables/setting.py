"""Takes the words of a paragraph one after the other; gives what a figure among them is seen in: topic, year, scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gouji.check.text.against_tables.tokens import Token
from gouji.form.spoken import Sum
from gouji.frozen import NOTHING

SUBJECTS = ("row", "column", "noun")  # roles of words that a figure of the form is said of
TELLING = ("noun", "off", "context", "row", "last", "this", "scope")  # roles of words that change a setting
OFF, OFF_CLASS = "off", "off class"  # topics: another thing; classes of documents, one of which is 依申请公开


class Meaning(NamedTuple):
    """What a figure is said of. rows: any of these sums; columns: added up, () for the usual one of the row."""

    table: str
    rows: tuple[Sum, ...]
    columns: tuple[str, ...]


class Setting(NamedTuple):
    """What the words before a figure leave standing.

    topic: the table spoken of, OFF, OFF_CLASS, "" while nothing is said. has_context: whether it has been said that
    disputes are about open information. year: "" for the report year. is_own: whether the scope is the report's. said:
    by table what was last said. in_sentence: tables of which this sentence has spoken. is_part: whether the sentence
    counts only a part of what the report counts (涉及征地的申请15件，予以公开10件). document: what the sentence just
    before was about, with the words since: 规范性文件管理更加规范。全年制发11件.
    """

    topic: str = ""
    has_context: bool = False
    year: str = ""
    is_own: bool = True
    said: Mapping[str, Meaning] = NOTHING
    in_sentence: tuple[str, ...] = ()
    is_part: bool = False
    document: tuple[Meaning, ...] = ()


def heard(setting: Setting, token: Token, before: Token | None, fits: tuple[str, ...]) -> Setting:
    """Gives the setting behind one more word. fits: the scopes whose sentences speak of this report."""
    for word in token.words:
        if word.trait == "document" and word.role == "row":
            setting = setting._replace(document=(Meaning(word.table, word.rows, ()),))
        elif setting.document and word.role in ("noun", "off"):
            setting = setting._replace(document=())
        match word.role:
            case "noun" if word.trait != "weak" and not (word.trait and setting.topic == OFF_CLASS):
                setting = setting._replace(topic=word.table, has_context=True)
            case "off" if len(token.words) == 1:  # 主动公开 is also what is done with documents
                setting = setting._replace(topic=OFF_CLASS if word.trait else OFF)
            case "context":
                setting = setting._replace(has_context=True, topic="" if setting.topic == OFF else setting.topic)
            case "row" if word.trait.startswith("dispute") and is_about_information(setting, word.trait):
                setting = setting._replace(topic=word.table, has_context=True)
            case "last" if not (before and before.is_a("compare") and token.start - before.end <= 1):
                setting = setting._replace(year=word.trait or word.role)
            case "this" if setting.year:
                setting = setting._replace(year="")
            case "scope":
                setting = setting._replace(is_own=word.trait in fits)
    return setting


def is_about_information(setting: Setting, trait: str = "") -> bool:
    """Whether disputes spoken of here are those about open information."""
    return trait.endswith("sure") or setting.has_context or setting.topic not in ("", OFF, OFF_CLASS)


def ended(setting: Setting, is_figure_heard: bool) -> Setting:
    """Gives what is left of a setting behind the end of a sentence: of its scope only where figures were told of it."""
    topic = OFF if setting.topic == OFF_CLASS else setting.topic
    return setting._replace(
        topic=topic,
        year="",
        is_own=setting.is_own or not is_figure_heard,
        in_sentence=(),
        is_part=False,
        document=() if is_figure_heard else setting.document,
    )
