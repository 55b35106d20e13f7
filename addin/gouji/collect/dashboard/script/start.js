// The parts in their order, and the one way that they are drawn.
function draw() {
  const counted = countAll();
  drawFilters(counted);
  drawRules(counted);
  drawAt();
  drawHeat(counted);
  drawUnits(counted);
  drawDetail();
}

const app = document.getElementById("app");
app.append(
  filters,
  make("section", { id: "problems" }, make("h2", {}, "问题分布"),
    make("div", { class: "two" },
      make("div", {}, make("h3", {}, "按规则"), ruleList),
      make("div", {}, make("div", { class: "over" }, make("h3", {}, "按表样的单元格"), make("div", { class: "switch", role: "group", "aria-label": "数哪些格" }, ...atButtons), legend),
        heatNote, ...drawnForms.map((each) => each.element)))),
  make("section", { id: "units" }, make("h2", {}, "单位名单"), onPaper,
    framed("单位名单", make("table", { class: "units" }, make("thead", {}, unitHead), unitBody)), pager),
  papers);
app.hidden = false;
choice = read();
draw();
