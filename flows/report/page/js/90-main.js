// Reads the data, draws, and draws again whenever something is chosen.

let SELECTED = null;
let DRAWN = "";
// All articles: counted once.
let WHOLE = null;

// What draws each section, and what that depends on: all filters (*), and what else is chosen.
const SECTIONS = {
  selection: [drawSelection, "*"], keys: [drawKeys, "*"], heat: [drawHeat, "*", "count"], series: [drawSeries, "*"],
  terms: [drawTerms, "region", "from", "to", "termRegion", "termYear"], topics: [drawTopics, "*"], people: [drawPeople, "*"],
  places: [drawPlaces, "*"], articles: [drawArticles, "*", "page", "sort", "open"], quality: [drawQuality, "*"], changes: [drawChanges, "*"],
};
const DRAWN_AS = new Map();
let WAITING = [];
// Milliseconds of one go of drawing what is out of view, and after how many, from the choice on, none waits for an idle moment.
const SLICE = 12, PATIENCE = 60;
let chosenAt = 0;

// Told by the browser: to ask it where a section is has it place everything first.
const OUT_OF_VIEW = new Set();
const watchView = () => {
  const watcher = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => OUT_OF_VIEW[isIntersecting ? "delete" : "add"](target.id)));
  Object.keys(SECTIONS).forEach((id) => watcher.observe($(id)));
};

function draw() {
  chosenAt = performance.now();
  const wanted = FILTERS.map((name) => STATE[name]).join("\u0000");
  if (!SELECTED || wanted !== DRAWN) {
    SELECTED = FILTERS.some((name) => STATE[name]) ? tally(select(STATE)) : WHOLE;
    DRAWN = wanted;
  }
  syncFilters();
  const stale = Object.keys(SECTIONS).filter((id) => DRAWN_AS.get(id) !== stateOf(id));
  const now = stale.filter(inView);
  WAITING = stale.filter((id) => !now.includes(id));
  now.forEach(drawSection);
  document.documentElement.dataset.drawn = (performance.now() - chosenAt).toFixed(1);
  drawNext();
}

const stateOf = (id) => [EXPANDED.has(id), ...SECTIONS[id].slice(1).map((name) => (name === "*" ? DRAWN : STATE[name]))].join("\u0000");

// Where something was just chosen is in view, also if the browser has not told so yet.
const inView = (id) => !OUT_OF_VIEW.has(id) || $(id).contains(document.activeElement);

function drawSection(id) {
  SECTIONS[id][0](SELECTED);
  // After it: the page of articles is cut to those there are.
  DRAWN_AS.set(id, stateOf(id));
}

// What is out of view is drawn once what is in view can be seen, and a few milliseconds at a time.
function drawNext() {
  if (!WAITING.length) {
    document.documentElement.dataset.filters = location.hash.slice(1);
    document.documentElement.dataset.ready = "yes";
    return;
  }
  const waiting = WAITING;
  const soon = () => {
    if (waiting !== WAITING) return;
    const begun = performance.now();
    while (waiting.length && performance.now() - begun < SLICE) drawSection(waiting.shift());
    drawNext();
  };
  if (document.hidden) setTimeout(soon);
  else requestAnimationFrame(() => whenIdle(soon, chosenAt + PATIENCE - performance.now()));
}

const whenIdle = (work, most) => (globalThis.requestIdleCallback && most > 0 ? requestIdleCallback(work, { timeout: most }) : setTimeout(work));

function drawWaiting() {
  WAITING.forEach(drawSection);
  WAITING = [];
  drawNext();
}

function drawFrame() {
  const { about } = DATA;
  const years = DATA.dated.length ? `, ${DATA.dated[0].year}–${DATA.dated.at(-1).year}` : "";
  $("subtitle").textContent = `${plural(DATA.n, "article")}${years}. Data as of ${about.as_of || "an unknown date"}.`;
  const explained = [
    ["Articles", "One publication counts once, however often and in whatever form it was dumped."],
    ["Filters", "Everything on the page counts the articles that pass all filters; outcomes of records and distinctive terms are of the whole release."],
    ["Years", "The year the publisher printed. Articles without a date stand under “undated”; a range of years leaves them out."],
    ["Split evenly", "Each article has a weight of one, split evenly over its regions (reports.articles_by_region_year: fractional_articles, share_of_year)."],
    ["Countries", "Of each article up to three: those in its title first, then those it names most. All are in article_places."],
    ["Text", "Every word given must occur in title, code or authors' names; upper and lower case are the same."],
    ["Terms", "Weighted log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), of titles and synopses."],
  ];
  $("foot").append(...[
    el("details", {}, el("summary", { text: "How these numbers are made" }), el("dl", {}, explained.map(([term, text]) => [el("dt", { text: term }), el("dd", { text })]))),
    el("p", { text: `Release ${about.release_id}, schema ${about.schema_version}, parser ${about.parser_version}: ${plural(about.records, "record")} from ${plural(about.source_files, "file")}. One file, no network: it works from a disk, an e-mail or a USB stick.` })].map(make));
}

async function main() {
  if (typeof DecompressionStream === "undefined") throw new Error("this browser is too old; any of 2023 or later can show it");
  readCore(await unpackJson("core"), await unpack("numbers"));
  readTexts(await unpackJson("titles"), await unpackJson("details"));
  DATA.first = DATA.about.previous_release_id === null;
  WHOLE = tally(select(EMPTY));
  DATA.regionOrder = WHOLE.region.ranked();
  readTerms();
  readTrends();
  makeShades();
  measureSeries();
  watchTheme();
  readAddress();
  buildFilters();
  drawFrame();
  addEventListener("hashchange", () => { readAddress(); draw(); });
  $("csv").addEventListener("click", saveArticles);
  $("print").addEventListener("click", () => print());
  document.querySelector("[data-skip]").addEventListener("click", (event) => { event.preventDefault(); $("articles").focus(); });
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; measureSeries(); drawSeries(SELECTED); } });
  draw();
  watchView();
  // Made while nothing else is to do; by title takes the longest.
  for (const sort of ["oldest", "longest", "title"]) whenIdle(() => orderOf(sort), 10_000);
}

main().catch((error) => {
  $("subtitle").textContent = `The report cannot be shown: ${error.message}`;
  throw error;
});
