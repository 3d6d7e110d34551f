-- A term has more articles than its region and year, or its ranks leave one out.
with

terms as (

    select * from reports.distinctive_terms

),

region_years as (

    select region, published_year, articles from reports.articles_by_region_year

),

ranks as (

    select region, published_year, count(*) as terms, max(rank) as last_rank
    from terms
    group by all

),

final as (

    select terms.region, terms.published_year, terms.term, terms.articles, region_years.articles as articles_of_region
    from terms
    left join region_years
        on terms.region = region_years.region
        and terms.published_year is not distinct from region_years.published_year
    where region_years.articles is null or terms.articles > region_years.articles

    union all

    select region, published_year, null, terms, last_rank
    from ranks
    where terms <> last_rank

)

select * from final
