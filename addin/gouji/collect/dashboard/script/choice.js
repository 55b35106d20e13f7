// What the reader has chosen. It stands in the address after #, so that it can be kept, sent and gone back to.
const NOTHING = { q: "", state: "", kind: "", parent: "", severity: "", rule: "", cell: "", at: "", sort: "", page: "",
  unit: "" };
let choice = { ...NOTHING };

function read() {
  const stated = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(Object.keys(NOTHING).map((name) => [name, stated.get(name) || ""]));
}

// Changes go through here: everything is drawn anew from what is chosen. typed: no step to go back to.
function choose(changes, typed = false) {
  if (!("page" in changes) && !("unit" in changes)) changes.page = "";
  choice = { ...choice, ...changes };
  const chosen = Object.entries(choice).filter(([, value]) => value);
  const address = "#" + new URLSearchParams(chosen);
  history[typed ? "replaceState" : "pushState"](null, "", address);
  draw();
}

addEventListener("popstate", () => {
  choice = read();
  draw();
});
