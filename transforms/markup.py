"""What only HTML tells of a page: its text as dumps have it, and what its head says of the article."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import DocumentNode, HTMLTree, Node, NodeType

from transforms.dates import date_of_parts
from transforms.inserts import LONGEST_INSERT, line_of, rows_of
from transforms.names import authors_of
from transforms.outline import without_signs
from transforms.page import Page, Source
from transforms.profile import Profile
from transforms.text import folded, squeeze

_DAY = re.compile(r"^(?P<year>\d{4})[-/](?P<month>\d{2})[-/](?P<day>\d{2})(?:[T ]|$)")
_SITE_NAME = re.compile(r"\s+[|–—-]\s+[^|–—]{1,60}$")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_TAIL = 4096
_DEEPEST = 8
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "date",
)
_AUTHORS = ("author", "article:author")
_TITLES = ("og:title", "twitter:title", "dc.title")


# A tag as browsers tell it: a value in quotes may hold what would end it. Nothing is looked at twice, so that a page of
# any making takes little time.
_TAG = re.compile(r"""</?[A-Za-z](?:[^>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|[="'])*+>?""")
_TAG_NAME = re.compile(r"</?[^\s/>]++")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s/]+")
_MOST_ATTRIBUTES = 256
_LARGE = 1 << 16

_TEXTS = "figcaption, caption, .wp-caption-text, blockquote, blockquote p, ol > li"
_MOST_TIMES = 50
_MOST = 1_000
_MOST_NODES = 5_000
"""Elements and nodes looked at: those nested in each other would be gone through again and again."""
_MOST_WITHIN = 500
"""An element with more in it is no line of a text."""


@dataclass(slots=True)
class Markup:
    """A page in HTML.

    Attributes:
        text: Its text, in the form that dumps of text have.
        title: The article's title as the head gives it.
        published_on: The day that the head gives, in the zone it is written in.
        authors: Names as the head gives them.
        language: Language that the page declares (ISO 639-1).
        heading: Text of its only heading of the first rank.
        is_closed: Whether the page's end is there.
        titles: Titles that the head gives, its own with the site's name.
        site: The site's name as the head gives it.
        tree: The page as parsed.
        tells_headings: Whether its elements told which lines are headings.
        days: What elements for times show -> the day that they mean.
    """

    text: str
    title: str | None = None
    published_on: date | None = None
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    heading: str | None = None
    is_closed: bool = True
    titles: list[str] = field(default_factory=list)
    site: str | None = None
    tree: HTMLTree | None = None
    tells_headings: bool = False
    days: dict[str, date] = field(default_factory=dict)

    @property
    def inserts(self) -> frozenset[str]:
        """Lines that are captions, cells, quotations and the like."""
        document = self.tree.document if self.tree else None
        return _inserts(document, self.text) if document else frozenset()


def parse(html: str) -> HTMLTree:
    """Parses a page; of a tag with hundreds of attributes only the name counts.

    The parser compares every attribute of a tag with all before it, so that a tag with a million would take hours.
    """
    return HTMLTree.parse(_TAG.sub(_bare, html) if len(html) > _LARGE else html)


def read_markup(html: str) -> Markup:
    """Reads a page's text and what its head says."""
    tree = parse(html)
    markup = Markup(extract_plain_text(tree))
    document = tree.document
    if document is None:
        return markup
    head: dict[str, str] = {}
    several: list[str] = []
    for element in document.query_selector_all("meta[content]")[:_MOST]:
        name = (element.getattr("property") or element.getattr("name") or element.getattr("itemprop") or "").casefold()
        content = line_of(element.getattr("content") or "")
        if name in ("citation_author", "dc.creator"):
            several.append(content)
        else:
            head.setdefault(name, content)
    markup.title = next((head[name] for name in _TITLES if head.get(name)), None)
    markup.titles = [head[name] for name in (*_TITLES, "citation_title") if head.get(name)]
    markup.site = head.get("og:site_name")
    if title := document.query_selector("title"):
        markup.titles.append(line_of(title.text or ""))
    markup.tree = tree
    markup.published_on = next((day for name in _DATES if (day := _day(head.get(name)))), None)
    markup.authors = [head[name] for name in _AUTHORS if head.get(name) and "://" not in head[name]][:1] or several
    for element in document.query_selector_all("time[datetime]")[:_MOST_TIMES]:
        shown = squeeze(" ".join((element.text or "").split()))
        if shown and (day := _day((element.getattr("datetime") or "").strip())):
            markup.days.setdefault(shown, day)
    for element in document.query_selector_all('script[type="application/ld+json"]')[:_MOST]:
        _read_linked_data(element.text or "", markup)
    root = document.query_selector("html")
    language = (root.getattr("lang") or "" if root else "").partition("-")[0].lower()
    headings = [line_of(element.text or "") for element in document.query_selector_all("h1")[:2]]
    markup.heading = headings[0] or None if len(headings) == 1 else None
    markup.is_closed = _END.search(html[-_TAIL:]) is not None
    markup.language = language if len(language) == 2 and language.isalpha() else None
    return markup


def below_heading(text: str, heading: str) -> str | None:
    """A text with nothing before the line that says the page's heading; lines keep their numbers."""
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if squeeze(line) == heading), None)
    return "\n".join([*[""] * at, *lines[at:]]) if at else None


