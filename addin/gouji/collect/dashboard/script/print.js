// On paper everything is open: all rows of the list, the rest of the years, and what was found in each listed unit
// (the opened one alone, where one is open). Too many are not printed unasked: choose fewer first.
const MOST_CARDS = 200;
const papers = make("section", { id: "papers", hidden: true });
const opened = [];

function cards() {
  const chosen = choice.unit ? units.filter((each) => each.name === choice.unit) : listed.filter((each) => each.findings.length);
  if (!chosen.length) return [];
  if (chosen.length > MOST_CARDS) {
    return [make("p", { class: "note" }, `有问题的单位有 ${chosen.length} 个，明细没有打印；筛选到 ${MOST_CARDS} 个以内再打印，就附上明细。`)];
  }
  return [make("h2", {}, "问题明细"), ...chosen.map((unit) => make("article", {}, ...card(unit, "h3", null)))];
}

addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details:not([open])")) {
    each.open = true;
    opened.push(each);
  }
  document.body.classList.toggle("one", Boolean(choice.unit));
  drawUnits({ listed }, true);
  papers.replaceChildren(...cards());
  papers.hidden = false;
});

addEventListener("afterprint", () => {
  for (const each of opened.splice(0)) each.open = false;
  papers.hidden = true;
  papers.replaceChildren();
  drawUnits({ listed });
});
