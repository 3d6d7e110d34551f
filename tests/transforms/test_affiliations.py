import pytest

from transforms.affiliations import add_affiliations
from transforms.people import authors_in_biography

SCHOOL = "S. Rajaratnam School of International Studies (RSIS)"


@pytest.mark.parametrize(
    ("biography", "people"),
    [
        (f"Ann Tan is Programme Head, {SCHOOL}, Nanyang Technological University (NTU).", {"Ann Tan": SCHOOL}),
        ("Ann Tan, Visiting Associate, Institute of Tides in Malmö, writes in her personal capacity.",
         {"Ann Tan": "Institute of Tides in Malmö"}),
        ("Ann Tan is Professor of Tidal Law, Centre for Lamps, and rows.", {"Ann Tan": "Centre for Lamps"}),
        ("Ann Tan is Senior Analyst, Ministry of Tidal Affairs.", {"Ann Tan": "Ministry of Tidal Affairs"}),
        ("Ann Tan is a Fellow of the Department of Lamps, Tide College, and concurrently a Fellow at the Heron Forum.",
         {"Ann Tan": "Department of Lamps"}),
        (f"Ann Tan is Programme Head of the {SCHOOL} and concurrently a Fellow at the Heron Forum.",
         {"Ann Tan": SCHOOL}),
        ("Ann Tan is Professor of Tidal Law of the Heron Forum.", {"Ann Tan": "Heron Forum"}),
        ("Ann Tan is Professor of Tidal Law at the University of the Lamp.", {"Ann Tan": "University of the Lamp"}),
        ("Ann Tan is Director, Studies in Lamps in Plural Societies (SLP) Programme.",
         {"Ann Tan": "Studies in Lamps in Plural Societies (SLP) Programme"}),
        ("Ann Tan is a Fellow with the Heron Forum and Editor of its letters.", {"Ann Tan": "Heron Forum"}),
        ("Ann Tan, a former Director of the Institute of Tides, is now a Fellow at the Heron Forum.",
         {"Ann Tan": "Heron Forum"}),
        ("Ann Tan, formerly with the Ministry of Tides, is a Fellow at the Heron Forum.", {"Ann Tan": "Heron Forum"}),
        ("Ann Tan was formerly with the Ministry of Tides.", {"Ann Tan": None}),
        ("Ann Tan is a retired keeper. She studied at the University of the Lamp.", {"Ann Tan": None}),
        ("Ann Tan is a keeper of the Low Lamps.", {"Ann Tan": None}),
        ("Ann Tan, Odo H. Lamp Jr. and Ma. Rosa Heron are Fellows with the Heron Forum (HF), Malmö.",
         {"Ann Tan": "Heron Forum (HF)", "Odo H. Lamp": "Heron Forum (HF)", "Ma. Rosa Heron": "Heron Forum (HF)"}),
        ("Ann Tan is a Fellow at the Heron Forum; Bo Lee is an Analyst at the Institute of Tides.",
         {"Ann Tan": "Heron Forum", "Bo Lee": "Institute of Tides"}),
        ("Ann Tan, a Fellow at the Heron Forum, and Bo Lee, an Analyst at the Institute of Tides, contributed this.",
         {"Ann Tan": "Heron Forum", "Bo Lee": "Institute of Tides"}),
        ("Ann Tan (PhD, Tide University) is a Fellow at the Heron Forum. Bo Lee, a former ambassador of Norway, is "
         "Head of the Institute of Tides.", {"Ann Tan": "Heron Forum", "Bo Lee": "Institute of Tides"}),
        ("Ann Tan is chairman of the Lamp Institutes of Malmö and teaches at the Tide College.",
         {"Ann Tan": "Lamp Institutes of Malmö"}),
        ("Ann Tan is Analyst, Bo Lee is Deputy Head and Cy Koh is Research Fellow at the Heron Forum.",
         {"Ann Tan": "Heron Forum", "Bo Lee": "Heron Forum", "Cy Koh": "Heron Forum"}),
    ],
)  # fmt: skip
def test_affiliations(biography, people):
    authors = authors_in_biography(biography)
    add_affiliations(authors, biography)

    assert {author.name: author.affiliation for author in authors} == people
