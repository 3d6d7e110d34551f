-- One row per article, region and topic of it, (unknown) where it has none: filters by any of them act on every count.
-- publisher: Short name of the publisher, or (unknown)
-- series: Series it appeared in, or (unknown)
select
    articles.article_id,
    coalesce(articles.publisher, '(unknown)') as publisher,
    coalesce(articles.series, '(unknown)') as series,
    articles.code,
    articles.title,
    articles.byline,
    articles.url,
    articles.published_on,
    articles.published_year,
    articles.word_count,
    article_regions.region,
    article_topics.topic

from articles
inner join article_regions on articles.article_id = article_regions.article_id
inner join article_topics on articles.article_id = article_topics.article_id
