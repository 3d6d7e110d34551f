"""What copying sites print around an article, and is none of it: buttons, lists, and where it was published first."""

import re

_LEAST_LINES = 3
_LONG = 200
"""A longer line is text."""
_LAST_PARAGRAPHS = 5
_LONGEST_TITLE = 100
_LONGEST_FIELD, _MOST_TITLES = 60, 2
"""A text that was broken at a width has begun with more lines than these that are longer."""

_CHROME = re.compile(
    r"^(?:Posted by|Posted at|No comments|Labels:|Older Posts?|Newer Posts?|Home »|Share (?:this|on|to)|Email This"
    r"|BlogThis|Subscribe to|Leave a (?:Reply|Comment)|Please Donate|Related (?:Posts?|Articles?)|Tags?:|Filed under"
    r"|Print this|Click here to (?:subscribe|view)|Source:|Comments?$|Post a Comment|Read more at|Fonte/Source"
    r"|The post .{1,300} appeared first on )",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:Source: )?(?:This|The (?:above|original)) (?:[A-Z]{2,8} )?"
    r"(?:article|commentary|essay|piece|paper|analysis|op-ed|post)\b"
    r".{0,20} (?:published|posted|appeared|reprinted|republished|issued|reproduced)\b",
    re.IGNORECASE,
)
"""A sentence that says where the article was published."""


def without_top(lines: list[str], label: str) -> list[str]:
    """The lines, "" where a site prints buttons, lists or who posted an article over its text.

    Args:
        lines: All lines of the page.
        label: What a list of categories begins with.
    """
    long = 0
    for at, line in enumerate(lines):
        long += len(line) > _LONGEST_FIELD
        if len(line) > _LONGEST_TITLE or long > _MOST_TITLES:
            return ["" if one.startswith(label) or _CHROME.match(one) else one for one in lines[:at]] + lines[at:]
    return lines


def end_of_article(lines: list[str]) -> int:
    """Index of the line with which a site's own begins after an article; a caption's "Source:" is the article's."""
    long = [at for at, line in enumerate(lines) if len(line) > _LONG]
    last = long[-1] if long else -1
    return next(
        (
            at
            for at, line in enumerate(lines)
            if at > _LEAST_LINES and _CHROME.match(line) and (at > last or not line.startswith("Source:"))
        ),
        len(lines),
    )


def credits(lines: list[str], end: int) -> list[int]:
    """Indices of the lines among the last paragraphs before `end` that say where the article was published."""
    shown = [at for at in range(end) if lines[at]][-_LAST_PARAGRAPHS:]
    return [at for at in shown if len(lines[at]) <= _LONG and says_where_published(lines[at])]


def says_where_published(line: str) -> bool:
    """Whether a line says that an article was published elsewhere."""
    return bool(_CREDIT.match(line))
