import pytest

from tests.transforms.pages import MADE, SECTIONS, content, whole
from tests.transforms.reading import read
from transforms.affiliations import add_affiliations
from transforms.names import authors_of, join_byline, person, read_names, strip_by
from transforms.page import Author
from transforms.people import authors_in_biography, authors_in_standfirst, is_biography


@pytest.mark.parametrize(
    "byline, names",
    [
        ("Bo Ram Kwon", ["Bo Ram Kwon"]),
        ("Yolanda Chin and Norman Vasu", ["Yolanda Chin", "Norman Vasu"]),
        ("A Tan, B Lee and C Koh", ["A Tan", "B Lee", "C Koh"]),
        ("A Tan, B Lee, and C Koh", ["A Tan", "B Lee", "C Koh"]),
        ("A Tan & B Lee", ["A Tan", "B Lee"]),
        ("A Tan; B Lee", ["A Tan", "B Lee"]),
        ("V. S. Suguna", ["V. S. Suguna"]),
        ("Alistair D. B. Cook", ["Alistair D. B. Cook"]),
        ("S. Nanthini and V. Arianti", ["S. Nanthini", "V. Arianti"]),
        ("Terri-Anne-Teo", ["Terri-Anne-Teo"]),
        ("Jean-Luc Lim", ["Jean-Luc Lim"]),
        ("Caitríona H. Heinl", ["Caitríona H. Heinl"]),
        ("Björn Åström", ["Björn Åström"]),
        ("Mohamed Nawab Bin Mohamed Osman", ["Mohamed Nawab Bin Mohamed Osman"]),
        ("Muhammad Faizal bin Abdul Rahman", ["Muhammad Faizal bin Abdul Rahman"]),
        ("Pieter van der Berg and Rosa de la Cruz", ["Pieter van der Berg", "Rosa de la Cruz"]),
        ("Raj s/o Kumar", ["Raj s/o Kumar"]),
        ("Omar al-Fulan", ["Omar al-Fulan"]),
        ("Sean O’Dell", ["Sean O’Dell"]),
        ("Suparno", ["Suparno"]),
        ("Alan Chong*", ["Alan Chong"]),
        ("Alan Chong*, Bo Lee† and Cy Koh‡", ["Alan Chong", "Bo Lee", "Cy Koh"]),
        ("Odo Lamp, PhD", ["Odo Lamp"]),
        ("Odo Lamp, RSIS", ["Odo Lamp"]),
        ("Odo Lamp, Jr. and Ann Tan", ["Odo Lamp, Jr.", "Ann Tan"]),
        ("Odo Lamp Sr., Ann Tan", ["Odo Lamp Sr.", "Ann Tan"]),
        ("Odo Lamp (RSIS) and Ann Tan (Lamp Institute)", ["Odo Lamp", "Ann Tan"]),
        ("Lt Gen (Retd) Odo Lamp and Amb Ann Tan", ["Lt Gen (Retd) Odo Lamp", "Amb Ann Tan"]),
        ("Odo Lamp, Senior Fellow, and Ann Tan, Lamp Centre", ["Odo Lamp", "Ann Tan"]),
        ("Tomoko Itō and Đặng Văn Minh", ["Tomoko Itō", "Đặng Văn Minh"]),
    ],
)
def test_bylines(byline, names):
    assert read_names(byline) == names


@pytest.mark.parametrize(
    "line",
    [
        "",
        "and",
        ", ,",
        "the tide of herons",
        "04 February 2021",
        "It was said in 1995, and again in 1996",
        "Harbours and the lamps that keep them",
        "download pdf",
        "Ann Tan, " * 200,
        "Low Tides (Part Two)",
    ],
)
def test_lines_that_are_no_bylines(line):
    assert read_names(line) is None
    assert authors_of(line) is None


