"""Lists of categories as themes print them: behind any label, with any sign between, or on lines of their own."""

import re

from transforms.categories import split_list
from transforms.fields import unglued
from transforms.profile import Profile
from transforms.sections import BULLET

_LABEL = re.compile(
    r"(?:Categor(?:y|ies)|(?:This entry was )?Posted in|Filed (?:under|in)|Topics?|Themes?|Regions?|Series|Subjects?"
    r"|(?P<tags>Tags?|Keywords?|Tagged(?: (?:as|with))?))"
    r"\s*(?::\s*|(?=\s|$)\s*)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[/,|;·•]\s*|\s+")
_BETWEEN_NAMES = re.compile(r"\s*[,|;]\s+")
_ANY_LABEL = re.compile(r"^[A-Z][a-z]{2,11}: ")
_SIGNS = re.compile(r"\s+[|·•/]\s+|\s+[–—-]\s+")
_SENTENCE = re.compile(r"\.(?: [A-Z].*)?$")
"""The end of a list that is a sentence, and what follows: "... in Trade. Bookmark the permalink."."""
_MOST_LINES = 16
_LONGEST = 60
_LONGEST_LIST = 2_000
"""A longer line is none, and would be gone through once for each of its names."""
_LONGEST_GLUED = 300
_NEAR = 12
"""Lines behind a text that are still its own."""
_LEAST_OF_MENU = 3
_BLANKS = 2


def find_named(
    raw: list[str], start: int, lines: list[str], body: int, end: int, profile: Profile
) -> tuple[list[str], int | None, list[int]]:
    """Finds a page's categories.

    Args:
        raw: All lines of the page.
        start: Index of its title.
        lines: The same without what is no part of the article.
        body: Index of the first line of the text.
        end: Index after its last.
        profile: The publisher.

    Returns:
        The names in printed order, the index of the first list behind the text's beginning, and those of the
        first and last line of each list.
    """
    names: list[str] = []
    first: int | None = None
    where: list[int] = []
    shown = 0
    for at in range(start + 1, len(raw)):
        line = raw[at].removeprefix(BULLET)
        shown += bool(line) and at >= end
        length, tags = _label(line, profile) if line else (0, False)
        if not length:
            continue
        found, last = _split(line[length:], profile), at
        if not line[length:].strip():
            found, last = _below(raw, at, profile)
            if (names and shown > _NEAR) or _is_menu(found, profile):
                continue
        if not any(name in profile.known_categories for name in found):
            continue
        names += [name for name in found if name not in names and (not tags or name in profile.known_categories)]
        where += [at, last]
        if at > body and first is None:
            first = at
    return names, first, where


def find_unlabelled(
    lines: list[str], above: list[int], where: list[int], profile: Profile
) -> tuple[list[str], list[int]]:
    """Finds categories that no label, or one that is not known, stands before: a list has nothing but known names.

    Args:
        lines: All lines of the page.
        above: Indices of lines above the title; names one below the other are a menu's there.
        where: Indices of the lines between title and text, and right behind it.
        profile: The publisher.

    Returns:
        The names in printed order, and the indices of the list's first and last line; none where no list is.
    """
    known = profile.known_categories
    for at in (*where, *above):
        line = lines[at].removeprefix(BULLET).strip(" |")
        parts = line.split(" | ")
        for part in (*parts, line) if len(parts) > 1 else parts:
            listed = only_known(part, profile) or _names_in(part, profile)
            if len(listed) > (len(parts) == 1) and all(name in known for name in listed):
                return listed, [at, at]
    for place, at in enumerate(where):
        run = [at]
        while place + len(run) < len(where) and where[place + len(run)] - run[-1] <= _BLANKS:
            run.append(where[place + len(run)])
        names = [lines[one].removeprefix(BULLET) for one in run]
        count = next((n for n, name in enumerate(names) if name not in known), len(names))
        if count > 1 and len(set(names[:count])) == count and not _is_menu(names[:count], profile):
            return names[:count], [at, run[count - 1]]
    return [], []


