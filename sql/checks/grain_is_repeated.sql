-- Two rows of a report, or of a mart, are about the same.
with

keys as (

    select 'article_regions' as model, concat_ws(' | ', article_id, region) as grain
    from article_regions

    union all

    select 'article_topics', concat_ws(' | ', article_id, topic)
    from article_topics

    union all

    select 'years', coalesce(published_year::varchar, 'undated')
    from years

    union all

    select 'articles_by_region_year', concat_ws(' | ', region, coalesce(published_year::varchar, 'undated'))
    from reports.articles_by_region_year

    union all

    select 'articles_by_topic_year', concat_ws(' | ', topic, coalesce(published_year::varchar, 'undated'))
    from reports.articles_by_topic_year

    union all

    select 'articles_by_place_year', concat_ws(' | ', country_code, coalesce(published_year::varchar, 'undated'))
    from reports.articles_by_place_year

    union all

    select 'articles_by_series_month', concat_ws(' | ', series, coalesce(month::varchar, 'undated'))
    from reports.articles_by_series_month

    union all

    select 'author_output', author_id
    from reports.author_output

    union all

    select 'section_profile', concat_ws(' | ', kind, coalesce(published_year::varchar, 'undated'))
    from reports.section_profile

    union all

    select 'data_quality', concat_ws(' | ', publisher, "check")
    from reports.data_quality

    union all

    select 'publishing_calendar', concat_ws(' | ', publisher, coalesce(date::varchar, 'undated'))
    from reports.publishing_calendar

    union all

    select 'topics_by_region', concat_ws(' | ', topic, region)
    from reports.topics_by_region

    union all

    select 'region_pairs', concat_ws(' | ', least(region, other_region), greatest(region, other_region))
    from reports.region_pairs

    union all

    select 'coauthors', concat_ws(' | ', least(author_id, other_author_id), greatest(author_id, other_author_id))
    from reports.coauthors

    union all

    select 'distinctive_terms', concat_ws(' | ', region, coalesce(published_year::varchar, 'undated'), term)
    from reports.distinctive_terms

    union all

    select 'distinctive_terms: ranks', concat_ws(' | ', region, coalesce(published_year::varchar, 'undated'), rank)
    from reports.distinctive_terms

    union all

    select 'trending_topics', concat_ws(' | ', topic, coalesce(published_year::varchar, 'undated'))
    from reports.trending_topics

    union all

    select 'release_changes', article_id
    from reports.release_changes

),

final as (

    select model, grain, count(*) as rows_of_it
    from keys
    group by all
    having count(*) > 1

)

select * from final
