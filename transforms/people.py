"""Biographies and standfirsts: whom they name as authors."""

import re
from collections.abc import Callable, Iterator

from transforms.names import (
    BETWEEN,
    NAME,
    PLACE_OF_WORK,
    POST,
    POST_NOMINALS,
    POST_WORD,
    RANK,
    RETIRED,
    UNITS,
    countries,
    is_country,
    is_name,
    mixed_case,
    person,
)
from transforms.page import Author
from transforms.sentences import LONGEST_BIOGRAPHY, LONGEST_SENTENCE, UNABBREVIATED, rest_of_sentence

_LONGEST_STANDFIRST = 1_500
"""A longer one is none: whatever it is, it is not searched for names."""

_VERB = (
    r"(?:is|was|are|were|has|have|heads?|leads?|directs?|serves?|works?|worked|teaches|teach|lectures?|chairs?|holds?|joined"
    r"|contribute[sd]?|coordinates?|runs?|edits?|writes|specialises|researches|studies)"
)
_LATER_VERB = (
    r"(?:spent|read|served|taught|lectured|studied|graduated|trained|headed|led|directed|chaired|edited|founded|co-founded"
    r"|retired|practises|practiced|advises|advised|manages|managed|covers|covered|reports|consults|specialises|specializes"
    r"|focuses|oversees|received|obtained|earned|completed|interned|interns|pursues|supervises)"
)
"""What is said of somebody where a paragraph begins; in its midst other things than people do that too."""
_ADVERB = r"(?:(?:also|currently|presently|now|recently|previously|formerly|concurrently|first|both|each|jointly) )?"
_DOES = (
    rf"(?:{_ADVERB}(?:{_VERB}\b(?! (?:his|her|their)\b)|(?P<later>{_LATER_VERB}\b))"
    rf"|(?P<dash>[–—] (?=(?:an? |the )?(?:[^\W\d_][\w-]* ){{0,4}}(?i:{POST_WORD})\b)))"
)
INTRODUCES = re.compile(rf"\b(?:{_VERB}|{_LATER_VERB})\b|[–—] ")
"""What a biography says first of its author."""
_BEGIN = re.compile(rf"[.!?”]{UNABBREVIATED} |\n|\*")
"""What stands before the beginning of a sentence or paragraph."""
_PERSON = rf"(?:[^\W\d_a-z][\w.]*(?: [^\W\d_a-z][\w.]*){{0,2}}{RETIRED} )?{NAME}"
_PEOPLE = rf"(?P<names>{_PERSON}(?:(?:, | and |, and ){_PERSON}){{0,11}})"
_APPOSITION = (
    r"(?P<apposition>,? \([^()\n]{1,80}\)|, (?:an?|the|formerly|previously|currently|now|then|who|until|also) "
    r"(?:[^.\n]|(?<=\b[A-Z])\.){1,450}?(?=,)"
    rf"|, (?:[^\W\d_a-z][\w-]* ){{0,4}}{POST_WORD}\b(?:[^.\n]|(?<=\b[A-Z])\.){{0,450}}?(?=,))?"
)
"""What may stand between a name and its verb: "(PhD, Malmö)", ", a former pilot", ", Fellow, Tide Institute"."""
_OPENING = re.compile(
    r"\*?(?:The (?:author|writer)s?(?: of this \w+)?, |Both (?=[^\n]{1,200} and ))?"
    + rf"{_PEOPLE}{_APPOSITION},? {_DOES}"
)
_LED = re.compile(
    r"\*?(?:Formerly|Previously|Currently|Now|Once|Based|Born|Trained|Educated|An?|As an?) [^.\n]{1,120}?, "
    rf"{_PEOPLE}{_APPOSITION},? {_DOES}"
)
"""A paragraph that opens with what somebody was, or where: "A former pilot, Ann Tan is …"."""
_ANYWHERE = frozenset(["received", "obtained", "earned", "completed"])
_ALSO = re.compile(
    rf"(?:,? and|;|,? while) (?P<name>{NAME})(?: (?:is )?(?:an?|the) |"
    rf", an? (?:[^\W\d_a-z][\w’-]* ){{0,3}}{POST_WORD}\b)"
    rf"|(?:,| and|, and|;|,? while) (?P<next>{NAME}) is (?:an? |the )?(?:[^\W\d_a-z][\w’-]* ){{0,3}}{POST_WORD}\b"
)
"""Others that a sentence introduces: "… and Bo Lee a Fellow", ", Bo Lee is Deputy Head"."""
_POST_ALONE = re.compile(rf"(?:^|\s){POST_WORD}$|{POST.pattern}")
"""What a list gives behind a name, where it is no name itself."""
_CONTRIBUTES = re.compile(r"\bcontribute[sd] th(?:is|e)\b|\bin (?:his|her|their) (?:own )?personal capacity\b")
"""What only a note about an author says."""
_OF_THE_SAME = re.compile(r"(?<=[.”)] )(?:He|She|They|His|Her|Their) [^\n]*")
"""What goes on about somebody who was introduced."""
_STUDIED = re.compile(
    r"\b(?:(?:Ph\.?D|DPhil|M\.?Sc|MPhil|MBA|LL\.?[BM]|B\.?Sc|Master|Bachelor)\b|internship\b|interned\b|sabbatical\b"
    r"|writes (?:on|about|for)\b|author of\b"
    r"|(?:independent|freelance) (?:analyst|consultant|journalist|researcher|scholar|writer)s?\b)"
)
_WORKS = re.compile(
    r",? (?:(?:also|currently|now|presently) )?"
    r"(?:works|teaches|lectures|serves as|was an?|spent|researches|(?:leads|does|conducts) research)\b"
)
_POST_AT = re.compile(rf"\b{POST_WORD}s?(?: (?:of|for) [^.,;\n]{{1,60}}?)? (?:at|with) (?:the )?[^\W\d_a-z]")
"""What somebody is somewhere; whom articles are about are rather chairmen of something."""
_PLACES = re.compile(r"\b(?:at|with|of|in|from|joined|joining|heads|leads|directs) ((?:the )?[^\W\d_a-z][^;\n]*)")
"""Where somebody is, or was."""
_POSTS = re.compile(rf"\b{POST_WORD}s?\b")
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
        "Now",
        "Once",
        "Today",
        "Formerly",
        "Previously",
        "Currently",
        "Earlier",
        "Recently",
        "Later",
        "Since",
        "Born",
        "Based",
        *UNITS,
    ]
)
_PHRASE = frozenset(["A", "An", "In", "Before", "Prior"])
"""What may open a phrase before names: "In Security Studies and Politics, Tan Wei is …"."""
_ALSO_NAMES = frozenset(["An", "In"])
_ARTICLE = re.compile(r" (?:currently |also |now )?(?:an?|the) (?=[^\W\d_a-z])")
_SHORT_NAME = 2
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


