"""Lists of categories as themes print them: behind any label, with any sign between, or on lines of their own."""

import re

from transforms.profile import Profile
from transforms.sections import BULLET

_LABEL = re.compile(
    r"(?:Categor(?:y|ies)|Posted in|Filed (?:under|in)|Topics?|Themes?|Regions?|Series|Subjects?)"
    r"\s*(?::\s*|(?=\s|$)\s*)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[/,|;·•]\s*|\s+")
_MOST_LINES = 16
_LONGEST = 60
_LONGEST_LIST = 2_000
"""A longer line is none, and would be gone through once for each of its names."""


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
    for at in range(start + 1, len(raw)):
        line = raw[at].removeprefix(BULLET)
        label = _LABEL.match(line) if line else None
        if label is None:
            continue
        found, last = _split(line[label.end() :], profile), at
        if not line[label.end() :].strip():
            found, last = _below(raw, at, profile)
        if not any(name in profile.known_categories for name in found):
            continue
        names += [name for name in found if name not in names]
        where += [at, last]
        if at > body and first is None:
            first = at
    return names, first, where


def _split(text: str, profile: Profile) -> list[str]:
    """Names in a line: known ones first, since any sign between may be in one; unknown ones up to the next sign."""
    if len(text) > _LONGEST_LIST:
        return []
    known = profile.known_categories
    slashed = " / " in text
    names: list[str] = []
    text = text.strip()
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
        if name:
            names.append(name)
        between = _BETWEEN.match(rest)
        text = rest[between.end() :] if between and between.end() else rest if rest != text else ""
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
