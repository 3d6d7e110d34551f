// The articles: found, sorted, opened.

const PAGE_ROWS = 15;
// Orders of all articles with titles; numbers are put in order many times faster than by a function.
const SORTS = {
  newest: null,
  oldest: () => {
    const all = Uint32Array.from({ length: DATA.titled }, (_, i) => DATA.titled - 1 - i);
    const dated = all.filter((i) => DATA.precision[i]);
    return Uint32Array.from([...dated, ...all.filter((i) => !DATA.precision[i])]);
  },
  title: () => {
    const titles = Array.from({ length: DATA.titled }, (_, i) => titleOf(i));
    const { compare } = new Intl.Collator();
    return Uint32Array.from(titles.keys()).sort((a, b) => compare(titles[a], titles[b]) || a - b);
  },
  // One word more each: who has none is left out of the leaders.
  longest: () => Uint32Array.from(leaders(Float64Array.from(DATA.words.subarray(0, DATA.titled), (words) => words + 1))),
};
const ORDERS = new Map();

// Made once, as to put some of them in order takes as long.
function orderOf(sort) {
  if (!ORDERS.has(sort)) ORDERS.set(sort, SORTS[sort]());
  return ORDERS.get(sort);
}

function sorted(ids) {
  if (!SORTS[STATE.sort]) return ids;
  const wanted = new Uint8Array(DATA.n);
  for (const i of ids) wanted[i] = 1;
  return orderOf(STATE.sort).filter((i) => wanted[i]);
}
const SORT_NAMES = { newest: "Newest first", oldest: "Oldest first", title: "By title", longest: "Longest first" };

// Codes that several articles have.
let shared;
function isShared(code) {
  if (!shared) {
    const seen = new Set();
    shared = new Set(DATA.titles.code.filter((one) => one && (seen.has(one) || !seen.add(one))));
  }
  return shared.has(code);
}

// What names an article in the address, and no other: its code if it is its own, else its title's slug with what tells
// it from those that are called alike; the same in later releases.
function nameOf(i) {
  const code = DATA.titles.code[i];
  if (code && !isShared(code)) return code;
  const slug = slugOf(DATA.titles.title[i]).slice(0, 80);
  return slug || code ? `${slug}~${code || dateOf(i)}` : `no-${i}`;
}

function marked(text, words) {
  if (!words.length) return [text];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  return text.split(pattern).map((part, at) => (at % 2 ? el("mark", { text: part }) : part));
}

