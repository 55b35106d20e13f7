// The bar of filters, which stays in sight; and the numbers at the top of the page, which become buttons.
const distinct = (name) => [...new Set(units.map((unit) => unit[name]).filter(Boolean))];

function select(name, label, options) {
  const box = make("select", { id: `by-${name}`, onchange: () => choose({ [name]: box.value }) },
    make("option", { value: "" }, "全部"), ...options.map(([value, text]) => make("option", { value }, text)));
  return field(label, box);
}

function field(label, control) {
  return make("span", { class: "field" }, make("label", { for: control.id }, label), control);
}

const search = make("input", { type: "search", id: "by-q", placeholder: "名称、代码、联系人", autocomplete: "off",
  oninput: () => choose({ q: search.value.trim() }, true) });
const states = [MISSING, "已报", "退回", "待审（有说明）", "已收", "通过", "锁定", "逾期", "重复"];
const same = (values) => values.map((value) => [value, value]);
const chips = make("div", { class: "chips" });
const found = make("p", { role: "status", id: "found" });
const onPaper = make("p", { class: "paper" });
const filters = make("form", { class: "filters", role: "search", "aria-label": "筛选单位", onsubmit: (event) => event.preventDefault() },
  field("搜索", search),
  select("state", "状态", same(states)),
  select("kind", "类别", same(distinct("kind"))),
  select("parent", "上级", same(distinct("parent").sort(compare))),
  select("severity", "级别", Object.entries(LEVELS)),
  chips, found);

function chip(label, changes) {
  return make("button", { type: "button", class: "chip", "aria-label": `取消 ${label}`, onclick: () => choose(changes) },
    label, make("span", { "aria-hidden": "true" }, " ×"));
}

function drawFilters({ listed }) {
  for (const name of ["state", "kind", "parent", "severity"]) document.getElementById(`by-${name}`).value = choice[name];
  if (document.activeElement !== search) search.value = choice.q;
  const figure = forms.flatMap((form) => form.figures).find((each) => each.key === choice.cell);
  const any = ["q", "state", "kind", "parent", "severity", "rule", "cell"].some((name) => choice[name]);
  chips.replaceChildren(...[
    choice.rule ? chip(`规则 ${choice.rule}`, { rule: "" }) : null,
    choice.cell ? chip(`单元格 ${figure ? figure.label : "（不认识）"}`, { cell: "" }) : null,
    any ? make("button", { type: "button", class: "plain", onclick: () => choose({ ...NOTHING, sort: choice.sort }) }, "清除筛选") : null,
  ].filter(Boolean));
  const said = [choice.q && `“${choice.q}”`, choice.state, choice.kind, choice.parent, LEVELS[choice.severity],
    choice.rule && `规则 ${choice.rule}`, choice.cell && figure && figure.label].filter(Boolean);
  onPaper.textContent = said.length ? `只列出：${said.join("；")}。${listed.length} 个单位，共 ${units.length} 个。` : "";
  found.textContent = any ? `筛选到 ${listed.length} 个单位，共 ${units.length} 个` : `共 ${units.length} 个单位`;
  for (const tile of document.querySelectorAll(".tiles button[data-state]")) {
    tile.setAttribute("aria-pressed", String(tile.dataset.state === choice.state));
  }
}

function goTo(id) {
  const heading = document.querySelector(`#${id} h2`);
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

for (const tile of document.querySelectorAll(".tiles li")) {
  const { state, part } = tile.dataset;
  if (part && !document.getElementById(part)) continue;
  const act = part ? () => goTo(part) : () => { choose({ state }); goTo("units"); };
  const button = make("button", { type: "button", "data-state": part ? false : state, onclick: act }, ...tile.childNodes);
  tile.replaceChildren(button);
}
