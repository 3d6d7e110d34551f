"""What a flow run shows on the server: how far it is, what it did, what changed, what could not be used."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows import quarantine
from flows._console import printable, summary_rows
from flows._layout import DATABASE, REPORTS
from flows.datapackage import outcomes
from flows.summary import Summary
from flows.tables import scan

RUN, LEDGER, QUARANTINE, CHECK, PROGRESS = (
    f"dossier-{name}" for name in ("run", "ledger", "quarantine", "failed-check", "progress")
)
"""Keys of the artifacts."""

_CHANGES_SHOWN = 50
# Share of a run's time that a stage takes, about.
_WEIGHTS = {
    "load": 2,
    "flatten": 60,
    "gather": 3,
    "merge": 10,
    "check": 1,
    "write": 8,
    "model": 12,
    "report": 2,
    "index": 12,
    "publish": 4,
}


class ProgressArtifact:
    """A bar on the flow run's page."""

    def __init__(self) -> None:
        self._id: UUID | None = None
        self._shown = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Takes note of a stage, and how much of it is done, of how much."""
        if stage not in _WEIGHTS:
            return
        stages = list(_WEIGHTS)
        before = sum(_WEIGHTS[name] for name in stages[: stages.index(stage)])
        share = 100 * (before + _WEIGHTS[stage] * done / max(total, 1)) / sum(_WEIGHTS.values())
        self._show(round(share, 1), f"{stage} {done} of {total}" if total > 1 else stage)

    def finish(self) -> None:
        """The run has come to its end."""
        self._show(100.0, "done")

    def _show(self, share: float, what: str) -> None:
        with _harmless():
            if self._id is None:
                created: Any = create_progress_artifact(share, PROGRESS, what)
                self._id = created
            elif share > self._shown:
                update_progress_artifact(self._id, progress=share, description=what)
            self._shown = share


def show_run(summary: Summary, warehouse: Path) -> None:
    """Shows what a run did: its account, what changed, the ledger, and what could not be used."""
    release = warehouse / "releases" / summary.release_id if summary.release_id else None
    if release is not None and not (release / DATABASE).exists():
        release = None  # it lies in object storage, nothing was new, and it is not fetched only to be shown
    with _harmless():
        create_markdown_artifact(_account(summary, release), key=RUN, description="What the run did")
    if release is None:
        return
    with _harmless():
        whole = outcomes(release)
        rows = [
            {"outcome": name, "new in this run": summary.records_by_outcome.get(name, 0), "in the release": count}
            for name, count in whole.items()
        ]
        create_table_artifact(rows, key=LEDGER, description="Every record ever read, by what became of it")
    with _harmless():
        rows = [
            {
                "reason": one["reason"],
                "new in this run": summary.records_by_reason.get(one["reason"], 0),
                "in the release": one["records"],
                "for example": "; ".join(_where(example) for example in one["examples"]),
            }
            for one in quarantine.reasons(release)
        ]
        create_table_artifact(rows, key=QUARANTINE, description="Records that could not be used, by reason")


def show_check(message: str, rows: list[dict[str, Any]]) -> None:
    """Shows the rows that break a rule."""
    with _harmless():
        shown = [{name: printable(str(value)) for name, value in row.items()} for row in rows]
        create_table_artifact(shown, key=CHECK, description=printable(message))


@contextlib.contextmanager
def _harmless() -> Iterator[None]:
    """What cannot be shown must not fail a run that has published."""
    try:
        yield
    except Exception as error:
        get_run_logger().warning("an artifact could not be made: %s: %s", type(error).__name__, error)


def _account(summary: Summary, release: Path | None) -> str:
    lines = ["| what | count | |", "|---|--:|---|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in summary_rows(summary)]
    lines += ["", "| stage | seconds |", "|---|--:|"]
    lines += [f"| {_cell(stage)} | {seconds:,.2f} |" for stage, seconds in summary.stage_seconds.items()]
    if release is not None:
        if summary.published:
            lines += _changes(release)
        lines += ["", "**Files**", ""]
        for name in ("report.html", DATABASE, "datapackage.json", "run.json"):
            if (path := release / name).exists():
                lines.append(f"- [{name}]({path.resolve().as_uri()}): `{path}`")
    return "\n".join(lines)


def _changes(release: Path) -> list[str]:
    """The articles in which a release differs from the one before, the newest first, with their addresses."""
    path = release / REPORTS / "release_changes.parquet"
    if not path.exists():
        return []
    articles = scan(release, "articles").select("article_id", "code", "title", "url", "published_on")
    changes = (
        pl.scan_parquet(path, glob=False)
        .select("article_id", "change", "changed_fields")
        .join(articles, on="article_id", how="left")
        .sort("published_on", "article_id", descending=[True, False], nulls_last=True)
        .collect()
    )
    if changes.is_empty():
        return []
    lines = ["", f"**What changed** ({changes.height:,} articles)", "", "| change | article | |", "|---|---|---|"]
    for row in changes.head(_CHANGES_SHOWN).iter_rows(named=True):
        title = _cell(" ".join(str(row[name]) for name in ("code", "title") if row[name]) or row["article_id"])
        link = f"[{title}]({row['url']})" if row["url"] else title
        lines.append(f"| {row['change']} | {link} | {row['changed_fields'] or ''} |")
    if changes.height > _CHANGES_SHOWN:
        lines.append(f"| … | {changes.height - _CHANGES_SHOWN:,} more in `reports.release_changes` | |")
    return lines


def _where(example: dict[str, Any]) -> str:
    place = f"#{example['position']}" if (example["position"] or 1) > 1 else ""
    return printable(f"{example['file']}{place}" + (f" ({example['detail']})" if example["detail"] else ""))


def _cell(text: str) -> str:
    return printable(text.strip()).replace("|", "\\|").replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")
