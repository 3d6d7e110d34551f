"""Titles, sub-headings and the slugs of addresses."""

import re
import unicodedata

from flows.sample._dice import Dice
from flows.sample.prose import QUOTES
from flows.sample.vocabulary import Region, Theme, phrases

_SMALL = frozenset(phrases("a, an, and, as, at, but, by, for, from, in, into, of, on, or, over, the, to, with"))
_WORDS = (
    "Coral",
    "Monsoon",
    "Lantern",
    "Banyan",
    "Saffron",
    "Meridian",
    "Kingfisher",
    "Tamarind",
    "Juniper",
    "Obsidian",
)
_FORMS = ("Compact", "Dialogue", "Corridor", "Accord", "Framework", "Roundtable", "Initiative")
_ENDINGS = (
    "Time for a Rethink?",
    "Promise and Limits",
    "No Easy Fix",
    "A Quiet Shift",
    "Who Pays the Bill?",
    "What Comes Next?",
    "Lessons Half Learned",
    "The Long Road Back",
    "Small Steps, Large Stakes",
    "Between Hope and Habit",
    "Old Maps, New Waters",
    "The Case for Patience",
    "More Than a Slogan?",
    "Counting the Cost",
    "An Unfinished Agenda",
    "Beyond the Headlines",
    "Testing the Middle Ground",
    "The Price of Delay",
)
_TITLES = (
    "{n} in {place}: {end}",
    "{c}’s {n}: {end}",
    "{c}’s {n}: {end}",
    "{c} and {d}: {end}",
    "“{quote}”: {c} and the Limits of {n}",
    "{c}, {d} and the Future of {n}",
    "{n} – {end}",
    "{c}’s {p} – {end}",
    "Why {c} Cannot Ignore {p}",
    "Can {c} {g}?",
    "{c}-{d} Relations: Can They {g}?",
    "After the {init}: {end}",
    "Beyond {t}: Rethinking {n} in {c}",
    "From {t} to {u}: How {c} Might {g}",
    "{c}’s “{adj} Turn” on {n}",
    "{p}: {c}’s Next Test",
    "Making Sense of {c}’s {t}",
    "{place} and the {init}: {end}",
)
_HEADINGS = (
    "{n} Under Strain",
    "{p} and Its Discontents",
    "The Road to {n}",
    "Whose {n}?",
    "What {c} Wants",
    "Why {t} Matter",
    "{t}: Promise and Practice",
    "“{quote}”",
    "“{adj} First” Approach Needed",
    "Can {c} and {d} {g}?",
    "Bringing {c} Back In",
    "Is {n} Enough?",
    "From {p} to {n}",
    "A Role for {c}",
    "Looking Ahead",
    "Conclusion",
    "The {init} Revisited",
    "{n}: Getting It Back on Track",
    "Limits of {t}",
)
_QUOTED = ("Wait and See", "Do Less Well", "First Come", "Open Harbour", "Two Speeds", "Quiet Hands")
_KEPT = re.compile(r"[^a-z0-9]+")
_DROPPED = re.compile(r"[’“”'\".,?!():]")
_PLAIN = str.maketrans({"ø": "o", "ß": "ss", "đ": "d", "–": "-"})


def title_case(text: str) -> str:
    """The text with its words in capital form, small ones between others excepted."""
    words = text.split(" ")
    last = len(words) - 1
    return " ".join(
        word if 0 < at < last and word in _SMALL and words[at - 1][-1] not in ":–" else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


def _of(country: str) -> str:
    return country + "’" if country.endswith("s") else country + "’s"


def initiative(region: Region, theme: Theme, year: int) -> str:
    """Name of the made-up scheme that a region talks about for some years."""
    at = sum(map(ord, region.name + theme.nouns[0])) + year // 3
    return f"{_WORDS[at % len(_WORDS)]} {_FORMS[(at // 7) % len(_FORMS)]}"


def _fill(dice: Dice, pattern: str, region: Region, theme: Theme, year: int) -> str:
    country, other = dice.pair(region.countries)
    tool, other_tool = dice.pair(theme.tools)
    if "{c}-{d}" in pattern:
        country, other = country.removeprefix("the "), other.removeprefix("the ")
    return title_case(
        pattern.replace("{c}’s", _of(country)).format(
            c=country,
            d=other,
            n=dice.pick(theme.nouns),
            p=dice.pick(theme.troubles),
            t=tool,
            u=other_tool,
            g=dice.pick(theme.goals),
            adj=dice.pick(_QUOTED),
            quote=dice.pick(QUOTES),
            place=region.place,
            end=dice.pick(_ENDINGS),
            init=initiative(region, theme, year),
        )
    )


def title(dice: Dice, region: Region, theme: Theme, year: int) -> str:
    """A title in title case: colons, dashes, quotes, question marks, no ` | `."""
    return _fill(dice, dice.pick(_TITLES), region, theme, year)


def headings(dice: Dice, region: Region, theme: Theme, year: int, count: int) -> list[str]:
    """Distinct sub-headings: short, without an end mark but `?`, some of them quoted."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[_fill(dice, dice.pick(_HEADINGS), region, theme, year)] = None
    return list(found)


def slug(text: str, *, cut: int | None = None) -> str:
    """The text as the last part of an address, cut at so many characters, mid-word, where asked."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN)).encode("ascii", "ignore").decode()
    plain = plain.replace(" ", "-")[:cut] if cut else plain
    return _KEPT.sub("-", _DROPPED.sub("", plain)).strip("-")
