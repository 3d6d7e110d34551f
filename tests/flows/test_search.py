import io
import json
import math
import re
import sqlite3
from datetime import date
from threading import Thread

import polars as pl
import pytest

from flows import cli, pipeline, sample
from flows.errors import DossierError, UsageError
from flows.search import Filters, ensure_index, search, show
from flows.search.build import build
from flows.search.find import END, MARK
from flows.search.words import expression
from flows.verify import verify_release
from transforms.schema import TABLES

_TEXTS = [
    # article, its date, title, and its sections
    ("a", date(2021, 2, 5), "Tides of the Strait", ["The South China Sea is calm.", "ASEAN speaks; the sea is wide."]),
    ("b", date(2019, 1, 1), "Quiet Ports", ["The sea south of China: a café in Perú <script>&amp;.", "Co-operation."]),
    ("c", date(2020, 7, 1), "Harbours", ["South China Sea, South China Sea, South China Sea.\n\n• Twice a day"]),
    ("d", None, "Of cooperation", ["Cooperation, undated.", "Same words here."]),
    ("e", date(2018, 3, 3), "Twins", ["Same words here."]),
    ("g", date(2016, 3, 3), "Twins", ["Same words here."]),
    ("f", date(2017, 3, 3), "Zebras and \x1b[31mno section", []),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("search") / "ware house"
    release = warehouse / "releases" / "20210301T000000Z-00000000"
    rows = {
        "articles": [
            {
                "article_id": name,
                "title": title,
                "published_on": day,
                "published_year": day and day.year,
                "code": f"CO{n}",
            }
            | {"series": "Commentary" if n % 2 else "Policy Brief", "url": f"https://example.org/{name}"}
            for n, (name, day, title, _) in enumerate(_TEXTS)
        ],
        "sections": [
            {"article_id": name, "position": n, "heading": f"Part {n}", "kind": "commentary", "text": text}
            | {"published_year": day and day.year}
            for name, day, _, texts in _TEXTS
            for n, text in enumerate(texts, 1)
        ],
        "categories": [
            {"category_id": "r", "name": "South-East Asia", "kind": "region", "region": "Southeast Asia"},
            {"category_id": "t", "name": "Maritime Security", "kind": "topic", "region": None},
        ],
        "article_categories": [
            {"article_id": "a", "category_id": "r"},
            {"article_id": "b", "category_id": "r"},
            {"article_id": "b", "category_id": "t"},
        ],
    }
    for name in ("articles", "categories", "article_categories"):
        (release / name).mkdir(parents=True)
        pl.DataFrame(rows[name], schema=TABLES[name].dtypes).write_parquet(release / name / "part.parquet")
    (release / "sections").mkdir()
    sections = pl.DataFrame(rows["sections"], schema=TABLES["sections"].dtypes)
    for (year,), of_year in sections.partition_by("published_year", as_dict=True).items():
        of_year.write_parquet(release / "sections" / f"{year or 'unknown'}.parquet")
    (warehouse / "latest").symlink_to(f"releases/{release.name}")
    return warehouse


@pytest.fixture(scope="module")
def release(warehouse):
    ensure_index(warehouse / "latest")
    return warehouse / "latest"


def _found(release, query, **filters):
    return [f"{hit.article_id}{hit.position}" for hit in search(release, query, Filters(**filters))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"south china sea"', {"c1", "a1"}),
        ("“south china sea”", {"c1", "a1"}),
        ("SOUTH china sea", {"c1", "a1", "b1"}),
        ("south china sea -perú", {"c1", "a1"}),
        ("south china sea NOT (peru OR twice)", {"a1"}),
        ("asean OR cafe", {"a2", "b1"}),
        ("(asean OR twice) sea", {"a2", "c1"}),
        ("CAFE", {"b1"}),
        ("caf*", {"b1"}),
        ("co-operation", {"b2", "d1"}),
        ("tides", {"a1"}),
        ("zebras", {"f0"}),
        ("asean'; drop table docs; --", set()),
        ("title:asean", set()),
        ('"asean speaks', {"a2"}),
        ("asean)", {"a2"}),
        ("asean OR", {"a2"}),
        ("AND asean AND", {"a2"}),
        ("as\0ean", set()),
        ("the", {"a1", "a2", "b1"}),
        ("NEAR(asean speaks)", set()),
        ("a" * 10_000, set()),
    ],
)
def test_what_is_found(release, query, found):
    assert set(_found(release, query)) == found


