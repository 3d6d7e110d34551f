"""What HTML shows to be no part of an article: menus, forms, boxes, what is hidden, what other services put in."""

import re

from resiliparse.parse.html import DocumentNode, ElementNode

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
    "addthis", "addtoany", "a2a", "advert", "adsense", "also-read", "banner", "breadcrumb", "breadcrumbs", "btn",
    "button", "captcha", "comments", "comment", "consent", "cookie", "crumb", "cta", "disqus", "donate", "download",
    "embed", "footer", "instagram", "mailchimp", "masthead", "mc4wp", "menu", "most-read", "nav", "navbar",
    "navigation", "newsletter", "offcanvas", "pager", "pagination", "paywall", "popup", "popular", "promo",
    "pull-quote", "pullquote", "read-more", "read-next", "readmore", "recent", "recommended", "related",
    "relatedposts", "respond", "screen-reader", "search", "share", "sharedaddy", "sharing", "sidebar", "signup",
    "skip", "skip-link", "social", "sponsor", "sponsored", "sr-only", "subscribe", "tag-cloud", "tagcloud", "toolbar",
    "trending", "tweet", "visually-hidden", "widget", "wm-ipp",
)  # fmt: skip
"""Words that the names of such elements have on most sites."""
_NAMED = ", ".join(f"[class*='{word}' i], [id*='{word}' i]" for word in _WORDS if word.rstrip("s") in _WORDS or True)
_NAME = re.compile(
    rf"(?:^|[\s_])(?:[a-z\d]+[_-])*?(?:{'|'.join(word for word in _WORDS if word != 'widget')})s?(?![a-z])"
    r"|(?:^|\s)widgets?(?![a-z])",
    re.IGNORECASE,
)
_KEPT = frozenset(("html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "table", "tbody"))


def mark_furniture(document: DocumentNode, length: int) -> None:
    """Gives such elements an attribute.

    Args:
        document: The page.
        length: Characters of its text.
    """
    most = _LARGE * length
    for element in document.query_selector_all(_ALWAYS)[:_MOST]:
        tag = element.tag
        if tag not in _KEPT and not (tag == "footer" and element.closest("article")):
            _mark(element, length if tag == "nav" else most)
    for element in document.query_selector_all(_NAMED)[:_MOST]:
        if element.tag not in _KEPT and _NAME.search(f"{element.class_name} {element.id}"):
            _mark(element, most)


def _mark(element: ElementNode, most: float) -> None:
    if len(element.text) <= most and element.query_selector("h1") is None:
        element.setattr(SKIPPED, "")
