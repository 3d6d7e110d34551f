"""Bylines and biographies: who wrote an article, and with whom they are."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from transforms.page import Author
from transforms.places import gazetteer
from transforms.profiles import profiles

_LONGEST_BYLINE = 1_000
_LONGEST_BIOGRAPHY = 10_000
_LONGEST_STANDFIRST = 1_500
_LONGEST_SENTENCE = 600
"""Longer ones are none: whatever they are, they are not searched for names."""

_RETIRED = r" ?\((?:Ret|Retd|Ret[’']d|Rtd|Retired)\.?\)"
_RETIRED_NOTE = re.compile(_RETIRED)
_TITLES = re.compile(
    r"^(?:(?:Associate |Assistant |Adjunct |Distinguished )?Professor|Prof|Assoc Prof|Assistant Prof|Dr|Mr|Mrs|Ms"
    r"|Mdm|Miss|Amb|Ambassador|Datuk|Dato|Tan Sri|Sir|Gen|General|Col|Colonel|LTC|BG|RADM|Rear Admiral|Lt Gen"
    r"|Maj|Major|Assoc\.? Prof|Asst\.? Prof|A/Prof|(?:Brigadier|Major|Lieutenant|Brig|Maj)\.? Gen(?:eral)?|Brigadier"
    r"|(?:Lieutenant|Lt)\.? Col(?:onel)?|Lieutenant|Captain|Capt|Commodore|(?:Vice[ -])?Admiral"
    r"|Air (?:Vice[ -])?Marshal)"
    rf"\.?(?:{_RETIRED})? (?=[^\W\d_a-z])"
)
_POST_NOMINALS = re.compile(r",? (?:Ph\.? ?D\.?|GCB|KCB|CBE|OBE|MBE|Jr\.?|Esq\.?|[A-Z]{2}\(Ret\)|\(Ret(?:d|'d)?\.?\))$")
_UNITS = frozenset(unit for profile in profiles() for unit in profile.units)
_POST = re.compile(
    rf"\b(?:Fellow|Analyst|Professor|Centre|Center|School|University|Institute|Programme|{'|'.join(sorted(_UNITS))})$"
)
"""Ranks and organisations, which a byline may give behind a name."""
_PLACE_OF_WORK = re.compile(
    r"\b(?:School|University|Institute|Centre|Center|College|Academy|Council|Foundation|Ministry|Programme)\b"
)
_IN_BRACKETS = re.compile(r" ?\((?P<within>[^()]{1,80})\)")
_RANK = re.compile(r"\b(?:Fellow|Analyst|Professor|Lecturer|Researcher|Scholar|[Cc]andidate)s?\b")
_BY = re.compile(r"^(?:By|Authors?|Author\(s\)|Written by)\s*:?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*")
_PARTICLES = "bin|binte|binti|bte|ibn|al|el|de|da|di|du|la|le|van|von|der|den|dos|d/o|s/o|a/l|a/p|y|ter"
_WORD = r"(?:[^\W\d_a-z][\w’'.\-]*|" + _PARTICLES + r"|al-\w+)"
_NAME = rf"[^\W\d_a-z][\w’'.\-]*(?: {_WORD}){{0,6}}"
_WHOLE_NAME = re.compile(rf"^{_NAME}$")

_VERB = (
    r"(?:is|was|are|were|has|have|heads?|leads?|directs?|serves?|works?|worked|teaches|teach|lectures?|chairs?|holds?|joined"
    r"|contribute[sd]?|coordinates?|runs?|edits?|writes|specialises|researches|studies)"
)
_DOES = rf"(?:{_VERB}\b(?! (?:his|her|their)\b)|(?:received|obtained|earned|completed)\b)"
INTRODUCES = re.compile(rf"\b(?:{_VERB}|received|obtained|earned|completed)\b")
"""What a biography says first of its author."""
_BEGIN = re.compile(r"[.!?”] |\n|\*")
"""What stands before the beginning of a sentence or paragraph."""
_PERSON = rf"(?:[^\W\d_a-z][\w.]*(?: [^\W\d_a-z][\w.]*){{0,2}}{_RETIRED} )?{_NAME}"
_PEOPLE = rf"(?P<names>{_PERSON}(?:(?:, | and |, and ){_PERSON}){{0,11}})"
_APPOSITION = (
    r"(?P<apposition>,? \([^()\n]{1,80}\)|, (?:an?|the|formerly|previously|currently|now|then|who|until|also) "
    r"(?:[^.\n]|(?<=\b[A-Z])\.){1,300}?(?=,))?"
)
"""What may stand between a name and its verb: "(PhD, Malmö)", ", a former pilot"."""
_OPENING = re.compile(
    r"\*?(?:The (?:author|writer)s?(?: of this \w+)?, |Both (?=[^\n]{1,200} and ))?"
    + rf"{_PEOPLE}{_APPOSITION},? {_DOES}"
)
_LED = re.compile(
    r"\*?(?:Formerly|Previously|Currently|Based|Born|Trained|Educated|An?|As an?) [^.\n]{1,120}?, "
    rf"{_PEOPLE}{_APPOSITION},? {_DOES}"
)
"""A paragraph that opens with what somebody was, or where: "A former pilot, Ann Tan is …"."""
_ALSO = re.compile(
    rf"(?:,? and|;|,? while) (?P<name>{_NAME})(?: (?:is )?(?:an?|the) |"
    r", an? (?:[^\W\d_a-z][\w’-]* ){0,3}(?:Fellow|Analyst|Professor|Lecturer|Researcher|Head|Director|Dean)\b)"
)
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
        "In",
        "Both",
        "Before",
        "Prior",
        "Formerly",
        "Previously",
        "Currently",
        "Earlier",
        "Recently",
        "Later",
        "Since",
        "Born",
        "Based",
        *_UNITS,
    ]
)
_PHRASE = frozenset(["A", "An", "In", "Before", "Prior"])
"""What may open a phrase before names: "In Security Studies and Politics, Tan Wei is …"."""
_ALSO_NAMES = frozenset(["An", "In"])
_ARTICLE = re.compile(r" (?:currently |also |now )?(?:an?|the) (?=[^\W\d_a-z])")
_ORG = re.compile(r"\b(?:with|at)\s+(?:the\s+)?(?=[A-Z“])")
_ORG_OF = re.compile(r"\b(?:of|in|from|for)\s+(?:the\s+)?(?=[A-Z“])")
_END_OF_ORG = re.compile(
    r",|;|\n|(?<!\b[A-Z])(?<!\bDr)(?<!\bSt)\.(?:\s|$)|\s(?:and|where|who|which|while|as|focusing|working|specialising|until)\s(?=[a-z])"
    r"|\s(?:and|He|She|They|His|Her)\s(?=(?:an?|the|is|was|has|also|concurrently|[A-Z][\w.’'-]* (?:is|an?)\s)\b)"
)
_BRACKETS = re.compile(r"\([^)]*\)")
_IMPERSONAL = re.compile(r"\*?(?:The|This|These|Both) (?:writer|author)s?\b")
_SHORT_NAME = 2
_SENTENCE_END = re.compile(r"(?<=[a-z)])\.(?: |$)|\n")
_CAPITAL_WORD = r"[^\Wa-z\d_](?:[^\Wa-z\d_]|[.’'\-])*"
_CAPITAL_NAME = re.compile(
    rf"(?P<names>{_CAPITAL_WORD}(?: (?:{_CAPITAL_WORD}|and|bin|binte)|, (?:and )?{_CAPITAL_WORD}){{1,40}})"
    r" (?P<verb>[a-z]+)\b"
)
_CLAUSE = re.compile(r"[.!?”,;:] |[–—] ")
"""What stands before the beginning of a clause."""
_REPORTS = re.compile(
    r"^(?:address|analy[sz]e|argue|ask|assert|assesse?|believe|call|caution|claim|conclude|consider|contend|describe|detail"
    r"|discusse?|evaluate|examine|explain|explore|find|highlight|identifie|identify|investigate|look|maintain|note|observe"
    r"|offer|outline|point|posit|propose|question|recommend|reflect|review|say|share|suggest|summarise|survey|trace|unpack|urge"
    r"|warn|weigh|write)s?$"
)
"""What an author does in a standfirst; what else a text in capitals may open with does other things."""
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
    if len(byline) > _LONGEST_BYLINE:
        return None
    if "(" in byline:
        byline = _IN_BRACKETS.sub(_without_affiliation, byline)
    names = [part.strip(" *†‡") for part in _BETWEEN.split(byline)]
    names = [name for name in names if name and not _POST_NOMINALS.fullmatch(" " + name)]
    names = [name for at, name in enumerate(names) if at == 0 or not _POST.search(name)]
    return names if names and all(_is_name(_RETIRED_NOTE.sub("", name)) for name in names) else None


def _without_affiliation(found: re.Match[str]) -> str:
    """Nothing, where brackets in a byline hold a unit or a place of work; else what they hold stays."""
    within = found["within"]
    return "" if within in _UNITS or _PLACE_OF_WORK.search(within) else found[0]


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
    people = _people(byline)
    return None if people is None else [Author(name, printed) for name, printed in people]


@lru_cache(maxsize=1 << 14)
def _people(byline: str) -> tuple[tuple[str, str], ...] | None:
    """Name and name as printed of those whom a byline names: people write again, and pages are dumped again."""
    names = read_names(byline)
    if names is None:
        return None
    found: dict[str, tuple[str, str]] = {}
    for printed in names:
        name = person(printed)
        found.setdefault(name.casefold(), (name, printed))
    return tuple(found.values())


def authors_in_biography(text: str) -> list[Author]:
    """Authors where no byline is printed: the people that the biography introduces."""
    found: dict[str, Author] = {}
    text = text[:_LONGEST_BIOGRAPHY]
    for opening in _openings(text):
        _open(found, opening, text)
        for also in _ALSO.finditer(_sentence(text, opening.end("names"))):
            _introduce(found, also["name"])
    return list(found.values())


def _openings(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for begin in (0, *(before.end() for before in _BEGIN.finditer(text))):
        if (
            begin >= end
            and (opening := _OPENING.match(text, begin) or _LED.match(text, begin))
            and _counts(opening, text)
        ):
            end = opening.end()
            yield opening


def _counts(opening: re.Match[str], text: str) -> bool:
    """Whether an opening introduces somebody; one with more than name and verb needs a paragraph's begin or a rank."""
    begins = opening.start() == 0 or text[opening.start() - 1] == "\n"
    if opening.re is _OPENING and (begins or not opening["apposition"]):
        return True
    rest = text[opening.end("names") : opening.end()] + _sentence(text, opening.end())
    return begins == (opening.re is _LED) and bool(_RANK.search(rest) or (begins and _PLACE_OF_WORK.search(rest)))


