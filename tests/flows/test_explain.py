import shutil

import duckdb
import pytest

from flows.errors import DossierError
from flows.explain import as_text, explain

ARTICLE = "a1b2c3d4e5f60718"


@pytest.mark.parametrize(
    "name",
    [
        "CO21020",
        " co21020 ",
        "CO 21020",
        ARTICLE,
        "f" * 16,
        "https://www.rsis.edu.sg/rsis-publication/idss/co21020-tides-of-the-strait/",
        "http://rsis.edu.sg/rsis-publication/idss/co21020-tides-of-the-strait#top",
        "https://www.rsis.edu.sg/old/tides",
        "co21020-tides-of-the-strait",
        "tides of the strait:  a made-up commentary",
    ],
)
def test_an_article_is_found_by_what_people_know_of_it(made_release, name):
    assert explain(made_release, name)["article"]["article_id"] == ARTICLE


def _changed(release, copy, sql):
    shutil.copytree(release.resolve(), copy)
    (copy / "dossier.duckdb").chmod(0o644)
    with duckdb.connect(copy / "dossier.duckdb") as con:
        con.execute(sql)
    return copy


def test_addresses_that_only_their_query_tells_apart_are_told_apart(made_release, tmp_path):
    sql = "update articles set url = 'https://here.invalid/?p=' || article_id"
    release = _changed(made_release, tmp_path / "r", sql)

    assert explain(release, f"https://here.invalid/?p={ARTICLE}")["article"]["article_id"] == ARTICLE
    with pytest.raises(DossierError, match="3 articles fit"):
        explain(release, "https://here.invalid/")


def test_a_terminal_obeys_no_name_of_a_file(made_release, tmp_path):
    release = _changed(made_release, tmp_path / "r", "update records set file = 'a' || chr(27) || '[31m.txt'")

    text = as_text(explain(release, "CO21020"))

    assert "heading: a\ufffd[31m.txt, line 12" in text
    assert "\x1b" not in text


def test_every_field_has_value_record_lines_and_rule(made_release):
    fields = {field["field"]: field for field in explain(made_release, "CO21020")["fields"]}

    assert fields["title"] == {
        "field": "title",
        "rule": "heading",
        "record_id": "4f0c8a1e5d2b",
        "file": "data/raw/a.txt",
        "position": 1,
        "first_line": 12,
        "last_line": 12,
        "value": "Tides of the Strait: A Made-up Commentary",
    }
    assert fields["authors"]["value"] == ["Ann Tan"]
    assert fields["code"]["file"] == "data/raw/b.jsonl"


def test_records_revisions_flags_and_aliases_are_told(made_release):
    found = explain(made_release, "CO21020")

    assert [record["outcome"] for record in found["records"]] == ["revision", "article"]
    assert [revision["is_current"] for revision in found["revisions"]] == [False, True]
    assert found["flags"] == [{"flag": "code_from_url", "detail": "CO21020"}]
    assert found["aliases"] == ["f" * 16]
    assert found["article"]["published_on"] == "2021-02-05"


def test_the_text_names_file_and_lines(made_release):
    text = as_text(explain(made_release, "CO21020"))

    assert "heading: data/raw/a.txt, line 12, record 4f0c8a1e5d2b" in text
    assert "byline: data/raw/a.txt, lines 14-15, record" in text
    assert "address: data/raw/b.jsonl#7, record 1b9d77c0aa34" in text
    assert "  commentary     COMMENTARY\n      data/raw/a.txt, lines 31-44, 6 words" in text
    assert "code_from_url: CO21020" in text
    assert all(len(line) <= 100 for line in text.splitlines() if not line.startswith("rsis"))


def test_several_articles_are_named(made_release):
    with pytest.raises(DossierError, match=r"CO19001: 2 articles fit.*bbbb.*cccc") as caught:
        explain(made_release, "CO19001")

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["CO21021", "Tides of a Strait", "100% of nothing", "x' or 1=1 --"])
def test_an_unknown_article_gets_suggestions(made_release, name):
    with pytest.raises(DossierError, match=r"no article has this .* nearest: .*CO21020") as caught:
        explain(made_release, name)

    assert "\n" not in str(caught.value)
