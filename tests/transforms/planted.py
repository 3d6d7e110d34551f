"""Articles with copies that were changed a little, and with others that only look like copies."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from flows.sample.planning import Planner
from tests.transforms.merging import Record

_BRITISH = {"ization": "isation", "or ": "our ", "ized": "ised", "per cent": "percent", "program ": "programme ",
            "toward ": "towards ", "center": "centre", "ction ": "xion ", "among ": "amongst ", "while ": "whilst ",
            "judgment": "judgement", "ling ": "lling ", "defense": "defence"}  # fmt: skip
_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_NOTE = (
    "Editor’s note: this commentary first appeared elsewhere and is repeated here by kind permission of its publisher. "
    "It has been edited for length and style, and the views in it are the author’s own."
)
_OTHER_WORDS = ("lantern", "gravel", "thimble", "orchard", "saddle", "copper", "meadow", "bottle", "ribbon", "anchor")


def _swapped(text: str, dice: random.Random, share: float = 0.02) -> str:
    words = text.split(" ")
    for at in dice.sample(range(len(words)), max(1, round(share * len(words)))):
        words[at] = dice.choice(_OTHER_WORDS)
    return " ".join(words)


def _without_paragraph(text: str, dice: random.Random) -> str:
    parts = text.split("\n\n")
    del parts[dice.randrange(len(parts))]
    return "\n\n".join(parts)


def _with_paragraph(text: str, dice: random.Random) -> str:
    parts = text.split("\n\n")
    parts.insert(dice.randrange(len(parts)), " ".join(dice.choice(_OTHER_WORDS) for _ in range(60)) + ".")
    return "\n\n".join(parts)


def _spelt(text: str, dice: random.Random) -> str:
    for one, other in _BRITISH.items():
        text = text.replace(one, other)
    return text


def _cut(text: str, dice: random.Random) -> str:
    return text[: int(len(text) * dice.uniform(0.5, 0.9))]


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "two words in a hundred": _swapped,
    "a paragraph less": _without_paragraph,
    "a paragraph more": _with_paragraph,
    "spelling": _spelt,
    "a note before": lambda text, dice: f"{_NOTE}\n\n{text}",
    "the end cut": _cut,
    "typed quotes and dashes": lambda text, dice: text.translate(_TYPED).replace(". ", ".  "),
    "some of each": lambda text, dice: f"{_NOTE}\n\n{_swapped(_without_paragraph(_spelt(text, dice), dice), dice)}",
}
"""Kinds of small changes."""


def _titled(title: str, dice: random.Random) -> str:
    words = title.split(" ")
    changed = (
        f"{title}: A View",
        " ".join(words[1:]),
        f"{' '.join(words[:-1])} Today",
        f"Why {title}",
        "Else: " + "".join(c for c in reversed(title) if not c.isdigit()),
    )
    return dice.choice(changed)


def articles(count: int, seed: int) -> list[Record]:
    """Made-up articles, one in two with a code; each of at least a few paragraphs."""
    planner = Planner(10 * count, seed)
    made = []
    for at in range(count):
        article, _ = planner.make(10 * at)
        text = "\n\n".join(part.text for part in article.sections if part.kind not in ("about_author", "references"))
        made.append(
            Record(f"{at:05d}", text, code=f"CO{at:05d}" if at % 2 else None, title=article.title,
                   slug=f"slug-{at}", day=article.published_on, authors=("Ann Tan",))
        )  # fmt: skip
    return made


def copies(made: list[Record], seed: int) -> dict[str, list[Record]]:
    """A copy of every article for each kind of change, under a changed title; one in five without a day."""
    dice = random.Random(seed)
    found: dict[str, list[Record]] = {}
    for kind, change in CHANGES.items():
        found[kind] = [
            Record(
                f"{one.name} {kind}", change(one.text, dice), copy=True, publisher=dice.choice(("rsis", None)),
                title=_titled(one.title, dice),
                copied=one.day + timedelta(days=dice.randrange(40)) if dice.random() < 0.8 else None,
            )
            for one in made
        ]  # fmt: skip
    return found


def lookalikes(made: list[Record], seed: int) -> list[Record]:
    """What is no copy of the article whose name it begins with, nor of any other."""
    dice = random.Random(seed)
    found = []
    for one, other in zip(made, made[1:] + made[:1], strict=True):
        few = one.text[: min(len(one.text), len(other.text)) // 3]
        day = one.day or date(2020, 1, 1)
        own = replace(one, code=None, slug=None)
        later = day + timedelta(days=365)
        found += [
            replace(own, name=f"{one.name}! second part", title=f"{one.title}: Part II", day=day + timedelta(days=7),
                    slug=f"part-2-{one.slug}", text=f"{few}\n\n{_shuffled(other.text, dice)}"),
            replace(own, name=f"{one.name}! next year", title=one.title, day=later, slug=f"again-{one.slug}",
                    text=_swapped(one.text, dice, 0.05)),
            replace(own, name=f"{one.name}! reply", title=f"{one.title}: A Reply", day=None, copy=True,
                    copied=day + timedelta(days=5), authors=("Li Na",),
                    text=f"{_shuffled(other.text, dice)}\n\n{few}"),
            replace(own, name=f"{one.name}! quotes it", title=f"On {dice.random()}", day=day, slug=f"quote-{one.slug}",
                    text=f"{_shuffled(other.text, dice)}\n\n{few}"),
            replace(own, name=f"{one.name}! translation", title=one.title, day=None, copy=True, authors=("Li Na",),
                    copied=day + timedelta(days=400), text=re.sub(r"\w+", lambda word: word[0][::-1] + "o", one.text)),
        ]  # fmt: skip
    return found


def _shuffled(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    dice.shuffle(words)
    return " ".join(words)
