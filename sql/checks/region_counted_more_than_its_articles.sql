-- A region, or topic, of a year has more articles than the year, or its fractional ones are more than its articles.
with

years as (

    select * from years

),

rows_each as (

    select 'region' as dimension, region as member, published_year, articles, fractional_articles
    from reports.articles_by_region_year

    union all

    select 'topic', topic, published_year, articles, fractional_articles
    from reports.articles_by_topic_year

),

final as (

    select rows_each.*, years.articles as articles_of_year
    from rows_each
    left join years on rows_each.published_year is not distinct from years.published_year
    where years.articles is null
        or rows_each.articles > years.articles
        or rows_each.fractional_articles > rows_each.articles + 1e-6
        or (rows_each.articles > 0) <> (rows_each.fractional_articles > 0)

)

select * from final
