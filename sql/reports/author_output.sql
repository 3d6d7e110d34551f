-- One row per author.
-- author: Name of the author
-- author_id: Identifies the author
-- articles: Articles the author wrote or took part in
-- fractional_articles: The same with each article split evenly over its authors
-- first_published_on: Date of the author's first dated article
-- last_published_on: Date of the author's last dated article
-- main_region: Region of most of the author's articles; among equals that with the greater share of them, then the
--     first by name; (unknown) if no article has one
-- main_topic: Topic of most of the author's articles, in the same way
with

authors as (

    select * from authors

),

article_authors as (

    select
        article_id,
        author_id,
        count(*) over (partition by article_id) as author_count

    from article_authors

),

articles as (

    select * from stg_articles

),

article_regions as (

    select * from article_regions

),

article_topics as (

    select * from article_topics

),

counted as (

    select author_id, author_count, count(*) as articles
    from article_authors
    group by all

),

summed as (

    select
        author_id,
        sum(articles)::bigint as articles,
        sum(articles / author_count order by author_count) as fractional_articles

    from counted
    group by all

),

dated as (

    select
        article_authors.author_id,
        min(articles.published_on) as first_published_on,
        max(articles.published_on) as last_published_on

    from article_authors
    inner join articles on article_authors.article_id = articles.article_id
    group by all

),

-- what their articles are on; a weight of whole numbers (720720 divides by all to 16) adds up the same in any order
regions as (

    select
        article_authors.author_id,
        article_regions.region,
        count(*) as articles,
        sum(720720 // article_regions.region_count) as weight

    from article_authors
    inner join article_regions on article_authors.article_id = article_regions.article_id
    group by all

),

main_regions as (

    select author_id, arg_min(region, (region = '(unknown)', -articles, -weight, region)) as region
    from regions
    group by all

),

topics as (

    select
        article_authors.author_id,
        article_topics.topic,
        count(*) as articles,
        sum(720720 // article_topics.topic_count) as weight

    from article_authors
    inner join article_topics on article_authors.article_id = article_topics.article_id
    group by all

),

main_topics as (

    select author_id, arg_min(topic, (topic = '(unknown)', -articles, -weight, topic)) as topic
    from topics
    group by all

),

final as (

    select
        authors.name as author,
        authors.author_id,

        -- output
        coalesce(summed.articles, 0) as articles,
        coalesce(summed.fractional_articles, 0) as fractional_articles,
        dated.first_published_on,
        dated.last_published_on,

        -- what it is mostly about
        coalesce(main_regions.region, '(unknown)') as main_region,
        coalesce(main_topics.topic, '(unknown)') as main_topic

    from authors
    left join summed on authors.author_id = summed.author_id
    left join dated on authors.author_id = dated.author_id
    left join main_regions on authors.author_id = main_regions.author_id
    left join main_topics on authors.author_id = main_topics.author_id

)

select * from final
