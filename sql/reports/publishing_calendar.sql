-- One row per publisher and day with an article.
-- publisher: Short name of the publisher
-- date: Day of publication; null where the day is unknown
-- articles: Articles
with

articles as (

    select * from stg_articles

),

final as (

    select
        publisher,
        published_day as date,
        count(*) as articles

    from articles
    group by all

)

select * from final
