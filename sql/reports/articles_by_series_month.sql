-- One row per series and month with an article.
-- series: Name of the series, or (unknown)
-- month: First day of the month of publication; null where the month is unknown
-- articles: Articles
-- words: Words of their texts, without biographies and references
with

articles as (

    select * from stg_articles

),

final as (

    select
        series,
        published_month as month,
        count(*) as articles,
        sum(word_count)::bigint as words

    from articles
    group by all

)

select * from final
