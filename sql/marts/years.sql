-- One row per year from the first with an article to the last, none left out, and one for the undated if there are any.
-- published_year: Year of publication; null for the undated
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year: the year of the as-of date, unless that is a
--     31 December, and the first year, unless an article is dated in its January, or none to a month; false for the
--     undated
-- articles: Articles of the year
with

articles as (

    select * from stg_articles

),

release_info as (

    select * from release_info

),

bounds as (

    select min(published_year) as first_year, max(published_year) as last_year from articles

),

years as (

    select unnest(generate_series(first_year, last_year))::integer as published_year from bounds
    union
    select published_year from articles

),

counted as (

    select published_year, count(*) as articles, min(published_month) as first_month
    from articles
    group by all

),

final as (

    select
        years.published_year,
        make_date(years.published_year, 1, 1) as year_start,
        coalesce(
            (
                years.published_year = year(release_info.as_of_date)
                and release_info.as_of_date < make_date(years.published_year, 12, 31)
            )
            or (years.published_year = bounds.first_year and month(counted.first_month) > 1),
            false
        ) as is_partial_year,
        coalesce(counted.articles, 0) as articles

    from years
    cross join bounds
    cross join release_info
    left join counted on years.published_year is not distinct from counted.published_year

)

select * from final
