-- A count by region and year is not what the plain join of the release's tables gives.
with

counted as (

    select
        categories.region,
        articles.published_year,
        count(distinct articles.article_id) as articles

    from articles
    inner join article_categories on articles.article_id = article_categories.article_id
    inner join categories on article_categories.category_id = categories.category_id
    where categories.kind = 'region'
    group by all

),

reported as (

    select region, published_year, articles
    from reports.articles_by_region_year
    where region <> '(unknown)' and articles > 0

),

final as (

    select
        coalesce(reported.region, counted.region) as region,
        coalesce(reported.published_year, counted.published_year) as published_year,
        reported.articles,
        counted.articles as counted

    from reported
    full join counted
        on reported.region = counted.region
        and reported.published_year is not distinct from counted.published_year
    where reported.articles is distinct from counted.articles

)

select * from final
