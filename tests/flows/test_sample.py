import gzip
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import polars as pl
import pytest
import zstandard

from flows import sample
from flows.errors import UsageError
from flows.sample.people import byline
from flows.sample.prose import TEMPLATES

ARTICLES = 700


def lines_of(path: Path) -> list[dict]:
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    elif path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def content(folder: Path) -> dict[str, object]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    return {
        path.relative_to(folder).as_posix(): lines_of(path) if "jsonl" in path.name else path.read_bytes()
        for path in files
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict], dict[str, dict]]:
    folder = tmp_path_factory.mktemp("corpus")
    sample.write(folder, ARTICLES, 3, "jsonl", folder / "truth")
    pages = lines_of(folder / "dumps-001.jsonl")
    truth = lines_of(folder / "truth")
    records = [line for line in truth if line["type"] == "record"]
    for record in records:
        page = pages[record["line"] - 1]
        assert (record["url"], record["timestamp"]) == (page["url"], page["timestamp"])
        record["page"] = page["text"]
    return records, {line["article_key"]: line for line in truth if line["type"] == "article"}


def shown(corpus, rendering: str) -> list[tuple[str, dict]]:
    records, articles = corpus
    return [
        (record["page"], articles[record["article_key"]])
        for record in records
        if re.fullmatch(rendering, record["rendering"])
        and record["outcome"] == "publication"
        and not record["truncated"]
        and articles[record["article_key"]]["text_count"] == 1
    ]


@pytest.mark.parametrize("form", sample.FORMS)
def test_same_arguments_give_the_same_dumps(tmp_path: Path, form: str) -> None:
    written = [sample.write(tmp_path / name, 30, 5, form) for name in ("a", "b")]
    sample.write(tmp_path / "c", 30, 6, form)

    assert written[0] == written[1]
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")


def test_near_copies_are_added_and_change_nothing_else(tmp_path: Path) -> None:
    sample.write(tmp_path / "a", 120, 5, "jsonl", tmp_path / "a.truth")
    sample.write(tmp_path / "b", 120, 5, "jsonl", tmp_path / "b.truth", near=True)

    plain, near = ({page["text"]: page for page in content(tmp_path / name)["dumps-001.jsonl"]} for name in "ab")
    added = [page for text, page in near.items() if text not in plain]
    assert plain.keys() <= near.keys()
    assert len(added) >= 5
    assert all(page["url"].startswith("https://www.eurasiareview.com/") for page in added)


def test_every_form_holds_the_same_pages(tmp_path: Path) -> None:
    for form in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet"):
        sample.write(tmp_path, 20, 1, form)

    rows = lines_of(tmp_path / "dumps-001.jsonl")
    assert rows == lines_of(tmp_path / "dumps-001.jsonl.gz") == lines_of(tmp_path / "dumps-001.jsonl.zst")
    assert rows == pl.read_parquet(tmp_path / "dumps-001.parquet").to_dicts()
    assert list(rows[0]) == ["url", "timestamp", "text"]


def test_wrong_use() -> None:
    with pytest.raises(UsageError, match="unknown form 'csv'"):
        sample.write("nowhere", 1, form="csv")
    with pytest.raises(UsageError, match="at least 1"):
        sample.write("nowhere", 0)
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("articles", [1, 2, 3, 17])
def test_small_numbers(tmp_path: Path, articles: int) -> None:
    sample.write(tmp_path, articles, form="txt", truth=tmp_path / "truth")

    truth = lines_of(tmp_path / "truth")
    assert sum(line["type"] == "article" for line in truth) == articles


def test_shipped_sample_is_what_its_readme_says(tmp_path: Path) -> None:
    raw = Path(__file__).parents[2] / "data" / "raw"
    readme = (raw / "README.md").read_text("utf-8")

    assert "sample.write('data/raw', 52, 279, 'mixed')" in readme
    written = sample.write(tmp_path, 52, 279, "mixed")
    assert content(raw) == content(tmp_path)
    assert f"{written.records} pages of {written.articles} articles" in readme
    assert sum(path.stat().st_size for path in raw.rglob("*") if path.is_file()) < 1_500_000


def test_mix(corpus) -> None:
    records, articles = corpus
    outcomes = Counter(record["outcome"] for record in records)
    dumps = Counter(record["article_key"] for record in records if record["article_key"])

    assert len(articles) == ARTICLES
    assert outcomes["publication"] == sum(article["dump_count"] for article in articles.values())
    assert {key: article["dump_count"] for key, article in articles.items()} == dumps
    assert 0.08 < sum(count > 1 for count in dumps.values()) / ARTICLES < 0.13
    assert 0.015 < sum(article["text_count"] > 1 for article in articles.values()) / ARTICLES < 0.025
    assert 0.01 < outcomes["not_article"] / ARTICLES < 0.02
    assert outcomes["rejected"] + sum(record["truncated"] for record in records) >= 3
    assert {record["rendering"] for record in records} >= {
        *("A-2022", "A-seed", "A-2025a", "A-2025b", "A-2026", "B-2018", "B-2021", "B-2022", "C", "ER", "AG", "C-media"),
    }
    assert len({article["published_on"][:4] for article in articles.values() if article["published_on"]}) == 17
    assert len({region for article in articles.values() for region in article["regions"]}) == 10


