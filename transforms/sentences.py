"""Where sentences of biographies end, which are full of abbreviations."""

import re

LONGEST_BIOGRAPHY = 10_000
LONGEST_SENTENCE = 600
"""Longer ones are none: whatever they are, they are not searched for names."""

_ABBREVIATIONS = (
    "Dr", "Jr", "Sr", "St", "Mr", "Ms", "Mrs", "Prof", "Assoc", "Asst", "Amb", "Gen", "Adm", "Col", "Capt", "Maj", "Lt",
    "Ret", "Rev", "Ma", "Md", "Mohd", "Muhd", "Ph",
)  # fmt: skip
# In front of it the search would stop at every character.
UNABBREVIATED = r"(?<!\b[A-Z].)" + "".join(rf"(?<!\b{one}.)" for one in _ABBREVIATIONS)
"""Stands behind a full stop in a pattern: it is no initial's and no abbreviation's."""
_END = re.compile(rf"\.(?<=[a-z)].){UNABBREVIATED}(?: |$)|\n")


def rest_of_sentence(text: str, at: int) -> str:
    """The rest of the sentence that `at` is in."""
    rest = text[at : at + LONGEST_SENTENCE]
    closing = _END.search(rest)
    return rest[: closing.start()] if closing else rest
