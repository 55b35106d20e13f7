// Elements are made here and nowhere else: texts become text nodes, never markup.
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

// A table that may be wider than the window scrolls in its own frame, by keyboard too.
function framed(label, ...children) {
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label }, ...children);
}