def _open(found: dict[str, Author], opening: re.Match[str], text: str) -> None:
    """Adds those whom the opening of a sentence introduces."""
    for printed in _BETWEEN.split(_names_in(opening, _sentence(text, opening.end()))):
        if not _POST_NOMINALS.fullmatch(f" {printed}"):
            _introduce(found, printed.strip(" *"))


def _names_in(opening: re.Match[str], rest: str) -> str:
    """The names in an opening: of a phrase and what stands behind its comma, that.

    An and In are names too (An Tran, In Sook Kim) where a rank follows and none stands in it, nor a country.
    """
    names = opening["names"]
    first = _BETWEEN.split(names)[0]
    words = first.split()
    if words[0] not in _PHRASE:
        return names
    if ", " in names:
        return names.rpartition(", ")[2]
    if (
        words[0] in _ALSO_NAMES
        and 2 <= len(words) <= 3
        and not (_POST.search(first) or _RANK.search(first) or _UNITS.intersection(words))
        and not _countries().intersection(word.upper() for word in words)
        and (_ARTICLE.match(rest) or " and " in names)
        and _RANK.search(rest)
    ):
        return names
    return ""


def is_biography(paragraph: str) -> bool:
    """Whether a paragraph begins by introducing somebody by name and rank."""
    opening = _OPENING.match(paragraph[:_LONGEST_SENTENCE])
    if not opening:
        return False
    found: dict[str, Author] = {}
    _open(found, opening, paragraph)
    return bool(found and _RANK.search(_sentence(paragraph, opening.end())))


