"""A form, a number of units and a seed in; a whole Collection out, as a county's would be in the middle of February.

The findings are those of real checks: consistent figures, damaged by `fillings.damage`, written as workbooks and read
back, so that codes, places and cells are true. Few files are made, and many units share what was found in them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import fillings
from filled_workbooks import write
from gouji.check.file import check_path
from gouji.check.result import Result
from gouji.collect.collection import Collection, Standing, State, Submission, Unclear, Unit
from gouji.collect.standings import day_of
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.place import Place
from gouji.reading.reading import Explanation, Paragraph

HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg onload=alert(1)>'&amp;",
    "行\u2028分\u2029隔\x00\x0b控制\ud800半个",
    '=HYPERLINK("http://example.invalid")',
    "javascript:alert(1)",
    "\u202e反写gpj.exe",
)
_FAULTS = 8  # kinds of damaged files of a form
_CLEAN = 3
_REASON = "已逐件核对登记簿，数字无误。"
_BY = "花名册写明的截止日期"
_MADE: dict[str, tuple[Result, ...]] = {}


def results(form: Form) -> tuple[Result, ...]:
    """What checks say of clean, damaged and unreadable files of a form, in this order; made once."""
    if form.id not in _MADE:
        forms = (*(each for each in load_all() if each.id != form.id), form)
        with TemporaryDirectory() as folder:
            _MADE[form.id] = tuple(_results(form, forms, Path(folder)))
    return _MADE[form.id]


def _results(form: Form, forms: Sequence[Form], folder: Path) -> Iterator[Result]:
    rng = random.Random(form.id)
    for number in range(_CLEAN + _FAULTS):
        sound = fillings.consistent(form, number + 1)
        figures: fillings.Damaged = dict(sound)
        for id in rng.sample(tuple(form.figures), max(0, number - _CLEAN)):
            spoiled = fillings.damage(sound, id, rng.choice(fillings.HOW))
            figures[id] = spoiled[id] if spoiled else None
        reading = fillings.reading(form, figures)
        if number in (1, 2):  # a paragraph of last year was left in: a warning, explained or not
            opening = form.narrative.opening_section
            old = Paragraph(f"{fillings.year_of(form) - 1}年，我单位按时公开。")
            reading = replace(reading, sections={**reading.sections, opening: (*reading.sections[opening], old)})
        path = folder / f"{number}.xlsx"
        write(form, path, reading)
        found = check_path(path, forms)
        if number % 2:  # every other office gives its reasons
            reasons = tuple(Explanation(code, (), _REASON) for code in sorted({each.code for each in found.findings}))
            write(form, path, replace(reading, explanations=reasons))
            found = check_path(path, forms)
        yield found
    path.write_bytes(path.read_bytes()[:9000])  # an upload that broke off
    yield check_path(path, forms)


def collection(form: Form, units: int, seed: int = 1) -> Collection:
    """units of the form's kinds: of ten about seven have reported, some late, some twice, some with errors."""
    rng = random.Random(f"{form.id} {units} {seed}")
    year = fillings.year_of(form)
    kinds = next((field.choices for field in form.info if field.id == "scope"), ("",))
    made = tuple(_standing(form, number, kinds, year, rng) for number in range(units))
    return Collection(year, date(year + 1, 2, 10), made, tuple(_unclear(form, made, year, rng)))


def _standing(form: Form, number: int, kinds: Sequence[str], year: int, rng: random.Random) -> Standing:
    name, kind = (f"示例市第{number + 1}局", kinds[0])
    if number % 10 == 0:
        name, kind = (f"示例市{number // 10 + 1}号县", kinds[-2 if len(kinds) > 1 else 0])
    elif number % 3 == 0:
        name, kind = (f"示例市{number + 1}号镇", kinds[1 if len(kinds) > 1 else 0])
    parent = "" if number % 10 == 0 else f"示例市{number // 10 + 1}号县"
    due = date(year + 1, 2, 20) if number % 10 == 0 else date(year + 1, 1, 31)
    unit = Unit(name, f"{rng.randrange(10**17):017d}X", kind, parent, f"联系人{number + 1}", f"0000-{number:07d}")
    if rng.random() < 0.25:
        return Standing(unit, None, None, due, is_late=due < date(year + 1, 2, 10), due_by=_BY)
    result = rng.choice(results(form))
    state = {"error": State.RETURNED, "unreadable": State.RETURNED, "warning": State.RECEIVED}.get(
        result.verdict, rng.choice((State.PASSED, State.PASSED, State.LOCKED))
    )
    file = submission(f"{name}/{year}年报.xlsx", result, year, rng, organization=name)
    others = (submission(f"{name}/副本.xlsx", result, year, rng, organization=name),) if rng.random() < 0.05 else ()
    return Standing(unit, file, state, due, day_of(file.received_at) > due, others, _BY)


def submission(path: str, result: Result, year: int, rng: random.Random, organization: str = "") -> Submission:
    received = datetime(year + 1, 1, 6, 1, tzinfo=UTC) + timedelta(minutes=int(rng.triangular(0, 50_000, 36_000)))
    return Submission(
        path=path,
        digest=sha256(path.encode("utf-8", "replace")).hexdigest(),
        received_at=received,
        result=replace(result, path=path, organization=organization or result.organization),
        organization=organization,
        version=rng.randrange(1, 10**6),
        number=rng.choice((1, 1, 1, 2, 3)),
        receipt=f"{year}-{rng.randrange(16**6):06X}",
    )


def _unclear(form: Form, standings: Sequence[Standing], year: int, rng: random.Random) -> Iterator[Unclear]:
    for number, standing in enumerate(standings[1:4]):
        name = standing.unit.name.replace("示例", "例")
        file = submission(f"待认/{number}.xlsx", results(form)[number], year, rng, organization=name)
        yield Unclear(file, f"名册里没有“{name}”，有相近的名称", (standing.unit,), "问清楚以后写进名册")


def hostile(form: Form) -> Collection:
    """Every text that a roster or a file can bring is markup, code or worse."""
    year, rng = fillings.year_of(form), random.Random(1)
    standings, unclear = [], []
    for number, text in enumerate(HOSTILE):
        found = next(each for each in results(form) if each.verdict == "error")
        findings = tuple(
            replace(
                finding,
                message=text,
                advice=text,
                explanation=text,
                places=tuple(Place(text, 9, 2) for _ in finding.places),
            )
            for finding in found.findings
        )
        result = replace(found, findings=findings, scope=text)
        file = submission(f"{text}{number}", result, year, rng, organization=text)
        unit = Unit(f"{text}{number}", text, text, text, text, text, (text,))
        standings.append(
            Standing(unit, file, State.RETURNED, date(year + 1, 1, 31), is_late=True, others=(file,), due_by=text)
        )
        unclear.append(Unclear(file, text, (unit,), text))
    return Collection(year, date(year + 1, 2, 10), tuple(standings), tuple(unclear))
