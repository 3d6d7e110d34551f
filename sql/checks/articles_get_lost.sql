-- A report that counts every article once misses some or counts some twice.
with

articles as (

    select count(*) as articles, coalesce(sum(word_count), 0)::bigint as words from articles

),

compared as (

    select 'article_regions' as model, count(distinct article_id) as stated, (select articles from articles) as counted
    from article_regions

    union all

    select 'article_topics', count(distinct article_id), (select articles from articles)
    from article_topics

    union all

    select 'articles_by_series_month', coalesce(sum(articles), 0)::bigint, (select articles from articles)
    from reports.articles_by_series_month

    union all

    select 'articles_by_series_month: words', coalesce(sum(words), 0)::bigint, (select words from articles)
    from reports.articles_by_series_month

    union all

    select 'publishing_calendar', coalesce(sum(articles), 0)::bigint, (select articles from articles)
    from reports.publishing_calendar

    union all

    select 'section_profile', coalesce(sum(sections), 0)::bigint, (select count(*) from sections)
    from reports.section_profile

    union all

    select 'author_output', coalesce(sum(articles), 0)::bigint, (select count(*) from article_authors)
    from reports.author_output

    union all

    select 'articles_by_place_year', coalesce(sum(articles), 0)::bigint, (select count(*) from article_places)
    from reports.articles_by_place_year

),

final as (

    select * from compared where stated <> counted

)

select * from final
