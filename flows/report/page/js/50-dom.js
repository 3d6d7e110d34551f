// Small tools to build the page. Text is only ever set as text: nothing in the data can become markup.

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const KEPT_OPEN = new Set();

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.entries(value).forEach(([key, one]) => node.style.setProperty(key, one));
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const count = (number) => (number < 1000 && Number.isInteger(number) ? String(number) : whole.format(number));
const percent = (share) => `${(100 * share).toFixed(share && share < 0.0995 ? 1 : 0)} %`;
const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

function head(id, title, note, ...more) {
  return el("header", {}, el("h2", { id: `${id}-title`, text: title }), note && el("p", { class: "soft small", text: note }), more);
}

// A filter of a name: pressed while it is on. `key` finds it again after it was drawn anew.
function filterButton(name, value, attributes = {}, ...children) {
  const { text, ...rest } = attributes;
  const shown = children.length ? children : [text ?? value];
  return el("button", {
    type: "button", "data-key": `${name}|${value}`, "aria-pressed": String(STATE[name] === value),
    onclick: () => toggle(name, value), ...rest,
  }, shown);
}

// Bars with names, counts and a filter each.
function bars(name, rows, max, most) {
  return el("ol", { class: "bars" }, rows.map(({ value, total, note }) =>
    el("li", { class: most && STATE[name] && STATE[name] !== value ? "dim" : "", "data-tip": `${value}${note ? `\n${note}` : ""}` },
      filterButton(name, value, { class: "plain label", "aria-label": `${value}: ${count(total)}` }),
      el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "bar", style: { width: `${(100 * total) / Math.max(max, 1)}%` } })),
      el("span", { class: "number", "aria-hidden": "true", text: count(total) }))));
}

// The numbers behind a chart, drawn when they are asked for.
function behind(id, columns, rows, name = "Table") {
  const box = el("details", { class: "data no-print" }, el("summary", { text: name, "data-key": `behind|${id}` }));
  const show = () => {
    if (!box.open || box.querySelector("table")) return;
    const lines = rows();
    box.append(el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": `${name}: ${columns[0]}` },
      el("table", {},
        el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col", text })))),
        el("tbody", {}, lines.map(([first, ...rest]) =>
          el("tr", {}, el("th", { scope: "row", text: first }), rest.map((text) => el("td", { text }))))))));
    box.append(el("button", { type: "button", class: "plain link", text: "Download as CSV", onclick: () => saveCsv(id, columns, lines) }));
  };
  box.addEventListener("toggle", () => {
    if (box.open) KEPT_OPEN.add(id);
    else KEPT_OPEN.delete(id);
    show();
  });
  box.open = KEPT_OPEN.has(id);
  show();
  return box;
}

// Draws into a section and keeps the focus on what had it.
function keepFocus(section, work) {
  const key = section.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  work();
  if (!key || document.activeElement.dataset.key === key) return;
  const again = Array.from(section.querySelectorAll("[data-key]")).find((node) => node.dataset.key === key);
  (again || section.querySelector("button, select, input"))?.focus({ preventScroll: true });
}

function redraw(id, ...children) {
  const section = $(id);
  keepFocus(section, () => section.replaceChildren(...children.flat(Infinity).filter(Boolean)));
}

// Sets what differs: setting what is there already costs as much as setting something else.
function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") { if (node.textContent !== value) node.textContent = value; }
    else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
}

function showAll(id, shown, all, what) {
  if (all <= shown && !EXPANDED.has(id)) return null;
  const open = EXPANDED.has(id);
  return el("button", {
    type: "button", class: "plain link no-print", "data-key": `all|${id}`, "aria-expanded": String(open),
    text: open ? "Show fewer" : `Show all ${count(all)} ${what}`,
    onclick: () => { if (open) EXPANDED.delete(id); else EXPANDED.add(id); draw(); },
  });
}
const EXPANDED = new Set();

function lineOf(values, width, height, max) {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return Array.from(values, (value, at) => [at * step, height - (height * value) / Math.max(max, 1)]);
}
const pathOf = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

document.addEventListener("pointermove", (event) => {
  const tip = $("tip");
  const target = event.pointerType === "mouse" && event.target.closest?.("[data-tip]");
  tip.hidden = !target;
  if (!target) return;
  tip.textContent = target.tip ? target.tip() : target.dataset.tip;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${event.clientY + height + 24 > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
});
