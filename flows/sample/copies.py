"""An article as other sites show it: an e-mail on a blog (E), Eurasia Review (ER), agenparl (AG)."""

from datetime import timedelta

from flows.sample._dice import Dice
from flows.sample.article import Article, Section, body
from flows.sample.vocabulary import phrases

_ADDRESS = "RSISPublication@ntu.edu.sg"
_WEEKDAYS = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
_MONTHS = phrases(
    "gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, novembre, dicembre"
)


def _plain_day(article: Article) -> str:
    return f"{article.published_on.day} {article.published_on:%B %Y}"


def email(article: Article, sections: list[Section], dice: Dice) -> str:
    """Rendering E: the e-mail edition as a blog reposted it, its title on two lines where it has a colon."""
    posted = article.published_on + timedelta(days=dice.between(0, 4))
    number = f"No. {(article.code or '')[4:]}/{article.published_on.year} dated {_plain_day(article)}"
    head = [
        f"{posted:%A, %B} {posted.day}, {posted.year}",
        article.title,
        f"RSIS presents the following commentary {article.title} by {article.byline}. It is also available online at "
        "this link. (To print it, click on this link.) Kindly forward any comments or feedback to the Editor RSIS "
        f"Commentaries, at {_ADDRESS}",
        number,
        article.title.replace(": ", ":\n", 1),
        f"By {article.byline}",
    ]
    gap = dice.pick(("\n", "\n\n"))
    return gap.join(head) + gap + body(sections).replace("\n\n", gap)


def syndicated_title(article: Article) -> str:
    """The title as Eurasia Review capitalises it, without its suffix."""
    return " ".join(word[:1].upper() + word[1:] for word in article.title.split(" "))


def syndicated_sections(sections: list[Section]) -> list[Section]:
    """The sections as Eurasia Review has them: no labels, biography at the end."""
    return [
        part
        if part.kind == "subsection"
        else Section(None, part.kind if part.kind != "commentary" else None, part.text)
        for part in sections
    ]


def syndicated(article: Article, sections: list[Section], dice: Dice) -> str:
    """Rendering ER: Eurasia Review's copy."""
    year = article.published_on.year
    star = "*" if year >= 2015 else ""
    parts = syndicated_sections(sections)
    lines = ["ISSN 2330-717X"] if dice.chance(0.5) else []
    lines += [syndicated_title(article) + ("" if year <= 2011 else " – Analysis"), "By"]
    text = body([part for part in parts if part.kind != "about_author"])
    if parts[0].kind == "synopsis":
        first, text = text.split("\n\n", 1)
        lines.append(first)
    lines.append(f"By {article.byline}{star}")
    about = [part for part in parts if part.kind == "about_author"]
    lines.append(text)
    lines += [star + part.text for part in about]
    page = "\n\n".join(lines)
    return page if dice.chance(0.5) else page.replace("\n\n", "\n")


def agency(article: Article, sections: list[Section]) -> str:
    """Rendering AG: agenparl's copy, dated in Italian one day later; no title, author or code."""
    copied = article.published_on + timedelta(days=1)
    day = f"SINGAPORE, {_WEEKDAYS[copied.weekday()]} {copied.day:02d} {_MONTHS[copied.month - 1]} {copied.year}"
    return "\n".join([day, _plain_day(article), body(sections).replace("\n\n", "\n")])