def authors_in_standfirst(text: str, biography: str) -> list[Author]:
    """Authors where a standfirst has their names in capitals, at its beginning or where a clause begins.

    That they are names, the biography shows, or what they do; other texts begin with words in capitals too.
    """
    text, introduced = text[:_LONGEST_STANDFIRST], biography[:_LONGEST_BIOGRAPHY]
    for begin in (0, *(before.end() for before in _CLAUSE.finditer(text))):
        if opening := _CAPITAL_NAME.match(text, begin):
            authors, known = _in_capitals(opening["names"], introduced)
            does = bool(_REPORTS.match(opening["verb"]))
            if authors and ((known and (does or not begin)) or (does and not authors_in_biography(biography))):
                return authors
    return []


def _in_capitals(names: str, biography: str) -> tuple[list[Author], int]:
    """People whose names stand in capitals, none where one is something else; and how many the biography names."""
    authors, known = [], 0
    for capitals in _BETWEEN.split(names):
        parts = capitals.split()
        if len(parts) < 2 or parts[0] in _NOT_CAPITAL_NAME or capitals in _countries():
            return [], 0
        mention = re.search(rf"\b{re.escape(capitals)}(?!\w)", biography, re.IGNORECASE)
        known += bool(mention)
        authors.append(Author(mention[0] if mention else _mixed_case(capitals), capitals))
    return authors, known