@pytest.mark.parametrize(
    "printed, name",
    [
        ("Dr Ann Tan", "Ann Tan"),
        ("Dr. Ann Tan", "Ann Tan"),
        ("Rear Adm (Ret) Ann Tan", "Ann Tan"),
        ("Odo Lamp, Jr.", "Odo Lamp"),
        ("Ms Ann Tan", "Ann Tan"),
        ("Prof Ann Tan", "Ann Tan"),
        ("Associate Professor Ann Tan", "Ann Tan"),
        ("Amb Ong Tan", "Ong Tan"),
        ("Sir Odo Lamp GCB", "Odo Lamp"),
        ("Ann Tan, Ph.D.", "Ann Tan"),
        ("Ann Tan PhD", "Ann Tan"),
        ("Gen Odo Lamp (Retd)", "Odo Lamp"),
        ("ABHIJIT LAMP", "Abhijit Lamp"),
        ("V. S. Suguna", "V. S. Suguna"),
        ("Drake Tan", "Drake Tan"),
        ("Dr Åsa Lind", "Åsa Lind"),
        ("Assoc. Prof. Ann Tan", "Ann Tan"),
        ("A/Prof Ann Tan", "Ann Tan"),
        ("Miss", "Miss"),
    ],
)
def test_names_without_titles(printed, name):
    assert person(printed) == name


def test_an_author_named_twice_counts_once():
    assert [author.name for author in authors_of("Dr Ann Tan, Ann Tan and Bo Lee")] == ["Ann Tan", "Bo Lee"]


def test_printed_names_are_kept():
    assert [author.printed for author in authors_of("Dr Ann Tan and Sir Odo Lamp GCB")] == [
        "Dr Ann Tan",
        "Sir Odo Lamp GCB",
    ]


@pytest.mark.parametrize(
    "lines, byline",
    [
        (["Ann Tan"], "Ann Tan"),
        (["Ann Tan, Bo Lee,", "Cy Koh and Di Ong"], "Ann Tan, Bo Lee, Cy Koh and Di Ong"),
        (["Ann Tan and", "Bo Lee"], "Ann Tan and Bo Lee"),
        (["Ann Tan", "and Bo Lee"], "Ann Tan and Bo Lee"),
        (["Ann Tan", "Bo Lee"], "Ann Tan, Bo Lee"),
        (["Ann Tan, Bo Lee, Cy Koh, Di Ong, Muhammad Faizal Bin", "Abdul Rahman"],
         "Ann Tan, Bo Lee, Cy Koh, Di Ong, Muhammad Faizal Bin Abdul Rahman"),
    ],
)  # fmt: skip
def test_bylines_over_several_lines(lines, byline):
    assert join_byline(lines) == byline


@pytest.mark.parametrize("line", ["By Ann Tan", "by Ann Tan", "By: Ann Tan", "Authors: Ann Tan", "Written by Ann Tan"])
def test_by(line):
    assert strip_by(line) == "Ann Tan"


RSIS = "S. Rajaratnam School of International Studies (RSIS)"
CENTRE = "Centre of Excellence for National Security (CENS)"
UNIT = f"the {CENTRE}, a constituent unit of the {RSIS}, Nanyang Technological University (NTU), Singapore."


@pytest.mark.parametrize(
    "text, people",
    [
        (f"Ann Tan is a Research Analyst with {UNIT}", {"Ann Tan": CENTRE}),
        (f"Ann Tan is Associate Research Fellow at {UNIT}", {"Ann Tan": CENTRE}),
        (f"Dr Ann Tan was a Visiting Fellow with {UNIT}", {"Ann Tan": CENTRE}),
        (f"Ann Tan is a Research Analyst and Bo Lee an Associate Research Fellow with {UNIT}",
         {"Ann Tan": CENTRE, "Bo Lee": CENTRE}),
        (f"Ann Tan and Bo Lee are Senior Analysts with {UNIT}", {"Ann Tan": CENTRE, "Bo Lee": CENTRE}),
        (f"Ann Tan, Bo Lee, and Cy Koh are Senior Analysts with {UNIT}",
         {"Ann Tan": CENTRE, "Bo Lee": CENTRE, "Cy Koh": CENTRE}),
        (f"Ann Tan is a Fellow at the Institute of Tides in Malmö. She is a Visiting Associate at the {RSIS}.",
         {"Ann Tan": "Institute of Tides in Malmö"}),
        (f"Ann Tan is a Fellow at the Institute of Tides. Bo Lee is a Fellow with {UNIT}",
         {"Ann Tan": "Institute of Tides", "Bo Lee": CENTRE}),
        (f"Ann Tan is a Fellow at the Institute of Tides.\n\nBo Lee is a Fellow with {UNIT}",
         {"Ann Tan": "Institute of Tides", "Bo Lee": CENTRE}),
        ("Ann Tan heads the Lamp Desk.", {"Ann Tan": None}),
        ("Ann Tan, PhD, is a Fellow at the Institute of Tides.", {"Ann Tan": "Institute of Tides"}),
        ("Ann Tan is Director of the Institute of Tides.", {"Ann Tan": "Institute of Tides"}),
        ("Ann Tan is a writer. Tan also rows.", {"Ann Tan": None}),
        ("V. S. Suguna is a Fellow at the St. John Institute, Singapore.", {"V. S. Suguna": "St. John Institute"}),
        ("Suparno is a PhD candidate at the University of the Tide.", {"Suparno": "University of the Tide"}),
        ("Ann Tan (PhD) is unknown here.", {"Ann Tan": None}),
        ("Ann Tan is a writer. Quiet Tides is her latest book. Singapore is where she lives.", {"Ann Tan": None}),
    ],
)  # fmt: skip
def test_biographies(text, people):
    authors = authors_in_biography(text)
    add_affiliations(authors, text)

    assert {author.name: author.affiliation for author in authors} == people


