"""Small changes that a text undergoes where another site repeats it."""

from collections.abc import Callable

from flows.sample._dice import Dice
from flows.sample.vocabulary import phrases

_WORDS = phrases("lantern, gravel, thimble, orchard, saddle, copper, meadow, bottle, ribbon, anchor")
_SPELLINGS = {"ization": "isation", "ized": "ised", "or ": "our ", "per cent": "percent", "program ": "programme ",
              "toward ": "towards ", "center": "centre", "among ": "amongst ", "while ": "whilst ",
              "judgment": "judgement", "ling ": "lling ", "defense": "defence"}  # fmt: skip
_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_NOTE = (
    "Editor’s note: this commentary first appeared elsewhere and is repeated here by kind permission of its publisher. "
    "It has been edited for length and style, and the views in it are the author’s own."
)


def other_words(text: str, dice: Dice, share: float = 0.02) -> str:
    """The text with some of its words replaced."""
    words = text.split(" ")
    for at in dice.some(range(len(words)), max(1, round(share * len(words)))):
        words[at] = dice.pick(_WORDS)
    return " ".join(words)


def _paragraph_less(text: str, dice: Dice) -> str:
    parts = text.split("\n\n")
    if len(parts) > 1:
        del parts[dice.whole(len(parts))]
    return "\n\n".join(parts)


def _paragraph_more(text: str, dice: Dice) -> str:
    parts = text.split("\n\n")
    parts.insert(dice.whole(len(parts)), " ".join(dice.pick(_WORDS) for _ in range(60)).capitalize() + ".")
    return "\n\n".join(parts)


def _other_spelling(text: str, dice: Dice) -> str:
    for one, other in _SPELLINGS.items():
        text = text.replace(one, other)
    return text


def _cut(text: str, dice: Dice) -> str:
    return text[: int(len(text) * (0.5 + 0.4 * dice.random()))].rstrip()


def _several(text: str, dice: Dice) -> str:
    return f"{_NOTE}\n\n{other_words(_paragraph_less(_other_spelling(text, dice), dice), dice)}"


CHANGES: dict[str, Callable[[str, Dice], str]] = {
    "two words in a hundred": other_words,
    "a paragraph less": _paragraph_less,
    "a paragraph more": _paragraph_more,
    "other spelling": _other_spelling,
    "a note before": lambda text, dice: f"{_NOTE}\n\n{text}",
    "the end cut": _cut,
    "typed quotes and dashes": lambda text, dice: text.translate(_TYPED),
    "several": _several,
}
"""Kinds of small changes: each takes a text, paragraphs apart by a blank line, and gives it as it was repeated."""


def other_title(title: str, dice: Dice) -> str:
    """The title as another site may have it."""
    words = title.split(" ")
    return dice.pick((f"{title}: A View", " ".join(words[1:]), f"{' '.join(words[:-1])} Today", f"Why {title}"))
