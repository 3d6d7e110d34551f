-- One row per article and topic; articles without one are under (unknown). Count articles over it with distinct.
-- article_id: Article
-- topic: Name of the topic, or (unknown); a topic counts once, whatever its publisher
-- published_year: Year of the article's publication; null where unknown
-- topic_count: Topics of the article, (unknown) taken for one
-- article_share: The article's weight here, 1 / topic_count: adds up to the number of articles
with

articles as (

    select * from stg_articles

),

named as (

    select distinct article_id, member
    from stg_article_categories
    where kind = 'topic'

),

final as (

    select
        articles.article_id,
        coalesce(named.member, '(unknown)') as topic,
        articles.published_year,
        count(*) over (partition by articles.article_id)::integer as topic_count,
        1 / count(*) over (partition by articles.article_id) as article_share

    from articles
    left join named on articles.article_id = named.article_id

)

select * from final