@pytest.mark.parametrize(
    "text",
    [
        f"The writer is a research analyst with {UNIT}",
        "RSIS is a school.",
        "This is an essay. It is based on a lecture.",
        "",
    ],
)
def test_biographies_that_name_nobody(text):
    assert authors_in_biography(text) == []


@pytest.mark.parametrize(
    "opening", ["The writer is a research analyst", "The author was a fellow", "*The writer is an analyst"]
)
def test_the_writer_is_the_author(opening):
    (author,) = authors = authors_of("Ann Tan")

    add_affiliations(authors, f"{opening} with {UNIT}")

    assert author.affiliation == CENTRE


def test_the_writers_are_all_authors():
    authors = authors_of("Ann Tan and Bo Lee")

    add_affiliations(authors, f"The writers are senior analysts with {UNIT}")

    assert [author.affiliation for author in authors] == [CENTRE, CENTRE]


@pytest.mark.parametrize(
    "names",
    [("Seah Jia Hwee", "Seah Jia Hwee Cedric"), ("Seah Jia Hwee Cedric", "Seah Jia Hwee")],
)
def test_a_name_that_begins_anothers(names):
    one, other = names
    text = f"{one} is a Fellow at the Institute of Tides. {other} is a Fellow with {UNIT}"
    authors = [Author(name, name) for name in reversed(names)]

    add_affiliations(authors, text)

    assert {author.name: author.affiliation for author in authors} == {one: "Institute of Tides", other: CENTRE}
    assert [author.name for author in authors_in_biography(text)] == [one, other]


def test_a_name_inside_a_word_is_no_mention():
    authors = [Author("An Li", "An Li"), Author("Bo Lee", "Bo Lee")]

    add_affiliations(authors, "An Lim is with the Lamp Desk. Bo Lee is a Fellow at the Institute of Tides.")

    assert [author.affiliation for author in authors] == [None, "Institute of Tides"]
    assert [author.name for author in authors_in_biography("LeBo Lim is a clerk. Bo Li is a clerk.")] == [
        "LeBo Lim",
        "Bo Li",
    ]


