"""The terms of titles and synopses, runs of one to three words, and how many articles of each group have them.

Words and terms are numbers: sorted and counted many times as fast as text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl

T = TypeVar("T")

WORD_BITS = 20
"""Bits of a word's number in a term's key; a term of two words is its first's shifted by so many, and the second's."""

WORDS = 60
"""Words of a text that are looked at: most synopses are no longer, and a list of takeaways would count for several."""

_LEAST_ARTICLES = 2
_LEAST_SHARE = 1 / 10_000

_PUNCTUATION = r"[^\pL\pM\pN -][^\pL\pM\pN-]*"
_MARK = "|"
_END = r"^\pL.*[\pL\pM\pN]$"
_SHORTEST, _LONGEST = 2, 40

_TEXTS_AT_ONCE = 8_000
_NO_TEXT = pl.DataFrame({"title": [None], "synopsis": [None]}, {"title": pl.String, "synopsis": pl.String})
_NUMBER = pl.Int64
_COUNTS = ("group_key", "term_key", "articles", "articles_in_all")
_SKETCH_BITS = 21
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

_COMMON = (
    # articles, pronouns
    "a an the i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself",
    "she her hers herself it its itself they them their theirs themselves this that these those such same one",
    "who whom whose which what some any all both each every either neither none other others another own",
    # conjunctions, prepositions
    "and or but nor so yet if because as while whereas although though unless whether than then of at by for",
    "with without within against between among amid into through throughout during before after above below to",
    "from up down in out on off over under upon about across along around behind beyond despite toward towards",
    "until till since per via like unlike amongst onto",
    # verbs that help others
    "am is are was were be been being have has had",
    "having do does did done doing can could may might must shall",
    "should will would ought cannot let get gets got",
    # adverbs, adjectives of any text
    "again also already always anymore away back else even ever far further here there where when why how just",
    "hence however indeed instead later less least likely many more most much never no not now often once only",
    "perhaps quite rather really soon still thus too very",
    "well few several enough yes according first second two",
    # what is left of words cut at an apostrophe, and marks of writing
    "s t d m ll re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn",
    "cent percent mr mrs ms dr prof etc eg ie vs",
)
STOP_WORDS = frozenset(word for line in _COMMON for word in line.split())
"""Words too common to say what a text is about; a term may have one inside, but not at an end."""


@dataclass
class Terms:
    """Terms that enough articles have, and which of them each article has.

    Attributes:
        words: word_key and word.
        keys: term_key of each term, sorted.
        counts: Articles that have it.
        of_articles: Places among the keys of each article's terms, each once, article after article.
        lengths: How many terms each article has.
    """

    words: pl.DataFrame
    keys: np.ndarray
    counts: np.ndarray
    of_articles: np.ndarray
    lengths: np.ndarray


@dataclass
class Counted:
    """How many articles of each group have the terms.

    Attributes:
        groups: group_key, and terms: of its articles, added up.
        terms: group_key, term_key, articles of the group and articles_in_all with the term; where the group has two.
        total: Terms of all articles, added up.
    """

    groups: pl.DataFrame
    terms: pl.DataFrame
    total: int


def find_terms(texts: Iterable[pl.DataFrame]) -> Terms:
    """Finds the terms of articles.

    A term begins and ends with a word that is no stop word, and has no punctuation inside. Only what two articles and
    one in 10,000 have is one.

    Args:
        texts: title and synopsis of all articles, some at a time.
    """
    spelt = pl.Categories.random()
    lasting = pl.Series(dtype=pl.Categorical(spelt))  # numbers are forgotten once no column has them
    batches = [_words(batch, spelt) for some in texts for batch in some.iter_slices(_TEXTS_AT_ONCE)]
    # At least one, so that there are numbers to count.
    batches = batches or [_words(_NO_TEXT, spelt)]
    articles = sum(len(batch.lengths) for batch in batches)
    least = max(_LEAST_ARTICLES, articles * _LEAST_SHARE)
    words, ends, batches = _vocabulary(batches, spelt.to_series(), least)
    del lasting
    return Terms(words, *_having(_frequent(batches, ends, least), articles, least))


def count_terms(found: Terms, groups: pl.DataFrame) -> Counted:
    """Counts the articles with each term, in all and in each group.

    Args:
        found: The terms of all articles.
        groups: article, its place from 0, and group_key; an article may be in several.
    """
    starts = np.cumsum(found.lengths) - found.lengths
    sizes, counted = {}, []
    for (group,), members in groups.partition_by("group_key", as_dict=True).items():
        of_group = found.of_articles[_slices(starts, found.lengths, members["article"].to_numpy())]
        sizes[group] = len(of_group)
        here = np.bincount(of_group, minlength=len(found.keys))
        several = np.flatnonzero(here > 1)
        counted.append((np.full(len(several), group), found.keys[several], here[several], found.counts[several]))
    columns = zip(*counted, strict=True) if counted else [[np.empty(0)]] * len(_COUNTS)
    return Counted(
        pl.DataFrame(
            {"group_key": list(sizes), "terms": list(sizes.values())}, {"group_key": _NUMBER, "terms": _NUMBER}
        ),
        pl.DataFrame(
            {name: np.concatenate(parts).astype(np.int64) for name, parts in zip(_COUNTS, columns, strict=True)}
        ),
        len(found.of_articles),
    )


class _Batch(NamedTuple):
    """The words of some texts as numbers, one after another, and how many each text has."""

    words: np.ndarray
    lengths: np.ndarray


def _words(texts: pl.DataFrame, spelt: pl.Categories) -> _Batch:
    """Cuts texts into words; what is new among these gets the next numbers."""
    text = pl.concat_str("title", "synopsis", separator=_MARK, ignore_nulls=True).fill_null("")
    # An apostrophe parts no clauses.
    plain = text.str.replace_all("’", " ", literal=True).str.replace_all("'", " ", literal=True).str.to_lowercase()
    marked = plain.str.replace_all(_PUNCTUATION, f" {_MARK} ")
    lists = texts.select(words=marked.str.split(" ").list.head(WORDS))["words"]
    words = lists.explode(empty_as_null=False, keep_nulls=False).cast(pl.Categorical(spelt))
    return _Batch(words.to_physical().to_numpy(), lists.list.len().to_numpy())


def _vocabulary(batches: list[_Batch], words: pl.Series, least: float) -> tuple[pl.DataFrame, np.ndarray, list[_Batch]]:
    """Numbers the words that are frequent enough for a term, in the order of the alphabet; all others become 0.

    Returns:
        word_key, from 1, and word; whether a term may begin and end with it, by word_key; the batches with these
        numbers, those given are gone.
    """
    count = np.zeros(len(words), np.int64)
    for batch in batches:
        count += np.bincount(batch.words, minlength=len(words))
    counted = pl.DataFrame({"word": words, "count": count}).with_row_index("place")
    # What few have sets nothing apart, and is most of what there is.
    kept = (
        counted.filter(~pl.col("word").is_in(["", _MARK]), pl.col("count") >= least)
        .sort("word")
        .with_row_index("word_key", offset=1)
    )
    if kept.height >= 1 << WORD_BITS:
        # Not with 60 words of each text, of which one in 10,000 is to have it.
        raise ValueError(f"{kept.height} words are too many for {WORD_BITS} bits")
    number = np.zeros(len(words), np.min_scalar_type(kept.height))
    number[kept["place"].to_numpy()] = kept["word_key"].to_numpy()
    numbered = [batch._replace(words=number[batch.words]) for batch in _emptied(batches)]
    word = pl.col("word")
    fit = word.str.len_chars().is_between(_SHORTEST, _LONGEST) & word.str.contains(_END)
    ends = kept.select(fit & ~word.is_in(list(STOP_WORDS)))["word"]
    return kept.select(pl.col("word_key").cast(pl.Int64), "word"), np.append(False, ends.to_numpy()), numbered


def _frequent(batches: list[_Batch], ends: np.ndarray, least: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Article and key of every place of a term that is likely to be frequent enough; takes the batches away."""
    # Most phrases are in one article only. Counted by a hash that some share, none gets too low a count.
    sketch = np.zeros(1 << _SKETCH_BITS, np.int64)
    for _, key in _phrases(batches, ends):
        sketch += np.bincount(_bucket(key), minlength=len(sketch))
    enough = sketch >= least
    found = []
    for article, key in _phrases(_emptied(batches), ends):
        kept = enough[_bucket(key)]
        found.append((article[kept], key[kept]))
    return found


