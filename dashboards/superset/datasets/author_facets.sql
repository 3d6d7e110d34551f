-- One row per article, author, region and topic of it; articles without an author are in no row.
-- series: Series it appeared in, or (unknown)
-- author: Name without titles, never split into first and last
select
    authors.author_id,
    authors.name as author,
    articles.article_id,
    coalesce(articles.series, '(unknown)') as series,
    articles.published_on,
    articles.published_year,
    article_regions.region,
    article_topics.topic

from articles
inner join article_authors on articles.article_id = article_authors.article_id
inner join authors on article_authors.author_id = authors.author_id
inner join article_regions on articles.article_id = article_regions.article_id
inner join article_topics on articles.article_id = article_topics.article_id
