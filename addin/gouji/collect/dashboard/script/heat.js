// The form itself as a map: in each cell the number of units with something wrong there, darker where there are more.
const SHADES = 5;
const heatNote = make("p", { class: "note" });
const legend = make("ul", { class: "legend", "aria-label": "颜色" });
const SCOPES = { banner: "colgroup", head: "col", stub: "row" };
const drawnForms = forms.map((form, number) => drawForm(form, number));

function lines(text) {
  return text.split("\n").flatMap((line, at) => (at ? [document.createElement("br"), line] : [line]));
}

function labelCell([text, role, rows = 1, columns = 1, left = 0]) {
  const spans = { rowspan: rows > 1 ? rows : null, colspan: columns > 1 ? columns : null, class: left ? "left" : null };
  let scope = text ? SCOPES[role] : null;
  if (scope === "col" && columns > 1) scope = "colgroup";
  if (scope === "row" && rows > 1) scope = "rowgroup";
  return make(scope ? "th" : "td", scope ? { ...spans, scope } : spans, ...lines(text));
}

// Figures keep their td, so that a count that changes touches nothing else.
function drawForm(form, number) {
  const cells = [];
  const tables = form.tables.map(({ caption, widths, heads, rows }) => {
    const whole = widths.reduce((sum, width) => sum + width, 0);
    const columns = widths.map((width) => {
      const column = make("col");
      column.style.width = `${100 * width / whole}%`;
      return column;
    });
    const drawn = rows.map((row) => make("tr", {}, ...row.map((each) => {
      if (typeof each === "object" && typeof each[0] === "string") return labelCell(each);
      const [at, span] = typeof each === "number" ? [each, 1] : each;
      cells[at] = make("td", { colspan: span > 1 ? span : null, "data-cell": form.figures[at].key });
      return cells[at];
    })));
    const table = make("table", { class: "form" }, make("caption", {}, caption), make("colgroup", {}, ...columns));
    if (heads) table.append(make("thead", {}, ...drawn.splice(0, heads)));
    table.append(make("tbody", {}, ...drawn));
    return framed(caption, table);
  });
  const title = forms.length > 1 ? make("h4", {}, form.name) : null;
  return { form, number, cells, element: make("div", { class: "map" }, title, ...tables) };
}

// From few to many by the square root: one cell that everyone gets wrong leaves the others apart.
const shadeOf = (many, most) => Math.ceil(SHADES * Math.sqrt(many / most));

function drawHeat({ byCell }) {
  const most = Math.max(1, ...byCell.flatMap((counts) => [...counts.values()].map((each) => each.units)));
  for (const { form, number, cells } of drawnForms) {
    cells.forEach((cell, at) => drawCell(cell, form.figures[at], byCell[number].get(at), most));
  }
  drawLegend(most);
  const level = choice.severity ? LEVELS[choice.severity] : choice.rule ? "问题" : LEVELS.error;
  const what = choice.rule ? `规则 ${choice.rule} 的${level}` : level;
  const where = choice.at ? "最可能出在那一格的单位数（推断不出的，有关各格都算）" : "涉及那一格的单位数";
  heatNote.textContent = `格中的数：${what}${where}。点一格，列出这些单位。`;
}

function drawCell(cell, figure, counted, most) {
  const many = counted ? counted.units : 0;
  const chosen = choice.cell === figure.key;
  cell.className = many ? `h${shadeOf(many, most)}` : "";
  if (!many && !chosen) {
    if (cell.firstChild) cell.replaceChildren();
    return;
  }
  const button = cell.firstChild || cell.appendChild(make("button", { type: "button", onclick: () => chooseCell(figure.key) }));
  button.textContent = many;
  button.setAttribute("aria-label", `${figure.label}：${many} 个单位`);
  button.setAttribute("title", `${figure.label}：${many} 个单位`);
  button.setAttribute("aria-pressed", String(chosen));
}

function chooseCell(key) {
  const chosen = choice.cell === key;
  choose({ cell: chosen ? "" : key, severity: choice.severity || (choice.rule || chosen ? "" : "error") });
  goTo(chosen ? "problems" : "units");
}

function drawLegend(most) {
  const ranges = new Map();
  for (let many = 1; many <= most; many += 1) {
    const shade = shadeOf(many, most);
    ranges.set(shade, [(ranges.get(shade) || [many])[0], many]);
  }
  legend.replaceChildren(...[...ranges].map(([shade, [from, to]]) =>
    make("li", {}, make("span", { class: `swatch h${shade}`, "aria-hidden": "true" }), from === to ? `${from}` : `${from}–${to}`)));
}

function atButton(at, text) {
  return make("button", { type: "button", "data-at": at, onclick: () => choose({ at }) }, text);
}

const atButtons = [atButton("", "涉及的格"), atButton("likely", "最可能填错的格")];

function drawAt() {
  for (const button of atButtons) button.setAttribute("aria-pressed", String(button.dataset.at === choice.at));
}
