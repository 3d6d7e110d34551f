"""Names and bylines: who is named, with which titles."""

import re
from functools import cache, lru_cache

from transforms.page import Author
from transforms.places import gazetteer
from transforms.profiles import profiles

_LONGEST_BYLINE = 1_000
"""A longer one is none: whatever it is, it is not searched for names."""

RETIRED = r" ?\((?:Ret|Retd|Ret[’']d|Rtd|Retired)\.?\)"
_RETIRED_NOTE = re.compile(RETIRED)
_TITLES = re.compile(
    r"^(?:(?:Associate |Assistant |Adjunct |Distinguished )?Professor|Prof|Assoc Prof|Assistant Prof|Dr|Mr|Mrs|Ms"
    r"|Mdm|Miss|Amb|Ambassador|Datuk|Dato|Tan Sri|Sir|Gen|General|Col|Colonel|LTC|BG|RADM|Rear Admiral|Lt Gen"
    r"|Maj|Major|Assoc\.? Prof|Asst\.? Prof|A/Prof|(?:Brigadier|Major|Lieutenant|Brig|Maj)\.? Gen(?:eral)?|Brigadier"
    r"|(?:Lieutenant|Lt)\.? Col(?:onel)?|Lieutenant|Captain|Capt|Commodore|(?:Vice[ -]|Rear[ -])?(?:Admiral|Adm)"
    r"|Air (?:Vice[ -])?Marshal)"
    rf"\.?(?:{RETIRED})? (?=[^\W\d_a-z])"
)
POST_NOMINALS = re.compile(
    r",? (?:Ph\.? ?D\.?|GCB|KCB|CBE|OBE|MBE|[JS]r\.?|Esq\.?|[A-Z]{2}\(Ret\)|\(Ret(?:d|'d)?\.?\))$"
)
UNITS = frozenset(unit for profile in profiles() for unit in profile.units)
POST = re.compile(
    rf"\b(?:Fellow|Analyst|Professor|Centre|Center|School|University|Institute|Programme|{'|'.join(sorted(UNITS))})$"
)
"""Ranks and organisations, which a byline may give behind a name."""
PLACE_OF_WORK = re.compile(
    r"\b(?:School|Universit(?:y|i|as|ät|é|eit|ies)|Institut[eo]?|Centre|Center|College|Academy|Council|Foundation|Ministry"
    r"|Programme|Program|Department|Faculty|Forum|Endowment|Stiftung|Agency|Bureau|Commission|Association|Society|Bank"
    r"|Embassy|Secretariat|Office|Division|Cluster|Laboratory|Observatory|Polytechnic|Navy|Army)s?\b"
)
"""What names of organisations have in them."""
POST_WORD = (
    r"(?:Fellow|Analyst|Professor|Lecturer|Researcher|Scholar|Head|Director|Dean|Advis[eo]r|Coordinator|Editor|Associate"
    r"|Chair(?:man|woman|person)?|President|Economist|Strategist|Historian|Scientist|Specialist|Counsel|Lead"
    r"|[Cc]andidate|[Ss]tudent|Officer|Secretary|Manager|Consultant|Instructor)"
)
_POST_LINE = re.compile(rf"\b{POST_WORD}s?$|^{POST_WORD}s? (?:of|for|at|in)\b|^(?:Visiting|Senior|Junior|Deputy) ")
NOBODY = re.compile(r"\b(?:admin\w*|webmaster|editors?|editorial|team|staff|desk|web|guest|office)\b", re.IGNORECASE)
"""Whom a site gives as author where it names nobody."""
_LEAST_BESIDE = 2
_ROLE = re.compile(r"\b(?:Contributor|Author|Writer|Columnist|Translator|Interviewer|Correspondent)s?\b")
"""What somebody did for an article."""
_IN_BRACKETS = re.compile(r" ?\((?P<within>[^()]{1,80})\)")
RANK = re.compile(
    r"\b(?:Fellow|Analyst|Professor|Lecturer|Researcher|Scholar|[Cc]andidate"
    r"|(?:Visiting|Senior|Research) Associate)s?\b"
)
_BY = re.compile(
    r"^(?:(?:By|Authors?|Author\(s\)|(?:Written|Posted|Published|Words|Text|Story) by)\s*:?\s+)", re.IGNORECASE
)
_AT_TIME = re.compile(r" (?:at|@) \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,;](?!\s*(?:Jr|Sr)\b)\s*(?:(?:and|AND)\s+|&\s*)?|\s+(?:and|AND)\s+|\s*&\s*")
_PARTICLES = (
    "bin|binte|binti|bint|bte|bt|ibn|ben|al|el|ul|ur|abu|d/o|s/o|a/l|a/p|@|de|da|das|del|della|dei|di|du|dos|des|la|las|le|los|y"
    "|van|von|vom|der|den|ten|ter|te|zu|zum|zur|af|av|ap"
)
_WORD = (
    r"(?:[^\W\d_a-z][\w’'.\-]*|(?:" + _PARTICLES + r")(?![\w’'-])|(?:a[ldnrstz]|el|u[lrd])-\w+|[dl][’']\w+|[’']t(?= ))"
)
NAME = rf"[^\W\d_a-z][\w’'.\-]*(?: {_WORD}){{0,6}}"
_WHOLE_NAME = re.compile(rf"^{NAME}(?:, (?:Jr|Sr)\.?)?$")


