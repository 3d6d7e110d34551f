-- One row per article: what the models need of it, unknown text spelt out.
with

articles as (

    select * from articles

),

final as (

    select
        article_id,
        publisher,
        coalesce(series, '(unknown)') as series,

        -- dates; a date known to the year only says no month
        published_on,
        published_precision,
        published_year,
        case when published_precision <> 'year' then date_trunc('month', published_on)::date end as published_month,
        case when published_precision = 'day' then published_on end as published_day,

        -- counts
        word_count,
        author_count

    from articles

)

select * from final
