// Topics over time: small multiples on one scale.

const TOPICS_SHOWN = 12;

// Rises and falls are of the whole release; under a filter they would mislead.
const trendOf = (topic) => (FILTERS.some((name) => STATE[name]) ? undefined : DATA.trend.get(topic));

// Beyond what chance would do to one topic alone: |z| > 1.96.
function readTrends() {
  DATA.trend = new Map(DATA.trends.filter(([, , , z]) => Math.abs(z) > 1.96).map(([topic, year, change]) => [topic, { year, change }]));
}

function trendText({ year, change }) {
  return `${year}: ${change > 0 ? "+" : "−"}${(100 * Math.abs(change)).toFixed(1)} articles in a hundred against the three years before`;
}

function drawTopics(t) {
  const ranked = t.topic.ranked();
  const rows = EXPANDED.has("topics") ? ranked : ranked.slice(0, TOPICS_SHOWN);
  const dated = DATA.years.map((_, at) => at).filter((at) => DATA.years[at].year !== null);
  const partial = dated.length > 1 && DATA.years[dated.at(-1)].partial;
  const max = Math.max(...rows.map((row) => Math.max(...dated.map((at) => t.topic.row(row)[at]), 0)), 1);
  const panel = (row) => {
    const name = DATA.names.topic[row];
    const values = dated.map((at) => t.topic.row(row)[at]);
    const points = lineOf(values, 200, 44, max);
    const lastPoint = points.at(-1);
    const chart = svg("svg", { viewBox: "-1 -4 206 50", "aria-hidden": "true", preserveAspectRatio: "none", height: 52 },
      points.length && svg("path", { d: `${pathOf(points)}L${lastPoint[0]} 44L0 44Z`, fill: "var(--area)" }),
      svg("path", { class: "line", d: pathOf(partial ? points.slice(0, -1) : points) }),
      partial && svg("path", { class: "line partial", d: pathOf(points.slice(-2)) }),
      lastPoint && svg("path", { class: "line dot", d: `M${lastPoint[0]} ${lastPoint[1]}h0` }));
    const trend = trendOf(name);
    return filterButton("topic", name, { class: "panel", "aria-label": `${name}: ${count(t.topic.totals[row])}`, tip: () => `${name}\n${plural(t.topic.totals[row], "article")}${trend ? `\n${trendText(trend)}` : ""}` },
      el("span", { class: "name" }, el("b", { text: name }), el("span", {}, trend ? el("span", { class: trend.change > 0 ? "up" : "down", text: trend.change > 0 ? "▲ " : "▼ " }) : null, count(t.topic.totals[row]))),
      chart,
      el("span", { class: "ends" }, el("span", { text: dated.length ? yearMark(dated[0]) : "" }), el("span", { text: dated.length > 1 ? yearMark(dated.at(-1)) : "" })));
  };
  const columns = ["Topic", ...DATA.years.map((_, at) => yearMark(at)), "All"];
  redraw("topics", head("topics", "Topics over time", "One vertical scale for all panels, sorted by total. Choose one to filter."),
    rows.length ? el("div", { class: "panels" }, rows.map(panel)) : el("p", { class: "soft", text: "No articles in the selection." }),
    el("div", { class: "under" }, showAll("topics", TOPICS_SHOWN, ranked.length, "topics"), rows.some((row) => trendOf(DATA.names.topic[row])) && el("span", { class: "soft small", text: `▲ ▼ more or fewer of ${DATA.trends[0][1]}'s articles than of the three years' before, beyond chance.` })),
    behind("topics", "topics", columns, () => ranked.map((row) => [DATA.names.topic[row], ...Array.from(t.topic.row(row), count), count(t.topic.totals[row])])));
}
