import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import pipeline, sample
from flows._disk import copy
from flows.search import Filters, search
from flows.search import update as updating
from flows.search.build import build
from flows.search.contents import StoppedError
from flows.search.index import NAME
from flows.search.indexing import Indexing
from flows.search.update import update
from flows.verify import verify_release
from transforms.schema import TABLES

_CATEGORIES = {"r": ("region", "South-East Asia", "Southeast Asia"), "t": ("topic", "Maritime Security", None)}
_WORDS = ["sea", "china sea", "The sea, the SEA\n\n• of café", "ports", ""]
_DAYS = [None, date(2020, 1, 5), date(2020, 6, 1), date(2021, 2, 5)]

_articles = st.fixed_dictionaries(
    {
        "published_on": st.sampled_from(_DAYS),
        "title": st.sampled_from([None, "China and the sea", "Ports"]),
        "series": st.sampled_from([None, "Commentary", "Policy Brief"]),
        "url": st.sampled_from([None, "https://example.org/a"]),
        # Of the same texts more than one, so that scores are the same.
        "sections": st.lists(st.tuples(st.sampled_from([None, "Part of it"]), st.sampled_from(_WORDS)), max_size=3),
        "categories": st.sets(st.sampled_from(sorted(_CATEGORIES))),
    }
)
_states = st.dictionaries(st.sampled_from("abcdefghij"), _articles, min_size=1, max_size=10)
_filters = st.builds(
    Filters,
    regions=st.sampled_from([(), ("southeast asia",)]),
    topics=st.sampled_from([(), ("Maritime Security",)]),
    series=st.sampled_from([(), ("commentary",), ("Commentary", "policy brief")]),
    years=st.sampled_from([None, (2020, 2020), (2020, 2021)]),
)
_queries = st.sampled_from(["sea", "china sea", '"china sea"', "caf* OR ports", "part", "sea -china", "china OR ports"])


@pytest.fixture
def eager(monkeypatch):
    """Whatever is there is brought up to date, a few articles at a time."""
    monkeypatch.setattr(updating, "_MOST", 100)
    monkeypatch.setattr(updating, "_WORN", 100)
    monkeypatch.setattr(updating, "_AT_ONCE", 3)
    monkeypatch.setattr(updating, "_PAGES", 1)
    monkeypatch.setattr(updating, "_PIECES", 2)


def _write(release: Path, articles: dict[str, dict], categories: dict[str, tuple] = _CATEGORIES) -> Path:
    """A release with what an index is made of."""
    rows = {
        "articles": [
            {key: value for key, value in one.items() if key in TABLES["articles"].dtypes}
            | {"article_id": name, "published_year": one["published_on"] and one["published_on"].year}
            for name, one in articles.items()
        ],
        "article_categories": [
            {"article_id": name, "category_id": category}
            for name, one in articles.items()
            for category in sorted(one["categories"])
        ],
        "categories": [
            {"category_id": key, "kind": kind, "name": name, "region": region}
            for key, (kind, name, region) in categories.items()
        ],
    }
    for table, some in rows.items():
        (release / table).mkdir(parents=True)
        pl.DataFrame(some, schema=TABLES[table].dtypes).write_parquet(release / table / "part.parquet")
    sections = pl.DataFrame(
        [
            {"article_id": name, "position": position, "heading": heading, "kind": "commentary", "text": text}
            | {"published_year": one["published_on"] and one["published_on"].year}
            for name, one in sorted(articles.items())
            for position, (heading, text) in enumerate(one["sections"], 1)
        ],
        schema=TABLES["sections"].dtypes,
    )
    (release / "sections").mkdir()
    for (year,), of_year in sections.partition_by("published_year", as_dict=True).items():
        of_year.write_parquet(release / "sections" / f"{year or 'unknown'}.parquet")
    if sections.is_empty():
        sections.write_parquet(release / "sections" / "unknown.parquet")
    return release


def _some(number: int = 12) -> dict[str, dict]:
    return {
        f"{place:02}": {
            "published_on": _DAYS[place % 4],
            "title": "Ports",
            "series": None,
            "sections": [("Part", f"sea of number{place}")],
            "categories": {"r"},
        }
        for place in range(number)
    }


def _indexed(release: Path) -> Path:
    build(release, release / NAME)
    return release


def _touched(before: dict, after: dict) -> pl.Series:
    return pl.Series([name for name in before | after if before.get(name) != after.get(name)], dtype=pl.String)


