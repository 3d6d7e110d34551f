// What several sections are put together from.

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
    el("li", { class: most && STATE[name] && STATE[name] !== value ? "dim" : "", tip: () => `${value}${note ? `\n${note}` : ""}` },
      filterButton(name, value, { class: "plain label", "aria-label": `${value}: ${count(total)}` }),
      track((100 * total) / Math.max(max, 1)),
      el("span", { class: "number", "aria-hidden": "true", text: count(total) }))));
}

const track = (share, colour = "") => el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: `bar ${colour}`, style: { width: `${share.toFixed(2)}%` } }));

// The numbers behind a chart, drawn when they are asked for. `rows` is asked for as many as are shown, or for all.
const KEPT_OPEN = new Set();
const TABLE_ROWS = 500;

function behind(section, id, columns, rows, name = "Table", total = 0) {
  const open = KEPT_OPEN.has(id);
  const toggled = (event) => {
    if (event.target.open === KEPT_OPEN.has(id)) return;
    if (event.target.open) KEPT_OPEN.add(id);
    else KEPT_OPEN.delete(id);
    drawSection(section);
  };
  return el("details", { class: "data no-print", open, ontoggle: toggled },
    el("summary", { text: name, "data-key": `behind|${id}` }), open && table(id, columns, rows, name, total));
}

function table(id, columns, rows, name, total) {
  return [
    el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": `${name}: ${columns[0]}` },
      el("table", {},
        el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col", text })))),
        el("tbody", {}, rows(TABLE_ROWS).map(([first, ...rest]) => el("tr", {}, el("th", { scope: "row", text: first }), rest.map((text) => el("td", { text }))))))),
    total > TABLE_ROWS && el("p", { class: "soft", text: `The first ${count(TABLE_ROWS)} of ${count(total)}; the CSV has them all.` }),
    el("button", { type: "button", class: "plain link", text: "Download as CSV", onclick: () => saveCsv(id, columns, rows(Infinity)) })];
}

const EXPANDED = new Set();

function showAll(id, shown, all, what) {
  if (all <= shown && !EXPANDED.has(id)) return null;
  const open = EXPANDED.has(id);
  return el("button", {
    type: "button", class: "plain link no-print", "data-key": `all|${id}`, "aria-expanded": String(open),
    text: open ? "Show fewer" : `Show all ${count(all)} ${what}`,
    onclick: () => { if (open) EXPANDED.delete(id); else EXPANDED.add(id); draw(); },
  });
}

function lineOf(values, width, height, max) {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return Array.from(values, (value, at) => [at * step, height - (height * value) / Math.max(max, 1)]);
}
const pathOf = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
const boxOf = (x, y, width, height) => `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;

document.addEventListener("pointermove", (event) => {
  const tip = $("tip");
  const target = event.pointerType === "mouse" && event.target.closest?.("[data-tip]");
  tip.hidden = !target;
  if (!target) return;
  tip.textContent = target.attributesNow.tip();
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${event.clientY + height + 24 > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
});
