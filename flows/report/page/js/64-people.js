// Who writes, who writes with whom, and the countries they write about.

const PEOPLE_SHOWN = 14;
const ROW_HEIGHT = 27.52;

// Lines at the side of the list join those who wrote together.
function arcs(people, t) {
  const joined = people.flatMap((a, at) => people.slice(at + 1).map((b, more) => ({ a, b, upper: at, lower: at + 1 + more, total: t.pairs[pairOf(a, b)] }))).filter(({ total }) => total);
  const max = Math.max(...joined.map(({ total }) => total), 1);
  const height = people.length * ROW_HEIGHT, width = 104;
  const middle = (at) => (at + 0.5) * ROW_HEIGHT;
  const paths = joined.map(({ a, b, upper, lower, total }) => {
    const reach = 8 + (width - 14) * Math.sqrt(((lower - upper) * ROW_HEIGHT) / height);
    return svg("path", {
      d: `M4 ${middle(upper)}C${reach.toFixed(1)} ${middle(upper)} ${reach.toFixed(1)} ${middle(lower)} 4 ${middle(lower)}`, "stroke-width": (1 + 3.2 * (total / max)).toFixed(2),
      tip: () => `${DATA.names.author[a]}\n${DATA.names.author[b]}\n${plural(total, "article")} together`,
    });
  });
  const ends = new Set(joined.flatMap(({ upper, lower }) => [upper, lower]));
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, height, width: "100%", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("g", {}, paths),
    svg("path", { class: "dots", d: Array.from(ends, (at) => `M4 ${middle(at)}h0`).join("") }));
}

function drawPeople(t) {
  const most = PEOPLE_SHOWN * (EXPANDED.has("people") ? 3 : 1);
  const people = leaders(t.author, most);
  const names = DATA.names.author;
  const pairs = above(t.pairs);
  const rows = people.map((one) => ({ value: names[one], total: t.author[one] }));
  const list = leaders(t.pairs, EXPANDED.has("people") ? 24 : 8).map((one) => [DATA.pairs[one], t.pairs[one]]).map(([pair, total]) => el("li", { tip: () => pair.map((one) => names[one]).join("\n") },
    el("span", {}, pair.map((one) => el("div", { class: "two" }, filterButton("author", names[one], { class: "plain", "data-key": `pair|${pair.join("|")}|${one}` })))),
    el("span", { class: "number", text: count(total) })));
  redraw("people", head("people", "Authors, and who writes with whom", `${plural(t.authors, "author")}, ${plural(pairs, "pair")} in the selection`),
    people.length ? el("div", { class: "split" },
      el("div", { class: "with-arcs" }, bars("author", rows, t.author[people[0]], true), arcs(people, t)),
      el("div", {}, el("h3", { text: "Most articles together" }), list.length ? el("ol", { class: "pairs small" }, list) : el("p", { class: "soft small", text: "Nobody writes with anybody here." })))
      : el("p", { class: "soft", text: "No named authors in the selection." }),
    el("div", { class: "under" }, showAll("people", PEOPLE_SHOWN, Math.min(t.authors, PEOPLE_SHOWN * 3), "of the top")),
    el("div", { class: "split" },
      behind("people", "authors", ["Author", "Articles"], (most) => leaders(t.author, most).map((one) => [names[one], count(t.author[one])]), "Table of authors", t.authors),
      behind("people", "pairs", ["Author", "With", "Articles"], (most) => leaders(t.pairs, most).map((one) => [...DATA.pairs[one].map((person) => names[person]), count(t.pairs[one])]), "Table of pairs", pairs)));
}

const PLACES_SHOWN = 14;

function drawPlaces(t) {
  const all = leaders(t.place);
  const { place, place_region: within } = DATA.names;
  const rows = all.slice(0, EXPANDED.has("places") ? Infinity : PLACES_SHOWN).map((one) => ({ value: place[one], total: t.place[one], note: within[one] }));
  redraw("places", head("places", "Countries", "Up to three an article: those in its title, then those it names most"),
    rows.length ? bars("place", rows, t.place[all[0]], true) : el("p", { class: "soft", text: "No countries in the selection." }),
    el("div", { class: "under" }, showAll("places", PLACES_SHOWN, all.length, "countries")),
    behind("places", "places", ["Country", "Region (UN M49)", "Articles"], () => all.map((one) => [place[one], within[one], count(t.place[one])])));
}
