"""Makes up dumps in the shape of a think tank's pages, any number, with what is true of them.

Articles, people, outlets and texts are invented; only the site's menus and labels are its own.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from flows._disk import disk_errors
from flows.errors import UsageError
from flows.sample import truth as facts
from flows.sample.containers import FORMS
from flows.sample.corpus import Corpus

__all__ = ["FORMS", "Written", "write"]


@dataclass
class Written:
    """What was written.

    Attributes:
        records: Dumped pages.
        articles: Distinct articles.
        characters: Characters of the pages' text.
        outcomes: Outcome or kind -> records.
        files: Files.
    """

    records: int = 0
    articles: int = 0
    characters: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    files: int = 0


def write(
    folder: str | Path,
    articles: int,
    seed: int = 0,
    form: str = "jsonl.zst",
    truth: str | Path | None = None,
    *,
    near: bool = False,
) -> Written:
    """Writes made-up dumps, the same ones for the same arguments.

    About a tenth more pages than articles come out: re-dumps, revisions, pages that are no articles, damaged ones.

    Args:
        folder: Where the files go; made if missing.
        articles: Distinct articles, at least one.
        seed: What everything follows from.
        form: `jsonl.zst`, `jsonl.gz`, `jsonl`, `parquet`; `txt` for a file a page, without addresses and times;
            `mixed` for text files and JSON lines side by side.
        truth: JSON-lines file to be written with what is true of every record and every article.
        near: Whether other sites repeat some articles with small changes.

    Returns:
        What was written.

    Raises:
        UsageError: Unknown form, or no articles asked for.
        DossierError: The folder cannot be made.
    """
    if form not in FORMS:
        raise UsageError(f"unknown form {form!r}: choose one of {', '.join(FORMS)}")
    if articles < 1:
        raise UsageError(f"{articles} articles: ask for at least 1")
    folder = Path(folder)
    with disk_errors(folder, place="folder"):
        folder.mkdir(parents=True, exist_ok=True)
    done = Written(articles=articles)
    encode = msgspec.json.Encoder().encode
    with ExitStack() as stack:
        container = FORMS[form](folder)
        stack.callback(container.close)
        book = stack.enter_context(Path(truth).open("wb")) if truth else None
        for dump in Corpus(articles, seed, revisions=form != "txt", near=near):
            file, line = container.add(dump)
            done.records += 1
            done.characters += len(dump.text)
            done.outcomes[dump.page_kind or dump.outcome] += 1
            done.files += line == 1
            if book:
                book.write(encode(facts.of_record(dump, file, line, kept=container.keeps(dump))) + b"\n")
                if dump.siblings and dump.article:
                    pages = [each for each in dump.siblings if each.article]
                    book.write(encode(facts.of_article(dump.article, pages, container.keeps)) + b"\n")
    return done
