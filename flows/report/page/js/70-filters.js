// The controls above, and what leaves the page: CSV and print.

const option = (value, text) => el("option", { value, text: text ?? value });

function buildFilters() {
  const years = DATA.years.map((_, at) => yearName(at));
  const choose = (name, label, options, extra = "") => el("label", { class: `fold ${extra}` }, label, el("select", { id: `f-${name}`, "data-key": `f|${name}`, onchange: (event) => change({ [name]: event.target.value }) }, options));
  const sorted = (name) => DATA.names[name].slice().sort((a, b) => (a === UNKNOWN) - (b === UNKNOWN) || a.localeCompare(b));
  const listOf = (name) => [option("", "All"), ...sorted(name).map((one) => option(one))];
  let waiting = 0;
  const text = el("input", { id: "f-q", type: "search", placeholder: "Title, code or author", autocomplete: "off", spellcheck: "false", oninput: (event) => {
    clearTimeout(waiting);
    const { value } = event.target;
    waiting = setTimeout(() => change({ q: value.trim() }), 120);
  } });
  const people = make(el("datalist", { id: "people-names" }));
  const author = el("input", { id: "f-author", list: "people-names", placeholder: "All", autocomplete: "off",
    oninput: (event) => {
      const { value } = event.target;
      if (!value || DATA.names.author.includes(value)) change({ author: value });
      const part = value.toLowerCase();
      people.replaceChildren(...DATA.names.author.filter((name) => name.toLowerCase().includes(part)).slice(0, 40).map((name) => make(option(name))));
    },
    onblur: (event) => { event.target.value = STATE.author; } });
  const fold = el("button", { type: "button", class: "more", "aria-expanded": "false", text: "More filters", onclick: (event) => {
    event.target.setAttribute("aria-expanded", String($("filters").classList.toggle("all")));
  } });
  $("filters").append(...[
    el("label", { class: "text" }, "Search", text), fold,
    choose("from", "From", [option("", "first"), ...years.map((one) => option(one))], "year"),
    choose("to", "To", [option("", "last"), ...years.map((one) => option(one))], "year"),
    choose("region", "Region", listOf("region")), choose("topic", "Topic", listOf("topic")), choose("series", "Series", listOf("series")),
    el("label", { class: "fold" }, "Author", author)].map(make), people);
}

function syncFilters() {
  for (const name of ["from", "to", "region", "topic", "series", "author", "q"]) {
    const control = $(`f-${name}`);
    if (control.value !== STATE[name] && !(document.activeElement === control && control.tagName === "INPUT")) control.value = STATE[name];
  }
}

// A cell that a spreadsheet would take for a formula gets an apostrophe before it, as flows/query.py gives it.
function csvCell(value) {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d[\d,.]*$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function saveCsv(name, columns, rows) {
  const text = [columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n");
  const link = make(el("a", { href: URL.createObjectURL(new Blob(["\uFEFF", text, "\r\n"], { type: "text/csv" })), download: `dossier-${name}.csv` }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saveArticles() {
  const columns = ["code", "title", "published_on", "series", "authors", "regions", "topics", "countries", "words", "doubts", "url"];
  const known = (name, i) => namesOf(name, i).filter((one) => one !== UNKNOWN).join("; ");
  const rows = Array.from(SELECTED.ids.filter((i) => i < DATA.titled), (i) => [
    DATA.titles.code[i], DATA.titles.title[i], DATA.precision[i] ? dateOf(i) : "", DATA.names.series[DATA.series[i]], known("author", i), known("region", i),
    known("topic", i), known("place", i), DATA.words[i], known("check", i), addressOf(i)]);
  saveCsv("articles", columns, rows);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const next = theme === "dark" ? "light" : "dark";
  $("theme").textContent = theme === "dark" ? "☀ Light" : "☾ Dark";
  $("theme").setAttribute("aria-label", `Switch to the ${next} theme`);
}

function watchTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("dossier-theme"); } catch { /* some browsers keep nothing for files */ }
  setTheme(chosen === "dark" || chosen === "light" ? chosen : system.matches ? "dark" : "light");
  system.addEventListener("change", () => { if (!chosen) setTheme(system.matches ? "dark" : "light"); });
  $("theme").addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("dossier-theme", chosen); } catch { /* as above */ }
    setTheme(chosen);
  });
  // Paper is white.
  let before = null;
  addEventListener("beforeprint", () => { drawWaiting(); before = document.documentElement.dataset.theme; setTheme("light"); });
  addEventListener("afterprint", () => setTheme(before || "light"));
}
