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
  const ids = new Uint32Array(n);
  let found = 0;
  for (let i = 0; i < n; i += 1) if (keep[i]) ids[found++] = i;
  return ids.subarray(0, found);
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
  const { names, years, region, topic, author, pair, place, check } = DATA;
  const t = {
    ids,
    years: new Uint32Array(years.length),
    region: new Grid(names.region), fraction: new Grid(names.region), topic: new Grid(names.topic), series: new Grid(names.series),
    author: new Uint32Array(names.author.length), place: new Uint32Array(names.place.length), check: new Uint32Array(names.check.length),
    change: new Uint32Array(3), words: 0, together: 0, pairs: new Uint32Array(DATA.pairs.length), authors: 0,
  };
  for (const i of ids) {
    const year = DATA.year[i];
    t.years[year] += 1;
    t.words += DATA.words[i];
    t.change[DATA.change[i]] += 1;
    t.series.add(DATA.series[i], year);
    if (author.start[i + 1] - author.start[i] > 1) t.together += 1;
    const part = 1 / (region.start[i + 1] - region.start[i]);
    for (let at = region.start[i]; at < region.start[i + 1]; at += 1) {
      t.region.add(region.values[at], year);
      t.fraction.add(region.values[at], year, part);
    }
    for (let at = topic.start[i]; at < topic.start[i + 1]; at += 1) t.topic.add(topic.values[at], year);
    countIn(t.author, author, i);
    countIn(t.pairs, pair, i);
    countIn(t.place, place, i);
    countIn(t.check, check, i);
  }
  t.authors = above(t.author);
  return t;
}

// How many of the counts are not 0.
const above = (counts) => counts.reduce((sum, one) => sum + (one > 0), 0);

function countIn(counts, lists, i) {
  for (let at = lists.start[i]; at < lists.start[i + 1]; at += 1) counts[lists.values[at]] += 1;
}

// Places in a list of counts, the greatest first.
function leaders(counts, most = Infinity) {
  // Count and place in one number: numbers are sorted many times faster than by a function.
  const size = counts.length;
  const keys = new Float64Array(size);
  let found = 0;
  for (let at = 0; at < size; at += 1) if (counts[at]) keys[found++] = counts[at] * size + size - 1 - at;
  const sortedKeys = keys.subarray(0, found).sort().subarray(Math.max(0, found - most));
  return Array.from(sortedKeys, (key) => size - 1 - (key % size)).reverse();
}