def only_known(line: str, profile: Profile) -> list[str]:
    """The names of a line that is a known one, or several run together; nothing where more is there."""
    bare = line.removeprefix(BULLET)
    if bare in profile.known_categories:
        return [bare]
    glued = _glued(bare, profile) if len(bare) <= _LONGEST_GLUED else []
    return glued if len(glued) > 1 else []


def _names_in(part: str, profile: Profile) -> list[str]:
    bare = _ANY_LABEL.sub("", part)
    return split_list(bare, profile) if " / " in bare else _BETWEEN_NAMES.split(bare)


def series_beside(lines: list[str], where: list[int], profile: Profile) -> str | None:
    """The series that a line beside a title is, or has behind a label; None where several are: these are a menu."""
    found = {one.name for at in where for part in _said(lines[at]) if (one := profile.series.get(part))}
    return next(iter(found)) if len(found) == 1 else None


def _said(line: str) -> tuple[str, ...]:
    """A line's parts, and what stands behind a label in it."""
    bare = unglued(line.removeprefix(BULLET))
    return *_SIGNS.split(bare), bare.partition(": ")[2].strip()


def _label(line: str, profile: Profile) -> tuple[int, bool]:
    """How long the label is that a line begins with, and whether it is one of tags, which may be anything."""
    if line.startswith(profile.categories):
        return len(profile.categories), False
    found = _LABEL.match(line)
    return (found.end(), bool(found["tags"])) if found else (0, False)


def _is_menu(names: list[str], profile: Profile) -> bool:
    """Whether names are all that the publisher has of one kind: no article is on all."""
    listed = set(names)
    kinds = [set(profile.topics), set(profile.regions)]
    return any(len(kind) >= _LEAST_OF_MENU and kind <= listed for kind in kinds)


def _split(text: str, profile: Profile) -> list[str]:
    """Names in a line: known ones first, since any sign between may be in one; unknown ones up to the next sign."""
    if len(text) > _LONGEST_LIST:
        return []
    known = profile.known_categories
    slashed = " / " in text
    names: list[str] = []
    text = _SENTENCE.sub("", text.strip())
    if glued := _glued(text, profile):
        return glued
    while text:
        begin = [one for one in known if text.startswith(one) and not text[len(one) :][:1].isalnum()]
        name = max(begin, key=len, default="")
        rest = text[len(name) :]
        if not name or (slashed and rest.strip() and not rest.lstrip().startswith("/")):
            found = re.search(r"\s/\s|$" if slashed else r"\s/\s|[,|;·]\s|$", text)
            cut = found.start() if found else len(text)
            name = text[:cut].strip()
            if len(name) > _LONGEST:
                return []
            rest = text[cut:]
        if name and not name[0].isdigit():
            names.append(name)
        between = _BETWEEN.match(rest)
        text = rest[between.end() :] if between and between.end() else rest if rest != text else ""
    return names


def _glued(text: str, profile: Profile) -> list[str]:
    """Known names that no sign holds apart, as links beside each other are dumped; nothing where more is there."""
    names: list[str] = []
    while text:
        name = max((one for one in profile.known_categories if text.startswith(one)), key=len, default="")
        if not name:
            return []
        names.append(name)
        text = text[len(name) :].lstrip()
    return names


def _below(raw: list[str], at: int, profile: Profile) -> tuple[list[str], int]:
    """Names on the lines that follow a label, up to a blank one or the last known name; and the index of the last."""
    names: list[str] = []
    lines: list[int] = []
    listed = False
    for index, line in enumerate(raw[at + 1 : at + _MOST_LINES], at + 1):
        name = line.removeprefix(BULLET).strip()
        if names and (not name or line.startswith(BULLET) != listed):
            break
        listed = line.startswith(BULLET)
        if names and _LABEL.fullmatch(name):
            break
        if name and len(name) <= _LONGEST:
            names.append(name)
            lines.append(index)
        elif name:
            if not names:
                return _split(name, profile), index
            break
    while names and names[-1] not in profile.known_categories:
        names.pop()
    return names, lines[len(names) - 1] if names else at
