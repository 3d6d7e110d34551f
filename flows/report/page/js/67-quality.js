// How far the numbers can be trusted, and what changed since the release before.

const CHECKS = {
  no_date: "No date", month_only_date: "Date known to the month", year_only_date: "Date known to the year", no_code: "No code",
  no_series: "No series", no_url: "No address", language_unknown: "Language unknown", no_author: "No author", no_region: "No region",
  no_topic: "No topic", category_unknown: "Category not in the profile", no_synopsis: "No synopsis", no_text: "No text", text_revised: "Several texts known",
  copy_only: "Known from a copy only", code_from_url: "Code from the address", authors_from_text: "Authors from the text", truncated: "Text cut off",
};
const checkName = (check) => CHECKS[check] || check.replaceAll("_", " ").replace(/^./, (one) => one.toUpperCase());
const OUTCOMES = { article: "Current text", revision: "Other text", duplicate: "Nothing new", not_article: "No publication", rejected: "Not understood" };
const CHANGE_NAMES = ["", "new", "changed"];

function drawQuality(t) {
  const totals = new Map();
  for (const [outcome, , total] of DATA.ledger) totals.set(outcome, (totals.get(outcome) || 0) + total);
  const parts = Object.keys(OUTCOMES).filter((outcome) => totals.get(outcome));
  const colour = { article: 0, duplicate: 7, revision: 3, not_article: 4, rejected: 5 };
  const checks = leaders(t.check).map((at) => ({ at, name: DATA.names.check[at] }));
  const list = el("ol", { class: "bars" }, checks.map(({ at, name }) => el("li", {},
    filterButton("check", name, { class: "plain label", text: checkName(name), "aria-label": `${checkName(name)}: ${count(t.check[at])}` }),
    track((100 * t.check[at]) / Math.max(t.ids.length, 1), "s1"),
    el("span", { class: "number", "aria-hidden": "true", tip: () => `${count(t.check[at])} of ${count(t.ids.length)}`, text: percent(t.check[at] / Math.max(t.ids.length, 1)) }))));
  redraw("quality", head("quality", "Data quality", "Nothing read is dropped: every record has an outcome"),
    el("h3", { text: `${plural(DATA.about.records, "record")} read, by outcome` }),
    el("div", { class: "ledger", role: "img", "aria-label": parts.map((one) => `${OUTCOMES[one]} ${count(totals.get(one))}`).join(", ") }, parts.map((one) => el("i", { class: `s${colour[one]}`, style: { "flex-grow": totals.get(one) }, tip: () => `${OUTCOMES[one]}: ${count(totals.get(one))}` }))),
    el("ul", { class: "swatches" }, parts.map((one) => el("li", {}, el("i", { class: `s${colour[one]}`, "aria-hidden": "true" }), `${OUTCOMES[one]} ${count(totals.get(one))}`))),
    el("h3", { text: "Doubts about the selected articles, as share of them" }),
    checks.length ? list : el("p", { class: "soft", text: "None." }),
    el("div", { class: "split" },
      behind("quality", "ledger", ["Outcome", "Reason or kind of page", "Records"], () => DATA.ledger.map(([outcome, why, total]) => [outcome, why || "", count(total)]), "Table of outcomes"),
      behind("quality", "checks", ["Doubt", "Articles"], () => checks.map(({ at, name }) => [name, count(t.check[at])]), "Table of doubts")));
}

function drawChanges(t) {
  const { counts, fields, removed } = DATA.changes;
  const title = head("changes", "Since the last release", DATA.first ? null : `Compared with ${DATA.about.previous_release_id}`);
  if (DATA.first) {
    redraw("changes", title, el("p", { class: "soft", text: "This is the first release: there is none to compare it with." }));
    return;
  }
  const lines = [["new", "New articles"], ["changed", "Changed articles"], ["removed", "No longer there"]].map(([name, text]) => {
    const at = DATA.names.change.indexOf(name);
    return el("li", {}, at < 0 ? el("span", { text }) : filterButton("change", name, { class: "plain label", text }),
      el("span", { class: "soft", text: at >= 0 && t.ids.length < DATA.n ? `${count(t.change[at + 1])} in the selection` : "" }),
      el("span", { class: "number", text: count(counts[name] || 0) }));
  });
  redraw("changes", title, el("ul", { class: "bars" }, lines),
    fields.length > 0 && [el("h3", { text: "What changed" }), el("p", { class: "small soft", text: fields.map(([field, total]) => `${field.replaceAll("_", " ")} ${count(total)}`).join(" · ") })],
    removed.length > 0 && behind("changes", "removed", ["Title", "Date", "Id", "Part of"], () => removed.map((row) => row.map((one) => one || "")), `No longer there (${count(counts.removed)})`));
}