@pytest.mark.parametrize(
    "text, biography, names",
    [
        ("JANE CHAN argues that herons return.", "", ["Jane Chan"]),
        ("JANE CHAN argues that herons return.", f"The writer is a fellow with {UNIT}", ["Jane Chan"]),
        ("JANE CHAN argues that herons return.", f"Jane Chan is a fellow with {UNIT}", ["Jane Chan"]),
        ("JANE McCHAN argues that herons return.", "", []),
        ("JANE CHAN and ODO LAMP explore the tide.", "", ["Jane Chan", "Odo Lamp"]),
        ("JANE CHAN, BO LEE, and ODO LAMP examine the tide.", "", ["Jane Chan", "Bo Lee", "Odo Lamp"]),
        ("V. S. SUGUNA looks at the tide.", "", ["V. S. Suguna"]),
        (
            "MOHAMED NAWAB BIN OSMAN asks who counts.",
            "Mohamed Nawab bin Osman is a clerk.",
            ["Mohamed Nawab bin Osman"],
        ),
        ("TERRI-ANNE O’TEO contends that herons return.", "", ["Terri-Anne O’Teo"]),
        ("SOUTH KOREA faces a choice.", "", []),
        ("NEW ZEALAND considers its herons.", "", []),
        ("THE SEARCH for herons continues.", "", []),
        ("TRILATERAL TIES among herons have suffered.", "", []),
        ("HERON LINES need lamps.", "Jane Chan is a fellow.", []),
        ("TIDAL POLICY outlines the harbour.", "Jane Chan is a fellow.", []),
        ("CHINA argues that herons return.", "", []),
        ("As the tide turns, JANE CHAN argues that herons return.", "", ["Jane Chan"]),
        ("The tide has few friends. JANE CHAN and ODO LAMP say that it turns.", "", ["Jane Chan", "Odo Lamp"]),
        ("As the tide turns, SOUTH KOREA argues that herons return.", "", []),
        ("As the tide turns, HERON LINES keep their lamps.", "", []),
        ("", "", []),
    ],
)
def test_names_in_capitals_in_a_standfirst(text, biography, names):
    assert [author.name for author in authors_in_standfirst(text, biography)] == names


@pytest.mark.parametrize(
    "biography",
    [None, "The writer is a Fellow at the Institute of Tides.", "Jane Chan is a Fellow at the Institute of Tides."],
)
def test_author_only_in_the_standfirst_of_main_content(biography):
    about = (("About the Author", "about_author", biography),) if biography else ()
    standfirst = (None, "synopsis", "JANE CHAN argues that the herons return to where the lamps are lit all year.")
    made = MADE.but(sections=(standfirst, *SECTIONS[1:-1], *about))

    got = read(content(made))

    assert got.authors == ["Jane Chan"]
    assert got.affiliations == ["Institute of Tides" if biography else None]
    assert got.sources["byline"] == "standfirst"
    assert got.byline is None


@pytest.mark.parametrize(
    "byline, names",
    [
        ("Ann Tan", ["Ann Tan"]),
        ("Ann Tan, Bo Lee,\nCy Koh, Di Ong and Ed Poh", ["Ann Tan", "Bo Lee", "Cy Koh", "Di Ong", "Ed Poh"]),
        ("Ann Tan, Bo Lee,\nCy Koh, Di Ong,\nand Ed Poh", ["Ann Tan", "Bo Lee", "Cy Koh", "Di Ong", "Ed Poh"]),
        ("Suparno", ["Suparno"]),
        ("Dr Ann Tan*", ["Ann Tan"]),
    ],
)
def test_bylines_of_whole_pages(byline, names):
    got = read(whole(MADE.but(byline=byline)))

    assert got.authors == names
    assert got.sections == list(SECTIONS)


def test_byline_with_by():
    got = read(whole(MADE.but(byline="By Ann Tan and Bo Lee")))

    assert (got.byline, got.authors) == ("Ann Tan and Bo Lee", ["Ann Tan", "Bo Lee"])


@pytest.mark.parametrize("layout", ["04 February 2021\n    Ann Tan\n", "04 February 2021\n\n    Ann Tan\n"])
def test_byline_under_the_date(layout):
    page = whole(MADE.but(byline=None)).replace("04 February 2021\n", layout)

    got = read(page)

    assert (got.byline, got.authors, str(got.published_on)) == ("Ann Tan", ["Ann Tan"], "2021-02-04")
    assert got.sections == list(SECTIONS)


def test_byline_that_is_not_understood_is_said():
    got = read(whole(MADE.but(byline="the desk of 3 lamps")))

    assert "byline_not_understood" in got.flags
    assert got.authors == ["Mei Ling Tanaka", "Arvid Q. Lindqvist"]


def test_article_without_byline_or_biography_has_no_author():
    got = read(whole(MADE.but(byline=None, sections=SECTIONS[:-1])))

    assert got.authors == []


