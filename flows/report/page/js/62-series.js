// Years by series: stacked columns.

const SERIES_SHOWN = 7;

function niceTop(max) {
  const step = 10 ** Math.floor(Math.log10(Math.max(max, 1) / 4 || 1));
  const size = [1, 2, 5, 10].map((one) => Math.max(1, Math.round(one * step))).find((one) => one * 5 >= max) || 1;
  return { size, top: Math.max(size, Math.ceil(max / size) * size) };
}

// Colours stay with their series whatever is selected: by the release's own ranking.
function seriesOrder() {
  if (!seriesOrder.found) {
    const totals = new Uint32Array(DATA.names.series.length);
    for (const one of DATA.series) totals[one] += 1;
    seriesOrder.found = leaders(totals);
  }
  return seriesOrder.found;
}

// Asked for only when it may have changed: an answer takes the layout of everything drawn so far.
let seriesWidth = 0;
const measureSeries = () => { seriesWidth = $("series").clientWidth; };

function drawSeries(t) {
  const order = seriesOrder();
  const groups = order.slice(0, SERIES_SHOWN).map((row, at) => ({ name: DATA.names.series[row], rows: [row], colour: at }));
  const rest = order.slice(SERIES_SHOWN);
  if (rest.length === 1) groups.push({ name: DATA.names.series[rest[0]], rows: rest, colour: 7 });
  else if (rest.length) groups.push({ name: `${rest.length} other series`, rows: rest, colour: 7, other: true });
  const legend = el("div", { class: "legend" }, groups.map((group) => {
    const swatch = el("i", { class: `s${group.colour}`, "aria-hidden": "true" });
    return group.other ? el("span", { class: "soft other" }, swatch, group.name) : filterButton("series", group.name, { class: "plain" }, swatch, group.name);
  }));
  const columns = ["Year", ...groups.map(({ name }) => name), "All"];
  const values = groups.map(({ rows }) => DATA.years.map((_, year) => rows.reduce((sum, row) => sum + t.series.cells[row * t.series.width + year], 0)));
  const lines = () => DATA.years.map((_, year) => [yearMark(year), ...values.map((one) => count(one[year])), count(t.years[year])]);
  redraw("series", head("series", "Articles by year and series", partialNote()), legend, stacked(t, groups, values), behind("series", "series", columns, lines));
}

function stacked(t, groups, values) {
  const width = Math.max(280, seriesWidth - 40), height = 320, left = 40, right = 18, bottom = 22, upper = 8;
  const { size, top } = niceTop(Math.max(...t.years, 0));
  const y = (value) => height - bottom - ((height - bottom - upper) * value) / top;
  const slot = (width - left - right) / Math.max(DATA.years.length, 1);
  const lines = Array.from({ length: Math.floor(top / size) + 1 }, (_, at) => at * size).flatMap((value) => [
    svg("line", { class: "grid", x1: left, x2: width, y1: y(value), y2: y(value) }),
    svg("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, short.format(value))]);
  const every = Math.ceil(46 / slot);
  const told = (year) => groups.map(({ name }, at) => [name, values[at][year]]).filter(([, value]) => value).map(([name, value]) => `\n${name} ${count(value)}`).join("");
  const below = new Float64Array(DATA.years.length);
  const columns = groups.flatMap(({ colour }, at) => {
    // One shape a series, and one for the years of which there is a part only: hardly anything to style or to place.
    const shapes = ["", ""];
    DATA.years.forEach(({ partial }, year) => {
      const value = values[at][year];
      if (!value) return;
      below[year] += value;
      const upto = y(below[year]);
      shapes[Number(partial)] += boxOf(left + year * slot + slot * 0.12, upto, slot * 0.76, Math.max(0.6, y(below[year] - value) - upto - 0.7));
    });
    return shapes.map((d, partial) => svg("path", { class: `s${colour}`, opacity: partial ? 0.6 : 1, d }));
  });
  const labels = DATA.years.map((_, year) => (DATA.years.length - 1 - year) % every === 0 && svg("text", { x: left + (year + 0.5) * slot, y: height - 5, "text-anchor": "middle" }, yearMark(year)));
  const touched = DATA.years.map((_, year) => svg("rect", {
    "data-year": yearName(year), x: left + year * slot, width: slot, y: 0, height, fill: "transparent", tip: () => `${yearMark(year)}: ${count(t.years[year])}${told(year)}`, onclick: () => toggleYear(yearName(year)),
  }));
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", role: "img", "aria-label": "Stacked columns of articles by year and series; the table below has the numbers" }, lines, columns, labels, touched);
}
