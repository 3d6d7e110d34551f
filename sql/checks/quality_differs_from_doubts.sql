-- The articles that a check of data_quality concerns are not those with that doubt.
with

-- made by older versions, it left out articles without a publisher
release_info as (

    select * from release_info where try_cast(split_part(parser_version, '+', 1) as integer) >= 7

),

articles as (

    select article_id, coalesce(publisher, '(unknown)') as publisher from articles

),

doubts as (

    select article_id, check_name, true as is_listed from article_doubts

    union all

    select distinct article_flags.article_id, article_flags.flag, false
    from article_flags
    anti join article_doubts
        on article_flags.article_id = article_doubts.article_id and article_flags.flag = article_doubts.check_name

),

counted as (

    select
        articles.publisher,
        doubts.check_name,
        count(*) as articles,
        count(*) filter (doubts.is_listed) as listed

    from doubts
    inner join articles on doubts.article_id = articles.article_id
    group by all

),

quality as (

    select publisher, "check" as check_name, concerned
    from reports.data_quality
    where subject = 'articles'

),

final as (

    select
        coalesce(quality.publisher, counted.publisher) as publisher,
        coalesce(quality.check_name, counted.check_name) as "check",
        quality.concerned,
        coalesce(counted.articles, 0) as articles_in_doubt,
        coalesce(counted.listed, 0) as listed_in_article_doubts

    from quality
    full join counted on quality.publisher = counted.publisher and quality.check_name = counted.check_name
    cross join release_info
    where quality.concerned is distinct from coalesce(counted.articles, 0) or counted.listed < counted.articles

)

select * from final
