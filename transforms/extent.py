"""Where the text of an article ends on a page in bare text, and what a theme sets into it."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from transforms.fields import read_fields
from transforms.finish import goes_on_about_author
from transforms.frames import LONGEST_LINE, closes, end_of_box, heads_box, is_box, is_button, is_text
from transforms.headings import looks_like_heading
from transforms.headline import Headline, is_beside_title
from transforms.names import is_name
from transforms.page import Section
from transforms.people import authors_in_biography, is_biography, is_of_post
from transforms.profile import Profile
from transforms.sections import BULLET, is_label, read_sections

_MOST_SHORT = 3
"""More lines in a row that are no text are none of an article's, unless its end is still to come."""
_MOST_BEHIND = 2
_OFFER = re.compile(
    r"(?:subscribe|sign up|join|donate|stay|get (?:the latest|updates)|(?:our )?newsletters?$)", re.IGNORECASE
)
_OFFERED = re.compile(
    r"\b(?:newsletters?|inbox|mailing list|subscribers?|subscribe|subscription|digest|e-?mail|donations?|donors?)\b",
    re.IGNORECASE,
)
_NEAR = 8
"""Lines behind a text among which a box on its author begins."""
_AUTHOR_KINDS = ("about_author", "references")


@dataclass(slots=True)
class Extent:
    """A text on its page.

    Attributes:
        lines: All lines of the page; what a theme set into the text is "".
        end: Index after the text's last line.
        is_end: Whether something shows that the text ends there.
        boxes: Indices of lines over lists of other articles in the text's midst.
        goes_on: Whether text follows the short lines before which it was taken to end.
    """

    lines: list[str]
    end: int
    is_end: bool
    boxes: list[int] = field(default_factory=list)
    goes_on: bool = False

    def until(self, end: int, is_end: bool) -> "Extent":
        """The same text, which ends there."""
        self.end, self.is_end = end, is_end
        return self


def find_text(lines: list[str], shown: list[int], head: Headline, profile: Profile) -> Extent:
    """Finds the text that follows a title.

    Args:
        lines: All lines of the page, stripped.
        shown: Indices of those that are not blank.
        head: The title.
        profile: The publisher.
    """
    found = Extent(list(lines), len(lines), is_end=False)
    first = place = bisect_left(shown, head.body)
    last = _last_mark(lines, shown, first, profile)
    short = place
    while place < len(shown):
        at = shown[place]
        line = lines[at]
        if is_label(line, profile.labels):
            place += 1
            if profile.labels[_label(line)] == "about_author" and place < len(shown):
                place = _end_of_biography(lines, shown, place, profile)
                if not _goes_on(lines, shown, place, profile):
                    return found.until(shown[place] if place < len(shown) else len(lines), place < len(shown))
            continue
        if heads_box(lines, shown, place):
            after = end_of_box(lines, shown, place)
            if last < after and _paragraphs(lines, shown, after, profile) < _MOST_BEHIND:
                return found.until(at, True)
            for one in shown[place:after]:
                found.lines[one] = ""
            found.boxes.append(at)
            place = after
            continue
        if is_button(line) or is_box(line):
            found.lines[at] = ""
            place += 1
            continue
        if place > first and closes(line, profile):
            if last <= place:
                if not _is_offer_in_text(lines, shown, place, profile):
                    return found.until(at, True)
                for one in _offer(lines, shown, place):
                    found.lines[one] = ""
                place += 1
                continue
            if not _is_heading(lines, shown, place):
                found.lines[at] = ""
                found.boxes.append(at)
                place += 1
                continue
        if place == last and _is_last(lines, shown, place, profile):
            return found.until(shown[place + 1], True)
        if place >= short:
            short = place
            while short < len(shown) and not _is_of_text(lines[shown[short]]):
                short += 1
            if place > first and last < short and (short - place > _MOST_SHORT or short == len(shown) > place):
                found.goes_on = _texts(lines, shown, short, profile) > _MOST_BEHIND
                return found.until(at, short - place > 1)
        place += 1
    return found


def without_fields(lines: list[str], body: int, end: int, profile: Profile) -> int:
    """Index behind a text's last line: date and names may stand between it and its page's end."""
    at = end
    while at > body and (not lines[at - 1] or _is_field(lines[at - 1], profile)):
        at -= 1
    return at if any(lines[at:end]) else end


def _is_field(line: str, profile: Profile) -> bool:
    return not is_text(line) and (is_beside_title(line, profile) or read_fields(line, profile) is not None)


