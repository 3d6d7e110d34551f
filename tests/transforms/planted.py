"""Articles with copies that were changed a little, and with others that only look like copies."""

import re
from dataclasses import replace
from datetime import date, timedelta

from flows.sample._dice import Dice
from flows.sample.changes import CHANGES, other_title, other_words
from flows.sample.planning import Planner
from tests.transforms.merging import Record


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
    dice = Dice(seed)
    found: dict[str, list[Record]] = {}
    for kind, change in CHANGES.items():
        found[kind] = [
            Record(
                f"{one.name} {kind}", change(one.text, dice), copy=True, publisher=dice.pick(("rsis", None)),
                title=_titled(one.title, dice),
                copied=one.day + timedelta(days=dice.whole(40)) if dice.random() < 0.8 else None,
            )
            for one in made
        ]  # fmt: skip
    return found


def lookalikes(made: list[Record], seed: int) -> list[Record]:
    """What is no copy of the article whose name it begins with, nor of any other."""
    dice = Dice(seed)
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
                    text=other_words(one.text, dice, 0.05)),
            replace(own, name=f"{one.name}! reply", title=f"{one.title}: A Reply", day=None, copy=True,
                    copied=day + timedelta(days=5), authors=("Li Na",),
                    text=f"{_shuffled(other.text, dice)}\n\n{few}"),
            replace(own, name=f"{one.name}! quotes it", title=f"On {dice.random()}", day=day, slug=f"quote-{one.slug}",
                    text=f"{_shuffled(other.text, dice)}\n\n{few}"),
            replace(own, name=f"{one.name}! translation", title=one.title, day=None, copy=True, authors=("Li Na",),
                    copied=day + timedelta(days=400), text=re.sub(r"\w+", lambda word: word[0][::-1] + "o", one.text)),
        ]  # fmt: skip
    return found


def _titled(title: str, dice: Dice) -> str:
    if dice.chance(0.8):
        return other_title(title, dice)
    return "Else: " + "".join(letter for letter in reversed(title) if not letter.isdigit())


def _shuffled(text: str, dice: Dice) -> str:
    words = text.split(" ")
    return " ".join(dice.some(words, len(words)))
