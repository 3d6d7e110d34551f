"""What the page does besides counting: hostile data, keyboard, accessibility, phone, print, download, links."""

import csv
import io
import shlex
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from flows import report

from . import making


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    folder = making.release(tmp_path_factory.mktemp("nothing"), [])
    report.build(folder)
    return folder


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    article = {"article_id": "a", "record_id": "r", "title": None, "section_count": 0}
    folder = making.release(tmp_path_factory.mktemp("one"), [article])
    report.build(folder)
    return folder


def test_what_is_hostile_is_text(open_report, hostile):
    page = open_report(hostile / report.NAME, "sort=title&q=window.broken").page
    for title in (making.HOSTILE[0], making.HOSTILE[1], making.HOSTILE[2]):
        page.locator(".articles .what").get_by_role("button", name=title, exact=True).click()
        page.wait_for_selector(".opened")
    assert page.evaluate("window.broken") is None
    assert page.locator("main script, main img, main iframe").count() == 0
    assert page.evaluate("Array.from(document.querySelectorAll('body script')).length") == 1


def test_links_lead_to_web_pages_only(open_report, hostile):
    page = open_report(hostile / report.NAME).page
    page.evaluate("location.hash = 'q=co00004'")
    page.wait_for_function("() => document.querySelectorAll('.articles .what').length === 1")
    page.locator(".articles .what button").click()
    link = page.locator(".opened a")
    assert link.get_attribute("href").startswith("https://here.invalid/")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_addresses_are_those_of_the_release(open_report, hostile):
    page = open_report(hostile / report.NAME).page
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    import duckdb

    with duckdb.connect(hostile / "dossier.duckdb", read_only=True) as con:
        known = con.execute(
            "select title, coalesce(code, ''), url, word_count, coalesce(published_on::varchar, '') from articles "
            "order by published_on desc nulls last, article_id"
        ).fetchall()
    assert len(rows) == len(known) == 300
    for row, (title, code, url, words, day) in zip(rows, known, strict=True):
        assert row["title"] in (title, f"'{title}"), title
        assert (row["code"], row["words"]) == (code, str(words))
        assert day.startswith(row["published_on"])
        assert row["url"] == ("" if url in making.ADDRESSES else url)
    assert not any(value.startswith(("=", "+", "-", "@", "＝")) for row in rows for value in row.values())


def test_what_is_chosen_stands_in_the_address(open_report, hostile):
    opened = open_report(hostile / report.NAME)
    page = opened.page
    page.locator("#f-region").select_option("Region 1")
    page.locator("#f-from").select_option("2016")
    page.locator("#f-q").fill("tides")
    page.wait_for_function("() => location.hash.includes('q=tides')")
    told = page.locator("#count").text_content()
    fragment = page.evaluate("location.hash.slice(1)")
    assert fragment == "from=2016&q=tides&region=Region+1"
    again = opened.go(fragment)
    assert again.locator("#count").text_content() == told
    assert again.locator("#f-q").input_value() == "tides"
    again.get_by_role("button", name="Reset all").click()
    assert again.evaluate("location.hash") == ""
    assert again.locator("#count").text_content() == "All 300 articles."


def test_an_address_with_nonsense_shows_everything(open_report, hostile):
    page = open_report(
        hostile / report.NAME, "region=Atlantis&from=1850&page=-3&count=%00&sort=constructor&x=1&check=__proto__"
    ).page
    assert page.locator("#count").text_content() == "All 300 articles."


def test_the_heat_map_is_walked_with_arrow_keys(open_report, small):
    page = open_report(small / report.NAME).page
    page.locator("#heat button[tabindex='0']").last.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    key = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("Enter")
    assert page.locator("#selection .chip").count() == 3
    assert page.evaluate("document.activeElement.dataset.key") == key
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_the_keyboard_reaches_every_card(open_report, small):
    page = open_report(small / report.NAME).page
    reached = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('section, header, footer')?.id"))
    assert {"filters", "heat", "series", "topics", "people", "places", "articles", "quality"} <= reached


