"""Bylines and biographies: who wrote an article, and with whom they are."""

import re

from transforms.page import Author

_TITLES = re.compile(
    r"^(?:(?:Associate |Assistant |Adjunct |Distinguished )?Professor|Prof|Assoc Prof|Assistant Prof|Dr|Mr|Mrs|Ms|Mdm|Miss|"
    r"Amb|Ambassador|Datuk|Dato|Tan Sri|Sir|Gen|General|Col|Colonel|LTC|BG|RADM|Rear Admiral|Lt Gen|Maj|Major)\.? (?=[A-Z])"
)
_POST_NOMINALS = re.compile(r",? (?:Ph\.? ?D\.?|GCB|KCB|CBE|OBE|MBE|Jr\.?|Esq\.?|[A-Z]{2}\(Ret\)|\(Ret(?:d|'d)?\.?\))$")
_BY = re.compile(r"^(?:By|Authors?|Author\(s\)|Written by)\s*:?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*")
_PARTICLES = "bin|binte|binti|bte|ibn|al|el|de|da|di|du|la|le|van|von|der|den|dos|d/o|s/o|a/l|a/p|y|ter"
_WORD = r"(?:[^\W\d_a-z][\w’'.\-]*\.?|" + _PARTICLES + r"|al-\w+)"
_NAME = rf"[^\W\d_a-z][\w’'.\-]*(?: {_WORD}){{0,6}}"
_WHOLE_NAME = re.compile(rf"^{_NAME}$")

_VERB = (
    r"(?:is|was|are|were|has|have|heads?|leads?|directs?|serves?|works?|worked|teaches|holds?|joined|contributes?|writes"
    r"|specialises|researches|studies)"
)
_OPENING = re.compile(
    rf"(?:^|(?<=[.!?”] )|(?<=\n)|(?<=\*))\*?(?P<names>{_NAME}(?:(?:, | and |, and ){_NAME})*),? {_VERB}\b"
)
_ALSO = re.compile(rf"(?:,? and|;|,? while) (?P<name>{_NAME}) (?:is )?(?:an?|the) ")
_NO_PERSON = frozenset(
    [
        "The",
        "This",
        "These",
        "He",
        "She",
        "They",
        "It",
        "His",
        "Her",
        "Their",
        "A",
        "An",
        "RSIS",
        "NTU",
        "IDSS",
        "CENS",
        "ICPVTR",
        "NTS",
        "CMS",
        "In",
        "Both",
        "Before",
        "Prior",
    ]
)
_ORG = re.compile(r"\b(?:with|at)\s+(?:the\s+)?(?=[A-Z“])")
_ORG_OF = re.compile(r"\b(?:of|in|from|for)\s+(?:the\s+)?(?=[A-Z“])")
_END_OF_ORG = re.compile(
    r",|;|\n|(?<!\b[A-Z])(?<!\bDr)(?<!\bSt)\.(?:\s|$)|\s(?:and|where|who|which|while|as|focusing|working|specialising|until)\s(?=[a-z])"
    r"|\s(?:and|He|She|They|His|Her)\s(?=(?:an?|the|is|was|has|also|concurrently|[A-Z][\w.’'-]* (?:is|an?)\s)\b)"
)
_SENTENCE_END = re.compile(r"(?<=[a-z)])\.(?: |$)|\n")
_CAPITAL_NAME = re.compile(
    r"^(?P<names>[^\W\d_a-z][^\Wa-z\d]*[A-Z.’'\-]*(?: (?:[^\Wa-z\d_][^\Wa-z\d_]*[.’'\-A-ZÀ-Þ]*|and|bin|binte)|, [^\Wa-z\d_]+)+)"
    r" (?:[a-z]+s|[a-z]+e|explore|argue|look)\b"
)
_NOT_CAPITAL_NAME = frozenset(
    [
        "THE",
        "A",
        "AN",
        "IN",
        "ON",
        "AT",
        "AS",
        "IF",
        "OF",
        "TO",
        "FOR",
        "BY",
        "WITH",
        "FROM",
        "AFTER",
        "WHEN",
        "WHILE",
        "THIS",
        "THESE",
    ]
)


def join_byline(lines: list[str]) -> str:
    """One byline of the lines it is printed on."""
    joined = lines[0]
    for line in lines[1:]:
        goes_on = joined.endswith((",", "&", " and", ";")) or line.startswith(("and ", "& ", ",")) or len(joined) >= 50
        joined += (" " if goes_on else ", ") + line
    return joined