def _content(path: Path) -> dict[str, object]:
    """All that is in an index, by article instead of by number; FTS5 has looked whether its parts agree."""
    with TemporaryDirectory() as folder:
        copied = shutil.copyfile(path, Path(folder) / "index")
        with closing(sqlite3.connect(copied)) as con:
            con.execute("insert into sections(sections) values ('integrity-check')")
            con.execute("create virtual table temp.words using fts5vocab(main, sections, instance)")
            con.execute(
                """
                create temp view entries as
                select article + place as doc, article_id || '/' || place as entry
                from articles join places on place < sections
                """
            )
            ask = {
                "words": "select term, entry, col, offset from words left join entries using (doc) order by 1, 2, 3, 4",
                "lengths": "select entry, sz from sections_docsize left join entries on id = doc order by 1",
                "totals": "select hex(block) from sections_data where id = 1",
                "articles": "select article_id, publisher, series, code, title, published_on, published_year, url, "
                "sections from articles order by 1",
                "facets": "select kind, folded, name, article_id from facets left join articles using (article) "
                "order by 1, 2, 3, 4",
                "version": "pragma user_version",
            }
            return {name: con.execute(query).fetchall() for name, query in ask.items()}


@settings(max_examples=settings.default.max_examples // 3)
@given(states=st.lists(_states, min_size=2, max_size=4), query=_queries, filters=_filters, limit=st.integers(1, 6))
def test_an_updated_index_is_as_one_made_anew(eager, states, query, filters, limit):
    with TemporaryDirectory() as folder:
        warehouse = Path(folder)
        previous = _indexed(_write(warehouse / "0", states[0]))
        for number, (before, after) in enumerate(pairwise(states), 1):
            release, anew = _write(warehouse / str(number), after), _write(warehouse / f"{number}-anew", after)
            assert update(release, release / NAME, previous, _touched(before, after))
            build(anew, anew / NAME)

            assert _content(release / NAME) == _content(anew / NAME)
            found = [_found(one, query, filters, limit) for one in (release, anew)]
            assert found[0] == found[1]
            assert found[0] == _found(anew, query, filters, 1_000)[:limit]
            previous = release


def _found(release: Path, query: str, filters: Filters, limit: int) -> list:
    there = pl.read_parquet(release / "articles" / "part.parquet")["series"].drop_nulls().str.to_lowercase().to_list()
    facets = pl.read_parquet(release / "article_categories" / "part.parquet")["category_id"].to_list()
    known = Filters(
        regions=filters.regions if "r" in facets else (),
        topics=filters.topics if "t" in facets else (),
        series=[name for name in filters.series if name.lower() in there],
        years=filters.years,
    )
    return search(release, query, known, limit)


def test_of_equal_score_the_newest_comes_first_wherever_it_was_put(tmp_path, eager):
    one = {
        "title": "Ports",
        "series": None,
        "sections": [("Part", "calm sea"), ("Part", "sea, calm")],
        "categories": {},
    }
    days = {"d": _DAYS[1], "b": _DAYS[1], "c": None, "a": _DAYS[2]}
    articles = {name: one | {"published_on": day} for name, day in days.items()}
    previous = _indexed(_write(tmp_path / "a", articles))
    # The oldest becomes the newest, another new one is as old as two that are there.
    articles |= {"c": one | {"published_on": _DAYS[3]}, "cc": one | {"published_on": _DAYS[1]}}
    articles["d"] = articles["d"] | {"sections": [("Part", "gone"), *one["sections"]], "published_on": None}
    release = _write(tmp_path / "b", articles)
    assert update(release, release / NAME, previous, pl.Series(["c", "cc", "d"]))

    # The title is in the first sections, which therefore are others' equals.
    found = [f"{hit.article_id}{hit.position}" for hit in search(release, "sea -ports")]
    assert found == ["c2", "a2", "b2", "cc2", "d2", "d3"]
    for limit in range(1, 6):
        assert [f"{hit.article_id}{hit.position}" for hit in search(release, "sea -ports", limit=limit)] == found[
            :limit
        ]


def test_what_may_differ_and_does_not_keeps_its_entries(tmp_path, eager):
    articles = _some()
    previous = _indexed(_write(tmp_path / "a", articles))
    articles["03"] = articles["03"] | {"url": "https://example.org/else", "series": "Commentary"}
    release = _write(tmp_path / "b", articles)

    assert update(release, release / NAME, previous, pl.Series(["03", "04"]))
    with closing(sqlite3.connect(release / NAME)) as con, closing(sqlite3.connect(previous / NAME)) as old:
        numbers = "select id from sections_docsize order by id"
        assert con.execute(numbers).fetchall() == old.execute(numbers).fetchall()
    assert [hit.url for hit in search(release, "number3", Filters(series=["commentary"]))] == [
        "https://example.org/else"
    ]


def test_a_category_under_another_name_is_found_by_that(tmp_path, eager):
    previous = _indexed(_write(tmp_path / "a", _some()))
    release = _write(tmp_path / "b", _some(), _CATEGORIES | {"r": ("region", "South-East Asia", "ASEAN")})

    assert update(release, release / NAME, previous, pl.Series([], dtype=pl.String))
    build(release, tmp_path / "anew")
    assert _content(release / NAME) == _content(tmp_path / "anew")
    assert len(search(release, "number3", Filters(regions=["asean"]))) == 1


def _missing(path: Path, articles: dict) -> None:
    path.unlink()


def _no_database(path: Path, articles: dict) -> None:
    path.write_bytes(b"no database")


def _cut(path: Path, articles: dict) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _overwritten(path: Path, articles: dict) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\xa5" * (len(data) - 8192))


def _of_another_version(path: Path, articles: dict) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("pragma user_version = 1")


def _of_another_release(path: Path, articles: dict) -> None:
    path.unlink()
    build(_write(path.parent.parent / "other", {name: articles[name] for name in list(articles)[1:]}), path)


def _of_a_release_with_more_sections(path: Path, articles: dict) -> None:
    path.unlink()
    more = articles | {"00": articles["00"] | {"sections": [(None, "one"), (None, "two")]}}
    build(_write(path.parent.parent / "other", more), path)


@pytest.mark.parametrize(
    "harm",
    [
        _missing,
        _no_database,
        _cut,
        _overwritten,
        _of_another_version,
        _of_another_release,
        _of_a_release_with_more_sections,
    ],
)
def test_where_the_earlier_index_will_not_do_one_is_made_from_nothing(tmp_path, harm):
    articles = _some()
    previous = _indexed(_write(tmp_path / "a", articles))
    harm(previous / NAME, articles)
    articles["00"] = articles["00"] | {"title": "Harbours"}
    release = _write(tmp_path / "b", articles)

    assert not update(release, release / NAME, previous, pl.Series(["00"]))
    _made_from_nothing(tmp_path, release, previous, ["00"])


@pytest.mark.parametrize("reason", ["much may differ", "much was taken out"])
def test_where_an_update_does_not_pay_an_index_is_made_from_nothing(tmp_path, monkeypatch, reason):
    articles = _some()
    previous, touched = _indexed(_write(tmp_path / "a", articles)), sorted(articles)[: 5 if "differ" in reason else 4]
    if reason == "much was taken out":
        monkeypatch.setattr(updating, "_WORN", 0.9)
    release = _write(tmp_path / "b", articles)

    _made_from_nothing(tmp_path, release, previous, touched)
    monkeypatch.setattr(updating, "_WORN", 1.5)
    assert update(release, tmp_path / "index", previous, pl.Series(touched[:4]))


def _made_from_nothing(folder: Path, release: Path, previous: Path, touched: list[str]) -> None:
    build(release, folder / "anew")
    there = sorted(release.iterdir())
    indexing = Indexing(release, previous, pl.Series(touched))
    indexing.begin()
    indexing.finish()
    indexing.stop()
    assert (release / NAME).read_bytes() == (folder / "anew").read_bytes()
    assert sorted(release.iterdir()) == sorted([*there, release / NAME])


def test_entries_that_came_and_went_wear_an_index_out(tmp_path):
    articles, made = _some(), []
    previous = _indexed(_write(tmp_path / "0", articles))
    for number in range(1, 8):
        articles = articles | {f"{n:02}": articles[f"{n:02}"] | {"title": f"Title {number}"} for n in range(4)}
        release = _write(tmp_path / str(number), articles)
        made.append(update(release, release / NAME, previous, pl.Series(["00", "01", "02", "03"])))
        if not made[-1]:
            build(release, release / NAME)
        previous = release

    # Twelve entries; the third time 24 have come, of which twelve are there.
    assert made == [True, True, False, True, True, False, True]


def test_the_earlier_index_stays_as_it_is(tmp_path):
    articles = _some()
    previous = _indexed(_write(tmp_path / "a", articles))
    (previous / NAME).chmod(0o444)
    os.link(previous / NAME, tmp_path / "shared")
    before = (previous / NAME).read_bytes(), (previous / NAME).stat().st_mtime_ns
    articles["00"] = articles["00"] | {"title": "Harbours"}
    release = _write(tmp_path / "b", articles)

    assert update(release, release / NAME, previous, pl.Series(["00"]))
    assert ((previous / NAME).read_bytes(), (previous / NAME).stat().st_mtime_ns) == before
    assert (release / NAME).stat().st_ino != (previous / NAME).stat().st_ino
    assert [path.name for path in release.iterdir() if path.is_file()] == [NAME]


def test_an_update_that_is_given_up_leaves_nothing(tmp_path):
    articles = _some()
    previous = _indexed(_write(tmp_path / "a", articles))
    articles["00"] = articles["00"] | {"title": "Harbours"}
    release = _write(tmp_path / "b", articles)

    with pytest.raises(StoppedError):
        update(release, release / NAME, previous, pl.Series(["00"]), lambda: True)
    assert [path for path in release.iterdir() if path.is_file()] == []


def test_after_many_updates_there_are_few_pieces_to_look_into(tmp_path, monkeypatch):
    monkeypatch.setattr(updating, "_WORN", 100)
    articles = _some(8)
    previous, pieces = _indexed(_write(tmp_path / "0", articles)), []
    for number in range(1, 31):
        articles = articles | {"00": articles["00"] | {"title": f"Title {number}"}}
        release = _write(tmp_path / str(number), articles)
        assert update(release, release / NAME, previous, pl.Series(["00"]))
        with closing(sqlite3.connect(release / NAME)) as con:
            pieces.append(con.execute("select count(distinct segid) from sections_idx").fetchone()[0])
        previous = release

    assert max(pieces) <= 2 * updating._PIECES
    build(release, tmp_path / "anew")
    assert _content(release / NAME) == _content(tmp_path / "anew")


_CODE = re.compile(r"\bCO\d{5}\b")
_DATE = re.compile(r"\b(\d{1,2} [A-Z][a-z]+) (20\d\d)\b")


def _parts(folder: Path) -> list[list[dict]]:
    """Made-up dumps: most, then new ones and revisions, then what changes an article's id, and another's date."""
    sample.write(folder / "all", 60, 4, "jsonl")
    lines = [line for file in sorted((folder / "all").glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    most, some = [row for at, row in enumerate(rows) if at % 9], rows[::9]
    page, code = next((row, found[0]) for row in most if row["url"] and (found := _CODE.search(row["text"])))
    url = page["url"].lower().replace(f"{code.lower()}-", "")
    bare = {"text": page["text"].replace(code, ""), "timestamp": "2018-01-01T00:00:00Z", "url": url}
    most = [bare if row["url"] == page["url"] else row for row in most]
    dated = next(
        row for row in reversed(most) if "rsis-publication" in (row["url"] or "") and _DATE.search(row["text"])
    )
    redated = {
        "text": _DATE.sub(lambda found: f"{found[1]} {int(found[2]) - 1}", dated["text"]),
        "timestamp": "2027-01-01T00:00:00Z",
        "url": dated["url"],
    }
    return [most, some, [page | {"url": url}, redated]]


def test_runs_bring_the_index_of_the_release_before_up_to_date(tmp_path, monkeypatch):
    warehouse, built, dates = tmp_path / "w", [], []
    monkeypatch.setattr("flows.search.build.build", lambda *args: built.append(args) or build(*args))
    for number, rows in enumerate(_parts(tmp_path)):
        dumps = tmp_path / f"{number}.jsonl"
        dumps.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        pipeline.run([str(dumps)], warehouse, workers=1)
        release = (warehouse / "latest").resolve()
        build(release, tmp_path / "anew")

        assert _content(release / NAME) == _content(tmp_path / "anew")
        assert verify_release(release) == []
        articles = pl.read_parquet(release / "articles" / "articles.parquet")
        dates.append(dict(articles.select("article_id", "published_on").iter_rows()))
    first, second, third = dates
    assert len(built) == 1
    assert second.keys() > first.keys()
    assert len(second.keys() - third.keys()) == len(third.keys() - second.keys()) == 1
    assert sum(second[name] != third[name] for name in second.keys() & third.keys()) == 1
    counts = json.loads((release / "datapackage.json").read_text())["dossier"]["records_by_outcome"]
    assert counts["revision"]
    assert counts["duplicate"]


@pytest.mark.parametrize("reason", [OSError("not between these"), AttributeError("not on this system"), None])
def test_a_copy_is_whole_however_the_system_copies(tmp_path, monkeypatch, reason):
    def fail(*_: object) -> int:
        if reason:
            raise reason
        return 0

    monkeypatch.setattr(os, "copy_file_range", fail, raising=False)
    (tmp_path / "from").write_bytes(b"all of it" * 10_000)

    copy(tmp_path / "from", tmp_path / "to")

    assert (tmp_path / "to").read_bytes() == (tmp_path / "from").read_bytes()
