// Which rules are broken most: a bar for each, which lists its units.
const ruleList = make("ul", { class: "bars" });

function ruleBar(number, { units: many, findings }, most) {
  const { code, severity, title } = rules[number];
  const chosen = choice.rule === code;
  const bar = make("span", { class: `fill ${severity}` });
  bar.style.width = `${Math.max(1, 100 * many / most)}%`;
  const act = () => {
    choose({ rule: chosen ? "" : code, severity: choice.severity && choice.severity !== severity ? "" : choice.severity });
    goTo(chosen ? "problems" : "units");
  };
  return make("li", {}, make("button", { type: "button", "aria-pressed": String(chosen), onclick: act, "data-rule": code },
    make("span", { class: "title" }, make("b", {}, code), " ", make("span", { class: `tag ${severity}` }, LEVELS[severity]),
      " ", title),
    make("span", { class: "track", "aria-hidden": "true" }, bar),
    make("span", { class: "many" }, `${many} 个单位`, make("small", {}, ` ${findings} 处`))));
}

function drawRules({ byRule }) {
  const found = [...byRule].sort(([a, first], [b, second]) =>
    second.units - first.units || compare(rules[a].code, rules[b].code));
  const most = found.length ? found[0][1].units : 1;
  const bars = found.map(([number, counted]) => ruleBar(number, counted, most));
  ruleList.replaceChildren(...(bars.length ? bars : [make("li", { class: "none" }, "没有问题")]));
}
