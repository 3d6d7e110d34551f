import random
from collections import Counter

import polars as pl
import pytest

from transforms import terms
from transforms.terms import STOP_WORDS, WORD_BITS, count_terms, find_terms

WORDS = ["tides", "reefs", "of", "the", "coral", "ferries", "17", "x", "Strait", "|", "north’s", "harbour"]


def _terms(text, known):
    """The terms of a text, found the plain way."""
    clauses = text.lower().replace("’", " ").split("|")
    found = set()
    for clause in clauses:
        words = clause.split()
        for size in (1, 2, 3):
            for start in range(len(words) - size + 1):
                term = words[start : start + size]
                ends = [word for word in (term[0], term[-1]) if word in STOP_WORDS or len(word) < 2 or word == "17"]
                if not ends and set(term) <= known:
                    found.add(" ".join(term))
    return found


def _spelt(terms_found, counted):
    words = dict(terms_found.words.rows())

    def spell(key):
        parts = [key >> 2 * WORD_BITS, key >> WORD_BITS, key]
        return " ".join(words[part] for part in (part % (1 << WORD_BITS) for part in parts) if part)

    return {(row[0], spell(row[1])): row[2:] for row in counted.terms.rows()}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("at_once", "sketch_bits"), [(8_000, 21), (7, 4)])
def test_counts_are_those_found_the_plain_way(monkeypatch, seed, at_once, sketch_bits):
    dice = random.Random(seed)
    monkeypatch.setattr(terms, "_TEXTS_AT_ONCE", at_once)
    monkeypatch.setattr(terms, "_SKETCH_BITS", sketch_bits)
    titles = [" ".join(dice.choices(WORDS, k=dice.randint(0, 9))) or None for _ in range(60)]
    texts = pl.DataFrame({"title": titles, "synopsis": [None, *titles[:-1]]})
    members = sorted({(dice.randrange(60), dice.randrange(5)) for _ in range(120)})
    groups = pl.DataFrame(members, ["article", "group_key"], orient="row")

    terms_found = find_terms(iter([texts[:40], texts[40:]]))
    counted = count_terms(terms_found, groups)

    joined = ["|".join(part for part in row if part) for row in texts.rows()]
    frequent = Counter(word for text in joined for word in text.lower().replace("’", " ").replace("|", " ").split())
    assert max(frequent.values()) > 2
    found = [_terms(text, {word for word, count in frequent.items() if count > 1}) for text in joined]
    overall = {term: count for term, count in Counter(term for one in found for term in one).items() if count > 1}
    assert counted.total == sum(overall.values())
    expected = {}
    for key in range(5):
        here = Counter(term for article, group in members if group == key for term in found[article] & set(overall))
        expected |= {(key, term): (count, overall[term]) for term, count in here.items() if count > 1}
        assert counted.groups.filter(group_key=key)["terms"].to_list() == [sum(here.values())]
    assert any(term.count(" ") == 2 for _, term in expected)
    assert _spelt(terms_found, counted) == expected


def test_no_texts_have_no_terms():
    groups = pl.DataFrame(schema={"article": pl.Int64, "group_key": pl.UInt32})

    terms_found = find_terms([])
    counted = count_terms(terms_found, groups)

    assert terms_found.words.is_empty() and counted.groups.is_empty() and counted.terms.is_empty() and not counted.total
