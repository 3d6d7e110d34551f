-- One row per topic and region of which both have articles, also where they have none together.
-- topic: Name of the topic, or (unknown)
-- region: Harmonised name of the region, or (unknown)
-- articles: Articles on both
-- share_of_region: articles / articles on the region
-- lift: How many times as often the two come together as they would by chance: articles * all / (articles on the topic
--     * articles on the region), all taken over the articles that have both a topic and a region; null for (unknown),
--     and for a topic or region that none of these is on
with

article_topics as (

    select * from article_topics

),

article_regions as (

    select * from article_regions

),

topics as (

    select distinct topic from article_topics

),

regions as (

    select region, count(*) as articles from article_regions group by all

),

paired as (

    select article_topics.article_id, article_topics.topic, article_regions.region
    from article_topics
    inner join article_regions on article_topics.article_id = article_regions.article_id

),

counted as (

    select topic, region, count(*) as articles from paired group by all

),

-- lift
known as (

    select * from paired where topic <> '(unknown)' and region <> '(unknown)'

),

known_articles as (

    select count(distinct article_id) as articles from known

),

known_topics as (

    select topic, count(distinct article_id) as articles from known group by all

),

known_regions as (

    select region, count(distinct article_id) as articles from known group by all

),

final as (

    select
        topics.topic,
        regions.region,
        coalesce(counted.articles, 0) as articles,
        coalesce(counted.articles, 0) / regions.articles as share_of_region,
        coalesce(counted.articles, 0) * known_articles.articles
            / (known_topics.articles * known_regions.articles) as lift

    from topics
    cross join regions
    cross join known_articles
    left join counted on topics.topic = counted.topic and regions.region = counted.region
    left join known_topics on topics.topic = known_topics.topic
    left join known_regions on regions.region = known_regions.region

)

select * from final