def strip_by(line: str) -> str:
    """A byline without its "By"."""
    return _BY.sub("", line).strip()


def read_names(byline: str) -> list[str] | None:
    """Splits a byline into names as printed; None where a part is no name."""
    names = [part.strip(" *†‡") for part in _BETWEEN.split(byline)]
    names = [name for name in names if name and not _POST_NOMINALS.fullmatch(" " + name)]
    return names if names and all(_is_name(name) for name in names) else None


def person(printed: str) -> str:
    """A name without titles, in mixed case."""
    name = printed
    while (shorter := _POST_NOMINALS.sub("", _TITLES.sub("", name))) != name:
        name = shorter
    if " " in name and name.upper() == name and any(len(part.strip(".")) > 2 for part in name.split()):
        name = _mixed_case(name)
    return name


def authors_of(byline: str) -> list[Author] | None:
    """The authors a byline names, once each; None where it is no byline."""
    names = read_names(byline)
    if names is None:
        return None
    found: dict[str, Author] = {}
    for printed in names:
        name = person(printed)
        found.setdefault(name.casefold(), Author(name, printed))
    return list(found.values())


def authors_in_biography(text: str) -> list[Author]:
    """Authors where no byline is printed: the people that the biography introduces."""
    found: dict[str, Author] = {}
    for opening in _OPENING.finditer(text):
        for printed in _BETWEEN.split(opening["names"]):
            _introduce(found, printed.strip(" *"))
        closing = _SENTENCE_END.search(text, opening.end())
        sentence = text[opening.end() : closing.start() if closing else len(text)]
        for also in _ALSO.finditer(sentence):
            _introduce(found, also["name"])
    return list(found.values())


def authors_in_standfirst(text: str, biography: str) -> list[Author]:
    """Authors where a standfirst begins with their names in capitals."""
    opening = _CAPITAL_NAME.match(text)
    if not opening:
        return []
    authors = []
    for capitals in _BETWEEN.split(opening["names"]):
        parts = capitals.split()
        if len(parts) < 2 or parts[0] in _NOT_CAPITAL_NAME:
            return []
        at = biography.casefold().find(capitals.casefold())
        authors.append(Author(biography[at : at + len(capitals)] if at >= 0 else _mixed_case(capitals), capitals))
    return authors


def add_affiliations(authors: list[Author], biography: str) -> None:
    """Sets each author's affiliation where the biography gives one."""
    if not biography:
        return
    mentions = [(_mention(biography, author, len(authors)), author) for author in authors]
    places = sorted(((at, author) for at, author in mentions if at >= 0), key=lambda place: place[0])
    for index, (at, author) in enumerate(places):
        end = places[index + 1][0] if index + 1 < len(places) else len(biography)
        own = _organisation(biography[at:end])
        if own is None and index + 1 < len(places):  # "A is … and B a … with the Centre": one for both
            sentence = _SENTENCE_END.search(biography, at)
            own = _organisation(biography[at : sentence.start() if sentence else len(biography)])
        author.affiliation = own


def _mention(biography: str, author: Author, count: int) -> int:
    at = biography.find(author.name)
    if at < 0:
        at = biography.find(author.printed)
    if at < 0 and count == 1 and re.match(r"\*?(?:The|This) (?:writer|author)\b", biography):
        at = 0
    return at


def _organisation(text: str) -> str | None:
    found = _ORG.search(text) or _ORG_OF.search(text)
    if not found:
        return None
    rest = text[found.end() :]
    depth_safe = re.sub(r"\([^)]*\)", lambda m: "(" + "x" * (len(m[0]) - 2) + ")", rest)
    end = _END_OF_ORG.search(depth_safe)
    organisation = rest[: end.start()] if end else rest
    return organisation.strip(" .,;") or None


def _introduce(found: dict[str, Author], printed: str) -> None:
    name = person(printed)
    parts = name.split()
    if not parts or parts[0] in _NO_PERSON or not _is_name(name) or (len(parts) == 1 and name.isupper()):
        return
    if any(name in other.name or other.name.endswith(" " + name) for other in found.values()):
        return
    found.setdefault(name.casefold(), Author(name, printed))


def _is_name(name: str) -> bool:
    return len(name) <= 60 and bool(_WHOLE_NAME.match(name)) and not any(c.isdigit() for c in name)


def _mixed_case(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: m[0][0] + m[0][1:].lower(), name)
