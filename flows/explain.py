"""Where each field of an article came from: record, file, lines, rule."""

from pathlib import Path
from typing import Any

import duckdb

from flows._console import printable
from flows.errors import DossierError, UsageError
from flows.query import open_release, plain, rows

_SUGGESTIONS = 3

# Scheme, `www.`, query and fragment seldom say which page it is: they count where the whole address is known.
_PAGE = "rtrim(regexp_replace(regexp_replace(lower({}), '^https?://(www[.])?', ''), '[?#].*$', ''), '/')"
_CODE = r"upper(regexp_replace({}, '[\s.-]', '', 'g'))"
_TITLE = r"lower(trim(regexp_replace({}, '\s+', ' ', 'g')))"
_DUMPED = (
    "(select article_id, url from articles union select article_id, url from records where article_id is not null)"
)

# In this order: what identifies an article for certain comes before what may fit several.
_WAYS = (
    "select article_id from articles where article_id = $name",
    "select article_id from article_aliases where alias_id = $name",
    f"select article_id from articles where {_CODE.format('code')} = {_CODE.format('$name')}",
    f"select article_id from {_DUMPED} where url = $name",
    f"select article_id from {_DUMPED} where {_PAGE.format('url')} = {_PAGE.format('$name')}",
    f"select article_id from {_DUMPED} where regexp_extract({_PAGE.format('url')}, '[^/]+$') = {_PAGE.format('$name')}",
    f"select article_id from articles where {_TITLE.format('title')} = {_TITLE.format('$name')}",
)

_PARTS = {
    "authors": """
        select position, name, name_as_printed, affiliation, author_id
        from article_authors join authors using (author_id) where article_id = $id order by position""",
    "categories": """
        select position, kind, name, region, category_id
        from article_categories join categories using (category_id) where article_id = $id order by position""",
    "places": """
        select country_code, country, mentions, in_title
        from article_places where article_id = $id order by mentions desc, country_code""",
    "sections": """
        select position, kind, heading, word_count, record_id, first_line, last_line
        from sections where article_id = $id order by position""",
    "revisions": """
        select revision, record_id, dumped_at, word_count, is_current
        from revisions where article_id = $id order by revision""",
    "records": """
        select record_id, outcome, file, position, url, dumped_at, format, rendering
        from records where article_id = $id order by dumped_at nulls first, record_id""",
    "flags": "select flag, detail from article_flags where article_id = $id order by flag, detail",
    "aliases": "select alias_id from article_aliases where article_id = $id order by alias_id",
    "fields": """
        select s.field, s.rule, s.record_id, r.file, r.position, s.first_line, s.last_line
        from article_sources as s left join records as r using (record_id)
        where s.article_id = $id order by s.field""",
}


def explain(folder: Path, article: str) -> dict[str, Any]:
    """What a release knows about one article, and from where.

    Args:
        folder: The release.
        article: Its code, article_id, a former id, an address it was dumped from, the last part of one, or its title.

    Returns:
        `article` (its row), `fields` (value, record, file, lines and rule of each), `authors`, `categories`, `places`,
        `sections`, `revisions`, `records`, `flags` and `aliases`, ready for JSON.

    Raises:
        UsageError: None is named.
        DossierError: There is no such article, or several.
    """
    if not (article := article.strip()):
        raise UsageError("no ARTICLE; give a code, an id, an address or a title")
    with open_release(folder) as con:
        article_id = _find(con, article)
        row = rows(con, "select * from articles where article_id = $id", {"id": article_id})[0]
        found: dict[str, Any] = {"article": row}
        for part, sql in _PARTS.items():
            found[part] = rows(con, sql, {"id": article_id})
    for field in found["fields"]:
        field["value"] = _value(field["field"], found)
    order = {name: place for place, name in enumerate(row)}
    found["fields"].sort(key=lambda field: order.get(field["field"], len(order)))
    found["aliases"] = [alias["alias_id"] for alias in found["aliases"]]
    return plain(found)