def is_country(name: str) -> bool:
    """Whether a name is a country's."""
    return name.upper() in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.upper() for name in gazetteer()["name"])


def add_affiliations(authors: list[Author], biography: str) -> None:
    """Sets each author's affiliation where the biography gives one."""
    biography = biography[:_LONGEST_BIOGRAPHY]
    if not biography:
        return
    if _IMPERSONAL.match(biography):  # "The writer is …", "The writers are …"
        for author in authors:
            author.affiliation = _organisation(biography)
        return
    mentions = [(_mention(biography, author, authors), author) for author in authors]
    places = sorted(((at, author) for at, author in mentions if at >= 0), key=lambda place: place[0])
    for index, (at, author) in enumerate(places):
        end = places[index + 1][0] if index + 1 < len(places) else len(biography)
        own = _organisation(biography[at:end])
        if own is None and index + 1 < len(places):  # "A is … and B a … with the Centre": one for both
            own = _organisation(_sentence(biography, at))
        author.affiliation = own


def _sentence(text: str, at: int) -> str:
    """The rest of the sentence that `at` is in."""
    rest = text[at : at + _LONGEST_SENTENCE]
    closing = _SENTENCE_END.search(rest)
    return rest[: closing.start()] if closing else rest


def _mention(biography: str, author: Author, authors: list[Author]) -> int:
    """Where an author is named first, not counting longer names that begin alike; -1 where nowhere."""
    longer = tuple(one.name for one in authors if one.name.startswith(author.name + " "))
    for name in (author.name, author.printed):
        at = -1
        while (at := biography.find(name, at + 1)) >= 0:
            inside = biography[at - 1 : at].isalnum() or biography[at + len(name) : at + len(name) + 1].isalnum()
            if not inside and not (longer and biography.startswith(longer, at)):
                return at
    return -1


@lru_cache(maxsize=1 << 12)
def _organisation(text: str) -> str | None:
    found = _ORG.search(text) or _ORG_OF.search(text)
    if not found:
        return None
    rest = text[found.end() : found.end() + _LONGEST_SENTENCE]
    end = _END_OF_ORG.search(_BRACKETS.sub(lambda m: "(" + "x" * (len(m[0]) - 2) + ")", rest))
    organisation = rest[: end.start()] if end else rest
    return organisation.strip(" .,;") or None


def _introduce(found: dict[str, Author], printed: str) -> None:
    name = person(printed)
    parts = name.split()
    if (
        not parts
        or (parts[0] in _NO_PERSON and (parts[0] not in _ALSO_NAMES or len(parts) == 1))
        or not _is_name(name)
        or (len(parts) == 1 and name.isupper())
    ):
        return
    if is_country(name):
        return
    if len(parts) <= _SHORT_NAME and any(f" {name} " in f" {other.name} " for other in found.values()):
        return  # somebody who was introduced already, called by a part of the name
    found.setdefault(name.casefold(), Author(name, printed))


def _is_name(name: str) -> bool:
    return len(name) <= 60 and bool(_WHOLE_NAME.match(name)) and not any(c.isdigit() for c in name)


def _mixed_case(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: m[0][0] + m[0][1:].lower(), name)
