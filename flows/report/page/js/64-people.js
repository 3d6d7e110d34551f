// Who writes, who writes with whom, and the countries they write about.

const PEOPLE_SHOWN = 14;
const ROW_HEIGHT = 27.52;

// Lines at the side of the list join those who wrote together.
function arcs(people, pairs) {
  const places = new Map(people.map((one, at) => [one, at]));
  const joined = pairs.filter(({ a, b }) => places.has(a) && places.has(b));
  const max = Math.max(...joined.map(({ total }) => total), 1);
  const height = people.length * ROW_HEIGHT, width = 104;
  const paths = joined.map(({ a, b, total }) => {
    const [y1, y2] = [places.get(a), places.get(b)].sort((x, y) => x - y).map((at) => (at + 0.5) * ROW_HEIGHT);
    const reach = 8 + (width - 14) * Math.sqrt((y2 - y1) / height);
    return svg("path", { d: `M4 ${y1}C${reach} ${y1} ${reach} ${y2} 4 ${y2}`, "stroke-width": 1 + 3.2 * (total / max), "data-tip": `${DATA.names.author[a]}\n${DATA.names.author[b]}\n${plural(total, "article")} together` });
  });
  const dots = people.filter((one) => joined.some(({ a, b }) => a === one || b === one)).map((one) => svg("circle", { cx: 4, cy: (places.get(one) + 0.5) * ROW_HEIGHT, r: 3 }));
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, height, width: "100%", preserveAspectRatio: "none", "aria-hidden": "true" }, paths, dots);
}

function drawPeople(t) {
  const all = leaders(t.author);
  const people = all.slice(0, PEOPLE_SHOWN * (EXPANDED.has("people") ? 3 : 1));
  const pairs = leaders(t.pairs).map((one) => ({ a: DATA.pairs[one][0], b: DATA.pairs[one][1], total: t.pairs[one] }));
  const names = DATA.names.author;
  const rows = people.map((one) => ({ value: names[one], total: t.author[one] }));
  const list = pairs.slice(0, EXPANDED.has("people") ? 24 : 8).map(({ a, b, total }) => el("li", { "data-tip": `${names[a]}\n${names[b]}` },
    el("span", {}, [a, b].map((one) => el("div", { class: "two" }, filterButton("author", names[one], { class: "plain", "data-key": `pair|${a}|${b}|${one}` })))),
    el("span", { class: "number", text: count(total) })));
  redraw("people", head("people", "Authors, and who writes with whom", `${plural(all.length, "author")}, ${plural(pairs.length, "pair")} in the selection`),
    all.length ? el("div", { class: "split" },
      el("div", { class: "with-arcs" }, bars("author", rows, t.author[all[0]], true), arcs(people, pairs)),
      el("div", {}, el("h3", { text: "Most articles together" }), list.length ? el("ol", { class: "pairs small" }, list) : el("p", { class: "soft small", text: "Nobody writes with anybody here." })))
      : el("p", { class: "soft", text: "No named authors in the selection." }),
    el("div", { class: "under" }, showAll("people", PEOPLE_SHOWN, Math.min(all.length, PEOPLE_SHOWN * 3), "of the top")),
    el("div", { class: "split" },
      behind("authors", ["Author", "Articles"], () => all.slice(0, 2000).map((one) => [names[one], count(t.author[one])]), "Table of authors"),
      behind("pairs", ["Author", "With", "Articles"], () => pairs.slice(0, 2000).map(({ a, b, total }) => [names[a], names[b], count(total)]), "Table of pairs")));
}

const PLACES_SHOWN = 14;

function drawPlaces(t) {
  const all = leaders(t.place);
  const { place, place_region: within } = DATA.names;
  const rows = all.slice(0, EXPANDED.has("places") ? Infinity : PLACES_SHOWN).map((one) => ({ value: place[one], total: t.place[one], note: within[one] }));
  redraw("places", head("places", "Countries", "Up to three an article: those in its title, then those it names most"),
    rows.length ? bars("place", rows, t.place[all[0]], true) : el("p", { class: "soft", text: "No countries in the selection." }),
    el("div", { class: "under" }, showAll("places", PLACES_SHOWN, all.length, "countries")),
    behind("places", ["Country", "Region (UN M49)", "Articles"], () => all.map((one) => [place[one], within[one], count(t.place[one])])));
}