_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(
    ("scheme", "only"),
    # In the dark, other colours are all that differs.
    [("light", {"type": "tag", "values": _STANDARDS}), ("dark", {"type": "rule", "values": ["color-contrast"]})],
    ids=["light", "dark"],
)
def test_nothing_for_axe_to_find(open_report, small, scheme, only):
    page = open_report(small / report.NAME, "region=Region+1", color_scheme=scheme).page
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    page.locator(".articles .what button").first.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    # The filters stay above what is scrolled under them, and axe would call that covered.
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(page, options={"runOnly": only}).response
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    assert "color-contrast" in {one["id"] for one in found["passes"]}


@pytest.mark.parametrize("fragment", ["", "region=Region+1&q=zzz"])
def test_a_phone_needs_no_sideways_scrolling(open_report, small, fragment):
    page = open_report(small / report.NAME, fragment, viewport={"width": 360, "height": 740}).page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="More filters").click()
    assert page.locator("#f-region").is_visible()


def test_paper_is_white(open_report, small):
    page = open_report(small / report.NAME, color_scheme="dark").page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert not page.locator("#filters").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_empty_releases_say_so(open_report, nothing):
    page = open_report(nothing / report.NAME).page
    assert page.locator("#count").text_content() == "All 0 articles."
    assert page.locator("#articles").get_by_text("No articles in the selection.").is_visible()


def test_one_article_without_anything(open_report, one):
    page = open_report(one / report.NAME).page
    page.get_by_role("button", name="(no title)").click()
    assert page.locator(".opened").get_by_text("No synopsis is printed.").is_visible()
    assert page.locator("#heat").get_by_role("button", name="(unknown), undated: 1").is_visible()


def test_the_command_to_explain_an_article_can_be_pasted(open_report, tmp_path):
    known = (
        {"code": "No. 213/2013", "url": "https://here.invalid/a", "title": "A"},
        {"code": "CO13001", "url": "https://here.invalid/b", "title": "B"},
        {"code": None, "url": "https://here.invalid/?p=1&x=2", "title": "C"},
        {"code": None, "url": None, "title": "D's Day"},
        {"code": None, "url": None, "title": None},
    )
    articles = [{"article_id": f"a{n}", "record_id": f"r{n}", "section_count": 0, **one} for n, one in enumerate(known)]
    report.build(making.release(tmp_path, articles))
    page = open_report(tmp_path / report.NAME).page
    told = []
    for button in page.locator(".articles .what button").all():
        button.click()
        page.wait_for_selector(".opened")
        told.append(page.evaluate("document.querySelector('.opened code')?.textContent ?? null"))
        button.click()
    assert [one and shlex.split(one)[2:] for one in told] == [
        ["No. 213/2013"],
        ["CO13001"],
        ["https://here.invalid/?p=1&x=2"],
        ["D's Day"],
        None,
    ]


def test_articles_called_alike_are_opened_one_by_one(open_report, tmp_path):
    alike = (
        {"code": "CO21001", "title": "Tides"},
        {"code": "CO21001", "title": "Ebbs"},
        {"code": "CO21002", "title": "Tides"},
        *({"title": "Elections Ahead", "published_on": date(year, 3, 4), "published_year": year,
           "published_precision": "day"} for year in (2019, 2021)),
    )  # fmt: skip
    articles = [{"article_id": f"a{n}", "record_id": f"r{n}", "section_count": 0, **one} for n, one in enumerate(alike)]
    report.build(making.release(tmp_path, articles))
    page = open_report(tmp_path / report.NAME).page
    told = set()
    for button in page.locator(".articles .what button").all():
        button.click()
        page.wait_for_selector(".opened")
        assert page.locator(".opened").count() == 1
        told.add(page.evaluate("location.hash.slice(1)"))
        button.click()
    assert told == {
        "open=tides%7ECO21001",
        "open=ebbs%7ECO21001",
        "open=CO21002",
        "open=elections-ahead%7E2019-03-04",
        "open=elections-ahead%7E2021-03-04",
    }


_NOTE_CHANGES = """() => {
  window.changed = new Set();
  const noted = (changes) => changes.forEach(({ target }) => {
    const node = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    window.changed.add(node?.closest("main > *")?.id);
  });
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(noted).observe(document.querySelector("main"), all);
}"""


def test_turning_the_page_leaves_the_other_cards_as_they_are(open_report, hostile):
    page = open_report(hostile / report.NAME, "sort=title").page
    page.evaluate(_NOTE_CHANGES)
    titles = page.locator(".articles .what button").all_text_contents()

    page.get_by_role("button", name="Next ›").click()

    assert page.locator(".pager .number").text_content() == "2 / 20"
    assert page.evaluate("Array.from(window.changed)") == ["articles"]
    titles += page.locator(".articles .what button").all_text_contents()
    assert titles == page.evaluate("(titles) => titles.toSorted(new Intl.Collator().compare)", titles)


