"""Imports the bundle into a real Superset, opens it in Chromium, and compares what it shows with the Parquet files."""

import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows import sample

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
CACHE = HERE.parents[2] / ".cache" / "superset"
DOSSIER = [sys.executable, "-c", "import sys; from flows.cli import main; sys.exit(main())"]
PICTURE = CACHE / "dashboard.png"
MANY, ONE = (
    {"Region": ["South Asia", "Europe"], "Year": ["2021", "2023"]},
    {"Topic": ["Maritime Security"], "Series": []},
)
LINES = "The eight largest topics, year by year"
# Filters that act on a chart, where not all do.
APPLIED = {
    "Records": (),
    "As of": (),
    "What became of the records read": (),
    "Doubts about the articles": (),
    "Words that set a region and year apart": ("Year", "Region"),
    "Topics on the rise": ("Year", "Topic"),
    "Changed since the last release": ("Year",),
}

# Every article with each of its regions and topics, from the Parquet files and so by another way than the dashboard's.
FACETS = """
    with named as (
        select article_id, kind, coalesce(region, name) as member
        from '{release}/article_categories/*.parquet' join '{release}/categories/*.parquet' using (category_id)
    ),
    facets as (
        select
            a.* replace (coalesce(a.series, '(unknown)') as series),
            coalesce(r.member, '(unknown)') as region,
            coalesce(t.member, '(unknown)') as topic
        from '{release}/articles/*.parquet' as a
        left join named as r on a.article_id = r.article_id and r.kind = 'region'
        left join named as t on a.article_id = t.article_id and t.kind = 'topic'
    ),
    chosen as (from facets where {where})
"""
COLUMNS = {"Year": "published_year", "Region": "region", "Topic": "topic", "Series": "series"}
COUNT = "count(distinct article_id)"
AUTHORS = """chosen
    join '{release}/article_authors/*.parquet' using (article_id)
    join '{release}/authors/*.parquet' using (author_id)"""
PLACES = "chosen join '{release}/article_places/*.parquet' using (article_id)"
BY_YEAR = "epoch_ms(make_date(published_year, 1, 1)::timestamp)"
# Chart -> how its rows come about by that way.
EXPECTED = {
    "Articles": f"select {COUNT} from chosen",
    "Authors": f"select count(distinct author_id) from {AUTHORS}",
    "Countries": f"select count(distinct country_code) from {PLACES}",
    "Articles by year and series": f"select {BY_YEAR}, series, {COUNT} from chosen group by all",
    "Series by articles": f"select series, {COUNT}, epoch_ms(min(published_on)::timestamp), "
    "epoch_ms(max(published_on)::timestamp) from chosen group by all",
    "Articles by region and year": f"select published_year, region, {COUNT} from chosen group by all",
    "Topics by articles": f"select topic, {COUNT} from chosen group by all",
    "Articles by topic and region": f"select region, topic, {COUNT} from chosen group by all",
    "Authors by articles": f"select name, {COUNT}, epoch_ms(max(published_on)::timestamp) from {AUTHORS} group by name",
    "Countries named in the articles": f"select country_code, {COUNT} from {PLACES} group by all",
    "Countries by articles": f"select country, {COUNT} from {PLACES} group by all",
    "List of articles": "select distinct epoch_ms(published_on::timestamp), code, title, byline, series from chosen",
    "Words that set a region and year apart": "select published_year, region, term, articles, round(score, 6) "
    "from built.reports.distinctive_terms where {where}",
    "Topics on the rise": "select published_year, topic, articles, round(share, 6), round(change, 6), round(score, 6) "
    "from built.reports.trending_topics where {where} and change > 0 and rank <= 5",
    "Changed since the last release": "select change, epoch_ms(published_on::timestamp), title, changed_fields "
    "from built.reports.release_changes where {where}",
    "Records": "select count(*) from '{release}/records/*.parquet'",
    "As of": "select epoch_ms(as_of_date::timestamp) from built.release_info",
    "What became of the records read": "select outcome, count(*) from '{release}/records/*.parquet' group by all",
    "Doubts about the articles": 'select publisher, "check", concerned, round(share, 6) '
    "from built.reports.data_quality where subject = 'articles' and concerned > 0",
}


