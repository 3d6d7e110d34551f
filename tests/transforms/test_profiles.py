import pytest

from transforms import PARSER_VERSION
from transforms.profiles import OWN, ProfileError, parser_version, profiles
from transforms.recognise import read_page

LEAST = """
name = "mina"
title = "Made-up Institute of Northern Affairs"
language = "en"
hosts = ["mina.example"]

[breadcrumb]
root = "MINA"
sections = { "Reading" = "publication" }

[page]
categories = "Shelved:"
"""

PAGE = """- MINA
- Reading
- Ice and Insurance

Ice and Insurance

Ann Tan

05 March 2021

Ships that pass the strait pay more each winter, and the insurers have noticed.

Shelved: Shipping / Weather
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Puts a profile into a folder of the user's own."""

    def put(text: str, name: str = "mina") -> None:
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        forget()

    def forget() -> None:
        profiles.cache_clear()
        parser_version.cache_clear()

    monkeypatch.setenv(OWN, str(tmp_path))
    forget()
    yield put
    forget()


def test_a_profile_of_no_more_than_it_takes_reads_a_page(own):
    own(LEAST)

    assert [profile.name for profile in profiles()] == ["mina", "rsis"]
    page = read_page(PAGE, "https://mina.example/ice-and-insurance/", profiles())

    assert (page.outcome, page.publisher, page.title) == ("publication", "mina", "Ice and Insurance")
    assert [name for name, *_ in page.categories] == ["Shipping", "Weather"]
    assert "Ships that pass" in page.sections[0].text


def test_a_copy_is_read_with_the_profile_of_the_publisher_it_names(own):
    own(LEAST)  # before the other's in the alphabet
    text = "Ships that pass the strait pay more each winter, and the insurers have noticed. " * 3
    labels = f"SYNOPSIS\n\n{text}\n\nCOMMENTARY\n\n{text}\n\n{text}"
    page = f"Friday, 12 April 2013\nRSIS presents the following commentary Ice by Ann Tan.\nIce\nBy Ann Tan\n\n{labels}"

    read = read_page(page, "https://blog.example/2013/04/ice.html", profiles())

    assert (read.outcome, read.publisher, read.is_copy) == ("publication", "rsis", True)


def test_one_of_the_same_name_takes_the_place_of_the_one_there_is(own):
    own(LEAST.replace('"mina"', '"rsis"'), "rsis")

    assert [(profile.name, profile.root) for profile in profiles()] == [("rsis", "MINA")]


def test_the_parsers_version_goes_with_what_profiles_say(own):
    assert parser_version() == PARSER_VERSION
    versions = []
    for text in (LEAST, LEAST, LEAST + 'footer = ["Often Read"]\n'):
        own(text)
        versions.append(parser_version())

    assert versions[0] == versions[1] != versions[2]
    assert all(version.startswith(f"{PARSER_VERSION}+") for version in versions)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x ==", "Invalid value"),
        ("", "missing required field `name`"),
        (LEAST + "x = 1\n", r"unknown field `x` - at `\$\.page`"),
        (LEAST + "download = 1\n", r"Expected `array`, got `int` - at `\$\.page\.download`"),
        (LEAST + 'list_item = "("\n', r"no regular expression: .* - at `\$\.page\.list_item`"),
        (LEAST + 'old_start = ["Loading"]\n', "old_start and old_crumb go together"),
        (LEAST + "[email]\nnumber = '^No (?P<number>\\d+)$'\n", r"a group \(\?P<year>\.\.\.\) is missing .*\$\.email"),
        (LEAST.replace('"publication"', '"publications"'), "Invalid enum value 'publications'"),
        (LEAST.replace('"mina.example"', '"www.mina.example"'), r"Expected `str` matching regex .* - at `\$\.hosts"),
        (LEAST.replace('"Shelved:"', '""'), "length >= 1"),
        (LEAST.replace('"mina"', '"other"'), r"call the file other\.toml"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said_in_one_line(own, text, message):
    own(text)

    with pytest.raises(ProfileError, match=r"^\S*/mina\.toml: .*" + message) as error:
        profiles()

    assert "\n" not in str(error.value)


def test_a_folder_that_is_not_there_is_no_empty_one(monkeypatch, tmp_path, own):
    monkeypatch.setenv(OWN, str(tmp_path / "nowhere"))

    with pytest.raises(ProfileError, match="nowhere: no such folder"):
        profiles()