def as_text(found: dict[str, Any], width: int = 100) -> str:
    """An explanation in lines for people.

    Args:
        found: What `explain` returned.
        width: Characters a line may have; longer values are shortened.
    """
    article, records = found["article"], {record["record_id"]: record for record in found["records"]}
    lines = [
        "  ".join(str(article[name]) for name in ("code", "title") if article[name]) or "(untitled)",
        "  ".join(str(article[name]) for name in ("publisher", "series", "published_on", "url") if article[name]),
        f"article_id {article['article_id']}" + "".join(f", formerly {alias}" for alias in found["aliases"]),
        "",
        "Fields",
    ]
    for field in found["fields"]:
        lines.append(_short(f"  {field['field']}: {_shown(field['value'])}", width))
        lines.append(f"      {field['rule']}: {_place(field)}, record {field['record_id']}")
    lines += ["", f"Sections ({len(found['sections'])})"]
    for section in found["sections"]:
        record = records.get(section["record_id"], {"file": None, "position": 1})
        place = _place(record | {name: section[name] for name in ("record_id", "first_line", "last_line")})
        lines.append(_short(f"  {section['kind']:<15}{section['heading'] or '–'}", width))
        lines.append(f"      {place}, {section['word_count']} words")
    lines += ["", f"Records ({len(records)})"]
    for record in found["records"]:
        dumped = record["dumped_at"] or "undated"
        lines.append(f"  {record['record_id']}  {record['outcome']:<10}{dumped:<21}{_place(record)}")
    if len(found["revisions"]) > 1:
        lines += ["", f"Revisions ({len(found['revisions'])})"]
        for revision in found["revisions"]:
            current = ", the current text" if revision["is_current"] else ""
            dumped = revision["dumped_at"] or "undated"
            lines.append(f"  {revision['revision']}  {dumped:<21}{revision['word_count']} words{current}")
    if found["flags"]:
        lines += ["", "Flags"]
        lines += [_short(f"  {flag['flag']}: {flag['detail']}", width) for flag in found["flags"]]
    # Names of files and addresses are whatever was found.
    return "\n".join(map(printable, lines))


def _find(con: duckdb.DuckDBPyConnection, name: str) -> str:
    for way in _WAYS:
        found = [
            row["article_id"]
            for row in rows(con, f"select distinct article_id from ({way}) order by 1", {"name": name})
        ]
        if len(found) == 1:
            return found[0]
        if found:
            some = rows(
                con,
                "select article_id, title, published_on from articles where list_contains($ids, article_id) order by 1",
                {"ids": found},
            )
            raise DossierError(f"{name}: {len(found)} articles fit; name one by its id: {_listed(some)}")
    near = rows(
        con,
        """
        select coalesce(code, article_id) as article_id, title, published_on from articles
        order by greatest(
            jaro_winkler_similarity(lower(coalesce(title, '')), lower($name)),
            jaro_winkler_similarity(lower(coalesce(code, '')), lower($name)),
            contains(lower(coalesce(title, '')), lower($name))::int
        ) desc, article_id
        limit $most
        """,
        {"name": name, "most": _SUGGESTIONS},
    )
    hint = f"; nearest: {_listed(near)}" if near else ", the release has no articles"
    raise DossierError(f"{name}: no article has this code, id, address or title{hint}")


def _listed(articles: list[dict[str, Any]]) -> str:
    shown = [
        f"{row['article_id']} ({_short(row['title'] or 'untitled', 60)}, {row['published_on'] or 'undated'})"
        for row in articles[:_SUGGESTIONS]
    ]
    return "; ".join(shown) + ("; …" if len(articles) > _SUGGESTIONS else "")


def _value(field: str, found: dict[str, Any]) -> Any:
    """A field's value: a column of articles, or what the table of that name holds for the article."""
    if field in found["article"]:
        return found["article"][field]
    match field:
        case "authors" | "article_authors":
            return [author["name"] for author in found["authors"]]
        case "affiliation" | "affiliations" | "about_author":
            return [author["affiliation"] for author in found["authors"] if author["affiliation"]]
        case "categories" | "article_categories":
            return [category["name"] for category in found["categories"]]
        case "topics" | "regions" | "units":
            return [category["name"] for category in found["categories"] if category["kind"] == field.rstrip("s")]
        case "places" | "article_places":
            return [place["country"] for place in found["places"]]
        case "sections":
            return [section["heading"] or section["kind"] for section in found["sections"]]
        case _:
            return None


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "–" if value is None else str(value)


def _place(row: dict[str, Any]) -> str:
    """File, `#` and place in it, and lines, as far as they are known."""
    first, last = row.get("first_line"), row.get("last_line")
    lines = "" if first is None else f", line {first}" if last in (None, first) else f", lines {first}-{last}"
    position = f"#{row['position']}" if (row["position"] or 1) > 1 else ""
    return f"{row['file'] or 'a file unknown'}{position}{lines}"


def _short(text: str, width: int) -> str:
    text = " ".join(text.split()) if "\n" in text else text
    return text if len(text) <= width else text[: width - 1] + "…"
