// One unit with everything that was found in its file: in a dialog on the screen, in a row of such cards on paper.
const dialog = make("dialog", { "aria-labelledby": "opened", onclose: backToOpener });
document.body.append(dialog);

function facts(unit) {
  const { file } = unit;
  const received = file && [moment(file.received), file.number > 1 ? `第 ${file.number} 次` : ""].filter(Boolean).join("，");
  const pairs = [
    ["状态", [unit.state, unit.late ? "逾期" : "", unit.repeated ? "重复" : ""].filter(Boolean).join("、")],
    ["截止", unit.dueBy ? `${unit.due}（${unit.dueBy}）` : unit.due], ["代码", unit.code], ["类别", unit.kind], ["上级", unit.parent], ["联系人", `${unit.contact} ${unit.phone}`.trim()],
    ["曾用名", unit.also],
    ["文件", file && file.path], ["收到", received], ["报送码", file && file.receipt], ["校验结果", file && file.verdict[1]],
    ["报告里的机关", file && file.organization !== unit.name ? file.organization : ""],
    ["报告里的口径", file && file.scope !== unit.kind ? file.scope : ""],
  ];
  return make("dl", {}, ...pairs.filter(([, text]) => text).map(([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text))));
}

function findingRow(each) {
  return make("tr", {},
    make("td", { class: "level" }, make("span", { class: `tag ${each.severity}` }, LEVELS[each.severity]), " ", each.code),
    make("td", {}, sentence(each.where)), make("td", {}, sentence(each.message)), make("td", {}, sentence(each.should)),
    make("td", {}, sentence(each.advice)), make("td", {}, sentence(each.explanation)));
}

function findingTable(unit) {
  if (!unit.findings.length) return make("p", { class: "none" }, unit.file ? "没有问题。" : "还没有收到报告。");
  const names = ["级别", "位置", "问题", "应为", "建议", "出错说明"];
  return framed(`${unit.name}的问题`, make("table", { class: "findings" },
    make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...unit.findings.map(findingRow))));
}

function othersList(unit) {
  if (!unit.repeated) return null;
  const said = (each) => [each.path, moment(each.received), each.receipt, each.verdict[1]].filter(Boolean).join("，");
  return make("div", {}, make("p", {}, "同一单位另有这些文件，没有计入："), make("ul", {}, ...unit.file.others.map((each) => make("li", {}, said(each)))));
}

function card(unit, level, id) {
  return [make(level, { id }, unit.name), facts(unit), findingTable(unit), othersList(unit)].filter(Boolean);
}

function step(label, unit) {
  return make("button", { type: "button", disabled: !unit, onclick: () => choose({ unit: unit.name }) }, label);
}

function drawDetail() {
  const unit = choice.unit && units.find((each) => each.name === choice.unit);
  if (!unit) {
    dialog.close();
    return;
  }
  const at = listed.indexOf(unit);
  const shut = make("button", { type: "button", onclick: () => choose({ unit: "" }) }, "关闭");
  dialog.replaceChildren(
    make("div", { class: "steps" }, step("上一个", at > 0 ? listed[at - 1] : null), step("下一个", at < 0 ? null : listed[at + 1]), shut),
    ...card(unit, "h2", "opened"));
  dialog.dataset.from = unit.index;
  if (!dialog.open) dialog.showModal();
  shut.focus();
}

// Esc closes it too. The button that opened it may have been drawn anew since.
function backToOpener() {
  if (choice.unit) choose({ unit: "" });
  const opener = unitBody.querySelector(`[data-unit="${dialog.dataset.from}"]`);
  if (opener) opener.focus();
}