def add_markup(page: Page, markup: Markup, profile: Profile) -> None:
    """Fills what a page's text lacks with what its head says, and flags where the two disagree."""
    if page.outcome != "publication":
        return
    page.language = markup.language
    if markup.language and markup.language != profile.language:
        page.doubt("markup_disagrees", f"language: {markup.language}")
    title = _title(markup.title, page.title, profile)
    if page.title is None and title:
        page.title = title
        page.sources["title"] = Source("markup")
    elif page.title and title and folded(title) != folded(page.title):
        page.doubt("markup_disagrees", f"title: {title}")
    if page.published_on is None and markup.published_on and not page.is_copy:
        page.published_on, page.precision = markup.published_on, "day"
        page.sources["published_on"] = Source("markup")
    elif page.precision == "day" and markup.published_on not in (None, page.published_on) and not page.is_copy:
        page.doubt("markup_disagrees", f"date: {markup.published_on}")
    authors = authors_of(", ".join(markup.authors)) if markup.authors else None
    if authors and not page.authors:
        page.authors = authors
        page.sources["byline"] = Source("markup")
    elif authors and {folded(one.name) for one in authors} != {folded(one.name) for one in page.authors}:
        page.doubt("markup_disagrees", f"authors: {', '.join(one.name for one in authors)}")


def _inserts(document: DocumentNode, text: str) -> frozenset[str]:
    """The lines that are set as captions, descriptions of images, cells, quotations and numbered items."""
    lines = [element.getattr("alt") or "" for element in document.query_selector_all("img[alt]")[:_MOST]]
    elements: list[Node] = list(document.query_selector_all(_TEXTS)[:_MOST])
    for row in document.query_selector_all("tr")[:_MOST]:
        cells = [cell for cell in row.child_nodes[:_MOST] if cell.tag in ("td", "th")]
        elements += cells if len(cells) > 1 else []  # a row of one cell lays out a page
    left = _MOST_NODES
    for element in elements:
        nodes = list(islice(element, min(_MOST_WITHIN, left)))
        left -= len(nodes)
        if len(nodes) < _MOST_WITHIN:
            lines.append("".join(node.value or "" for node in nodes if node.type == NodeType.TEXT))
        if left <= 0:
            break
    found = {line_of(without_signs(line)) for line in lines if len(line) <= LONGEST_INSERT}
    return frozenset(found | rows_of(text)) - {""}


def _bare(tag: re.Match[str]) -> str:
    whole = tag[0]
    if len(whole) < 2 * _MOST_ATTRIBUTES:
        return whole
    name = _TAG_NAME.match(whole)
    attributes = _BETWEEN_ATTRIBUTES.split(_VALUE.sub("= ", whole), _MOST_ATTRIBUTES + 2)
    return f"{name[0]}>" if name and len(attributes) > _MOST_ATTRIBUTES + 2 else whole


def _title(given: str | None, printed: str | None, profile: Profile) -> str | None:
    """The head's title without code and without the site's name."""
    if not given:
        return None
    title = profile.split_heading(given)[2]
    if printed and folded(title) == folded(printed):
        return title
    return _SITE_NAME.sub("", title) or title


def _day(text: str | None) -> date | None:
    found = _DAY.match(text or "")
    return date_of_parts(found.groupdict()) if found else None


def _read_linked_data(text: str, markup: Markup) -> None:
    """Takes an article's fields from JSON-LD, which pages often get wrong: what is no JSON says nothing."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for node in _nodes(data, _DEEPEST):
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if not any(isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report")) for kind in kinds):
            continue
        published, headline = node.get("datePublished"), node.get("headline")
        if markup.published_on is None and isinstance(published, str):
            markup.published_on = _day(published)
        if markup.title is None and isinstance(headline, str):
            markup.title = _line(headline)
            markup.titles.append(markup.title)
        authors = node.get("author")
        names = [
            _line(name)
            for one in (authors if isinstance(authors, list) else [authors])
            if (name := one.get("name") if isinstance(one, dict) else one) and isinstance(name, str)
        ]
        if names:
            markup.authors = names


def _line(text: str) -> str:
    """A text of JSON as a line, without the half of a sign that cutting it has left."""
    return line_of(text.encode("utf-8", "ignore").decode())


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(data, dict):
        yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _nodes(value, depth - 1)
    elif depth and isinstance(data, list):
        for value in data:
            yield from _nodes(value, depth - 1)
