"""What a run says of itself at its end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LEAST_RECORDS = 20
"""A share of rejected records says nothing of a run with fewer."""


def rejected_share(outcomes: Mapping[str, int]) -> float:
    """Share of a run's new records that were rejected.

    Args:
        outcomes: Outcome -> new records.
    """
    return outcomes.get("rejected", 0) / (sum(outcomes.values()) or 1)


def too_many_rejected(outcomes: Mapping[str, int], most: float) -> bool:
    """Whether more than a share was rejected, of so many records that it says something."""
    return sum(outcomes.values()) >= LEAST_RECORDS and rejected_share(outcomes) > most


@dataclass
class Summary:
    """One run's account of itself.

    Attributes:
        run_id: Identifies the run.
        release_id: Release that was published, else the one still served; None where there is none yet.
        published: Whether this run published a release.
        unpublished: Why it did not, where it did not fail.
        records_read: Records read from the inputs.
        records_known: Those of them that the last release knew already, or that were read twice.
        records_by_outcome: Outcome -> records of this run's new records.
        records_by_reason: Reason -> new records, for rejected ones.
        retried: Records of the last release's quarantine that were read again; they are among those read.
        retry_skipped: Reason -> records that were not, as the quarantine has only a part of them.
        articles_new: Articles that the last release did not have.
        articles_changed: Articles whose rows differ from the last release's, be it only by the id.
        articles_unchanged: Articles the same as in the last release.
        articles: Articles of the release.
        slow_path: New records that went the slower general way.
        bytes_read: Bytes of the new records' text.
        peak_bytes: Most memory that one of its processes has had.
        seconds: Wall time of the run.
        stage_seconds: Stage -> wall time.
        ignored: Files found in a folder that are of no known form, and empty containers.
    """

    run_id: str
    release_id: str | None = None
    published: bool = False
    unpublished: str | None = None
    records_read: int = 0
    records_known: int = 0
    records_by_outcome: dict[str, int] = field(default_factory=dict)
    records_by_reason: dict[str, int] = field(default_factory=dict)
    retried: int = 0
    retry_skipped: dict[str, int] = field(default_factory=dict)
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles: int = 0
    slow_path: int = 0
    bytes_read: int = 0
    peak_bytes: int = 0
    seconds: float = 0.0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def megabytes_per_second(self) -> float:
        """Megabytes of text read a second of wall time."""
        return self.bytes_read / 1e6 / self.seconds if self.seconds else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The summary as JSON-ready values."""
        return asdict(self) | {"megabytes_per_second": round(self.megabytes_per_second, 2)}
