"""What HTML shows to be no part of an article: menus, forms, boxes, what is hidden, what other services put in."""

import re

from resiliparse.parse.html import DocumentNode, ElementNode, Node

SKIPPED = "data-furniture"
"""The attribute that such elements are given."""

_MOST = 500
_LARGE = 0.4
"""The share of a page's text that no such element has: what holds more is a frame round the article."""

_ALWAYS = (
    "nav, select, label, svg, iframe, object, embed, audio, video, template, ins.adsbygoogle, amp-sidebar, amp-ad, "
    "aside, form, footer, button, dialog, [role=navigation], [role=search], [role=dialog], [role=banner], "
    "[role=contentinfo], [role=alert], [hidden], [aria-hidden=true], [style*='display:none' i], "
    "[style*='display: none' i], [style*='visibility:hidden' i]"
)
_WORDS = (
    "addthis", "addtoany", "a2a", "advert", "also-read", "banner", "breadcrumb", "btn", "button", "captcha", "comment",
    "consent", "cookie", "crumb", "cta", "disqus", "donate", "download", "embed", "footer", "masthead", "mc4wp", "menu",
    "most-read", "nav", "navbar", "navigation", "newsletter", "offcanvas", "pager", "pagination", "paywall", "popup",
    "popular", "promo", "pull-quote", "pullquote", "read-more", "read-next", "recent", "recommended", "related",
    "relatedpost", "respond", "screen-reader", "search", "share", "sharedaddy", "sharing", "sidebar", "signup", "skip",
    "social", "sponsor", "sponsored", "sr-only", "subscribe", "subscription", "tag-cloud", "tagcloud", "toolbar",
    "trending", "tweet", "visually-hidden", "wm-ipp",
)  # fmt: skip
"""Words that the names of such elements have on most sites."""
_IN_CLASSES = (
    "add", "a2a", "also-read", "banner", "btn", "button", "captcha", "cloud", "comment", "consent", "cookie", "crumb",
    "cta", "disqus", "donate", "download", "embed", "footer", "masthead", "mc4wp", "menu", "most-read", "nav",
    "newsletter", "offcanvas", "pag", "paywall", "pop", "promo", "pull", "read-", "rec", "related", "respond", "search",
    "shar", "sidebar", "signup", "skip", "social", "sponsor", "sr-only", "subscri", "tool", "trending", "tweet",
    "visually-hidden", "widget", "advert",
)  # fmt: skip
_IN_IDS = ("comment", "cookie", "crumb", "disqus", "footer", "menu", "nav", "related", "respond", "search", "shar",
           "sidebar", "widget", "wm-ipp")  # fmt: skip
_NAMED = ", ".join([*(f"[class*='{part}' i]" for part in _IN_CLASSES), *(f"[id*='{part}' i]" for part in _IN_IDS)])
# A name has so many parts at most: without a limit, one of thousands would be gone through from each of them.
_NAME = re.compile(
    rf"(?:^|[\s_])(?:[a-z\d]+[_-]){{0,12}}?(?:{'|'.join(_WORDS)})s?(?![a-z])|(?:^|\s)widgets?(?![a-z])", re.IGNORECASE
)
_KEPT = frozenset(("html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "table", "tbody"))


def mark_furniture(document: DocumentNode, length: int) -> None:
    """Gives such elements an attribute.

    Args:
        document: The page.
        length: Characters of its text.
    """
    most = _LARGE * length
    heading = document.query_selector("h1")
    for element in document.query_selector_all(_ALWAYS)[:_MOST]:
        tag = element.tag
        if tag not in _KEPT and not (tag == "footer" and element.closest("article")):
            _mark(element, heading, length if tag == "nav" else most)
    for element in document.query_selector_all(_NAMED)[:_MOST]:
        if element.tag not in _KEPT and _NAME.search(f"{element.class_name} {element.id}"):
            _mark(element, heading, most)


def _mark(element: ElementNode, heading: Node | None, most: float) -> None:
    if not (heading and element.contains(heading)) and len(element.text or "") <= most:
        element.setattr(SKIPPED, "")
