-- Two rows of a report, or of a mart, are about the same.
with

keys as (

    select 'article_regions' as model, [article_id, region] as grain
    from article_regions

    union all

    select 'article_topics', [article_id, topic]
    from article_topics

    union all

    select 'years', [published_year::varchar]
    from years

    union all

    select 'articles_by_region_year', [region, published_year::varchar]
    from reports.articles_by_region_year

    union all

    select 'articles_by_topic_year', [topic, published_year::varchar]
    from reports.articles_by_topic_year

    union all

    select 'articles_by_place_year', [country_code, published_year::varchar]
    from reports.articles_by_place_year

    union all

    select 'articles_by_series_month', [series, month::varchar]
    from reports.articles_by_series_month

    union all

    select 'author_output', [author_id]
    from reports.author_output

    union all

    select 'section_profile', [kind, published_year::varchar]
    from reports.section_profile

    union all

    select 'data_quality', [publisher, "check"]
    from reports.data_quality

    union all

    select 'publishing_calendar', [publisher, date::varchar]
    from reports.publishing_calendar

    union all

    select 'topics_by_region', [topic, region]
    from reports.topics_by_region

    union all

    select 'region_pairs', [least(region, other_region), greatest(region, other_region)]
    from reports.region_pairs

    union all

    select 'coauthors', [least(author_id, other_author_id), greatest(author_id, other_author_id)]
    from reports.coauthors

    union all

    select 'distinctive_terms', [region, published_year::varchar, term]
    from reports.distinctive_terms

    union all

    select 'distinctive_terms: ranks', [region, published_year::varchar, rank::varchar]
    from reports.distinctive_terms

    union all

    select 'trending_topics', [topic, published_year::varchar]
    from reports.trending_topics

    union all

    select 'release_changes', [article_id]
    from reports.release_changes

),

final as (

    select model, grain, count(*) as rows_of_it
    from keys
    group by all
    having count(*) > 1

)

select * from final