def join_byline(lines: list[str]) -> str:
    """One byline of the lines it is printed on."""
    joined = lines[0]
    for line in lines[1:]:
        goes_on = (
            joined.endswith((",", "&", " and", " AND", ";"))
            or line.startswith(("and ", "AND ", "& ", ","))
            or len(joined) >= 50
        )
        joined += (" " if goes_on else ", ") + line
    return joined


def strip_by(line: str) -> str:
    """A byline without its "By"."""
    return _AT_TIME.sub("", _BY.sub("", line)).strip()


def read_names(byline: str) -> list[str] | None:
    """Splits a byline into names as printed; None where a part is no name."""
    if len(byline) > _LONGEST_BYLINE:
        return None
    if "(" in byline:
        byline = _IN_BRACKETS.sub(_without_affiliation, byline)
    names = [part.strip(" *†‡") for part in BETWEEN.split(byline)]
    names = [name for name in names if name and not POST_NOMINALS.fullmatch(" " + name)]
    names = [name for at, name in enumerate(names) if at == 0 or not POST.search(name)]
    return names if names and all(is_name(_RETIRED_NOTE.sub("", name)) for name in names) else None


def _without_affiliation(found: re.Match[str]) -> str:
    """Nothing, where brackets in a byline hold a unit, a place of work or a part in it; else what they hold stays."""
    within = found["within"]
    is_note = within in UNITS or PLACE_OF_WORK.search(within) or _ROLE.search(within) or POST.search(within)
    return "" if is_note else found[0]


def person(printed: str) -> str:
    """A name without titles, in mixed case."""
    name = printed
    while (shorter := POST_NOMINALS.sub("", _TITLES.sub("", name))) != name:
        name = shorter
    if " " in name and name.upper() == name and any(len(part.strip(".")) > 2 for part in name.split()):
        name = mixed_case(name)
    return name


def without_titles(text: str) -> str:
    """A text that begins with a name, without the titles before that."""
    while (shorter := _TITLES.sub("", text)) != text:
        text = shorter
    return text


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


def are_whole(people: list[Author]) -> bool:
    """Whether these are names of people though nothing says so: of two words, one beside others excepted."""
    short = [one for one in people if " " not in one.name]
    if any(is_country(one.name) for one in people) and short:
        return False
    return not short or (
        len(short) == 1 and (len(people) > _LEAST_BESIDE or (len(people) > 1 and not short[0].name.isupper()))
    )


def is_post(text: str) -> bool:
    """Whether a line that may be a name is a post: "Deputy Director", "Head of Programme"."""
    return _POST_LINE.search(text) is not None


def is_country(name: str) -> bool:
    """Whether a name is a country's."""
    return name.upper() in countries()


@cache
def countries() -> frozenset[str]:
    """Names of all countries, in capitals."""
    return frozenset(name.upper() for name in gazetteer()["name"])


def is_name(name: str) -> bool:
    """Whether this may be the name of a person."""
    return len(name) <= 60 and bool(_WHOLE_NAME.match(name)) and not any(c.isdigit() for c in name)


def mixed_case(name: str) -> str:
    """A name in capitals as it is printed elsewhere."""
    return re.sub(r"[^\W\d_]+", lambda m: m[0][0] + m[0][1:].lower(), name)
