-- The fractional articles of a year's regions, or topics, add up to something else than the year's articles.
with

years as (

    select * from years

),

summed as (

    select 'region' as dimension, published_year, sum(fractional_articles) as fractional_articles
    from reports.articles_by_region_year
    group by all

    union all

    select 'topic', published_year, sum(fractional_articles)
    from reports.articles_by_topic_year
    group by all

),

final as (

    select
        summed.dimension,
        years.published_year,
        years.articles,
        summed.fractional_articles

    from years
    left join summed on years.published_year is not distinct from summed.published_year
    where summed.fractional_articles is null
        or abs(summed.fractional_articles - years.articles) > 1e-6

)

select * from final