def _run(arguments, **more):
    done = subprocess.run([str(word) for word in arguments], capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]} {done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def environment():
    """Folder of the programs of an environment with Superset; made once, kept in the cache."""
    if not shutil.which("chromium"):
        pytest.fail("needs Chromium: apt-get install -y chromium")
    requirements = HERE / "superset.txt"
    wanted, made = hashlib.sha256(requirements.read_bytes()).hexdigest(), CACHE / "made"
    if not made.exists() or made.read_text() != wanted:
        shutil.rmtree(CACHE / "venv", ignore_errors=True)
        python = CACHE / "venv" / "bin" / "python"
        _run([sys.executable, "-m", "venv", CACHE / "venv"])
        pip = [sys.executable, "-m", "uv", "pip", "install", "--compile-bytecode", "--python"]
        _run([*pip, python, "-r", requirements])
        made.write_text(wanted)
    return CACHE / "venv" / "bin"


@contextmanager
def _served(programs, env):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [programs / "gunicorn", "-w", "1", "--threads", "6", "-k", "gthread", "-t", "300"]
    command += ["-b", f"127.0.0.1:{port}", "superset.app:create_app()"]
    url, log = f"http://127.0.0.1:{port}", Path(env["SUPERSET_HOME"]) / "log"
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env=env) as server:
        try:
            end = time.monotonic() + 300
            while True:
                try:
                    urllib.request.urlopen(f"{url}/health", timeout=5).read()
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < end, log.read_text()[-4000:]
                    time.sleep(0.5)
            yield url
        finally:
            server.terminate()


def _publish(folder, articles, seed, warehouse):
    sample.write(folder, articles, seed)
    _run([*DOSSIER, "run", folder, "--warehouse", warehouse])
    return (warehouse / "latest").resolve()


def _counts(home):
    with sqlite3.connect(home / "superset.db") as con:
        tables = ("dbs", "tables", "slices", "dashboards", "dashboard_slices", "table_columns", "sql_metrics")
        return [con.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]


@pytest.fixture(scope="module")
def seen(environment, tmp_path_factory):
    """What was seen, in this order: everything, two choices of filters; after the next release, everything."""
    folder = tmp_path_factory.mktemp("superset")
    warehouse, home, bundle = folder / "ware house's [1]", folder / "home", folder / "dossier.zip"
    home.mkdir()
    password = secrets.token_hex(8)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SUPERSET", "FLASK", "DOSSIER"))}
    env |= {"FLASK_APP": "superset", "SUPERSET_SECRET_KEY": secrets.token_hex(32), "SUPERSET_HOME": str(home)}
    superset = environment / "superset"
    first = _publish(folder / "one", 900, 1, warehouse)
    _run([*DOSSIER, "dashboards", "superset", bundle, "--warehouse", warehouse])

    _run([superset, "db", "upgrade"], env=env)
    who = ["--username", "admin", "--firstname", "A", "--lastname", "D", "--email", "a@example.invalid"]
    _run([superset, "fab", "create-admin", *who, "--password", password], env=env)
    _run([superset, "init"], env=env)
    _run([superset, "import-dashboards", "-p", bundle, "-u", "admin"], env=env)
    counts = [_counts(home)]

    series = duckdb.sql(f"select mode(series) from '{_globbed(first)}/articles/*.parquet'").fetchall()[0][0]
    views = [{}, MANY, ONE | {"Series": [series]}]
    with _served(environment, env) as url:
        asked = {"url": url, "password": password, "dashboard": "dossier"}

        def look(views, picture):
            asked_of = [{"filters": view, "charts": len(_acted_on(view))} for view in views]
            given = json.dumps(asked | {"views": asked_of, "picture": str(picture)})
            return json.loads(_run([environment / "python", HERE / "look.py"], input=given, env=env))

        looks = look(views, PICTURE)
        second = _publish(folder / "two", 300, 2, warehouse)
        looks += look([{}], folder / "second.png")

    _run([superset, "import-dashboards", "-p", bundle, "-u", "admin"], env=env)
    counts.append(_counts(home))
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder / "unpacked")
    _run([superset, "import-directory", "--overwrite", folder / "unpacked" / "dossier_superset"], env=env)
    counts.append(_counts(home))
    assert first != second
    return {"looks": looks, "views": [*views, {}], "releases": [first, first, first, second], "counts": counts}


