// Distinctive terms of a region and year: by default those that are filtered by.

function readTerms() {
  DATA.termsOf = new Map();
  for (const [region, year, terms] of DATA.terms) {
    if (!DATA.termsOf.has(region)) DATA.termsOf.set(region, new Map());
    DATA.termsOf.get(region).set(year === null ? "undated" : String(year), terms);
  }
}

function chosenTerms() {
  const regions = DATA.regionOrder.map((row) => DATA.names.region[row]).filter((one) => DATA.termsOf.has(one));
  const region = [STATE.region, STATE.termRegion].find((one) => DATA.termsOf.has(one)) || regions[0];
  const years = Array.from(DATA.termsOf.get(region)?.keys() || []).reverse();
  const single = STATE.from && STATE.from === STATE.to ? STATE.from : "";
  const full = years.filter((year) => !DATA.years.some((one) => String(one.year) === year && one.partial) && year !== "undated");
  const year = [single, STATE.termYear].find((one) => years.includes(one)) || full[0] || years[0];
  return { regions, region, years, year };
}

function drawTerms() {
  const { regions, region, years, year } = chosenTerms();
  if (!regions.length) {
    redraw("terms", head("terms", "Distinctive terms"), el("p", { class: "soft", text: "Too few articles for any term to stand out." }));
    return;
  }
  const terms = DATA.termsOf.get(region).get(year);
  const max = Math.max(...terms.map(([, , score]) => score), 1e-9);
  const chooser = (label, name, options, value, fixed) => el("label", { class: "small soft" }, `${label} `, el("select", {
    "data-key": `terms|${name}`, value, disabled: fixed, onchange: (event) => change({ [name]: event.target.value, page: STATE.page }),
  }, options.map((one) => option(one))));
  redraw("terms", head("terms", "Distinctive terms", "Words that set a region's year apart, in titles and synopses"),
    el("div", { class: "under choose" }, chooser("Region", "termRegion", regions, region, region === STATE.region),
      chooser("Year", "termYear", years, year, Boolean(STATE.from) && STATE.from === STATE.to && STATE.from === year)),
    el("ol", { class: "bars" }, terms.map(([term, articles, score]) => el("li", { tip: () => `${term}\n${plural(articles, "article")}, z = ${score}` },
      el("span", { class: "label" }, term, el("span", { class: "hidden-text", text: `: ${plural(articles, "article")}` })),
      track((100 * score) / max),
      el("span", { class: "number", "aria-hidden": "true", text: count(articles) })))),
    el("p", { class: "soft small", text: "Bars: how surely a term is more frequent here than elsewhere; numbers: articles with it." }));
}
