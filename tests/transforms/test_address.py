import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.address import Address, read_address

ONE = Address("rsis.edu.sg", "rsis-publication/rsis/co21020-tide", "co21020-tide")


@pytest.mark.parametrize(
    "url",
    [
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide",
        "http://www.rsis.edu.sg/rsis-publication/rsis/co21020-tide/",
        "https://WWW.RSIS.edu.sg./rsis-publication/rsis/co21020-tide",
        "https://rsis.edu.sg:443/rsis-publication/rsis/co21020-tide",
        "https://reader@rsis.edu.sg/rsis-publication/rsis/co21020-tide",
        "https://reader:secret@www.rsis.edu.sg:8080/rsis-publication/rsis/co21020-tide/",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide/?doing_wp_cron=1728064810.12",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide#top",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide?a=/b/#c?d",
        "https://rsis.edu.sg//rsis-publication/rsis//co21020-tide//",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020%2Dtide",
        "  //rsis.edu.sg/rsis-publication/rsis/co21020-tide\n",
        "rsis.edu.sg/rsis-publication/rsis/co21020-tide",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide/amp/",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide/index.html",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide/print",
        "https://rsis.edu.sg/rsis-publication/rsis/co21020-tide/2/amp",
    ],
)
def test_spellings_of_one_address(url):
    assert read_address(url) == ONE


@pytest.mark.parametrize(
    "url, slug",
    [
        ("https://rsis.edu.sg", ""),
        ("https://rsis.edu.sg/", ""),
        ("https://rsis.edu.sg/a/The-Tide", "the-tide"),
        ("https://rsis.edu.sg/index.php?id=7", ""),
        ("https://rsis.edu.sg/2019/07", "07"),
        ("https://rsis.edu.sg/a/the-tide/2019", "2019"),
        ("https://rsis.edu.sg/a/feeding-herons", "feeding-herons"),
        ("https://rsis.edu.sg/a/caitr%C3%ADona", "caitríona"),
        ("https://rsis.edu.sg/a/caitríona", "caitríona"),
        ("https://rsis.edu.sg/a/100%-herons", "100%-herons"),
        ("https://rsis.edu.sg/a/%ff", "\ufffd"),
    ],
)
def test_slugs(url, slug):
    assert read_address(url).slug == slug


@pytest.mark.parametrize("url", ["", " ", "herons", "http://", "https://localhost/a", "mailto:", "a b.c/d", "?x.y/z"])
def test_what_is_no_address(url):
    assert read_address(url) is None


@given(st.text(max_size=80))
def test_any_text(url):
    address = read_address(url)

    assert address is None or ("." in address.host and address.slug == address.slug.lower())
