"""Readings in, what is handed to the register for them out: judged by the real checker, without a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import fillings
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.run import check
from gouji.collect.collection import Unit
from gouji.collect.register.delivery import Delivery
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.form.severity import Severity
from gouji.reading.reading import Explanation, Reading
from gouji.reading.record import to_json

FORMS = load_all()
FORM = FORMS[1]
YEAR = fillings.year_of(FORM)
CODE = "11330000MB0000001L"
UNIT = Unit("示例市教育局", CODE, "部门", "示例市人民政府", "王五", "0571-1", ("市教育局",))
OTHER = Unit("示例市民政局", "", "部门", "示例市人民政府")
NOON = datetime(YEAR + 1, 1, 20, 4, tzinfo=UTC)
WARNING = "AR999"  # a warning that a test plants itself

Previous = Callable[[Reading], Reading | None]


def reading(unit: Unit = UNIT, seed: int = 1, form: Form = FORM, **info: object) -> Reading:
    """A filling in order. Same unit, seed and form: same figures."""
    stated = {"organization": unit.name, "credit_code": unit.code or None, "scope": unit.kind, **info}
    return fillings.reading(form, fillings.consistent(form, seed), **stated)


def total() -> str:
    """A figure that is added up in no other one: when it is wrong, one tie fails."""
    return [id for id, figure in FORM.figures.items() if figure.computed_by is not None][-1]


def wrong(unit: Unit = UNIT, seed: int = 1) -> Reading:
    """The same with one wrong total."""
    figures = fillings.consistent(FORM, seed)
    id = total()
    stated = {"organization": unit.name, "credit_code": unit.code or None, "scope": unit.kind}
    return fillings.reading(FORM, {**figures, id: figures[id] + 1}, **stated)


def delivered(
    unit: Unit | None,
    given: Reading,
    *,
    path: str = "一/年报.xlsx",
    basis: str = "规则一",
    warned: tuple[str, ...] | None = None,
    find_previous: Previous = lambda _: None,
    digest: str = "",
) -> Delivery:
    """What a file with this reading comes to. warned: cells of a warning that is added to what the checker says."""
    form = next(each for each in FORMS if each.id == given.form)
    findings = check(form, FORMS, given, find_previous(given))
    if warned is not None:
        about = "、".join(str(given.figures[cell].value.number) for cell in warned)
        findings += (Finding(WARNING, "planted", Severity.WARNING, warned, (None,) * len(warned), f"请说明 {about}。"),)
    record = json.dumps(to_json(given, form), ensure_ascii=False)
    texts = given.text("organization"), given.text("credit_code")
    result = Result(path, form.id, given.year, texts[0] or None, given.text("scope") or None, findings)
    digest = digest or hashlib.sha256(record.encode("utf-8", "replace")).hexdigest()
    return Delivery(unit, path, digest, NOON, result, record, texts[0], texts[1], basis)


def unreadable(unit: Unit | None, path: str = "一/坏.xlsx") -> Delivery:
    broken = Finding("AR701", "damaged", Severity.ERROR, (), (), "文件损坏。")
    result = Result(path, None, None, None, None, (broken,), unreadable=True)
    return Delivery(unit, path, hashlib.sha256(path.encode()).hexdigest(), NOON, result, None, basis="规则一")


def explained(given: Reading, code: str, cells: tuple[str, ...], text: str) -> Reading:
    from gouji.frozen import replace

    return replace(given, explanations=(Explanation(code, cells, text),))
