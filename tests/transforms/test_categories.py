import pytest

from tests.transforms.pages import CODE, MADE, REGIONS, SECTIONS, THEMES, categories, content, whole
from tests.transforms.reading import flattened, read
from transforms.categories import read_categories, split_list
from transforms.named_categories import find_named
from transforms.profiles import profiles

RSIS = next(one for one in profiles() if one.name == "rsis")


@pytest.mark.parametrize(
    "text, names",
    [
        ("Global", ["Global"]),
        ("Policy Reports / Global", ["Policy Reports", "Global"]),
        ("Commemorative / Event Reports / Global", ["Commemorative / Event Reports", "Global"]),
        ("Global / Commemorative / Event Reports", ["Global", "Commemorative / Event Reports"]),
        (
            "Cybersecurity, Biosecurity and Nuclear Safety / Global",
            ["Cybersecurity, Biosecurity and Nuclear Safety", "Global"],
        ),
        ("AC/DC Studies / Global", ["AC/DC Studies", "Global"]),
        ("Global / ", ["Global"]),
        ("Global /", ["Global"]),
        (" / / Global / /", ["Global"]),
        ("", []),
        (" / ", []),
    ],
)
def test_split(text, names):
    assert split_list(text, RSIS) == names


def kinds(*lists):
    return [(name, kind, known) for name, kind, _, known in read_categories([list(one) for one in lists], RSIS)]


def test_kinds():
    assert kinds(["Commentaries", "Maritime Security", "Heron Studies", "Global", "IDSS"]) == [
        ("RSIS Commentary Series", "series", True),
        ("Maritime Security", "topic", True),
        ("Heron Studies", "topic", False),
        ("Global", "region", True),
        ("IDSS", "unit", True),
    ]


def test_union_of_two_lists_in_printed_order():
    assert [
        name for name, _, _ in kinds(["Maritime Security", "Global"], ["Energy Security", "Maritime Security"])
    ] == [
        "Maritime Security",
        "Global",
        "Energy Security",
    ]


@pytest.mark.parametrize(
    "first, second, kind",
    [
        (["General", "Global", "Oceania"], ["General"], "region"),
        (["General", "Oceania", "Global"], ["General"], "topic"),
        (["General", "Global", "Oceania"], ["General", "Global"], "topic"),
        (["General", "Global", "Oceania"], [], "topic"),
        (["General", "Oceania"], ["General"], "topic"),
    ],
)
def test_an_unknown_name_only_among_regions_left_out_of_the_second_list(first, second, kind):
    assert ("Oceania", kind, False) in kinds(first, second)


def test_old_and_new_name_of_a_series_are_one():
    assert kinds(["Commentaries", "RSIS Commentary Series"]) == [("RSIS Commentary Series", "series", True)]


def test_harmonised_regions():
    read = read_categories([["Southeast Asia and ASEAN", "Middle East and North Africa (MENA)"]], RSIS)

    assert [region for _, _, region, _ in read] == ["Southeast Asia", "Middle East and North Africa"]


@pytest.mark.parametrize(
    "line, regions",
    [
        ("Categories: Policy Reports / General / South Asia", ["South Asia"]),
        ("Categories:\n    Policy Reports / General / South Asia", ["South Asia"]),
        ("Categories: Policy Reports / General /\n    South Asia / Global", ["South Asia", "Global"]),
        ("Categories\n    Policy Reports / General / South Asia", ["South Asia"]),
        ("Categories: Policy Reports / General / South Asia / ", ["South Asia"]),
    ],
)
def test_layouts_of_the_line(line, regions):
    made = MADE.but(code=None)
    page = whole(made).replace(categories(made), line).replace(categories(made, regions=False), "")

    got = read(page)

    assert got.series == "Policy Reports"
    assert got.of_kind("topic") == ["General"]
    assert got.of_kind("region") == regions
    assert got.sections == list(SECTIONS)


@pytest.mark.parametrize(
    "printed",
    [
        "Categories: Policy Reports / General / South Asia",
        "Categories:\n    Policy Reports / General / South Asia",
        "Categories: Policy Reports / General /\n    South Asia / Global",
        "Categories\n    Policy Reports / General / South Asia",
    ],
)
def test_lines_of_the_list(printed):
    made = MADE.but(code=None)
    page = whole(made).replace(categories(made), printed).replace(categories(made, regions=False), "")

    (source,) = flattened([(page, None)]).sources.filter(field="categories").select("first_line", "last_line").rows()

    first = page[: page.index(printed)].count("\n") + 1
    assert source == (first, first + printed.count("\n"))


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (["Title", "Text.", "Topics: General"], (["General"], 2, [2, 2])),
        (["Title", "Text.", "Topics", "", "General", "South Asia", "Other"], (["General", "South Asia"], 2, [2, 5])),
        (["Title", "Topics: General", "Text.", "Regions", "• Global"], (["General", "Global"], 3, [1, 1, 3, 4])),
    ],
)
def test_named_lists_and_their_lines(raw, found):
    assert find_named(raw, 0, raw, 1, len(raw), RSIS) == found


def test_a_last_name_that_was_cut_is_left_out():
    page = content()
    cut = page[: page.index(" and North Africa")]

    got = read(cut)

    assert got.of_kind("region") == REGIONS[:1]
    assert got.of_kind("topic") == THEMES


@pytest.mark.parametrize("end", ["Categories:", "Categories: "])
def test_a_page_cut_behind_the_label(end):
    page = content(listed=False) + "\n" + end

    got = read(page)

    assert got.categories == []
    assert got.sections == list(SECTIONS)


def test_a_sentence_that_begins_like_the_list():
    sentence = (
        "Categories: the keepers know three, and none of them is what the harbours were built for in the first place."
    )
    sections = (SECTIONS[0], ("COMMENTARY", "commentary", sentence), *SECTIONS[2:])

    got = read(whole(MADE.but(sections=sections)))

    assert got.sections == list(sections)
    assert got.of_kind("region") == REGIONS
    assert got.code == CODE


@pytest.mark.parametrize("rendering", [whole, content])
def test_a_sub_heading_that_begins_like_the_list(rendering):
    sections = (*SECTIONS[:2], ("Categories: Old and New", "subsection", SECTIONS[3][2]), SECTIONS[4])

    got = read(rendering(MADE.but(sections=sections)))

    assert got.sections == list(sections)
    assert got.of_kind("region") == REGIONS


@pytest.mark.parametrize("rendering", [whole, content])
def test_names_that_nobody_lists(rendering):
    got = read(rendering(MADE.but(series="Explainers", themes=["Heron Studies"], regions=[])))

    assert got.categories == [("Explainers", "topic"), ("Heron Studies", "topic")]
    assert got.sections == list(SECTIONS)


def test_series_in_the_menus_are_not_the_articles():
    got = read(whole(MADE.but(series="Monographs", code=None)))

    assert got.of_kind("series") == ["Monographs"]
    assert got.series == "Monographs"
