"""An article as the publisher's own pages show it: whole pages (A, B) and main content only (C)."""

from flows.sample._dice import Dice
from flows.sample.article import Article, Section, body
from flows.sample.menus import FOOTER, MENUS, Menu, indent

_OLD_NAMES = {"RSIS Commentary Series": "Commentaries", "IDSS Papers": "IDSS Paper"}
_DISQUS = "    comments powered by Disqus\n"


def wrap_byline(line: str, width: int = 44) -> str:
    """The byline as the page breaks it: after a comma, once a line is long enough."""
    lines, line_ = [], ""
    parts = line.split(", ")
    for at, part in enumerate(parts):
        line_ += part + (", " if at < len(parts) - 1 else "")
        if len(line_) > width and at < len(parts) - 1:
            lines.append(line_.rstrip())
            line_ = ""
    return "\n".join([*lines, line_] if line_ else lines)


def categories(article: Article, *, regions: bool, old_names: bool) -> str:
    """The categories line: series, topics, regions."""
    series = _OLD_NAMES.get(article.series, article.series) if old_names else article.series
    names = [series, *article.topics, *(article.regions if regions else ())]
    return f"Categories: {' / '.join(names)}"


def _head(article: Article, menu: Menu, *, side: bool = True) -> str:
    authors = f"{indent(wrap_byline(article.byline))}\n" if article.people else ""
    return (
        f"{menu.top}    • RSIS\n    • Publication\n    • RSIS Publications\n    • {article.title}\n"
        f"{menu.side if side else ''}\n    {article.heading}\n{authors}\n    {article.printed_date}\n\n"
        f"    download pdf\n\n"
    )


def whole(article: Article, sections: list[Section], generation: str, *, cut: str | None = None) -> str:
    """Rendering A: menus twice, breadcrumb, heading, the body twice, footer.

    Args:
        article: What to show.
        sections: Its text.
        generation: Menu generation.
        cut: `body` where the dump ends with these sections, `second` where it ends within their second printing.
    """
    menu = MENUS[generation]
    text = indent(body(sections))
    head = _head(article, menu) + text
    if cut == "body":
        return head
    full = categories(article, regions=True, old_names=menu.old_names)
    middle = f"{head}\n\n    {full}\n{_DISQUS}\n"
    if cut == "second":
        return middle + text[: len(text) * 2 // 3].rstrip()
    short = categories(article, regions=False, old_names=menu.old_names)
    return f"{middle}{text}\n\n    {short}\n{FOOTER}"


def nested(article: Article, sections: list[Section], generation: str, dice: Dice, *, cut: bool = False) -> str:
    """Rendering B: nested menus; what follows them was never seen, so it varies around rendering A's."""
    menu = MENUS[generation]
    text = indent(body(sections))
    head = _head(article, menu, side=dice.chance(0.8)) + text
    if cut:
        return head
    full = categories(article, regions=True, old_names=menu.old_names)
    page = f"{head}\n\n    {full}\n{_DISQUS if dice.chance(0.8) else ''}"
    if dice.chance(0.7):
        short = categories(article, regions=False, old_names=menu.old_names)
        page = f"{page}\n{text}\n\n    {short}\n"
    return page + FOOTER if dice.chance(0.85) else page.rstrip("\n")


def shows_code(article: Article) -> bool:
    """Whether rendering C prints the code."""
    return article.code is not None and (article.published_on.year <= 2014 or article.code.startswith("IP"))


def content(
    article: Article, sections: list[Section], *, tail: bool = True, blank: bool = False, cut: bool = False
) -> str:
    """Rendering C: date, breadcrumb, text, one line a paragraph.

    Args:
        article: What to show.
        sections: Its text.
        tail: Whether the categories line follows.
        blank: Whether an empty line stands within the text.
        cut: Whether the dump ends with these sections.
    """
    title = article.heading if shows_code(article) else article.title
    text = body(sections)
    at = text.find("\n\n", len(text) // 3) if blank else -1
    before, after = (text[:at], text[at:]) if at >= 0 else (text, "")
    text = before.replace("\n\n", "\n") + after[:2] + after[2:].replace("\n\n", "\n")
    page = f"{article.printed_date}\n- RSIS\n- Publication\n- RSIS Publications\n- {title}\n{text}"
    return page if cut or not tail else f"{page}\n{categories(article, regions=True, old_names=False)}"
