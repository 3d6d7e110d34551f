-- A share is not between nought and one.
with

shares as (

    select 'articles_by_region_year' as model, region as member, share_of_year as share
    from reports.articles_by_region_year

    union all

    select 'articles_by_topic_year', topic, share_of_year
    from reports.articles_by_topic_year

    union all

    select 'data_quality', concat_ws(' | ', publisher, "check"), share
    from reports.data_quality

    union all

    select 'topics_by_region', concat_ws(' | ', topic, region), share_of_region
    from reports.topics_by_region

    union all

    select 'region_pairs', concat_ws(' | ', region, other_region), share_of_either
    from reports.region_pairs

    union all

    select 'trending_topics', topic, share
    from reports.trending_topics

    union all

    select 'trending_topics: before', topic, share_before
    from reports.trending_topics

),

final as (

    select * from shares where share not between 0 and 1 + 1e-9

)

select * from final
