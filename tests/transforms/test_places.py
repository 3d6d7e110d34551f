import polars as pl
import pytest

from transforms.places import find_places


@pytest.mark.parametrize(
    "text, codes",
    [
        ("Japan and Peru met.", ["JPN", "PER"]),
        ("PERU HAS lamps.", ["PER"]),
        ("THE UNITED STATES acted.", ["USA"]),
        ("SOUTH KOREA and JAPAN met.", ["JPN", "KOR"]),
        ("NORTH Korea’s lamps went out.", ["PRK"]),
        ("PAPUA NEW Guinea’s lamps went out.", ["PNG"]),
        ("SOUTH CHINA Sea lamps.", []),
        ("THE SOUTH CHINA SEA", []),
        ("Gulf of Guinea, New Guinea, Inner Mongolia and New Jersey", []),
        ("Papua New Guinea and Guinea", ["GIN", "PNG"]),
        ("Côte d’Ivoire’s lamps", ["CIV"]),
        ("CÔTE D’IVOIRE’S LAMPS", ["CIV"]),
        ("Côte d'Ivoire", ["CIV"]),
        ("Bosnia and Bosnia and Herzegovina", ["BIH"]),
        ("Let us meet IN the harbour.", []),
    ],
)
def test_countries_named_in_a_text(text, codes):
    texts = pl.DataFrame({"row": [0], "in_title": [False], "text": [text]}, schema_overrides={"row": pl.UInt32})

    assert find_places(texts)["country_code"].to_list() == codes
