"""The records that could not be used: how many and why, and their bytes to look at."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows._console import printable
from flows._disk import disk_errors
from flows.query import open_release, plain, rows, safe_cell
from transforms.identify import OF_CONTAINER

INDEX = "index.csv"

_EXAMPLES = 3
_COLUMNS = ("name", "record_id", "reason", "detail", "file", "position", "format", "bytes")


def reasons(folder: Path) -> list[dict[str, Any]]:
    """What a release's quarantine holds, the most frequent reason first.

    Args:
        folder: The release.

    Returns:
        For each reason: `reason`, `records` (count), `bytes` and `examples`, each with `record_id`, `file`, `position`
        and `detail`; ready for JSON.
    """
    with open_release(folder) as con:
        counted = rows(
            con,
            """
            select reason, count(*) as records, sum(octet_length(payload))::bigint as bytes
            from quarantine group by reason order by records desc, reason
            """,
        )
        for reason in counted:
            reason["examples"] = rows(
                con,
                """
                select record_id, r.file, r.position, q.detail
                from quarantine as q left join records as r using (record_id)
                where q.reason = $reason order by r.file, r.position, record_id limit $most
                """,
                {"reason": reason["reason"], "most": _EXAMPLES},
            )
    return plain(counted)


def as_text(reasons: list[dict[str, Any]]) -> str:
    """What `reasons` returned, in lines for people."""
    lines = []
    for reason in reasons:
        lines.append(f"{reason['records']:>9,}  {reason['reason']}  ({reason['bytes']:,} bytes)")
        for example in reason["examples"]:
            where = f"{example['file']}" + (f"#{example['position']}" if example["position"] > 1 else "")
            lines.append(printable(f"{'':11}{where}" + (f": {example['detail']}" if example["detail"] else "")))
        if reason["records"] > len(reason["examples"]):
            lines.append(f"{'':11}…")
    return "\n".join(lines)


def export(folder: Path, target: Path) -> int:
    """Writes the bytes of every quarantined record into a file of its own, named after its record_id.

    `index.csv` beside them says which file each came from and why it could not be used.

    Args:
        folder: The release.
        target: Folder to write into; made where it is missing. Nothing is written outside it.

    Returns:
        How many records were written.

    Raises:
        DossierError: The folder cannot be written.
    """
    facts = _facts(folder)
    with disk_errors(target, place="folder"):
        target.mkdir(parents=True, exist_ok=True)
        with _Replaced(target / INDEX) as index:
            lines = csv.writer(index, lineterminator="\n")
            lines.writerow(_COLUMNS)
            for record_id, payload in _payloads(folder):
                record = facts[record_id]
                record["name"] = _safe(record_id) + _suffix(record)
                with _Replaced(target / record["name"], binary=True) as file:
                    file.write(payload)
                lines.writerow([safe_cell(record[column]) for column in _COLUMNS])
    return len(facts)


def _facts(folder: Path) -> dict[str, dict[str, Any]]:
    with open_release(folder) as con:
        found = rows(
            con,
            """
            select record_id, q.reason, q.detail, r.file, r.position, r.format, q.is_html, q.is_text,
                octet_length(payload) as bytes
            from quarantine as q left join records as r using (record_id)
            """,
        )
    return {row["record_id"]: row for row in found}


def _payloads(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Record id and bytes, a few at a time: DuckDB would fetch 2,000, and each may have 16 MB."""
    for path in sorted((folder / "quarantine").rglob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=8, columns=["record_id", "payload"]):
                yield from zip(batch["record_id"].to_pylist(), batch["payload"].to_pylist(), strict=True)


class _Replaced:
    """A file written aside and then put in place, so that a link that lies there is replaced and not followed."""

    def __init__(self, path: Path, binary: bool = False) -> None:
        self._path = path
        self._aside = path.with_name(f".{path.name}.{os.getpid()}")
        self._aside.unlink(missing_ok=True)
        self._file: Any = self._aside.open("xb") if binary else self._aside.open("x", encoding="utf-8", newline="")

    def __enter__(self) -> Any:
        return self._file

    def __exit__(self, kind: object, *_: object) -> None:
        self._file.close()
        if kind is None:
            self._aside.replace(self._path)
        else:
            self._aside.unlink(missing_ok=True)


def _safe(record_id: str) -> str:
    """A name made of letters, digits, `_` and `-` only: a record's own names never become a path."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", record_id)


def _suffix(record: dict[str, Any]) -> str:
    """What editors know the bytes by, and `dossier run` reads them by where they are whole."""
    if record["reason"] in OF_CONTAINER:  # reading a part again would make another record
        return ".bin"
    if record["format"] == "jsonl" and not record["is_text"]:
        return ".jsonl"
    return ".html" if record["is_html"] else ".txt"
