"""What a page in HTML shows of its own: the lines of its text but menus and boxes, and which of them are headings."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree, Node, NodeType

from transforms.furniture import SKIPPED, mark_furniture
from transforms.text import clean, squeeze, without_link_sign

# Signs that no text has (Unicode's noncharacters) go with a text through its extraction.
_OPEN, _CLOSE, _HEAD, _ITEM, _ON, _LEAD = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
_SIGNS = re.compile("[\ufdd0-\ufdd5]")
_BOLD = re.compile(f"(?:{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}\\s*)+")
_NUMBER = re.compile(r"^(?:\d{1,3}|[a-z]{1,4})[.)] ?")
_LEADS = ("standfirst", "dek", "deck", "subtitle", "sub-title", "subhead", "lede", "excerpt", "teaser", "summary",
          "documentdescription", "introtext", "strapline",
          "intro", "lead")  # fmt: skip
"""Words that the names of elements with a standfirst have on most sites."""
_NAMED_LEAD = ", ".join(f"[class*='{word}' i]" for word in _LEADS)
_LEAD_NAME = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_LEADS)})(?![a-z])", re.IGNORECASE)
_LONGEST_LEAD = 800
_MOST_LEADS = 20
_MOST = 300
_DEEPEST = 12
_BLANKS = 3
_LONGEST_HEADING = 160


@dataclass(slots=True)
class Outline:
    """The lines of a page's text that it shows of its own.

    Attributes:
        lines: As many as the text has; what is furniture, and what another line goes on with, is "".
        headings: Indices of lines that elements for headings hold.
        bold: Indices of lines set in bold as a whole.
        standfirst: Indices of lines in elements whose names say that they introduce the text.
    """

    lines: list[str]
    headings: set[int] = field(default_factory=set)
    bold: set[int] = field(default_factory=set)
    standfirst: set[int] = field(default_factory=set)


def without_signs(text: str) -> str:
    """A text without the signs that reading an outline has put into it."""
    return _SIGNS.sub("", text)


def read_outline(tree: HTMLTree, text: str) -> Outline:
    """Reads a page's outline; leaves signs in the tree.

    Args:
        tree: The page.
        text: Its whole text, clean.
    """
    document = tree.document
    lines = text.split("\n")
    outline = Outline([""] * len(lines))
    if document is None:
        return outline
    mark_furniture(document, len(text))
    for element in document.query_selector_all("h1, h2, h3, h4, h5, h6, dt, summary")[:_MOST]:
        _sign(element, _HEAD)
    for element in document.query_selector_all("b, strong, [style*='bold' i], [style*='font-weight: 7' i]")[:_MOST]:
        _sign(element, _OPEN, _CLOSE)
    for element in document.query_selector_all("ol > li")[:_MOST]:
        _sign(element, _ITEM)
    for element in document.query_selector_all("li br")[:_MOST]:
        after = element.next_sibling
        if after is not None:
            _sign(after, _ON)
    for element in document.query_selector_all(_NAMED_LEAD)[:_MOST_LEADS]:
        if _LEAD_NAME.search(element.class_name or "") and len(element.text or "") <= _LONGEST_LEAD:
            _sign(element, _LEAD)
    where: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if bare := squeeze(line):
            where[bare].append(at)
    last = -1
    shown = extract_plain_text(tree, skip_elements=[f"[{SKIPPED}]"], alt_texts=False)
    previous = -1
    for line in shown.split("\n"):
        marked = squeeze(line)
        if not marked:
            continue
        bare = squeeze(without_signs(marked)) if _SIGNS.search(marked) else marked
        places = where.get(bare)
        if places is None and not bare.isascii():
            bare = squeeze(clean(bare))
            places = where.get(bare)
        if not bare:
            continue
        at = places[k] if places and (k := bisect_right(places, last)) < len(places) else -1
        if at < 0:  # a line of which something is hidden
            at = next((n for n in range(last + 1, min(len(lines), last + 12)) if bare[:20] in lines[n]), -1)
            if at < 0:
                continue
        last = at
        if _ON in marked and previous >= 0 and marked.startswith((_ON, _OPEN + _ON)):
            outline.lines[previous] += " " + bare
            continue
        if _LEAD in marked:
            outline.standfirst.add(at)
        if _ITEM in marked:
            bare = "• " + _NUMBER.sub("", bare)
        elif _HEAD in marked and len(bare) <= _LONGEST_HEADING:
            outline.headings.add(at)
            bare = without_link_sign(bare)
        elif _OPEN in marked and _BOLD.fullmatch(marked):
            outline.bold.add(at)
        outline.lines[at] = bare
        previous = at
    return outline


def _sign(element: Node, first: str, last: str = "") -> None:
    """Puts signs before the first and behind the last text of an element."""
    begin = _edge(element, "first_child", "next_sibling")
    if begin is None:
        return
    value = begin.value or ""
    bare = value.lstrip()
    begin.value = value[: len(value) - len(bare)] + first + bare
    if last and (end := _edge(element, "last_child", "previous_sibling")):
        value = end.value or ""
        bare = value.rstrip()
        end.value = bare + last + value[len(bare) :]


def _edge(node: Node, child: str, sibling: str) -> Node | None:
    """The first or last text in a node: on paths of only children, but for blanks, what is looked for lies near."""
    for _ in range(_DEEPEST):
        if node.type == NodeType.TEXT:
            return node
        inner = getattr(node, child)
        for _ in range(_BLANKS):
            if inner is None or inner.type == NodeType.ELEMENT or (inner.value or "").strip():
                break
            inner = getattr(inner, sibling)
        if inner is None:
            return None
        node = inner
    return None
