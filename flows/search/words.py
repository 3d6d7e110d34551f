"""What a user types, as an expression of SQLite's FTS5."""

import re

from flows.errors import UsageError

_TOKEN = re.compile(
    r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?(?P<star>\*)?|(?P<open>\()|(?P<word>[^\s()"]+))|(?P<close>\))'
)
_MOST_WORDS = 100
_DEEPEST = 20
_HELP = 'give words to look for, such as: "south china sea" asean OR china -trade'


def expression(query: str) -> str:
    """The FTS5 expression for a query.

    Words must all be there, and count for more side by side; quotes make phrases, `OR` alternatives, `-` or `NOT`
    leaves out, parentheses group, `*` at the end of a word stands for any ending. What is none of that, such as a quote
    too many, is left aside.

    Raises:
        UsageError: Nothing is left to look for, or it is too much.
    """
    # Written on a phone, quotes are curly; SQLite takes NUL for the end of the text.
    tokens = list(_TOKEN.finditer(re.sub("[“”„«»]", '"', query).replace("\0", " ")))
    if sum(1 for token in tokens if token["word"] or token["phrase"]) > _MOST_WORDS:
        raise UsageError(f"search: more than {_MOST_WORDS} words; {_HELP}")
    wanted, unwanted = _Reader(tokens).alternatives(0)
    if wanted is None:
        raise UsageError(f"search: {'only words to leave out' if unwanted else 'nothing to look for'}; {_HELP}")
    words = [token["word"] for token in tokens]
    if len(words) > 1 and all(word and word[-1] != "*" for word in words) and not {"AND", "OR", "NOT"} & {*words}:
        # The same sections, but words side by side count as one more, rare word.
        side_by_side = None if unwanted else _quoted(" ".join(words), False)
        return f"({side_by_side} OR {wanted})" if side_by_side else wanted
    return wanted


class _Reader:
    """Reads tokens from the first to the last, once."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self._next = 0

    def alternatives(self, depth: int) -> tuple[str | None, bool]:
        """What stands up to the next closing parenthesis, None where nothing; whether something is to be left out."""
        if depth > _DEEPEST:
            raise UsageError(f"search: more than {_DEEPEST} parentheses in each other; {_HELP}")
        branches: list[str] = []
        wanted: list[str] = []
        unwanted: list[str] = []
        negated = any_unwanted = False
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token["close"]:
                if depth:
                    break
                continue
            if token["word"] == "OR" and not token["minus"]:
                branches += _joined(wanted, unwanted)
                wanted, unwanted, negated = [], [], False
                continue
            if token["word"] in ("AND", "NOT") and not token["minus"]:
                negated = token["word"] == "NOT"
                continue
            part = self.alternatives(depth + 1)[0] if token["open"] else _leaf(token)
            if part:
                (unwanted if negated or token["minus"] else wanted).append(part)
                any_unwanted = any_unwanted or bool(unwanted)
                negated = False
        branches += _joined(wanted, unwanted)
        if not branches:
            return None, any_unwanted
        return branches[0] if len(branches) == 1 else f"({' OR '.join(branches)})", any_unwanted


def _joined(wanted: list[str], unwanted: list[str]) -> list[str]:
    if not wanted:
        return []
    together = wanted[0] if len(wanted) == 1 else f"({' AND '.join(wanted)})"
    return [f"({together} NOT ({' OR '.join(unwanted)}))" if unwanted else together]


def _leaf(token: re.Match[str]) -> str | None:
    if token["phrase"] is not None:
        return _quoted(token["phrase"], bool(token["star"]))
    word = token["word"]
    stem = word.rstrip("*")
    leaf = _quoted(stem, stem != word)
    # Some write co-operation, some cooperation.
    if leaf and re.fullmatch(r"\w+(-\w+)+", stem):
        return f"({leaf} OR {_quoted(stem.replace('-', ''), stem != word)})"
    return leaf


def _quoted(text: str, begins: bool) -> str | None:
    """A phrase; None where it has no letter and no digit, which FTS5 would find nowhere."""
    if not any(character.isalnum() for character in text):
        return None
    return f'"{text}"{" *" if begins else ""}'
