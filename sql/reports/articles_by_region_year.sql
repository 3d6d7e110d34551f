-- One row per region and year, from the first year with an article to the last, also where there is none.
-- region: Harmonised name of the region, or (unknown)
-- published_year: Year of publication; null for the undated
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year; see years
-- articles: Articles on the region, each counted once; one on several regions counts for each of them
-- fractional_articles: The same with each article split evenly over its regions: adds up to the year's articles
-- share_of_year: fractional_articles / articles of the year; null in a year without any
with

article_regions as (

    select * from article_regions

),

categories as (

    select * from stg_categories

),

years as (

    select * from years

),

regions as (

    select member as region from categories where kind = 'region'
    union
    select region from article_regions

),

-- whole numbers first, then few fractions in a fixed order: a sum that comes out the same to the last digit
counted as (

    select region, published_year, region_count, count(*) as articles
    from article_regions
    group by all

),

summed as (

    select
        region,
        published_year,
        sum(articles)::bigint as articles,
        sum(articles / region_count order by region_count) as fractional_articles

    from counted
    group by all

),

final as (

    select
        regions.region,
        years.published_year,
        years.year_start,
        years.is_partial_year,

        -- counts
        coalesce(summed.articles, 0) as articles,
        coalesce(summed.fractional_articles, 0) as fractional_articles,
        coalesce(summed.fractional_articles, 0) / nullif(years.articles, 0) as share_of_year

    from regions
    cross join years
    left join summed
        on regions.region = summed.region
        and years.published_year is not distinct from summed.published_year

)

select * from final
