"""What a bare text shows to be no part of an article: ends of pages, boxes with other articles, buttons."""

import re

from transforms.additions import end_of_article
from transforms.dates import find_date
from transforms.headings import LONGEST_HEADING, NOTE_MARKS, looks_like_heading
from transforms.profile import Profile
from transforms.sections import BULLET
from transforms.sharing import is_sharing
from transforms.text import squeeze

TEXT = 75
"""A longer line that ends like a sentence is text."""
LONGEST_LINE = 200
"""A longer line is text however it ends."""
_LEAST_WORDS = 3
_BOX_LINES = 24

_LISTED = re.compile(
    r"(?:related|recommended|popular|trending|latest|recent|similar|featured|most (?:read|viewed|popular)|further|other"
    r"|more|see also|also read|read (?:next|more|also)|up next|what to read next|keep reading|explore"
    r"|(?:upcoming|past|latest|our) events|editor[’']s picks?|trending now"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested in))"
    r"(?: (?:our )?(?:articles?|posts?|publications?|commentar(?:y|ies)|contents?|readings?|reads?|news|stor(?:y|ies)"
    r"|papers?|research|insights?|analys[ei]s|events?|items?|topics?|resources?|links?))?"
    r"(?: (?:by|from|on|in) .{1,60})?:?",
    re.IGNORECASE,
)
"""What stands over other articles; a sub-heading may say it too, but text follows that."""
_BOX = re.compile(
    r"(?:also read|read (?:also|next|more)|related(?: articles?| posts?)?|see also|you may also like|more on this)\b"
    r".{0,2}:|"
    r"(?:advertisement|listen to this article|read next|download|print|full (?:paper|report|text))$|"
    r"(?:support (?:our work|us)|donate (?:today|now))\b.{0,60}$|"
    r"(?:enjoy(?:ing|ed)|liked?) (?:this|what you)\b.{0,60}\b(?:subscribe|sign up|share|join)\b|"
    r"(?:download|view|read|get|open)\b.{0,30}\bpdf\b|(?:subscribe|sign up) (?:to|for) our\b",
    re.IGNORECASE,
)
"""How lines begin, or what they are, that a page sets into its text without a box of their own."""
_END = re.compile(
    r"(?:leave a (?:reply|comment)|post a comment|join the (?:discussion|conversation)|\d+ (?:comments?|thoughts?)\b"
    r"|comments?(?: \(\d+\))?:?$|comments (?:are|powered)|share (?:this|on|via)\b|share:?$|printer-friendly"
    r"|filed under|posted (?:in|by|on|under)\b|tagged(?: (?:as|with|under))?\b|tags?:|categories:?$|categor(?:y|ies):"
    r"|topics?:?$|this entry was posted|the post .{1,300} appeared first on|(?:article )?printed from"
    r"|url to (?:this )?article|(?:last )?(?:updated|modified)(?: on)?:? |[←→«»‹›] |.{1,160} [←→»›]$"
    r"|(?:prev(?:ious)?|next|older|newer)(?: (?:articles?|posts?|pages?|publications?))?:?$"
    r"|back to (?:top|list|publications)\b|sign up (?:to|for|now)\b|sign up$|(?:our )?newsletters?$"
    r"|subscribe(?:$| (?:to our|to the|for|now|here)\b)|follow us\b|connect with us|get in touch$|join our\b"
    r"|stay (?:connected|informed|updated|in touch|up to date)\b|get (?:the latest|updates)\b|contact(?: us)?$"
    r"|about (?:us|this site)$|(?:quick|useful|popular) links$|privacy (?:policy|statement|notice)"
    r"|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings)|we use cookies"
    r"|this (?:web)?site uses cookies|by (?:continuing|using) (?:to )?|your e-?mail address will not|required fields"
    r"|copyright (?:©|\(c\))|©|\(c\) \d{4}|all rights reserved|search(?: for)?:?$|archives?$|menu$"
    r"|was this (?:page|article|helpful)|did you find this|rate (?:this|your)\b|(?:tel|phone|fax|e-?mail)\b ?[.:]"
    r"|enter your e-?mail|unsubscribe|click here to|cite (?:this|as)\b|how to cite|suggested citation"
    r"|view (?:all|more|profile)$|load more$|navigation$)",
    re.IGNORECASE,
)
"""How lines begin that stand behind a text, whatever the theme."""
_LONG_END = re.compile(
    r"we use cookies|(?:tags?|tagged|filed (?:under|in)|posted in|categor(?:y|ies)|topics?|themes?): ?", re.IGNORECASE
)
"""How lines begin that may be long: notes on cookies, lists of categories."""
_MAY_BE_SENTENCES = re.compile(
    r"(?:sign up|subscribe to our|we use cookies|this (?:web)?site uses|your e-?mail|required fields|get the latest"
    r"|copyright|©|all rights|the post |this entry|was this|did you find"
    r"|by (?:continuing|using) (?:to browse )?(?:our|this))",
    re.IGNORECASE,
)
_EXCERPT = re.compile(
    r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.|(?:read more|continue reading|full story)\b.{0,8})$", re.IGNORECASE
)
"""How the beginning of another article ends where a list prints it."""
_REACHED = re.compile(r"\+\d{1,3}[ \d()-]{6,}|\b[A-Z][a-z]+ \d{5,6}$")
"""A telephone number, or an address with its postal code."""


