"""The page's figures against SQL, under any filter."""

import random
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

from flows import report

from . import making

# Everything the page counts, as it shows it: name of the figure -> number.
_FIGURES = """() => {
  const found = {};
  const number = (text) => Number(text.replaceAll(",", "").replace("·", "0"));
  const bare = (text) => text.replace("*", "");
  const tables = {};
  document.querySelectorAll("details.data").forEach((one) => {
    tables[one.querySelector("summary").dataset.key.replace("behind|", "")] = one.querySelector("table");
  });
  found.articles = number(document.querySelector("#count").textContent.match(/[\\d,]+/)[0]);
  document.querySelectorAll("#heat td button").forEach((one) => { found[one.dataset.key] = number(one.textContent); });
  const lines = (id, use) => {
    const columns = Array.from(tables[id].querySelectorAll("thead th"), (one) => bare(one.textContent));
    for (const row of tables[id].tBodies[0].rows) use(Array.from(row.cells, (one) => one.textContent), columns);
  };
  for (const id of ["places", "authors", "checks"]) {
    lines(id, (cells) => { found[`${id}|${cells[0]}`] = number(cells.at(-1)); });
  }
  lines("pairs", ([one, other, total]) => { found[`pairs|${one}|${other}`] = number(total); });
  for (const id of ["series", "topics"]) {
    lines(id, ([first, ...cells], columns) => cells.slice(0, -1).forEach((cell, at) => {
      found[`${id}|${id === "series" ? bare(first) : first}|${columns[at + 1]}`] = number(cell);
    }));
  }
  return found;
}"""


def _open_tables(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details.data').forEach((one) => { one.open = true; })")
    page.wait_for_function("() => !document.querySelector('details.data:not(:has(table))')")


_PLACES = """
    select article_id, country from article_places
    qualify row_number() over (partition by article_id order by in_title desc, mentions desc, country_code) <= 3
"""

_WRITERS = "select article_id, name from article_authors join authors using (author_id)"


def _condition(chosen: dict[str, str]) -> str:
    """Filters of the page as SQL over the release's tables."""
    quoted = {name: value.replace("'", "''") for name, value in chosen.items()}
    clauses = {
        "from": "published_year >= {}",
        "to": "published_year <= {}",
        "region": "article_id in (select article_id from article_regions where region = '{}')",
        "topic": "article_id in (select article_id from article_topics where topic = '{}')",
        "series": "coalesce(series, '(unknown)') = '{}'",
        "author": f"article_id in (select article_id from ({_WRITERS}) where name = '{{}}')",
        "check": "article_id in (select article_id from article_doubts where check_name = '{}')",
        "place": f"article_id in (select article_id from ({_PLACES}) where country = '{{}}')",
    }
    if chosen.get("from") == "undated":
        return "published_year is null"
    found = [clause.format(quoted[name]) for name, clause in clauses.items() if name in chosen]
    for word in quoted.get("q", "").lower().split():
        found.append(
            f"(contains(lower(title), '{word}') or contains(lower(coalesce(code, '')), '{word}') "
            f"or article_id in (select article_id from ({_WRITERS}) where contains(lower(name), '{word}')))"
        )
    return " and ".join(found) or "true"


_SHOWN = """
    create temp table people as
    select author_id, place, name || case when nth > 1 then ' (' || nth || ')' else '' end as shown
    from (
        select
            author_id, name,
            row_number() over (order by name, author_id) as place,
            row_number() over (partition by name order by author_id) as nth
        from authors
        where author_id in (select author_id from article_authors)
    )
"""

_COUNTED = (
    f"select 'places|' || country, count(*) from s join ({_PLACES}) using (article_id) group by 1",
    "select 'series|' || year || '|' || coalesce(series, '(unknown)'), count(*) from s group by 1",
    "select 'heat|' || region || '|' || year, count(*) from s join article_regions using (article_id) group by 1",
    "select 'topics|' || topic || '|' || year, count(*) from s join article_topics using (article_id) group by 1",
    "select 'checks|' || check_name, count(*) from s join article_doubts using (article_id) group by 1",
    """
    select 'authors|' || shown, count(*)
    from s join article_authors using (article_id) join people using (author_id) group by 1
    """,
    """
    select 'pairs|' || a.shown || '|' || b.shown, count(*)
    from s
    join article_authors x using (article_id) join article_authors y using (article_id)
    join people a on a.author_id = x.author_id join people b on b.author_id = y.author_id
    where a.place < b.place
    group by 1
    """,
)


def _expected(release: Path, chosen: dict[str, str]) -> dict[str, float]:
    """The same figures by DuckDB; zeros left out."""
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        con.execute(f"""
            create temp table s as
            select *, coalesce(published_year::varchar, 'undated') as year from articles where {_condition(chosen)}
        """)
        con.execute(_SHOWN)
        found = {"articles": con.execute("select count(*) from s").fetchall()[0][0]}
        for sql in _COUNTED:
            found |= dict(con.execute(sql).fetchall())
    return found


def _random_filters() -> list[dict[str, str]]:
    dice = random.Random(11)
    values = {
        "from": ["2015", "2017", "2019"],
        "to": ["2020", "2022", "2024"],
        "region": [f"Region {number}" for number in range(6)] + ["(unknown)"],
        "topic": [f"Topic {number}" for number in range(6)] + ["(unknown)", making.HOSTILE[1]],
        "series": ["Notes", "Papers", "(unknown)"],
        "place": ["Singapore", "Japan", "India"],
        "check": ["no_code", "truncated", "no_author"],
        "q": ["Cyber", "tides  EnErgy", "co001", "</script>", "a. 0"],
        "author": ["N" * 300],
    }
    chosen: list[dict[str, str]] = [{}, {"from": "undated", "to": "undated"}]
    for _ in range(14):
        names = dice.sample(list(values), dice.choice((1, 1, 2, 2, 3)))
        chosen.append({name: dice.choice(values[name]) for name in names})
    return chosen


def test_figures_are_what_duckdb_says_under_any_filter(open_report, hostile):
    opened = open_report(hostile / report.NAME)
    page = opened.page
    _open_tables(page)
    for chosen in _random_filters():
        page.evaluate("(text) => { location.hash = text; }", urlencode(chosen))
        page.wait_for_function("(text) => document.documentElement.dataset.filters === text", arg=urlencode(chosen))
        shown = {name: number for name, number in page.evaluate(_FIGURES).items() if number or name == "articles"}
        wanted = _expected(hostile, chosen)
        assert shown == wanted, chosen
