"""The lists of categories that whole pages print behind an article, found among a page's lines."""

from functools import lru_cache

from transforms.categories import read_categories, split_list
from transforms.page import Page, Source
from transforms.profile import Category, Profile
from transforms.text import squeeze

_LONGEST_CATEGORY = 60
_CATEGORY_LINES = 8
"""A list of categories is printed on one line; where it was wrapped, on at most so many."""


def is_category_line(lines: list[str], at: int, profile: Profile) -> bool:
    """Whether the line is the list of categories, and not a sentence that begins like it."""
    names, _ = _category_names(lines, at, profile)
    if _are_categories(names, profile):
        return True
    if not names and lines[at].startswith(profile.categories):  # an empty list, or a page cut behind the label
        after = next((lines[index] for index in range(at + 1, len(lines)) if lines[index]), None)
        return after is None or profile.ends_article(after)
    if not names or not all(len(name) <= _LONGEST_CATEGORY for name in names) or names[-1].endswith("."):
        return False
    after = next((lines[index] for index in range(at + 1, len(lines)) if lines[index]), None)
    return len(names) > 1 or after is None or profile.ends_article(after)


def _are_categories(names: list[str], profile: Profile) -> bool:
    return bool(names) and (
        names[0] in profile.series or any(name in profile.regions or name in profile.topics for name in names)
    )


def _category_names(lines: list[str], at: int, profile: Profile) -> tuple[list[str], int]:
    """The names of a list, and the index of its last line."""
    text = lines[at].removeprefix(profile.categories) if lines[at] != profile.category_label else ""
    last = at
    for line in lines[at + 1 : at + _CATEGORY_LINES]:
        if not line or profile.ends_article(line) or (text.strip() and not text.rstrip().endswith("/")):
            break
        text = f"{text} {line}"
        last += 1
    return split_list(squeeze(text), profile), last


def read_category_lists(page: Page, lines: list[str], body: int, offset: int, profile: Profile) -> None:
    """Takes the union of the lists that follow a body.

    Args:
        page: Takes them.
        lines: Lines of the page, stripped.
        body: Index of the body's first line.
        offset: Number of the first of the lines in the record's text, from 1.
        profile: The publisher.
    """
    lists, where = [], []
    last = next((at for at in reversed(range(len(lines))) if lines[at]), -1)
    for at in range(body, len(lines)):
        if (lines[at].startswith(profile.categories) or lines[at] == profile.category_label) and is_category_line(
            lines, at, profile
        ):
            names, end = _category_names(lines, at, profile)
            cut = names and (profile.is_cut_name(names[-1]) or (len(names) == 1 and names[0] in profile.units))
            if cut and at >= last:  # a unit never stands alone: it is what the cut left of a series' name
                names.pop()
            lists.append(names)
            where += [at + offset, end + offset]
    if any(lists):
        page.categories = read_categories(lists, profile)
        page.sources["categories"] = Source("category lists", where[0], where[-1])


def take_categories(page: Page, lists: list[str], where: list[int], profile: Profile) -> bool:
    """Takes lists of categories found at once; False, and nothing taken, where one may be something else.

    Args:
        page: Takes them.
        lists: What stands behind the label.
        where: Numbers of the lines.
        profile: The publisher.
    """
    found = _listed(tuple(lists), profile)
    if found is None:
        return False
    page.categories = list(found)
    page.sources["categories"] = Source("category lists", where[0], where[-1])
    return True


@lru_cache(maxsize=1 << 14)
def _listed(lists: tuple[str, ...], profile: Profile) -> tuple[Category, ...] | None:
    """The categories of lists: of a publisher's thousands of pages many have the same."""
    split = [split_list(text, profile) for text in lists]
    if not all(_are_categories(names, profile) for names in split) or any(
        text.rstrip().endswith("/") for text in lists
    ):
        return None
    if any(profile.is_cut_name(names[-1]) for names in split):
        return None
    return tuple(read_categories(split, profile))