def test_best_first_and_of_equal_score_the_newest(release):
    assert _found(release, '"south china sea"') == ["c1", "a1"]
    # Side by side counts for more.
    assert _found(release, "south china sea")[-1] == "b1"
    assert _found(release, '"same words here"') == ["d2", "e1", "g1"]
    scores = [hit.score for hit in search(release, "sea")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0


def test_rank_is_bm25(release):
    sections = [
        f"{title if n == 1 else ''} {f'Part {n}' if texts else ''} {text}"
        for _, _, title, texts in _TEXTS
        for n, text in enumerate(texts or [""], 1)
    ]
    words = [len(re.findall(r"\w+", section)) for section in sections]
    of_hit, average = 8, sum(words) / len(words)
    idf = math.log((len(words) - 1 + 0.5) / (1 + 0.5))

    score = search(release, "speaks")[0].score

    assert score == pytest.approx(idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * of_hit / average)), abs=1e-4)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"regions": ["southeast asia"]}, {"a1", "b1"}),
        ({"regions": ["Southeast Asia"], "topics": ["maritime SECURITY"]}, {"b1"}),
        ({"series": ["Commentary", "policy brief"], "years": (2020, 2021)}, {"a1", "c1"}),
        ({"series": ["Commentary"]}, {"b1"}),
        ({"years": (1999, 1999)}, set()),
    ],
)
def test_filters(release, filters, found):
    assert set(_found(release, "south china sea", **filters)) == found


@pytest.mark.parametrize("query", ["", " ", '"', "-", "- *", "AND OR NOT", "(((", "…", "\0", "-asean", "NOT asean"])
def test_nothing_to_look_for_is_wrong_usage(release, query):
    with pytest.raises(UsageError, match=r"search: (nothing to look for|only words to leave out); give words"):
        search(release, query)


@pytest.mark.parametrize("query", ["x " * 5_000, "(" * 10_000 + "x"])
def test_too_much_is_wrong_usage(release, query):
    with pytest.raises(UsageError, match="search: more than"):
        search(release, query)


def test_any_query_is_an_expression_sqlite_takes(release):
    pieces = ['"', "(", ")", "-", "*", "^", "+", "{", "a", "AND", "OR", "NOT", ":", "é", "'", "NEAR/2", ",", "\x00"]
    with sqlite3.connect(":memory:") as con:
        con.execute("create virtual table t using fts5(x)")
        for number in range(3_000):
            query = " ".join(pieces[(number * step + step) % len(pieces)] for step in (1, 3, 5, 7, 11, number % 13))
            try:
                con.execute("select * from t where t match ?", [expression(query)]).fetchall()
            except UsageError:
                continue
    con.close()


def test_an_unknown_name_gets_suggestions(release):
    with pytest.raises(UsageError, match="--region asean: no article has it; there is Southeast Asia"):
        search(release, "sea", Filters(regions=["asean"]))


def test_words_are_marked_in_snippet_and_heading(release):
    hit = search(release, '"south china sea" OR part')[0]

    assert f"{MARK}South China Sea{END}, {MARK}South China Sea{END}" in hit.snippet
    assert hit.heading == f"{MARK}Part{END} 1"
    assert "\n" not in hit.snippet
    assert search(release, "zebras")[0].snippet == ""


def test_json_is_safe_html_with_marks(release):
    out = io.StringIO()
    show(search(release, "cafe"), "json", out)

    row = json.loads(out.getvalue())[0]
    assert row["snippet"] == "The sea south of China: a <mark>café</mark> in Perú &lt;script&gt;&amp;amp;."
    assert (row["article_id"], row["rank"], row["published_on"]) == ("b", 1, "2019-01-01")


def test_people_see_no_marks_in_files_and_no_escapes_of_texts(release):
    out = io.StringIO()
    show(search(release, "zebras OR twice"), "table", out)

    assert "\x1b" not in out.getvalue()
    assert MARK not in out.getvalue()
    assert "CO6  2017-03-03  Zebras and \ufffd[31mno section" in out.getvalue()


