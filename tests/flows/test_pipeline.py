import json
import random
import re
import shutil
import tarfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import datapackage, explain, model, sample
from flows.errors import DossierError
from flows.pipeline import run
from flows.publish import Warehouse
from flows.tables import scan
from transforms import PARSER_VERSION
from transforms.schema import TABLES

OF_THE_RUN = {"records": ("run_id", "file", "position", "format")}
OF_THE_WAY = ("article_aliases", "release_changes", "release_info")


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Made-up dumps as JSON lines: re-dumps, revisions, copies, cut and empty pages among them."""
    folder = tmp_path_factory.mktemp("made")
    sample.write(folder, 130, 7, "jsonl")
    found = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    assert len(found) > 140
    return found


@pytest.fixture(scope="module")
def made(lines, tmp_path_factory):
    """A warehouse that one run over all of them made; only to be copied."""
    return _made(tmp_path_factory.mktemp("once"), lines)


@pytest.fixture(scope="module")
def at_once(made):
    """Its tables."""
    return _tables(made)


@pytest.fixture
def warehouse(made, tmp_path):
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "copied", symlinks=True)


@pytest.fixture(scope="module")
def made_of_few(lines, tmp_path_factory):
    """A warehouse of three pages; only to be copied."""
    return _made(tmp_path_factory.mktemp("few"), lines[:3])


@pytest.fixture
def small(made_of_few, tmp_path):
    """A copy of it."""
    return shutil.copytree(made_of_few, tmp_path / "small", symlinks=True)


@pytest.fixture(scope="module")
def grown(lines, tmp_path_factory):
    """Two releases, the second with more dumps: their folders and what the runs said; only to be read."""
    folder = tmp_path_factory.mktemp("grown")
    warehouse = folder / "warehouse"
    first = run([str(_write(folder / "some.jsonl", lines[::2]))], warehouse, workers=1)
    before = (warehouse / "latest").resolve()
    second = run([str(_write(folder / "rest.jsonl", lines[1::2]))], warehouse, workers=1)
    return (before, first), ((warehouse / "latest").resolve(), second)


def _made(folder: Path, lines: list[str]) -> Path:
    run([str(_write(folder / "dumps.jsonl", lines))], folder / "warehouse", workers=1)
    return folder / "warehouse"


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def _tables(warehouse: Path) -> dict[tuple[str, str], pl.DataFrame]:
    """The latest release, row for row, Parquet and DuckDB, without what tells the way it came."""
    release = warehouse / "latest"
    reports = {path.stem: pl.read_parquet(path) for path in (release / "reports").iterdir()}
    tables = {name: scan(release, name).collect() for name in TABLES}
    found = {("parquet", name): frame for name, frame in (tables | reports).items()}
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        for schema, name in con.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall():
            found["duckdb", name] = con.sql(f"from {schema}.{name}").pl()
    return {
        (where, name): frame.drop(OF_THE_RUN.get(name, ()))
        for (where, name), frame in found.items()
        if name not in OF_THE_WAY
    }


def _assert_same(found: dict[tuple[str, str], pl.DataFrame], expected: dict[tuple[str, str], pl.DataFrame]) -> None:
    assert found.keys() == expected.keys()
    for name, frame in expected.items():
        assert found[name].equals(frame), name


def test_in_parts_of_any_order_the_tables_are_the_same(lines, at_once, tmp_path):
    dice = random.Random(0)
    mixed = dice.sample(lines, len(lines))
    cuts = sorted(dice.sample(range(1, len(mixed)), 3))

    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(mixed)], strict=True)):
        # Some come again with every part.
        again = dice.sample(mixed[:start], min(start, 5))
        part = _write(tmp_path / f"part{number}.jsonl", mixed[start:end] + again)
        summary = run([str(part)], tmp_path / "warehouse", workers=1)
        assert summary.records_known == len(again)

    _assert_same(_tables(tmp_path / "warehouse"), at_once)
    assert summary.articles == at_once["parquet", "articles"].height


def test_file_by_file_the_tables_are_the_same(lines, at_once, tmp_path):
    # One page a run at the end: what one touches is merged again, and nothing else.
    _write(tmp_path / "most.jsonl", lines[2:])
    run([str(tmp_path / "most.jsonl")], tmp_path / "warehouse", workers=1)
    for number, line in enumerate(lines[:2]):
        run([str(_write(tmp_path / f"one{number}.jsonl", [line]))], tmp_path / "warehouse", workers=1)

    _assert_same(_tables(tmp_path / "warehouse"), at_once)


@pytest.mark.parametrize("form", ["jsonl.zst", "parquet", "mixed names"])
def test_in_any_container_the_tables_are_the_same(lines, at_once, tmp_path, form):
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    rows = [json.loads(line) for line in lines]
    if form == "jsonl.zst":
        pl.DataFrame(rows).write_ndjson(dumps / "a.jsonl.zst", compression="zstd", check_extension=False)
    elif form == "parquet":
        pl.DataFrame(rows).write_parquet(dumps / "a.parquet", row_group_size=11)
    else:
        for number in range(5):
            _write(dumps / f"{9 - number}.ndjson", lines[number::5])

    run([str(dumps)], tmp_path / "warehouse", workers=1)

    _assert_same(_tables(tmp_path / "warehouse"), at_once)


def test_pages_without_address_are_the_same_as_text_files_or_lines(lines, tmp_path):
    texts = sorted({json.loads(line)["text"] for line in lines})[:60]
    files = tmp_path / "files"
    files.mkdir()
    for number, text in enumerate(texts):
        (files / f"{number}.txt").write_bytes(text.encode())
    _write(tmp_path / "lines.jsonl", [json.dumps({"text": text}) for text in reversed(texts)])

    run([str(files)], tmp_path / "a", workers=1)
    run([str(tmp_path / "lines.jsonl")], tmp_path / "b", workers=1)

    _assert_same(_tables(tmp_path / "b"), _tables(tmp_path / "a"))


def test_two_workers_give_the_same(lines, at_once, tmp_path):
    for number in range(4):
        _write(tmp_path / f"{number}.jsonl", lines[number::4])

    run([str(tmp_path / "*.jsonl")], tmp_path / "warehouse", workers=2)

    _assert_same(_tables(tmp_path / "warehouse"), at_once)


def test_batches_of_any_size_give_the_same(lines, at_once, tmp_path, monkeypatch):
    from flows.readers import frames

    sizes = [name for name, value in vars(frames).items() if name.isupper() and isinstance(value, int)]
    assert sizes
    for name in sizes:
        monkeypatch.setattr(frames, name, 7)
    path = _write(tmp_path / "dumps.jsonl", lines)

    run([str(path)], tmp_path / "warehouse", workers=1)

    _assert_same(_tables(tmp_path / "warehouse"), at_once)


def test_the_same_bytes_as_text_and_as_html_are_read_alike_in_any_order(lines, tmp_path):
    text = next(text for line in lines if "Categories:" in (text := json.loads(line)["text"]))
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    for name in ("txt", "html"):
        (tmp_path / name).mkdir()
        for page, data in {"bare": text, "part": body, "whole": f"<!doctype html><body>{body}</body>"}.items():
            (tmp_path / name / f"{page}.{name}").write_text(data, "utf-8")

    for warehouse, runs in {"a": ["txt", "html"], "b": ["html", "txt"], "c": ["*/*.*"]}.items():
        for name in runs:
            run([str(tmp_path / name)], tmp_path / "out" / warehouse, workers=1)

    expected = _tables(tmp_path / "out" / "c")
    assert expected["parquet", "records"].height == 4
    for warehouse in ("a", "b"):
        _assert_same(_tables(tmp_path / "out" / warehouse), expected)


@pytest.mark.parametrize("runs", [1, 4])
def test_held_so_little_at_a_time_the_tables_are_the_same(lines, at_once, tmp_path, monkeypatch, runs):
    # State is written anew once it is in that many files, and added to before.
    monkeypatch.setattr("flows.keep.MOST_FILES", 2)
    counts = []
    for limit, value in {
        "flows.staging._RECORDS_AT_ONCE": 30,
        "flows.piles.HELD_BYTES": 2_000,
        "flows.years._ARTICLES_AT_ONCE": 5,
        "flows.keep._PAYLOADS_AT_ONCE": 500,
        "flows.keep._TEXTS_AT_ONCE": 2,
    }.items():
        monkeypatch.setattr(limit, value)

    for number in range(runs):
        path = _write(tmp_path / f"{number}.jsonl", lines[number::runs])
        run([str(path)], tmp_path / "warehouse", workers=1)
        counts.append(len(list((tmp_path / "warehouse" / "latest" / "state" / "pages").iterdir())))

    assert counts == [1, 2, 1, 2][:runs]
    _assert_same(_tables(tmp_path / "warehouse"), at_once)
    files = [path.relative_to(tmp_path) for path in (tmp_path / "warehouse" / "latest").resolve().iterdir()]
    assert not {"scratch", "staging"} & {path.name for path in files}


def test_every_record_is_in_the_ledger_once(lines, at_once):
    records = at_once["parquet", "records"]

    assert records.height == len(set(lines)) == records["record_id"].n_unique()
    rejected = records.filter(pl.col("outcome") == "rejected")
    assert sorted(rejected["record_id"]) == sorted(at_once["parquet", "quarantine"]["record_id"])


def test_what_is_known_is_published_only_once(lines, at_once, warehouse, tmp_path):
    second = run([str(_write(tmp_path / "dumps.jsonl", lines[:40]))], warehouse, workers=1)

    [first] = Warehouse(warehouse).releases()
    assert not second.published and second.release_id == first.release_id
    assert second.records_known == second.records_read == 40
    assert second.articles == second.articles_unchanged == at_once["parquet", "articles"].height


def test_a_release_says_what_changed_since_the_one_before(grown):
    (before, first), (now, second) = grown
    assert pl.read_parquet(before / "reports" / "release_changes.parquet").is_empty()

    changes = pl.read_parquet(now / "reports" / "release_changes.parquet")

    of = dict(changes.group_by("change").agg("article_id").rows())
    assert len(of["new"]) == second.articles_new > 0
    assert len(of["new"]) - len(of.get("removed", [])) == second.articles - first.articles
    columns = TABLES["articles"].columns.keys() - {"dump_count", "first_dumped_at", "last_dumped_at", "record_id"}
    old, new = (pl.read_parquet(release / "articles" / "articles.parquet") for release in (before, now))
    both = new.join(old, on="article_id", how="semi")
    assert set(of.get("changed", [])) >= set(
        both.join(old, on=sorted(columns), how="anti", nulls_equal=True)["article_id"]
    )
    with duckdb.connect(now / "dossier.duckdb", read_only=True) as con:
        (told,) = con.execute("select previous_release_id, previous_articles from release_info").fetchall()
    assert told == (before.name, first.articles)


def test_changes_are_those_found_by_comparing_every_article(grown, tmp_path):
    (before, _), (now, _) = grown
    again = shutil.copytree(now, tmp_path / "again")

    told = model.build(again, {"release_id": "again", "parser_version": "1"}, previous=before)

    assert told["release_changes"]
    for path in sorted((again / "reports").iterdir()):
        assert pl.read_parquet(path).equals(pl.read_parquet(now / "reports" / path.name)), path.stem


def test_a_full_refresh_changes_no_row(lines, at_once, warehouse, tmp_path):
    some = _write(tmp_path / "some.jsonl", lines[::3])

    summary = run([str(some)], warehouse, full_refresh=True, workers=1)

    assert summary.published and summary.articles_unchanged == summary.articles
    _assert_same(_tables(warehouse), at_once)


def test_another_parser_reads_again_what_is_in_the_inputs(lines, at_once, warehouse, tmp_path, monkeypatch):
    for module in ("transforms.flatten", "flows.state", "flows.pipeline", "flows.draft"):
        monkeypatch.setattr(f"{module}.parser_version", lambda: "another")
    some = _write(tmp_path / "some.jsonl", lines[:50])

    first = run([str(some)], warehouse, workers=1)
    second = run([str(some)], warehouse, workers=1)

    assert first.published and not second.published
    assert first.articles_unchanged == first.articles
    found = _tables(warehouse)
    for where in ("parquet", "duckdb"):
        versions = found[where, "records"]["parser_version"].value_counts(sort=True).rows()
        assert dict(versions) == {"another": 50, PARSER_VERSION: len(lines) - 50}
        found[where, "records"] = found[where, "records"].with_columns(parser_version=pl.lit(PARSER_VERSION))
    _assert_same(found, at_once)


def test_a_run_shares_what_it_leaves_alone(lines, tmp_path):
    warehouse = tmp_path / "warehouse"
    run([str(_write(tmp_path / "most.jsonl", lines[1:]))], warehouse, workers=1)
    before = (warehouse / "latest").resolve()

    run([str(_write(tmp_path / "one.jsonl", lines[:1]))], warehouse, workers=1)

    after = (warehouse / "latest").resolve()
    names = [path.relative_to(before) for path in sorted(before.rglob("*.parquet"))]
    shared = [name for name in names if (after / name).exists() and (after / name).samefile(before / name)]
    years = [name for name in names if name.parts[0] == "sections"]
    assert len([name for name in shared if name in years]) == len(years) - 1
    assert {name.parts[1] for name in shared if name.parts[0] == "state"} >= {"pages", "sections", "sources"}


def test_what_completes_an_identity_leaves_the_former_id_working(lines, tmp_path):
    rows = [json.loads(line) for line in lines]
    page = next(row for row in rows if "commentary" in row["text"].lower() and "rsis-publication" in row["url"])
    warehouse = tmp_path / "warehouse"
    code = next(word for word in page["text"].split() if word[:2] in ("CO", "IP") and word[2:].isdigit())
    bare = page | {"text": page["text"].replace(code, ""), "timestamp": "2018-01-01T00:00:00Z"}
    bare["url"] = page["url"].lower().replace(f"{code.lower()}-", "")
    page["url"] = bare["url"]
    run([str(_write(tmp_path / "bare.jsonl", [json.dumps(bare)]))], warehouse, workers=1)
    (former,) = scan(warehouse / "latest", "articles").collect().to_dicts()
    assert former["code"] is None

    second = run([str(_write(tmp_path / "page.jsonl", [json.dumps(page)]))], warehouse, workers=1)

    (article,) = scan(warehouse / "latest", "articles").collect().to_dicts()
    assert article["code"] == code and article["article_id"] != former["article_id"]
    told = explain.explain(warehouse / "latest", former["article_id"])
    assert told["article"]["article_id"] == article["article_id"]
    assert told["aliases"] == [former["article_id"]]
    assert (second.articles_new, second.articles_changed) == (0, 1)
    (change,) = pl.read_parquet(warehouse / "latest" / "reports" / "release_changes.parquet").to_dicts()
    assert (change["article_id"], change["change"]) == (article["article_id"], "changed")
    assert change["former_article_id"] == former["article_id"]
    assert change["changed_fields"].startswith("article_id, code")


@pytest.mark.parametrize(
    ("version", "advice"), [("0", "make it anew from all dumps in another --warehouse"), ("99", "update dossier")]
)
def test_a_warehouse_of_another_version_is_left_alone(lines, small, tmp_path, version, advice):
    package = small / "latest" / "datapackage.json"
    package.chmod(0o644)
    told = json.loads(package.read_bytes())
    told["dossier"]["schema_version"] = version
    package.write_text(json.dumps(told))

    with pytest.raises(DossierError, match=advice) as error:
        run([str(_write(tmp_path / "more.jsonl", lines[3:6]))], small, workers=1)

    assert "\n" not in str(error.value)
    assert len(Warehouse(small).releases()) == 1


def test_nothing_is_taken_over_from_a_damaged_release(lines, small, tmp_path):
    file = small / "latest" / "articles" / "articles.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    with pytest.raises(DossierError, match=r"damaged .*; go back to a whole release"):
        run([str(_write(tmp_path / "more.jsonl", lines[3:6]))], small, workers=1)


@pytest.mark.parametrize(
    "name", ["state/pages/*.parquet", "state/categories/*.parquet", "articles/*.parquet", "report.html"]
)
def test_what_is_damaged_is_named_whatever_reading_it_has_led_to(lines, small, tmp_path, name):
    (file,) = (small / "latest").glob(name)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"a", b"b"))

    with pytest.raises(DossierError, match=f"damaged .{name.split('/')[0]}: file_changed .*; go back to a whole"):
        run([str(_write(tmp_path / "more.jsonl", lines[3:6]))], small, workers=1)


@pytest.mark.parametrize("content", [None, b"", b"no Parquet at all"])
def test_a_list_of_known_records_that_is_gone_or_damaged_is_named(lines, small, tmp_path, content):
    (file,) = (small / "latest" / "state" / "pages").glob("*.parquet")
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(DossierError, match=r"damaged .state: file_.*; go back to a whole release with .*rollback"):
        run([str(_write(tmp_path / "dumps.jsonl", lines[:3]))], small, workers=1)


def test_a_damaged_description_is_told_with_the_warehouse_to_go_back_in(warehouse, lines, tmp_path):
    for release in (warehouse / "latest", (warehouse / "latest").resolve()):
        (release / "datapackage.json").unlink()
        (release / "datapackage.json").write_text("{")

        with pytest.raises(DossierError, match=f"damaged; .*rollback --warehouse {re.escape(str(warehouse))}`"):
            datapackage.read(release)


def test_a_copy_nobody_knows_counts_once_its_article_is_known(tmp_path, lines, at_once):
    rows = [json.loads(line) for line in lines]
    warehouse = tmp_path / "warehouse"
    articles, sections = at_once["parquet", "articles"], at_once["parquet", "sections"]
    found = sections.filter(pl.col("kind") == "commentary", pl.col("word_count") > 200).row(0, named=True)
    (article,) = articles.filter(pl.col("article_id") == found["article_id"]).to_dicts()
    # A bare text: the title, and the body as the article has it.
    body = sections.filter(pl.col("article_id") == found["article_id"], pl.col("kind") != "about_author")
    text = "\n\n".join([article["title"], *body.sort("position")["text"]])
    run([str(_write(tmp_path / "copy.jsonl", [json.dumps({"text": text})]))], warehouse, workers=1)
    (alone,) = scan(warehouse / "latest", "records").collect().to_dicts()
    assert (alone["outcome"], alone["reason"]) == ("rejected", "unrecognised")
    (kept,) = scan(warehouse / "latest", "quarantine").collect().to_dicts()
    assert (kept["record_id"], kept["payload"]) == (alone["record_id"], text.encode())

    url = article["url"]
    run(
        [str(_write(tmp_path / "own.jsonl", [json.dumps(row) for row in rows if row["url"] == url]))],
        warehouse,
        workers=1,
    )

    records = scan(warehouse / "latest", "records").filter(pl.col("record_id") == alone["record_id"]).collect()
    # Without the sub-headings its words are not quite the same.
    assert records["outcome"].to_list() == ["revision"]
    assert scan(warehouse / "latest", "quarantine").collect().is_empty()


def test_names_that_are_no_file_or_no_utf8_are_told_and_do_no_harm(tmp_path):
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    odd = b"caf\xe9".decode("utf-8", "surrogateescape")
    (inputs / f"{odd}.txt").write_text("a page")
    (inputs / f"{odd}.doc").write_text("no page")
    (inputs / "round.txt").symlink_to("round.txt")
    with tarfile.open(inputs / "some.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(inputs / f"{odd}.doc", f"{odd}.doc")

    summary = run([str(inputs), str(inputs / f"{odd}.txt")], tmp_path / "warehouse", workers=1)

    names = ["caf\ufffd.doc", "round.txt", "some.tar!caf\ufffd.doc", "some.tar"]
    assert summary.ignored == [f"{inputs}/{name}" for name in names]
    [noted] = Warehouse(tmp_path / "warehouse").runs()
    assert noted["inputs"] == [str(inputs), f"{inputs}/caf\ufffd.txt"]
    assert noted["summary"]["ignored"] == summary.ignored


def test_a_warehouse_in_the_folder_that_was_named_is_no_dump(tmp_path):
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "page.txt").write_text("a page")
    warehouse = inputs / "warehouse"

    first = run([str(inputs)], warehouse)
    second = run([str(inputs)], warehouse)

    assert (first.records_read, second.records_read) == (1, 1)
    assert (first.published, second.published) == (True, False)
    assert second.ignored == [f"{warehouse}/"]
