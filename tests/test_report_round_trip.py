"""A report read back gives the reading that it was made from: by examples and by property tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import samples
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.frozen import replace
from gouji.reading import source
from gouji.reading.reading import Cell, Paragraph, Reading
from gouji.report.compose import compose, parsed_date
from gouji.report.document import Document
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html, to_pasted_html
from gouji.report.to_markdown import to_markdown
from gouji.report.to_pdf import to_pdf
from gouji.value import Kind, Value, from_number
from shared_material import SEED, shared

FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
Render = Callable[[Document], bytes]
RENDERERS: dict[str, Render] = {
    "docx": to_docx,
    "html": lambda document: to_html(document).encode("utf-8"),
    "html-paste": lambda document: to_pasted_html(document).encode("utf-8"),
    "pdf": lambda document: to_pdf(document).data,
    "md": lambda document: to_markdown(document).encode("utf-8"),
}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
every_renderer = pytest.mark.parametrize("kind", RENDERERS)


def read_back(form: Form, reading: Reading, kind: str, folder: Path, draft: bool = False) -> Reading:
    if kind == "pdf":
        samples.need_chinese_fonts()
    path = folder / f"report.{kind}"
    path.write_bytes(RENDERERS[kind](compose(form, reading, draft=draft)))
    return source.read(path, FORMS)


def told(reading: Reading) -> dict[str, object]:
    """What a published report tells of a reading."""
    return {
        "form": reading.form,
        "organization": reading.text("organization"),
        "year": reading.text("year"),
        "published on": parsed_date(reading.text("published_on")),
        "figures": {id: cell.value.number for id, cell in reading.figures.items()},
        "sections": {id: [each.text for each in texts] for id, texts in reading.sections.items()},
    }


@every_form
@every_renderer
@pytest.mark.parametrize("draft", [False, True], ids=["final", "draft"])
def test_figures_texts_title_and_date_come_back(form: Form, kind: str, draft: bool, tmp_path: Path) -> None:
    for reading in (samples.plain(form), samples.wide(form)):
        back = read_back(form, reading, kind, tmp_path, draft)
        assert told(back) == told(reading)
        assert back.remarks == ()


@every_renderer
def test_long_texts_and_a_long_name_come_back_with_the_period_stated_before_them(kind: str, tmp_path: Path) -> None:
    """The one thing that export adds: a statement of the period, where the office wrote none."""
    form = FORMS[1]
    reading = samples.long(form)
    (statement,) = compose(form, reading).preface
    opening = form.narrative.opening_section
    stated = (Paragraph(statement.text), *reading.sections[opening])
    expected = told(replace(reading, sections={**reading.sections, opening: stated}))
    back = read_back(form, reading, kind, tmp_path)
    assert told(back) == expected
    assert told(read_back(form, back, kind, tmp_path)) == expected  # and it is not stated twice


@every_renderer
def test_a_character_beyond_the_first_65536_comes_back_whole(kind: str, tmp_path: Path) -> None:
    reading = samples.plain(FORMS[1])
    other = (*reading.sections["other"], Paragraph("我局喆𠮷𠮷啊𠮷。"))
    reading = replace(reading, sections={**reading.sections, "other": other})
    assert told(read_back(FORMS[1], reading, kind, tmp_path)) == told(reading)


@every_renderer
def test_the_seed_comes_back(kind: str, tmp_path: Path) -> None:
    reading = source.read(shared(SEED), FORMS)
    form = next(form for form in FORMS if form.id == reading.form)
    back = read_back(form, reading, kind, tmp_path, draft=True)
    assert told(back) == told(reading)


LETTERS = st.sampled_from(
    "政府信息公开申请办结维持表格一二三，。；：、“”《》()（）<>&\"'{}[]#$*_`@\\/=-+|0123456789 abcXYZ喆𠮷"
)
TEXTS = st.lists(
    st.text(LETTERS, min_size=1, max_size=120).map(lambda text: "我局" + " ".join(text.split()) + "。"), max_size=12
)
MOST = 10**9


def figure(kind: str, rng: random.Random) -> Decimal:
    """Any figure of its kind, nought and the largest among them more often than chance would have it."""
    low = -MOST if kind == "change" else 0
    whole = Decimal(rng.choice((0, 1, low, MOST, rng.randrange(100), rng.randrange(10**4), rng.randint(low, MOST))))
    if kind == "money" and whole < MOST:
        return whole + Decimal(rng.choice((0, 1, 500_000, 999_999, rng.randrange(10**6)))).scaleb(-6)
    return whole


@st.composite
def readings(draw: st.DrawFn, form: Form) -> Reading:
    """Any figures (consistent or not) and any sentences; a section that must be written has at least one.

    The figures are all made from one number that is drawn: to draw two hundred took most of the time, and a figure has
    no inside that could be made smaller.
    """
    base, rng = samples.plain(form), random.Random(draw(st.integers(0, 2**32)))
    figures = {id: Cell(from_number(figure(each.kind, rng))) for id, each in form.figures.items()}
    sections = {}
    for section in form.sections:
        kept = base.sections[section.id] if section.required else ()
        sections[section.id] = (*kept, *map(Paragraph, draw(TEXTS)))
    name = draw(st.sampled_from(["示例县教育局", "示例省示例市示例区人民政府示例街道办事处", samples.LONG_NAME]))
    info = {**base.info, "organization": Cell(Value(Kind.TEXT, None, name))}
    return replace(base, figures=figures, sections=sections, info=info)


@pytest.mark.slow
@every_form
@pytest.mark.parametrize("kind", [kind for kind in RENDERERS if kind != "pdf"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_reading_comes_back(form: Form, kind: str, tmp_path: Path, data: st.DataObject) -> None:
    reading = data.draw(readings(form))
    assert told(read_back(form, reading, kind, tmp_path)) == told(reading)


@pytest.mark.slow
@every_form
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))  # each takes a second
@given(data=st.data())
def test_any_reading_comes_back_from_pdf(form: Form, tmp_path: Path, data: st.DataObject) -> None:
    reading = data.draw(readings(form))
    back = read_back(form, reading, "pdf", tmp_path)
    assert told(without_blanks(back)) == told(without_blanks(reading))  # a blank at the end of a line is not printed


TEXTS_THAT_PDF_TELLS_OTHERWISE = {
    "beyond U+FFFF": ("我局𠮷𠮷a喆𠮷。",),
    "narrow signs twice": ("我局||表''三喆||“办”。",),
    "signs squeezed into each other": (
        "我局*三喆#办4办84=》维}X>'[1表Z_8|《&“》8[息*[维公X}3格3(三持(一+结表一三3（Y/7政|格a)持、'7。",
        "我局@\\$，Z二（/信、《维||2政\\”持申/（a0/c格])`持息5'=格格$]，持&》#一一b[Z持政a信府}一》]1a表申。",
        '我局_]_9\\（》政办9]申c8`Y申#|息c@9请X二<结"政；7<XY/="<@；喆。}\\#（办4\'c[$0二}（X；`")（`*@Y|41。',
    ),
    "a hyphen at the end of a line": tuple(f"我局{'公' * at}-{'结' * 20}。" for at in range(21, 26)),
    "what no line breaks apart": ("我局" + "公" * 22 + '||2\\结"46。' + "开" * 24 + "‘表格’（申请）。",),
}


@pytest.mark.parametrize("texts", TEXTS_THAT_PDF_TELLS_OTHERWISE.values(), ids=TEXTS_THAT_PDF_TELLS_OTHERWISE)
def test_what_pdf_tells_otherwise_comes_back(texts: tuple[str, ...], tmp_path: Path) -> None:
    form = FORMS[1]
    base, section = samples.plain(form), form.sections[-1].id
    reading = replace(base, sections={**base.sections, section: tuple(map(Paragraph, texts))})
    back = read_back(form, reading, "pdf", tmp_path)
    assert told(without_blanks(back)) == told(without_blanks(reading))
    assert back.remarks == ()


def without_blanks(reading: Reading) -> Reading:
    return replace(
        reading,
        sections={
            id: tuple(Paragraph(each.text.replace(" ", "")) for each in texts) for id, texts in reading.sections.items()
        },
    )
