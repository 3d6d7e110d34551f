"""Lists of categories as pages print them."""

from transforms.profile import Category, Profile

SEPARATOR = " / "


def split_list(text: str, profile: Profile) -> list[str]:
    """Splits a printed list; names that contain the separator stay whole."""
    for name in profile.names_with_slash:
        if name in text:
            text = text.replace(name, name.replace(SEPARATOR, "\0"))
    parts = [part.strip(" /") for part in f" {text} ".split(SEPARATOR)]
    return [part.replace("\0", SEPARATOR) for part in parts if part]


def read_categories(lists: list[list[str]], profile: Profile) -> list[Category]:
    """The union of a page's lists in printed order, each name classed once.

    What only the first of two lists names is a region when all known regions are left out of the second: pages print
    their regions in the first list only.
    """
    known = profile.known_categories
    names = list(dict.fromkeys(name for one in lists for name in one))
    found: dict[str, Category] = {}
    if all(name in known for name in names):
        for name in names:
            found.setdefault(known[name][0], known[name])
        return list(found.values())
    omitted: set[str] = set()
    if len(lists) > 1 and lists[1]:
        omitted = set(lists[0]) - set(lists[1])
        regions = {name for name in names if name in profile.regions}
        if not regions or not regions <= omitted:
            omitted = set()
    first_region = next((at for at, name in enumerate(names) if name in profile.regions), len(names))
    for at, name in enumerate(names):
        if name in known:
            found.setdefault(known[name][0], known[name])
        elif name in omitted and at > first_region:
            found.setdefault(name, (name, "region", name, False))
        else:
            found.setdefault(name, (name, "topic", None, False))
    return list(found.values())
