"""The title of an article in bare text, and what stands between it and the text: told by what one page says of it."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from transforms.address import Address
from transforms.dates import find_date
from transforms.fields import CONTENTS, COUNTER, read_fields, stands_over_fields
from transforms.frames import LONGEST_LINE, heads_box, is_box, is_button, is_text
from transforms.headings import is_caption, is_minor
from transforms.names import authors_of, is_name
from transforms.profile import Profile
from transforms.sections import BULLET, OPENING_KINDS, is_label
from transforms.text import folded

_HEADER = 16
"""Lines between a title and its text."""
_ABOVE = 2
"""Lines above a title of which one may be its date."""
_LEAST_TITLE = 8
_LEAST_SLUG = 18
"""Letters and digits of a slug that was cut and still tells a title."""
_MOST_TRIED = 50
_LEAST_WORDS = 3
_CODE = re.compile(r"(?<=\S )[A-Z]{2,4} ?\d{2,8}(?=\s*[|:–—-])")
_NUMBER_BEFORE = re.compile(r"^\d{1,5}-")
_CODE_BEFORE = re.compile(r"^[a-z]{1,4}-?\d{1,8}(?:-\d{1,3})?-(?=[a-z])")
_NUMBER_BEHIND = re.compile(r"-\d{1,2}$")
_NUMBERED = re.compile(r"^\d{1,2}\. ")
_FIELD = re.compile(
    r"(?:Date|Published|Posted|Publication date|Submitted by .{1,30}|\d+ (?:comments?|min(?:ute)?s? read)):?"
    rf"|{COUNTER}",
    re.IGNORECASE,
)
"""What stands over or beside a date and names."""
_CRUMBS = re.compile(r"\s+(?:»|›|>|/|→|::)\s+")
MARKED = re.compile(
    r"(?:(?:(?:Written|Posted|Published|Words|Text|Story) )?[Bb]y|BY|From(?=:)|Authors?|Author\(s\)|AUTHORS?)"
    r"(?:\s*:\s*|\s+(?![a-z\d])|$)"
)


@dataclass(slots=True)
class Headline:
    """A title and what stands between it and its text; numbers are indices of lines.

    Attributes:
        text: The heading, with a code where one stands before it.
        dated: Whether a date stands between, or right above.
        marked: Whether a byline that says so does.
        labelled: Whether a label with which articles open stands where the text begins, or behind.
        lead: Index of a standfirst that stands before date and names.
    """

    title: int
    body: int
    text: str
    zone: list[int] = field(default_factory=list)
    dated: bool = False
    marked: bool = False
    labelled: bool = False
    lead: int | None = None


@dataclass(slots=True)
class _Lines:
    """A page's lines, indices of those that are not blank, where each stands last, and where the last label opens."""

    all: list[str]
    shown: list[int]
    last: dict[str, int]
    opening: int


def find_headline(lines: list[str], shown: list[int], address: Address | None, profile: Profile) -> Headline | None:
    """The title that the address means, else that a code stands before, else that the page says twice, or plainly.

    Args:
        lines: All lines of the page, stripped.
        shown: Indices of those that are not blank.
        address: Its address on the publisher's own site, where known.
        profile: The publisher.
    """
    labels = {label for label, kind in profile.labels.items() if kind in OPENING_KINDS}
    opening = next((at for at in reversed(shown) if lines[at].rstrip(" :").casefold() in labels), -1)
    page = _Lines(lines, shown, {lines[at].removeprefix(BULLET): at for at in shown}, opening)
    slugs = _slugs(address, profile) if address else ()
    named: list[tuple[int, str]] = []
    coded: list[tuple[int, str]] = []
    for at in shown:
        line = _bare(lines[at])
        if len(line) > LONGEST_LINE:
            continue
        key = folded(line) if slugs else ""
        if heading := next((said for slug in slugs if (said := _meant(line, key, slug, profile))), None):
            named.append((at, heading))
        elif heading := _coded(line, profile):
            coded.append((at, heading))
    if heads := _heads(page, named, profile):
        return max(heads, key=lambda head: (head.dated + head.marked + head.labelled, head.title))
    sure = [head for head in _heads(page, coded, profile) if head.dated and head.labelled]
    if coded:
        return sure[-1] if len({head.text for head in sure}) == 1 else None
    printed: dict[str, list[int]] = {}
    for at in shown:
        line = lines[at] if len(lines[at]) <= LONGEST_LINE else ""
        title = _NUMBERED.sub("", _CRUMBS.split(_bare(line))[-1])
        if title.count(" ") >= _LEAST_WORDS - 1:
            printed.setdefault(folded(profile.split_heading(title)[2]), []).append(at)
    twice = [where[-1] for key, where in printed.items() if len(where) > 1 and len(key) >= _LEAST_TITLE]
    repeated = [(at, lines[at]) for at in twice if not is_text(lines[at])]
    sure = [head for head in _heads(page, repeated, profile) if head.dated and head.labelled]
    if sure:
        return sure[0] if len(sure) == 1 else None
    return _over_explained(page, profile)


def _slugs(address: Address, profile: Profile) -> tuple[str, ...]:
    """What an address calls its page, without code and numbers that sites put before and behind it."""
    slug = _NUMBER_BEFORE.sub("", profile.slug_code.sub("", address.slug))
    ways = (slug, _NUMBER_BEHIND.sub("", slug), _CODE_BEFORE.sub("", slug))
    return tuple(dict.fromkeys(one for one in ways if one))


def _heads(page: _Lines, headings: list[tuple[int, str]], profile: Profile) -> list[Headline]:
    tried = headings[:_MOST_TRIED]
    return [head for at, heading in tried if (head := _head(page, at, heading, profile))]


