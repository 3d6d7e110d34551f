// What is known of every article, as arrays in the articles' order: newest first, the undated last.

const UNKNOWN = "(unknown)";
const DAYS_TO_1970 = 719162;
const DATA = {};

function numbersOf(described, bytes) {
  const found = {};
  let at = 0;
  for (const { name, count, width } of described) {
    const numbers = width === 1 ? new Uint8Array(count) : width === 2 ? new Uint16Array(count) : new Uint32Array(count);
    for (let plane = 0; plane < width; plane += 1) {
      const factor = 256 ** plane;
      for (let row = 0; row < count; row += 1) numbers[row] += bytes[at + row] * factor;
      at += count;
    }
    found[name] = numbers;
  }
  return found;
}

// A list of numbers an article: those of article i are values[start[i]] to values[start[i + 1] - 1].
function listsOf(counts, values, ifNone) {
  const start = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) start[i + 1] = start[i] + (ifNone === undefined ? counts[i] : counts[i] || 1);
  if (ifNone === undefined) return { start, values };
  const filled = new Uint32Array(start[counts.length]);
  for (let i = 0, at = 0; i < counts.length; i += 1) {
    if (!counts[i]) filled[start[i]] = ifNone;
    for (let k = 0; k < counts[i]; k += 1, at += 1) filled[start[i] + k] = values[at];
  }
  return { start, values: filled };
}

const has = (lists, i, value) => {
  for (let at = lists.start[i]; at < lists.start[i + 1]; at += 1) if (lists.values[at] === value) return true;
  return false;
};
const listed = (lists, i) => lists.values.subarray(lists.start[i], lists.start[i + 1]);

function readCore(core, bytes) {
  const numbers = numbersOf(core.columns, bytes);
  const n = core.articles;
  Object.assign(DATA, core, { n, series: numbers.series, words: numbers.words, change: numbers.change, precision: numbers.precision });
  for (const name of ["region", "topic"]) {
    const none = numbers[`${name}_n`].includes(0);
    DATA[name] = listsOf(numbers[`${name}_n`], numbers[name], core.names[name].length);
    if (none) core.names[name].push(UNKNOWN);
  }
  for (const name of ["author", "place", "check"]) DATA[name] = listsOf(numbers[`${name}_n`], numbers[name]);
  tellApart(core.names.author);
  numberPairs();
  DATA.place_region = core.names.place_region;
  readDates(numbers.age, n);
}

// Every two who wrote together get a number, in order of their names; those of article i stand in DATA.pair as other lists do.
function numberPairs() {
  const { start, values } = DATA.author;
  const people = DATA.names.author.length;
  const counts = new Uint32Array(DATA.n), found = [];
  for (let i = 0; i < DATA.n; i += 1) {
    for (let a = start[i]; a < start[i + 1]; a += 1) {
      for (let b = a + 1; b < start[i + 1]; b += 1) {
        const pair = Math.min(values[a], values[b]) * people + Math.max(values[a], values[b]);
        found.push(pair);
        counts[i] += 1;
      }
    }
  }
  const pairs = Float64Array.from(new Set(found)).sort();
  const numbers = new Map(Array.from(pairs, (pair, at) => [pair, at]));
  DATA.pairs = Array.from(pairs, (pair) => [Math.floor(pair / people), pair % people]);
  DATA.pairNumbers = numbers;
  DATA.pair = listsOf(counts, Uint32Array.from(found, (pair) => numbers.get(pair)));
}

// The number of two people's pair; none where they never wrote together.
const pairOf = (a, b) => DATA.pairNumbers.get(Math.min(a, b) * DATA.names.author.length + Math.max(a, b));

// Two people of one name: the second is called "Name (2)", in the address of the page too.
function tellApart(names) {
  const seen = new Map();
  names.forEach((name, at) => {
    const count = (seen.get(name) || 0) + 1;
    seen.set(name, count);
    if (count > 1) names[at] = `${name} (${count})`;
  });
}

function readDates(ages, n) {
  DATA.day = new Int32Array(n);
  DATA.year = new Uint16Array(n);
  const places = new Map(DATA.years.map(({ year }, at) => [year, at]));
  let day = DATA.newest;
  for (let i = 0; i < n; i += 1) {
    if (i < ages.length) day -= ages[i];
    DATA.day[i] = day;
    DATA.year[i] = places.get(DATA.precision[i] ? new Date((day - DAYS_TO_1970) * 864e5).getUTCFullYear() : null);
  }
  DATA.dated = DATA.years.filter(({ year }) => year !== null);
  DATA.yearNames = DATA.years.map(({ year }) => (year === null ? "undated" : String(year)));
}

const yearName = (at) => DATA.yearNames[at];
const yearMark = (at) => yearName(at) + (DATA.years[at].partial ? "*" : "");

function dateOf(i) {
  if (!DATA.precision[i]) return "undated";
  return new Date((DATA.day[i] - DAYS_TO_1970) * 864e5).toISOString().slice(0, [0, 4, 7, 10][DATA.precision[i]]);
}

// The title as addresses write it; flows/report/texts.py has the same rule.
const slugOf = (title) => title.replace(/[^ -~]|['"]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

function addressOf(i) {
  const { url, patterns, title, code } = DATA.titles;
  if (i >= DATA.titled || url[i] === null) return null;
  const address = patterns[url[i]].replaceAll("\u0002", () => (code[i] || "").toLowerCase()).replaceAll("\u0001", () => slugOf(title[i]));
  return /^https?:\/\//i.test(address) ? address : null;
}

const titleOf = (i) => (i < DATA.titled ? DATA.titles.title[i] || "(no title)" : "(title not in this file)");
const namesOf = (name, i) => Array.from(listed(DATA[name], i), (at) => DATA.names[name][at]);

function readTexts(titles, details) {
  Object.assign(DATA, { titles, details, titled: titles.title.length, detailed: details.synopsis.length, cut: details.cut });
  DATA.haystack = titles.title.map((title, i) => [title, titles.code[i] || "", ...namesOf("author", i)].join("\n").toLowerCase());
}
