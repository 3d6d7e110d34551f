// Region by year: a table whose cells are coloured by their number.

const HEAT_ROWS = 16;
const COUNTS = { articles: "Articles", fractional: "Split evenly", share: "% of the year" };

function mixed(share) {
  const dark = document.documentElement.dataset.theme === "dark";
  const [from, to] = dark ? [[29, 39, 50], [99, 197, 227]] : [[233, 241, 245], [8, 84, 112]];
  const at = 0.05 + 0.95 * share ** 0.7;
  const rgb = from.map((one, channel) => Math.round(one + (to[channel] - one) * at));
  // Relative luminance (WCAG 2.2): white or black, whichever stands out more, has at least 4.5:1 on any colour.
  const [r, g, b] = rgb.map((one) => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return { background: `rgb(${rgb})`, color: 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000" };
}

function heatValues(t, row) {
  const grid = STATE.count === "articles" ? t.region : t.fraction;
  return STATE.count === "share" ? grid.row(row).map((one, at) => one / Math.max(t.years[at], 1)) : grid.row(row);
}
const heatTotal = (t, row) => (STATE.count === "articles" ? t.region.totals[row] : STATE.count === "fractional" ? t.fraction.totals[row] : t.fraction.totals[row] / Math.max(t.ids.length, 1));
const heatText = (value) => (STATE.count === "articles" ? count(value) : STATE.count === "share" ? (100 * value).toFixed(1) : value.toFixed(1));

function drawHeat(t) {
  const ranked = t.region.ranked();
  const rows = EXPANDED.has("heat") ? ranked : ranked.slice(0, HEAT_ROWS);
  const all = rows.map((row) => heatValues(t, row));
  const max = Math.max(...all.map((values) => Math.max(...values)), 1e-9);
  const cell = (row, values, at) => {
    const region = DATA.names.region[row], year = yearName(at), value = values[at];
    return el("td", {}, el("button", {
      type: "button", tabindex: "-1", "data-key": `heat|${region}|${year}`, style: value ? mixed(value / max) : { background: "transparent", color: "var(--soft)" },
      "aria-pressed": String(STATE.region === region && STATE.from === year && STATE.to === year), "data-tip": `${region}, ${year}\n${count(t.region.row(row)[at])} articles`,
      "aria-label": `${region}, ${year}: ${heatText(value)}`, text: value ? heatText(value) : "·", onclick: () => toggleYear(year, { region }),
    }));
  };
  const table = el("table", { class: "heat" },
    el("thead", {}, el("tr", {}, el("td", {}), DATA.years.map((_, at) => el("th", { scope: "col" },
      el("button", { type: "button", class: "plain", tabindex: "-1", "data-key": `year|${yearName(at)}`, "aria-pressed": String(STATE.from === yearName(at) && STATE.to === yearName(at)), text: yearMark(at), onclick: () => toggleYear(yearName(at)) }))),
    el("th", { scope: "col", class: "number", text: "Total" }))),
    el("tbody", {}, rows.map((row, at) => el("tr", {},
      el("th", { scope: "row", title: DATA.names.region[row] }, filterButton("region", DATA.names.region[row], { class: "plain", tabindex: "-1" })),
      DATA.years.map((_, year) => cell(row, all[at], year)),
      el("td", { class: "number total", text: heatText(heatTotal(t, row)) })))));
  table.querySelector("tbody button")?.setAttribute("tabindex", "0");
  table.addEventListener("keydown", walk);
  const switcher = el("div", { class: "switch", role: "group", "aria-label": "What is counted" }, Object.entries(COUNTS).map(([key, text]) =>
    el("button", { type: "button", "data-key": `count|${key}`, "aria-pressed": String(STATE.count === key), text, onclick: () => change({ count: key, page: STATE.page }) })));
  const notes = {
    articles: "An article on several regions counts for each of them: rows do not add up to the total.",
    fractional: "An article on several regions is split evenly over them: rows add up to the year's articles.",
    share: "Share of the year's selected articles, each split evenly over its regions.",
  };
  const before = $("heat").querySelector(".scroll")?.scrollLeft;
  redraw("heat", head("heat", "Articles by region and year", null, switcher),
    rows.length ? el("div", { class: "scroll" }, table) : el("p", { class: "soft", text: "No articles in the selection." }),
    el("div", { class: "under" }, el("span", { class: "soft small", text: `${notes[STATE.count]} Choose a cell, region or year to filter; arrow keys move. ${partialNote()}` }),
      showAll("heat", HEAT_ROWS, ranked.length, "regions")));
  // Where there is no room for all years, the newest are seen first.
  const scroller = $("heat").querySelector(".scroll");
  if (scroller) scroller.scrollLeft = before ?? scroller.scrollWidth;
}

const partialNote = () => (DATA.years.some(({ partial }) => partial) ? "* part of a year." : "");

// One stop of the Tab key for the whole table; arrow keys go from cell to cell.
function walk(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest("td, th");
  if (!step || !cell) return;
  const rows = Array.from(event.currentTarget.rows);
  const row = rows[rows.indexOf(cell.parentNode) + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]]?.querySelector("button");
  if (!next) return;
  event.preventDefault();
  event.currentTarget.querySelectorAll("button[tabindex='0']").forEach((one) => one.setAttribute("tabindex", "-1"));
  next.setAttribute("tabindex", "0");
  next.focus();
}
