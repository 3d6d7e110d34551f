"""Whatever a publisher's profile says in other words is read in other words: the engine knows none by name."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import transforms
from flows import sample
from flows.pipeline import run
from flows.tables import scan
from transforms.profiles import OWN

RSIS = Path(transforms.__file__).parent / "publishers" / "rsis.toml"

# Of as many words, and in the same case: counts of words, and what looks like a heading, are to stay.
WORDS = {
    "S. Rajaratnam School of International Studies": "M. Holmgren Institute of Northern Affairs",
    "Rajaratnam School": "Holmgren Institute",
    "rsis-ntsasia.org": "mina-arctic.example",
    "rsis.edu.sg": "mina.example",
    "RSIS": "MINA",
    "rsis": "mina",
    "Publication": "Reading",
    "publication": "reading",
    "Categories:": "Shelved:",
    "download pdf": "fetch paper",
    "Popular Links": "Often Read",
    "Connect with Us": "Follow our Work",
    "Last updated on": "Page changed on",
    "Copyright ©": "Rights ©",
    "SYNOPSIS": "OUTLINE",
    "Synopsis": "Outline",
    "synopsis": "outline",
    "COMMENTAR": "VIEWPOIN",
    "Commentar": "Viewpoin",
    "commentar": "viewpoin",
    "About the Author": "On the Writer",
    "ABOUT THE AUTHOR": "ON THE WRITER",
    "about the author": "on the writer",
}
# What the file's own language has of these words: keys, kinds, the codes' prefix.
KEYS = {
    r"(page_kind = |= )\"(external_)?reading\"": r'\1"\2publication"',
    r"(?m)^outline = ": "synopsis = ",
    r"(?m)^viewpoiny? = ": "commentary = ",
    r"\bCO\b": "VP",
    r"\(co\|": "(vp|",
}


def reworded(text: str | None) -> str | None:
    if text is None:
        return None
    for old, new in WORDS.items():
        text = text.replace(old, new)
    return re.sub(r"\bco(?=\d{5}\b)", "vp", re.sub(r"\bCO(?=\d{5}\b)", "VP", text))


def profile() -> str:
    text = reworded(RSIS.read_text("utf-8"))
    for old, new in KEYS.items():
        text, count = re.subn(old, new, text)
        assert count, old
    return text


def told(warehouse: Path, *, in_other_words: bool = False) -> dict[str, pl.DataFrame]:
    """What a release says of each record and its article, by the record's place."""
    release = warehouse / "latest"
    records, articles, sections = (scan(release, name) for name in ("records", "articles", "sections"))
    named = scan(release, "article_categories").join(scan(release, "categories"), on="category_id")
    written = scan(release, "article_authors").join(scan(release, "authors"), on="author_id")
    place = records.select("article_id", "position").filter(pl.col("article_id").is_not_null())
    frames = {
        "records": records.select("position", "outcome", "reason", "page_kind", "rendering"),
        "articles": articles.select(
            "article_id", "series", "code", "title", "published_on", "language", "url", "byline", "word_count"
        ),
        "sections": sections.select(
            "article_id", pl.col("position").alias("at"), "heading", "kind", "text", "first_line", "last_line"
        ),
        "categories": named.select("article_id", pl.col("position").alias("at"), "name", "kind", "region", "known"),
        "authors": written.select("article_id", pl.col("position").alias("at"), "name", "affiliation"),
        "flags": scan(release, "article_flags").select("article_id", "flag"),
    }
    found = {}
    for name, frame in frames.items():
        if name != "records":
            frame = place.join(frame, on="article_id").drop("article_id")
        made = frame.collect()
        if in_other_words:
            texts = [column for column, kind in made.schema.items() if kind == pl.String]
            kept = ("outcome", "reason", "page_kind", "rendering", "kind", "flag", "region")
            made = made.with_columns(
                pl.Series(column, map(reworded, made[column]), pl.String) for column in texts if column not in kept
            )
        found[name] = made.sort(pl.all())
    return found


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    sample.write(folder, 90, 11, "jsonl")
    return [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_a_publisher_of_other_words_is_read_alike(lines, tmp_path):
    ours, theirs, own = tmp_path / "ours.jsonl", tmp_path / "theirs.jsonl", tmp_path / "publishers"
    own.mkdir()
    ours.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    theirs.write_text(
        "".join(reworded(json.dumps(json.loads(line), ensure_ascii=False)) + "\n" for line in lines), "utf-8"
    )
    run([str(ours)], tmp_path / "a", workers=1)
    before = run([str(theirs)], tmp_path / "b", workers=1, max_rejected=1)
    assert before.articles < len(lines) / 4  # copies elsewhere, of nobody's
    (own / "mina.toml").write_text(profile(), "utf-8")

    command = [sys.executable, "-c", "import sys; from flows.cli import main; sys.exit(main())", "run", theirs]
    done = subprocess.run(
        [*command, "--warehouse", tmp_path / "b", "--json"],
        env=os.environ | {OWN: str(own)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    # Another profile makes another parser: nothing counts as known.
    assert json.loads(done.stdout)["records_known"] == 0
    found, expected = told(tmp_path / "b"), told(tmp_path / "a", in_other_words=True)
    for name, frame in expected.items():
        assert found[name].rows() == frame.rows(), name
    publishers = scan(tmp_path / "b" / "latest", "articles").select("publisher").collect()["publisher"]
    assert set(publishers) == {"mina"}


def test_a_profile_that_cannot_be_used_stops_a_run(tmp_path):
    (tmp_path / "mina.toml").write_text("name = 1", "utf-8")
    (tmp_path / "page.txt").write_text("a page")

    done = subprocess.run(
        [sys.executable, "-c", "import sys; from flows.cli import main; sys.exit(main())", "run", tmp_path / "page.txt",
         "--warehouse", tmp_path / "warehouse"],
        env=os.environ | {OWN: str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith(f"dossier: {tmp_path}/mina.toml: ") and done.stderr.count("\n") == 1
    assert not (tmp_path / "warehouse" / "latest").exists()
