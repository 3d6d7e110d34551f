-- The shares of a year's regions, or topics, add up to something else than one.
with

shares as (

    select 'region' as dimension, published_year, share_of_year from reports.articles_by_region_year
    union all
    select 'topic', published_year, share_of_year from reports.articles_by_topic_year

),

final as (

    select dimension, published_year, sum(share_of_year) as shares
    from shares
    group by all
    having abs(sum(share_of_year) - 1) > 1e-6

)

select * from final