# What is there, in whatever order attributes were set; which cell the Tab key stops at is left to what was done before.
_THERE = """() => {
  const told = (node) => node.nodeType === Node.TEXT_NODE ? node.data : [
    node.tagName, node.value ?? "", ...Array.from(node.attributes, ({ name, value }) => `${name}=${value}`)
      .filter((one) => !one.startsWith("tabindex")).sort(),
    ...Array.from(node.childNodes, told).filter(String)];
  return JSON.stringify(told(document.querySelector("main")));
}"""


def test_a_page_drawn_anew_is_the_one_drawn_at_first(open_report, hostile):
    page, fresh = open_report(hostile / report.NAME).page, open_report(hostile / report.NAME)
    for chosen in ("region=Region+1&from=2016&to=2018&q=cyber&sort=title", "q=zzz", "check=no_code&count=share", ""):
        page.evaluate("(text) => { location.hash = text; }", chosen)
        page.wait_for_function("(text) => document.documentElement.dataset.filters === text", arg=chosen)
        assert page.evaluate(_THERE) == fresh.go(chosen).evaluate(_THERE), chosen


def test_a_choice_changes_what_differs_and_makes_no_cell_anew(open_report, small):
    page = open_report(small / report.NAME).page
    page.evaluate("document.querySelectorAll('#heat td button').forEach((one) => { one.kept = true; })")
    page.evaluate("location.hash = 'count=fractional'")
    page.wait_for_function("() => document.documentElement.dataset.filters === 'count=fractional'")
    assert page.evaluate("Array.from(document.querySelectorAll('#heat td button')).every((one) => one.kept)")


def test_long_tables_say_what_the_csv_has_more(open_report, tmp_path):
    rows = making.corpus(1200, hostile=False)
    many = [{"author_id": f"w{number}", "name": f"Writer {number:04}"} for number in range(1200)]
    writers = [
        {"article_id": f"a{number:06}", "author_id": f"w{number}", "position": 9, "name_as_printed": "x"}
        for number in range(1200)
    ]
    rows["authors"] += many
    rows["article_authors"] += writers
    folder = making.release(tmp_path, rows.pop("articles"), **rows)
    report.build(folder)
    page = open_report(folder / report.NAME).page
    table = page.locator("#people details", has=page.get_by_text("Table of authors"))
    table.locator("summary").click()
    page.wait_for_selector("#people details table")
    assert table.locator("tbody tr").count() == 500
    shown = table.locator("p").text_content()
    with page.expect_download() as download:
        table.get_by_role("button", name="Download as CSV").click()
    listed = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert shown == f"The first 500 of {len(listed):,}; the CSV has them all."
    assert len(listed) == page.evaluate("Number(document.querySelectorAll('.key b')[2].textContent.replace(',', ''))")


def test_selects_show_what_is_chosen(open_report, small):
    page = open_report(small / report.NAME).page
    values = "() => Array.from(document.querySelectorAll('select'), (one) => one.selectedOptions[0]?.textContent)"
    assert page.evaluate(values)[:5] == ["first", "last", "All", "All", "All"]
    page.locator("#articles select").select_option("title")
    page.locator("#f-region").select_option("Region 1")
    assert page.locator("#articles select").input_value() == "title"
    page.evaluate("location.hash = 'sort=oldest'")
    page.wait_for_function("() => document.documentElement.dataset.filters === 'sort=oldest'")
    assert page.evaluate(values)[2] == "All"
    assert page.locator("#articles select").input_value() == "oldest"


def test_paper_has_what_was_out_of_view(open_report, small):
    page = open_report(small / report.NAME, viewport={"width": 1280, "height": 200}).page
    told = page.evaluate("""() => {
      location.hash = "region=Region+1";
      return new Promise((resolve) => addEventListener("hashchange", () => {
        dispatchEvent(new Event("beforeprint"));
        resolve(["#count", "#articles header p"].map((one) => document.querySelector(one).textContent));
      }, { once: true }));
    }""")
    assert told[0].split()[0] == told[1].split()[0]
