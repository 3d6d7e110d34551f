"""What a warehouse holds and how its runs go, in Prometheus' text form: for node exporter's textfile collector."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from flows import runs
from flows.publish import Warehouse
from flows.summary import rejected_share

_OUTCOMES = ("published", "nothing_new", "failed", "stopped", "killed", "running")
_GOOD = ("published", "nothing_new")


def as_text(house: Warehouse) -> str:
    """The figures of a warehouse: of the release that is served, and of its last runs.

    Raises:
        DossierError: `latest` does not lead to a release.
    """
    registry = CollectorRegistry()

    def gauge(name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"dossier_{name}", what, ["warehouse", *labels], registry=registry)

    at = house.name
    served = house.status()
    for name in ("articles", "sections", "records", "bytes", "releases"):
        if served[name] is not None:
            what = "releases" if name in ("bytes", "releases") else "release"
            gauge(f"{what}_{name}" if name != "releases" else "releases", f"{name} of the {what}").labels(at).set(
                served[name]
            )
    by_outcome = gauge("release_records_by_outcome", "records of the release", "outcome")
    for outcome, count in (served["records_by_outcome"] or {}).items():
        by_outcome.labels(at, outcome).set(count)
    if served["published_at"]:
        published = gauge("release_timestamp_seconds", "when the release was made")
        published.labels(at).set(datetime.fromisoformat(served["published_at"]).timestamp())
    gauge("locked", "1 where a run is at work").labels(at).set(bool(served["locked"]))

    found = house.runs(runs.KEPT)
    counted = gauge("runs", f"runs by outcome, of the last {runs.KEPT:,}", "outcome")
    for outcome in _OUTCOMES:
        counted.labels(at, outcome).set(sum(told["outcome"] == outcome for told in found))
    # One that was killed left no account of itself, and has failed all the same.
    if not_at_work := [told["outcome"] for told in found if told["outcome"] != "running"]:
        gauge("run_success", "1 where the last run did not fail").labels(at).set(not_at_work[0] in _GOOD)
    ended = [told for told in found if told.get("summary")]
    if ended:
        last, summary = ended[0], ended[0]["summary"]
        gauge("run_timestamp_seconds", "when the last run ended").labels(at).set(_time(last["ended_at"]))
        gauge("run_seconds", "wall time of the last run").labels(at).set(summary["seconds"])
        gauge("run_peak_bytes", "most memory of one process of the last run").labels(at).set(summary["peak_bytes"])
        gauge("run_read_bytes", "bytes of new text in the last run").labels(at).set(summary["bytes_read"])
        gauge("run_rejected_share", "share of the last run's new records").labels(at).set(
            rejected_share(summary["records_by_outcome"])
        )
        stages = gauge("run_stage_seconds", "wall time of the last run's stages; flatten.* of all processes", "stage")
        for stage, seconds in summary["stage_seconds"].items():
            stages.labels(at, stage).set(seconds)
        good = next((told for told in ended if told["outcome"] in _GOOD), None)
        if good:
            gauge("run_success_timestamp_seconds", "when the last run that did not fail ended").labels(at).set(
                _time(good["ended_at"])
            )
    return generate_latest(registry).decode()


def _time(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
