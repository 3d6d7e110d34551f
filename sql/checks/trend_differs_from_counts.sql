-- A topic and year of trending_topics is not as in articles_by_topic_year, or a year's fastest rise is not first.
with

trends as (

    select * from reports.trending_topics

),

counts as (

    select topic, published_year, articles from reports.articles_by_topic_year

),

firsts as (

    select published_year, min(rank) as first_rank, arg_max(rank, score) as rank_of_highest
    from trends
    where rank is not null
    group by all

),

final as (

    select
        coalesce(trends.topic, counts.topic) as topic,
        coalesce(trends.published_year, counts.published_year) as published_year,
        trends.articles,
        counts.articles as counted

    from trends
    full join counts
        on trends.topic = counts.topic
        and trends.published_year is not distinct from counts.published_year
    where trends.articles is distinct from counts.articles

    union all

    select null, published_year, first_rank, rank_of_highest
    from firsts
    where first_rank <> 1 or rank_of_highest <> 1

)

select * from final
