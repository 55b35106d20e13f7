// The table of units, a page at a time: 5,000 rows are never in the document but to be printed.
const ROWS = 50;
const COLUMNS = [
  ["name", "单位"], ["kind", "类别"], ["parent", "上级"], ["", "联系人"], ["due", "截止"], ["state", "状态"],
  ["received", "收到"], ...Object.entries(LEVELS),
];
const unitBody = make("tbody");
const unitHead = make("tr");
const pager = make("nav", { class: "pager", "aria-label": "名单的页" });
const heads = COLUMNS.map(([key, label]) => {
  const head = make("th", { scope: "col", class: key in LEVELS ? "number" : null });
  head.append(key ? make("button", { type: "button", "data-sort": key, onclick: () => choose({ sort: nextSort(key) }) }, label) : label);
  unitHead.append(head);
  return head;
});
let listed = [];

// Numbers from the most, words from the first; then the other way; then as the roster has it.
function nextSort(key) {
  const first = key in LEVELS || key === "received" ? `-${key}` : key;
  const second = first === key ? `-${key}` : key;
  return choice.sort === first ? second : choice.sort === second ? "" : first;
}

function tags(unit) {
  const late = unit.late ? make("span", { class: "tag late" }, "逾期") : null;
  const repeated = unit.repeated ? make("span", { class: "tag" }, "重复") : null;
  return [make("span", { class: `tag state s-${RANK[unit.state]}` }, unit.state), late, repeated];
}

function unitRow(unit) {
  const open = make("button", { type: "button", class: "link", "data-unit": unit.index, onclick: () => choose({ unit: unit.name }) }, unit.name);
  const number = (many) => make("td", { class: "number" }, many || "");
  return make("tr", {},
    make("th", { scope: "row" }, open, unit.code ? make("small", {}, unit.code) : null),
    make("td", {}, unit.kind), make("td", {}, unit.parent), make("td", {}, unit.contact, unit.phone ? make("small", {}, unit.phone) : null),
    make("td", { class: "day" }, unit.due), make("td", { class: "tags" }, ...tags(unit)),
    make("td", { class: "day" }, unit.file ? moment(unit.file.received) : ""),
    number(unit.error), number(unit.warning), number(unit.hint));
}

function drawUnits(counted, all = false) {
  listed = counted.listed;
  const pages = Math.max(1, Math.ceil(listed.length / ROWS));
  const page = Math.min(Math.max(1, Number(choice.page) || 1), pages);
  const shown = all ? listed : listed.slice((page - 1) * ROWS, page * ROWS);
  const rows = shown.map(unitRow);
  unitBody.replaceChildren(...(rows.length ? rows : [make("tr", {}, make("td", { colspan: COLUMNS.length, class: "none" }, "没有这样的单位"))]));
  COLUMNS.forEach(([key], at) => {
    const order = choice.sort === key ? "ascending" : choice.sort === `-${key}` ? "descending" : null;
    if (key && order) heads[at].setAttribute("aria-sort", order);
    else heads[at].removeAttribute("aria-sort");
  });
  drawPager(page, pages);
}

function drawPager(page, pages) {
  const step = (label, to) => make("button", { type: "button", disabled: to < 1 || to > pages || to === page, onclick: () => {
    choose({ page: to > 1 ? String(to) : "" });
    goTo("units");
  } }, label);
  pager.hidden = pages < 2;
  pager.replaceChildren(step("首页", 1), step("上一页", page - 1), make("span", {}, `第 ${page} 页，共 ${pages} 页`), step("下一页", page + 1), step("末页", pages));
}