def is_text(line: str) -> bool:
    """Whether a line is text: long, or a whole sentence."""
    if len(line) > LONGEST_LINE:
        return True
    if not _ends(line):
        return False
    if line.rstrip("”’\"')").endswith("?"):  # titles and sub-headings ask too
        return len(line) > LONGEST_HEADING
    return len(line) > TEXT or (line[-1] in ".!”" and line[0].isupper() and line.count(" ") >= _LEAST_WORDS - 1)


def _ends(line: str) -> bool:
    return NOTE_MARKS.sub("", line).rstrip("”’\"')").endswith((".", "?", "!", ":", ";"))


def closes(line: str, profile: Profile) -> bool:
    """Whether a line stands behind an article on its page: a form, buttons, an address, who owns the page."""
    bare = line.removeprefix(BULLET)
    if profile.ends_article(bare):
        return True
    if len(bare) > LONGEST_LINE:
        return bool(_LONG_END.match(bare)) and (bare[0] in "Ww" or not _ends(bare))
    if _REACHED.search(bare) and not _ends(bare):
        return True
    if bare.startswith(profile.title) and not _ends(bare):
        return True
    if bare.startswith("About ") and profile.is_called(bare.removeprefix("About ")):
        return True
    if end_of_article(["", "", "", "", bare]) == 4:
        return True
    return bool(_END.match(bare)) and (not is_text(bare) or bool(_MAY_BE_SENTENCES.match(bare)))


def heads_box(lines: list[str], shown: list[int], place: int) -> bool:
    """Whether a line stands over a list of other articles.

    Args:
        lines: All lines of the page.
        shown: Indices of those that are not blank.
        place: Place of the line among them.
    """
    line = lines[shown[place]]
    if len(line) > LONGEST_HEADING or not _LISTED.fullmatch(line.removeprefix(BULLET)):
        return False
    return place + 1 == len(shown) or not is_text(lines[shown[place + 1]])


def end_of_box(lines: list[str], shown: list[int], place: int) -> int:
    """Place of the line behind a list of other articles, by the items it has: a title, a date, as many paragraphs each.

    Args:
        lines: All lines of the page.
        shown: Indices of those that are not blank.
        place: Place of the line over the list.
    """
    at = place + 1
    dated: bool | None = None
    while at < len(shown) and at - place <= _BOX_LINES:
        begin = at
        while at < len(shown) and not _is_piece(lines[shown[at]]):
            at += 1
        first = at
        while at < len(shown) and _is_piece(lines[shown[at]]):
            at += 1
        dates = [one for one in range(begin, first) if find_date(lines[shown[one]])]
        titles = first - begin - len(dates)
        if dated is not None and (titles != 1 or bool(dates) != dated):  # a sub-heading: the text goes on
            return begin
        if titles != 1:  # titles without a text each; one that no date follows where one follows the others is none
            if not dates and first < len(shown) and _stands_apart(lines, shown[begin:first]):
                return first - 1
            return first - 1 if dates and dates[-1] == first - 2 and first < len(shown) else first
        dated = bool(dates)
        if at - first != 1:  # several paragraphs are the text's; the first may be the item's where it is short
            return first if at > first and len(lines[shown[first]]) > LONGEST_LINE else min(first + 1, at)
    return at


def _stands_apart(lines: list[str], titles: list[int]) -> bool:
    """Whether the last of some titles is none of a list: the others alone have bullets, or no blank line between."""
    *listed, last = titles
    if len(listed) == 0 or lines[last].startswith(BULLET) or not looks_like_heading(lines[last]):
        return False
    if all(lines[at].startswith(BULLET) for at in listed):
        return True
    return len(listed) > 1 and listed[-1] - listed[0] == len(listed) - 1 and last - listed[-1] > 1


def _is_piece(line: str) -> bool:
    return is_text(line) or (len(line) > TEXT // 2 and bool(_EXCERPT.search(line)))


def is_box(line: str) -> bool:
    """Whether a line in a text is a button or points to something else."""
    return bool(line) and len(line) < LONGEST_LINE and (bool(_BOX.match(line)) or is_sharing(line))


def is_button(line: str) -> bool:
    """Whether a line says nothing but where to share, print or load the page."""
    return is_sharing(line) or squeeze(line).casefold() in (
        "download pdf", "download", "print", "share", "listen", "save", "pdf", "x", "view pdf", "email", "0 comments",
    )  # fmt: skip
