// What payload.py wrote, unpacked once. The lists there are explained there.
const data = JSON.parse(document.getElementById("data").textContent);
const { texts, groups } = data;

// A sentence: the number of a text, or [the number of a pattern, the numbers that stand in its gaps].
function sentence(packed = 0) {
  if (typeof packed === "number") return texts[packed];
  const numbers = packed[1].split(" ");
  return texts[packed[0]].replace(/\t/g, () => numbers.shift());
}

const LEVELS = Object.fromEntries(data.severities);
const MISSING = "未报";
const rules = data.rules.map(([code, severity, title]) => ({ code, severity, title }));

const forms = data.forms.map((form) => ({
  ...form,
  figures: form.figures.reduce((made, row, at) => {
    if (at % 2) return made;
    const [rowId, rowLabel] = form.rows[row];
    const [columnId, columnLabel] = form.columns[form.figures[at + 1]];
    made.push({ key: `${form.id}/${rowId}.${columnId}`, label: `${rowLabel}，${columnLabel}` });
    return made;
  }, []),
}));

function finding([rule, where, message, should, advice, explanation, cells = 0, suspects = 0]) {
  return { ...rules[rule], rule, where, message, should, advice, explanation, cells: groups[cells],
    likely: suspects ? groups[suspects] : groups[cells] };
}

function file([path, received, number, receipt, verdict, form, organization, scope, findings, others]) {
  return { path, received, number, receipt, verdict: data.verdicts[verdict], form, organization: texts[organization],
    scope: texts[scope], findings: (findings || []).map(finding), others: (others || []).map(file) };
}

function count(findings, severity) {
  return findings.reduce((sum, each) => sum + (each.severity === severity), 0);
}

const units = data.units.map(([name, code, kind, parent, contact, phone, due, state, late, also, dueBy, sent], index) => {
  const unit = { index, name, code, kind: texts[kind], parent: texts[parent], contact: texts[contact], phone,
    due: texts[due], state: texts[state], late: Boolean(late), also: texts[also], dueBy: texts[dueBy],
    file: sent ? file(sent) : null };
  unit.findings = unit.file ? unit.file.findings : [];
  unit.form = unit.file ? unit.file.form : -1;
  unit.repeated = Boolean(unit.file && unit.file.others.length);
  for (const severity of Object.keys(LEVELS)) unit[severity] = count(unit.findings, severity);
  unit.searched = [name, code, unit.contact, phone, unit.also].join("\n").toLowerCase();
  return unit;
});

// Minutes since 1970 as clocks in Beijing show them: read back as UTC, whatever clock the reader has.
function moment(minutes) {
  return new Date(minutes * 60000).toISOString().slice(0, 16).replace("T", " ");
}
