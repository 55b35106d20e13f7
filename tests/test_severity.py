"""How grave a finding is: when it is open, and that its words and colours stand in one file only."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.check import severity
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import COLOURS, GOOD, HEAT, VERDICT_WORDS, WORDS, Verdict
from gouji.form.severity import Severity
from gouji.report.severity_css import coloured

PACKAGE = Path(severity.__file__).parents[1]
WRITTEN = [path for kind in ("py", "css", "js", "toml", "html") for path in sorted(PACKAGE.rglob(f"*.{kind}"))]
ERROR, WARNING, HINT = Severity


def finding(grave: Severity, explanation: str | None = None, explainable: bool = False) -> Finding:
    return Finding("AR999", "name", grave, (), (), "不对", explanation=explanation, explainable=explainable)


@pytest.mark.parametrize(
    ("given", "blocks", "unexplained", "asks", "counts_as", "verdict"),
    [
        (finding(ERROR), True, False, False, ERROR, Verdict.ERROR),
        (finding(ERROR, "机构改革，事项划出。"), True, False, False, ERROR, Verdict.ERROR),
        (finding(ERROR, None, True), True, False, True, ERROR, Verdict.ERROR),
        (finding(ERROR, "机构改革，事项划出。", True), False, False, True, WARNING, Verdict.WARNING),
        (finding(WARNING), False, True, True, WARNING, Verdict.WARNING),
        (finding(WARNING, ""), False, True, True, WARNING, Verdict.WARNING),
        (finding(WARNING, "已核实。"), False, False, True, WARNING, Verdict.HINT),
        (finding(HINT), False, False, False, HINT, Verdict.HINT),
        (finding(HINT, "已核实。"), False, False, False, HINT, Verdict.HINT),
    ],
)
def test_what_is_open_what_it_counts_as_and_what_it_makes_of_its_report(
    given: Finding, blocks: bool, unexplained: bool, asks: bool, counts_as: Severity, verdict: Verdict
) -> None:
    assert severity.blocks(given) is blocks
    assert severity.is_unexplained(given) is unexplained
    assert severity.asks_explanation(given) is asks
    assert severity.counts_as(given) is counts_as
    assert Result("", None, None, None, None, (given,)).verdict is verdict


def test_the_gravest_finding_decides_and_nothing_is_clean() -> None:
    assert Result("", None, None, None, None, (finding(HINT), finding(ERROR), finding(WARNING))).verdict == "error"
    assert Result("", None, None, None, None, ()).verdict == "clean"
    assert Result("", None, None, None, None, (finding(HINT),), unreadable=True).verdict == "unreadable"


def test_every_severity_and_every_verdict_has_its_words_and_the_gravest_comes_first() -> None:
    assert list(WORDS) == list(COLOURS) == list(severity.DEMANDS) == list(Severity) == ["error", "warning", "hint"]
    assert list(VERDICT_WORDS) == list(Verdict)


@pytest.mark.parametrize(
    "colour",
    sorted({each.lower() for one in (*COLOURS.values(), GOOD) for each in (one.fill, one.letters)} - {""} | {*HEAT}),
)
def test_a_colour_of_a_severity_is_written_in_one_file(colour: str) -> None:
    holding = [
        path.relative_to(PACKAGE).as_posix()
        for path in WRITTEN
        if colour.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert holding == ["check/severity.py"]


def test_the_word_for_a_warning_is_written_in_one_file() -> None:
    """The words for an error and a hint are common ones, which sentences need for other things too."""
    holding = [path.relative_to(PACKAGE).as_posix() for path in WRITTEN if _quoted(WORDS[WARNING], path)]
    assert holding == ["check/severity.py"]


def _quoted(word: str, path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return f'"{word}"' in text or f"“{word}”" in text


def test_a_style_sheet_gets_its_colours_and_no_gap_is_left() -> None:
    bad, ask = COLOURS[ERROR], COLOURS[WARNING]
    assert (
        coloured("{$bad;$ask}.x{fill:$error}.h1{background:$h1}")
        == (
            f"{{--bad:{bad.letters};--badbg:{bad.fill};--ask:{ask.letters};--askbg:{ask.fill}}}"
            f".x{{fill:{bad.solid}}}.h1{{background:{HEAT[0]}}}"
        ).lower()
    )
    with pytest.raises(KeyError):
        coloured("$worse")
