-- The articles of a year's regions, or topics, add up to fewer than the year's articles.
with

years as (

    select * from years

),

summed as (

    select 'region' as dimension, published_year, sum(articles) as articles
    from reports.articles_by_region_year
    group by all

    union all

    select 'topic', published_year, sum(articles)
    from reports.articles_by_topic_year
    group by all

),

final as (

    select summed.*, years.articles as articles_of_year
    from years
    inner join summed on years.published_year is not distinct from summed.published_year
    where summed.articles < years.articles

)

select * from final