def _over_explained(page: _Lines, profile: Profile) -> Headline | None:
    """The line over a first label where nothing but date, names and the like stands between, and a date does."""
    lines, shown = page.all, page.shown
    label = next((place for place in range(len(shown)) if _opens(lines, shown, place, profile)), 0)
    beside = False
    for place in reversed(range(max(0, label - _HEADER // 2), label)):
        line = lines[shown[place]]
        if is_text(line):  # a standfirst stands right over a label
            if beside:
                return None
            continue
        if is_beside_title(line, profile):
            beside = True
            continue
        if line.count(" ") < _LEAST_WORDS - 1 or line.startswith(BULLET) or len(line) > LONGEST_LINE:
            return None
        above = lines[shown[place - 1]] if place else ""
        if line.startswith(tuple(f"{label} " for label in profile.menu_labels)) and above.count(" ") < _LEAST_WORDS - 1:
            return None  # a table may print an entry of its menu on the title's line
        head = _head(page, shown[place], line, profile)
        return head if head and head.dated and head.labelled else None
    return None


def _opens(lines: list[str], shown: list[int], place: int, profile: Profile) -> bool:
    """Whether a label of an article's beginning stands there, with text."""
    kind = profile.labels.get(lines[shown[place]].rstrip(" :").casefold())
    after = lines[shown[place + 1]] if place + 1 < len(shown) else ""
    return kind in OPENING_KINDS and (is_text(after) or after.startswith(BULLET))


def is_beside_title(line: str, profile: Profile) -> bool:
    """Whether a line beside a title is known to be none: a date, names, buttons."""
    if find_date(line) or MARKED.match(line) or _FIELD.fullmatch(line) or is_button(line):
        return True
    if is_box(line) or is_caption(line) or line in profile.known_categories:
        return True
    people = authors_of(line)
    return people is not None and all(" " in one.name and is_name(one.name) for one in people)


def _meant(line: str, key: str, slug: str, profile: Profile) -> str | None:
    """The heading of a line that says what a slug means; tables print what stands beside it before it."""
    if folded(slug.partition("-")[0]) not in key:
        return None
    if _is_meant(profile.split_own_heading(line)[2], slug):
        return line
    wanted = folded(slug)
    if len(wanted) < _LEAST_SLUG or not key.endswith(wanted):
        return None
    words = line.split(" ")
    at = next((at for at in reversed(range(len(words))) if folded(" ".join(words[at:])) == wanted), None)
    if at is None or _CRUMBS.search(line):
        return None
    return _coded(line, profile) or " ".join(words[at:])


def _coded(line: str, profile: Profile) -> str | None:
    """The heading of a line that has a code before it."""
    if profile.split_heading(line)[0]:
        return line
    found = _CODE.search(line)
    heading = line[found.start() :] if found else ""
    code = profile.split_heading(heading)[0] if heading else None
    return heading if code and profile.series_of_code(code) else None


def _is_meant(title: str, slug: str) -> bool:
    """Whether a slug is made of a title: all of its words, those that count, or the beginning."""
    wanted = folded(slug)
    key = folded(title)
    if len(key) < _LEAST_TITLE or not wanted:
        return False
    if key == wanted or (len(wanted) >= _LEAST_SLUG and key.startswith(wanted) and len(title) <= LONGEST_LINE):
        return True
    said = [folded(word) for word in slug.split("-") if word]
    words = [(folded(part), part) for part in re.split(r"[\s–—/-]+", title) if folded(part)]
    if len(said) < 3 or len(said) >= len(words) or words[0][1].islower():
        return False
    left = iter(said)
    after = next(left, None)
    for word, part in words:
        if word == after:
            after = next(left, None)
        elif not is_minor(part):
            return False
    return after is None


def _head(page: _Lines, title: int, text: str, profile: Profile) -> Headline | None:
    """What stands between a title and its text; None where no text follows."""
    lines, shown = page.all, page.shown
    head = Headline(title, 0, text.removeprefix(BULLET))
    place = bisect_right(shown, title)
    begin = place - 1
    key = folded(profile.split_own_heading(head.text)[2])
    while place < len(shown) and len(head.zone) < _HEADER:
        at = shown[place]
        line = lines[at]
        place += 1
        after = lines[shown[place]] if place < len(shown) else ""
        if is_label(line, profile.labels):
            if is_text(after) or after.startswith(BULLET):
                head.body = at
                break
            if page.last[_bare(line)] > at:  # an entry of a table of contents
                continue
            return None
        if folded(profile.split_own_heading(line)[2]) == key:
            return None  # the next printing is nearer to the text
        found = find_date(line)
        marked = bool(MARKED.match(line)) and len(line) <= LONGEST_LINE
        if (is_text(line) or len(line) > LONGEST_LINE) and not found and not marked:
            if (
                head.lead is None
                and not (head.dated or head.marked)
                and stands_over_fields(lines, shown, place - 1, set(), profile)
            ):
                head.lead = at
                continue
            head.body = at
            break
        if heads_box(lines, shown, place - 1):
            return None
        head.dated |= found is not None
        head.marked |= marked
        head.zone.append(at)
    if not head.body:
        return None
    contents = [at for at in head.zone if not find_date(lines[at]) and page.last[_bare(lines[at])] >= head.body]
    if len(contents) > 1 or any(CONTENTS.fullmatch(lines[at]) for at in head.zone):  # a table of contents
        head.zone = [at for at in head.zone if at not in contents]
    over = (read_fields(lines[at], profile) for at in shown[max(0, begin - _ABOVE) : begin])
    head.dated |= any(one and one.day for one in over)
    head.labelled = page.opening >= head.body
    return head


def _bare(line: str) -> str:
    return line.removeprefix(BULLET)
