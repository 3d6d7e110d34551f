"""Pages and values that are no page's, and what becomes of them on the way to tables, CSV, DuckDB and JSON."""

import csv
import io
import json

import duckdb
import polars as pl
import pytest

from transforms.markup import read_markup

from .hostile import pages

csv.field_size_limit(10_000_000)

TITLES = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "'; drop table articles; --",
    '"); delete from records; select ("',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} %s %n {0} \\x41 \\",
    "a\"b'c`d",
    "NULL",
    "nan",
    "\u202eevil\u202c \u200b\u2066bidi\u2069",
    "\x00\x01\x1b[31mred\x7f\x9b",
    "\ufffe\uffff\U0010ffff\ud7ff",
    "🇸🇬👩‍👩‍👧‍👦 ﷽ Z̸̢̛a̷l̶g̵o̴",
    "x" * 1_000_000,
    "CO21020 | CO21021 | CO21022",
]

URLS = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://user:password@www.rsis.edu.sg/rsis-publication/rsis/a/",
    "https://www.rsis.edu.sg/" + "a" * 1_000_000,
    "https://www.rsis.edu.sg/rsis-publication/rsis/../../../etc/passwd",
    "https://www.rsis.edu.sg/rsis-publication/rsis/%00%ff%0a%2e%2e%2f/",
    "https://[::1]:99999/x",
    "https://xn--.example/%",
    "http://" + "a." * 100_000 + "example/",
    "file:///etc/passwd",
    "=cmd()",
    "' or 1=1 --",
    "https://www.rsis.edu.sg/\u202e\x00\n",
    "//",
    "",
    "s3://bucket/key",
]

TIMES = ["0", "-1", "1e308", "-1e308", "9" * 400, "0.0000001", "NaN", "Infinity", "-62135596800", "253402300799",
         "253402300800000", "99999999999999", "00000000000000", "true", "[]", "{}", '"0000-00-00"', '"0001-01-01"',
         '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', '"10000-01-01"',
         '"2024-02-30"', '"24/05/2024"', '"  "', '"yesterday"', '"²⁰²⁴"', '"２０２４０１０１"', "-9223372036854775808",
         "9223372036854775807", "1" + "0" * 4_400]  # fmt: skip


@pytest.fixture
def lines(tmp_path):
    """Writes raw lines into a file to be read; gives its folder."""

    def write(*lines: str | bytes):
        folder = tmp_path / "inputs"
        folder.mkdir(exist_ok=True)
        data = b"\n".join(line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line for line in lines)
        (folder / "lines.jsonl").write_bytes(data)
        return folder

    return write


def test_no_page_takes_long(run, page, lines):
    made = pages(page["text"], 40_000)

    summary, records, done = run(lines(*(json.dumps({"text": text}) for text in made.values())), set={"workers": 1})

    assert done.seconds < 60
    assert summary["records_read"] == len(made)
    slow = records.filter(reason="too_slow")["position"].to_list()
    failed = records.filter(reason="parser_failed")["position"].to_list()
    assert [list(made)[at - 1] for at in (*slow, *failed)] == []


def test_large_pages_are_read_or_broken_off(run, page, lines):
    head = "5 February 2021\n\n- RSIS\n- Publication\n- RSIS Publications\n- "
    texts = {
        "a title of a megabyte": f"{head}{'title ' * 170_000}\n\nSynopsis\n\nText.\n",
        "a line of five megabytes": f"{head}Title\n\nSynopsis\n\n{'word ' * 1_000_000}\n",
        "lines of bullets": f"{head}Title\n\n" + "• RSIS\n" * 100_000,
        "lists of categories": f"{head}Title\n\nSynopsis\n\nText.\n" + "Categories: x\n" * 50_000,
        "a category list": f"{head}Title\n\nText.\n\nCategories: " + " / ".join(map(str, range(5_000))) + "\n",
        "ten thousand authors": f"{head}Title\n\nBy " + ", ".join(f"Ann Tan {'I' * n}" for n in range(300)) + "\n",
        "bullets": "• RSIS\n" * 100_000,
    }

    summary, records, done = run(lines(*(json.dumps({"text": text}) for text in texts.values())), set={"workers": 1})

    assert done.seconds < 100
    assert summary["records_read"] == len(texts)
    assert set(records.filter(outcome="rejected")["reason"]) <= {"too_slow", "unrecognised", "truncated"}


