"""Reads pages the way the pipeline does, and gives what was read in a form that tests can compare."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from transforms.flatten import Flattened, flatten
from transforms.identify import identify
from transforms.records import INCOMING


@dataclass
class Read:
    """What one page says."""

    page: dict[str, Any]
    sections: list[tuple[str | None, str, str]]
    lines: list[tuple[int, int]]
    categories: list[tuple[str, str]]
    authors: list[str]
    affiliations: list[str | None]
    flags: set[str]
    sources: dict[str, str]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.page[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def facts(self) -> dict[str, Any]:
        """What must not depend on how the page is dumped."""
        names = ("outcome", "publisher", "code", "title", "series", "published_on", "published_precision", "byline")
        return {name: self.page[name] for name in names} | {
            "authors": self.authors,
            "affiliations": self.affiliations,
            "categories": self.categories,
            "sections": self.sections,
        }

    def of_kind(self, kind: str) -> list[str]:
        return [name for name, of in self.categories if of == kind]


def flattened(pages: list[tuple[str, str | None]], *, markup: bool = False) -> Flattened:
    """Texts and addresses as records, flattened."""
    rows = [
        {"file": "pages", "position": at, "url": url, "format": "jsonl", "markup": markup, "text": text}
        for at, (text, url) in enumerate(pages, 1)
    ]
    missing = sorted(set(INCOMING) - set(rows[0]))
    frame = pl.DataFrame([row | dict.fromkeys(missing) for row in rows], schema=INCOMING)
    return flatten(identify(frame), "run")


def read_all(pages: list[tuple[str, str | None]]) -> list[Read]:
    """Reads pages; the same page twice is read once."""
    flat = flattened(pages)
    parts = {name: frame.partition_by("record_id", as_dict=True) for name, frame in flat.frames().items()}

    def rows(name: str, record: str) -> list[dict[str, Any]]:
        frame = parts[name].get((record,))
        return [] if frame is None else frame.to_dicts()

    return [
        Read(
            page,
            [(one["heading"], one["kind"], one["text"]) for one in rows("sections", page["record_id"])],
            [(one["first_line"], one["last_line"]) for one in rows("sections", page["record_id"])],
            [(one["name"], one["kind"]) for one in rows("categories", page["record_id"])],
            [one["name"] for one in rows("authors", page["record_id"])],
            [one["affiliation"] for one in rows("authors", page["record_id"])],
            {one["flag"] for one in rows("flags", page["record_id"])},
            {one["field"]: one["rule"] for one in rows("sources", page["record_id"])},
        )
        for page in flat.pages.sort("position").to_dicts()
    ]


def read(text: str, url: str | None = None) -> Read:
    """Reads one page."""
    return read_all([(text, url)])[0]
