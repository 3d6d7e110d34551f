"""How the last runs of a warehouse went, and where that is heading."""

from statistics import median
from typing import Any

from flows._console import printable
from flows.summary import rejected_share

_LONGEST_ERROR = 120
_HEADING = "last runs                  outcome        seconds    MB/s  peak MB  records new    rejected"


def trends(runs: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """How the newer half of some runs that read anything new compares to the older half.

    Args:
        runs: As `flows.runs.latest` gives them.

    Returns:
        `seconds`, `megabytes_per_second`, `peak_mb` and `rejected_share` -> median of the older, of the newer half;
        nothing where there are fewer than four runs.
    """
    read = [told["summary"] for told in runs if told["outcome"] == "published" and told.get("summary")]
    if len(read) < 4:
        return {}
    half = len(read) // 2
    measures = {
        "seconds": lambda one: one["seconds"],
        "megabytes_per_second": lambda one: one["megabytes_per_second"],
        "peak_mb": lambda one: one["peak_bytes"] / 1e6,
        "rejected_share": lambda one: rejected_share(one["records_by_outcome"]),
    }
    return {
        name: (median(map(measure, read[half:])), median(map(measure, read[:half])))
        for name, measure in measures.items()
    }


def as_lines(found: list[dict[str, Any]]) -> list[str]:
    """Runs, as `flows.runs.latest` gives them, in lines for people, and their trends."""
    lines = ["", _HEADING] if found else []
    for told in found:
        line = f"{told['run_id']}  {told['outcome'].replace('_', ' '):<11}"
        if summary := told.get("summary"):
            outcomes = summary["records_by_outcome"]
            new, share = sum(outcomes.values()), rejected_share(outcomes)
            line += f"{summary['seconds']:>11,.1f} {summary['megabytes_per_second']:>7,.1f}"
            line += f" {summary['peak_bytes'] / 1e6:>8,.0f} {new:>12,} {share:>11.1%}"
        lines.append((line + (f"  {printable(told['error'])[:_LONGEST_ERROR]}" if told.get("error") else "")).rstrip())
    if changes := trends(found):
        shown = (f"{name.replace('_', ' ')} {old:,.3g} -> {new:,.3g}" for name, (old, new) in changes.items())
        lines.append(f"trends     {', '.join(shown)} (medians of the older and the newer half)")
    return lines
