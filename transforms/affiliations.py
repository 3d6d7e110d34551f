"""With whom authors are, as their biography says."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from transforms.names import PLACE_OF_WORK, POST_WORD, UNITS
from transforms.page import Author
from transforms.sentences import LONGEST_BIOGRAPHY, LONGEST_SENTENCE, UNABBREVIATED, rest_of_sentence

_IMPERSONAL = re.compile(r"\*?(?:The|This|These|Both) (?:writer|author)s?\b")
_WITH = re.compile(r"\b(?:with|at)\s+(?:the\s+)?(?=[A-Z“])")
_OF = re.compile(r"\bof\s+(?:the\s+)?(?=[A-Z“])")
_IN = re.compile(r"\b(?:in|from|for)\s+(?:the\s+)?(?=[A-Z“])")
_BEHIND_POST = re.compile(rf"\b{POST_WORD}(?: of(?: (?:[A-Z][\w’-]*|and|&))+)?,\s+(?:the\s+)?(?=[A-Z“])")
"""A post, and behind a comma where: "Senior Fellow, Institute of Tides", "Professor of Law, Lamp University"."""
_POST = re.compile(rf"\b(?i:{POST_WORD})\b")
_PAST = re.compile(
    r"\b(?:[Ff]ormer|[Ff]ormerly|[Pp]reviously|[Ee]ducated|[Ss]tudied|[Gg]raduated|degree|doctorate)\b"
    r"|\bPh\.?D (?:at|from|in)\b"
)
"""What is said of places where somebody is no more."""
_CLAUSE = re.compile(rf"[,;\n(]|\.{UNABBREVIATED}\s|\sand\s(?=[a-z])")
_WITHIN = re.compile(r"\s(?:at|with|from|(?:in|for|of) the)\s")
_END = re.compile(
    rf",|;|\n|\.{UNABBREVIATED}(?:\s|$)|\s(?:and|where|who|which|while|as|focusing|working|specialising|until)\s(?=[a-z])"
    rf"|\sand\s(?=(?:[A-Z][\w’-]*\s){{0,3}}{POST_WORD}\b)"
    r"|\s(?:and|He|She|They|His|Her)\s(?=(?:an?|the|is|was|has|also|concurrently|[A-Z][\w.’'-]* (?:is|an?)\s)\b)"
)
_BRACKETS = re.compile(r"\([^)]*\)")


def add_affiliations(authors: list[Author], biography: str) -> None:
    """Sets each author's affiliation where the biography gives one."""
    biography = biography[:LONGEST_BIOGRAPHY]
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
            own = _organisation(rest_of_sentence(biography, at))
        author.affiliation = own


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
    """The first organisation that somebody is said to be with: behind "with" or "at", or behind a post."""
    behind = (*_WITH.finditer(text), *_OF.finditer(text), *_BEHIND_POST.finditer(text))
    found = _first(behind, lambda one: (one.re is _WITH or _is_of_post(text, one)) and not _is_past(text, one))
    if found is None:
        elsewhere = (*_OF.finditer(text), *_IN.finditer(text))
        found = _first(
            elsewhere,
            lambda one: _is_organisation(text, one.end()) and not _is_past(text, one) and not _is_in_name(text, one),
        )
    return _until_end(text, found.end()) if found else None


def _first(found: Iterable[re.Match[str]], counts: Callable[[re.Match[str]], bool]) -> re.Match[str] | None:
    """The one that ends first of those that count: few are looked at."""
    return next(filter(counts, sorted(found, key=re.Match.end)), None)


def _is_of_post(text: str, found: re.Match[str]) -> bool:
    return _is_post(text, found) and _is_organisation(text, found.end())


def _clause(text: str, at: int) -> str:
    """What of a clause stands before `at`."""
    return text[max((end.end() for end in _CLAUSE.finditer(text, 0, at)), default=0) : at]


def _is_past(text: str, found: re.Match[str]) -> bool:
    return bool(_PAST.search(_clause(text, found.start())))


def _is_post(text: str, found: re.Match[str]) -> bool:
    """Whether a post stands before, with no organisation between that an "of" could be a part of the name of."""
    if found.re is _BEHIND_POST:
        return True
    return bool(_POST.search(_clause(text, found.start()))) and not _is_in_name(text, found)


def _is_in_name(text: str, found: re.Match[str]) -> bool:
    """Whether an organisation's word stands before "of", "in" or "for" in its clause, and no post behind it."""
    return bool(PLACE_OF_WORK.search(_POST.split(_clause(text, found.start()))[-1]))


def _is_organisation(text: str, at: int) -> bool:
    """Whether what begins here has a word that organisations have in their names, and none that posts have."""
    name = _WITHIN.split(_until_end(text, at) or "", maxsplit=1)[0]
    known = PLACE_OF_WORK.search(name) or not UNITS.isdisjoint(re.findall(r"\w+", name))
    return bool(known and not _POST.search(name))


def _until_end(text: str, at: int) -> str | None:
    rest = text[at : at + LONGEST_SENTENCE]
    end = _END.search(_BRACKETS.sub(lambda m: "(" + "x" * (len(m[0]) - 2) + ")", rest))
    return (rest[: end.start()] if end else rest).strip(" .,;") or None
