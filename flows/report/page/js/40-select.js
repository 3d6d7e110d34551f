// Which articles are selected, and how many of them there are of everything.

const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

function select(state) {
  const n = DATA.n;
  const keep = new Uint8Array(n).fill(1);
  const only = (test) => { for (let i = 0; i < n; i += 1) if (keep[i] && !test(i)) keep[i] = 0; };
  if (state.from || state.to) {
    // Bounds leave the undated out, unless they are what is asked for.
    const within = DATA.years.map(({ year }) =>
      state.from === "undated" ? year === null : year !== null && (!state.from || year >= +state.from) && (!state.to || year <= +state.to));
    only((i) => within[DATA.year[i]]);
  }
  for (const name of LISTS) {
    if (!state[name]) continue;
    const wanted = DATA.names[name].indexOf(state[name]);
    if (name === "series") only((i) => DATA.series[i] === wanted);
    else if (name === "change") only((i) => DATA.change[i] === wanted + 1);
    else only((i) => has(DATA[name], i, wanted));
  }
  const words = wordsOf(state.q);
  if (words.length) only((i) => i < DATA.titled && words.every((word) => DATA.haystack[i].includes(word)));
  const ids = [];
  for (let i = 0; i < n; i += 1) if (keep[i]) ids.push(i);
  return Uint32Array.from(ids);
}

class Grid {
  // Counts by name and year.
  constructor(names) {
    this.names = names;
    this.width = DATA.years.length;
    this.cells = new Float64Array(names.length * this.width);
    this.totals = new Float64Array(names.length);
  }

  add(row, year, weight = 1) {
    this.cells[row * this.width + year] += weight;
    this.totals[row] += weight;
  }

  row(row) { return this.cells.subarray(row * this.width, (row + 1) * this.width); }

  // The greatest first, among equals by name; what is unknown last.
  ranked() {
    const rows = Array.from(this.names.keys()).filter((row) => this.totals[row] > 0);
    const last = (row) => (this.names[row] === UNKNOWN ? 1 : 0);
    return rows.sort((a, b) => last(a) - last(b) || this.totals[b] - this.totals[a] || a - b);
  }
}

function tally(ids) {
  const { names, years } = DATA;
  const t = {
    ids,
    years: new Uint32Array(years.length),
    region: new Grid(names.region), fraction: new Grid(names.region), topic: new Grid(names.topic), series: new Grid(names.series),
    author: new Uint32Array(names.author.length), place: new Uint32Array(names.place.length), check: new Uint32Array(names.check.length),
    change: new Uint32Array(3), words: 0, together: 0, pairs: new Map(),
  };
  for (const i of ids) {
    const year = DATA.year[i];
    t.years[year] += 1;
    t.words += DATA.words[i];
    t.change[DATA.change[i]] += 1;
    t.series.add(DATA.series[i], year);
    const regions = listed(DATA.region, i);
    for (const one of regions) {
      t.region.add(one, year);
      t.fraction.add(one, year, 1 / regions.length);
    }
    for (const one of listed(DATA.topic, i)) t.topic.add(one, year);
    for (const one of listed(DATA.place, i)) t.place[one] += 1;
    for (const one of listed(DATA.check, i)) t.check[one] += 1;
    const people = listed(DATA.author, i);
    if (people.length > 1) t.together += 1;
    for (let a = 0; a < people.length; a += 1) {
      t.author[people[a]] += 1;
      for (let b = a + 1; b < people.length; b += 1) {
        const pair = Math.min(people[a], people[b]) * names.author.length + Math.max(people[a], people[b]);
        t.pairs.set(pair, (t.pairs.get(pair) || 0) + 1);
      }
    }
  }
  return t;
}

// Places in a list of counts, the greatest first.
function leaders(counts, most = Infinity) {
  const found = [];
  for (let at = 0; at < counts.length; at += 1) if (counts[at]) found.push(at);
  return found.sort((a, b) => counts[b] - counts[a] || a - b).slice(0, most);
}
