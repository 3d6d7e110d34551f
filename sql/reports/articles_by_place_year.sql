-- One row per country and year with an article that names it; articles that name none are in no row.
-- country: Short English name
-- published_year: Year of publication; null for the undated
-- country_code: ISO 3166 alpha-3
-- un_region: Sub-region of the UN's M49 standard
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year; see years
-- articles: Articles that name the country in title or body
-- articles_in_title: Articles that name it in the title
-- mentions: Times they name it
with

article_places as (

    select * from article_places

),

articles as (

    select * from stg_articles

),

years as (

    select * from years

),

final as (

    select
        article_places.country,
        articles.published_year,
        article_places.country_code,
        any_value(article_places.un_region order by article_places.un_region) as un_region,

        -- year
        any_value(years.year_start) as year_start,
        any_value(years.is_partial_year) as is_partial_year,

        -- counts
        count(*) as articles,
        count(*) filter (where article_places.in_title) as articles_in_title,
        sum(article_places.mentions)::bigint as mentions

    from article_places
    inner join articles on article_places.article_id = articles.article_id
    inner join years on articles.published_year is not distinct from years.published_year
    group by all

)

select * from final
