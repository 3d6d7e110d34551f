import pytest

from flows._words import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 releases"), (1, "1 release"), (2, "2 releases"), (1200, "1,200 releases")]
)
def test_one_is_not_many(number, said):
    assert counted(number, "release") == said


def test_some_nouns_have_a_plural_of_their_own():
    assert counted(2, "copy", "copies") == "2 copies"