def test_articles_are_told_apart(corpus) -> None:
    records, articles = corpus
    codes = [article["code"] for article in articles.values() if article["code"]]
    keys = defaultdict(set)
    for record in records:
        if record["article_key"]:
            keys[record["url"].split("?")[0].rstrip("/").rsplit("/", 1)[1]].add(record["article_key"])

    assert len(codes) == len(set(codes))
    assert all(len(same) == 1 for same in keys.values())
    assert len({article["title"] for article in articles.values()}) == ARTICLES


def test_code_is_of_the_year_it_appeared(corpus) -> None:
    _, articles = corpus
    for article in articles.values():
        if article["code"] and article["code"][:2] in ("CO", "IP", "IN"):
            assert article["published_on"] is None or article["code"][2:4] == article["published_on"][2:4]


def test_whole_page_is_built_like_the_one_measured(corpus) -> None:
    for page, article in shown(corpus, "A-seed"):
        lines = page.split("\n")
        at = lines.index("    • RSIS")

        assert lines[0] == "Back"
        assert lines[94].startswith("S. Rajaratnam School of International Studies Think Tank")
        assert lines[96] == "  • About RSIS"
        assert lines[97].startswith("      IntroductionBuilding the FoundationsWelcome Message")
        assert at == 144
        assert lines[at + 1 : at + 5] == [
            "    • Publication",
            "    • RSIS Publications",
            f"    • {article['title']}",
            "    • Annual Reviews",
        ]
        assert lines[at + 17] == ""
        assert lines[at + 18].endswith(article["title"])
        assert lines[-1] == "        more info"
        assert page.count(article["title"]) >= 2
        assert "\t" not in page
        assert "\xa0" not in page
        assert all(line == line.rstrip() for line in lines)
        assert "\n\n\n" not in page


def test_whole_page_prints_the_body_twice(corpus) -> None:
    for page, article in shown(corpus, "A-.*"):
        head, rest = page.split("    download pdf\n\n")
        first, second = rest.split("\n    comments powered by Disqus\n\n")
        body, categories = first.rsplit("\n\n    Categories: ", 1)
        again, footer = second.split("\n\n    Categories: ", 1)
        short = footer.split("\n", 1)[0]

        assert body == again
        assert [name for name in categories.split(" / ") if name not in short.split(" / ")] == article["regions"]
        assert article["byline"] is None or article["byline"].replace(" ", "") in re.sub(r"\s", "", head)


def test_date_is_printed_as_the_site_does(corpus) -> None:
    for page, article in shown(corpus, "A-.*|C"):
        printed = r"    ([^\n]+)\n\n    download pdf" if page.startswith("Back") else r"^([^\n]+)\n- RSIS\n"
        (found,) = re.findall(printed, page)
        assert re.fullmatch(
            r"\d\d [A-Z][a-z]+ 20\d\d" if article["precision"] == "day" else r"[A-Z][a-z]+ 20\d\d", found
        )


def test_nested_menus_come_once(corpus) -> None:
    for page, _ in shown(corpus, "B-.*"):
        assert page.startswith("• Home\n• About RSIS\n  • Introduction\n")
        assert page.count("• Terrorism Analyst Training Course (TATC)\n") == 1
    assert any("[email protected] Newsletter" in page for page, _ in shown(corpus, "B-202."))


def test_main_content_has_one_line_a_paragraph(corpus) -> None:
    for page, article in shown(corpus, "C"):
        lines = page.split("\n")
        assert lines[1:4] == ["- RSIS", "- Publication", "- RSIS Publications"]
        assert lines[4].startswith("- ")
        assert lines[4].endswith(article["title"])
        assert page.count("\n\n") <= 1
        assert "download pdf" not in page


def test_headings_of_the_time(corpus) -> None:
    found = {
        (article["published_on"], article["code"][:2], tuple(part["heading"] for part in article["sections"]))
        for article in corpus[1].values()
        if article["code"] and article["code"][:2] in ("CO", "IP") and article["published_on"]
    }
    for day, series, headings in found:
        if day < "2011":
            assert headings[0] == "Commentary"
        elif day < "2015":
            assert headings[:2] == ("Synopsis", "Commentary")
        elif series == "IP" and "2022-08" < day < "2024":
            assert headings[:2] == (None, "COMMENTARY")
        elif series == "IP" and day > "2025-06":
            assert headings[:2] == ("KEY TAKEAWAYS", "COMMENTARY")
        elif "2019" < day < "2025":
            assert headings[:2] == ("SYNOPSIS", "COMMENTARY")


