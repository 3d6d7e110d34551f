-- One row per article, country named in it, region and topic of it; articles that name no country are in no row.
-- series: Series it appeared in, or (unknown)
select
    article_places.country_code,
    article_places.country,
    article_places.un_region,
    articles.article_id,
    coalesce(articles.series, '(unknown)') as series,
    articles.published_on,
    articles.published_year,
    article_regions.region,
    article_topics.topic

from articles
inner join article_places on articles.article_id = article_places.article_id
inner join article_regions on articles.article_id = article_regions.article_id
inner join article_topics on articles.article_id = article_topics.article_id