def _emptied(rows: list[T]) -> Iterator[T]:
    """Gives the rows away, so that each is gone after its use."""
    while rows:
        yield rows.pop(0)


def _having(
    found: list[tuple[np.ndarray, np.ndarray]], articles: int, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Terms that enough articles have.

    Returns:
        Their keys, sorted, and articles; then the terms of each article, each once, as places among the keys, article
        after article; and how many each article has.
    """
    keys = _distinct(np.concatenate([_distinct(key) for _, key in found]))
    # Looked up by hash, which is many times as fast as by bisection; for two of one hash the latter is left.
    table = np.zeros(1 << _SKETCH_BITS, np.uint32)
    table[_bucket(keys)] = np.arange(len(keys), dtype=np.uint32)
    counts = np.zeros(len(keys), np.int64)
    parts = []
    for article, key in _emptied(found):
        place = table[_bucket(key)]
        other = keys[place] != key
        place[other] = np.searchsorted(keys, key[other])
        pair = np.sort(article.astype(np.uint64) << np.uint64(32) | place)
        pair = pair[np.diff(pair, prepend=np.uint64(2**64 - 1)) != 0]
        place, of = pair.astype(np.uint32), (pair >> np.uint64(32)).astype(np.intp)
        counts += np.bincount(place, minlength=len(keys))
        first = int(of[0]) if len(of) else 0
        parts.append((first, np.bincount(of - first), place))
    kept = counts >= least
    renamed = (np.cumsum(kept) - 1).astype(np.uint32)
    lengths = np.zeros(articles, np.int64)
    terms = []
    for first, many, place in _emptied(parts):
        stays = kept[place]
        terms.append(renamed[place[stays]])
        lengths[first : first + len(many)] += np.bincount(
            np.repeat(np.arange(len(many)), many)[stays], minlength=len(many)
        )
    return keys[kept], counts[kept], np.concatenate(terms), lengths


def _distinct(keys: np.ndarray) -> np.ndarray:
    """Each key once, sorted; NumPy's own way, by hashes, takes ten times as long."""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _slices(starts: np.ndarray, lengths: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Places of what some slices hold, one after another."""
    many = lengths[which]
    return np.repeat(starts[which] - (np.cumsum(many) - many), many) + np.arange(many.sum())


def _phrases(batches: Iterable[_Batch], ends: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Article and key of every place where a term stands, batch by batch."""
    begun = 0
    for batch in batches:
        article = np.repeat(np.arange(begun, begun + len(batch.lengths), dtype=np.uint32), batch.lengths)
        begun += len(batch.lengths)
        one = batch.words.astype(np.uint64)
        end = ends[batch.words]
        two = (one[:-1] << np.uint64(WORD_BITS)) | one[1:]
        has_two = end[:-1] & end[1:] & (article[:-1] == article[1:])
        three = (two[:-1] << np.uint64(WORD_BITS)) | one[2:]
        # A word between that is no known one may be a full stop.
        has_three = end[:-2] & (one[1:-1] > 0) & end[2:] & (article[:-2] == article[2:])
        yield (
            np.concatenate([article[end], article[:-1][has_two], article[:-2][has_three]]),
            np.concatenate([one[end], two[has_two], three[has_three]]),
        )


def _bucket(key: np.ndarray) -> np.ndarray:
    return (key * _SPREAD >> np.uint64(64 - _SKETCH_BITS)).astype(np.intp)