def authors_in_biography(text: str) -> list[Author]:
    """Authors where no byline is printed: the people that the biography introduces."""
    found: dict[str, Author] = {}
    text = text[:LONGEST_BIOGRAPHY]
    for opening in _openings(text):
        _open(found, opening, text)
        for also in _ALSO.finditer(rest_of_sentence(text, opening.end("names"))):
            _introduce(found, also["name"] or also["next"])
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
    in_midst = not begins and (opening["later"] or opening["dash"])
    if in_midst and (opening["later"] not in _ANYWHERE or " " not in opening["names"]):
        return False
    if opening.re is _OPENING and (begins or not opening["apposition"]):
        return True
    rest = text[opening.end("names") : opening.end()] + rest_of_sentence(text, opening.end())
    return begins == (opening.re is _LED) and bool(_POSTS.search(rest) or (begins and PLACE_OF_WORK.search(rest)))


def _open(found: dict[str, Author], opening: re.Match[str], text: str) -> None:
    """Adds those whom the opening of a sentence introduces."""
    for printed in _people_in(_names_in(opening, rest_of_sentence(text, opening.end()))):
        if not POST_NOMINALS.fullmatch(f" {printed}"):
            _introduce(found, printed.strip(" *"))


def _people_in(names: str) -> Iterator[str]:
    """The people in a list that may give posts and places of work too: "Ann Tan, Fellow, Lamp Forum, and …"."""
    at, in_post, before = 0, False, " and "
    for between in (*BETWEEN.finditer(names), None):
        part = names[at : between.start() if between else len(names)]
        listed = before.strip() == ","
        in_post = listed and (in_post or bool(_POST_ALONE.search(part) or PLACE_OF_WORK.search(part)))
        if not in_post:
            yield part
        if between:
            at, before = between.end(), between[0]