def _applied(chart, filters):
    return {title: values for title, values in filters.items() if title in APPLIED.get(chart, COLUMNS)}


def _acted_on(filters):
    return [chart for chart in (*EXPECTED, LINES) if _applied(chart, filters)]


def _expected(release, filters, sql):
    where = " and ".join(
        f"{COLUMNS[title]} in ({', '.join(_literal(value) for value in values)})" for title, values in filters.items()
    )
    named = {"release": _globbed(release), "where": where or "true"}
    with duckdb.connect() as con:
        con.execute(f"attach '{_quoted(release)}/dossier.duckdb' as built (read_only)")
        return sorted(con.execute((FACETS + sql).format(**named)).fetchall(), key=str)


def _quoted(path):
    return str(path).replace("'", "''")


def _globbed(path):
    return _quoted(path).replace("[", "[[]")


def _literal(value):
    return value if value.isdigit() else "'" + value.replace("'", "''") + "'"


def _rows(chart, data):
    """The rows of a chart's answer, in the form of `EXPECTED`."""
    if chart == "Articles by year and series":
        rows = [
            (row["published_on"], name, count)
            for row in data
            for name, count in row.items()
            if name != "published_on" and count is not None
        ]
    elif chart == "Countries named in the articles":
        rows = [(row["country"], row["m1"]) for row in data]
    else:
        rows = [tuple(value for name, value in row.items() if name != "rank") for row in data]
    whole = [tuple(_whole(value) for value in row) for row in rows]
    return sorted(whole, key=str)


def _whole(value):
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 6)
    return value


@pytest.mark.parametrize("view", range(4))
@pytest.mark.parametrize("chart", EXPECTED)
def test_charts_get_what_the_files_say(seen, view, chart):
    filters = _applied(chart, seen["views"][view])

    got = _rows(chart, seen["looks"][view]["data"][chart])

    assert got == _expected(seen["releases"][view], filters, EXPECTED[chart])
    assert bool(got) == (chart != "Changed since the last release" or view == 3)


@pytest.mark.parametrize("view", range(4))
def test_lines_show_the_eight_largest_topics(seen, view):
    release, filters = seen["releases"][view], seen["views"][view]
    by_topic = _expected(release, filters, f"select topic, {COUNT} from chosen group by all")
    by_year = {
        (year, topic): count
        for year, topic, count in _expected(
            release, filters, f"select {BY_YEAR}, topic, {COUNT} from chosen group by all"
        )
    }

    data = seen["looks"][view]["data"][LINES]
    topics = {name for row in data for name in row} - {"published_on"}

    assert len(topics) == min(8, len(by_topic))
    smallest = min(count for topic, count in by_topic if topic in topics)
    assert all(count <= smallest for topic, count in by_topic if topic not in topics)
    for row in data:
        for topic in topics:
            assert _whole(row[topic]) == by_year.get((_whole(row["published_on"]), topic))


@pytest.mark.parametrize("view", range(4))
def test_figures_stand_on_the_page(seen, view):
    shown, data = seen["looks"][view]["shown"], seen["looks"][view]["data"]

    for chart, metric in (
        ("Articles", "articles"),
        ("Authors", "authors"),
        ("Countries", "countries"),
        ("Records", "records"),
    ):
        assert shown[chart].split()[-1] == f"{data[chart][0][metric]:,}"
    as_of = datetime.fromtimestamp(data["As of"][0]["as_of"] / 1000, UTC)
    assert shown["As of"].endswith(f"{as_of.day} {as_of:%b %Y}")
    for row in data["Series by articles"]:
        assert f"{row['series']} {row['articles']:,}" in " ".join(shown["Series by articles"].split())


def test_nothing_goes_wrong(seen):
    assert [look["wrong"] for look in seen["looks"]] == [[], [], [], []]
    assert set(seen["looks"][0]["data"]) == {*EXPECTED, LINES}
    assert not any(re.search(r"\berror\b", text, re.I) for look in seen["looks"] for text in look["shown"].values())


def test_importing_again_changes_nothing(seen):
    assert seen["counts"][0] == seen["counts"][1] == seen["counts"][2]
    assert seen["counts"][0][2:5] == [len(EXPECTED) + 1, 1, len(EXPECTED) + 1]


def test_picture_is_kept(seen):
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
