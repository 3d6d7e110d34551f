-- One row per topic and year, as in articles_by_topic_year: how much more of the year is on the topic than before.
-- topic: Name of the topic, or (unknown)
-- published_year: Year of publication; null for the undated
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year; shares of what there is are compared all the same
-- articles: Articles on the topic, each counted once
-- articles_before: Articles on it of the three years before together, of the first years those there are
-- share: articles / all articles of the year; null in a year without any
-- share_before: articles_before / all articles of those years; null where there are none
-- change: share - share_before: 0.05 is five more articles in a hundred; null where there are too few to compare: fewer
--     than 20 articles in the year, or in those before, or fewer than 5 on the topic in all of them
-- score: z of the two-proportion z-test (pooled): with both shares taken together p, articles of the year n, of those
--     before m, it is change / sqrt(p * (1 - p) * (1 / n + 1 / m)); beyond chance, looked at alone, above 1.96; null
--     where change is, and where every article is on the topic
-- rank: Place among the year's topics by score, from 1, the fastest rise; null where score is, and for (unknown)
with

topic_years as (

    select * from reports.articles_by_topic_year

),

years as (

    select * from years

),

counted as (

    select
        topic_years.topic,
        topic_years.published_year,
        topic_years.year_start,
        topic_years.is_partial_year,
        topic_years.articles,
        years.articles as of_year

    from topic_years
    inner join years on topic_years.published_year is not distinct from years.published_year

),

with_before as (

    select
        *,
        -- the grid is dense: three rows before are three years before
        coalesce(sum(articles) over before, 0)::bigint as articles_before,
        coalesce(sum(of_year) over before, 0)::bigint as of_before

    from counted
    window before as (
        partition by topic, published_year is null
        order by published_year
        rows between 3 preceding and 1 preceding
    )

),

compared as (

    select
        *,
        articles / nullif(of_year, 0) as share,
        articles_before / nullif(of_before, 0) as share_before,
        (articles + articles_before) / nullif(of_year + of_before, 0) as share_of_both,
        of_year >= 20 and of_before >= 20 and articles + articles_before >= 5 as is_enough

    from with_before

),

scored as (

    select
        *,
        case when is_enough then share - share_before end as change,
        change / nullif(sqrt(share_of_both * (1 - share_of_both) * (1 / of_year + 1 / of_before)), 0) as score

    from compared

),

final as (

    select
        topic,
        published_year,
        year_start,
        is_partial_year,

        -- counts
        articles,
        articles_before,
        share,
        share_before,

        -- comparison
        change,
        score,
        case
            when score is not null and topic <> '(unknown)'
                then rank() over (
                    partition by published_year, score is not null and topic <> '(unknown)'
                    order by score desc
                )
        end as rank

    from scored

)

select * from final