def _names_in(opening: re.Match[str], rest: str) -> str:
    """The names in an opening: of a phrase and what stands behind its comma, that.

    An and In are names too (An Tran, In Sook Kim) where a rank follows and none stands in it, nor a country.
    """
    names = opening["names"]
    first = BETWEEN.split(names)[0]
    words = first.split()
    if words[0] not in _PHRASE:
        return names
    if ", " in names:
        return names.rpartition(", ")[2]
    if (
        words[0] in _ALSO_NAMES
        and 2 <= len(words) <= 3
        and not (POST.search(first) or RANK.search(first) or UNITS.intersection(words))
        and not countries().intersection(word.upper() for word in words)
        and (_ARTICLE.match(rest) or " and " in names)
        and RANK.search(rest)
    ):
        return names
    return ""


def is_biography(paragraph: str, names_publisher: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether a paragraph begins by introducing somebody by name and rank, studies or place of work.

    Args:
        paragraph: The paragraph.
        names_publisher: Whether a text names the publisher; who is there is no subject of the article.
    """
    opening = _OPENING.match(paragraph[:LONGEST_SENTENCE]) or _LED.match(paragraph[:LONGEST_SENTENCE])
    if not opening:
        return False
    found: dict[str, Author] = {}
    _open(found, opening, paragraph)
    said = (opening["apposition"] or "") + paragraph[opening.end("names") : opening.end()]
    said += rest_of_sentence(paragraph, opening.end())
    said += "".join(f" {one[0]}" for one in _OF_THE_SAME.finditer(paragraph[opening.end() : LONGEST_SENTENCE]))
    return bool(
        found
        and (
            RANK.search(said)
            or _CONTRIBUTES.search(said)
            or _STUDIED.search(said)
            or (_WORKS.match(paragraph, opening.end("names")) and PLACE_OF_WORK.search(said))
            or (_POST_AT.search(said) and PLACE_OF_WORK.search(said))
            or any(names_publisher(place) for place in _PLACES.findall(said))
        )
    )


def is_of_post(paragraph: str) -> bool:
    """Whether a paragraph's first sentence names a post somewhere."""
    return _POST_AT.search(rest_of_sentence(paragraph, 0)) is not None


def authors_in_standfirst(text: str, biography: str) -> list[Author]:
    """Authors where a standfirst has their names in capitals, at its beginning or where a clause begins.

    That they are names, the biography shows, or what they do; other texts begin with words in capitals too.
    """
    text, introduced = text[:_LONGEST_STANDFIRST], biography[:LONGEST_BIOGRAPHY]
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
    for capitals in BETWEEN.split(names.replace(" AND ", " and ")):
        parts = capitals.split()
        if len(parts) < 2 or parts[0] in _NOT_CAPITAL_NAME or capitals in countries():
            return [], 0
        mention = re.search(rf"\b{re.escape(capitals)}(?!\w)", biography, re.IGNORECASE)
        known += bool(mention)
        authors.append(Author(mention[0] if mention else mixed_case(capitals), capitals))
    return authors, known


def _introduce(found: dict[str, Author], printed: str) -> None:
    name = person(printed)
    parts = name.split()
    if (
        not parts
        or (parts[0] in _NO_PERSON and (parts[0] not in _ALSO_NAMES or len(parts) == 1))
        or not is_name(name)
        or (len(parts) == 1 and name.isupper())
    ):
        return
    if is_country(name):
        return
    if len(parts) <= _SHORT_NAME and any(f" {name} " in f" {other.name} " for other in found.values()):
        return  # somebody who was introduced already, called by a part of the name
    found.setdefault(name.casefold(), Author(name, printed))
