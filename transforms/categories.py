"""Lists of categories as pages print them."""

from transforms.profile import Profile

SEPARATOR = " / "

Category = tuple[str, str, str | None, bool]
"""Name, kind, harmonised region, whether the profile lists it."""


def split_list(text: str, profile: Profile) -> list[str]:
    """Splits a printed list; names that contain the separator stay whole."""
    for name in profile.names_with_slash:
        if name in text:
            text = text.replace(name, name.replace(SEPARATOR, "\0"))
    parts = (part.replace("\0", SEPARATOR).strip(" /") for part in f" {text} ".split(SEPARATOR))
    return [part for part in parts if part]


def read_categories(lists: list[list[str]], profile: Profile) -> list[Category]:
    """The union of a page's lists in printed order, each name classed once.

    What only the first of two lists names is a region when all known regions are left out of the second: pages print
    their regions in the first list only.
    """
    names = list(dict.fromkeys(name for one in lists for name in one))
    omitted: set[str] = set()
    if len(lists) > 1 and lists[1]:
        omitted = set(lists[0]) - set(lists[1])
        regions = {name for name in names if name in profile.regions}
        if not regions or not regions <= omitted:
            omitted = set()
    found: dict[str, Category] = {}
    first_region = next((at for at, name in enumerate(names) if name in profile.regions), len(names))
    for at, name in enumerate(names):
        if name in profile.series:
            series = profile.series[name].name
            found.setdefault(series, (series, "series", None, True))
        elif name in profile.regions:
            found.setdefault(name, (name, "region", profile.regions[name], True))
        elif name in profile.topics:
            found.setdefault(name, (name, "topic", None, True))
        elif name in profile.units:
            found.setdefault(name, (name, "unit", None, True))
        elif name in omitted and at > first_region:
            found.setdefault(name, (name, "region", name, False))
        else:
            found.setdefault(name, (name, "topic", None, False))
    return list(found.values())
