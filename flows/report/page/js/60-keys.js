// The line that says what is selected, and the key figures.

function drawSelection(t) {
  const names = { from: "From", to: "To", q: "Text", region: "Region", topic: "Topic", series: "Series", place: "Country", author: "Author", check: "Doubt", change: "Since last release" };
  const chips = FILTERS.filter((name) => STATE[name]).map((name) =>
    el("button", {
      type: "button", class: "chip", "data-key": `chip|${name}`, "aria-label": `Remove filter ${names[name]}: ${STATE[name]}`,
      onclick: () => change(STATE[name] === "undated" ? { from: "", to: "" } : { [name]: "" }),
    }, el("span", { text: `${names[name]}: ${shown(name, STATE[name])}` }), el("span", { "aria-hidden": "true", text: "✕" })));
  const told = t.ids.length === DATA.n ? `All ${plural(DATA.n, "article")}` : `${count(t.ids.length)} of ${plural(DATA.n, "article")}`;
  const cut = STATE.q && DATA.titled < DATA.n && `Text is looked for in the newest ${count(DATA.titled)} articles only.`;
  redraw("selection", el("span", { id: "count", text: `${told}.${cut ? ` ${cut}` : ""}` }), el("span", { class: "chips" }, chips),
    chips.length > 0 && el("button", { type: "button", class: "plain link no-print", "data-key": "reset", text: "Reset all", onclick: () => change(resetFilters()) }));
}

const resetFilters = () => Object.fromEntries(FILTERS.map((name) => [name, ""]));
const shown = (name, value) => (name === "check" ? checkName(value) : value);

function card(value, label, note, more) {
  const text = String(value);
  return el("div", { class: "card key" }, el("span", { class: "soft small", text: label }), el("b", { class: text.length > 14 ? "long" : "", title: text.length > 40 ? text : null, text }), el("span", { class: "soft small", text: note || "" }), more);
}

function spark(values) {
  const width = 150, height = 26, max = Math.max(...values, 1), step = width / Math.max(values.length, 1);
  const columns = (partial) => Array.from(values, (value, at) => (Boolean(DATA.years[at].partial) === partial ? boxOf(at * step, height - (height * value) / max, Math.max(step - 1, step * 0.6), (height * value) / max) : "")).join("");
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", height, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "s0", d: columns(false) }), svg("path", { class: "s0", opacity: 0.5, d: columns(true) }));
}

function lastFullYear(t) {
  const full = DATA.years.map((_, at) => at).filter((at) => DATA.years[at].year !== null && !DATA.years[at].partial);
  const at = full.at(-1);
  if (at === undefined) return card("–", "Last full year", "");
  const before = full.length > 1 && DATA.years[full.at(-2)].year === DATA.years[at].year - 1 ? t.years[full.at(-2)] : null;
  const more = before ? (t.years[at] - before) / before : null;
  const sign = more > 0 ? "+" : more < 0 ? "−" : "±";
  return card(count(t.years[at]), `Articles in ${yearName(at)}`, more === null ? "" : `${sign}${percent(Math.abs(more))} on ${DATA.years[at].year - 1}`);
}

function leader(label, names, totals, ids, skip) {
  const at = leaders(totals).find((one) => names[one] !== skip);
  if (at === undefined) return card("–", label, "none in the selection");
  return card(names[at], label, `${plural(totals[at], "article")}, ${percent(totals[at] / ids.length)}`);
}

function drawKeys(t) {
  const { ids } = t;
  redraw("keys",
    card(count(ids.length), "Articles", ids.length ? `${short.format(t.words)} words; ${span(ids)}` : "", spark(t.years)),
    lastFullYear(t),
    card(count(t.authors), "Authors", ids.length ? `${percent(t.together / ids.length)} of articles by several` : ""),
    leader("Most covered region", DATA.names.region, t.region.totals, ids, UNKNOWN),
    leader("Leading topic", DATA.names.topic, t.topic.totals, ids, UNKNOWN),
    leader("Country named most", DATA.names.place, t.place, ids));
}

// Dates of the oldest and the newest; the undated come last.
function span(ids) {
  const last = ids.findLast((i) => DATA.precision[i]);
  if (last === undefined) return "undated";
  const [oldest, newest] = [dateOf(last), dateOf(ids[0])];
  return oldest === newest ? newest : `${oldest} to ${newest}`;
}