def test_a_terminal_shows_words_bold(release, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = io.StringIO()
    out.isatty = lambda: True
    show(search(release, "twice"), "table", out)

    assert "\x1b[1mTwice\x1b[0m a day" in out.getvalue()


def test_the_index_is_made_once_and_anew_where_it_is_damaged(warehouse, release):
    said = []
    path = ensure_index(release, said.append)
    assert said == []
    assert path == warehouse.resolve() / "search" / "20210301T000000Z-00000000.sqlite"

    path.write_bytes(b"no database")
    assert ensure_index(release, said.append) == path
    assert said == ["first search in this release: indexing 9 sections"]
    assert _found(release, "asean") == ["a2"]
    assert sorted(file.name for file in path.parent.iterdir()) == [".lock", path.name]


def test_several_first_searches_at_once(tmp_path, warehouse):
    other = tmp_path / "w" / "releases" / "20210301T000000Z-00000001"
    other.parent.mkdir(parents=True)
    other.symlink_to(warehouse / "releases" / "20210301T000000Z-00000000")
    for file in (warehouse / "search").glob("*.sqlite"):
        file.unlink()
    found = []
    threads = [Thread(target=lambda: found.append(_found(other, "asean"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [["a2"]] * 3


def test_an_index_inside_the_release_is_used(tmp_path, warehouse):
    path = tmp_path / "search.sqlite"
    build(warehouse / "latest", path)
    with sqlite3.connect(path) as con:
        assert con.execute("select count(*) from sections_docsize").fetchone() == (10,)
    con.close()
    assert [file.name for file in tmp_path.iterdir()] == ["search.sqlite"]


def test_the_same_release_gives_the_same_index(tmp_path, warehouse):
    for name in ("one", "two"):
        build(warehouse / "latest", tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    other = tmp_path / "w"
    (other / "releases").mkdir(parents=True)
    (other / "search").write_text("in the way")
    (other / "releases" / "r").mkdir()

    with pytest.raises(DossierError, match=r"search: .*(in the way|File exists)") as caught:
        ensure_index(other / "releases" / "r")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("left_out", [False, True])
def test_a_run_puts_the_index_into_the_release_or_leaves_it_out(tmp_path, monkeypatch, left_out):
    sample.write(tmp_path / "dumps", 3, 1)
    args = ["dossier", "run", str(tmp_path / "dumps"), "--warehouse", str(tmp_path / "w"), "--workers", "1"]
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("sys.argv", [*args, "--no-index"] if left_out else args)
    assert cli.main() == 0

    served = (tmp_path / "w" / "latest").resolve()
    assert (ensure_index(served) == served / "search.sqlite") is not left_out
    assert (tmp_path / "w" / "search").exists() is left_out  # where the line above has made it
    assert verify_release(served) == []
    package = json.loads((served / "datapackage.json").read_text())
    assert ("search.sqlite" in [one["path"] for one in package["resources"]]) is not left_out


def test_an_index_that_is_given_up_leaves_nothing(release, tmp_path):
    asked = []

    build(release, tmp_path / "index.sqlite", lambda: bool(asked.append(True)) or len(asked) > 1)

    assert len(asked) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_keeps_the_index_from_being_made_stops_the_run(tmp_path, monkeypatch):
    def fail(*_):
        raise DossierError("search.sqlite: no room")

    sample.write(tmp_path / "dumps", 3, 1)
    monkeypatch.setattr("flows.search.build.build", fail)

    with pytest.raises(DossierError, match="no room"):
        pipeline.run([str(tmp_path / "dumps")], tmp_path / "w", workers=1)
    assert not (tmp_path / "w" / "latest").exists()
    assert list((tmp_path / "w" / "releases").iterdir()) == []


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["asean", "speaks"], 0, "CO0  2021-02-05  Tides of the Strait"),
        (["south china sea", "-perú", "--limit", "1"], 0, "Harbours"),
        (["sea", "--year", "2019-2020", "--region", "Southeast Asia"], 0, "Quiet Ports"),
        (["nowhere"], 0, "no section has all of this"),
        (["-h"], 2, "only words to leave out"),
        (["sea", "--year", "20"], 2, "--year 20: give a year"),
        (["sea", "--year", "2020-2019"], 2, "--year 2020-2019: begins after it ends"),
        (["sea", "--format", "xml"], 2, "--format xml: choose among"),
        (["sea", "--limits", "3"], 2, "no such option --limits"),
        (["sea", "--limit", "0"], 2, "--limit"),
    ],
)
def test_the_command(release, monkeypatch, capsys, args, code, told):
    monkeypatch.setattr("sys.argv", ["dossier", "search", *args, "--warehouse", str(release.parent)])

    assert cli.main() == code
    out, err = capsys.readouterr()
    assert re.search(re.escape(told), out + err)
    assert err.count("\n") == (not out)
