-- A region, or topic, lacks a year, or a year between the first and the last is missing.
with

years as (

    select * from years

),

spans as (

    select
        count(*) as years,
        count(published_year) as dated,
        max(published_year) - min(published_year) + 1 as span

    from years

),

rows_each as (

    select 'region' as dimension, region as member, count(distinct coalesce(published_year, -1)) as years
    from reports.articles_by_region_year
    group by all

    union all

    select 'topic', topic, count(distinct coalesce(published_year, -1))
    from reports.articles_by_topic_year
    group by all

),

final as (

    select rows_each.*, spans.years as expected
    from rows_each
    cross join spans
    where rows_each.years <> spans.years

    union all

    select 'year', null, dated, span
    from spans
    where dated <> span

)

select * from final
