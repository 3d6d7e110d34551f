"""Flags: every doubt about an article, said once."""

import polars as pl

from transforms.fill import Filled
from transforms.profiles import profiles

_TWO_DIGITS = 100


def article_flags(
    articles: pl.DataFrame, ranked: pl.DataFrame, filled: Filled, record_flags: pl.DataFrame
) -> pl.DataFrame:
    """Doubts about articles: what they lack, what disagrees, what was inferred.

    Args:
        articles: The articles.
        ranked: Their records, with rank and article_id.
        filled: Their fields and where these came from.
        record_flags: Doubts that arose while single records were read; those of the current text's record count.
    """
    current = ranked.filter(pl.col("rank") == 0).select("article_id", "record_id")
    of_text = record_flags.join(current, on="record_id").join(
        articles.select("article_id", "code", "byline", "author_count"), on="article_id"
    )
    of_text = of_text.filter(
        ~((pl.col("flag") == "code_series_unknown") & pl.col("code").is_not_null()),
        ~((pl.col("flag") == "byline_not_understood") & (pl.col("author_count") > 0)),
    )
    copies = ranked.group_by("article_id").agg(copies_only=pl.col("is_copy").all(), urls=pl.col("url").min())
    rows = [
        of_text.select("article_id", "flag", "detail"),
        _flag(articles.filter(pl.col("title").is_null()), "no_title"),
        _flag(articles.filter(pl.col("published_on").is_null()), "no_date"),
        _flag(articles.filter(pl.col("published_precision") == "month"), "month_only_date"),
        _flag(articles.filter(pl.col("published_precision") == "year"), "year_only_date"),
        _flag(articles.filter(pl.col("code").is_null()), "no_code"),
        _flag(articles.filter(pl.col("series").is_null()), "no_series"),
        _flag(articles.filter(pl.col("author_count") == 0), "no_author"),
        _flag(articles.filter(pl.col("region_count") == 0), "no_region"),
        _flag(articles.filter(pl.col("topic_count") == 0), "no_topic"),
        _flag(articles.filter(pl.col("word_count") == 0), "no_text"),
        _flag(copies.filter("copies_only"), "copy_only", pl.col("urls").fill_null("")),
        _flag(
            filled.article_categories.filter(~pl.col("known")),
            "category_unknown",
            pl.col("name") + pl.lit(" taken for a ") + pl.col("kind"),
        ),
        _inferred(filled.sources, "code", ("url slug",), "code_from_url"),
        _inferred(filled.sources, "byline", ("biography", "standfirst"), "authors_from_text"),
        _inferred(filled.sources, "byline", ("markup",), "authors_from_markup"),
        _inferred(filled.sources, "published_on", ("markup",), "date_from_markup"),
        _inferred(filled.sources, "title", ("markup",), "title_from_markup"),
        _code_year(articles),
        _shared_code(articles),
    ]
    return pl.concat(rows).unique().sort("article_id", "flag", "detail")


def _flag(frame: pl.DataFrame, flag: str, detail: pl.Expr | None = None) -> pl.DataFrame:
    return frame.select("article_id", flag=pl.lit(flag), detail=pl.lit("") if detail is None else detail)


def _inferred(sources: pl.DataFrame, field: str, rules: tuple[str, ...], flag: str) -> pl.DataFrame:
    return _flag(sources.filter(pl.col("field") == field, pl.col("rule").is_in(rules)), flag, pl.col("rule"))


def _code_year(articles: pl.DataFrame) -> pl.DataFrame:
    dated = [prefix for profile in profiles() for prefix in profile.dated_prefixes]
    year = pl.col("code").str.extract(rf"^(?:{'|'.join(dated)})(\d{{2}})\d", 1).cast(pl.Int32, strict=False)
    differs = articles.filter(year.is_not_null(), year != pl.col("published_year") % _TWO_DIGITS)
    return _flag(
        differs, "code_year_differs", pl.col("code") + pl.lit(" of ") + pl.col("published_on").dt.to_string("%Y-%m-%d")
    )


def _shared_code(articles: pl.DataFrame) -> pl.DataFrame:
    shared = articles.filter(pl.col("code").is_not_null(), pl.col("code").count().over("publisher", "code") > 1)
    return _flag(shared, "code_of_several_articles", pl.col("code"))
