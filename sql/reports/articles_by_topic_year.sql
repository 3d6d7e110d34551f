-- One row per topic and year, from the first year with an article to the last, also where there is none.
-- topic: Name of the topic, or (unknown)
-- published_year: Year of publication; null for the undated
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year; see years
-- articles: Articles on the topic, each counted once; one on several topics counts for each of them
-- fractional_articles: The same with each article split evenly over its topics: adds up to the year's articles
-- share_of_year: fractional_articles / articles of the year; null in a year without any
with

article_topics as (

    select * from article_topics

),

categories as (

    select * from stg_categories

),

years as (

    select * from years

),

topics as (

    select member as topic from categories where kind = 'topic'
    union
    select topic from article_topics

),

-- whole numbers first, then few fractions in a fixed order: a sum that comes out the same to the last digit
counted as (

    select topic, published_year, topic_count, count(*) as articles
    from article_topics
    group by all

),

summed as (

    select
        topic,
        published_year,
        sum(articles)::bigint as articles,
        sum(articles / topic_count order by topic_count) as fractional_articles

    from counted
    group by all

),

final as (

    select
        topics.topic,
        years.published_year,
        years.year_start,
        years.is_partial_year,

        -- counts
        coalesce(summed.articles, 0) as articles,
        coalesce(summed.fractional_articles, 0) as fractional_articles,
        coalesce(summed.fractional_articles, 0) / nullif(years.articles, 0) as share_of_year

    from topics
    cross join years
    left join summed
        on topics.topic = summed.topic
        and years.published_year is not distinct from summed.published_year

)

select * from final
