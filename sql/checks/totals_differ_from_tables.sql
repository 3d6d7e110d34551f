-- A number of totals, of release_info or of years is not the number of rows it stands for.
with

compared as (

    select 'totals.articles' as figure, articles as stated, (select count(*) from articles) as counted
    from reports.totals

    union all

    select 'totals.sections', sections, (select count(*) from sections)
    from reports.totals

    union all

    select 'totals.authors', authors, (select count(*) from authors)
    from reports.totals

    union all

    select 'totals.records', records, (select count(*) from records)
    from reports.totals

    union all

    select 'totals.rejected_records', rejected_records, (select count(*) from records where outcome = 'rejected')
    from reports.totals

    union all

    select
        'release_info.records by outcome',
        article_records + revision_records + duplicate_records + not_article_records + rejected_records,
        records

    from release_info

    union all

    select 'years.articles', coalesce(sum(articles), 0)::bigint, (select count(*) from articles)
    from years

    union all

    select 'rows of totals', count(*), 1
    from reports.totals

    union all

    select 'rows of release_info', count(*), 1
    from release_info

),

final as (

    select * from compared where stated is distinct from counted

)

select * from final