def read_author_box(lines: list[str], stop: int, sections: list[Section], profile: Profile) -> list[Section]:
    """What a box right behind an article says of its author, under a label; nothing where the article said it.

    Args:
        lines: All lines of the page.
        stop: Index after the last line of the text.
        sections: The article's.
        profile: The publisher.
    """
    if any(section.kind == "about_author" for section in sections):
        return []
    shown = [at for at, line in enumerate(lines) if line and at >= stop]
    for place, at in enumerate(shown[:_NEAR]):
        if not is_label(lines[at], profile.labels) or profile.labels[_label(lines[at])] != "about_author":
            continue
        behind = _end_of_biography(lines, shown, place + 1, profile)
        if behind == place + 1:
            return []
        return read_sections(lines[at : shown[behind - 1] + 1], at + 1, profile.labels)
    return []


def _label(line: str) -> str:
    return line.rstrip(" :").casefold()


def _is_last(lines: list[str], shown: list[int], place: int, profile: Profile) -> bool:
    """Whether a biography without a heading ends an article: next to nothing that could be its text follows."""
    if place + 1 == len(shown) or is_text(lines[shown[place + 1]]) or is_label(lines[shown[place + 1]], profile.labels):
        return False
    return _texts(lines, shown, place + 1, profile) <= _MOST_BEHIND


def _texts(lines: list[str], shown: list[int], place: int, profile: Profile) -> int:
    """How many lines of text follow before something that stands behind articles."""
    texts = 0
    for other in range(place, len(shown)):
        if closes(lines[shown[other]], profile) or heads_box(lines, shown, other):
            break
        texts += is_text(lines[shown[other]])
    return texts


def _is_heading(lines: list[str], shown: list[int], place: int) -> bool:
    """Whether a line that could be a button is a sub-heading: text follows."""
    return place + 1 < len(shown) and is_text(lines[shown[place + 1]]) and looks_like_heading(lines[shown[place]])


def _is_offer_in_text(lines: list[str], shown: list[int], place: int, profile: Profile) -> bool:
    """Whether a line asks to subscribe in a text's midst: whole paragraphs follow before anything that ends one."""
    if not _OFFER.match(lines[shown[place]]):
        return False
    return _paragraphs(lines, shown, place + 1, profile) >= _MOST_BEHIND


def _paragraphs(lines: list[str], shown: list[int], place: int, profile: Profile) -> int:
    """How many long lines of text follow before something that stands behind articles; lists of those have dates."""
    long = 0
    for other in range(place, len(shown)):
        line = lines[shown[other]]
        if closes(line, profile) or heads_box(lines, shown, other) or read_fields(line, profile):
            break
        long += is_text(line) and len(line) > LONGEST_LINE
    return long


def _offer(lines: list[str], shown: list[int], place: int) -> list[int]:
    """The lines of such a box: the button, what is said of it above, and over that a heading."""
    box = [shown[place]]
    before = place - 1
    while before > 0 and len(lines[shown[before]]) <= LONGEST_LINE and _OFFERED.search(lines[shown[before]]):
        box.append(shown[before])
        before -= 1
    if len(box) > 1 and before > 0 and not is_text(lines[shown[before]]) and looks_like_heading(lines[shown[before]]):
        box.append(shown[before])
    return box


def _is_of_text(line: str) -> bool:
    return is_text(line) or line.startswith(BULLET) or line.endswith(";")


def _last_mark(lines: list[str], shown: list[int], first: int, profile: Profile) -> int:
    """Place of what an article ends with: what is said about its author, or its notes; -1 where nothing is."""
    for place in reversed(range(first, len(shown))):
        line = lines[shown[place]]
        if is_label(line, profile.labels) and profile.labels[_label(line)] in _AUTHOR_KINDS:
            if place + 1 < len(shown) and is_text(lines[shown[place + 1]]):
                return place
        elif is_text(line) and is_biography(line.lstrip("*"), profile.is_named):
            return place
    return -1


def _end_of_biography(lines: list[str], shown: list[int], place: int, profile: Profile) -> int:
    """Place behind what is said about authors, from its first line on."""
    count = 0
    while place < len(shown):
        line = lines[shown[place]]
        if closes(line, profile) or is_label(line, profile.labels) or heads_box(lines, shown, place):
            break
        if is_text(line):
            told = is_biography(line.lstrip("*"), profile.is_named) or goes_on_about_author(line)
            told = told or (bool(authors_in_biography(line)) and is_of_post(line))
            if count and not told:
                break
            count += 1
        elif not (is_name(line) and place + 1 < len(shown) and lines[shown[place + 1]].startswith(line)):
            break
        place += 1
    return place


def _goes_on(lines: list[str], shown: list[int], place: int, profile: Profile) -> bool:
    """Whether notes or another section of the article follow a biography."""
    return (
        place + 1 < len(shown)
        and is_label(lines[shown[place]], profile.labels)
        and (is_text(lines[shown[place + 1]]) or lines[shown[place + 1]].startswith("["))
    )