@pytest.mark.parametrize(
    ("biography", "names"),
    [
        ("An Nguyen is a Research Fellow at the Lamp Desk.", ["An Nguyen"]),
        ("In Sook Kim is currently an Analyst at the Lamp Desk.", ["In Sook Kim"]),
        ("An Tran and Minh Le are Research Fellows at the Lamp Desk.", ["An Tran", "Minh Le"]),
        ("An Associate Professor is with the Lamp Desk.", []),
        ("An Adjunct Senior Fellow, Barry Ashgrove was an Ambassador.", ["Barry Ashgrove"]),
        ("In Singapore, Tan Wei is a Research Fellow.", ["Tan Wei"]),
        ("In Singapore he is a Fellow at the Lamp Desk.", []),
        ("In Cambodia Sok Heng was a Fellow.", []),
        ("In Tidal Studies and International Relations, Bo Lee is a Senior Fellow.", ["Bo Lee"]),
        ("In Tidal Studies, Bo Lee and Tan Wei are Fellows.", ["Bo Lee", "Tan Wei"]),
    ],
)
def test_an_and_in_open_phrases_and_are_names_too(biography, names):
    assert [author.name for author in authors_in_biography(biography)] == names
    assert is_biography(biography) == (bool(names) and "Ambassador" not in biography)


@pytest.mark.parametrize(
    ("biography", "names"),
    [
        ("Ambassador (Ret.) Ann Tan is a Fellow at the Lamp Desk.", ["Ann Tan"]),
        ("Dr K.S. Lamp, formerly with the Ministry of Tides, is a Fellow.", ["K.S. Lamp"]),
        ("The author, P. S. Lamp, is a Fellow at the Lamp Desk.", ["P. S. Lamp"]),
        ("The authors, Ann Tan and Bo Lee, are Fellows at the Lamp Desk.", ["Ann Tan", "Bo Lee"]),
        ("Ann Tan, a former journalist, is with the Lamp Desk.", ["Ann Tan"]),
        ("Ann Tan (PhD, Malmö) is a Fellow.", ["Ann Tan"]),
        ("Ann Tan lectures at the Lamp Desk.", ["Ann Tan"]),
        ("Ann Tan received her doctorate in Malmö.", ["Ann Tan"]),
        ("Both Ann Tan and Bo Lee are with the Lamp Desk.", ["Ann Tan", "Bo Lee"]),
        ("A former pilot, Ann Tan is now a Fellow.", ["Ann Tan"]),
        ("Based in Malmö, Ann Tan is with the Institute of Tides.", ["Ann Tan"]),
        ("Ann Tan, a Fellow at the S. Lamp School, and Bo Lee, an Adjunct Fellow, are rowing.", ["Ann Tan", "Bo Lee"]),
        ("Ann Tan is a Fellow at the Institute of Tides and Lamp Studies, a constituent unit.", ["Ann Tan"]),
        ("Ann Tan is a Fellow. Formerly, Ann was a pilot. Tide Post, a daily, is where she wrote.", ["Ann Tan"]),
        ("Based in Malmö, Tide Post is a daily.", []),
        ("Ann Tan, a PhD candidate at the Lamp Desk, and Bo Lee, a PhD candidate at the Tide Desk, contributed this.",
         ["Ann Tan", "Bo Lee"]),
        (f"Ann Tan, a Fellow at the {CENTRE} of {RSIS}, Tide Town, and Bo Lee, a Fellow at the {CENTRE} of {RSIS},"
         " Tide Town, contributed this.", ["Ann Tan", "Bo Lee"]),
        ("Ann Tan, Fellow, Heron Forum, writes in her personal capacity.", ["Ann Tan"]),
        ("Ann Tan, Non-Resident Fellow, Lamp Institute, and Bo Lee, Director, Tide Desk, are rowing.",
         ["Ann Tan", "Bo Lee"]),
        ("Ann Tan is a Fellow. Odo H. Lamp Jr., a former pilot, is Director of the Lamp Desk.",
         ["Ann Tan", "Odo H. Lamp"]),
    ],
)  # fmt: skip
def test_biographies_of_many_wordings(biography, names):
    assert [author.name for author in authors_in_biography(biography)] == names
