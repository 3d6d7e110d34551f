"""What stands before the body of pages without a breadcrumb: title, byline, dates, the words of a mail."""

import re
from dataclasses import dataclass, field
from datetime import date

from transforms.dates import date_at_end, read_date
from transforms.frames import LONGEST_LINE
from transforms.names import is_country, read_names, strip_by
from transforms.profile import Profile
from transforms.sections import BULLET, OPENING_KINDS, is_label
from transforms.text import folded, squeeze

_LONGEST_ANNOUNCEMENT = 600
_KICKED = 5
"""So many lines at most are a word over a title, the title and the byline."""

_LONGEST_CREDIT = 60

_SITE_PREFIX = re.compile(r"^(?:Editorial|Commentary|Analysis|OpEd|Opinion|[A-Z]{2,8} Commentary)\s*:\s+(?=\S)")
_ISSN = re.compile(r"^ISSN \d{4}-\d{3}[\dX]$")
_CRAWLED = re.compile(r"^date (\d{4}-\d{2}-\d{2})\b\s*(?:By\b\s*)?")
_DATED_BY = re.compile(r"^(\S.{4,40}?),? by (\S.{0,60})$", re.IGNORECASE)
_BY = re.compile(r"^(?:By|Written by)\s*:?\s+\S", re.IGNORECASE)
_REPOSTED = re.compile(r"^from (?:the )?[A-Z]")
_CREDIT = re.compile(r"\b(?:Photo|Image|Picture) (?:Credit|Source|by)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:[:;–—-]|[’']s?|\b(?:a|an|and|as|at|by|for|from|in|into|its|of|on|or|over|the|to|versus|vs|with))$",
    re.IGNORECASE,
)
"""How a line ends that the next one goes on with."""
_SCHOOL = re.compile(r"\b(?:School|Centre|Center|Institute|University|College)\b")
_MAIL_CHROME = re.compile(r"\bavailable online at this link\b|\bclick on this link\b|@\w+\.", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """What stands before the body; numbers are indices of lines."""

    body: int = 0
    label: int | None = None
    number: int | None = None
    by: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    text: str | None = None
    announced: str | None = None
    series: str | None = None
    dated: tuple[date, str] | None = None
    dated_line: int | None = None
    own_date: date | None = None
    skipped: list[int] = field(default_factory=list)


def read_head(lines: list[str], shown: list[int], profile: Profile) -> Head:
    """Reads what stands before a body.

    Args:
        lines: All lines of the page, stripped.
        shown: Indices of the first of them that are not blank.
        profile: The publisher it may be of.
    """
    head = Head()
    opening = {label: kind for label, kind in profile.labels.items() if kind in OPENING_KINDS}
    labels = [at for at in shown if is_label(lines[at], opening)]
    if labels and labels[0] == shown[0] and any(_is_byline(lines[at], profile) for at in shown[1:_KICKED]):
        head.skipped.append(labels.pop(0))  # what sort of text it is, printed over its title
    head.label = labels[0] if labels else None
    candidates: list[int] = []
    for at in shown:
        line = lines[at]
        if at == head.label:
            break
        if at in head.skipped:
            continue
        if head.number is None and profile.number and (number := profile.number.match(line)):
            head.number, candidates = at, []
            if number["date"] and (dated := read_date(number["date"])):
                head.dated, head.dated_line = dated, at
        elif profile.announcement and (announced := profile.announcement.search(line)):
            head.series, head.announced = _announced(announced, profile)
            head.skipped.append(at)
        elif line.startswith(BULLET):  # an entry of a menu
            continue
        elif (found := _DATED_BY.match(line)) and profile.is_named(found[2]) and (day := _date_of(found[1])):
            head.own_date = head.own_date or day[0]
            head.skipped.append(at)
        elif found := _CRAWLED.match(line):
            crawled = read_date(found[1])
            head.own_date = crawled[0] if crawled else head.own_date
        elif day := _date_of(line):
            if head.number is not None and head.dated is None:
                head.dated, head.dated_line = day, at
            elif head.own_date is None and day[1] == "day":
                head.own_date = day[0]
        elif head.by is None and _is_byline(line, profile):
            head.by = (at, _last_name_line(lines, at))
            if head.label is None and head.number is None:
                after = next((other for other in shown if other > head.by[1]), at)
                if _REPOSTED.match(lines[after]) and len(lines[after]) < _LONGEST_CREDIT:
                    head.skipped.append(after)
                break
        elif head.by and at <= head.by[1]:
            continue
        elif (
            _ISSN.match(line)
            or line in ("By", "by")
            or (head.by and _REPOSTED.match(line))
            or _MAIL_CHROME.search(line)
            or _caption(lines, at, shown)
            or (lines[at - 1] in ("By", "by") and len(line) < _LONGEST_CREDIT and profile.is_named(line))
            or (_BY.match(line) and profile.is_called(strip_by(line)))
        ):
            head.skipped.append(at)
        elif len(line) > LONGEST_LINE:
            if head.by or head.number is not None or not candidates:
                break
        else:
            candidates.append(at)
    if head.by is None and head.label is not None and head.number is None:
        for at in shown:  # a copy that kept the labels may print the byline after the synopsis
            if at > head.label and _is_byline(lines[at], profile):
                head.by = (at, _last_name_line(lines, at))
                break
    _find_title(head, lines, candidates)
    _find_body(head, lines, shown)
    if head.by:  # a copy of a copy prints both bylines
        names = read_names(strip_by(lines[head.by[0]]))
        head.skipped += [
            at for at in shown if at > head.by[1] and _BY.match(lines[at]) and read_names(strip_by(lines[at])) == names
        ]
    return head


def _is_byline(line: str, profile: Profile) -> bool:
    """Whether a line names authors; the publisher is none."""
    return bool(_BY.match(line)) and not profile.is_called(strip_by(line)) and read_names(strip_by(line)) is not None


def _date_of(line: str) -> tuple[date, str] | None:
    found = read_date(line)
    if found:
        return found
    day = date_at_end(line)
    return (day, "day") if day else None


def _caption(lines: list[str], at: int, shown: list[int]) -> bool:
    """Whether a line captions an image: it gives a credit, or stands there twice."""
    index = shown.index(at)
    beside = [lines[shown[other]] for other in (index - 1, index + 1) if 0 <= other < len(shown)]
    return bool(_CREDIT.search(lines[at])) or (lines[at] in beside and len(lines[at]) < LONGEST_LINE)


def _last_name_line(lines: list[str], at: int) -> int:
    while (
        lines[at].rstrip("*").endswith((",", " and", "&"))
        and at + 1 < len(lines)
        and read_names(lines[at + 1].removeprefix("and ").rstrip("*&, ").removesuffix(" and")) is not None
    ):
        at += 1
    return at


def _find_title(head: Head, lines: list[str], candidates: list[int]) -> None:
    before = [at for at in candidates if head.by is None or at < head.by[0]]
    announced = _announcements(head.announced)
    if head.number is not None and before:
        count = _lines_of_title(lines, before, announced)
        if count is None and head.by is None:
            count = _lines_before_names(lines, before)
        rest = before[count:] if count is not None else []
        before = before[:count]
        names = []
        for at in rest:  # papers print title, authors, school and place without a "By"
            if _SCHOOL.search(lines[at]) or not _may_be_names(lines[at].removeprefix("and ")):
                break
            names.append(at)
        if names and head.by is None:
            places = len(names) > 1 and len(lines[names[-1]].split()) == 1 and not lines[names[-1] - 1].endswith(",")
            head.by = (names[0], names[-2] if places else names[-1])
    elif before:
        at = before[-1] if head.label is not None and head.by and head.by[0] < head.label else before[0]
        before = [at]
    if before:
        head.title = (before[0], before[-1])
        head.text = squeeze(" ".join(lines[at] for at in range(before[0], before[-1] + 1)))
    for title in announced:
        if head.text is None or (
            folded(title) == folded(head.text) and title != head.text and head.title and head.title[0] != head.title[1]
        ):
            head.text = title
    if head.text:
        head.text = _SITE_PREFIX.sub("", head.text).strip()


def _lines_before_names(lines: list[str], before: list[int]) -> int | None:
    """How many lines a title takes that authors and their school follow; a line that goes on is not its last."""
    for count in range(1, len(before) - 1):
        names = _may_be_names(lines[before[count]]) and not _GOES_ON.search(lines[before[count - 1]])
        if names and _SCHOOL.search(" ".join(lines[at] for at in before[count + 1 :])):
            return count
    return None


def _may_be_names(line: str) -> bool:
    names = read_names(line.rstrip(","))
    return names is not None and not any(is_country(name) for name in names)


def _announced(found: re.Match[str], profile: Profile) -> tuple[str, str]:
    """The series that an announcement names, and what follows: title and author."""
    text = f"{found['series'].strip()} {found['rest'][:_LONGEST_ANNOUNCEMENT]}"
    folded_text = text.casefold()
    known = [name for name in profile.series if folded_text.startswith(name.casefold() + " ")]
    series = max(known, key=len) if known else found["series"].strip()
    return series, text[len(series) :].strip()


def _announcements(announced: str | None) -> list[str]:
    """The titles an announcement may mean, longest first: what stands before any " by "."""
    text = announced or ""
    titles = [text[: found.start()].strip() for found in re.finditer(r" by (?=[A-Z])", text)]
    return [re.sub(r"^[“\"]([^“”\"]*)[”\"]$", r"\1", title) for title in reversed(titles)]


def _lines_of_title(lines: list[str], before: list[int], announced: list[str]) -> int | None:
    """How many of the lines an announced title takes."""
    wanted = {folded(title) for title in announced}
    joined = ""
    for count, at in enumerate(before, 1):
        joined += folded(lines[at])
        if joined in wanted:
            return count
    return None


def _find_body(head: Head, lines: list[str], shown: list[int]) -> None:
    """The body begins at the first label, or at a text before it that is neither title nor byline."""
    last = max(
        (
            at
            for at in (head.title and head.title[1], head.by and head.by[1], head.number, head.dated_line)
            if at is not None
        ),
        default=-1,
    )
    if head.by and head.label is not None and head.by[0] > head.label:
        last = max(head.title[1] if head.title else -1, head.number or -1)
    if head.label is None:
        head.body = last + 1
        return
    text = [
        at for at in shown if last < at < head.label and len(lines[at]) > LONGEST_LINE // 2 and at not in head.skipped
    ]
    head.body = text[0] if text else head.label
