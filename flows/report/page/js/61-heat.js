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

// Made once and then changed cell by cell: to make hundreds of buttons anew took most of a redraw's time.
const HEAT = { lines: [] };

function makeHeat() {
  const plain = (more) => el("button", { type: "button", class: "plain", tabindex: "-1", ...more });
  HEAT.years = DATA.years.map((_, at) => plain({ "data-key": `year|${yearName(at)}`, text: yearMark(at), onclick: () => toggleYear(yearName(at)) }));
  HEAT.body = el("tbody");
  HEAT.table = el("table", { class: "heat", style: { "--years": DATA.years.length }, onkeydown: walk },
    el("colgroup", {}, el("col", { class: "names" }), el("col", { span: DATA.years.length }), el("col", { class: "total" })),
    el("thead", {}, el("tr", {}, el("td", {}), HEAT.years.map((one) => el("th", { scope: "col" }, one)), el("th", { scope: "col", class: "number", text: "Total" }))), HEAT.body);
  HEAT.box = el("div", { class: "scroll" }, HEAT.table);
  HEAT.none = el("p", { class: "soft", text: "No articles in the selection." });
  HEAT.counts = Object.entries(COUNTS).map(([key, text]) => el("button", { type: "button", "data-key": `count|${key}`, text, onclick: () => change({ count: key, page: STATE.page }) }));
  HEAT.note = el("span", { class: "soft small" });
  HEAT.under = el("div", { class: "under" }, HEAT.note);
  $("heat").append(head("heat", "Articles by region and year", null, el("div", { class: "switch", role: "group", "aria-label": "What is counted" }, HEAT.counts)), HEAT.box, HEAT.none, HEAT.under);
}

function makeHeatLine() {
  const line = { region: "", values: [], counts: [] };
  line.button = el("button", { type: "button", class: "plain", tabindex: "-1", onclick: () => toggle("region", line.region) });
  line.head = el("th", { scope: "row" }, line.button);
  line.cells = DATA.years.map((_, at) => {
    const cell = el("button", { type: "button", tabindex: "-1", "data-tip": "", onclick: () => toggleYear(yearName(at), { region: line.region }) });
    cell.tip = () => `${line.region}, ${yearName(at)}\n${plural(line.counts[at], "article")}`;
    return cell;
  });
  line.total = el("td", { class: "number total" });
  line.node = el("tr", {}, line.head, line.cells.map((cell) => el("td", {}, cell)), line.total);
  return line;
}

function drawHeat(t) {
  if (!HEAT.table) makeHeat();
  const ranked = t.region.ranked();
  const rows = EXPANDED.has("heat") ? ranked : ranked.slice(0, HEAT_ROWS);
  keepFocus($("heat"), () => {
    while (HEAT.lines.length < rows.length) HEAT.lines.push(makeHeatLine());
    HEAT.lines.forEach(({ node }, at) => {
      if (at >= rows.length) node.remove();
      else if (!node.isConnected) HEAT.body.append(node);
    });
    const all = rows.map((row) => heatValues(t, row));
    const max = Math.max(...all.map((values) => Math.max(...values)), 1e-9);
    HEAT.table.style.setProperty("--cell", `${Math.max(2.15, 0.4 + 0.46 * heatText(max).length)}rem`);
    rows.forEach((row, at) => fillHeatLine(HEAT.lines[at], t, row, all[at], max));
    HEAT.years.forEach((one, at) => put(one, { "aria-pressed": String(STATE.from === yearName(at) && STATE.to === yearName(at)) }));
    Object.keys(COUNTS).forEach((key, at) => put(HEAT.counts[at], { "aria-pressed": String(STATE.count === key) }));
    HEAT.box.hidden = !rows.length;
    HEAT.none.hidden = rows.length > 0;
    put(HEAT.note, { text: `${COUNT_NOTES[STATE.count]} Choose a cell, region or year to filter; arrow keys move. ${partialNote()}` });
    HEAT.under.replaceChildren(...[HEAT.note, showAll("heat", HEAT_ROWS, ranked.length, "regions")].filter(Boolean));
    HEAT.table.querySelector("button[tabindex='0']")?.setAttribute("tabindex", "-1");
    HEAT.lines[0]?.button.setAttribute("tabindex", "0");
  });
  // Where there is no room for all years, the newest are seen first.
  if (!HEAT.shown && rows.length) {
    HEAT.shown = true;
    HEAT.box.scrollLeft = HEAT.box.scrollWidth;
  }
}

function fillHeatLine(line, t, row, values, max) {
  const region = DATA.names.region[row];
  const inRegion = STATE.region === region;
  line.region = region;
  line.counts = t.region.row(row);
  put(line.head, { title: region });
  put(line.button, { text: region, "data-key": `region|${region}`, "aria-pressed": String(inRegion) });
  put(line.total, { text: heatText(heatTotal(t, row)) });
  line.cells.forEach((cell, at) => {
    const year = yearName(at), value = values[at], text = value ? heatText(value) : "·";
    put(cell, {
      text, class: value ? `h${Math.round((SHADES * value) / max)}` : "h", "data-key": `heat|${region}|${year}`,
      "aria-label": `${region}, ${year}: ${heatText(value)}`, "aria-pressed": String(inRegion && STATE.from === year && STATE.to === year),
    });
  });
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
