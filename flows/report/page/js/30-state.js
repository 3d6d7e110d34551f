// What is selected, kept in the address after the #, so that a link shows the same.

const LISTS = ["region", "topic", "series", "place", "author", "check", "change"];
const FILTERS = ["from", "to", "q", ...LISTS];
const EMPTY = { from: "", to: "", q: "", page: 1, sort: "newest", count: "articles", open: "", termRegion: "", termYear: "" };
LISTS.forEach((name) => { EMPTY[name] = ""; });
let STATE = { ...EMPTY };

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = { ...EMPTY };
  for (const [name, value] of given) if (Object.hasOwn(EMPTY, name)) state[name] = value;
  state.page = Math.max(1, Math.trunc(Number(state.page)) || 1);
  // What this release does not know is no filter: an old link shows what it still can.
  for (const name of LISTS) if (!DATA.names[name].includes(state[name])) state[name] = "";
  const years = DATA.years.map((_, at) => yearName(at));
  for (const name of ["from", "to"]) if (!years.includes(state[name])) state[name] = "";
  if (state.from === "undated" || state.to === "undated") state.from = state.to = "undated";
  if (!["articles", "fractional", "share"].includes(state.count)) state.count = EMPTY.count;
  if (!Object.hasOwn(SORTS, state.sort)) state.sort = EMPTY.sort;
  STATE = state;
}

function writeAddress() {
  const changed = Object.keys(EMPTY).filter((name) => String(STATE[name]) !== String(EMPTY[name]));
  const text = new URLSearchParams(changed.map((name) => [name, STATE[name]])).toString();
  if (text === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    location.hash = text;
  }
}

function change(patch) {
  STATE = { ...STATE, page: 1, open: "", ...patch };
  if (STATE.from && STATE.to && STATE.from !== "undated" && Number(STATE.from) > Number(STATE.to)) {
    if ("to" in patch) STATE.from = STATE.to;
    else STATE.to = STATE.from;
  }
  for (const [one, other] of [["from", "to"], ["to", "from"]]) {
    if (!(one in patch)) continue;
    if (STATE[one] === "undated") STATE[other] = "undated";
    else if (STATE[other] === "undated") STATE[other] = "";
  }
  writeAddress();
  draw();
}

const toggle = (name, value) => change({ [name]: STATE[name] === value ? "" : value });

function toggleYear(year, more = {}) {
  const on = STATE.from === year && STATE.to === year && Object.entries(more).every(([name, value]) => STATE[name] === value);
  const rest = Object.fromEntries(Object.keys(more).map((name) => [name, on ? "" : more[name]]));
  change({ from: on ? "" : year, to: on ? "" : year, ...rest });
}
