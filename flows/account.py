"""A run's account: what it read, what became of that, and which articles are new or changed."""

import polars as pl

from flows.errors import CheckError
from flows.merging import Outcome, digest
from flows.readers.frames import in_utf8
from flows.shards import ShardResult
from flows.staging import Facts
from flows.state import Earlier
from flows.summary import Summary, too_many_rejected


def count_read(summary: Summary, results: list[ShardResult]) -> None:
    """Adds up what the shards have read."""
    for one in results:
        summary.records_read += one.read
        summary.records_known += one.known
        summary.slow_path += one.slow
        summary.bytes_read += one.bytes
        summary.peak_bytes = max(summary.peak_bytes, one.peak)
        summary.ignored += map(in_utf8, one.ignored)
        for stage, seconds in one.seconds.items():
            name = f"flatten.{stage}"
            summary.stage_seconds[name] = round(summary.stage_seconds.get(name, 0.0) + seconds, 3)


def count_merged(summary: Summary, facts: Facts, made: Outcome, earlier: Earlier | None) -> None:
    """Counts the new records by outcome, and the articles by whether the last release had them."""
    new = made.records.filter(pl.col("record_id").is_in(facts.new.implode()))
    summary.records_by_outcome = dict(new["outcome"].value_counts().sort("outcome").iter_rows())
    rejected = new.filter(pl.col("outcome") == "rejected")
    summary.records_by_reason = dict(rejected["reason"].value_counts().sort("reason").iter_rows())
    articles = made.articles
    if earlier is None:
        summary.articles = summary.articles_new = articles.height
        return
    merged = pl.col("article_id").is_in(articles["article_id"].implode())
    old = earlier.table("articles").filter(merged).select("article_id", digest=digest()).collect()
    stay = earlier.rows_of("articles") - earlier.articles_of(facts.again).len()
    summary.articles_new = articles.join(old, on="article_id", how="anti").height
    same = articles.join(old, on=["article_id", "digest"], how="semi").height
    summary.articles_unchanged = stay + same
    summary.articles_changed = articles.height - summary.articles_new - same
    summary.articles = stay + articles.height


def count_renamed(summary: Summary, made: Outcome, earlier: Earlier | None) -> None:
    """Takes an article of another id than before for no new one; the former ids have to be among what was made."""
    if earlier is None:
        return
    old = earlier.table("articles").select("article_id").collect()
    renamed = made.small["article_aliases"].join(old, left_on="alias_id", right_on="article_id", how="semi")
    count = renamed.join(old, on="article_id", how="anti")["article_id"].n_unique()
    summary.articles_new -= count
    summary.articles_changed += count


def require_few_rejected(summary: Summary, most: float) -> None:
    """Stops a run of which too much was rejected.

    Args:
        summary: Its account.
        most: Share of rejected records above which nothing is published.

    Raises:
        CheckError: There are more.
    """
    outcomes = summary.records_by_outcome
    if too_many_rejected(outcomes, most):
        reasons = ", ".join(f"{reason} {count}" for reason, count in summary.records_by_reason.items())
        raise CheckError(
            f"{outcomes['rejected']} of {sum(outcomes.values())} new records rejected ({reasons}); nothing was "
            f"published; look at the inputs, or allow more with --max-rejected",
            [{"reason": reason, "records": count} for reason, count in summary.records_by_reason.items()],
        )