def test_html_nested_deep(run, tmp_path, page):
    folder = tmp_path / "inputs"
    folder.mkdir()
    depth = 100_000
    made = {
        "divs": "<div>" * depth + "deep",
        "closed": "<div>" * depth + "deep" + "</div>" * depth,
        "lists": "<ul><li>" * depth + "deep",
        "tables": "<table><tr><td>" * (depth // 10) + "deep",
        "formatting": "<b><i><a href=x>" * (depth // 100) + "deep",
        "ends": "</div>" * depth + "deep",
        "attributes": "<div " + " ".join(f"a{n}=b" for n in range(depth // 4)) + ">deep",
        "entities": "&lt;" * depth + "&#x110000;&#0;&#xD800;&" * 1_000 + "deep",
        "comments": "<!--" * depth + "deep",
        "tags without end": "<link rel=canonical " * (depth // 20) + "deep",
        "one tag without end": "<link " + "rel=canonical " * (depth // 10) + "deep",
        "meta": "<meta property=og:url content=" * (depth // 20) + "deep",
        "linked data": '<script type="application/ld+json">' + "[" * depth + "</script>deep",
        "scripts": "<script>" * depth + "deep",
        "svg": "<svg><foreignObject>" * (depth // 100) + "deep",
        "select": "<select><option>" * (depth // 10) + "deep",
        "lang": f"<html lang={'x' * depth}><title>{'t' * depth}</title>deep",
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(f"<html><body>{html}")

    summary, records, done = run(folder, apart=True)

    assert done.seconds < 60
    assert summary["records_read"] == len(made)
    assert set(records["outcome"]) <= {"rejected", "not_article"}
    assert done.megabytes < 1_000


def test_values_are_only_values(run, dossier, lines, page, tmp_path):
    title = page["text"].split("\n    • RSIS Publications\n    • ")[1].split("\n")[0]
    rows = []
    for number, made in enumerate(TITLES):
        text = page["text"].replace(title, made).replace("Tan Wei Xuan", made[:60])
        text = text.replace("Categories: ", f"Categories: {made[:500]} / ")
        text = text.replace("04 September 2020", f"{1 + number} September 2020").replace(
            "CO20124", f"CO20{200 + number}"
        )
        rows.append(json.dumps({"text": text, "url": URLS[number % len(URLS)], "timestamp": 1_700_000_000 + number}))
    folder = lines(*rows)

    summary, records, _ = run(folder)

    assert summary["records_read"] == len(TITLES)
    assert summary["articles"] > 5
    release = (tmp_path / "warehouse" / "latest").resolve()
    package = json.loads((release / "datapackage.json").read_text())
    counts = {table["name"]: table for table in package["resources"]}
    assert {"articles", "records", "quarantine"} <= set(counts)
    house = f"--warehouse={tmp_path / 'warehouse'}"
    for table in ("articles", "authors", "records"):
        out = dossier("query", f"from {table}", "--format", "csv", house)
        assert (out.code, out.err) == (0, "")
        cells = [cell for row in csv.reader(io.StringIO(out.out)) for cell in row]
        assert [
            cell for cell in cells
            if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
            and not cell.removeprefix("-").replace(".", "").replace("e-", "").isdigit()
        ] == []  # fmt: skip
        as_json = dossier("query", f"from {table}", "--format", "json", house)
        assert isinstance(json.loads(as_json.out), list)
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        titles = {title for (title,) in con.sql("select title from articles").fetchall()}
        assert con.sql("select count(*) from records").fetchall() == [(len(TITLES),)]
    assert "'; drop table articles; --" in titles
    for article in pl.read_parquet(release / "articles" / "*.parquet")["article_id"].to_list()[:1]:
        assert dossier("explain", article, house).code == 0
    assert records.height == len(TITLES)


def test_addresses_and_times_of_all_kinds(run, lines, page):
    text = json.dumps(page["text"])
    rows = [f'{{"url": {json.dumps(url)}, "text": {text}}}' for url in URLS]
    rows += [f'{{"url": "https://other.example/{n}", "text": "x", "date": {time}}}' for n, time in enumerate(TIMES)]

    summary, records, _ = run(lines(*rows))

    assert summary["records_read"] == len(set(URLS)) + len(TIMES)
    assert records.filter(records["position"] > len(URLS))["dumped_at"].drop_nulls().len() < len(TIMES)


def test_lines_that_are_no_pages(run, lines, page):
    rows = [
        b'{"text": "a\\ud800b \\udfff"}',
        b'{"text": "one", "text": "two", "url": 1, "url": "https://a.example/"}',
        b'{"text": "' + b"\\u0000" * 100 + b'"}',
        b'{"text": "\xed\xa0\x80 raw surrogate"}',
        b'{"text": "\xff\xfe\xfd"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"text": {"a": "b"}}',
        b'{"text": 1' + b"0" * 100_000 + b"}",
        b'{"text": 1e999999999}',
        b'{"text": NaN, "html": "<p>x"}',
        b'{"text": "unended',
        b"null",
        b"\x00" * 1_000,
        b'\xef\xbb\xbf{"text": "marked"}',
        b'{"text": "' + b"\xc3\x83\xc2\xa9" * 1_000 + b'"}',
        b'{"te\\u0078t": "escaped key"}',
        b'{"text": "' + "\u202e\u2066\u200f".encode() * 1_000 + b'"}',
        json.dumps({"text": page["text"]}).encode(),
    ]

    summary, records, _ = run(lines(*rows))

    assert summary["records_read"] == len(rows)
    assert summary["articles"] == 1
    assert records.filter(records["position"] == len(rows))["outcome"].to_list() == ["article"]
    assert not records.filter(records["reason"].is_in(["parser_failed", "damaged_container"])).height


def test_a_tag_with_very_many_attributes_is_read_without_them():
    many = " ".join(f"data-{at}='>'" for at in range(1_000))
    html = f"<p {many}>one</p {many}><p title='two > three'>two</p>" + "<p>four</p>" * 10_000

    text = read_markup(html).text

    assert text.split()[:3] == ["one", "two", "four"]
