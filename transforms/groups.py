"""Groups of records that grow together."""

from collections.abc import Iterable


class Groups:
    """Records that were found to be of one article; refuses to join two codes of one series."""

    def __init__(self, codes: list[str | None]) -> None:
        self._parent = list(range(len(codes)))
        self.codes: list[frozenset[str]] = [frozenset((code,)) if code else frozenset() for code in codes]

    def root(self, at: int) -> int:
        """The record that stands for this one's group."""
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, members: Iterable[int]) -> None:
        """Joins groups; where they have more than one code between them, those without a code stay apart from all."""
        roots = sorted({self.root(at) for at in members})
        coded = {codes for at in roots if (codes := self.codes[at])}
        if len(coded) > 1:
            for codes in coded:
                self._join([at for at in roots if self.codes[at] == codes])
            roots = [at for at in roots if not self.codes[at]]
        self._join(roots)

    def _join(self, roots: list[int]) -> None:
        for other in roots[1:]:
            self._parent[other] = roots[0]
            self.codes[roots[0]] |= self.codes[other]