function drawArticles(t) {
  const carried = t.ids.filter((i) => i < DATA.titled);
  const ids = sorted(carried);
  const pages = Math.max(1, Math.ceil(ids.length / PAGE_ROWS));
  STATE.page = Math.min(STATE.page, pages);
  const words = wordsOf(STATE.q);
  const shown = Array.from(ids.slice((STATE.page - 1) * PAGE_ROWS, STATE.page * PAGE_ROWS));
  const sorter = el("label", { class: "small soft no-print" }, "Sort ", el("select", { "data-key": "sort", value: STATE.sort, onchange: (event) => change({ sort: event.target.value }) },
    Object.entries(SORT_NAMES).map(([value, text]) => option(value, text))));
  const missing = t.ids.length - carried.length;
  const note = `${count(t.ids.length)} found${missing ? `; the newest ${count(carried.length)} of them are listed here, all are in dossier.duckdb` : ""}`;
  const table = el("table", { class: "articles" },
    el("colgroup", {}, [0, 1, 2, 3, 4].map((at) => el("col", { class: `c${at}` }))),
    el("thead", {}, el("tr", {}, ["Date", "Title", "Authors", "Series", "Categories"].map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, shown.flatMap((i) => row(i, words))));
  const to = (page, text) => el("button", { type: "button", "data-key": `page|${text}`, disabled: page < 1 || page > pages, text, onclick: () => change({ page, open: "" }) });
  redraw("articles", head("articles", "Articles", note, sorter),
    shown.length ? table : el("p", { class: "soft", text: "No articles in the selection." }),
    el("nav", { class: "pager", "aria-label": "Pages of articles" }, el("span", { class: "soft small", text: detailNote() }),
      el("div", {}, to(1, "First"), to(STATE.page - 1, "‹ Previous"), el("span", { class: "number", text: `${count(STATE.page)} / ${count(pages)}` }), to(STATE.page + 1, "Next ›"))));
}

function detailNote() {
  if (DATA.detailed >= DATA.n) return DATA.cut ? "Long synopses are cut." : "";
  return `Synopses${DATA.cut ? " (long ones cut)" : ""} and headings of the newest ${count(DATA.detailed)} articles are in this file, all others in dossier.duckdb.`;
}

function row(i, words) {
  const name = nameOf(i), open = STATE.open === name;
  const tag = (kind, value) => el("button", { type: "button", class: "tag", tabindex: "-1", title: `Filter by ${value}`, text: value, onclick: () => change({ [kind]: value }) });
  const authors = namesOf("author", i);
  const code = DATA.titles.code[i];
  const line = el("tr", { class: open ? "open" : "" },
    el("td", { class: "when", text: dateOf(i) }),
    el("td", { class: "what" }, el("button", { type: "button", class: "plain", dir: "auto", "data-key": `open|${i}`, "aria-expanded": String(open), onclick: () => change({ open: open ? "" : name, page: STATE.page }) }, marked(titleOf(i), words)),
      code && el("span", { class: "code" }, marked(code, words)), DATA.change[i] && !DATA.first ? [" ", el("span", { class: "tag new", text: CHANGE_NAMES[DATA.change[i]] })] : null),
    el("td", {}, el("div", { class: "clip", dir: "auto" }, marked(authors.join(", "), words))),
    el("td", {}, el("div", { class: "clip", text: DATA.names.series[DATA.series[i]] })),
    el("td", {}, ["region", "topic"].flatMap((kind) => namesOf(kind, i).filter((one) => one !== UNKNOWN).slice(0, 12).map((one) => tag(kind, one)))));
  return [line, open && el("tr", { class: "opened" }, el("td", { colspan: "5" }, inside(i)))];
}

// As a shell takes it for one word: codes have spaces, addresses &.
const asWord = (text) => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function inside(i) {
  const address = addressOf(i);
  const known = i < DATA.titled && (DATA.titles.code[i] || address || DATA.titles.title[i]);
  const carried = i < DATA.detailed;
  const synopsis = carried ? DATA.details.synopsis[i] || "No synopsis is printed." : "Its synopsis is not in this file; dossier.duckdb has it.";
  const headings = carried && DATA.details.headings[i] ? DATA.details.headings[i].split("\n") : [];
  const people = namesOf("author", i).map((one) => filterButton("author", one, { class: "tag" }));
  const doubts = namesOf("check", i).map((one) => filterButton("check", one, { class: "tag doubt", text: checkName(one) }));
  return el("div", { class: "inside" },
    el("div", {}, el("h3", { text: "Synopsis" }), el("p", { class: "synopsis", dir: "auto", text: synopsis }),
      el("p", { class: "under" }, address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: "Open its page ↗" }) : el("span", { class: "soft", text: "No address is known." }),
        el("span", { class: "soft small", text: `${plural(DATA.words[i], "word")}` }), known && el("code", { class: "small soft", text: `dossier explain ${asWord(known)}` })),
      people.length ? el("div", {}, el("h3", { text: "Authors" }), people) : null),
    el("div", {}, headings.length ? [el("h3", { text: "Sections" }), el("ol", { class: "small" }, headings.map((one) => el("li", { dir: "auto", text: one })))] : null,
      listed(DATA.place, i).length ? [el("h3", { text: "Countries" }), namesOf("place", i).map((one) => filterButton("place", one, { class: "tag" }))] : null,
      doubts.length ? [el("h3", { text: "Doubts" }), doubts] : null));
}
