"""Names of many peoples, and biographies in seldom seen wordings."""

import pytest

from tests.transforms.pages import MADE, QUOTED, SECTIONS, content, whole
from tests.transforms.reading import read
from transforms.people import authors_in_biography


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Aisha bint Hamad", ["Aisha bint Hamad"]),
        ("Karim ben Yusuf and Ann Tan", ["Karim ben Yusuf", "Ann Tan"]),
        ("Anwar ul-Islam, Habib ur-Rahman and Bo Lee", ["Anwar ul-Islam", "Habib ur-Rahman", "Bo Lee"]),
        ("Jeroen d’Hondt & Gert-Jan van ’t Hof", ["Jeroen d’Hondt", "Gert-Jan van ’t Hof"]),
        ("ANN TAN AND BO LEE", ["Ann Tan", "Bo Lee"]),
        ("ANN TAN, BO LEE, AND CY GOH", ["Ann Tan", "Bo Lee", "Cy Goh"]),
        ("ANN TAN AND\nBO LEE", ["Ann Tan", "Bo Lee"]),
        ("Pia zu Lamp and Marit ten Brink", ["Pia zu Lamp", "Marit ten Brink"]),
        ("Lee Ah Kow @ David", ["Lee Ah Kow @ David"]),
        ("Roza Heron (Guest Contributor)", ["Roza Heron"]),
        ("Ann Tan (Contributing Author) and Odo Lamp (Senior Fellow)", ["Ann Tan", "Odo Lamp"]),
    ],
)
def test_bylines(byline, names):
    assert read(whole(MADE.but(byline=byline, sections=SECTIONS[:4]))).authors == names


@pytest.mark.parametrize(
    ("biography", "names"),
    [
        ("Ann Tan recently graduated from the Tide School and is now with RSIS.", ["Ann Tan"]),
        ("Odo Lamp read history at Malmö and is a Visiting Fellow at the Heron Forum.", ["Odo Lamp"]),
        ("Ann Tan – Senior Analyst, Heron Forum.", ["Ann Tan"]),
        ("Ann Tan is a Fellow at RSIS. Bo Lee is Deputy Head of the Lamp Unit at RSIS.", ["Ann Tan", "Bo Lee"]),
        ("Ann Tan is Dean of the Lamp School, while Bo Lee is Editor of the Tide Review.", ["Ann Tan", "Bo Lee"]),
        (
            "Ann Tan is a Senior Fellow, Bo Lee is an Analyst and Cy Koh is a Lecturer at the Heron Forum.",
            ["Ann Tan", "Bo Lee", "Cy Koh"],
        ),
        ("Odo Lamp, a retired admiral, practises law in Malmö.", ["Odo Lamp"]),
        ("Odo Lamp is a Fellow at RSIS. Heron University Press published him. Malmö received it well.", ["Odo Lamp"]),
        ("Odo Lamp is a Fellow at RSIS. The Tide Board covers his costs. Heron Hall led the way.", ["Odo Lamp"]),
        ("Now retired, Odo Lamp lives in Malmö.", []),
    ],
)
def test_biographies(biography, names):
    assert [one.name for one in authors_in_biography(biography)] == names


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ("Odo Lamp teaches hydrography at the Tide University. He was a pilot.", ["Odo Lamp"]),
        ("Ann Tan recently completed an internship with the Lamp Unit at RSIS.", ["Ann Tan"]),
        ("Ann Tan is Head of the Tides at the S. Rajaratnam School of International Studies (RSIS).", ["Ann Tan"]),
        ("Odo Lamp was a naval attaché. He is now a Senior Fellow at the Heron Forum.", ["Odo Lamp"]),
        ("Odo Lamp holds a DPhil from Oxford and lives in Malmö.", ["Odo Lamp"]),
        ("A former pilot, Odo Lamp is a Fellow at the Heron Forum.", ["Odo Lamp"]),
        ("Odo Lamp has been Coordinator of the Tide Watch at the Heron Institute since 2011.", ["Odo Lamp"]),
        ("Ann Tan is an independent analyst based in Malmö and was a pilot.", ["Ann Tan"]),
        ("Odo Lamp is President and is at odds with the Army.", []),
        ("Odo Lamp is Chairman of the Heron Forum.", []),
        ("Heron Harbour has to choose, and its Council is not ready.", []),
        ("Odo Lamp leads a country whose Ministry of Tides is short of lamps.", []),
        ("Odo Lamp was right, and the School of Tides is not.", []),
        ("Singapore is with the others in this.", []),
    ],
)
def test_who_a_last_paragraph_of_main_content_introduces(last, names):
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{last}"))

    got = read(content(MADE.but(sections=parts)))

    assert got.authors == names
    assert ("about_author" in [kind for _, kind, _ in got.sections]) == bool(names)


def test_biographies_of_several_authors_in_main_content_are_split_off_together():
    people = "Ann Tan writes on tides.\n\nOdo Lamp spent years at the Heron Office.\n\nBo Lee is an Analyst at RSIS."
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{people}"))

    got = read(content(MADE.but(sections=parts)))

    assert got.sections[-1] == (None, "about_author", people)
    assert got.authors == ["Ann Tan", "Odo Lamp", "Bo Lee"]


@pytest.mark.parametrize(
    "note",
    [
        "An earlier version of this article appeared in the Tide Post.",
        "The authors thank two reviewers of the Heron Forum.",
        "The views expressed are not those of the Heron Forum.",
    ],
)
def test_a_note_behind_a_biography_belongs_to_it(note):
    people = f"Odo Lamp is a Fellow at the Heron Forum.\n\n{note}"
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{people}"))

    assert read(content(MADE.but(sections=parts))).sections[-1] == (None, "about_author", people)
