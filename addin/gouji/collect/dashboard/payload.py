"""Writes the page's data, in pieces of one JSON object that dashboard/*.js reads.

Lists instead of objects, numbers instead of repeated texts: 5,000 units have to open at once. Key by key:

units      [name, code, kind, parent, contact, phone, due, state, late, also, due by whom, file?]: numbers of texts,
           but for name, code, phone, late (0 or 1) and file
file       [path, received, number, receipt, verdict, form, organization, scope, findings, others]: received in minutes
           since 1970 as clocks in Beijing show it; form is −1 when it isn't known; others are files without findings
findings   [rule, where, message, should, advice, explanation, cells, suspects]: sentences (see packing.Packer), then
           groups of figures; what is empty at the end is left out
rules      [code, severity, what it says]
forms      see form_grid
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from gouji.check import finding_text
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.severity import VERDICT_WORDS, WORDS, counts_as
from gouji.collect.collection import Collection, Standing, Submission
from gouji.collect.dashboard.form_grid import figure_order, packed_form
from gouji.collect.dashboard.packing import Packer, script_json, trimmed
from gouji.collect.dashboard.rule_titles import titles
from gouji.collect.dashboard.totals import state_of
from gouji.collect.standings import BEIJING
from gouji.form.family import due
from gouji.form.form import Form
from gouji.report.page_text import clean

_PIECE = 200  # units


def pieces(collection: Collection, forms: Sequence[Form]) -> Iterator[str]:
    """Gives the JSON text. Only forms that a counting file has, or that the year demands, are drawn."""
    shown = _forms_in(collection, forms)
    writer = _Writer(shown, titles(forms))
    yield '{"units":['
    for start in range(0, len(collection.standings), _PIECE):
        part = collection.standings[start : start + _PIECE]
        rows = ",".join(script_json(writer.unit(each)) for each in part)
        yield rows if start + _PIECE >= len(collection.standings) else rows + ","
    yield "],"
    tail = {
        "forms": [packed_form(form) for form in shown],
        "rules": list(writer.rules),
        "severities": list(WORDS.items()),
        "verdicts": list(VERDICT_WORDS.items()),
        "groups": list(writer.packer.groups),
        "texts": list(writer.packer.texts),
    }
    yield script_json(tail)[1:]


def _forms_in(collection: Collection, forms: Sequence[Form]) -> list[Form]:
    used = {each.submission.result.form for each in collection.standings if each.submission}
    binding = due(forms, collection.year, collection.family)
    return [form for form in forms if form.id in used or form is binding]


class _Writer:
    """Turns standings into lists; keeps what it has numbered so far."""

    def __init__(self, forms: Sequence[Form], titles: dict[str, str]) -> None:
        self.packer = Packer()
        self.rules: dict[tuple[str, str, str], int] = {}  # code, severity, what it says → number
        self._titles = titles
        self._forms = {form.id: number for number, form in enumerate(forms)}
        self._figures = [figure_order(form) for form in forms]
        self._verdicts = {verdict: number for number, verdict in enumerate(VERDICT_WORDS)}

    def unit(self, standing: Standing) -> list[object]:
        unit, text = standing.unit, self.packer.text
        row: list[object] = [clean(unit.name), clean(unit.code), text(unit.kind), text(unit.parent)]
        row += [text(unit.contact), clean(unit.phone), text(standing.due.isoformat()), text(state_of(standing))]
        row += [int(standing.is_late), text("、".join(unit.also)), text(standing.due_by)]
        if (file := standing.submission) is None:
            return row
        return [*row, [*self._file(file), self._findings(file.result), list(map(self._file, standing.others))]]

    def _file(self, file: Submission) -> list[object]:
        """The eight facts of any file."""
        result, text = file.result, self.packer.text
        minutes = int(file.received_at.astimezone(BEIJING).replace(tzinfo=UTC).timestamp()) // 60
        row: list[object] = [clean(file.path), minutes, file.number, clean(file.receipt)]
        row += [self._verdicts[result.verdict], self._forms.get(result.form or "", -1)]
        return [*row, text(file.organization or result.organization), text(result.scope)]

    def _findings(self, result: Result) -> list[list[object]]:
        form = self._forms.get(result.form or "")
        figures = self._figures[form] if form is not None else {}
        return [self._finding(each, figures) for each in result.findings]

    def _finding(self, finding: Finding, figures: dict[str, int]) -> list[object]:
        sentence = self.packer.sentence
        key = (finding.code, counts_as(finding), self._titles.get(finding.code, finding.name))
        number = self.rules.setdefault(key, len(self.rules))
        where = " ".join(filter(None, (finding_text.sheets(finding), finding_text.cells(finding))))
        texts = (where, finding.message, finding_text.should(finding), finding.advice, finding.explanation)
        groups = (finding.cells, tuple(suspect.cell for suspect in finding.suspects))
        cells = [
            self.packer.group(tuple(figures[figure_id] for figure_id in ids if figure_id in figures)) for ids in groups
        ]
        return [number, *trimmed([*map(sentence, texts), *cells])]