def test_truth_is_what_the_page_says(corpus) -> None:
    records, articles = corpus
    for record in records:
        article = articles.get(record["article_key"])
        if article is None or record["truncated"] or record["text_version"] != article["text_count"]:
            continue
        page = record["page"]
        flat = re.sub(r"\s+", " ", page)
        assert article["title"] in page or record["rendering"] in ("ER", "AG", "E") or article["code"] is None
        for part in article["sections"]:
            if part["heading"] and record["rendering"] != "ER":
                assert part["heading"] in page
            for block in part["text"].split("\n\n"):
                assert all(line in page for line in block.split("\n"))
                assert block == block.strip()
            assert part["word_count"] == len(re.findall(r"\S*[^\W_]\S*", part["text"]))
        if record["rendering"][0] == "A" and record["rendering"] != "AG":
            assert article["byline"] is None or article["byline"] in flat
        for affiliation in filter(None, article["affiliations"]):
            assert affiliation in page


def test_words(corpus) -> None:
    words = [article["word_count"] for article in corpus[1].values() if (article["code"] or "").startswith("CO")]
    assert 1_000 < sum(words) / len(words) < 1_300
    sizes = [len(page.encode()) for page, _ in shown(corpus, "A-.*")]
    assert 16_000 < sum(sizes) / len(sizes) < 24_000


def test_pages_are_as_large_as_real_ones_and_compress_as_they_do(tmp_path: Path) -> None:
    written = sample.write(tmp_path, 2_000, 4)
    packed = (tmp_path / "dumps-001.jsonl.zst").stat().st_size

    assert 18_500 < written.characters / written.records < 21_000
    assert 7 < written.characters / packed < 8


def test_headings_and_quote_lines(corpus) -> None:
    headings = [
        part["heading"]
        for article in corpus[1].values()
        for part in article["sections"]
        if part["kind"] == "subsection"
    ]
    blocks = [
        block
        for article in corpus[1].values()
        for part in article["sections"]
        if part["kind"] == "subsection"
        for block in part["text"].split("\n\n")
    ]

    assert not [heading for heading in headings if heading[-1] in ".,;:!"]
    assert any(heading.endswith("?") for heading in headings)
    assert any(heading.startswith("“") for heading in headings)
    assert any(re.fullmatch(r"“[^”]{5,60}[.!?]”", block) for block in blocks)
    assert any(block.startswith("• ") for block in blocks)
    assert any(re.match(r"[A-Z]{3,} [A-Z]{2,}", block) for block in blocks)


def test_hidden_fields_are_left_out(corpus) -> None:
    for article in corpus[1].values():
        assert ("code" not in article["hidden"]) or article["code"] is None
        assert ("authors" not in article["hidden"]) or article["authors"] == []
        assert ("regions" not in article["hidden"]) or article["regions"] == []
    copies = [article for article in corpus[1].values() if article["published_on"] is None]
    assert copies
    assert all({"code", "series", "topics"} <= set(article["hidden"]) for article in copies)


def test_categories_are_in_order(corpus) -> None:
    for article in corpus[1].values():
        kinds = [kind for _, kind in article["categories"]]
        assert [kind for kind, _ in itertools.groupby(kinds)] in (
            [],
            ["series", "topic"],
            ["series", "topic", "region"],
        )


def test_text_files_have_no_revisions(tmp_path: Path) -> None:
    sample.write(tmp_path, 120, 2, "txt", tmp_path / "truth.jsonl")
    truth = lines_of(tmp_path / "truth.jsonl")

    texts = {
        (line["article_key"], (tmp_path / line["file"]).read_bytes()) for line in truth if line["type"] == "record"
    }
    known = Counter(key for key, _ in texts if key)
    assert {line["article_key"]: line["dump_count"] for line in truth if line["type"] == "article"} == known
    assert {line["text_count"] for line in truth if line["type"] == "article"} == {1}
    assert {line["url"] for line in truth if line["type"] == "record"} == {None}
    for line in truth:
        if line["type"] == "record":
            empty = (tmp_path / line["file"]).stat().st_size == 0
            assert empty == (line["reason"] == "empty")


@pytest.mark.parametrize(
    ("names", "line"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B, and C"), ([], "")]
)
def test_bylines(names: list[str], line: str) -> None:
    assert byline(names) == line


def test_templates_are_distinct() -> None:
    assert len(set(TEMPLATES)) == len(TEMPLATES)
