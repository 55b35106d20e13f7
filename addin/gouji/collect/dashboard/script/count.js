// Units and what is chosen in; out: the units to list, and for the two maps how many of them each rule and cell has.
// Each map counts by everything that is chosen but its own kind, so that a number is what a click on it lists.
const STATES = {
  已报: (unit) => unit.file !== null,
  逾期: (unit) => unit.late,
  重复: (unit) => unit.repeated,
};

function unitFits(unit, words) {
  const state = STATES[choice.state];
  if (choice.state && !(state ? state(unit) : unit.state === choice.state)) return false;
  if (choice.kind && unit.kind !== choice.kind) return false;
  if (choice.parent && unit.parent !== choice.parent && unit.name !== choice.parent) return false;
  return words.every((word) => unit.searched.includes(word));
}

const cellsOf = (each) => (choice.at === "likely" ? each.likely : each.cells);

function add(counts, key, unit) {
  const found = counts.get(key) || { units: 0, findings: 0, last: null };
  if (found.last !== unit) found.units += 1;
  found.findings += 1;
  found.last = unit;
  counts.set(key, found);
}

function countAll() {
  const wanted = choice.severity || choice.rule || choice.cell;
  const words = choice.q.toLowerCase().split(/\s+/).filter(Boolean);
  const listed = [];
  const byRule = new Map();
  const byCell = forms.map(() => new Map());
  for (const unit of units) {
    if (!unitFits(unit, words)) continue;
    const form = forms[unit.form];
    let fits = !wanted;
    for (const each of unit.findings) {
      const severity = !choice.severity || each.severity === choice.severity;
      const rule = !choice.rule || each.code === choice.rule;
      const cells = cellsOf(each);
      const cell = !choice.cell || (form !== undefined && cells.some((at) => form.figures[at].key === choice.cell));
      if (severity && cell) add(byRule, each.rule, unit);
      if (form !== undefined && rule && severity && isMapped(each)) {
        for (const at of cells) add(byCell[unit.form], at, unit);
      }
      fits = fits || (severity && rule && cell);
    }
    if (fits) listed.push(unit);
  }
  return { listed: sorted(listed), byRule, byCell };
}

// The map of cells shows errors until another level, or a rule, is chosen.
function isMapped(each) {
  return choice.severity || choice.rule || each.severity === "error";
}

const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
const RANK = { 未报: 0, 退回: 1, "待审（有说明）": 2, 已收: 3, 通过: 4, 锁定: 5 };
const KEYS = {
  name: (unit) => unit.name, kind: (unit) => unit.kind, parent: (unit) => unit.parent, due: (unit) => unit.due,
  state: (unit) => RANK[unit.state], received: (unit) => (unit.file ? unit.file.received : -1),
  error: (unit) => unit.error, warning: (unit) => unit.warning, hint: (unit) => unit.hint,
};

function sorted(listed) {
  const key = KEYS[choice.sort.replace("-", "")];
  if (!key) return listed;
  const sign = choice.sort.startsWith("-") ? -1 : 1;
  const keyed = listed.map((unit) => [key(unit), unit]);
  keyed.sort(([a, first], [b, second]) =>
    sign * (typeof a === "number" ? a - b : compare(a, b)) || first.index - second.index);
  return keyed.map(([, unit]) => unit);
}
