// Region by year: a table whose cells are coloured by their number.

const HEAT_ROWS = 16;
const COUNTS = { articles: "Articles", fractional: "Split evenly", share: "% of the year" };
const COUNT_NOTES = {
  articles: "An article on several regions counts for each of them: rows do not add up to the total.",
  fractional: "An article on several regions is split evenly over them: rows add up to the year's articles.",
  share: "Share of the year's selected articles, each split evenly over its regions.",
};
const SHADES = 32;

// One rule a shade and theme: a class is set in a fraction of the time that colours take.
function makeShades() {
  const sheet = document.styleSheets[0];
  for (const [theme, from, to] of [["light", [233, 241, 245], [8, 84, 112]], ["dark", [29, 39, 50], [99, 197, 227]]]) {
    for (let shade = 0; shade <= SHADES; shade += 1) {
      const at = 0.05 + 0.95 * (shade / SHADES) ** 0.7;
      const rgb = from.map((one, channel) => Math.round(one + (to[channel] - one) * at));
      // Relative luminance (WCAG 2.2): white or black, whichever stands out more, has at least 4.5:1 on any colour.
      const [r, g, b] = rgb.map((one) => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
      const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const ink = 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000";
      sheet.insertRule(`[data-theme="${theme}"] .heat .h${shade} { background: rgb(${rgb}); color: ${ink}; }`, sheet.cssRules.length);
    }
  }
}

function heatValues(t, row) {
  const grid = STATE.count === "articles" ? t.region : t.fraction;
  return STATE.count === "share" ? grid.row(row).map((one, at) => one / Math.max(t.years[at], 1)) : grid.row(row);
}
const heatTotal = (t, row) => (STATE.count === "articles" ? t.region.totals[row] : STATE.count === "fractional" ? t.fraction.totals[row] : t.fraction.totals[row] / Math.max(t.ids.length, 1));
const heatText = (value) => (STATE.count === "articles" ? count(value) : STATE.count === "share" ? (100 * value).toFixed(1) : value.toFixed(1));

// The one stop of the Tab key in the table, by its key; arrow keys move it.
const HEAT = { stop: "", shown: false };

function drawHeat(t) {
  const ranked = t.region.ranked();
  const rows = EXPANDED.has("heat") ? ranked : ranked.slice(0, HEAT_ROWS);
  const values = rows.map((row) => heatValues(t, row));
  const max = Math.max(...values.map((one) => Math.max(...one)), 1e-9);
  const regions = rows.map((row) => DATA.names.region[row]);
  const [kind, of] = HEAT.stop.split("|");
  if (kind !== "year" && !regions.includes(of)) HEAT.stop = `region|${regions[0]}`;
  const switches = Object.entries(COUNTS).map(([key, text]) => el("button", { type: "button", "data-key": `count|${key}`, "aria-pressed": String(STATE.count === key), text, onclick: () => change({ count: key, page: STATE.page }) }));
  redraw("heat",
    head("heat", "Articles by region and year", null, el("div", { class: "switch", role: "group", "aria-label": "What is counted" }, switches)),
    rows.length ? el("div", { class: "scroll" }, heatTable(t, rows, values, max)) : null,
    rows.length ? null : el("p", { class: "soft", text: "No articles in the selection." }),
    el("div", { class: "under" },
      el("span", { class: "soft small", text: `${COUNT_NOTES[STATE.count]} Choose a cell, region or year to filter; arrow keys move. ${partialNote()}` }),
      showAll("heat", HEAT_ROWS, ranked.length, "regions")));
  // Where there is no room for all years, the newest are seen first.
  if (!HEAT.shown && rows.length) {
    HEAT.shown = true;
    const box = document.querySelector("#heat .scroll");
    box.scrollLeft = box.scrollWidth;
  }
}

function heatTable(t, rows, values, max) {
  const cell = `${Math.max(2.15, 0.4 + 0.46 * heatText(max).length)}rem`;
  const years = DATA.years.map((_, at) => heatButton(`year|${yearName(at)}`, STATE.from === yearName(at) && STATE.to === yearName(at), { class: "plain", text: yearMark(at), onclick: () => toggleYear(yearName(at)) }));
  return el("table", { class: "heat", style: { "--years": DATA.years.length, "--cell": cell }, onkeydown: walk },
    el("colgroup", {}, el("col", { class: "names" }), DATA.dated.length > 0 && el("col", { span: DATA.dated.length }), DATA.dated.length < DATA.years.length && el("col", { class: "undated" }), el("col", { class: "total" })),
    el("thead", {}, el("tr", {}, el("td", {}), years.map((one) => el("th", { scope: "col" }, one)), el("th", { scope: "col", class: "number", text: "Total" }))),
    el("tbody", {}, rows.map((row, at) => heatLine(t, row, values[at], max))));
}

function heatLine(t, row, values, max) {
  const region = DATA.names.region[row];
  const inRegion = STATE.region === region;
  const counts = t.region.row(row);
  const cells = Array.from(values, (value, at) => {
    const year = yearName(at), told = heatText(value);
    return el("td", {}, heatButton(`heat|${region}|${year}`, inRegion && STATE.from === year && STATE.to === year, {
      class: value ? `h${Math.round((SHADES * value) / max)}` : "h", "aria-label": `${region}, ${year}: ${told}`, text: value ? told : "·",
      tip: () => `${region}, ${year}\n${plural(counts[at], "article")}`, onclick: () => toggleYear(year, { region }),
    }));
  });
  return el("tr", {},
    el("th", { scope: "row", title: region }, heatButton(`region|${region}`, inRegion, { class: "plain", text: region, onclick: () => toggle("region", region) })),
    cells, el("td", { class: "number total", text: heatText(heatTotal(t, row)) }));
}

const heatButton = (key, pressed, more) => el("button", { type: "button", "data-key": key, "aria-pressed": String(pressed), tabindex: key === HEAT.stop ? "0" : "-1", ...more });

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
  HEAT.stop = next.dataset.key;
  drawHeat(SELECTED);
  next.focus();
}
